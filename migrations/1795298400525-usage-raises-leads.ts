import type { MigrationInterface, QueryRunner } from "typeorm";

/** What accounts use of the product is recorded, and those that use so much within some days are signalled, once. */
export class UsageRaisesLeads1795298400525 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(THRESHOLDS);
    await runner.query(EVENTS);
    await runner.query(SIGNALS);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("why leads were raised is kept: restore a backup instead");
  }
}

const THRESHOLDS = `
create table usage_threshold (
  id uuid not null,
  metric text not null,
  quantity bigint not null,
  within_days integer not null,
  reason text not null,
  set_by uuid not null,
  set_at timestamptz(3) not null,
  replaced_at timestamptz(3),
  constraint usage_threshold_pkey primary key (id),
  constraint usage_threshold_of_metric unique (id, metric),
  constraint usage_threshold_metric check (metric ~ '^[a-z][a-z0-9_]{0,49}$'),
  constraint usage_threshold_quantity check (quantity between 1 and 1000000000000),
  constraint usage_threshold_within check (within_days between 1 and 90),
  constraint usage_threshold_reason check (char_length(reason) between 1 and 2000),
  constraint usage_threshold_in_order check (replaced_at >= set_at)
);
create unique index usage_threshold_in_force on usage_threshold (metric) where replaced_at is null;
create index usage_threshold_by_age on usage_threshold (set_at desc, id desc);
call app.give_policies('usage_threshold', 'vendor_only');
call app.require_new_ids('usage_threshold');
call app.make_endable('usage_threshold', 'replaced_at');
grant select, insert (id, metric, quantity, within_days, reason, set_by, set_at), update (replaced_at) on usage_threshold to app_vendor;
grant select on usage_threshold to app_jobs;
comment on table usage_threshold is 'From how much use within how many days on an account is worth sales'' attention: of each metric the row that is not replaced is in force';

create function app.guard_usage_threshold()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a threshold is set by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'usage_threshold_begins';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_usage_threshold() from public;
create trigger usage_threshold_guard after insert on usage_threshold
for each row execute function app.guard_usage_threshold();
alter table usage_threshold enable always trigger usage_threshold_guard;
`;

const EVENTS = `
create table usage_event (
  id uuid not null,
  account_id uuid not null,
  metric text not null,
  reference text not null,
  quantity bigint not null,
  used_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  constraint usage_event_pkey primary key (id),
  constraint usage_event_account_fkey foreign key (account_id) references account (id),
  constraint usage_event_once unique (metric, reference),
  constraint usage_event_metric check (metric ~ '^[a-z][a-z0-9_]{0,49}$'),
  constraint usage_event_reference check (char_length(reference) between 1 and 100),
  constraint usage_event_quantity check (quantity between 1 and 1000000000),
  constraint usage_event_is_past check (used_at <= recorded_at)
);
create index usage_event_of_account on usage_event (account_id, metric, used_at);
call app.give_policies('usage_event', 'vendor_only');
call app.require_new_ids('usage_event');
call app.make_append_only('usage_event');
grant select, insert on usage_event to app_vendor;
grant select on usage_event to app_jobs;
comment on table usage_event is 'What an account used of the product, once under each reference of the system that tells of it; for the vendor alone';
`;

const SIGNALS = `
create table usage_signal (
  id uuid not null,
  account_id uuid not null,
  threshold_id uuid not null,
  metric text not null,
  quantity bigint not null,
  reached_at timestamptz(3) not null,
  found_at timestamptz(3) not null,
  raised integer not null,
  state text not null,
  closed_at timestamptz(3),
  closed_by uuid,
  note text,
  lead_id uuid,
  constraint usage_signal_pkey primary key (id),
  constraint usage_signal_once unique (account_id, threshold_id),
  constraint usage_signal_account_fkey foreign key (account_id) references account (id),
  constraint usage_signal_threshold_fkey foreign key (threshold_id, metric) references usage_threshold (id, metric),
  constraint usage_signal_lead_fkey foreign key (lead_id) references lead (id),
  constraint usage_signal_quantity check (quantity >= 1),
  constraint usage_signal_state check (state in ('RAISED', 'KNOWN', 'WAITING', 'TAKEN', 'DISMISSED')),
  constraint usage_signal_raised check (raised >= 0 and (raised > 0) = (state = 'RAISED')),
  constraint usage_signal_closed check (
    num_nonnulls(closed_at, closed_by) = case when state in ('TAKEN', 'DISMISSED') then 2 else 0 end
      and (lead_id is not null) = (state = 'TAKEN') and (note is not null or state <> 'DISMISSED')
      and char_length(note) between 1 and 2000),
  constraint usage_signal_in_order check (closed_at >= found_at and reached_at <= found_at)
);
create index usage_signal_by_age on usage_signal (found_at desc, id desc);
create index usage_signal_by_state on usage_signal (state, found_at desc, id desc);
create index usage_signal_of_lead on usage_signal (lead_id) where lead_id is not null;
call app.give_policies('usage_signal', 'vendor_only');
call app.require_new_ids('usage_signal');
call app.make_endable('usage_signal', 'closed_at', 'closed_by', 'state', 'note', 'lead_id');
grant select, update (state, closed_at, closed_by, note, lead_id) on usage_signal to app_vendor;
grant select, insert (id, account_id, threshold_id, metric, quantity, reached_at, found_at, raised, state) on usage_signal to app_jobs;
comment on table usage_signal is 'An account that used as much as a threshold asks, found once: its submitted leads were raised, sales know it already, or somebody has to look';
comment on column usage_signal.raised is 'How many submitted leads were raised to MQL by it';
comment on column usage_signal.lead_id is 'The lead that was registered for it';

create function app.guard_usage_signal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state not in ('RAISED', 'KNOWN', 'WAITING') or not exists (
      select
      from public.usage_threshold as threshold
      where threshold.id = new.threshold_id and threshold.quantity <= new.quantity)
    then
      raise exception 'a signal is found where as much is used as a threshold asks'
        using errcode = 'BT002', constraint = 'usage_signal_begins';
    end if;
    return null;
  end if;
  if old.state <> 'WAITING' or new.state not in ('TAKEN', 'DISMISSED') or new.closed_by is distinct from app.actor() then
    raise exception 'a signal that waits is closed once, by who acts'
      using errcode = 'BT001', constraint = 'usage_signal_goes_on';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_usage_signal() from public;
create trigger usage_signal_guard after insert or update on usage_signal
for each row execute function app.guard_usage_signal();
alter table usage_signal enable always trigger usage_signal_guard;

insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('promoteUsed', 'SUBMITTED', 'MQL', 'app_jobs', 'PROMOTED');
`;

// "USAG": what an account used is looked at by one job after another.
const JOBS = `
create function app.await_usage_of(account uuid)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$ select pg_advisory_xact_lock(x'55534147'::integer, hashtext(account::text)) $$;
revoke execute on function app.await_usage_of(uuid) from public;
grant execute on function app.await_usage_of(uuid) to app_jobs;
comment on function app.await_usage_of(uuid) is
  'Waits until nobody else looks at what an account used, and keeps them waiting until the transaction ends';

create function queue.enqueue_usage()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'find_usage',
    json_build_object('accountId', told.account_id),
    job_key := 'find_usage:' || told.account_id,
    max_attempts := 20
  )
  from (select distinct account_id from recorded order by 1) as told;
  return null;
end
$$;
revoke execute on function queue.enqueue_usage() from public;
create trigger usage_event_found after insert on usage_event referencing new table as recorded for each statement
execute function queue.enqueue_usage();
alter function queue.enqueue_usage() owner to app_queue;
`;
