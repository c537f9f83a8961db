import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { AwardId, CreditId, IncentiveProgramId, LeadId, Money } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Calculation } from "../domain/calculation.ts";

/** A month of a deal that has come. */
export interface DueMonth {
  readonly programId: IncentiveProgramId;
  readonly leadId: LeadId;
  readonly ruleKey: string;
  /** When its day began. */
  readonly at: Date;
}

/** The same, with all that its award is found from. */
export interface MonthToEarn {
  /** A uuid. */
  readonly versionId: string;
  readonly occurrence: number;
  /** YYYY-MM-DD, in the program's zone. */
  readonly effectiveOn: string;
  /** Of the award with which the deal was won. */
  readonly calculation: Calculation;
  readonly generation: number;
  /** As uuids. */
  readonly productLineIds: readonly string[];
  /** What the deal was worth on that day, as it was known then. */
  readonly deal: Money;
}

/** Months that have come, the earliest first; of what is paid for several the first of them alone. */
export async function readDueMonths(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly DueMonth[]> {
  const rows = await database.read<{
    incentive_program_id: string;
    lead_id: string;
    rule_key: string;
    next_at: Date;
  }>(
    session,
    sql`
      select due.incentive_program_id, due.lead_id, due.rule_key, due.next_at
      from recurrence as due
      where due.next_at <= ${at}::timestamptz
      order by due.next_at, due.lead_id, due.incentive_program_id, due.rule_key
      limit ${most}`,
  );
  return rows.map((row) => ({
    programId: idOf("inc", row.incentive_program_id),
    leadId: idOf("lead", row.lead_id),
    ruleKey: row.rule_key,
    at: row.next_at,
  }));
}

type MonthRow = {
  version_id: string;
  occurrence: number;
  effective_on: string;
  calculation: Calculation;
  generation: number;
  product_line_ids: string[];
  deal_minor: bigint;
  deal_currency: string;
};

/** A month that is due still, its lead locked; null where somebody was quicker or is at work on the lead, or the deal stands no more. */
export async function lockMonth(
  tx: Transaction,
  { programId, leadId, ruleKey, at }: DueMonth,
): Promise<MonthToEarn | null> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const [locked, row] = await Promise.all([
    tx.read(sql`select from lead as l where l.id = ${lead} for no key update of l skip locked`),
    tx.readOne<MonthRow>(sql`
      select own.version_id, own.reached + 1 as occurrence, (own.next_at at time zone i.time_zone)::date::text as effective_on,
        first.calculation, first.generation, first.product_line_ids, o.currency as deal_currency,
        coalesce((
          select was.amount_minor
          from deal_worth as was
          where was.lead_id = own.lead_id and was.until > own.next_at
          order by was.until, was.version
          limit 1
        ), o.amount_minor) as deal_minor
      from recurrence as own
      join incentive_program as i on i.id = own.incentive_program_id
      join lead as l on l.id = own.lead_id and l.stage = 'WON'
      join opportunity as o on o.lead_id = own.lead_id and o.state = 'WON'
      join award as first on first.incentive_program_id = own.incentive_program_id and first.lead_id = own.lead_id
        and first.rule_key = own.rule_key and first.kind = 'AWARD' and first.occurrence = 1 and first.reversed_at is null
      where own.incentive_program_id = ${uuidOf(programId)}::uuid and own.lead_id = ${lead}
        and own.rule_key = ${ruleKey}::text and own.next_at = ${at}::timestamptz`),
  ]);
  if (locked.length === 0 || !row) return null;
  if (!isCurrency(row.deal_currency)) throw new Error(`a deal is in ${row.deal_currency}`);
  return {
    versionId: row.version_id,
    occurrence: row.occurrence,
    effectiveOn: row.effective_on,
    calculation: row.calculation,
    generation: row.generation,
    productLineIds: row.product_line_ids,
    deal: money(row.deal_minor, row.deal_currency),
  };
}

/** A rule `r` of a version that pays once. */
export const PAYS_ONCE: Sql = sql`r.recurring_months is null`;

/** Of each later month of the same deal that counts a credit, the last month first; none of what is paid once. */
export async function readLaterMonths(
  tx: Transaction,
  credit: Sql,
): Promise<readonly { readonly awardId: AwardId; readonly creditId: CreditId }[]> {
  const rows = await tx.read<{ award_id: string; credit_id: string }>(sql`
    select later.id as award_id, own.id as credit_id
    from (${credit}) as named (award_id)
    join award as that on that.id = named.award_id and that.kind <> 'TRUE_UP'
    cross join lateral (
      select award.*
      from award
      -- a case and no coalesce: under a policy the planner takes that for no key
      where award.id = case when that.adjusts_award_id is null then that.id else that.adjusts_award_id end
    ) as a
    cross join lateral (
      select award.id, award.occurrence
      from award
      where award.incentive_program_id = a.incentive_program_id and award.lead_id = a.lead_id and award.rule_key = a.rule_key
        and award.milestone = a.milestone and award.occurrence > a.occurrence and award.kind = 'AWARD' and award.reversed_at is null
      order by award.occurrence desc
      limit 60
    ) as later
    cross join lateral (
      select credit.id
      from credit
      where credit.award_id = later.id
      order by credit.touch_rank, credit.partner_id
      limit 1
    ) as own
    order by later.occurrence desc`);
  return rows.map((row) => ({
    awardId: idOf("awd", row.award_id),
    creditId: idOf("crd", row.credit_id),
  }));
}
