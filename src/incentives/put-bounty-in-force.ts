import type { Money, PartnerMemberId, ProgramVersionId } from "../kernel/index.ts";
import { uuidOf } from "../kernel/index.ts";
import { newId } from "../platform/ids.ts";

import { ruleKey } from "./domain/incentive-program.ts";

/** Runs SQL as the database's owner. */
export interface OwnerQueries {
  query(text: string, values: readonly unknown[]): Promise<unknown>;
}

/** The default incentive program, which every installation has. */
const DEFAULT_PROGRAM = "01970000-0000-7000-8000-000000000020";

/**
 * Puts a new version of the default incentive program in force: a fixed bounty for each SQL. What the version
 * before pays for other milestones goes on, and so do its limits and what its rules ask of leads.
 * Takes the two persons that a version takes, and the database's owner: it is an act of setting
 * up, not of serving. The program's currency is set by its first version and never changes.
 * Returns the version. Whoever calls has looked at the amount and the instant, and records it.
 */
export async function putBountyInForce(
  owner: OwnerQueries,
  bounty: {
    readonly amount: Money;
    readonly effectiveAt: Date;
    readonly draftedBy: PartnerMemberId;
    readonly approvedBy: PartnerMemberId;
  },
): Promise<ProgramVersionId> {
  const id = newId("pgv");
  const versionId = uuidOf(id);
  const { amount, effectiveAt } = bounty;
  await owner.query(
    `update incentive_program
     set currency = $2
     where id = $1
       and not exists (select from incentive_program_version where incentive_program_id = $1)`,
    [DEFAULT_PROGRAM, amount.currency],
  );
  // in one statement, the rule before its version, which is never a draft: somebody may have one
  await owner.query(
    `with before as (
       select id, rounding, reversal_days, ends_at, lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, partner_cap_defer_windows, budget_minor, budget_excess,
         holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months, clawback_days, clawback_ppm
       from incentive_program_version
       where incentive_program_id = $2 and state = 'APPROVED' and effective_at <= $3
         and (ends_at is null or ends_at > effective_at)
       order by effective_at desc
       limit 1
     ), rule as (
       insert into incentive_rule (version_id, key, milestone, kind, amount_minor, rate_ppm, gl_treatment, on_skip, spiff_name, starts_at, ends_at)
       select $1::uuid, $7, 'SQL', 'FIXED_BOUNTY', $8::bigint, null, 'EXPENSE', 'ONLY_REACHED', null, null, null
       from incentive_program
       where id = $2 and currency = $6
       union all
       -- what other milestones earn goes on
       select $1::uuid, kept.key, kept.milestone, kept.kind, kept.amount_minor, kept.rate_ppm, kept.gl_treatment, kept.on_skip, kept.spiff_name, kept.starts_at, kept.ends_at
       from incentive_program
       join before on before.ends_at is null or before.ends_at > $3
       join incentive_rule as kept on kept.version_id = before.id and (kept.milestone <> 'SQL' or kept.spiff_name is not null)
         and (kept.ends_at is null or kept.ends_at > $3)
       where incentive_program.id = $2 and currency = $6
       returning version_id
     ), asked as (
       insert into incentive_condition (version_id, rule_key, key, label, expression)
       select $1::uuid, kept.rule_key, kept.key, kept.label, kept.expression
       from incentive_program
       join before on before.ends_at is null or before.ends_at > $3
       join incentive_condition as kept on kept.version_id = before.id
       join incentive_rule as asking on asking.version_id = kept.version_id and asking.key = kept.rule_key
         and (asking.ends_at is null or asking.ends_at > $3)
       where incentive_program.id = $2 and currency = $6
       returning version_id
     ), fared as (
       insert into incentive_quality (version_id, target_ppm, prior, window_days, floor_ppm, ceiling_ppm)
       select $1::uuid, kept.target_ppm, kept.prior, kept.window_days, kept.floor_ppm, kept.ceiling_ppm
       from incentive_program
       join before on before.ends_at is null or before.ends_at > $3
       join incentive_quality as kept on kept.version_id = before.id
       where incentive_program.id = $2 and currency = $6
       returning version_id
     ), tiers as (
       insert into incentive_tier_multiplier (version_id, tier_id, multiplier_ppm)
       select $1::uuid, kept.tier_id, kept.multiplier_ppm
       from incentive_program
       join before on before.ends_at is null or before.ends_at > $3
       join incentive_tier_multiplier as kept on kept.version_id = before.id
       where incentive_program.id = $2 and currency = $6
       returning version_id
     ), accelerators as (
       insert into incentive_accelerator (version_id, rule_key, kind, period, measure, from_units, above_minor, multipliers_ppm)
       select $1::uuid, kept.rule_key, kept.kind, kept.period, kept.measure, kept.from_units, kept.above_minor, kept.multipliers_ppm
       from incentive_program
       join before on before.ends_at is null or before.ends_at > $3
       join incentive_accelerator as kept on kept.version_id = before.id
       join incentive_rule as raised on raised.version_id = kept.version_id and raised.key = kept.rule_key
         and (raised.ends_at is null or raised.ends_at > $3)
       where incentive_program.id = $2 and currency = $6
       returning version_id
     ), parts as (
       -- read below, so that all parts stand before their version does, after which nothing is added to it
       select count(*) from (
         select version_id from asked union all select version_id from fared
         union all select version_id from tiers union all select version_id from accelerators
       ) as part
     )
     insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at,
       changed_by, changed_at, approved_by, approved_at, rounding, reversal_days,
       lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, partner_cap_defer_windows, budget_minor, budget_excess,
       holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, minimum_payout_months, clawback_days, clawback_ppm)
     select distinct version_id, $2::uuid, 1 + (select coalesce(max(number), 0) from incentive_program_version where incentive_program_id = $2),
       'APPROVED', $3::timestamptz, $4::uuid, now(), $4::uuid, now(), $5::uuid, now(),
       coalesce(before.rounding, 'HALF_EVEN'), coalesce(before.reversal_days, 60),
       before.lead_cap_minor, before.partner_cap_minor, before.partner_cap_window, before.partner_cap_excess, before.partner_cap_defer_windows,
       before.budget_minor, before.budget_excess,
       before.holdback_ppm, before.vesting_instalments, before.vesting_every, before.vesting_unit, before.minimum_payout_minor, before.minimum_payout_months, before.clawback_days, before.clawback_ppm
     from rule
     cross join parts
     left join before on before.ends_at is null or before.ends_at > $3
     where parts.count >= 0`,
    [
      ...[versionId, DEFAULT_PROGRAM, effectiveAt],
      ...[uuidOf(bounty.draftedBy), uuidOf(bounty.approvedBy), amount.currency],
      ...[ruleKey({ milestone: "SQL" }), amount.minor.toString()],
    ],
  );
  await owner.query("update incentive_program set version = version + 1 where id = $1", [
    DEFAULT_PROGRAM,
  ]);
  return id;
}
