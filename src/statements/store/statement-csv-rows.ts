import type { StatementId } from "../../kernel/index.ts";
import { exponentOf, isCurrency, uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";

/** A row of the file as the database gives it, and its place: the number of its line. */
type CsvRow = { place: number; cells: (string | null)[] };

/** Rows that are read in one go. */
const BATCH = 1_000;

/** What is known of a statement before its rows. */
interface CsvHead {
  /** How many its money has. */
  readonly decimals: number;
  /** Whether anything was put aside for the tax office. */
  readonly isTaxed: boolean;
}

/** How a statement's file begins; null where the caller has no such statement. */
export async function readCsvHead(
  database: Database,
  session: Session,
  id: StatementId,
): Promise<CsvHead | null> {
  const row = await database.readOne<{ currency: string; is_taxed: boolean }>(
    session,
    sql`
      select own.currency, exists (
        select
        from partner_statement_line as line
        where line.partner_id = own.partner_id and line.statement_id = own.id and line.withheld_minor <> 0) as is_taxed
      from partner_statement as own
      where ${ownRows(session, "own")} and own.id = ${uuidOf(id)}::uuid`,
  );
  if (!row) return null;
  if (!isCurrency(row.currency)) throw new Error(`a statement is in ${row.currency}`);
  return { decimals: exponentOf(row.currency), isTaxed: row.is_taxed };
}

/** What the file says: as line 0 how the statement begins, then its lines, and behind them how it ends. */
export async function* readCsvRows(
  database: Database,
  session: Session,
  id: StatementId,
): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  for (let after = -1; ;) {
    const rows: readonly CsvRow[] = await database.read<CsvRow>(
      session,
      sql`
        select each.place, array[own.number::text, to_char(own.starts_on, 'YYYY-MM'), own.currency,
          case when each.kind in ('OPENING', 'CLOSING') then null else each.place end::text,
          each.accounting_on::text, each.effective_on::text, each.kind, each.credit_id::text, each.program_name, each.milestone,
          each.late, each.corrects_number::text,
          case when each.amount > 0 then each.amount end::text, case when each.amount < 0 then -each.amount end::text,
          each.accrued::text, each.held::text, each.payable::text, each.transit::text, each.receivable::text,
          each.balance::text, each.withheld::text] as cells
        from partner_statement as own
        cross join lateral (
          select 0 as place, own.starts_on as accounting_on, own.starts_on as effective_on, 'OPENING' as kind, null::uuid as credit_id,
            null as program_name, null as milestone, null as late, null::integer as corrects_number, null::bigint as amount,
            own.opening_accrued_minor as accrued, own.opening_held_minor as held, own.opening_payable_minor as payable,
            own.opening_transit_minor as transit, own.opening_receivable_minor as receivable,
            own.opening_accrued_minor + own.opening_held_minor + own.opening_payable_minor + own.opening_transit_minor
              + own.opening_receivable_minor as balance, null::bigint as withheld
          union all
          select line.number, line.accounting_on, line.effective_on, line.kind, line.credit_id, line.program_name, line.milestone,
            case when line.is_late then 'yes' end, line.corrects_number,
            line.accrued_minor + line.held_minor + line.payable_minor + line.transit_minor + line.receivable_minor,
            line.accrued_minor, line.held_minor, line.payable_minor, line.transit_minor, line.receivable_minor, line.balance_minor,
            line.withheld_minor
          from partner_statement_line as line
          where line.partner_id = own.partner_id and line.statement_id = own.id and line.number > ${after}::integer
            and line.number <= ${after}::integer + ${BATCH}::integer
          union all
          select own.line_count + 1, own.ends_on, own.ends_on, 'CLOSING', null, null, null, null, null, null,
            own.closing_accrued_minor, own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor,
            own.closing_receivable_minor,
            own.closing_accrued_minor + own.closing_held_minor + own.closing_payable_minor + own.closing_transit_minor
              + own.closing_receivable_minor, (
              select sum(line.withheld_minor)
              from partner_statement_line as line
              where line.partner_id = own.partner_id and line.statement_id = own.id)
        ) as each
        where ${ownRows(session, "own")} and own.id = ${uuidOf(id)}::uuid and each.place > ${after}::integer
        order by each.place
        limit ${BATCH}::integer`,
    );
    if (rows.length > 0) yield rows.map(({ cells }) => cells);
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.place;
  }
}
