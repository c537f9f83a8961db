import type { MigrationInterface, QueryRunner } from "typeorm";

/** Criteria that grew old, or whose SQLs fare otherwise than before, are on record once, and told to whoever publishes criteria. */
export class CriteriaAreReviewed1795298400535 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MONTHS);
    await runner.query(REVIEWS);
    await runner.query(GUARD);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error("what was told is not forgotten: restore a backup instead");
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

// Signed with what it says: nobody puts a review off by themselves.
const MONTHS = `
alter table criteria_version
  add column review_months integer not null default 12,
  add constraint criteria_version_review_months check (review_months between 1 and 60);
grant insert (review_months) on criteria_version to app_vendor;
comment on column criteria_version.review_months is 'After how many months in force it is to be reviewed';
create index assessment_of_version on assessment (criteria_version_id);
`;

const REVIEWS = `
create table criteria_review (
  id uuid not null,
  version_id uuid not null,
  cause text not null,
  found_at timestamptz(3) not null,
  quarter date,
  closed integer,
  won integer,
  closed_before integer,
  won_before integer,
  constraint criteria_review_pkey primary key (version_id, cause),
  constraint criteria_review_id unique (id),
  constraint criteria_review_version_fkey foreign key (version_id) references criteria_version (id),
  constraint criteria_review_cause check (cause in ('AGE', 'WON_RATE')),
  constraint criteria_review_counts check (
    num_nonnulls(quarter, closed, won, closed_before, won_before) = case cause when 'WON_RATE' then 5 else 0 end
    and won between 0 and closed and won_before between 0 and closed_before),
  constraint criteria_review_quarter check (extract(day from quarter) = 1 and extract(month from quarter) in (1, 4, 7, 10)),
  constraint criteria_review_is_over check (quarter + interval '3 months' <= found_at at time zone 'UTC')
);
call app.give_policies('criteria_review', 'vendor_only');
call app.make_append_only('criteria_review');
grant select on criteria_review to app_vendor;
grant select, insert on criteria_review to app_jobs;
comment on table criteria_review is 'That a version in force is to be reviewed, and why; once for each cause';
comment on column criteria_review.quarter is 'Its first day, in UTC';
comment on column criteria_review.closed is 'Leads that the version qualified, and that were won, lost or disqualified in the quarter';
comment on column criteria_review.closed_before is 'The same of the four quarters before it';
`;

const GUARD = `
create function app.guard_criteria_review()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version public.criteria_version;
begin
  select * into version from public.criteria_version where id = new.version_id;
  if version.state is distinct from 'PUBLISHED' or version.effective_at > new.found_at or exists (
    select
    from public.criteria_version as later
    where later.set_id = version.set_id and later.state = 'PUBLISHED'
      and later.effective_at > version.effective_at and later.effective_at <= new.found_at
  ) or exists (
    select
    from public.criteria_set as held
    where held.id = version.set_id and held.retired_at <= new.found_at
  ) then
    raise exception 'what is to be reviewed is in force'
      using errcode = 'BT002', constraint = 'criteria_review_of_what_is_in_force';
  end if;
  if new.cause = 'AGE' and new.found_at <
    greatest(version.effective_at, version.created_at) + make_interval(months => version.review_months) then
    raise exception 'a version is old once its months are over'
      using errcode = 'BT002', constraint = 'criteria_review_in_time';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_criteria_review() from public;
create trigger criteria_review_guard before insert on criteria_review
for each row execute function app.guard_criteria_review();
alter table criteria_review enable always trigger criteria_review_guard;
`;

const TOLD = `
create function app.note_criteria_review()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'CRITERIA_TO_REVIEW', true, '${VENDOR}', new.found_at);
  return null;
end
$$;
revoke execute on function app.note_criteria_review() from public;
create trigger criteria_review_is_told after insert on criteria_review for each row
execute function app.note_criteria_review();
`;
