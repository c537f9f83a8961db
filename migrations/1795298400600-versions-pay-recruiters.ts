import type { MigrationInterface, QueryRunner } from "typeorm";

/** A version of an incentive program may pay whoever recruited a partner: a percent, for so long, up to so much. */
export class VersionsPayRecruiters1795298400600 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "alter table incentive_program_version drop column recruiter_ppm cascade, drop column recruiter_months, drop column recruiter_cap_minor",
    );
  }
}

// For the vendor alone: no partner is granted to read that others are paid for it.
const TERMS = `
alter table incentive_program_version
  add column recruiter_ppm bigint,
  add column recruiter_months integer,
  add column recruiter_cap_minor bigint,
  add constraint incentive_program_version_recruiter check (
    recruiter_ppm between 1 and 1000000
    and recruiter_months between 1 and 120
    and recruiter_cap_minor > 0
    and (recruiter_ppm is not null or num_nonnulls(recruiter_months, recruiter_cap_minor) = 0)
    and num_nonnulls(recruiter_ppm, budget_minor) < 2);
create index incentive_program_version_paying_recruiters on incentive_program_version (incentive_program_id)
  where recruiter_ppm is not null and state = 'APPROVED';
grant insert (recruiter_ppm, recruiter_months, recruiter_cap_minor), update (recruiter_ppm, recruiter_months, recruiter_cap_minor)
  on incentive_program_version to app_vendor;
comment on column incentive_program_version.recruiter_ppm is
  'How much of what counts of a partner''s credit whoever recruited it has besides, in parts per million; null where nothing';
comment on column incentive_program_version.recruiter_months is
  'For how many months from when the recruiter counts; null: as long as it does';
comment on column incentive_program_version.recruiter_cap_minor is
  'How much in all for one partner while one recruiter of it counts; null where that is not limited';
`;
