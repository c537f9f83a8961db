import { joinSql, sql, trustedText } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { isApprovedAt, nameAt } from "../../reporting/index.ts";

import {
  amount,
  codeOf,
  day,
  ENTITY_UUID,
  exponent,
  idColumn,
  instant,
  integer,
  isCut,
  isOfAccount,
  keptUuid,
  LINES,
  percent,
  text,
} from "./cells-of.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { cancelled, postedOf } from "./payout-lines.ts";

/** 1 where a posting earned, -1 where it reverses what did. */
const SIGN = sql`case when o.id is null then 1 else -1 end`;
/** The posting that earned, of one that reverses it too. */
const EARNED = sql`coalesce(o.id, t.id)`;
const SEQ = sql`s.seq`;

/**
 * What was earned, changed and reversed, a row for each credit of each posting: a reversal is a row of its own, of the day on
 * which it was booked, so that the rows of a month come to what the ledger booked in that month. What cost nothing was not posted,
 * and has no row.
 */
export function creditDetail(cut: Cut): Dataset {
  return {
    columns: columnsOf(cut),
    amounts: { currency: "currency", minor: "amount_minor" },
    from: sql`
      ${POSTED}
      join partner as p on p.id = k.partner_id
      join incentive_rule as rule on rule.version_id = a.version_id and rule.key = a.rule_key
      join legal_entity as entity on entity.id = s.entity_id
      join currency as m on m.code = k.currency
      left join lead as l on l.id = k.lead_id
      left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
      where ${isPosted(cut)}
      order by s.seq, k.id`,
    ledger: isWhole(cut) ? booked(cut) : null,
  };
}

/** Whether all that was booked is in the file: the accounts tell neither states nor reasons apart. */
export const isWhole = ({ creditState, reversalReason }: Cut): boolean =>
  creditState === null && reversalReason === null;

/** Credits by what was posted of each. */
export const POSTED = sql`
      from journal_seal as s
      join journal_txn as t on t.id = s.txn_id
      left join journal_txn as o on o.id = t.reverses_id
      join award as a on a.id = coalesce(o.source_id, t.source_id)
      join credit as k on k.award_id = a.id`;

/** Postings of credits that are in the file, of a statement that begins with POSTED. */
export const isPosted = (cut: Cut): Sql => sql`${isCut(cut)} and ${isOfCredit(cut)}
        and coalesce(o.source_type, t.source_type) = 'awd' and coalesce(o.kind, t.kind) in ('ACCRUE', 'ADJUST', 'TRUE_UP')`;

/**
 * What the ledger booked of it; the accounts do not tell what state a credit is in. Where what was paid is owed back its cost
 * stays, and the recovery stands beside it: both together are what the credit came to.
 */
export const booked = (cut: Cut): Sql => sql`
      select entry.currency, sum(entry.amount_minor)::text as net
      ${LINES}
      left join credit as k on k.id = entry.credit_id
      where account.role in ('expense', 'contract_cost_asset', 'deferred', 'expense_recovery') and ${isCut(cut)} and ${isOfAccount(cut)}
        and ${isOfPartner(cut)}
      group by entry.currency`;

export function stateAt({ seq }: Cut): Sql {
  const isReversed = sql`exists (
    select
    from journal_txn as back
    join journal_seal as sealed on sealed.txn_id = back.id and sealed.entity_id = ${ENTITY_UUID}
    where back.reverses_id = ${EARNED} and sealed.seq <= ${seq}::bigint
  )`;
  const at = sql`${seq}::bigint`;
  return sql`case when ${isReversed} then 'REVERSED' when not ${isApprovedAt(at)} then 'ACCRUED'
    when ${isInPayout(sql`not ${postedOf("SETTLE", at)}`, at)} then 'SCHEDULED' when ${isInPayout(postedOf("SETTLE", at), at)} then 'PAID'
    else 'APPROVED' end`;
}

/** Whether a payout of the credit, or of the one that it changes, was scheduled by then and stands, and is such. */
const isInPayout = (such: Sql, seq: Sql): Sql => sql`exists (
    select
    from payout_credit as part
    join payout on payout.partner_id = part.partner_id and payout.id = part.payout_id
    where part.partner_id = k.partner_id and part.credit_id = coalesce(k.adjusts_credit_id, k.id)
      and ${postedOf("SCHEDULE", seq)} and not ${cancelled(seq)} and not ${postedOf("RETURN", seq)} and ${such})`;

function columnsOf(cut: Cut) {
  return [
    exponent(sql`m.exponent`),
    integer("posted_seq", SEQ),
    idColumn("posting_id", "jrn", sql`t.id`),
    idColumn("credit_id", "crd", sql`k.id`),
    text("kind", sql`case when o.id is null then k.kind else 'REVERSAL' end`),
    idColumn("award_id", "awd", sql`a.id`),
    idColumn("adjusts_credit_id", "crd", sql`k.adjusts_credit_id`),
    text("entity", sql`entity.name`),
    text("program_name", sql`k.program_name`),
    integer("program_version", sql`k.program_version`),
    text("rule_key", sql`a.rule_key`),
    text("milestone", sql`k.milestone`),
    integer("occurrence", sql`a.occurrence`),
    integer("generation", sql`a.generation`),
    idColumn("lead_id", "lead", sql`k.lead_id`),
    text(
      "lead_external_ref",
      nameAt("lead_reference", sql`k.lead_id`, SEQ, sql`l.external_reference`),
    ),
    text("customer_name", nameAt("company", sql`k.lead_id`, SEQ, sql`c.name`)),
    integer("deal_amount_minor", sql`(a.calculation #>> '{base,dealMinor}')::numeric`),
    text("deal_currency", sql`a.calculation #>> '{base,dealCurrency}'`),
    percent("rate_pct", sql`(a.calculation #>> '{base,ratePpm}')::numeric`),
    idColumn("partner_id", "prt", sql`k.partner_id`),
    text("partner_name", sql`k.partner_name`),
    text("partner_country", nameAt("partner_country", sql`k.partner_id`, SEQ, sql`p.country`)),
    percent("attribution_weight_pct", sql`k.weight_ppm`),
    integer("touch_rank", sql`k.touch_rank`),
    instant("event_at_utc", sql`k.earned_at`),
    day("effective_date", sql`t.effective_date`),
    day("accounting_date", sql`t.accounting_date`),
    text("period", sql`to_char(t.accounting_date, 'YYYY-MM')`),
    amount("award_gross", sql`k.award_gross_minor * ${SIGN}`),
    amount("amount", sql`k.share_minor * ${SIGN}`),
    text("currency", sql`k.currency`),
    integer("exponent", sql`m.exponent`),
    integer("amount_minor", sql`k.share_minor * ${SIGN}`),
    amount("holdback_amount", sql`k.held_minor * ${SIGN}`),
    text("state", stateAt(cut)),
    text("gl_treatment", sql`rule.gl_treatment`),
    text("engine_version", sql`a.engine_version`),
    text("calc_sha256", sql`encode(sha256(convert_to(a.calculation::text, 'UTF8')), 'hex')`),
  ];
}

function isOfCredit(cut: Cut): Sql {
  const { partnerId, incentiveProgramId, currency, creditState, reversalReason } = cut;
  const given = [sql`true`];
  if (creditState !== null) given.push(sql`${stateAt(cut)} = ${trustedText(`'${creditState}'`)}`);
  // of a credit that was taken back this is the row that does so: what earned it bears no reason
  if (reversalReason !== null)
    given.push(
      sql`k.reversal_reason = ${trustedText(`'${reversalReason}'`)} and (o.id is not null or k.taken_back_ppm is not null)`,
    );
  if (partnerId !== null) given.push(sql`k.partner_id = ${keptUuid("prt", partnerId)}::uuid`);
  if (incentiveProgramId !== null)
    given.push(sql`a.incentive_program_id = ${keptUuid("inc", incentiveProgramId)}::uuid`);
  if (currency !== null) given.push(sql`k.currency = ${codeOf(currency)}`);
  return joinSql(given, " and ");
}

const isOfPartner = ({ partnerId }: Cut): Sql =>
  partnerId === null ? sql`true` : sql`k.partner_id = ${keptUuid("prt", partnerId)}::uuid`;
