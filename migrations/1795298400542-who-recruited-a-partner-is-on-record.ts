import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor records which partner recruited another: from when on, why, and until when. */
export class WhoRecruitedAPartnerIsOnRecord1795298400542 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECRUITMENT);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("who recruited whom is kept: restore a backup instead");
  }
}

// Neither the recruited nor its recruiter has a row of it: partners do not learn of one another.
const RECRUITMENT = `
create table recruitment (
  partner_id uuid not null,
  n integer not null,
  recruiter_id uuid not null,
  reason text not null,
  recorded_by uuid not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3),
  ended_by uuid,
  end_reason text,
  constraint recruitment_pkey primary key (partner_id, n),
  constraint recruitment_partner_fkey foreign key (partner_id) references partner (id),
  constraint recruitment_recruiter_fkey foreign key (recruiter_id) references partner (id),
  constraint recruitment_n check (n >= 1),
  constraint recruitment_of_another check (recruiter_id <> partner_id),
  constraint recruitment_reason check (char_length(reason) between 1 and 2000),
  constraint recruitment_end_reason check (char_length(end_reason) between 1 and 2000),
  constraint recruitment_ended check (num_nonnulls(ends_at, ended_by, end_reason) in (0, 3)),
  constraint recruitment_in_order check (ends_at >= starts_at),
  constraint recruitment_one_at_a_time exclude using gist (partner_id with =, tstzrange(starts_at, ends_at) with &&)
);
create unique index recruitment_one_now on recruitment (partner_id) where ends_at is null;
create index recruitment_of_recruiter on recruitment (recruiter_id) where ends_at is null;
call app.give_policies('recruitment', 'vendor_only');
call app.make_endable('recruitment', 'ends_at', 'ended_by', 'end_reason');
grant select, insert (partner_id, n, recruiter_id, reason, recorded_by, starts_at), update (ends_at, ended_by, end_reason)
  on recruitment to app_vendor;
grant select on recruitment to app_jobs;
comment on table recruitment is 'Which partner recruited another, from when on and until when; for the vendor alone';
comment on column recruitment.partner_id is 'Who was recruited';
comment on column recruitment.n is 'Counts from 1 within a partner';
`;

// "RCRT": recruiters are recorded one after another, so that no two of them close a circle together.
const GUARD = `
create function app.await_recruitments()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(x'52435254'::integer, 0) $$;
revoke execute on function app.await_recruitments() from public;
grant execute on function app.await_recruitments() to app_vendor;
comment on function app.await_recruitments() is
  'Waits until nobody else records a recruiter, and keeps them waiting until the transaction ends';

create function app.guard_recruitment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    if new.ended_by is distinct from app.actor() then
      raise exception 'who acts says that a recruiter counts no more'
        using errcode = 'BT002', constraint = 'recruitment_ended_by_actor';
    end if;
    return null;
  end if;
  if new.ends_at is not null or new.recorded_by is distinct from app.actor() then
    raise exception 'a recruiter is recorded by who acts, and counts until somebody ends it'
      using errcode = 'BT002', constraint = 'recruitment_begins';
  end if;
  if exists (
    select from public.partner where partner.id in (new.partner_id, new.recruiter_id) and partner.is_vendor
  ) then
    raise exception 'the vendor neither recruits as a partner nor is recruited'
      using errcode = 'BT002', constraint = 'recruitment_of_partners_only';
  end if;
  perform app.await_recruitments();
  if exists (
    with recursive above (partner_id) as (
      select new.recruiter_id
      union
      select up.recruiter_id
      from above
      join public.recruitment as up on up.partner_id = above.partner_id and up.ends_at is null
    )
    select from above where above.partner_id = new.partner_id
  ) then
    raise exception 'a partner does not recruit whoever recruited it, through others neither'
      using errcode = 'BT002', constraint = 'recruitment_no_circle';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_recruitment() from public;
create trigger recruitment_guard after insert or update on recruitment
for each row execute function app.guard_recruitment();
alter table recruitment enable always trigger recruitment_guard;
`;
