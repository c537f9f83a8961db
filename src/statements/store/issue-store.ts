import type { AccountingPeriodId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { MonthToIssue } from "../domain/issue.ts";

/** A month as statements of it would be issued; null where there is none. */
export async function readMonth(
  tx: Transaction,
  id: AccountingPeriodId,
): Promise<MonthToIssue | null> {
  const row = await tx.readOne<MonthToIssue & Record<string, unknown>>(sql`
    select period.starts_on::text as "startsOn", period.status = 'closed' as "isClosed",
      exists (select from statement_issue as own where own.period_id = period.id) as "isIssued",
      (
        select min(later.starts_on)::text
        from statement_issue as later
        where later.entity_id = period.entity_id and later.starts_on > period.starts_on
      ) as later,
      (
        select min(earlier.starts_on)::text
        from accounting_period as earlier
        where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on
          and earlier.starts_on > coalesce((
            select max(issued.starts_on) from statement_issue as issued where issued.entity_id = period.entity_id), '-infinity')
          and exists (select from journal_txn as booked where booked.period_id = earlier.id)
      ) as missing
    from accounting_period as period
    where period.id = ${uuidOf(id)}::uuid`);
  return row ?? null;
}

/** Queues that statements of the month are issued; whoever was quicker has this one tried again. */
export function queueIssue(
  tx: Transaction,
  id: AccountingPeriodId,
  { at, by }: { readonly at: Date; readonly by: string },
): void {
  tx.queue(
    sql`
    insert into statement_issue (period_id, issued_at, issued_by)
    values (${uuidOf(id)}::uuid, ${at}::timestamptz, ${by}::uuid)`,
    {
      statement_issue_pkey: TRY_AGAIN,
      statement_issue_of_month: TRY_AGAIN,
      statement_issue_closed: TRY_AGAIN,
      statement_issue_follows: TRY_AGAIN,
    },
  );
}
