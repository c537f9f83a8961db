import type { MigrationInterface, QueryRunner } from "typeorm";

/** What criteria would have made of leads that were decided is found out by a job, and kept for a while. */
export class CriteriaReplaysAreKept1795298400610 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPLAYS);
    await runner.query(LEADS);
    await runner.query(GUARDS);
    await runner.query(JOBS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table criteria_replay_lead, criteria_replay");
    await runner.query(
      "drop function app.guard_criteria_replay(), app.guard_criteria_replay_lead(), queue.enqueue_criteria_replay()",
    );
  }
}

// The vendor's people ask and tell it to end; how far it is and what came of it the job alone says, the latter once.
const REPLAYS = `
create table criteria_replay (
  id uuid not null,
  criteria_version_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  partner_ids uuid[] not null,
  program_ids uuid[] not null,
  product_line_ids uuid[] not null,
  kinds text[] not null,
  decisions text[] not null,
  least_leads integer not null,
  requested_at timestamptz(3) not null,
  requested_by uuid not null,
  status text not null default 'QUEUED',
  done_count integer not null default 0,
  last_decided_at timestamptz(3),
  last_lead_id uuid,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  kept_until timestamptz(3),
  cancel_requested_at timestamptz(3),
  result jsonb,
  constraint criteria_replay_pkey primary key (id),
  constraint criteria_replay_version_fkey foreign key (criteria_version_id) references criteria_version (id),
  constraint criteria_replay_period check (starts_on < ends_on and ends_on <= starts_on + interval '5 years'),
  constraint criteria_replay_named check (cardinality(partner_ids) <= 100 and cardinality(program_ids) <= 100 and cardinality(product_line_ids) <= 100),
  constraint criteria_replay_kinds check (kinds <@ array['NEW_BUSINESS', 'CROSS_SELL', 'UPSELL', 'RENEWAL', 'PRODUCT_QUALIFIED']),
  constraint criteria_replay_decisions check (cardinality(decisions) > 0 and decisions <@ array['QUALIFIED', 'DISQUALIFIED', 'REJECTED', 'RETURNED']),
  constraint criteria_replay_least_leads check (least_leads between 1 and 1000),
  constraint criteria_replay_status check (status in ('QUEUED', 'RUNNING', 'DONE', 'CANCELLED')),
  constraint criteria_replay_counts check (done_count >= 0),
  constraint criteria_replay_place check (num_nonnulls(last_decided_at, last_lead_id) in (0, 2)),
  constraint criteria_replay_finished check ((status in ('DONE', 'CANCELLED')) = (finished_at is not null)),
  constraint criteria_replay_kept check (kept_until is not distinct from finished_at + interval '90 days'),
  constraint criteria_replay_done check ((status = 'DONE') = (result is not null))
);
create index criteria_replay_by_time on criteria_replay (requested_at desc, id desc);
create index criteria_replay_of_version on criteria_replay (criteria_version_id);
create index criteria_replay_under_way on criteria_replay (id) where status in ('QUEUED', 'RUNNING');
create index criteria_replay_to_end on criteria_replay (kept_until) where kept_until is not null;
call app.give_policies('criteria_replay', 'vendor_only');
call app.require_new_ids('criteria_replay');
grant select, insert (id, criteria_version_id, starts_on, ends_on, partner_ids, program_ids, product_line_ids, kinds, decisions, least_leads,
    requested_at, requested_by),
  update (cancel_requested_at) on criteria_replay to app_vendor;
grant select, delete, update (status, done_count, last_decided_at, last_lead_id, started_at, finished_at, kept_until, result)
  on criteria_replay to app_jobs;
comment on table criteria_replay is 'What criteria, a draft as well, would have made of leads that were decided: for the vendor alone, and nothing is decided by it';
comment on column criteria_replay.ends_on is 'The day after the last, as starts_on in the time zone of each lead''s program';
comment on column criteria_replay.partner_ids is 'Leads of these alone; of all where it is empty, as with programs, product lines and kinds';
comment on column criteria_replay.least_leads is 'Of fewer no rate is told';
comment on column criteria_replay.last_lead_id is 'The last lead that was judged again: behind it the job goes on';
comment on column criteria_replay.kept_until is 'When it is removed, with its leads';
`;

const LEADS = `
create table criteria_replay_lead (
  replay_id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  kind text not null,
  product_line_ids uuid[] not null,
  decision text not null,
  decided_at timestamptz(3) not null,
  change text not null,
  is_won boolean not null,
  unanswered text[] not null,
  forgotten text[] not null,
  constraint criteria_replay_lead_pkey primary key (replay_id, lead_id),
  constraint criteria_replay_lead_replay_fkey foreign key (replay_id) references criteria_replay (id),
  constraint criteria_replay_lead_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint criteria_replay_lead_decision check (decision in ('QUALIFIED', 'DISQUALIFIED', 'REJECTED', 'RETURNED')),
  constraint criteria_replay_lead_change check (change in ('UNCHANGED', 'UNDECIDABLE') or change = case decision when 'QUALIFIED' then 'LOST' else 'GAINED' end),
  constraint criteria_replay_lead_reason check ((change = 'UNDECIDABLE') = (cardinality(unanswered) + cardinality(forgotten) > 0))
);
create index criteria_replay_lead_in_order on criteria_replay_lead (replay_id, decided_at, lead_id);
create index criteria_replay_lead_of_change on criteria_replay_lead (replay_id, change, decided_at, lead_id);
create index criteria_replay_lead_of_lead on criteria_replay_lead (partner_id, lead_id);
call app.give_policies('criteria_replay_lead', 'vendor_only');
grant select on criteria_replay_lead to app_vendor;
grant select, insert, delete on criteria_replay_lead to app_jobs;
comment on table criteria_replay_lead is 'What criteria would have made of one lead';
comment on column criteria_replay_lead.kind is 'As it was when the replay ran, as its product lines';
comment on column criteria_replay_lead.is_won is 'It, or another lead of its account since it was decided, had been won when the replay ran';
comment on column criteria_replay_lead.unanswered is 'Where it is undecidable: the keys of criteria on which nothing had been found';
comment on column criteria_replay_lead.forgotten is 'Where it is undecidable: facts that conditions ask, that were changed since, and of which nobody kept what they were';
`;

// Three are under way at once: they read much, and are only wondered about. Whoever asks waits for whoever asks just now. One that nobody
// brings to its end is in nobody's way after a day.
const GUARDS = `
create function app.guard_criteria_replay()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' then
    if old.kept_until is null or old.kept_until > current_timestamp then
      raise exception 'a replay is kept until its days are over'
        using errcode = 'BT001', constraint = 'criteria_replay_kept_long_enough';
    end if;
    return old;
  end if;
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'a replay is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'criteria_replay_by_actor';
    end if;
    perform pg_advisory_xact_lock(x'43525031'::integer, 0);
    if (
      select count(*)
      from public.criteria_replay as other
      where other.status in ('QUEUED', 'RUNNING') and other.requested_at > new.requested_at - interval '1 day'
    ) >= 3 then
      raise exception 'three replays are under way at once'
        using errcode = 'BT002', constraint = 'criteria_replay_few_at_once';
    end if;
    return new;
  end if;
  if old.status in ('DONE', 'CANCELLED')
    or old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'a replay that is over, or told to end, stays so'
      using errcode = 'BT004', constraint = 'criteria_replay_stands';
  end if;
  if new.status = 'DONE' and new.done_count <> (
    select count(*) from public.criteria_replay_lead as judged where judged.replay_id = new.id
  ) then
    raise exception 'a replay tells of as many leads as it judged'
      using errcode = 'BT002', constraint = 'criteria_replay_counts_its_leads';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_criteria_replay() from public;
create trigger criteria_replay_guard before insert or update or delete on criteria_replay
for each row execute function app.guard_criteria_replay();
alter table criteria_replay enable always trigger criteria_replay_guard;

create function app.guard_criteria_replay_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    raise exception 'what a replay found of a lead does not change'
      using errcode = 'BT001', constraint = 'criteria_replay_lead_stands';
  end if;
  if tg_op = 'DELETE' then
    if exists (
      select
      from public.criteria_replay as held
      where held.id = old.replay_id and held.status <> 'CANCELLED' and (held.kept_until is null or held.kept_until > current_timestamp)
    ) then
      raise exception 'a replay is kept until its days are over'
        using errcode = 'BT001', constraint = 'criteria_replay_lead_kept_long_enough';
    end if;
    return old;
  end if;
  if not exists (
    select
    from public.criteria_replay as held
    where held.id = new.replay_id and held.status = 'RUNNING'
  ) then
    raise exception 'a replay tells of leads while it runs'
      using errcode = 'BT002', constraint = 'criteria_replay_lead_while_running';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_criteria_replay_lead() from public;
create trigger criteria_replay_lead_guard before insert or update or delete on criteria_replay_lead
for each row execute function app.guard_criteria_replay_lead();
alter table criteria_replay_lead enable always trigger criteria_replay_lead_guard;
`;

// One after the other: what is only wondered about leaves the other workers to what is done.
const JOBS = `
create function queue.enqueue_criteria_replay()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'run_replay',
    json_build_object('replayId', new.id),
    queue_name := 'replays',
    job_key := 'run_replay:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_criteria_replay() from public;
create trigger criteria_replay_begins after insert on criteria_replay for each row execute function queue.enqueue_criteria_replay();
alter function queue.enqueue_criteria_replay() owner to app_queue;
`;
