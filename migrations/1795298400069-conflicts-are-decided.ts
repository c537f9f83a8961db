import type { MigrationInterface, QueryRunner } from "typeorm";

/** Conflicts are decided, on record; leads that share their prospect are owed together. */
export class ConflictsAreDecided1795298400069 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(DECISIONS);
    await runner.query(SHARES);
    await runner.query(KEEPING);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

// The whole decision is the vendor's. What a partner is told of it has a table of its own, in which
// nothing names the other side.
const DECISIONS = `
alter table conflict
  drop constraint conflict_state,
  add constraint conflict_state check (state in ('OPEN', 'LAPSED', 'DECIDED'));

create table conflict_decision (
  id uuid not null,
  conflict_id uuid not null,
  outcome text not null,
  rule text not null,
  policy_version integer not null,
  matched_on text[] not null,
  compared text[] not null,
  confidence_ppm integer not null,
  opened_at timestamptz(3) not null,
  incumbent_claimed_at timestamptz(3) not null,
  challenger_claimed_at timestamptz(3) not null,
  incumbent_share_ppm integer,
  challenger_share_ppm integer,
  incumbent_event_id uuid,
  challenger_event_id uuid,
  evidence text not null,
  note text,
  statement text,
  decided_at timestamptz(3) not null,
  decided_by uuid not null,
  constraint conflict_decision_pkey primary key (id),
  constraint conflict_decision_conflict_fkey foreign key (conflict_id) references conflict (id),
  constraint conflict_decision_outcome check (
    outcome in ('FIRST_WINS', 'SECOND_WINS', 'SPLIT', 'CO_SELL', 'VENDOR_RETAINS', 'BOTH_REJECTED')),
  constraint conflict_decision_rule check (rule in ('EARLIEST_CLAIM', 'STRONGER_EVIDENCE', 'POLICY')),
  constraint conflict_decision_shares check (
    (outcome in ('SPLIT', 'CO_SELL')) = (incumbent_share_ppm is not null and challenger_share_ppm is not null)
    and incumbent_share_ppm >= 0 and challenger_share_ppm >= 0
    and incumbent_share_ppm + challenger_share_ppm = 1000000)
);
create index conflict_decision_of_conflict on conflict_decision (conflict_id, decided_at);
create index conflict_decision_of_incumbent on conflict_decision (incumbent_event_id);
create index conflict_decision_of_challenger on conflict_decision (challenger_event_id);
call app.give_policies('conflict_decision', 'vendor_only');
call app.make_append_only('conflict_decision');
create policy conflict_decision_keeping on conflict_decision for select to current_user using (true);
grant select on conflict_decision to app_vendor, app_jobs;
grant insert on conflict_decision to app_vendor;
comment on table conflict_decision is 'How a conflict was decided: by which rule and version of the program, on what grounds, by whom';

create table lead_decision (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  outcome text not null,
  rule text not null,
  claimed_at timestamptz(3) not null,
  share_ppm integer,
  statement text,
  decided_at timestamptz(3) not null,
  constraint lead_decision_pkey primary key (partner_id, id),
  constraint lead_decision_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_decision_event_fkey foreign key (partner_id, id) references lead_event (partner_id, id),
  constraint lead_decision_outcome check (outcome in ('NOT_AVAILABLE', 'SHARED')),
  constraint lead_decision_share check ((outcome = 'SHARED') = (share_ppm is not null))
);
create index lead_decision_of_lead on lead_decision (partner_id, lead_id, decided_at desc, id desc);
call app.give_policies('lead_decision', 'partner_reads');
call app.make_append_only('lead_decision');
grant select on lead_decision to app_partner, app_vendor, app_jobs;
grant insert on lead_decision to app_vendor;
comment on table lead_decision is 'What a partner is told of a decision over its lead: the rule and its own times and share, nothing of anybody else';
`;

// A closed lead has no part in it any more, whatever its weight.
const SHARES = `
alter table shared_prospect
  add column weight_ppm integer not null,
  add column role text not null,
  add constraint shared_prospect_weight check (weight_ppm between 0 and 1000000),
  add constraint shared_prospect_role check (role in ('SOURCED', 'CO_SELL'));
grant update (weight_ppm, role) on shared_prospect to app_vendor;
alter table attribution_share
  drop constraint attribution_share_model,
  add constraint attribution_share_model check (model in ('DEAL_REGISTRATION', 'DECISION'));
`;

const KEEPING = `
create policy conflict_keeping on conflict for select to current_user using (true);

-- while it waited for the decision the vendor had the ball; of that nothing shows before
create function app.add_time_of_conflict()
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
    select greatest(min(conflict.opened_at), min(standing.running_since)) as since
    from public.conflict_decision as decision
    join public.conflict on conflict.id = decision.conflict_id
    join public.protection_window as standing
      on standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
    where new.id in (decision.incumbent_event_id, decision.challenger_event_id)
  ) as decided
  where standing.partner_id = new.partner_id and standing.lead_id = new.lead_id and standing.state = 'RUNNING'
    and decided.since < new.at;
  return null;
end
$$;
revoke execute on function app.add_time_of_conflict() from public;
create trigger keep_protection_over_conflict after insert on lead_event for each row
when (new.type in ('PROTECTION_PROLONGED', 'PROSPECT_SHARED'))
execute function app.add_time_of_conflict();
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('decideConflict', 'SUBMITTED', 'REJECTED', 'app_vendor', 'REJECTED'),
  ('decideConflict', 'MQL', 'REJECTED', 'app_vendor', 'REJECTED'),
  ('decideConflict', 'RECYCLED', 'REJECTED', 'app_vendor', 'REJECTED'),
  ('decideConflict', 'SAL', 'DISQUALIFIED', 'app_vendor', 'DISQUALIFIED'),
  ('decideConflict', 'SQL', 'DISQUALIFIED', 'app_vendor', 'DISQUALIFIED'),
  ('decideConflict', 'SAL', 'SAL', 'app_vendor', 'PROTECTION_PROLONGED'),
  ('decideConflict', 'RECYCLED', 'RECYCLED', 'app_vendor', 'PROTECTION_PROLONGED'),
  ('shareProspect', 'SUBMITTED', 'SUBMITTED', 'app_vendor', 'PROSPECT_SHARED'),
  ('shareProspect', 'MQL', 'MQL', 'app_vendor', 'PROSPECT_SHARED'),
  ('shareProspect', 'SAL', 'SAL', 'app_vendor', 'PROSPECT_SHARED'),
  ('shareProspect', 'SQL', 'SQL', 'app_vendor', 'PROSPECT_SHARED'),
  ('shareProspect', 'OPPORTUNITY', 'OPPORTUNITY', 'app_vendor', 'PROSPECT_SHARED'),
  ('shareProspect', 'RECYCLED', 'RECYCLED', 'app_vendor', 'PROSPECT_SHARED');
`;
