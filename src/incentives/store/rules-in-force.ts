import { idOf, isCurrency, money, uuidOf } from "../../kernel/index.ts";
import type { Currency, LeadId, ProgramVersionId } from "../../kernel/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RuleToApply } from "../domain/award.ts";
import { isBudgetExcess, isCapWindow, isPartnerCapExcess } from "../domain/cap-terms.ts";
import type { CapTerms } from "../domain/cap-terms.ts";
import { isGlTreatment } from "../domain/gl-treatment.ts";
import type { GlTreatment } from "../domain/gl-treatment.ts";
import { holdbackOf } from "./payout-terms-store.ts";
import type { HoldbackColumns } from "./payout-terms-store.ts";
import { isMilestone, isRounding } from "../domain/incentive-program.ts";
import type { Condition } from "../domain/conditions.ts";
import { isOnSkip } from "../domain/on-skip.ts";
import type { OnSkip } from "../domain/on-skip.ts";
import { spiffTrace } from "../domain/spiffs.ts";
import type { Milestone, Pay } from "../domain/incentive-program.ts";

import { acceleratorOf, toAccelerator } from "./accelerators.ts";
import type { AcceleratorJson, AcceleratorOfLead } from "./accelerators.ts";
import { CONDITIONS_OF_RULE } from "./condition-store.ts";

export interface RuleInForce extends RuleToApply {
  readonly timeZone: string;
  /** What the lead, with what was merged into it, has earned under the program; 0 where that is not limited. */
  readonly leadUsed: bigint;
  /** Whether the version pays partners of some tiers more, or less. */
  readonly hasTiers: boolean;
  /** How it pays more for more leads; null where it does not. */
  readonly accelerator: AcceleratorOfLead | null;
  /** Whether it pays partners more, or less, by how their leads fare. */
  readonly hasQuality: boolean;
  readonly onSkip: OnSkip;
  /** What must hold of the lead. */
  readonly conditions: readonly Condition[];
}

type RuleRow = HoldbackColumns & {
  incentive_program_id: string;
  name: string;
  time_zone: string;
  currency: string;
  version_id: string;
  number: number;
  rule_key: string;
  milestone: string;
  kind: string;
  amount_minor: bigint | null;
  rate_ppm: bigint | null;
  recurring_months: number | null;
  gl_treatment: string;
  on_skip: string;
  spiff_name: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  rounding: string;
  lead_cap_minor: bigint | null;
  lead_used_minor: bigint;
  has_tiers: boolean;
  accelerator: AcceleratorJson | null;
  has_quality: boolean;
  conditions: readonly Condition[];
  partner_cap_minor: bigint | null;
  partner_cap_window: string | null;
  partner_cap_excess: string | null;
  partner_cap_defer_windows: number | null;
  budget_minor: bigint | null;
  budget_excess: string | null;
};

/**
 * Of each incentive program with a version in force the rule that it has for the milestone, and behind it the spiffs
 * that are not over (a milestone may be reached some moments later), in the round trip of what is read beside it.
 */
export async function readRules(
  tx: Transaction,
  leadId: LeadId,
  milestone: Milestone,
  at: Date,
  leads = sql`lead`,
): Promise<readonly RuleInForce[]> {
  const rows = await tx.read<RuleRow>(sql`
    select ${columnsFor(leadId)}
    from ${leads} as l
    join incentive_program as i on i.program_id = l.program_id
    cross join lateral (
      select case i.version_pin when 'REGISTRATION' then least(l.claimed_at, ${at}::timestamptz) else ${at}::timestamptz end as at
    ) as promised
    join lateral (
      select v.id, v.number, v.ends_at, v.rounding, v.lead_cap_minor, v.partner_cap_minor, v.partner_cap_window,
        v.partner_cap_excess, v.partner_cap_defer_windows, v.budget_minor, v.budget_excess,
        v.holdback_ppm, v.vesting_instalments, v.vesting_every, v.vesting_unit
      from incentive_program_version as v
      where v.incentive_program_id = i.id and v.state = 'APPROVED' and v.effective_at <= promised.at
        and (v.ends_at is null or v.ends_at > v.effective_at)
      order by v.effective_at desc
      limit 1
    ) as v on v.ends_at is null or v.ends_at > promised.at
    join incentive_rule as r on r.version_id = v.id and r.milestone = ${milestone}::text
      and (r.ends_at is null or r.ends_at > ${at}::timestamptz)
    where l.id = ${uuidOf(leadId)}::uuid
    order by i.id, r.spiff_name is not null, r.key`);
  return rows.map(toRule);
}

/** The rules of a version as it is, drafted or approved, for leads of which nothing was earned yet. */
export async function readRulesOfVersion(
  tx: Transaction,
  versionId: ProgramVersionId,
): Promise<readonly RuleInForce[]> {
  const rows = await tx.read<RuleRow>(sql`
    select ${columnsFor(NO_LEAD)}
    from incentive_program_version as v
    join incentive_program as i on i.id = v.incentive_program_id
    join incentive_rule as r on r.version_id = v.id
    where v.id = ${uuidOf(versionId)}::uuid
    order by r.spiff_name is not null, r.key`);
  return rows.map(toRule);
}

const NO_LEAD = idOf("lead", "00000000-0000-0000-0000-000000000000");

/**
 * The rule by which an award was earned, as it has not changed since. What partners and all together are paid is limited
 * by what the version in force allows by now, where that is more.
 */
export async function readRuleOf(
  tx: Transaction,
  award: { readonly versionId: string; readonly ruleKey: string; readonly leadId: LeadId },
  at: Date,
): Promise<RuleInForce> {
  const row = await tx.readOne<RuleRow>(sql`
    select ${columnsFor(award.leadId)}
    from incentive_program_version as own
    join incentive_program as i on i.id = own.incentive_program_id
    left join lateral (
      select now_paying.partner_cap_minor, now_paying.partner_cap_window, now_paying.budget_minor
      from incentive_program_version as now_paying
      where now_paying.incentive_program_id = i.id and now_paying.state = 'APPROVED' and now_paying.effective_at <= ${at}::timestamptz
      order by now_paying.effective_at desc
      limit 1
    ) as later on true
    cross join lateral (
      select own.id, own.number, own.rounding, own.lead_cap_minor, own.partner_cap_window, own.partner_cap_excess, own.partner_cap_defer_windows, own.budget_excess,
        own.holdback_ppm, own.vesting_instalments, own.vesting_every, own.vesting_unit,
        case when own.partner_cap_minor is not null then greatest(own.partner_cap_minor,
          case when later.partner_cap_window = own.partner_cap_window then later.partner_cap_minor end) end as partner_cap_minor,
        case when own.budget_minor is not null then greatest(own.budget_minor, later.budget_minor) end as budget_minor
    ) as v
    join incentive_rule as r on r.version_id = v.id and r.key = ${award.ruleKey}::text
    where own.id = ${award.versionId}::uuid`);
  if (!row) throw new Error(`the version has no rule ${award.ruleKey}`);
  return toRule(row);
}

/** Of a program `i`, its version `v` and a rule `r` of that, for a lead. */
const columnsFor = (leadId: LeadId): Sql => sql`
  i.id as incentive_program_id, i.name, i.time_zone, i.currency, v.id as version_id, v.number,
  v.rounding, r.key as rule_key, r.milestone, r.kind, r.amount_minor, r.rate_ppm, r.recurring_months, r.gl_treatment, r.on_skip, r.spiff_name,
  r.starts_at, r.ends_at,
  v.lead_cap_minor, v.partner_cap_minor, v.partner_cap_window, v.partner_cap_excess, v.partner_cap_defer_windows, v.budget_minor, v.budget_excess,
  v.holdback_ppm, v.vesting_instalments, v.vesting_every, v.vesting_unit,
  exists (select from incentive_tier_multiplier as m where m.version_id = v.id) as has_tiers,
  exists (select from incentive_quality as q where q.version_id = v.id) as has_quality,
  ${CONDITIONS_OF_RULE} as conditions,
  ${acceleratorOf(leadId)} as accelerator,
  case when v.lead_cap_minor is null then 0 else (
    select coalesce(sum(a.gross_minor - a.forfeited_minor), 0)
    from award as a
    where a.incentive_program_id = i.id and a.reversed_at is null and a.kind <> 'TRUE_UP' and a.lead_id in (
      select ${uuidOf(leadId)}::uuid
      union
      select succession.lead_id from lead_succession as succession where succession.root_lead_id = ${uuidOf(leadId)}::uuid)
  )::bigint end as lead_used_minor`;

function toRule(row: RuleRow): RuleInForce {
  const { currency, rounding, milestone, on_skip: onSkip } = row;
  if (!isCurrency(currency))
    throw new Error(`an incentive program pays in an unknown currency ${currency}`);
  if (!isRounding(rounding)) throw new Error(`a version rounds as ${rounding}`);
  if (!isMilestone(milestone)) throw new Error(`a rule pays for ${milestone}`);
  if (!isOnSkip(onSkip)) throw new Error(`a rule pays ${onSkip}`);
  return {
    programId: idOf("inc", row.incentive_program_id),
    programName: row.name,
    versionId: idOf("pgv", row.version_id),
    versionNumber: row.number,
    ruleKey: row.rule_key,
    milestone,
    currency,
    pay: payOf(row, currency),
    rounding,
    onSkip,
    spiff: spiffOf(row),
    timeZone: row.time_zone,
    caps: capsOf(row),
    glTreatment: readGlTreatment(row.gl_treatment),
    holdback: holdbackOf(row),
    leadUsed: row.lead_used_minor,
    hasTiers: row.has_tiers,
    accelerator: toAccelerator(row.accelerator, currency),
    hasQuality: row.has_quality,
    conditions: row.conditions,
  };
}

/** Whether a rule is a spiff, by its key. */
export const isSpiff = (key: Sql): Sql => sql`${key} like 'spiff\\_%'`;

/** Of several awards by which kind of rule they were earned, by their keys: null of none. */
export const earnedBy = (key: Sql): Sql =>
  sql`case bool_and(${isSpiff(key)}) when true then 'SPIFF' when false then 'RULE' end`;

export function readGlTreatment(text: string): GlTreatment {
  if (!isGlTreatment(text)) throw new Error(`a rule's cost is booked as ${text}`);
  return text;
}

function spiffOf({ spiff_name: name, starts_at: startsAt, ends_at: endsAt }: RuleRow) {
  return name !== null && startsAt !== null && endsAt !== null
    ? spiffTrace({ name, startsAt, endsAt })
    : null;
}

function payOf(row: RuleRow, currency: Currency): Pay {
  if (row.kind === "PERCENT_OF_DEAL" && row.rate_ppm !== null)
    return { kind: row.kind, ratePpm: row.rate_ppm, ...monthsOf(row) };
  if (row.kind === "FIXED_BOUNTY" && row.amount_minor !== null)
    return { kind: row.kind, amount: money(row.amount_minor, currency) };
  throw new Error(`a rule pays in a way that is unknown: ${row.kind}`);
}

const monthsOf = ({ recurring_months: months }: RuleRow) => (months === null ? {} : { months });

function capsOf(row: RuleRow): CapTerms {
  const { partner_cap_window: window, partner_cap_excess: over, budget_excess: beyond } = row;
  const { partner_cap_defer_windows: deferWindows } = row;
  return {
    leadCap: row.lead_cap_minor,
    partnerCap:
      row.partner_cap_minor !== null && window !== null && over !== null
        ? { minor: row.partner_cap_minor, ...partnerCapOf(window, over), deferWindows }
        : null,
    budget:
      row.budget_minor !== null && beyond !== null
        ? { minor: row.budget_minor, onExcess: budgetExcessOf(beyond) }
        : null,
  };
}

function partnerCapOf(window: string, onExcess: string) {
  if (!isCapWindow(window) || !isPartnerCapExcess(onExcess))
    throw new Error(`a version limits partners by ${window}, and what is over ${onExcess}`);
  return { window, onExcess };
}

function budgetExcessOf(onExcess: string) {
  if (!isBudgetExcess(onExcess)) throw new Error(`what is over a budget is to ${onExcess}`);
  return onExcess;
}
