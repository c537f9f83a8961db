import type { MigrationInterface, QueryRunner } from "typeorm";

/** Extensions are asked for and decided, partners report progress, and ends are reminded of. */
export class ProtectionsAreExtended1795298400068 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REQUESTS);
    await runner.query(KEEPING);
    await runner.query(REMINDERS);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

// Its partner writes none of it by itself: a request is made of the event that asks for it.
const REQUESTS = `
alter table program
  add column extension_policy text not null default 'ONCE',
  add column extension_days integer not null default 45,
  add constraint program_extension check (extension_policy in ('NONE', 'ONCE', 'MANY') and extension_days > 0);
comment on column program.extension_policy is 'How often a protection may be extended: NONE, ONCE, MANY; never while a request is pending';

create table extension_request (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  window_id uuid not null,
  days integer not null,
  state text not null,
  requested_at timestamptz(3) not null,
  decided_at timestamptz(3),
  constraint extension_request_pkey primary key (id),
  constraint extension_request_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint extension_request_window_fkey foreign key (partner_id, window_id) references protection_window (partner_id, id),
  constraint extension_request_event_fkey foreign key (partner_id, id) references lead_event (partner_id, id),
  constraint extension_request_days check (days > 0),
  constraint extension_request_state check (state in ('PENDING', 'GRANTED', 'DECLINED', 'MOOT')),
  constraint extension_request_decided check ((state = 'PENDING') = (decided_at is null))
);
create unique index extension_request_one_pending on extension_request (partner_id, window_id) where state = 'PENDING';
create index extension_request_of_window on extension_request (partner_id, window_id);
create index extension_request_of_lead on extension_request (partner_id, lead_id);
create index extension_request_of_partner on extension_request (partner_id, requested_at, id);
create index extension_request_by_age on extension_request (requested_at, id);
call app.give_policies('extension_request', 'partner_reads');
create policy extension_request_keeping on extension_request to current_user using (true) with check (true);
grant select on extension_request to app_partner, app_vendor, app_jobs;
grant update (state, decided_at) on extension_request to app_vendor;
comment on table extension_request is 'A partner asks for more days of protection; while it is pending the window''s clock stands still';
`;

const KEEPING = `
create or replace function app.keep_protection()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing public.protection_window;
  held text[];
begin
  select * into standing
  from public.protection_window
  where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
  for update;
  if standing.id is null then
    if new.to_stage = 'SAL' and new.from_stage <> 'SAL' then
      perform app.open_protection(new.partner_id, new.lead_id, new.id, new.at);
    end if;
    return null;
  end if;

  if new.type in ('PROTECTION_RELEASED', 'PROTECTION_LAPSED')
    or new.to_stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED') then
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    update public.protection_window
    set held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = case
        when new.type = 'PROTECTION_RELEASED' then 'RELEASED'
        when new.type = 'PROTECTION_LAPSED' then 'LAPSED'
        when new.to_stage = 'EXPIRED' then 'EXPIRED'
        else 'CLOSED'
      end
    where id = standing.id;
    return null;
  end if;

  if new.type = 'EXTENSION_REQUESTED' then
    insert into public.extension_request (id, partner_id, lead_id, window_id, days, state, requested_at)
    select new.id, new.partner_id, new.lead_id, standing.id, program.extension_days, 'PENDING', new.at
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when exists (
      select
      from public.extension_request
      where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING') then 'EXTENSION' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  update public.protection_window
  set held_for = held,
    held_since = case when held <> '{}' then coalesce(held_since, new.at) end,
    waited = waited + case when held = '{}' and held_since is not null then new.at - held_since else interval '0' end,
    running_since = case when held = '{}' and held_since is not null then new.at else running_since end,
    -- whoever waited for the vendor was not idle
    active_at = case when not new.by_vendor or held_since is not null then greatest(active_at, new.at) else active_at end,
    days = protection_window.days + coalesce((
      select request.days
      from public.extension_request as request
      where request.partner_id = new.partner_id and request.window_id = standing.id
        and new.type = 'EXTENSION_DECIDED' and request.state = 'GRANTED' and request.decided_at = new.at), 0)
  where id = standing.id and (held_for <> held or not new.by_vendor or new.type = 'EXTENSION_DECIDED');
  -- a return is looked at again within the window, which is made longer for it in the same act
  if new.to_stage = 'RECYCLED' and new.from_stage <> 'RECYCLED' then
    update public.protection_window
    set days = days + (lead.revisit_on - ends_on)
    from public.lead
    where protection_window.id = standing.id and lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.revisit_on > ends_on;
  end if;
  return null;
end
$$;
`;

const REMINDERS = `
create table protection_reminder (
  partner_id uuid not null,
  window_id uuid not null,
  ends_on date not null,
  days_before integer not null,
  recorded_at timestamptz(3) not null,
  constraint protection_reminder_pkey primary key (partner_id, window_id, ends_on, days_before),
  constraint protection_reminder_window_fkey foreign key (partner_id, window_id) references protection_window (partner_id, id),
  constraint protection_reminder_days check (days_before > 0)
);
call app.give_policies('protection_reminder', 'partner_reads');
call app.make_append_only('protection_reminder');
grant select on protection_reminder to app_partner, app_vendor, app_jobs;
grant insert on protection_reminder to app_jobs;
comment on table protection_reminder is 'That a protection ends soon, once for each of the days on which its partner is to be told; nothing sends them yet';
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('requestExtension', 'SAL', 'SAL', 'app_partner', 'EXTENSION_REQUESTED'),
  ('requestExtension', 'RECYCLED', 'RECYCLED', 'app_partner', 'EXTENSION_REQUESTED'),
  ('decideExtension', 'MQL', 'MQL', 'app_vendor', 'EXTENSION_DECIDED'),
  ('decideExtension', 'SAL', 'SAL', 'app_vendor', 'EXTENSION_DECIDED'),
  ('decideExtension', 'SQL', 'SQL', 'app_vendor', 'EXTENSION_DECIDED'),
  ('decideExtension', 'OPPORTUNITY', 'OPPORTUNITY', 'app_vendor', 'EXTENSION_DECIDED'),
  ('decideExtension', 'RECYCLED', 'RECYCLED', 'app_vendor', 'EXTENSION_DECIDED'),
  ('reportProgress', 'SUBMITTED', 'SUBMITTED', 'app_partner', 'PROGRESS_REPORTED'),
  ('reportProgress', 'MQL', 'MQL', 'app_partner', 'PROGRESS_REPORTED'),
  ('reportProgress', 'SAL', 'SAL', 'app_partner', 'PROGRESS_REPORTED'),
  ('reportProgress', 'SQL', 'SQL', 'app_partner', 'PROGRESS_REPORTED'),
  ('reportProgress', 'OPPORTUNITY', 'OPPORTUNITY', 'app_partner', 'PROGRESS_REPORTED'),
  ('reportProgress', 'RECYCLED', 'RECYCLED', 'app_partner', 'PROGRESS_REPORTED');
`;
