import type { Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";

import {
  amount,
  codeOf,
  day,
  dayOf,
  ENTITY_UUID,
  exponent,
  idColumn,
  integer,
  keptUuid,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";

/** What is owed as a statement begins, or as it ends. */
const owedAs = (end: "opening" | "closing"): Sql =>
  end === "opening"
    ? sql`own.opening_accrued_minor + own.opening_held_minor + own.opening_payable_minor + own.opening_transit_minor + own.opening_receivable_minor`
    : sql`own.closing_accrued_minor + own.closing_held_minor + own.closing_payable_minor + own.closing_transit_minor + own.closing_receivable_minor`;

const MOVED = sql`line.accrued_minor + line.held_minor + line.payable_minor + line.transit_minor + line.receivable_minor`;

/**
 * The statements of some months: a row of how each begins, its lines, and a row of how it ends. They never change, and none
 * comes in later once the last month's are written. The lines come to what lies between both ends.
 */
export function partnerStatements(cut: Cut): Dataset {
  return {
    columns: [
      exponent(sql`m.exponent`),
      idColumn("statement_id", "stm", sql`own.id`),
      idColumn("partner_id", "prt", sql`own.partner_id`),
      text(
        "partner_name",
        nameAt("partner", sql`own.partner_id`, sql`issue.until_seq`, sql`p.name`),
      ),
      integer("statement_no", sql`own.number`),
      text("period", sql`to_char(own.starts_on, 'YYYY-MM')`),
      integer(
        "line_no",
        sql`case when each.kind not in ('OPENING', 'CLOSING') then each.place end`,
      ),
      day("date", sql`each.accounting_on`),
      day("effective_date", sql`each.effective_on`),
      text("type", sql`each.kind`),
      idColumn("credit_id", "crd", sql`each.credit_id`),
      text("program_name", sql`each.program_name`),
      text("milestone", sql`each.milestone`),
      text("late", sql`each.late`),
      integer("corrects_statement_no", sql`each.corrects_number`),
      amount("accrued", sql`each.accrued`),
      amount("held_back", sql`each.held`),
      amount("payable", sql`each.payable`),
      amount("in_transit", sql`each.transit`),
      amount("receivable", sql`each.receivable`),
      amount("amount", sql`each.amount_minor`),
      amount("running_balance", sql`each.balance`),
      text("currency", sql`own.currency`),
      integer("exponent", sql`m.exponent`),
      integer("amount_minor", sql`each.amount_minor`),
    ],
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql`
      from partner_statement as own
      join statement_issue as issue on issue.period_id = own.period_id
      join partner as p on p.id = own.partner_id
      join currency as m on m.code = own.currency
      cross join lateral (${ROWS}) as each
      where ${isOfStatement(cut)}
      order by own.starts_on, own.partner_id, own.number, each.place`,
    ledger: sql`
      select own.currency, sum((${owedAs("closing")}) - (${owedAs("opening")}))::text as net
      from partner_statement as own
      where ${isOfStatement(cut)}
      group by own.currency`,
  };
}

export const ROWS = sql`
  select 0 as place, own.starts_on as accounting_on, own.starts_on as effective_on, 'OPENING' as kind, null::uuid as credit_id,
    null as program_name, null as milestone, null as late, null::integer as corrects_number, own.opening_accrued_minor as accrued,
    own.opening_held_minor as held, own.opening_payable_minor as payable, own.opening_transit_minor as transit,
    own.opening_receivable_minor as receivable, null::bigint as amount_minor, ${owedAs("opening")} as balance
  union all
  select line.number, line.accounting_on, line.effective_on, line.kind, line.credit_id, line.program_name, line.milestone,
    case when line.is_late then 'yes' end, line.corrects_number, line.accrued_minor, line.held_minor, line.payable_minor,
    line.transit_minor, line.receivable_minor, ${MOVED}, line.balance_minor
  from partner_statement_line as line
  where line.partner_id = own.partner_id and line.statement_id = own.id
  union all
  select own.line_count + 1, own.ends_on, own.ends_on, 'CLOSING', null, null, null, null, null, own.closing_accrued_minor,
    own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor, own.closing_receivable_minor, null,
    ${owedAs("closing")}`;

export function isOfStatement({ from, until, partnerId, currency }: Cut): Sql {
  const given = [sql`own.entity_id = ${ENTITY_UUID}`];
  if (from !== null) given.push(sql`own.starts_on >= ${dayOf(from)}`);
  if (until !== null) given.push(sql`own.starts_on < ${dayOf(until)}`);
  if (partnerId !== null) given.push(sql`own.partner_id = ${keptUuid("prt", partnerId)}::uuid`);
  if (currency !== null) given.push(sql`own.currency = ${codeOf(currency)}`);
  return joinSql(given, " and ");
}

/** Whether the statements of all months before a day are written, so that none comes later: they are issued in their order. */
export async function areStatementsWritten(tx: Transaction, until: string): Promise<boolean> {
  const row = await tx.readOne<{ are_written: boolean }>(sql`
    select coalesce(bool_and(issue.written_at is not null) filter (where issue.starts_on < ${until}::date), false)
      and coalesce(bool_or(issue.ends_before >= ${until}::date), false) as are_written
    from statement_issue as issue
    where issue.entity_id = ${ENTITY_UUID}`);
  return row?.are_written === true;
}
