import type { MigrationInterface, QueryRunner } from "typeorm";

/** Rules say whose a lead becomes; who holds it and held it is kept, with why. */
export class LeadsAreRouted1795298400131 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(ASSIGNMENTS);
    await runner.query(ONE_AT_A_TIME);
    await runner.query(FOLLOWS_ITS_LEAD);
    await runner.query(HELD_ALREADY);
    await runner.query(OWNERS_CHANGE);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("who held a lead is not forgotten: restore a backup instead");
  }
}

/** The stages in which somebody of the vendor's has to do something. */
const HELD = `'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY'`;
const REVIEW = `'SUBMITTED', 'MQL'`;
const WORK = `'SAL', 'SQL', 'OPPORTUNITY'`;

const RULES = `
create table routing_version (
  id uuid not null,
  number integer not null,
  rules jsonb not null,
  note text,
  published_at timestamptz(3) not null,
  published_by uuid not null,
  constraint routing_version_pkey primary key (id),
  constraint routing_version_number_once unique (number),
  constraint routing_version_number check (number >= 1),
  constraint routing_version_rules check (jsonb_typeof(rules) = 'array' and jsonb_array_length(rules) > 0)
);
call app.give_policies('routing_version', 'vendor_only');
create policy routing_version_asked on routing_version for select to current_user using (true);
call app.make_append_only('routing_version');
grant select on routing_version to app_vendor, app_jobs;
grant insert on routing_version to app_vendor;
comment on table routing_version is 'Versions of the rules by which leads find their holder; the latest is in force, and none ever changes';
`;

// Tables of their own, and no event: before acceptance a partner learns nothing of who holds its lead.
const ASSIGNMENTS = `
create table assignment (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  member_id uuid,
  queue_id uuid,
  cause text not null,
  routing_number integer,
  rule_position integer,
  explanation jsonb,
  note text,
  assigned_at timestamptz(3) not null,
  assigned_by uuid not null,
  ended_at timestamptz(3),
  constraint assignment_pkey primary key (id),
  constraint assignment_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint assignment_member_fkey foreign key (member_id) references membership (id),
  constraint assignment_queue_fkey foreign key (queue_id) references queue (id),
  constraint assignment_routing_fkey foreign key (routing_number) references routing_version (number),
  constraint assignment_one_holder check (num_nonnulls(member_id, queue_id) = 1),
  constraint assignment_cause check (cause in ('ROUTED', 'ACCEPTED', 'CLAIMED', 'RELEASED', 'REASSIGNED', 'LEFT', 'OVERDUE')),
  constraint assignment_rule check ((routing_number is null) = (rule_position is null)),
  constraint assignment_times check (ended_at >= assigned_at)
);
create unique index assignment_one_of_lead on assignment (lead_id) where ended_at is null;
create index assignment_of_lead on assignment (lead_id, assigned_at desc, id desc);
create index assignment_of_member on assignment (member_id, assigned_at, id) where ended_at is null;
create index assignment_of_queue on assignment (queue_id, assigned_at, id) where ended_at is null;
create index assignment_by_age on assignment (assigned_at, id) where ended_at is null;
call app.give_policies('assignment', 'vendor_only');
create policy assignment_following on assignment to current_user using (true) with check (true);
call app.make_endable('assignment', 'ended_at');
grant select, insert, update (ended_at) on assignment to app_vendor, app_jobs;
comment on table assignment is 'Who holds a lead (ended_at is null) and who held it: a person, or a queue. For the vendor alone; its owner is on the lead';
`;

const ONE_AT_A_TIME = `
create function app.end_assignment_before()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.assignment
  set ended_at = greatest(assigned_at, new.assigned_at)
  where lead_id = new.lead_id and ended_at is null;
  return new;
end
$$;
revoke execute on function app.end_assignment_before() from public;
create trigger assignment_ends_the_one_before before insert on assignment for each row
execute function app.end_assignment_before();
`;

// Whoever names an owner writes no assignment: it follows from the lead, in the same transaction. A
// verb that says more of it has written its own by then, and there is nothing left to do.
const FOLLOWS_ITS_LEAD = `
create function app.hold_lead()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.stage not in (${HELD}) then
    update public.assignment
    set ended_at = greatest(assigned_at, new.updated_at)
    where lead_id = new.id and ended_at is null;
  elsif new.stage in (${WORK}) and not exists (
    select
    from public.assignment
    where lead_id = new.id and ended_at is null and member_id = new.owner_id
  ) then
    insert into public.assignment (id, partner_id, lead_id, member_id, cause, assigned_at, assigned_by)
    values (gen_random_uuid(), new.partner_id, new.id, new.owner_id, 'ACCEPTED', new.updated_at, coalesce(app.actor(), new.owner_id));
  end if;
  return null;
end
$$;
revoke execute on function app.hold_lead() from public;
create trigger lead_is_held_anew after insert on lead for each row
when (new.stage in (${WORK}))
execute function app.hold_lead();
create trigger lead_is_held after update of stage, owner_id on lead for each row
when (new.owner_id is distinct from old.owner_id and new.owner_id is not null
  or new.stage not in (${HELD})
  or new.stage in (${WORK}) and old.stage not in (${WORK}))
execute function app.hold_lead();
`;

// The owner is under the policies as well, which give it no leads.
const HELD_ALREADY = `
alter table lead no force row level security;
insert into assignment (id, partner_id, lead_id, member_id, cause, assigned_at, assigned_by)
select gen_random_uuid(), partner_id, id, owner_id, 'ACCEPTED', coalesce(accepted_at, stage_entered_at), owner_id
from lead
where stage in (${WORK});
alter table lead force row level security;
`;

// From acceptance on the owner is both sides' business, and so is another one.
const OWNERS_CHANGE = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'reassignLead', stage, stage, database_role, 'OWNER_CHANGED'
from unnest(array[${WORK}]) as stage
cross join unnest(array['app_vendor', 'app_jobs']) as database_role;
grant update (owner_id, owner_name) on lead to app_jobs;
`;

// Where no rules were published nothing is enqueued: a registration costs then what it did.
const JOBS = `
create function app.enqueue_routing()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from public.routing_version) then
    perform graphile_worker.add_job(
      'route_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
      job_key := 'route_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$$;
revoke execute on function app.enqueue_routing() from public;
create trigger lead_matching_routes after insert or update on lead_matching for each row
execute function app.enqueue_routing();
create trigger lead_event_routes after insert on lead_event for each row
when (new.to_stage in (${REVIEW}) and new.from_stage not in ('NONE', ${REVIEW}))
execute function app.enqueue_routing();

create function queue.enqueue_leaver()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'hand_leads_on',
    json_build_object('memberId', new.id),
    job_key := 'hand_leads_on:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_leaver() from public;
create trigger membership_hands_leads_on after update of deactivated_at on membership for each row
when (new.partner_id is null and new.deactivated_at is not null and old.deactivated_at is null)
execute function queue.enqueue_leaver();
alter function queue.enqueue_leaver() owner to app_queue;
`;
