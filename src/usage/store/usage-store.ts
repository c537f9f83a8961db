import type { AccountId, LeadId, UsageSignalId, UsageThresholdId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { NewId } from "../../platform/ids.ts";
import type { RecordedUsage, UsageSignalState, UsageThreshold } from "../domain/usage.ts";

/** What was recorded under the same references. */
export async function readKnownUsage(
  tx: Transaction,
  events: readonly Pick<RecordedUsage, "metric" | "reference">[],
): Promise<readonly RecordedUsage[]> {
  const rows = await tx.read<{
    account_id: string;
    metric: string;
    reference: string;
    quantity: string;
    used_at: Date;
  }>(sql`
    select known.account_id, known.metric, known.reference, known.quantity::text as quantity, known.used_at
    from unnest(${events.map(({ metric }) => metric)}::text[], ${events.map(({ reference }) => reference)}::text[])
      as told (metric, reference)
    join usage_event as known on known.metric = told.metric and known.reference = told.reference`);
  return rows.map((row) => ({
    accountId: idOf("acc", row.account_id),
    metric: row.metric,
    reference: row.reference,
    quantity: Number(row.quantity),
    usedAt: row.used_at,
  }));
}

/** Queues what accounts used. Where somebody else told of it meanwhile, the call is made again. */
export function queueUsage(
  tx: Transaction,
  newId: NewId,
  events: readonly RecordedUsage[],
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  if (events.length === 0) return;
  tx.queueAfter(
    sql`
      insert into usage_event (id, account_id, metric, reference, quantity, used_at, recorded_at, recorded_by)
      select told.id, told.account_id, told.metric, told.reference, told.quantity, told.used_at, ${at}::timestamptz, ${by}::uuid
      from unnest(${events.map(() => uuidOf(newId("use")))}::uuid[],
        ${events.map(({ accountId }) => uuidOf(accountId))}::uuid[], ${events.map(({ metric }) => metric)}::text[],
        ${events.map(({ reference }) => reference)}::text[], ${events.map(({ quantity }) => quantity)}::bigint[],
        ${events.map(({ usedAt }) => usedAt)}::timestamptz[])
        as told (id, account_id, metric, reference, quantity, used_at)`,
    { usage_event_once: TRY_AGAIN },
  );
}

export interface ThresholdInForce extends UsageThreshold {
  readonly id: UsageThresholdId;
  readonly setAt: Date;
}

/** The threshold of a metric in force, locked until the transaction ends; null where there is none. */
export async function lockThreshold(
  tx: Transaction,
  metric: string,
): Promise<ThresholdInForce | null> {
  const row = await tx.readOne<{
    id: string;
    quantity: string;
    within_days: number;
    set_at: Date;
  }>(sql`
    select id, quantity::text as quantity, within_days, set_at
    from usage_threshold
    where metric = ${metric}::text and replaced_at is null
    for no key update`);
  return (
    row && {
      id: idOf("ust", row.id),
      metric,
      quantity: BigInt(row.quantity),
      withinDays: row.within_days,
      setAt: row.set_at,
    }
  );
}

export function queueThreshold(
  tx: Transaction,
  id: UsageThresholdId,
  said: UsageThreshold & { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  tx.queueAfter(
    sql`
      insert into usage_threshold (id, metric, quantity, within_days, reason, set_by, set_at)
      values (${uuidOf(id)}::uuid, ${said.metric}::text, ${said.quantity}::bigint, ${said.withinDays}::integer, ${said.reason}::text,
        ${said.by}::uuid, ${said.at}::timestamptz)`,
    { usage_threshold_in_force: TRY_AGAIN },
  );
}

export function queueThresholdReplaced(tx: Transaction, id: UsageThresholdId, at: Date): void {
  tx.queue(sql`
    update usage_threshold set replaced_at = ${at}::timestamptz where id = ${uuidOf(id)}::uuid`);
}

export interface ReachedThreshold {
  readonly thresholdId: UsageThresholdId;
  readonly metric: string;
  /** What was used within its days as it was reached. */
  readonly quantity: bigint;
  readonly reachedAt: Date;
}

/** Nobody else looks at what an account used until the transaction ends. */
export async function awaitUsageOf(tx: Transaction, accountId: AccountId): Promise<void> {
  await tx.read(sql`select app.await_usage_of(${uuidOf(accountId)}::uuid)`);
}

/** The thresholds in force that an account reached, on whichever day, and for which it was not signalled before. */
export async function readReached(
  tx: Transaction,
  accountId: AccountId,
): Promise<readonly ReachedThreshold[]> {
  const rows = await tx.read<{ id: string; metric: string; quantity: string; used_at: Date }>(sql`
    select threshold.id, threshold.metric, reached.quantity::text as quantity, reached.used_at
    from usage_threshold as threshold
    cross join lateral (
      select summed.quantity, summed.used_at
      from (
        select event.used_at, sum(event.quantity) over (
            order by event.used_at
            range between make_interval(days => threshold.within_days) preceding and current row) as quantity
        from usage_event as event
        where event.account_id = ${uuidOf(accountId)}::uuid and event.metric = threshold.metric
      ) as summed
      where summed.quantity >= threshold.quantity
      order by summed.used_at
      limit 1
    ) as reached
    where threshold.replaced_at is null and not exists (
      select
      from usage_signal as before
      where before.account_id = ${uuidOf(accountId)}::uuid and before.threshold_id = threshold.id)
    order by threshold.metric`);
  return rows.map((row) => ({
    thresholdId: idOf("ust", row.id),
    metric: row.metric,
    quantity: BigInt(row.quantity),
    reachedAt: row.used_at,
  }));
}

/** The open leads of an account: by its account, or before acceptance by a key of their company. */
export async function readOpenLeads(
  tx: Transaction,
  accountId: AccountId,
): Promise<readonly { readonly id: LeadId; readonly isSubmitted: boolean }[]> {
  const account = sql`${uuidOf(accountId)}::uuid`;
  const rows = await tx.read<{ id: string; is_submitted: boolean }>(sql`
    select lead.id, lead.stage = 'SUBMITTED' as is_submitted
    from lead
    where lead.id = any(array(
        select linked.lead_id
        from account_lead as linked
        where linked.account_id = ${account}
        union
        select own.lead_id
        from account_key as known
        join account on account.id = known.account_id
        join company_key as own on own.key = known.key
        join company on company.partner_id = own.partner_id and company.lead_id = own.lead_id
          and (account.country = company.country) is distinct from false
        where known.account_id = ${account}))
      and lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY')
    order by lead.id`);
  return rows.map(({ id, is_submitted: isSubmitted }) => ({ id: idOf("lead", id), isSubmitted }));
}

export function queueSignals(
  tx: Transaction,
  newId: NewId,
  accountId: AccountId,
  reached: readonly ReachedThreshold[],
  found: { readonly state: UsageSignalState; readonly raised: number; readonly at: Date },
): void {
  tx.queue(
    sql`
      insert into usage_signal (id, account_id, threshold_id, metric, quantity, reached_at, found_at, raised, state)
      select told.id, ${uuidOf(accountId)}::uuid, told.threshold_id, told.metric, told.quantity, told.reached_at,
        ${found.at}::timestamptz, ${found.raised}::integer, ${found.state}::text
      from unnest(${reached.map(() => uuidOf(newId("usg")))}::uuid[],
        ${reached.map(({ thresholdId }) => uuidOf(thresholdId))}::uuid[], ${reached.map(({ metric }) => metric)}::text[],
        ${reached.map(({ quantity }) => quantity)}::bigint[], ${reached.map(({ reachedAt }) => reachedAt)}::timestamptz[])
        as told (id, threshold_id, metric, quantity, reached_at)`,
    { usage_signal_once: TRY_AGAIN },
  );
}

/** A signal, locked until the transaction ends; null where there is none. */
export async function lockSignal(
  tx: Transaction,
  id: UsageSignalId,
): Promise<{ readonly state: UsageSignalState; readonly foundAt: Date } | null> {
  const row = await tx.readOne<{ state: UsageSignalState; found_at: Date }>(sql`
    select state, found_at from usage_signal where id = ${uuidOf(id)}::uuid for no key update`);
  return row && { state: row.state, foundAt: row.found_at };
}

/** Whether a lead that counts is there; the vendor sees all that were submitted. */
export async function readIsThere(tx: Transaction, id: LeadId): Promise<boolean> {
  const row = await tx.readOne<{ id: string }>(
    sql`select id from lead where id = ${uuidOf(id)}::uuid`,
  );
  return row !== null;
}

export function queueSignalClosed(
  tx: Transaction,
  id: UsageSignalId,
  said: {
    readonly leadId: LeadId | null;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const state = said.leadId === null ? "DISMISSED" : "TAKEN";
  tx.queue(sql`
    update usage_signal
    set state = ${state}::text, closed_at = ${said.at}::timestamptz, closed_by = ${said.by}::uuid, note = ${said.note}::text,
      lead_id = ${said.leadId === null ? null : uuidOf(said.leadId)}::uuid
    where id = ${uuidOf(id)}::uuid`);
}
