import type { MigrationInterface, QueryRunner } from "typeorm";

/** Of what is due on one day, what scores highest comes first. */
export class TheInboxGoesByScore1795298400381 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ITEMS);
    await runner.query(KEEPING);
  }

  public async down(): Promise<void> {
    throw new Error("the view and the trigger of before stand in the migration that made them");
  }
}

// The day is that of UTC for all: programs have zones of their own, and days of different zones are no order.
// What has no score comes behind what has one; an order runs one way, so a high score is a low number.
const ITEMS = `
alter table inbox_item
  add column score integer,
  add column grade text,
  add column due_on date not null
    generated always as ((coalesce(due_at, timestamptz '9999-12-31 00:00:00+00') at time zone 'UTC')::date) stored,
  add column by_score integer not null generated always as (coalesce(-score, 1)) stored,
  add constraint inbox_item_score check ((score is null) = (grade is null) and score >= 0);
drop index inbox_item_of_holder;
drop index inbox_item_by_due;
create index inbox_item_of_holder on inbox_item (holder_id, due_on, by_score, sorts_at, entered_at, lead_id);
create index inbox_item_by_due on inbox_item (due_on, by_score, sorts_at, entered_at, lead_id);
comment on column inbox_item.score is 'That of lead_score; null where the lead has none';

create or replace view app.inbox_now with (security_invoker = true) as
select lead.id as lead_id, lead.partner_id,
  coalesce(held.member_id, held.queue_id, lead.owner_id, '00000000-0000-0000-0000-000000000000') as holder_id,
  case lead.stage
    when 'SAL' then 'QUALIFY'
    when 'SQL' then 'CONVERT'
    when 'OPPORTUNITY' then 'CLOSE'
    when 'RECYCLED' then 'TAKE_UP'
    else 'ACCEPT'
  end as next_step,
  case
    when lead.stage = 'RECYCLED' then (lead.revisit_on::timestamp at time zone program.time_zone)::timestamptz(3)
    else clock.due_at
  end as due_at,
  lead.stage_entered_at as entered_at,
  exists (
    select
    from information_request as asked
    where asked.partner_id = lead.partner_id and asked.lead_id = lead.id and asked.state = 'OPEN') as waits_for_partner,
  scored.total as score,
  scored.grade
from lead
join program on program.id = lead.program_id
left join assignment as held on held.lead_id = lead.id and held.ended_at is null
left join lead_clock as clock on clock.partner_id = lead.partner_id and clock.lead_id = lead.id and clock.is_latest
  and clock.kind = case lead.stage when 'SAL' then 'CONVERSION' when 'SUBMITTED' then 'ACCEPTANCE' when 'MQL' then 'ACCEPTANCE' end
  and clock.stopped_at is null and clock.paused_at is null
left join lead_score as scored on scored.lead_id = lead.id
where lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED');
`;

// A lead and its score change behind the lead's own lock, so that each sees what the other wrote.
const KEEPING = `
create or replace function app.keep_inbox()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner, score, grade)
  select item.lead_id, item.partner_id, item.holder_id, item.next_step, item.due_at, item.entered_at, item.waits_for_partner,
    item.score, item.grade
  from app.inbox_now as item
  where item.partner_id = new.partner_id and item.lead_id = new.lead_id
  on conflict (lead_id) do update
  set partner_id = excluded.partner_id, holder_id = excluded.holder_id, next_step = excluded.next_step, due_at = excluded.due_at,
    entered_at = excluded.entered_at, waits_for_partner = excluded.waits_for_partner, score = excluded.score, grade = excluded.grade
  where (inbox_item.partner_id, inbox_item.holder_id, inbox_item.next_step, inbox_item.entered_at, inbox_item.waits_for_partner)
      is distinct from (excluded.partner_id, excluded.holder_id, excluded.next_step, excluded.entered_at, excluded.waits_for_partner)
    or (inbox_item.due_at, inbox_item.score, inbox_item.grade) is distinct from (excluded.due_at, excluded.score, excluded.grade);
  if not found then
    delete from public.inbox_item as item
    where item.lead_id = new.lead_id and not exists (
      select
      from public.lead
      where lead.partner_id = new.partner_id and lead.id = new.lead_id
        and lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'));
  end if;
  return null;
end
$$;

create function app.keep_inbox_score()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' then
    update public.inbox_item set score = null, grade = null where lead_id = old.lead_id and score is not null;
  else
    update public.inbox_item
    set score = new.total, grade = new.grade
    where lead_id = new.lead_id and (score, grade) is distinct from (new.total, new.grade);
  end if;
  return null;
end
$$;
revoke execute on function app.keep_inbox_score() from public;
create trigger lead_score_orders_inbox after insert or update or delete on lead_score for each row
execute function app.keep_inbox_score();
`;
