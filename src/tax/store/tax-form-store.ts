import type { PartnerId, Refusal, TaxFormId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { StandingTaxForm, TaxFormDetails, TaxFormState } from "../domain/tax-form.ts";

/** Queues a form that waits to be accepted. */
export function queueTaxForm(
  tx: Transaction,
  said: {
    readonly id: TaxFormId;
    readonly partnerId: PartnerId;
    readonly details: TaxFormDetails;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { kind, receivedOn, lastValidOn, remark } = said.details;
  tx.queue(sql`
    insert into tax_form (id, partner_id, kind, received_on, last_valid_on, remark, recorded_at, recorded_by)
    values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${kind}::text, ${receivedOn}::date,
      ${lastValidOn}::date, ${remark}::text, ${said.at}::timestamptz, ${said.by}::uuid)`);
}

/** A form, locked until the transaction ends, for a vendor's session; null where there is none. */
export async function lockTaxForm(
  tx: Transaction,
  id: TaxFormId,
  actorId: string,
): Promise<StandingTaxForm | null> {
  const row = await tx.readOne<{
    partner_id: string;
    state: TaxFormState;
    last_valid_on: string | null;
    is_own: boolean;
    is_of_own_partner: boolean;
  }>(sql`
    select form.partner_id, form.state, to_char(form.last_valid_on, 'YYYY-MM-DD') as last_valid_on,
      app.needs_another_person(${actorId}::uuid, form.recorded_by) as is_own,
      app.has_worked_for(${actorId}::uuid, form.partner_id) as is_of_own_partner
    from tax_form as form
    where form.id = ${uuidOf(id)}::uuid
    for no key update of form`);
  return (
    row && {
      partnerId: idOf("prt", row.partner_id),
      state: row.state,
      lastValidOn: row.last_valid_on,
      isOwn: row.is_own,
      isOfOwnPartner: row.is_of_own_partner,
    }
  );
}

/** Where a form stands that the session may see, locked; null where there is none. */
export async function lockTaxFormState(
  tx: Transaction,
  session: Session,
  id: TaxFormId,
): Promise<Pick<StandingTaxForm, "state"> | null> {
  return tx.readOne<{ state: TaxFormState }>(sql`
    select form.state
    from tax_form as form
    where ${ownRows(session, "form")} and form.id = ${uuidOf(id)}::uuid
    for no key update of form`);
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The tax form was decided before.", { path: ["taxFormId"] });

/** Queues what becomes of a form that waits. */
export function queueFormDecided(
  tx: Transaction,
  id: TaxFormId,
  said: {
    readonly isAccepted: boolean;
    readonly note: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.isAccepted ? "ACCEPTED" : "DECLINED";
  tx.queue(
    sql`
      update tax_form
      set state = ${state}::text, decided_at = greatest(${said.at}::timestamptz, recorded_at), decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_form_decided_once: decidedBefore },
  );
}

const endedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The tax form was declined or ended before.", { path: ["taxFormId"] });

/** Queues that a form counts no more. */
export function queueFormEnded(
  tx: Transaction,
  id: TaxFormId,
  said: { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
      update tax_form
      set state = 'ENDED', ended_at = greatest(${said.at}::timestamptz, decided_at, recorded_at), ended_by = ${said.by}::uuid,
        end_reason = ${said.reason}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_form_ends_once: endedBefore },
  );
}
