import type { MigrationInterface, QueryRunner } from "typeorm";

/** Decisions against a partner are appealed, once each, and decided by somebody who took no part. */
export class DecisionsAreAppealed1795298400071 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPEALS);
    await runner.query(KEEPING);
    await runner.query(COMING_BACK);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

// Made of the event by which its partner appeals; the event that it is against says who decided.
const APPEALS = `
alter table program
  add column appeal_days integer not null default 14,
  add constraint program_appeal check (appeal_days > 0);
comment on column program.appeal_days is 'Days after a decision in which its partner may appeal, to the end of the last one';

create table appeal (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  event_id uuid not null,
  against text not null,
  evidence text not null,
  state text not null,
  opened_at timestamptz(3) not null,
  decided_at timestamptz(3),
  constraint appeal_pkey primary key (id),
  constraint appeal_once unique (partner_id, event_id),
  constraint appeal_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint appeal_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint appeal_own_event_fkey foreign key (partner_id, id) references lead_event (partner_id, id),
  constraint appeal_against check (against in ('REJECTION', 'CONFLICT', 'DISQUALIFICATION', 'EXPIRY')),
  constraint appeal_state check (state in ('OPEN', 'UPHELD', 'DISMISSED')),
  constraint appeal_decided check ((state = 'OPEN') = (decided_at is null))
);
create unique index appeal_one_open on appeal (partner_id, lead_id) where state = 'OPEN';
create index appeal_of_partner on appeal (partner_id, opened_at, id);
create index appeal_by_age on appeal (opened_at, id);
call app.give_policies('appeal', 'partner_reads');
create policy appeal_keeping on appeal to current_user using (true) with check (true);
create policy lead_decision_keeping on lead_decision for select to current_user using (true);
grant select on appeal to app_partner, app_vendor, app_jobs;
grant update (state, decided_at) on appeal to app_vendor;
comment on table appeal is 'A partner disagrees with a decision over its lead: once, in time, on what grounds';

create function app.open_appeal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.appeal (id, partner_id, lead_id, event_id, against, evidence, state, opened_at)
  select new.id, new.partner_id, new.lead_id, decision.id,
    case
      when decision.to_stage = 'EXPIRED' then 'EXPIRY'
      when exists (
        select
        from public.lead_decision as told
        where told.partner_id = new.partner_id and told.id = decision.id) then 'CONFLICT'
      when decision.to_stage = 'REJECTED' then 'REJECTION'
      else 'DISQUALIFICATION'
    end,
    new.comment, 'OPEN', new.at
  from public.lead_event as decision
  where decision.partner_id = new.partner_id and decision.lead_id = new.lead_id
    and decision.to_stage = new.to_stage and decision.from_stage <> decision.to_stage
  order by decision.seq desc
  limit 1;
  return null;
end
$$;
revoke execute on function app.open_appeal() from public;
create trigger keep_appeal after insert on lead_event for each row
when (new.type = 'APPEALED')
execute function app.open_appeal();
`;

// An appeal that waits is the vendor's to answer; who gets its lead back is protected from its claim.
const KEEPING = `
create or replace function app.time_in_review(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(stay.until - stay.at), interval '0') - app.time_awaiting_partner(of_partner, of_lead, since)
  from (
    select at, type, to_stage, lead(at) over (order by seq) as until
    from public.lead_event
    where partner_id = of_partner and lead_id = of_lead and at >= since
  ) as stay
  where (stay.to_stage in ('SUBMITTED', 'MQL') or stay.type = 'APPEALED') and stay.until is not null
$$;
comment on function app.time_in_review(uuid, uuid, timestamptz) is
  'How long a lead has lain with the vendor to be accepted or not, or with an appeal, since then';

create or replace function app.open_protection(of_partner uuid, of_lead uuid, by_event uuid, opened timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  earlier public.protection_window;
  entered record;
  began timestamptz;
begin
  select * into earlier
  from public.protection_window
  where partner_id = of_partner and lead_id = of_lead
  order by opened_at desc, id desc
  limit 1;
  select at, type into strict entered
  from public.lead_event
  where partner_id = of_partner and lead_id = of_lead
    and to_stage in ('SUBMITTED', 'MQL') and from_stage not in ('SUBMITTED', 'MQL')
  order by seq desc
  limit 1;
  -- who lost its protection and came back is protected from when it came back; whom it was taken from
  -- wrongly goes on as before
  select case when earlier.id is null or entered.type = 'REINSTATED' then claimed_at else entered.at end into strict began
  from public.lead
  where partner_id = of_partner and id = of_lead;
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, running_since, active_at)
  select by_event, of_partner, of_lead, opened, began, program.time_zone,
    case when earlier.id is not null and entered.type = 'REINSTATED' then earlier.days else program.protection_days end,
    program.heartbeat_days,
    case
      when earlier.id is not null and entered.type = 'REINSTATED'
      then earlier.waited + app.time_in_review(of_partner, of_lead, earlier.ended_at)
      else app.time_in_review(of_partner, of_lead, began)
    end,
    opened, opened
  from public.lead
  join public.program on program.id = lead.program_id
  where lead.partner_id = of_partner and lead.id = of_lead;
end
$$;
`;

// The lead claims as it did, and is compared anew before it can be accepted.
const COMING_BACK = `
grant insert (partner_id, kind, key, lead_id) on lead_claim to app_vendor;
grant delete on lead_matching to app_vendor;
create trigger lead_event_matches_again after insert on lead_event for each row
when (new.type = 'REINSTATED')
execute function queue.enqueue_lead_event('match_lead');
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('appealDecision', 'REJECTED', 'REJECTED', 'app_partner', 'APPEALED'),
  ('appealDecision', 'DISQUALIFIED', 'DISQUALIFIED', 'app_partner', 'APPEALED'),
  ('appealDecision', 'EXPIRED', 'EXPIRED', 'app_partner', 'APPEALED'),
  ('upholdAppeal', 'REJECTED', 'MQL', 'app_vendor', 'REINSTATED'),
  ('upholdAppeal', 'DISQUALIFIED', 'MQL', 'app_vendor', 'REINSTATED'),
  ('upholdAppeal', 'EXPIRED', 'MQL', 'app_vendor', 'REINSTATED'),
  ('dismissAppeal', 'REJECTED', 'REJECTED', 'app_vendor', 'APPEAL_DISMISSED'),
  ('dismissAppeal', 'DISQUALIFIED', 'DISQUALIFIED', 'app_vendor', 'APPEAL_DISMISSED'),
  ('dismissAppeal', 'EXPIRED', 'EXPIRED', 'app_vendor', 'APPEAL_DISMISSED');
`;
