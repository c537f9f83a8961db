import type { MigrationInterface, QueryRunner } from "typeorm";

/** What waits for the vendor is kept in the order in which it is due, by who holds it. */
export class TheInboxIsKept1795298400190 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ITEMS);
    await runner.query(KEEPING);
    await runner.query(HOLDERS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function app.keep_inbox(), app.keep_inbox_days() cascade");
    await runner.query("drop function app.inbox_holders()");
    await runner.query("drop table inbox_item");
    await runner.query("drop view app.inbox_now");
  }
}

// A lead's holder, its stage and its clock stand in three tables, and no index covers an order over them.
const ITEMS = `
create table inbox_item (
  lead_id uuid not null,
  partner_id uuid not null,
  holder_id uuid not null,
  next_step text not null,
  due_at timestamptz(3),
  sorts_at timestamptz(3) not null generated always as (coalesce(due_at, timestamptz '9999-12-31 00:00:00+00')) stored,
  entered_at timestamptz(3) not null,
  waits_for_partner boolean not null,
  constraint inbox_item_pkey primary key (lead_id),
  constraint inbox_item_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint inbox_item_step check (next_step in ('ACCEPT', 'QUALIFY', 'CONVERT', 'CLOSE', 'TAKE_UP'))
);
create index inbox_item_of_holder on inbox_item (holder_id, sorts_at, entered_at, lead_id);
create index inbox_item_by_due on inbox_item (sorts_at, entered_at, lead_id);
create index inbox_item_of_lead on inbox_item (partner_id, lead_id);
call app.give_policies('inbox_item', 'vendor_only');
create policy inbox_item_keeping on inbox_item to current_user using (true) with check (true);
grant select on inbox_item to app_vendor, app_jobs;
comment on table inbox_item is 'A lead with which the vendor has to do something next: what, by when, and who holds it (a person, a queue; the uuid of zeros where nobody does)';

create view app.inbox_now with (security_invoker = true) as
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
    where asked.partner_id = lead.partner_id and asked.lead_id = lead.id and asked.state = 'OPEN') as waits_for_partner
from lead
join program on program.id = lead.program_id
left join assignment as held on held.lead_id = lead.id and held.ended_at is null
left join lead_clock as clock on clock.partner_id = lead.partner_id and clock.lead_id = lead.id and clock.is_latest
  and clock.kind = case lead.stage when 'SAL' then 'CONVERSION' when 'SUBMITTED' then 'ACCEPTANCE' when 'MQL' then 'ACCEPTANCE' end
  and clock.stopped_at is null and clock.paused_at is null
where lead.stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED');
grant select on app.inbox_now to app_jobs;
comment on view app.inbox_now is 'What inbox_item is to say of each lead';
`;

// Whatever it depends on changes with an event of the lead, in one transaction, or with its holder. The
// trigger comes after that of the clocks: triggers run in the order of their names.
const KEEPING = `
create function app.keep_inbox()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner)
  select item.lead_id, item.partner_id, item.holder_id, item.next_step, item.due_at, item.entered_at, item.waits_for_partner
  from app.inbox_now as item
  where item.partner_id = new.partner_id and item.lead_id = new.lead_id
  on conflict (lead_id) do update
  set partner_id = excluded.partner_id, holder_id = excluded.holder_id, next_step = excluded.next_step, due_at = excluded.due_at,
    entered_at = excluded.entered_at, waits_for_partner = excluded.waits_for_partner
  where (inbox_item.partner_id, inbox_item.holder_id, inbox_item.next_step, inbox_item.entered_at, inbox_item.waits_for_partner)
      is distinct from (excluded.partner_id, excluded.holder_id, excluded.next_step, excluded.entered_at, excluded.waits_for_partner)
    or inbox_item.due_at is distinct from excluded.due_at;
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
revoke execute on function app.keep_inbox() from public;
create trigger lead_event_waits_for_sales after insert on lead_event for each row execute function app.keep_inbox();
create trigger assignment_waits_for_sales after insert or update on assignment for each row execute function app.keep_inbox();

-- a returned lead comes back at the beginning of its day where its program is
create function app.keep_inbox_days()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.inbox_item as item
  set due_at = now.due_at
  from app.inbox_now as now
  where item.next_step = 'TAKE_UP' and now.lead_id = item.lead_id and now.due_at is distinct from item.due_at;
  return null;
end
$$;
revoke execute on function app.keep_inbox_days() from public;
create trigger program_keeps_inbox_days after update of time_zone on program for each row
when (new.time_zone is distinct from old.time_zone)
execute function app.keep_inbox_days();

alter table lead no force row level security;
insert into inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner)
select lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner
from app.inbox_now;
alter table lead force row level security;
`;

const HOLDERS = `
create function app.inbox_holders()
returns uuid[]
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
  select array_agg(held.holder_id)
  from (
    select app.actor() as holder_id
    union
    select absence.member_id
    from public.absence
    where absence.deputy_id = app.actor() and absence.ended_at is null and now() between absence.absent_from and absence.absent_until
    union
    select queue.id
    from public.queue
    where queue.team_id is null
      or exists (select from public.team_member as mate where mate.team_id = queue.team_id and mate.member_id = app.actor())
    union
    select '00000000-0000-0000-0000-000000000000'::uuid
  ) as held;
end;
revoke execute on function app.inbox_holders() from public;
grant execute on function app.inbox_holders() to app_vendor;
comment on function app.inbox_holders() is 'For whom whoever acts looks after leads: itself, whom it stands in for, its queues, and nobody';
`;
