import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a clock measures, warns of and brings about is said by a policy, the most specific one that there is. */
export class ClocksHavePolicies1795298400121 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(POLICIES);
  }

  public async down(): Promise<void> {
    throw new Error("what clocks were promised is not forgotten: restore a backup instead");
  }
}

// A version never changes: a clock keeps the one that it began with. How the vendor is made to answer,
// and what happens where it does not, partners are neither promised nor shown.
const POLICIES = `
create table sla_policy (
  id uuid not null,
  name text not null,
  clock text not null,
  program_id uuid,
  tier_id uuid,
  number integer not null default 1,
  retired_at timestamptz(3),
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint sla_policy_pkey primary key (id),
  constraint sla_policy_name_once unique (name),
  constraint sla_policy_program_fkey foreign key (program_id) references program (id),
  constraint sla_policy_tier_fkey foreign key (tier_id) references partner_tier (id),
  constraint sla_policy_clock check (clock in ('ACCEPTANCE', 'CONVERSION')),
  constraint sla_policy_number check (number >= 1)
);
create unique index sla_policy_one_for_each on sla_policy (clock, program_id, tier_id) nulls not distinct where retired_at is null;
create index sla_policy_by_age on sla_policy (created_at, id);
create index sla_policy_of_program on sla_policy (program_id) where program_id is not null;
create index sla_policy_of_tier on sla_policy (tier_id) where tier_id is not null;
call app.give_policies('sla_policy', 'vendor_only');
create policy sla_policy_running on sla_policy for select to current_user using (true);
grant select on sla_policy to app_vendor, app_jobs;
grant insert, update (name, number, retired_at, version, updated_at) on sla_policy to app_vendor;
comment on table sla_policy is 'For which clocks: of all leads, or of those of a program, of partners of a tier, or both; number is the version in force';

create table sla_policy_version (
  policy_id uuid not null,
  number integer not null,
  target_minutes integer not null,
  in_business_hours boolean not null,
  warn_at integer[] not null,
  rests_for_partner boolean not null,
  consequence text not null,
  published_at timestamptz(3) not null,
  published_by uuid,
  constraint sla_policy_version_pkey primary key (policy_id, number),
  constraint sla_policy_version_policy_fkey foreign key (policy_id) references sla_policy (id),
  constraint sla_policy_version_target check (target_minutes between 1 and 5256000),
  constraint sla_policy_version_warn_at check (cardinality(warn_at) <= 10 and 0 < all (warn_at) and 1000 >= all (warn_at)),
  constraint sla_policy_version_consequence check (
    consequence in ('ESCALATE', 'REASSIGN', 'AUTO_ACCEPT', 'EXTEND_PROTECTION', 'EXPIRE'))
);
call app.give_policies('sla_policy_version', 'vendor_only');
call app.make_append_only('sla_policy_version');
create policy sla_policy_version_running on sla_policy_version for select to current_user using (true);
grant select on sla_policy_version to app_vendor, app_jobs;
grant insert on sla_policy_version to app_vendor;
comment on table sla_policy_version is 'warn_at: per cent of the target; rests_for_partner: whether the clock stands still while its partner is asked something';
`;
