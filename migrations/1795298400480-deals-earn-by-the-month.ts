import type { MigrationInterface, QueryRunner } from "typeorm";

/** A rule may pay its part of a deal each month: the first with the win, the others as the months pass. */
export class DealsEarnByTheMonth1795298400480 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(WORTH);
    await runner.query(RECURRENCES);
    await runner.query(KEEPING);
  }

  public async down(): Promise<void> {
    throw new Error("months that were earned stay earned: restore a backup instead");
  }
}

const RULES = `
alter table incentive_rule
  add column recurring_months smallint,
  add constraint incentive_rule_recurring check (
    recurring_months is null
    or recurring_months between 2 and 60 and kind = 'PERCENT_OF_DEAL' and spiff_name is null);
comment on column incentive_rule.recurring_months is
  'How many months it pays its part of the deal for, one each month from the win on; null: once';
alter table award
  add constraint award_occurrence check (occurrence = 1 or occurrence between 2 and 60 and milestone = 'WON');

create function app.guard_accelerated_recurrence()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.incentive_rule as rule
    where rule.version_id = new.version_id and rule.key = new.rule_key and rule.recurring_months is not null
  ) then
    raise exception 'a rule that pays by the month does not accelerate'
      using errcode = 'BT002', constraint = 'incentive_accelerator_of_one_time';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_accelerated_recurrence() from public;
create trigger incentive_accelerator_of_one_time after insert on incentive_accelerator
for each row execute function app.guard_accelerated_recurrence();
`;

// A month that is earned late goes by what the deal was worth on its own day.
const WORTH = `
create table deal_worth (
  lead_id uuid not null,
  until timestamptz(3) not null,
  version integer not null,
  amount_minor bigint not null,
  constraint deal_worth_pkey primary key (lead_id, version),
  constraint deal_worth_lead_fkey foreign key (lead_id) references lead (id),
  constraint deal_worth_amount check (amount_minor >= 0)
);
call app.give_policies('deal_worth', 'vendor_only');
grant select, insert on deal_worth to app_vendor;
grant select on deal_worth to app_jobs;
call app.make_append_only('deal_worth');
comment on table deal_worth is 'What a won deal was said to be worth until it was corrected; since then its opportunity says it';

create function app.keep_deal_worth()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.deal_worth (lead_id, until, version, amount_minor)
  values (new.lead_id, new.updated_at, old.version, old.amount_minor);
  return null;
end
$$;
revoke execute on function app.keep_deal_worth() from public;
create trigger opportunity_worth_is_kept after update of amount_minor on opportunity for each row
when (old.state = 'WON' and new.state = 'WON' and old.amount_minor <> new.amount_minor)
execute function app.keep_deal_worth();
`;

const RECURRENCES = `
create table recurrence (
  incentive_program_id uuid not null,
  lead_id uuid not null,
  rule_key text not null,
  version_id uuid not null,
  months smallint not null,
  first_at timestamptz(3) not null,
  first_on date not null,
  reached smallint not null,
  next_at timestamptz(3),
  constraint recurrence_pkey primary key (incentive_program_id, lead_id, rule_key),
  constraint recurrence_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint recurrence_lead_fkey foreign key (lead_id) references lead (id),
  constraint recurrence_rule_fkey foreign key (version_id, rule_key) references incentive_rule (version_id, key),
  constraint recurrence_reached check (reached between 1 and months and months <= 60),
  constraint recurrence_next check (next_at is null or reached < months and next_at > first_at)
);
create index recurrence_due on recurrence (next_at, lead_id) where next_at is not null;
create index recurrence_of_lead on recurrence (lead_id);
call app.give_policies('recurrence', 'vendor_only');
grant select, insert, update (version_id, months, first_at, first_on, reached, next_at) on recurrence to app_vendor;
grant select on recurrence to app_jobs;
comment on table recurrence is
  'What a won deal earns by the month: how many months are earned, and when the next one is; null where none is';

create function app.month_begins(first_on date, months integer, zone text)
returns timestamptz
language sql
stable
parallel safe
set search_path = pg_catalog, pg_temp
return (first_on + make_interval(months => months))::timestamp at time zone zone;
revoke execute on function app.month_begins(date, integer, text) from public;
grant execute on function app.month_begins(date, integer, text) to app_vendor, app_jobs;
comment on function app.month_begins(date, integer, text) is
  'When the day begins on which so many months have passed; the 31st is the last day of shorter ones';
`;

// It goes on while all that it has earned counts, undiminished; what is taken back ends it, and what is credited again goes on with it.
const KEEPING = `
create function app.keep_recurrence()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.kind = 'AWARD' and new.occurrence = 1 and coalesce(new.gate, 'NO_RATE') = 'NO_RATE' then
    insert into public.recurrence as kept
      (incentive_program_id, lead_id, rule_key, version_id, months, first_at, first_on, reached)
    select new.incentive_program_id, new.lead_id, new.rule_key, new.version_id, rule.recurring_months, new.event_at,
      (new.event_at at time zone program.time_zone)::date, 1
    from public.incentive_rule as rule
    join public.incentive_program as program on program.id = new.incentive_program_id
    where rule.version_id = new.version_id and rule.key = new.rule_key and rule.recurring_months is not null
    on conflict on constraint recurrence_pkey do update
    set version_id = excluded.version_id,
      months = excluded.months,
      first_at = excluded.first_at,
      first_on = excluded.first_on,
      reached = 1,
      next_at = null
    where (kept.first_at, kept.version_id) is distinct from (excluded.first_at, excluded.version_id);
  elsif tg_op = 'INSERT' and new.kind = 'AWARD' and new.occurrence > 1 then
    update public.recurrence as kept
    set reached = greatest(kept.reached, new.occurrence), next_at = null
    from public.incentive_program as program
    where kept.incentive_program_id = new.incentive_program_id and kept.lead_id = new.lead_id and kept.rule_key = new.rule_key
      and program.id = kept.incentive_program_id and kept.version_id = new.version_id and new.occurrence <= kept.reached + 1
      and new.event_at = app.month_begins(kept.first_on, new.occurrence - 1, program.time_zone);
    if not found then
      raise exception 'a month is earned on its day, under the version of its win, and none is left out'
        using errcode = 'BT002', constraint = 'award_by_the_month';
    end if;
  end if;
  update public.recurrence as kept
  set next_at = app.next_month_of(kept.incentive_program_id, kept.lead_id, kept.rule_key)
  where kept.incentive_program_id = new.incentive_program_id and kept.lead_id = new.lead_id and kept.rule_key = new.rule_key;
  return null;
end
$$;
revoke execute on function app.keep_recurrence() from public;

create function app.next_month_of(of_program uuid, of_lead uuid, of_rule text)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
  select case
    when kept.reached = kept.months then null
    when kept.reached > (
      select count(*)
      from public.award as earned
      where earned.incentive_program_id = kept.incentive_program_id and earned.lead_id = kept.lead_id
        and earned.rule_key = kept.rule_key and earned.version_id = kept.version_id and earned.kind = 'AWARD'
        and earned.occurrence <= kept.reached and earned.reversed_at is null
        and coalesce(earned.gate, 'NO_RATE') = 'NO_RATE'
        and (earned.occurrence > 1 or earned.event_at = kept.first_at)
        and not exists (
          select
          from public.award as part
          where part.adjusts_award_id in (earned.id, earned.reinstates_award_id) and part.calculation ? 'takenBackPpm'
            and (part.reversed_at is null or part.adjusts_award_id <> earned.id and part.reversed_at = (
              select repeated.reversed_at from public.award as repeated where repeated.id = earned.reinstates_award_id)))
    ) then null
    else app.month_begins(kept.first_on, kept.reached, program.time_zone)
  end
  from public.recurrence as kept
  join public.incentive_program as program on program.id = kept.incentive_program_id
  where kept.incentive_program_id = of_program and kept.lead_id = of_lead and kept.rule_key = of_rule;
end;
revoke execute on function app.next_month_of(uuid, uuid, text) from public;
grant execute on function app.next_month_of(uuid, uuid, text) to app_vendor, app_jobs;

create trigger award_keeps_recurrence after insert or update of reversed_at on award for each row
when (new.milestone = 'WON' and new.kind <> 'TRUE_UP')
execute function app.keep_recurrence();
`;
