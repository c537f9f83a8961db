import type { MigrationInterface, QueryRunner } from "typeorm";

/** What an incentive program pays is limited: for a lead, for a partner in a month, a quarter or a year, and in all. */
export class WhatIsPaidIsLimited1795298400271 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(BUCKETS);
    await runner.query(RELEASE);
  }

  public async down(): Promise<void> {
    throw new Error("what was limited is not paid after all: restore a backup instead");
  }
}

// What a partner may earn is among the terms that it reads; the budget is the vendor's own.
const TERMS = `
alter table incentive_program_version
  add column lead_cap_minor bigint,
  add column partner_cap_minor bigint,
  add column partner_cap_window text,
  add column partner_cap_excess text,
  add column budget_minor bigint,
  add column budget_excess text,
  add constraint incentive_program_version_lead_cap check (lead_cap_minor > 0),
  add constraint incentive_program_version_partner_cap check (
    num_nonnulls(partner_cap_minor, partner_cap_window, partner_cap_excess) in (0, 3)
    and (partner_cap_minor is null or partner_cap_minor > 0
      and partner_cap_window in ('MONTH', 'QUARTER', 'YEAR') and partner_cap_excess in ('FORFEIT', 'REDISTRIBUTE'))),
  add constraint incentive_program_version_budget check (
    num_nonnulls(budget_minor, budget_excess) in (0, 2)
    and (budget_minor is null or budget_minor > 0 and budget_excess in ('FORFEIT', 'WHOLE_OR_NOTHING')));
grant insert (lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, budget_minor, budget_excess),
  update (lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess, budget_minor, budget_excess)
  on incentive_program_version to app_vendor;
grant select (lead_cap_minor, partner_cap_minor, partner_cap_window, partner_cap_excess) on incentive_program_version to app_partner;
comment on column incentive_program_version.lead_cap_minor is 'What a lead may earn under the program over all its milestones; null where that is not limited';
comment on column incentive_program_version.partner_cap_minor is 'What a partner may earn under the program in a window; null where that is not limited';
comment on column incentive_program_version.budget_minor is 'What the program may pay in all, under all versions that have a budget; null where that is not limited';
`;

// A bucket is of the program, not of the version: who drafts a version in the middle of a month gives nobody a second cap.
// Its limit is that of the version that took from it last, or what was used by then where that is more.
const BUCKETS = `
create table cap_bucket (
  id uuid not null default gen_random_uuid(),
  incentive_program_id uuid not null,
  kind text not null,
  partner_id uuid,
  cap_window text,
  starts_on date,
  limit_minor bigint not null,
  used_minor bigint not null default 0,
  constraint cap_bucket_pkey primary key (id),
  constraint cap_bucket_once unique nulls not distinct (incentive_program_id, kind, partner_id, cap_window, starts_on),
  constraint cap_bucket_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint cap_bucket_partner_fkey foreign key (partner_id) references partner (id),
  constraint cap_bucket_kind check (
    kind = 'BUDGET' and num_nonnulls(partner_id, cap_window, starts_on) = 0
    or kind = 'PARTNER' and num_nonnulls(partner_id, cap_window, starts_on) = 3),
  constraint cap_bucket_window check (
    cap_window is null
    or cap_window = 'MONTH' and starts_on = date_trunc('month', starts_on::timestamp)::date
    or cap_window = 'QUARTER' and starts_on = date_trunc('quarter', starts_on::timestamp)::date
    or cap_window = 'YEAR' and starts_on = date_trunc('year', starts_on::timestamp)::date),
  constraint cap_bucket_used check (used_minor between 0 and limit_minor)
);
create index cap_bucket_of_partner on cap_bucket (partner_id) where partner_id is not null;
call app.give_policies('cap_bucket', 'vendor_only');
grant select, insert (incentive_program_id, kind, partner_id, cap_window, starts_on, limit_minor),
  update (limit_minor, used_minor) on cap_bucket to app_vendor;
grant select on cap_bucket to app_jobs;
comment on table cap_bucket is 'What was taken of a limit: of a partner''s cap in a window, or of a program''s budget. Held by whoever awards, until it is committed';
`;

// Whoever takes an award back gives back what it took, whichever way it comes about, in the order in which buckets are held.
const RELEASE = `
create function app.release_caps()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  with taken_back as materialized (
    select award.id, award.incentive_program_id, award.effective_on, award.gross_minor - award.forfeited_minor as minor,
      version.partner_cap_window, version.budget_minor
    from changed as award
    join before on before.id = award.id and before.reversed_at is null
    join public.incentive_program_version as version on version.id = award.version_id
    where award.reversed_at is not null and num_nonnulls(version.partner_cap_window, version.budget_minor) > 0
  ), freed as materialized (
    select bucket.id, sum(credit.share_minor) as minor
    from taken_back
    join public.credit on credit.award_id = taken_back.id
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id
      and bucket.kind = 'PARTNER' and bucket.partner_id = credit.partner_id and bucket.cap_window = taken_back.partner_cap_window
      and bucket.starts_on = date_trunc(lower(taken_back.partner_cap_window), taken_back.effective_on::timestamp)::date
    group by bucket.id
    union all
    select bucket.id, sum(taken_back.minor)
    from taken_back
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id and bucket.kind = 'BUDGET'
    where taken_back.budget_minor is not null
    group by bucket.id
  ), held as materialized (
    select bucket.id
    from public.cap_bucket as bucket
    where bucket.id in (select freed.id from freed where freed.minor > 0)
    order by bucket.kind = 'BUDGET', bucket.partner_id, bucket.incentive_program_id, bucket.starts_on
    for no key update
  )
  update public.cap_bucket
  set used_minor = used_minor - freed.minor
  from held
  join freed on freed.id = held.id
  where cap_bucket.id = held.id;
  return null;
end
$$;
revoke execute on function app.release_caps() from public;
create trigger award_releases_caps after update on award
referencing old table as before new table as changed
for each statement execute function app.release_caps();
`;
