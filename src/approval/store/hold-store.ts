import type {
  CreditHoldId,
  CreditId,
  HoldReleaseId,
  PartnerId,
  Refusal,
  TaxRuleId,
} from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { toldOf } from "../domain/hold.ts";
import type { Held, HoldKind, StandingHold } from "../domain/hold.ts";

/** What is held: of a change the credit that it changes. */
export interface FoundHeld {
  readonly partnerId: PartnerId;
  readonly creditId: CreditId | null;
  readonly isReversed: boolean;
}

export async function findHeld(tx: Transaction, held: Held): Promise<FoundHeld | null> {
  if ("partnerId" in held) {
    const partner = await tx.readOne(sql`
      select 1
      from partner
      where partner.id = ${uuidOf(held.partnerId)}::uuid and not partner.is_vendor`);
    return partner && { partnerId: held.partnerId, creditId: null, isReversed: false };
  }
  const row = await tx.readOne<{ id: string; partner_id: string; is_reversed: boolean }>(sql`
    select coalesce(k.adjusts_credit_id, k.id) as id, k.partner_id, k.reversed_at is not null as is_reversed
    from credit as k
    where k.id = ${uuidOf(held.creditId)}::uuid`);
  return (
    row && {
      partnerId: idOf("prt", row.partner_id),
      creditId: idOf("crd", row.id),
      isReversed: row.is_reversed,
    }
  );
}

/** Queues a hold. */
export function queueHold(
  tx: Transaction,
  said: {
    readonly id: CreditHoldId;
    readonly partnerId: PartnerId;
    readonly creditId: CreditId | null;
    readonly kind: HoldKind;
    readonly reason: string;
    readonly evidence: string | null;
    readonly at: Date;
    readonly by: string;
    /** The rule that found what speaks for fraud; null where a person placed it. */
    readonly rule: string | null;
    /** The tax rule that asks for the form with which it ends; left out where two persons let it go. */
    readonly taxRuleId?: TaxRuleId;
  },
): void {
  const creditUuid = said.creditId === null ? null : uuidOf(said.creditId);
  const taxRuleUuid = said.taxRuleId === undefined ? null : uuidOf(said.taxRuleId);
  tx.queue(
    sql`
      insert into credit_hold (id, partner_id, credit_id, kind, told, reason, evidence, placed_by, placed_at, rule, tax_rule_id)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.partnerId)}::uuid, ${creditUuid}::uuid, ${said.kind}::text,
        ${toldOf(said.kind)}::text, ${said.reason}::text, ${said.evidence}::text, ${said.by}::uuid, ${said.at}::timestamptz,
        ${said.rule}::text, ${taxRuleUuid}::uuid)`,
    // it was taken back meanwhile, or found by another instance; a form was accepted meanwhile
    {
      ...{ credit_hold_of_credit: TRY_AGAIN, credit_hold_by_rule_once: TRY_AGAIN },
      ...{ credit_hold_of_missing_form: TRY_AGAIN, credit_hold_one_missing_form: TRY_AGAIN },
    },
  );
}

/** A hold, locked until the transaction ends; null where there is none. */
export async function lockHold(
  tx: Transaction,
  id: CreditHoldId,
  actorId: string,
): Promise<StandingHold | null> {
  const row = await tx.readOne<{
    is_released: boolean;
    is_by_dispute: boolean;
    is_by_form: boolean;
    placed_at: Date;
    request_id: string | null;
    requested_at: Date | null;
    is_own: boolean | null;
    is_of_own_partner: boolean;
  }>(sql`
    select hold.released_at is not null as is_released, hold.statement_dispute_id is not null as is_by_dispute,
      hold.tax_rule_id is not null as is_by_form, hold.placed_at, asked.id as request_id, asked.requested_at,
      app.needs_another_person(${actorId}::uuid, asked.requested_by) as is_own,
      app.has_worked_for(${actorId}::uuid, hold.partner_id) as is_of_own_partner
    from credit_hold as hold
    left join hold_release as asked on asked.hold_id = hold.id and asked.state = 'WAITING'
    where hold.id = ${uuidOf(id)}::uuid
    for no key update of hold`);
  if (!row) return null;
  const { request_id: requestId, requested_at: requestedAt, is_own: isOwn } = row;
  return {
    isReleased: row.is_released,
    isByDispute: row.is_by_dispute,
    isByForm: row.is_by_form,
    placedAt: row.placed_at,
    isOfOwnPartner: row.is_of_own_partner,
    request:
      requestId === null || requestedAt === null
        ? null
        : { id: requestId, requestedAt, isOwn: isOwn ?? false },
  };
}

const decidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody else was quicker: the hold was asked for or decided before.", {
    path: ["creditHoldId"],
  });

/** Queues that somebody asks to let a hold go. */
export function queueReleaseRequested(
  tx: Transaction,
  said: {
    readonly id: HoldReleaseId;
    readonly holdId: CreditHoldId;
    readonly reason: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  tx.queue(
    sql`
      insert into hold_release (id, hold_id, reason, requested_by, requested_at)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.holdId)}::uuid, ${said.reason}::text, ${said.by}::uuid,
        ${said.at}::timestamptz)`,
    { hold_release_one_waiting: decidedBefore },
  );
}

/** Queues what became of the request, and that the hold ends where it is let go. */
export function queueReleaseDecided(
  tx: Transaction,
  said: {
    readonly id: CreditHoldId;
    readonly releaseId: string;
    readonly isReleased: boolean;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.isReleased ? "RELEASED" : "DECLINED";
  tx.queue(
    sql`
      update hold_release
      set decided_at = ${said.at}::timestamptz, decided_by = ${said.by}::uuid, state = ${state}::text, note = ${said.note}::text
      where id = ${said.releaseId}::uuid`,
    { hold_release_ends_once: decidedBefore },
  );
  if (!said.isReleased) return;
  tx.queue(
    sql`
      update credit_hold
      set released_at = ${said.at}::timestamptz, released_by = ${said.by}::uuid
      where id = ${uuidOf(said.id)}::uuid`,
    { credit_hold_ends_once: decidedBefore },
  );
}
