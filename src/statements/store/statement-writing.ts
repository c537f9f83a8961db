import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A statement that is to be written; ids are uuids. */
export interface Unwritten {
  readonly periodId: string;
  readonly partnerId: string;
  readonly currency: string;
}

/** Accounts that say what a partner is owed; what waits over a cap is not. */
const OWED = sql`account.role in ('accrued', 'holdback', 'payable', 'in_transit', 'clawback_receivable')`;

/**
 * Of sealed postings, those of a month's statements: booked before it ends and up to its seal, but for those of the
 * statements before. What was booked into an earlier month later, as it was opened again, is among them.
 */
const IS_SHOWN = sql`seal.entity_id = issue.entity_id and seal.seq <= issue.until_seq and txn.accounting_date < issue.ends_before
          and (before.period_id is null or txn.accounting_date >= before.ends_before or seal.seq > before.until_seq)`;

const BEFORE = sql`left join lateral (
          select earlier.period_id, earlier.ends_before, earlier.until_seq
          from statement_issue as earlier
          where earlier.entity_id = issue.entity_id and earlier.starts_on < issue.starts_on
          order by earlier.starts_on desc
          limit 1
        ) as before on true`;

/** The earliest month whose statements are not all written; null where there is none. */
export async function readWaitingMonth(
  database: Database,
  session: Session,
): Promise<string | null> {
  const row = await database.readOne<{ period_id: string }>(
    session,
    sql`
      select issue.period_id
      from statement_issue as issue
      where issue.written_at is null
      order by issue.starts_on, issue.period_id
      limit 1`,
  );
  return row?.period_id ?? null;
}

/** Whose statements of a month are not written yet: one for each partner and currency in which something moved. */
export const readUnwritten = (
  database: Database,
  session: Session,
  periodId: string,
): Promise<readonly Unwritten[]> =>
  database.read<Record<keyof Unwritten, string>>(
    session,
    sql`
      select distinct issue.period_id as "periodId", account.partner_id as "partnerId", account.currency
      from statement_issue as issue
      ${BEFORE}
      join journal_seal as seal on seal.entity_id = issue.entity_id and seal.seq <= issue.until_seq
      join journal_txn as txn on txn.id = seal.txn_id
      join journal_entry as entry on entry.txn_id = seal.txn_id
      join ledger_account as account on account.id = entry.account_id and ${OWED}
      where issue.period_id = ${periodId}::uuid and ${IS_SHOWN}
        and not exists (
          select
          from partner_statement as written
          where written.period_id = issue.period_id and written.partner_id = account.partner_id
            and written.currency = account.currency)
      order by account.partner_id, account.currency`,
  );

const sumOf = (role: string): Sql =>
  sql`-coalesce(sum(entry.amount_minor) filter (where account.role = ${role}::text), 0)`;

/** Writes a statement with its lines, as one; false where another process was quicker. */
export async function insertStatement(
  tx: Transaction,
  { periodId, partnerId, currency }: Unwritten,
  { id, at }: { readonly id: string; readonly at: Date },
): Promise<boolean> {
  const row = await tx.readOne<{ lines: number }>(sql`
    with moved as (
        select seal.seq, txn.id as txn_id, txn.kind, txn.effective_date, txn.accounting_date, txn.reverses_id, account.program_id, entry.credit_id,
          coalesce(txn.accounting_date < before.ends_before, false) as is_late,
          ${sumOf("accrued")} as accrued, ${sumOf("holdback")} as held, ${sumOf("payable")} as payable,
          ${sumOf("in_transit")} as transit, ${sumOf("clawback_receivable")} as receivable
        from statement_issue as issue
        ${BEFORE}
        join ledger_account as account on account.entity_id = issue.entity_id and account.partner_id = ${partnerId}::uuid
          and account.currency = ${currency}::text and ${OWED}
        join journal_entry as entry on entry.account_id = account.id
        join journal_txn as txn on txn.id = entry.txn_id
        join journal_seal as seal on seal.txn_id = entry.txn_id
        where issue.period_id = ${periodId}::uuid and ${IS_SHOWN}
        group by seal.seq, txn.id, account.program_id, entry.credit_id, before.ends_before
      ),
      withheld as (
        select entry.txn_id, entry.credit_id, -sum(entry.amount_minor) as minor
        from journal_entry as entry
        join ledger_account as account on account.id = entry.account_id and account.role = 'wht_payable'
        where entry.txn_id in (select moved.txn_id from moved where moved.kind in ('SCHEDULE', 'RETURN', 'REVERSE'))
        group by entry.txn_id, entry.credit_id
      ),
      opening as (
        select coalesce(sum(last.closing_accrued_minor), 0) as accrued, coalesce(sum(last.closing_held_minor), 0) as held,
          coalesce(sum(last.closing_payable_minor), 0) as payable, coalesce(sum(last.closing_transit_minor), 0) as transit,
          coalesce(sum(last.closing_receivable_minor), 0) as receivable
        from (
          select earlier.*
          from partner_statement as earlier
          join statement_issue as issue on issue.entity_id = earlier.entity_id
          where issue.period_id = ${periodId}::uuid and earlier.partner_id = ${partnerId}::uuid and earlier.currency = ${currency}::text
          order by earlier.starts_on desc
          limit 1
        ) as last
      ),
      total as (
        select count(*) as lines, sum(accrued) as accrued, sum(held) as held, sum(payable) as payable, sum(transit) as transit,
          sum(receivable) as receivable
        from moved
      ),
      statement as (
        insert into partner_statement (id, partner_id, number, period_id, entity_id, currency, starts_on, ends_on, line_count,
          opening_accrued_minor, opening_held_minor, opening_payable_minor, opening_transit_minor, opening_receivable_minor,
          closing_accrued_minor, closing_held_minor, closing_payable_minor, closing_transit_minor, closing_receivable_minor, issued_at)
        select ${id}::uuid, ${partnerId}::uuid,
          1 + (select count(*) from partner_statement as each where each.partner_id = ${partnerId}::uuid),
          issue.period_id, issue.entity_id, ${currency}::text, issue.starts_on, issue.ends_before - 1, total.lines,
          opening.accrued, opening.held, opening.payable, opening.transit, opening.receivable,
          opening.accrued + total.accrued, opening.held + total.held, opening.payable + total.payable,
          opening.transit + total.transit, opening.receivable + total.receivable, ${at}::timestamptz
        from statement_issue as issue
        cross join opening
        cross join total
        where issue.period_id = ${periodId}::uuid and total.lines > 0
        on conflict do nothing
        returning id, partner_id, number
      ),
      line as (
        insert into partner_statement_line (statement_id, number, partner_id, seq, kind, program_id, program_name, credit_id, milestone,
          effective_on, accounting_on, is_late, corrects_number, accrued_minor, held_minor, payable_minor, transit_minor,
          receivable_minor, withheld_minor, balance_minor)
        select statement.id, row_number() over (in_order), statement.partner_id, moved.seq, moved.kind, moved.program_id, coalesce(program.name, ''),
          moved.credit_id, credit.milestone, moved.effective_date, moved.accounting_date, moved.is_late,
          coalesce((
            select shown.number
            from journal_seal as original
            join partner_statement_line as line on line.partner_id = statement.partner_id and line.seq = original.seq
            join partner_statement as shown on shown.id = line.statement_id
            where original.txn_id = moved.reverses_id
            limit 1
          ), case when moved.reverses_id in (select own.txn_id from moved as own) then statement.number end),
          moved.accrued, moved.held, moved.payable, moved.transit, moved.receivable, coalesce(withheld.minor, 0),
          opening.accrued + opening.held + opening.payable + opening.transit + opening.receivable
            + sum(moved.accrued + moved.held + moved.payable + moved.transit + moved.receivable) over (in_order)
        from statement
        cross join opening
        cross join moved
        left join incentive_program as program on program.id = moved.program_id
        left join credit on credit.partner_id = statement.partner_id and credit.id = moved.credit_id
        left join withheld on withheld.txn_id = moved.txn_id and withheld.credit_id = moved.credit_id
        window in_order as (order by moved.seq, moved.credit_id, moved.program_id)
        returning number
      )
    select count(*)::integer as lines from line`);
  return (row?.lines ?? 0) > 0;
}

/** Ends the issue of a month, if all of its statements are written. */
export function queueWritten(tx: Transaction, periodId: string, at: Date): void {
  tx.queue(sql`
    update statement_issue
    set written_at = greatest(issued_at, ${at}::timestamptz)
    where period_id = ${periodId}::uuid and written_at is null`);
}
