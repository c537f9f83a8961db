import { AWARD_INVARIANTS } from "./awards.ts";
import type { Invariant } from "./invariant.ts";
import { REVERSAL_INVARIANTS } from "./reversals.ts";

/** What is owed for leads: shares that add up, and an award for all that reached the milestone. */
export const INCENTIVE_INVARIANTS: readonly Invariant[] = [
  {
    name: "sourced-shares-add-up",
    meaning:
      "The SOURCED shares of each lead that reached SQL add up to a million, and others have none; one that goes on elsewhere may have them there alone",
    sql: `
      select coalesce(lead.id, shared.lead_id) as lead_id, shared.ppm
      from (
        select id, stage <> 'MERGED' and sales_qualified_at is not null as is_owed
        from lead
        where sales_qualified_at is not null or stage = 'MERGED'
      ) as lead
      full join (
        select lead_id, sum(share_ppm) as ppm
        from attribution_share
        where book = 'SOURCED' and superseded_at is null
        group by lead_id
      ) as shared on shared.lead_id = lead.id
      where lead.id is null
         or shared.ppm is distinct from 1000000 and (shared.ppm is not null or lead.is_owed)`,
  },
  {
    name: "settlements-add-up",
    meaning:
      "The SOURCED shares of each settlement that there ever was add up to a million, and end together",
    sql: `
      select lead_id, settled_at, sum(share_ppm) as ppm, count(distinct coalesce(superseded_at, 'infinity')) as ends
      from attribution_share
      where book = 'SOURCED'
      group by lead_id, settled_at
      having sum(share_ppm) <> 1000000 or count(distinct coalesce(superseded_at, 'infinity')) <> 1`,
  },
  {
    name: "shares-go-by-policies-in-force",
    meaning:
      "Each share names a policy that was in force when it was settled; what an SQL was owed then, the last of its program (but for one that came into force in that minute)",
    sql: `
      select share.lead_id, share.policy_id, share.settled_at
      from attribution_share as share
      left join attribution_policy as policy on policy.id = share.policy_id and policy.model = share.model
      left join lead on lead.id = share.lead_id and lead.sales_qualified_at = share.settled_at and lead.stage <> 'MERGED'
      where share.policy_id is not null
        and ((policy.in_force_at <= share.settled_at) is distinct from true
          or lead.program_id <> policy.program_id
          or exists (
            select
            from attribution_policy as later
            where later.program_id = lead.program_id and later.in_force_at > policy.in_force_at
              and later.in_force_at < share.settled_at - interval '1 minute'))`,
  },
  {
    name: "attribution-policy-has-two-persons",
    meaning: "Each policy that was ever in force was put there by somebody else than its author",
    sql: `
      select id as policy_id, created_by, in_force_by
      from attribution_policy
      where created_by is null or in_force_at is not null and ((created_by <> in_force_by) is distinct from true or exists (
        select
        from membership as acting
        join membership as drafting on drafting.user_id = acting.user_id
        where acting.id = in_force_by and drafting.id = created_by))`,
  },
  {
    name: "milestone-has-its-awards",
    meaning:
      "Each lead that reached SQL, opportunity or won itself has an award for each rule that was in force then, of programs that pay by that",
    sql: `
      select lead.id as lead_id, rule.version_id, rule.key as rule_key
      from lead
      cross join lateral (values
        ('SQL', lead.sales_qualified_at), ('OPPORTUNITY', lead.opportunity_at), ('WON', lead.won_at)
      ) as milestone (name, reached_at)
      join incentive_program as program on program.program_id = lead.program_id and program.version_pin = 'EVENT'
      join lateral (
        select version.id, version.ends_at
        from incentive_program_version as version
        where version.incentive_program_id = program.id and version.state = 'APPROVED'
          and version.effective_at <= milestone.reached_at
          and version.approved_at <= milestone.reached_at
          and (version.ends_at is null or version.ends_at > version.effective_at)
        order by version.effective_at desc
        limit 1
      ) as in_force on in_force.ends_at is null or in_force.ends_at > milestone.reached_at
      join incentive_rule as rule on rule.version_id = in_force.id and rule.milestone = milestone.name
        and (rule.spiff_name is null or rule.starts_at <= milestone.reached_at and rule.ends_at > milestone.reached_at)
      where milestone.reached_at is not null
        and not exists (
          select
          from lead_succession as succession
          join lead as before on before.id = succession.lead_id
          where succession.into_lead_id = lead.id and milestone.reached_at in (before.sales_qualified_at, before.opportunity_at, before.won_at))
        and not exists (
          select
          from award
          where award.lead_id = lead.id and award.milestone = milestone.name and award.rule_key = rule.key
            and award.incentive_program_id = program.id and award.version_id = rule.version_id)`,
  },
  {
    name: "program-version-has-two-persons",
    meaning: "Each version that was ever in force was approved, by somebody else than its author",
    sql: `
      select id as version_id, created_by, approved_by
      from incentive_program_version
      where created_by is null
         or state is null
         or state = 'APPROVED' and (created_by <> approved_by and changed_by <> approved_by) is distinct from true`,
  },
  {
    name: "program-version-has-rules",
    meaning: "Each version that was approved says what it pays",
    sql: `
      select version.id as version_id
      from incentive_program_version as version
      where version.state = 'APPROVED'
        and not exists (select from incentive_rule as rule where rule.version_id = version.id)`,
  },
  {
    name: "program-versions-follow-one-another",
    meaning:
      "No two versions of an incentive program begin at one instant, none is drafted beside another, and those that were approved are published",
    sql: `
      select incentive_program_id, effective_at, count(*) as versions
      from incentive_program_version
      where state = 'APPROVED' and (ends_at is null or ends_at > effective_at)
      group by incentive_program_id, effective_at
      having count(*) > 1
      union all
      select incentive_program_id, null, count(*)
      from incentive_program_version
      where state = 'DRAFT'
      group by incentive_program_id
      having count(*) > 1
      union all
      select program.id, null, 0
      from incentive_program as program
      where (program.published_at is not null) is distinct from exists (
        select from incentive_program_version as version
        where version.incentive_program_id = program.id and version.state = 'APPROVED')`,
  },
  ...AWARD_INVARIANTS,
  ...REVERSAL_INVARIANTS,
];
