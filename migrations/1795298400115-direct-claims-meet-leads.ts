import type { MigrationInterface, QueryRunner } from "typeorm";

/** A lead and an earlier claim of the vendor's own that name one prospect stand in a conflict, which is decided on record. */
export class DirectClaimsMeetLeads1795298400115 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(NAMES);
    await runner.query(CONFLICTS);
    await runner.query(DECISIONS);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}

const NAMES = `
create table company_name_claim (
  claim_id uuid not null,
  name_id bigint not null,
  constraint company_name_claim_pkey primary key (claim_id),
  constraint company_name_claim_claim_fkey foreign key (claim_id) references direct_claim (id)
);
create index company_name_claim_by_name on company_name_claim (name_id, claim_id);
call app.give_policies('company_name_claim', 'vendor_only');
grant select, insert on company_name_claim to app_jobs;
comment on table company_name_claim is 'Under which name a direct claim is found, as leads are';
`;

// Beside conflict, which is of two leads of partners: here one side is the vendor, which has no lead.
const CONFLICTS = `
create table claim_conflict (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  claim_id uuid not null,
  state text not null default 'OPEN',
  matched_on text[] not null,
  agreed_words text[] not null,
  confidence_ppm integer not null,
  opened_at timestamptz(3) not null,
  ended_at timestamptz(3),
  version integer not null default 1,
  constraint claim_conflict_pkey primary key (id),
  constraint claim_conflict_once unique (lead_id, claim_id),
  constraint claim_conflict_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint claim_conflict_claim_fkey foreign key (claim_id) references direct_claim (id),
  constraint claim_conflict_state check (state in ('OPEN', 'LAPSED', 'DECIDED')),
  constraint claim_conflict_ended check ((state = 'OPEN') = (ended_at is null))
);
create index claim_conflict_of_lead on claim_conflict (partner_id, lead_id, opened_at, id);
create index claim_conflict_of_claim on claim_conflict (claim_id, opened_at, id);
create index claim_conflict_by_time on claim_conflict (opened_at, id);
create index claim_conflict_open on claim_conflict (claim_id) where state = 'OPEN';
call app.give_policies('claim_conflict', 'vendor_only');
create policy claim_conflict_keeping on claim_conflict for select to current_user using (true);
grant select, update (state, ended_at, version) on claim_conflict to app_vendor, app_jobs;
grant insert on claim_conflict to app_jobs;
comment on table claim_conflict is 'A partner''s lead and an earlier claim of the vendor''s own that name one prospect';
`;

const DECISIONS = `
create table claim_decision (
  id uuid not null,
  conflict_id uuid not null,
  outcome text not null,
  rule text not null,
  policy_version integer not null,
  lead_claimed_at timestamptz(3) not null,
  claim_counts_from timestamptz(3) not null,
  event_id uuid,
  evidence text not null,
  note text,
  statement text,
  decided_at timestamptz(3) not null,
  decided_by uuid not null,
  constraint claim_decision_pkey primary key (id),
  constraint claim_decision_once unique (conflict_id),
  constraint claim_decision_conflict_fkey foreign key (conflict_id) references claim_conflict (id),
  constraint claim_decision_outcome check (outcome in ('LEAD_STANDS', 'VENDOR_RETAINS')),
  constraint claim_decision_rule check (rule in ('EARLIEST_CLAIM', 'STRONGER_EVIDENCE', 'POLICY'))
);
call app.give_policies('claim_decision', 'vendor_only');
call app.make_append_only('claim_decision');
create policy claim_decision_keeping on claim_decision for select to current_user using (true);
grant select on claim_decision to app_vendor, app_jobs;
grant insert on claim_decision to app_vendor;
comment on table claim_decision is 'How a conflict of a lead with a direct claim was decided: by which rule and version of the program, on what grounds, by whom';

create function app.guard_claim_decision()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.decided_by is distinct from app.actor() or not app.is_present(new.decided_at)
    or new.outcome = 'VENDOR_RETAINS' and exists (
      select
      from public.claim_conflict as conflict
      join public.direct_claim as claim on claim.id = conflict.claim_id
      where conflict.id = new.conflict_id and claim.recorded_by = new.decided_by
    ) then
    raise exception 'that the vendor retains a prospect is decided now, and by somebody else than who claimed it'
      using errcode = 'BT002', constraint = 'claim_decision_by_another';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_claim_decision() from public;
create trigger claim_decision_guard before insert on claim_decision for each row execute function app.guard_claim_decision();

create or replace function app.add_time_of_conflict()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.protection_window as standing
  set waited = standing.waited + (new.at - decided.since),
    running_since = new.at,
    active_at = greatest(standing.active_at, new.at)
  from (
    select greatest(min(open.since), min(standing.running_since)) as since
    from (
      select conflict.opened_at as since
      from public.conflict_decision as decision
      join public.conflict on conflict.id = decision.conflict_id
      where new.id in (decision.incumbent_event_id, decision.challenger_event_id)
      union all
      select conflict.opened_at
      from public.claim_decision as decision
      join public.claim_conflict as conflict on conflict.id = decision.conflict_id
      where decision.event_id = new.id
    ) as open
    join public.protection_window as standing
      on standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
  ) as decided
  where standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
    and decided.since < new.at;
  return null;
end
$$;
`;

const JOBS = `
create function queue.enqueue_direct_claim()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'match_claim',
    json_build_object('claimId', new.id),
    job_key := 'match_claim:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_direct_claim() from public;
create trigger direct_claim_is_matched after insert on direct_claim for each row execute function queue.enqueue_direct_claim();
create trigger direct_claim_is_matched_again after update of confirmed_at on direct_claim for each row
when (new.counts_from < old.counts_from)
execute function queue.enqueue_direct_claim();
alter function queue.enqueue_direct_claim() owner to app_queue;
`;
