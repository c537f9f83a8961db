import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whom the vendor deals with: tiers, partners (the vendor's own row among them) and programs. */
export class PartnersEnrolInPrograms1795298400003 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TIERS);
    await runner.query(PARTNERS);
    await runner.query(PROGRAMS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table program, partner, partner_tier");
  }
}

const TIERS = `
create table partner_tier (
  id uuid not null,
  name text not null,
  rank integer not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint partner_tier_pkey primary key (id),
  constraint partner_tier_name_once unique (name),
  constraint partner_tier_rank_once unique (rank)
);
call app.give_policies('partner_tier', 'reference');
grant select on partner_tier to app_partner, app_vendor, app_jobs, app_auth;
grant insert, update (name, rank, version, updated_at) on partner_tier to app_vendor;
comment on table partner_tier is 'The rungs a partner can stand on; a higher rank is a better tier';
`;

// A partner reads its own row alone: the policy's column is called partner_id in every table,
// so here it is a generated copy of the id.
const PARTNERS = `
create table partner (
  id uuid not null,
  partner_id uuid generated always as (id) stored,
  name text not null,
  state text not null,
  tier_id uuid,
  country text,
  is_vendor boolean not null default false,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint partner_pkey primary key (id),
  constraint partner_state check (state in ('APPLIED', 'ONBOARDING', 'ACTIVE', 'SUSPENDED', 'TERMINATED')),
  constraint partner_country check (country ~ '^[A-Z]{2}$'),
  constraint partner_tier_fkey foreign key (tier_id) references partner_tier (id)
);
create unique index partner_one_vendor on partner (is_vendor) where is_vendor;
create unique index partner_name_once on partner (name);
create index partner_by_age on partner (created_at, id);
create unique index partner_of_itself on partner (partner_id);
insert into partner (id, name, state, is_vendor, created_at, updated_at)
values ('01970000-0000-7000-8000-000000000002', 'Vendor', 'ACTIVE', true, now(), now());
call app.give_policies('partner', 'partner_reads');
grant select on partner to app_partner, app_vendor, app_jobs;
grant insert, update (name, state, tier_id, country, version, updated_at) on partner to app_vendor;
create policy partner_auth on partner for select to app_auth using (true);
grant select (id, partner_id, name, state, is_vendor) on partner to app_auth;
comment on table partner is 'A partner firm; exactly one row is the vendor itself (no members, earns nothing)';
`;

const PROGRAMS = `
create table program (
  id uuid not null,
  name text not null,
  time_zone text not null,
  qualified_by text not null,
  acceptance_hours integer not null,
  conversion_days integer not null,
  protection_days integer not null,
  is_default boolean not null default false,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint program_pkey primary key (id),
  constraint program_name_once unique (name),
  constraint program_qualified_by check (qualified_by in ('SALES', 'MARKETING', 'MARKETING_THEN_SALES')),
  constraint program_clocks check (acceptance_hours > 0 and conversion_days > 0 and protection_days > 0)
);
create unique index program_one_default on program (is_default) where is_default;
call app.give_policies('program', 'reference');
grant select on program to app_partner, app_vendor, app_jobs;
grant insert, update (name, time_zone, version, updated_at) on program to app_vendor;
comment on table program is 'What a partner enrols in and a lead is registered under; clocks in hours and days';
insert into program (id, name, time_zone, qualified_by, acceptance_hours, conversion_days, protection_days, is_default, created_at, updated_at)
values ('01970000-0000-7000-8000-000000000001', 'Default program', 'UTC', 'SALES', 48, 30, 90, true, now(), now());
`;
