import type { PartnerId, Refusal, TaxProfileId } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { Sealed } from "../../platform/vault.ts";
import type {
  StandingTaxProfile,
  TaxProfileDetails,
  TaxProfileState,
} from "../domain/tax-profile.ts";

/** Whether there is such a partner that can be paid. */
export async function isPaidPartner(tx: Transaction, partnerId: PartnerId): Promise<boolean> {
  const row = await tx.readOne(sql`
    select 1
    from partner
    where partner.id = ${uuidOf(partnerId)}::uuid and not partner.is_vendor`);
  return row !== null;
}

/** Queues a profile that waits to be verified, in the place of one that waited. */
export function queueTaxProfile(
  tx: Transaction,
  said: {
    readonly id: TaxProfileId;
    readonly partnerId: PartnerId;
    readonly details: Omit<TaxProfileDetails, "taxId">;
    readonly number: {
      readonly sealed: Sealed;
      readonly mark: Buffer;
      readonly ends: string;
    } | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { legalName, legalForm, country, vatId, isSelfBilled } = said.details;
  const { number } = said;
  tx.queue(sql`
    update tax_profile
    set state = 'REPLACED', replaced_at = greatest(${said.at}::timestamptz, proposed_at)
    where partner_id = ${uuidOf(said.partnerId)}::uuid and state = 'WAITING'`);
  tx.queueAfter(
    sql`
      insert into tax_profile (id, partner_id, legal_name, legal_form, country, vat_id, tax_id_sealed, key_id, tax_id_mark,
        tax_id_ends, is_self_billed, proposed_at, proposed_by)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${legalName}::text, ${legalForm}::text,
        ${country}::text, ${vatId}::text, ${number?.sealed.bytes ?? null}::bytea, ${number?.sealed.keyId ?? null}::text,
        ${number?.mark ?? null}::bytea, ${number?.ends ?? null}::text, ${isSelfBilled}::boolean, ${said.at}::timestamptz,
        ${said.by}::uuid)`,
    { tax_profile_one_waiting: TRY_AGAIN },
  );
}

/** A profile, locked until the transaction ends, for a vendor's session; null where there is none. */
export async function lockTaxProfile(
  tx: Transaction,
  id: TaxProfileId,
  actorId: string,
): Promise<StandingTaxProfile | null> {
  const row = await tx.readOne<{
    partner_id: string;
    state: TaxProfileState;
    tax_id_mark: Buffer | null;
    is_own: boolean;
    is_of_own_partner: boolean;
  }>(sql`
    select profile.partner_id, profile.state, profile.tax_id_mark,
      app.needs_another_person(${actorId}::uuid, profile.proposed_by) as is_own,
      app.has_worked_for(${actorId}::uuid, profile.partner_id) as is_of_own_partner
    from tax_profile as profile
    where profile.id = ${uuidOf(id)}::uuid
    for no key update of profile`);
  return (
    row && {
      partnerId: idOf("prt", row.partner_id),
      state: row.state,
      taxIdMark: row.tax_id_mark,
      isOwn: row.is_own,
      isOfOwnPartner: row.is_of_own_partner,
    }
  );
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The tax profile was decided before.", { path: ["taxProfileId"] });

interface Said {
  readonly note: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues that a profile is verified, behind the end of the one that it replaces. */
export function queueVerified(
  tx: Transaction,
  { id, partnerId }: { readonly id: TaxProfileId; readonly partnerId: PartnerId },
  said: Said,
): void {
  tx.queue(sql`
    update tax_profile
    set state = 'REPLACED', replaced_at = greatest(${said.at}::timestamptz, decided_at)
    where partner_id = ${uuidOf(partnerId)}::uuid and state = 'VERIFIED'`);
  tx.queueAfter(
    sql`
      update tax_profile
      set state = 'VERIFIED', decided_at = greatest(${said.at}::timestamptz, proposed_at), decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_profile_decided_once: decidedBefore, tax_profile_one_verified: TRY_AGAIN },
  );
}

/** Queues that a profile is not verified. */
export function queueDeclined(tx: Transaction, id: TaxProfileId, said: Said): void {
  tx.queue(
    sql`
      update tax_profile
      set state = 'DECLINED', decided_at = greatest(${said.at}::timestamptz, proposed_at), decided_by = ${said.by}::uuid,
        note = ${said.note}::text
      where id = ${uuidOf(id)}::uuid`,
    { tax_profile_decided_once: decidedBefore },
  );
}
