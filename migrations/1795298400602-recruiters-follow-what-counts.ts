import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a recruiter has follows the credit of which it is a percent, and the database holds that it is that percent. */
export class RecruitersFollowWhatCounts1795298400602 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(DUE);
    await runner.query(PAY);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("what recruiters earned is owed: restore a backup instead");
  }
}

// Rows are added, never changed by whoever changes a credit, so that nobody waits for who works on them.
const DUE = `
create table recruiter_due (
  id bigint generated always as identity,
  partner_id uuid not null,
  n integer not null,
  incentive_program_id uuid not null,
  queued_at timestamptz(3) not null default now(),
  tried_at timestamptz(3),
  constraint recruiter_due_pkey primary key (id),
  constraint recruiter_due_recruitment_fkey foreign key (partner_id, n) references recruitment (partner_id, n),
  constraint recruiter_due_program_fkey foreign key (incentive_program_id) references incentive_program (id)
);
create index recruiter_due_of_recruitment on recruiter_due (partner_id, n, incentive_program_id);
call app.give_policies('recruiter_due', 'vendor_only');
grant select, insert (partner_id, n, incentive_program_id), update (tried_at), delete on recruiter_due to app_vendor;
grant select on recruiter_due to app_jobs;
comment on table recruiter_due is
  'Credit of a recruited partner that came or changed since anybody saw to what its recruiter has of it';
comment on column recruiter_due.tried_at is 'When it was seen to and could not be done: it is tried again a while after';

create function app.note_recruiter_due()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.recruiter_due (partner_id, n, incentive_program_id)
  select recruited.partner_id, recruited.n, award.incentive_program_id
  from public.recruitment as recruited
  join public.award on award.id = new.award_id
  where recruited.partner_id = new.partner_id and exists (
    select
    from public.incentive_program_version as version
    where version.incentive_program_id = award.incentive_program_id
      and version.recruiter_ppm is not null and version.state = 'APPROVED');
  return null;
end
$$;
revoke execute on function app.note_recruiter_due() from public;
create trigger credit_is_followed after insert or update of reversed_at on credit
for each row when (new.lead_id is not null)
execute function app.note_recruiter_due();
alter table credit enable always trigger credit_is_followed;
`;

const PAY = `
create function app.units_in_their_place(the_partner uuid, the_program uuid)
returns table (award_id uuid, minor bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select unit.award_id, unit.parts_minor[width_bucket(
    (case accelerator.kind
      when 'MARGINAL' then row_number() over (partition by unit.window_id order by award.event_at, award.lead_id)
      else count(*) over (partition by unit.window_id)
    end)::integer, accelerator.from_units)]
  from public.volume_window as counted
  join public.volume_unit as unit on unit.window_id = counted.id
  join public.award on award.id = unit.award_id and award.reversed_at is null
  join public.incentive_accelerator as accelerator
    on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
  where counted.partner_id = the_partner and counted.incentive_program_id = the_program
$$;
revoke execute on function app.units_in_their_place(uuid, uuid) from public;
grant execute on function app.units_in_their_place(uuid, uuid) to app_vendor, app_jobs;
comment on function app.units_in_their_place(uuid, uuid) is
  'What each award that counts for a volume of a partner comes to in its place among the others, as volume_difference adds it up';

create function app.recruiter_pay(the_partner uuid, the_n integer, the_program uuid, only_credit uuid default null)
returns table (
  credit_id uuid, award_id uuid, earned_at timestamptz, rate_ppm bigint, rounding text, cap_minor bigint,
  counts_minor bigint, wanted_minor bigint, has_minor bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with own as (
    select credit.id, credit.award_id, credit.earned_at, version.recruiter_ppm as ppm, version.rounding,
      version.recruiter_cap_minor as cap_minor,
      case when credit.reversed_at is not null then 0 else
        app.standing_of_credit(credit.partner_id, credit.id) + coalesce(placed.minor - credit.share_minor, 0)
      end as counts
    from public.recruitment as recruited
    join public.partner as recruiter on recruiter.id = recruited.recruiter_id
    join public.incentive_program as program on program.id = the_program
    join public.credit on credit.partner_id = recruited.partner_id and credit.kind = 'AWARD'
      and credit.earned_at >= recruited.starts_at
      and (recruited.ends_at is null or credit.earned_at < recruited.ends_at)
      and (recruiter.terminated_at is null or credit.earned_at < recruiter.terminated_at)
    join public.award on award.id = credit.award_id and award.incentive_program_id = the_program
    join public.incentive_program_version as version on version.id = award.version_id and version.recruiter_ppm is not null
      and (version.recruiter_months is null or credit.earned_at < (
        (recruited.starts_at at time zone program.time_zone) + make_interval(months => version.recruiter_months)
      ) at time zone program.time_zone)
    left join app.units_in_their_place(the_partner, the_program) as placed on placed.award_id = credit.award_id
    where recruited.partner_id = the_partner and recruited.n = the_n and (only_credit is null or credit.id = only_credit)
  ), exact as (
    select own.*, own.counts::numeric * own.ppm as millionths
    from own
  )
  select exact.id, exact.award_id, exact.earned_at, exact.ppm, exact.rounding, exact.cap_minor, exact.counts::bigint,
    (div(millionths, 1000000) + case
      when rounding = 'DOWN' then 0
      when mod(millionths, 1000000) > 500000 then 1
      when mod(millionths, 1000000) < 500000 then 0
      when rounding = 'HALF_UP' then 1
      else mod(div(millionths, 1000000), 2)
    end)::bigint,
    coalesce((
      select sum(had.share_minor)
      from public.award as follower
      join public.credit as had on had.award_id = follower.id
      where follower.recruited_credit_id = exact.id and follower.reversed_at is null), 0)::bigint
  from exact
$$;
revoke execute on function app.recruiter_pay(uuid, integer, uuid, uuid) from public;
grant execute on function app.recruiter_pay(uuid, integer, uuid, uuid) to app_vendor, app_jobs;
comment on function app.recruiter_pay(uuid, integer, uuid, uuid) is
  'Of each credit that a recruiter has a percent of: what counts, what that makes, rounded once, and what the recruiter has; caps are left to who asks';
`;

// Asked as the transaction ends: of one credit several awards may have come and gone in it.
const GUARD = `
create function app.guard_recruiter_award()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  followed record;
  pays record;
  in_all bigint;
begin
  select recruited.partner_id, recruited.n, recruited.recruiter_id into followed
  from public.credit as source
  join public.recruitment as recruited on recruited.partner_id = source.partner_id and recruited.starts_at <= source.earned_at
    and (recruited.ends_at is null or recruited.ends_at > source.earned_at)
  where source.id = new.recruited_credit_id;
  select pay.* into pays
  from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id, new.recruited_credit_id) as pay;
  if tg_op = 'INSERT' and not exists (
    select
    from public.credit as own
    join public.award as source on source.id = pays.award_id
    where own.award_id = new.id and own.partner_id = followed.recruiter_id and own.share_minor = new.gross_minor
      and (new.kind = 'ADJUST' or own.kind = 'RECRUITER')
      and (source.version_id, source.rule_key, source.currency) = (new.version_id, new.rule_key, new.currency)
  ) then
    raise exception 'what is had of a credit is its partner''s recruiter''s, who counted as it was earned'
      using errcode = 'BT002', constraint = 'award_is_recruiters';
  end if;
  if pays.has_minor is distinct from pays.wanted_minor then
    select coalesce(sum(pay.has_minor), 0) into in_all
    from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id) as pay;
    if pays.cap_minor is null or pays.has_minor > pays.wanted_minor or in_all < pays.cap_minor then
      raise exception 'a recruiter has its percent of what counts, within its cap'
        using errcode = 'BT006', constraint = 'award_is_recruiters_percent';
    end if;
  end if;
  if new.kind = 'RECRUITER' and tg_op = 'INSERT' and pays.cap_minor is not null then
    select coalesce(sum(pay.has_minor), 0) into in_all
    from app.recruiter_pay(followed.partner_id, followed.n, new.incentive_program_id) as pay;
    if in_all > pays.cap_minor then
      raise exception 'a recruiter has no more for one partner than the cap says'
        using errcode = 'BT006', constraint = 'award_within_recruiters_cap';
    end if;
  end if;
  return null;
end
$$;
revoke execute on function app.guard_recruiter_award() from public;
create constraint trigger award_follows_credit after insert or update of reversed_at on award
deferrable initially deferred
for each row when (new.recruited_credit_id is not null)
execute function app.guard_recruiter_award();
alter table award enable always trigger award_follows_credit;
`;
