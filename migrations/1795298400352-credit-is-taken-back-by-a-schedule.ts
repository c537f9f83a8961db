import type { MigrationInterface, QueryRunner } from "typeorm";

/** A version may say how much of a credit is taken back up to which day after its milestone; the rest stays. */
export class CreditIsTakenBackByASchedule1795298400352 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEDULE);
    await runner.query(PARTS);
    await runner.query(REVERSALS);
    await runner.query(APPEALS);
    await runner.query(NOTING);
  }

  public async down(): Promise<void> {
    throw new Error("what was taken back is not forgotten: restore a backup instead");
  }
}

// The last step ends with the days in which credit may be taken back at all.
const SCHEDULE = `
create function app.are_rising(numbers integer[])
returns boolean
language sql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_and(each.number > each.before), true)
  from (
    select step.number, lag(step.number, 1, -1) over (order by step.place) as before
    from unnest(numbers) with ordinality as step (number, place)
  ) as each
$$;
grant execute on function app.are_rising(integer[]) to app_vendor;
alter table incentive_program_version
  add column clawback_days integer[],
  add column clawback_ppm bigint[],
  add constraint incentive_program_version_clawback check (
    num_nonnulls(clawback_days, clawback_ppm) in (0, 2)
    and (clawback_days is null or cardinality(clawback_days) between 1 and 20
      and cardinality(clawback_ppm) = cardinality(clawback_days)
      and array_position(clawback_days, null) is null and app.are_rising(clawback_days)
      and clawback_days[cardinality(clawback_days)] = reversal_days
      and array_position(clawback_ppm, null) is null and 1 <= all (clawback_ppm) and 1000000 >= all (clawback_ppm)));
grant insert (clawback_days, clawback_ppm), update (clawback_days, clawback_ppm) on incentive_program_version to app_vendor;
grant select (clawback_days, clawback_ppm) on incentive_program_version to app_partner;
comment on column incentive_program_version.clawback_days is 'The last days of the steps by which credit is taken back, counted from the day of the milestone; null where all of it is';
comment on column incentive_program_version.clawback_ppm is 'How much of a credit is taken back up to each of these days, in all, in parts per million';
`;

// A part is taken back by a change of the credit, which says why from the beginning and may be appealed.
const PARTS = `
alter table credit
  add column taken_back_ppm bigint,
  drop constraint credit_reversal_told,
  drop constraint credit_appeal_until,
  add constraint credit_taken_back check (
    taken_back_ppm is null or kind = 'ADJUST' and share_minor < 0 and taken_back_ppm between 1 and 999999
      and reversal_reason in ('INACCURATE_DATA', 'NOT_AVAILABLE')),
  add constraint credit_reversal_told check ((reversed_at is null and taken_back_ppm is null) = (reversal_reason is null)),
  add constraint credit_appeal_until check (
    (appeal_until is not null) = coalesce(reversal_reason not in ('UNDONE', 'SETTLED_ANEW'), false)
    and appeal_until > case when taken_back_ppm is null then reversed_at else earned_at end);
comment on column credit.taken_back_ppm is 'Of a change by which a part was taken back: how much of the credit is in all by then, in parts per million';
`;

const REVERSALS = `
alter table credit_reversal
  add column taken_ppm bigint,
  add column change_award_id uuid,
  add constraint credit_reversal_change_fkey foreign key (change_award_id) references award (id),
  add constraint credit_reversal_part check (
    num_nonnulls(taken_ppm, change_award_id) in (0, 2)
    and (taken_ppm is null or taken_ppm between 1 and 999999 and state = 'DONE'));
drop index credit_reversal_once;
create unique index credit_reversal_once on credit_reversal (award_id) where state <> 'DECLINED' and taken_ppm is null;
create unique index credit_reversal_change_once on credit_reversal (change_award_id) where change_award_id is not null;
grant insert (taken_ppm, change_award_id) on credit_reversal to app_vendor;
comment on column credit_reversal.taken_ppm is 'How much of each credit is taken back in all, in parts per million, where a schedule takes a part; null: all of it';
comment on column credit_reversal.change_award_id is 'The change of the award by which a part was taken back';

create or replace function app.guard_credit_reversal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reversed record;
begin
  if tg_op = 'DELETE' then
    raise exception 'a reversal stays on record'
      using errcode = 'BT001', constraint = 'credit_reversal_stays';
  end if;
  if tg_op = 'UPDATE' and (
    old.state <> 'PROPOSED'
    or to_jsonb(new) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at'] is distinct from
      to_jsonb(old) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at']
  ) then
    raise exception 'a reversal is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'credit_reversal_stands';
  end if;
  select award.milestone, award.lead_id, award.reversed_at,
    case
      when new.reason in ('INACCURATE_DATA', 'DUPLICATE', 'EXISTING_CUSTOMER') then version.reversal_days
      when new.reason = 'ENTERED_IN_ERROR' then 7
    end as days,
    (award.event_at at time zone program.time_zone)::date as reached_on,
    (new.requested_at at time zone program.time_zone)::date as asked_on,
    version.clawback_days, version.clawback_ppm
  into strict reversed
  from public.award
  join public.incentive_program_version as version on version.id = award.version_id
  join public.incentive_program as program on program.id = award.incentive_program_id
  where award.id = new.award_id;
  if new.lead_id <> reversed.lead_id or new.reason = 'WON_CANCELLED' and reversed.milestone <> 'WON' then
    raise exception 'a reversal is of what its lead earned, and of a deal of what that earned'
      using errcode = 'BT002', constraint = 'credit_reversal_of_award';
  end if;
  if reversed.asked_on - reversed.reached_on > reversed.days or new.true_on > reversed.reached_on then
    raise exception 'the time to reverse it has passed, or it was not so then'
      using errcode = 'BT002', constraint = 'credit_reversal_in_time';
  end if;
  if new.taken_ppm is distinct from (case when new.reason in ('INACCURATE_DATA', 'DUPLICATE', 'EXISTING_CUSTOMER') then (
    -- the first step that has not ended; all of it, where that says so or there is none
    select nullif(step.ppm, 1000000)
    from unnest(reversed.clawback_days, reversed.clawback_ppm) as step (until_day, ppm)
    where reversed.asked_on - reversed.reached_on <= step.until_day
    order by step.until_day
    limit 1
  ) end) then
    raise exception 'so much is taken back as the schedule of the version says for that day'
      using errcode = 'BT002', constraint = 'credit_reversal_as_scheduled';
  end if;
  if new.taken_ppm is not null and not exists (
    select
    from public.award as change
    join public.credit on credit.award_id = change.id
    where change.id = new.change_award_id and change.adjusts_award_id = new.award_id and change.event_at = new.effective_at
      and credit.taken_back_ppm = new.taken_ppm
  ) then
    raise exception 'a reversal of a part has changed its award by that'
      using errcode = 'BT002', constraint = 'credit_reversal_takes_back';
  end if;
  if new.state = 'DONE' and new.taken_ppm is null and reversed.reversed_at is distinct from new.effective_at then
    raise exception 'a reversal that is done has taken its award back'
      using errcode = 'BT002', constraint = 'credit_reversal_takes_back';
  end if;
  if new.decided_by is not null and exists (
    select
    from public.membership as deciding
    join public.membership as asking on asking.user_id = deciding.user_id
    where deciding.id = new.decided_by and asking.id = new.requested_by
  ) then
    raise exception 'fraud is confirmed by another person than who reported it'
      using errcode = 'BT002', constraint = 'credit_reversal_two_persons';
  end if;
  return null;
end
$$;
`;

const APPEALS = `
create or replace function app.guard_appeal_decision()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.decided_by is distinct from app.actor() or exists (
    select
    from public.credit
    join public.credit_reversal as reversal on coalesce(reversal.change_award_id, reversal.award_id) = credit.award_id and reversal.state = 'DONE'
    where credit.id = new.credit_id and (new.decided_by in (reversal.requested_by, reversal.decided_by) or exists (
      select
      from public.membership as deciding
      join public.membership as taking on taking.user_id = deciding.user_id
      where deciding.id = new.decided_by and taking.id in (reversal.requested_by, reversal.decided_by)))
  ) then
    raise exception 'an appeal is decided by somebody who took no part in the reversal'
      using errcode = 'BT002', constraint = 'reversal_appeal_two_persons';
  end if;
  return new;
end
$$;
`;

// A part that is taken back is told as what is taken back, and not as a deal that changed.
const NOTING = `
drop trigger credit_change_is_told on credit;
create trigger credit_change_is_told after insert on credit for each row
when (new.kind = 'ADJUST' and new.taken_back_ppm is null and new.earned_at > now() - interval '1 day')
execute function app.note_adjustment();

create function app.note_part_taken()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_REVERSED', false, new.partner_id, new.lead_id, new.earned_at);
  return null;
end
$$;
revoke execute on function app.note_part_taken() from public;
create trigger credit_part_is_told after insert on credit for each row
when (new.taken_back_ppm is not null and new.earned_at > now() - interval '1 day')
execute function app.note_part_taken();
`;
