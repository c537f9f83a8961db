import type { JournalTransactionId, PayoutId, TaxRemittanceId } from "../../kernel/index.ts";
import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { remittanceDecided, remittedBefore } from "../domain/tax-remittance.ts";
import type { Remitted, StandingRemittance, TaxRemittanceState } from "../domain/tax-remittance.ts";

interface Withheld {
  readonly payoutIds: readonly PayoutId[];
  readonly minor: bigint;
  /** Of the books. */
  readonly timeZone: string;
}

/** What was withheld by rules of a country in some days, and is not handed on, locked until the transaction ends. */
export async function lockWithheld(
  tx: Transaction,
  { country, amount, withheldFrom, withheldUntil }: Remitted,
): Promise<Withheld> {
  const [rows, entity] = await Promise.all([
    tx.read<{ id: string; minor: string }>(sql`
      select withheld.id, withheld.amount_minor::text as minor
      from payout as withheld
      join tax_rule as rule on rule.id = withheld.tax_rule_id and rule.country = ${country}::text
      join payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
        and paid.booked_on between ${withheldFrom}::date and ${withheldUntil}::date
      where withheld.state = 'WITHHELD' and withheld.remittance_id is null and withheld.currency = ${amount.currency}::text
      order by withheld.id
      for no key update of withheld`),
    tx.readOne<{ time_zone: string }>(sql`
      select entity.time_zone from legal_entity as entity where entity.id = ${DEFAULT_ENTITY_ID}::uuid`),
  ]);
  return {
    payoutIds: rows.map(({ id }) => idOf("pay", id)),
    minor: rows.reduce((all, row) => all + BigInt(row.minor), 0n),
    timeZone: entity?.time_zone ?? "UTC",
  };
}

/** Queues what somebody says was handed on, and that it comes back with no transfer any more. */
export function queueRemittance(
  tx: Transaction,
  said: Remitted & {
    readonly id: TaxRemittanceId;
    readonly bankReference: string;
    readonly payoutIds: readonly PayoutId[];
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { amount, payoutIds } = said;
  const refusals = {
    tax_remittance_once: remittedBefore,
    tax_remittance_is_withheld: TRY_AGAIN,
    payout_handed_on_once: TRY_AGAIN,
  } as const;
  tx.queue(
    sql`
      insert into tax_remittance (id, country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on,
        bank_reference, recorded_by, recorded_at)
      values (${uuidOf(said.id)}::uuid, ${said.country}::text, ${amount.currency}::text, ${said.withheldFrom}::date,
        ${said.withheldUntil}::date, ${amount.minor}::bigint, ${payoutIds.length}::integer, ${said.remittedOn}::date,
        ${said.bankReference}::text, ${said.by}::uuid, ${said.at}::timestamptz)`,
    refusals,
  );
  tx.queue(
    sql`
      update payout
      set remittance_id = ${uuidOf(said.id)}::uuid
      where id = any(${payoutIds.map(uuidOf)}::uuid[])`,
    refusals,
  );
}

/** A remittance, locked; null where there is none. */
export async function lockRemittance(
  tx: Transaction,
  id: TaxRemittanceId,
  actorId: string,
): Promise<StandingRemittance | null> {
  const row = await tx.readOne<{
    state: TaxRemittanceState;
    minor: string;
    currency: string;
    remitted_on: string;
    recorded_at: Date;
    is_own: boolean;
  }>(sql`
    select remittance.state, remittance.amount_minor::text as minor, remittance.currency,
      remittance.remitted_on::text as remitted_on, remittance.recorded_at,
      app.is_same_person(${actorId}::uuid, remittance.recorded_by) as is_own
    from tax_remittance as remittance
    where remittance.id = ${uuidOf(id)}::uuid
    for no key update of remittance`);
  if (row === null) return null;
  const { currency, state, remitted_on: remittedOn } = row;
  if (!isCurrency(currency)) throw new Error(`tax is handed on in ${currency}`);
  const amount = money(BigInt(row.minor), currency);
  return { state, amount, remittedOn, recordedAt: row.recorded_at, isOwn: row.is_own };
}

/** Queues what another person says to it; with its posting where it is confirmed. */
export function queueRemittanceDecided(
  tx: Transaction,
  said: {
    readonly id: TaxRemittanceId;
    readonly postingId: JournalTransactionId | null;
    readonly note: string;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { id, postingId } = said;
  tx.queue(
    sql`
      update tax_remittance
      set state = ${postingId === null ? "DECLINED" : "CONFIRMED"}::text, decided_at = ${said.at}::timestamptz,
        decided_by = ${said.by}::uuid, note = ${said.note}::text, posting_id = ${postingId && uuidOf(postingId)}::uuid
      where id = ${uuidOf(id)}::uuid`,
    { tax_remittance_ends_once: remittanceDecided },
  );
  if (postingId !== null) return;
  tx.queue(sql`update payout set remittance_id = null where remittance_id = ${uuidOf(id)}::uuid`);
}
