import type {
  CreditId,
  Currency,
  IncentiveProgramId,
  JournalTransactionId,
  PartnerId,
  PayoutBatchId,
  PayoutId,
} from "../../kernel/index.ts";
import { idOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { PayoutState } from "../domain/batch.ts";
import { payoutWentOn } from "../domain/payout.ts";

/** What a payout pays of a credit. */
export interface PaidCredit {
  readonly payoutId: PayoutId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly timeZone: string;
  readonly currency: Currency;
  readonly creditId: CreditId;
  readonly minor: bigint;
}

const ofBatch = (id: PayoutBatchId): Sql => sql`payout.batch_id = ${uuidOf(id)}::uuid`;
const among = (ids: readonly PayoutId[]): Sql => sql`payout.id = any(${ids.map(uuidOf)}::uuid[])`;

/** What a batch pays by the bank. */
export const readTransferred = (tx: Transaction, id: PayoutBatchId) =>
  readPaid(tx, sql`${ofBatch(id)} and payout.method = 'TRANSFER'`);
export const readPaidOf = (tx: Transaction, ids: readonly PayoutId[]) => readPaid(tx, among(ids));

interface ReturnedCredit extends PaidCredit {
  readonly owedMinor: bigint;
  readonly writtenOffMinor: bigint;
}

/** What payouts pay, with what of it was taken back since and not given back: that is not payable again. */
export async function readReturnedOf(
  tx: Transaction,
  ids: readonly PayoutId[],
): Promise<readonly ReturnedCredit[]> {
  const [paid, owed] = await Promise.all([
    readPaidOf(tx, ids),
    tx.read<{ payout_id: string; credit_id: string; owed: string; lost: string }>(sql`
      select payout.id as payout_id, clawed.credit_id,
        sum(app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id))::text as owed,
        sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id)
          - app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id))::text as lost
      from payout
      join credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id
      where ${among(ids)} and clawed.ended_at is null
      group by payout.id, clawed.credit_id`),
  ]);
  const claims = new Map(owed.map((row) => [`${row.payout_id} ${row.credit_id}`, row]));
  return paid.map((each) => {
    const claim = claims.get(`${uuidOf(each.payoutId)} ${uuidOf(each.creditId)}`);
    return {
      ...each,
      owedMinor: BigInt(claim?.owed ?? 0),
      writtenOffMinor: BigInt(claim?.lost ?? 0),
    };
  });
}

/** What was withheld beside a transfer. */
export interface WithheldBeside {
  readonly id: PayoutId;
  readonly transferId: PayoutId;
}

/** What was withheld beside these transfers and is not handed on, locked in one order: it comes back with them. */
export async function lockWithheldBeside(
  tx: Transaction,
  ids: readonly PayoutId[],
): Promise<readonly WithheldBeside[]> {
  const rows = await tx.read<{ id: string; transfer_id: string }>(sql`
    select withheld.id, payout.id as transfer_id
    from payout
    join payout as withheld on withheld.batch_id = payout.batch_id and withheld.partner_id = payout.partner_id
      and withheld.method = 'WITHHOLDING' and withheld.state = 'WITHHELD' and withheld.remittance_id is null
    where ${among(ids)}
    order by withheld.id
    for no key update of withheld`);
  return rows.map((row) => ({
    id: idOf("pay", row.id),
    transferId: idOf("pay", row.transfer_id),
  }));
}

/**
 * Batches that were not sent and set off what was taken back of these payouts, or of what was withheld beside them, for each of
 * them. The credit of their partners is
 * locked: nothing is set off until the transaction ends.
 */
export async function lockSettingOff(
  tx: Transaction,
  ids: readonly PayoutId[],
): Promise<ReadonlyMap<PayoutId, readonly PayoutBatchId[]>> {
  const [, rows] = await Promise.all([
    tx.read(sql`
      select app.await_credit_of(own.partner_id)
      from (select distinct payout.partner_id from payout where ${among(ids)} order by payout.partner_id) as own`),
    tx.read<{ payout_id: string; batch_id: string }>(sql`
      select distinct payout.id as payout_id, setting.batch_id
      from payout
      left join payout as withheld on withheld.batch_id = payout.batch_id and withheld.partner_id = payout.partner_id
        and withheld.method = 'WITHHOLDING' and withheld.state = 'WITHHELD' and withheld.remittance_id is null
      join credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id in (payout.id, withheld.id)
      join payout_offset as part on part.partner_id = clawed.partner_id and part.clawback_id = clawed.posting_id
        and part.ended_at is null
      join payout as setting on setting.partner_id = part.partner_id and setting.id = part.payout_id and setting.state = 'SCHEDULED'
      where ${among(ids)} and clawed.ended_at is null
      order by payout.id, setting.batch_id`),
  ]);
  const byPayout = Map.groupBy(rows, (row) => idOf("pay", row.payout_id));
  return new Map(
    [...byPayout].map(([id, found]) => [id, found.map((row) => idOf("bat", row.batch_id))]),
  );
}

async function readPaid(tx: Transaction, which: Sql): Promise<readonly PaidCredit[]> {
  const rows = await tx.read<{
    payout_id: string;
    partner_id: string;
    program_id: string;
    time_zone: string;
    currency: string;
    credit_id: string;
    minor: string;
  }>(sql`
    select payout.id as payout_id, payout.partner_id, program.id as program_id, program.time_zone, payout.currency, paid.credit_id,
      paid.amount_minor::text as minor
    from payout
    join payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
    join credit as k on k.partner_id = paid.partner_id and k.id = paid.credit_id
    join award on award.id = k.award_id
    join incentive_program as program on program.id = award.incentive_program_id
    where ${which}
    order by payout.partner_id, program.id, paid.credit_id`);
  return rows.map((row) => {
    if (!isCurrency(row.currency)) throw new Error(`a payout is in ${row.currency}`);
    return {
      payoutId: idOf("pay", row.payout_id),
      partnerId: idOf("prt", row.partner_id),
      programId: idOf("inc", row.program_id),
      timeZone: row.time_zone,
      currency: row.currency,
      creditId: idOf("crd", row.credit_id),
      minor: BigInt(row.minor),
    };
  });
}

/** A posting by which credit was put into a payout. */
interface ScheduledPosting {
  readonly postingId: JournalTransactionId;
  readonly payoutId: PayoutId;
  readonly effectiveOn: string;
  /** Of the books. */
  readonly timeZone: string;
}

export async function readScheduled(
  tx: Transaction,
  id: PayoutBatchId,
): Promise<readonly ScheduledPosting[]> {
  const rows = await tx.read<{
    posting_id: string;
    payout_id: string;
    effective_on: string;
    time_zone: string;
  }>(sql`
    select txn.id as posting_id, payout.id as payout_id, txn.effective_date::text as effective_on, entity.time_zone
    from payout
    join journal_txn as txn on txn.source_type = 'pay' and txn.source_id = payout.id and txn.kind = 'SCHEDULE'
    join legal_entity as entity on entity.id = txn.entity_id
    where ${ofBatch(id)}
    order by txn.id`);
  return rows.map((row) => ({
    postingId: idOf("jrn", row.posting_id),
    payoutId: idOf("pay", row.payout_id),
    effectiveOn: row.effective_on,
    timeZone: row.time_zone,
  }));
}

/** A payout, locked. */
export interface StandingPayout {
  readonly id: PayoutId;
  readonly state: PayoutState;
  readonly partnerId: PartnerId;
  readonly currency: string;
  readonly minor: bigint;
  readonly endToEndId: string;
  /** When it was last said what became of it. */
  readonly changedAt: Date;
  readonly sentAt: Date | null;
  readonly bookedOn: string | null;
  readonly bankReference: string | null;
  readonly returnedOn: string | null;
  readonly returnReference: string | null;
  /** The day for which it was posted that it was sent; null where it was not. */
  readonly exportedOn: string | null;
  /** Of the books. */
  readonly timeZone: string;
}

export async function lockPayout(tx: Transaction, id: PayoutId): Promise<StandingPayout | null> {
  const [payout] = await lockPayouts(tx, among([id]));
  return payout ?? null;
}

/** The payouts that are named so to the bank, locked in one order. */
export const lockPayoutsNamed = (tx: Transaction, endToEndIds: readonly string[]) =>
  lockPayouts(tx, sql`payout.end_to_end_id = any(${endToEndIds}::text[])`);

async function lockPayouts(tx: Transaction, which: Sql): Promise<readonly StandingPayout[]> {
  const rows = await tx.read<{
    id: string;
    state: PayoutState;
    partner_id: string;
    currency: string;
    minor: string;
    end_to_end_id: string;
    changed_at: Date;
    sent_at: Date | null;
    booked_on: string | null;
    bank_reference: string | null;
    returned_on: string | null;
    return_reference: string | null;
    exported_on: string | null;
    time_zone: string;
  }>(sql`
    select payout.id, payout.state, payout.partner_id, payout.currency, payout.amount_minor::text as minor, payout.end_to_end_id,
      payout.sent_at, payout.booked_on::text as booked_on, payout.bank_reference, payout.returned_on::text as returned_on,
      payout.return_reference, (
        select max(txn.effective_date)::text
        from journal_txn as txn
        where txn.source_type = 'pay' and txn.source_id = payout.id and txn.kind = 'EXPORT'
      ) as exported_on, (
        select entity.time_zone from legal_entity as entity where entity.id = ${DEFAULT_ENTITY_ID}::uuid
      ) as time_zone, coalesce(payout.settled_at, payout.sent_at, payout.scheduled_at) as changed_at
    from payout
    where ${which}
    order by payout.id
    for no key update of payout`);
  return rows.map((row) => ({
    id: idOf("pay", row.id),
    state: row.state,
    partnerId: idOf("prt", row.partner_id),
    ...{ currency: row.currency, minor: BigInt(row.minor) },
    endToEndId: row.end_to_end_id,
    ...{ changedAt: row.changed_at, sentAt: row.sent_at },
    ...{ bookedOn: row.booked_on, bankReference: row.bank_reference },
    ...{ returnedOn: row.returned_on, returnReference: row.return_reference },
    ...{ exportedOn: row.exported_on, timeZone: row.time_zone },
  }));
}

/** What a bank's statement says of a payout. */
export interface Evidence {
  readonly id: PayoutId;
  readonly on: string;
  readonly reference: string;
  readonly at: Date;
}

const told = (said: readonly Evidence[]): Sql => sql`
  unnest(${said.map(({ id }) => uuidOf(id))}::uuid[], ${said.map(({ on }) => on)}::date[],
    ${said.map(({ reference }) => reference)}::text[], ${said.map(({ at }) => at)}::timestamptz[])
    as told (id, on_day, reference, at_time)`;

/** Queues that the bank booked payouts. */
export function queueSettled(tx: Transaction, said: readonly Evidence[], by: string): void {
  tx.queue(
    sql`
      update payout
      set state = 'PAID', booked_on = told.on_day, bank_reference = told.reference, settled_by = ${by}::uuid, settled_at = told.at_time
      from ${told(said)}
      where payout.id = told.id`,
    { payout_goes_on: payoutWentOn },
  );
}

/** Queues that payouts came back: their credits are payable again, and what was taken back of them is owed no more. */
export function queueReturned(
  tx: Transaction,
  said: readonly (Evidence & { readonly reason: string })[],
  by: string,
): void {
  tx.queue(
    sql`
      update payout
      set state = 'RETURNED', returned_on = told.on_day, return_reference = told.reference, return_reason = why.reason,
        ended_by = ${by}::uuid, ended_at = told.at_time
      from ${told(said)}, unnest(${said.map(({ id }) => uuidOf(id))}::uuid[], ${said.map(({ reason }) => reason)}::text[]) as why (id, reason)
      where payout.id = told.id and why.id = told.id`,
    { payout_goes_on: payoutWentOn },
  );
  tx.queue(sql`
    update payout_credit
    set ended_at = told.at_time
    from ${told(said)}
    where payout_credit.payout_id = told.id`);
  tx.queue(sql`
    update credit_clawback as clawed
    set ended_at = greatest(clawed.clawed_at, told.at_time)
    from payout, ${told(said)}
    where payout.id = told.id and clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id`);
}
