import type { MigrationInterface, QueryRunner } from "typeorm";

/** A version may pay more or less by how a partner's leads fare. */
export class LeadsThatFareWellEarnMore1795298400332 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(CLOSINGS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned by it names it: restore a backup instead");
  }
}

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// Whoever is at the target is paid once: that lies between the bounds.
const TERMS = `
create table incentive_quality (
  version_id uuid not null,
  target_ppm bigint not null,
  prior integer not null,
  window_days integer not null,
  floor_ppm bigint not null,
  ceiling_ppm bigint not null,
  constraint incentive_quality_pkey primary key (version_id),
  constraint incentive_quality_version_fkey foreign key (version_id) references incentive_program_version (id),
  constraint incentive_quality_target check (target_ppm between 1 and 1000000),
  constraint incentive_quality_prior check (prior between 1 and 1000),
  constraint incentive_quality_window check (window_days between 1 and 3650),
  constraint incentive_quality_bounds check (floor_ppm between 1 and 1000000 and ceiling_ppm between 1000000 and 100000000)
);
call app.give_policies('incentive_quality', 'reference');
drop policy incentive_quality_reference on incentive_quality;
drop policy incentive_quality_vendor on incentive_quality;
create policy incentive_quality_vendor on incentive_quality to app_vendor, app_jobs using ${ACTS} with check ${ACTS};
create policy incentive_quality_partner on incentive_quality for select to app_partner
using (exists (select from incentive_program_version as version where version.id = incentive_quality.version_id));
grant select on incentive_quality to app_partner, app_jobs;
grant select, insert, delete on incentive_quality to app_vendor;
create trigger incentive_quality_guard before insert or update or delete on incentive_quality
for each row execute function app.guard_incentive_rule();
alter table incentive_quality enable always trigger incentive_quality_guard;
comment on table incentive_quality is 'How much more or less a version pays by the part of a partner''s closed leads that was won, of a target; a version without goes by no such thing';
`;

const CLOSINGS = `
create index lead_event_closing on lead_event (partner_id, at) where to_stage in ('WON', 'LOST');
`;
