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
const ofPayout = (id: PayoutId): Sql => sql`payout.id = ${uuidOf(id)}::uuid`;

/** What a batch pays by the bank. */
export const readTransferred = (tx: Transaction, id: PayoutBatchId) =>
  readPaid(tx, sql`${ofBatch(id)} and payout.method = 'TRANSFER'`);
export const readPaidOf = (tx: Transaction, id: PayoutId) => readPaid(tx, ofPayout(id));

interface ReturnedCredit extends PaidCredit {
  readonly owedMinor: bigint;
  readonly writtenOffMinor: bigint;
}

/** What a payout pays, with what of it was taken back since and not given back: that is not payable again. */
export async function readReturnedOf(
  tx: Transaction,
  id: PayoutId,
): Promise<readonly ReturnedCredit[]> {
  const [paid, owed] = await Promise.all([
    readPaidOf(tx, id),
    tx.read<{ credit_id: string; owed: string; lost: string }>(sql`
      select clawed.credit_id, sum(app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id))::text as owed,
        sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id)
          - app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id))::text as lost
      from payout
      join credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id
      where ${ofPayout(id)} and clawed.ended_at is null
      group by clawed.credit_id`),
  ]);
  const byCredit = new Map(owed.map((row) => [row.credit_id, row]));
  return paid.map((each) => {
    const claim = byCredit.get(uuidOf(each.creditId));
    return {
      ...each,
      owedMinor: BigInt(claim?.owed ?? 0),
      writtenOffMinor: BigInt(claim?.lost ?? 0),
    };
  });
}

/**
 * Batches that were not sent and set off what was taken back of a payout. Its partner's credit is locked: nothing is set off until
 * the transaction ends.
 */
export async function lockSettingOff(
  tx: Transaction,
  id: PayoutId,
): Promise<readonly PayoutBatchId[]> {
  const [, rows] = await Promise.all([
    tx.read(sql`select app.await_credit_of(payout.partner_id) from payout where ${ofPayout(id)}`),
    tx.read<{ batch_id: string }>(sql`
      select distinct setting.batch_id
      from payout
      join credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id
      join payout_offset as part on part.partner_id = clawed.partner_id and part.clawback_id = clawed.posting_id
        and part.ended_at is null
      join payout as setting on setting.partner_id = part.partner_id and setting.id = part.payout_id and setting.state = 'SCHEDULED'
      where ${ofPayout(id)} and clawed.ended_at is null
      order by setting.batch_id`),
  ]);
  return rows.map(({ batch_id: batch }) => idOf("bat", batch));
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
interface StandingPayout {
  readonly state: PayoutState;
  readonly batchId: PayoutBatchId;
  readonly partnerId: PartnerId;
  readonly endToEndId: string;
  /** When it was last said what became of it. */
  readonly changedAt: Date;
  readonly sentAt: Date | null;
  readonly bookedOn: string | null;
  /** The day for which it was posted that it was sent; null where it was not. */
  readonly exportedOn: string | null;
  /** Of the books. */
  readonly timeZone: string;
}

export async function lockPayout(tx: Transaction, id: PayoutId): Promise<StandingPayout | null> {
  const row = await tx.readOne<{
    state: PayoutState;
    batch_id: string;
    partner_id: string;
    end_to_end_id: string;
    changed_at: Date;
    sent_at: Date | null;
    booked_on: string | null;
    exported_on: string | null;
    time_zone: string;
  }>(sql`
    select payout.state, payout.batch_id, payout.partner_id, payout.end_to_end_id, payout.sent_at, payout.booked_on::text as booked_on, (
        select max(txn.effective_date)::text
        from journal_txn as txn
        where txn.source_type = 'pay' and txn.source_id = payout.id and txn.kind = 'EXPORT'
      ) as exported_on, (
        select entity.time_zone from legal_entity as entity where entity.id = ${DEFAULT_ENTITY_ID}::uuid
      ) as time_zone, coalesce(payout.settled_at, payout.sent_at, payout.scheduled_at) as changed_at
    from payout
    where ${ofPayout(id)}
    for no key update of payout`);
  return (
    row && {
      state: row.state,
      batchId: idOf("bat", row.batch_id),
      partnerId: idOf("prt", row.partner_id),
      endToEndId: row.end_to_end_id,
      changedAt: row.changed_at,
      sentAt: row.sent_at,
      bookedOn: row.booked_on,
      exportedOn: row.exported_on,
      timeZone: row.time_zone,
    }
  );
}

interface Evidence {
  readonly on: string;
  readonly reference: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues that the bank booked a payout. */
export function queueSettled(tx: Transaction, id: PayoutId, said: Evidence): void {
  tx.queue(
    sql`
      update payout
      set state = 'PAID', booked_on = ${said.on}::date, bank_reference = ${said.reference}::text, settled_by = ${said.by}::uuid,
        settled_at = ${said.at}::timestamptz
      where id = ${uuidOf(id)}::uuid`,
    { payout_goes_on: payoutWentOn },
  );
}

/** Queues that a payout came back: its credits are payable again, and what was taken back of them is owed no more. */
export function queueReturned(
  tx: Transaction,
  id: PayoutId,
  said: Evidence & { readonly reason: string },
): void {
  tx.queue(
    sql`
      update payout
      set state = 'RETURNED', returned_on = ${said.on}::date, return_reference = ${said.reference}::text, return_reason = ${said.reason}::text,
        ended_by = ${said.by}::uuid, ended_at = ${said.at}::timestamptz
      where id = ${uuidOf(id)}::uuid`,
    { payout_goes_on: payoutWentOn },
  );
  tx.queue(sql`
    update payout_credit
    set ended_at = ${said.at}::timestamptz
    where payout_id = ${uuidOf(id)}::uuid`);
  tx.queue(sql`
    update credit_clawback as clawed
    set ended_at = greatest(clawed.clawed_at, ${said.at}::timestamptz)
    from payout
    where payout.id = ${uuidOf(id)}::uuid and clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id`);
}
