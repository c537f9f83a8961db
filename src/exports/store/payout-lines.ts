import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql, trustedText } from "../../platform/database/index.ts";
import { nameAt } from "../../reporting/index.ts";

import {
  amount,
  codeOf,
  day,
  dayOf,
  ENTITY_UUID,
  exponent,
  idColumn,
  instant,
  integer,
  keptUuid,
  LINES,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";

/**
 * Payouts, a row for each, with what is withheld beside it, of the day on which they were scheduled. What became of them is what was posted up to the
 * watermark; where it went is told by no file but the bank's.
 */
export function payoutLines(cut: Cut): Dataset {
  const seq = sql`${cut.seq}::bigint`;
  const [sent, paid, returned] = [
    postedOf("EXPORT", seq),
    postedOf("SETTLE", seq),
    postedOf("RETURN", seq),
  ];
  return {
    columns: [
      exponent(sql`m.exponent`),
      integer("posted_seq", sql`scheduled.seq`),
      idColumn("payout_batch_id", "bat", sql`payout.batch_id`),
      idColumn("payout_id", "pay", sql`payout.id`),
      text("end_to_end_id", sql`payout.end_to_end_id`),
      idColumn("partner_id", "prt", sql`payout.partner_id`),
      text(
        "partner_name",
        nameAt("partner", sql`payout.partner_id`, sql`scheduled.seq`, sql`p.name`),
      ),
      text(
        "partner_country",
        nameAt("partner_country", sql`payout.partner_id`, sql`scheduled.seq`, sql`p.country`),
      ),
      text(
        "state",
        sql`case when payout.method = 'OFFSET' then case when ${cancelled(seq)} then 'CANCELLED' else 'OFFSET' end when ${returned} then 'RETURNED' when ${paid} then 'PAID' when ${sent} then 'SENT' when ${cancelled(seq)} then 'CANCELLED' else 'SCHEDULED' end`,
      ),
      text("method", sql`payout.method`),
      instant("scheduled_at_utc", sql`payout.scheduled_at`),
      day("accounting_date", sql`scheduled.accounting_on`),
      text("period", sql`to_char(scheduled.accounting_on, 'YYYY-MM')`),
      integer(
        "credit_count",
        sql`(select count(*) from payout_credit as part where part.partner_id = payout.partner_id and part.payout_id = payout.id)`,
      ),
      amount("amount", sql`payout.amount_minor`),
      amount("gross", sql`payout.amount_minor + payout.withheld_minor`),
      amount("withholding", sql`payout.withheld_minor`),
      amount("net", sql`case payout.method when 'TRANSFER' then payout.amount_minor else 0 end`),
      text("currency", sql`payout.currency`),
      integer("exponent", sql`m.exponent`),
      integer("amount_minor", sql`payout.amount_minor`),
      instant("sent_at_utc", sql`case when ${sent} then payout.sent_at end`),
      day("booked_on", sql`case when ${paid} then payout.booked_on end`),
      text("bank_reference", sql`case when ${paid} then payout.bank_reference end`),
      day("returned_on", sql`case when ${returned} then payout.returned_on end`),
      text("return_reference", sql`case when ${returned} then payout.return_reference end`),
      text("return_reason", sql`case when ${returned} then payout.return_reason end`),
    ],
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql`
      from (${scheduledOf(cut)}) as scheduled
      join payout on payout.id = scheduled.payout_id
      join partner as p on p.id = payout.partner_id
      join currency as m on m.code = payout.currency
      where payout.method <> 'WITHHOLDING' and ${isOfPayout(cut)}
      order by scheduled.seq, payout.id`,
    ledger: sql`
      select entry.currency, (-sum(entry.amount_minor))::text as net
      ${LINES}
      join (${scheduledOf(cut)}) as scheduled on scheduled.payout_id = t.source_id
      join payout on payout.id = scheduled.payout_id
      where t.source_type = 'pay' and t.kind = 'SCHEDULE' and account.role in ('in_transit', 'clawback_receivable') and ${isOfPayout(cut)}
      group by entry.currency`,
  };
}

/** Payouts of which each posting by which credit was put into them, one for each incentive program, is sealed by the watermark. */
function scheduledOf({ seq, from, until }: Cut): Sql {
  const given = [sql`bool_and(coalesce(s.seq <= ${seq}::bigint, false))`];
  const on = sql`min(t.accounting_date)`;
  if (from !== null) given.push(sql`${on} >= ${dayOf(from)}`);
  if (until !== null) given.push(sql`${on} < ${dayOf(until)}`);
  return sql`
    select t.source_id as payout_id, ${on} as accounting_on, max(s.seq) as seq
    from journal_txn as t
    left join journal_seal as s on s.txn_id = t.id
    where t.entity_id = ${ENTITY_UUID} and t.source_type = 'pay' and t.kind = 'SCHEDULE'
    group by t.source_id
    having ${joinSql(given, " and ")}`;
}

function isOfPayout({ partnerId, currency, payoutBatchId }: Cut): Sql {
  const given = [sql`true`];
  if (partnerId !== null) given.push(sql`payout.partner_id = ${keptUuid("prt", partnerId)}::uuid`);
  if (currency !== null) given.push(sql`payout.currency = ${codeOf(currency)}`);
  if (payoutBatchId !== null)
    given.push(sql`payout.batch_id = ${keptUuid("bat", payoutBatchId)}::uuid`);
  return joinSql(given, " and ");
}

/** Whether a step of the payout was posted by then. */
export const postedOf = (
  kind: "SCHEDULE" | "EXPORT" | "SETTLE" | "RETURN",
  seq: Sql,
): Sql => sql`exists (
    select
    from journal_txn as step
    join journal_seal as sealed on sealed.txn_id = step.id
    where step.source_type = 'pay' and step.source_id = payout.id and step.kind = ${trustedText(`'${kind}'`)} and sealed.seq <= ${seq})`;

export const cancelled = (seq: Sql): Sql => sql`exists (
    select
    from journal_txn as step
    join journal_txn as back on back.reverses_id = step.id
    join journal_seal as sealed on sealed.txn_id = back.id
    where step.source_type = 'pay' and step.source_id = payout.id and step.kind = 'SCHEDULE' and sealed.seq <= ${seq})`;
