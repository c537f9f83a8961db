import type { MigrationInterface, QueryRunner } from "typeorm";

/** Opportunities and won deals earn as well: a bounty, or a part of what the deal is worth. */
export class DealsEarnToo1795298400251 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(AWARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

const MILESTONES = `'SQL', 'OPPORTUNITY', 'WON'`;

// A percent with four decimals is a whole number of parts per million: nothing is rounded before the award.
const RULES = `
alter table incentive_program_version
  add column rounding text not null default 'HALF_EVEN',
  add constraint incentive_program_version_rounding check (rounding in ('HALF_EVEN', 'HALF_UP', 'DOWN'));
grant insert (rounding), update (rounding) on incentive_program_version to app_vendor;
grant select (rounding) on incentive_program_version to app_partner;
alter table incentive_rule
  add column rate_ppm bigint,
  alter column amount_minor drop not null,
  drop constraint incentive_rule_milestone,
  drop constraint incentive_rule_kind,
  add constraint incentive_rule_milestone check (milestone in (${MILESTONES})),
  add constraint incentive_rule_kind check (
    (kind = 'FIXED_BOUNTY' and amount_minor is not null and rate_ppm is null
      or kind = 'PERCENT_OF_DEAL' and milestone = 'WON' and rate_ppm is not null and amount_minor is null) is true),
  add constraint incentive_rule_rate check (rate_ppm between 0 and 1000000);
comment on column incentive_rule.rate_ppm is 'Of PERCENT_OF_DEAL: how much of the deal, in parts per million';
comment on column incentive_program_version.rounding is 'How what a percent comes to is rounded, once per award';
`;

const AWARDS = `
alter table award
  drop constraint award_milestone,
  drop constraint award_gate,
  add constraint award_milestone check (milestone in (${MILESTONES})),
  add constraint award_gate check (
    gate is null or gross_minor = 0
      and gate in ('ONE_PER_COMPANY_IN_CYCLE', 'TENDER_EARNED', 'MILESTONE_EARNED', 'OTHER_CURRENCY'));
`;
