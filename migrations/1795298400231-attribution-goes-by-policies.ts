import type { MigrationInterface, QueryRunner } from "typeorm";

/** By which model a program's leads are owed to those who had to do with them: drafted by one person, put in force by another. */
export class AttributionGoesByPolicies1795298400231 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(POLICIES);
    await runner.query(GUARDS);
    await runner.query(SHARES);
  }

  public async down(): Promise<void> {
    throw new Error("what was settled by a policy names it: restore a backup instead");
  }
}

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// A version never changes, from its draft on. A partner reads what is in force of programs that it sees.
const POLICIES = `
create table attribution_policy (
  id uuid not null,
  program_id uuid not null,
  number integer not null,
  model text not null,
  half_life_days integer not null,
  window_days integer,
  weight_sourced integer not null,
  weight_influenced integer not null,
  weight_co_sell integer not null,
  weight_delivered integer not null,
  weight_resold integer not null,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  in_force_at timestamptz(3),
  in_force_by uuid,
  constraint attribution_policy_pkey primary key (id),
  constraint attribution_policy_with_model unique (id, model),
  constraint attribution_policy_number_once unique (program_id, number),
  constraint attribution_policy_program_fkey foreign key (program_id) references program (id),
  constraint attribution_policy_number check (number >= 1),
  constraint attribution_policy_model check (model in ('DEAL_REGISTRATION', 'FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'U_SHAPED',
    'W_SHAPED', 'TIME_DECAY', 'ROLE_WEIGHTED')),
  constraint attribution_policy_half_life check (half_life_days between 1 and 3650),
  constraint attribution_policy_window check (window_days between 1 and 3650),
  constraint attribution_policy_weights check (
    0 <= all (array[weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold])
    and 1000 >= all (array[weight_sourced, weight_influenced, weight_co_sell, weight_delivered, weight_resold])),
  constraint attribution_policy_weighs_something check (
    model <> 'ROLE_WEIGHTED' or weight_sourced + weight_influenced + weight_co_sell + weight_delivered + weight_resold > 0),
  constraint attribution_policy_in_force check (
    (in_force_at is null) = (in_force_by is null) and in_force_at >= created_at),
  constraint attribution_policy_two_persons check (in_force_by <> created_by)
);
create index attribution_policy_in_force_since on attribution_policy (program_id, in_force_at desc, number desc)
where in_force_at is not null;
call app.give_policies('attribution_policy', 'reference');
drop policy attribution_policy_reference on attribution_policy;
create policy attribution_policy_partner on attribution_policy for select to app_partner
using (in_force_at is not null and exists (select from program where program.id = attribution_policy.program_id));
drop policy attribution_policy_vendor on attribution_policy;
create policy attribution_policy_vendor on attribution_policy to app_jobs, app_vendor using ${ACTS} with check ${ACTS};
call app.make_endable('attribution_policy', 'in_force_at', 'in_force_by');
grant select (id, program_id, number, model, half_life_days, window_days, weight_sourced, weight_influenced, weight_co_sell,
  weight_delivered, weight_resold, created_at, in_force_at) on attribution_policy to app_partner;
grant select, update (in_force_at, in_force_by),
  insert (id, program_id, number, model, half_life_days, window_days, weight_sourced, weight_influenced, weight_co_sell,
  weight_delivered, weight_resold, created_at, created_by) on attribution_policy to app_vendor;
grant select on attribution_policy to app_jobs;
comment on table attribution_policy is 'Versions of the model by which a program''s leads are owed to those who had to do with them; the one that was put in force last counts, where there is none the registrant has all. Never changed; put in force once, by somebody else than its author';
`;

const GUARDS = `
create function app.guard_attribution_policy()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.created_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.in_force_by is distinct from app.actor()
  then
    raise exception 'an attribution policy names who drafts it, and who puts it in force'
      using errcode = 'BT002', constraint = 'attribution_policy_by_actor';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.membership as acting
    join public.membership as drafting on drafting.user_id = acting.user_id
    where acting.id = new.in_force_by and drafting.id = new.created_by
  ) then
    raise exception 'an attribution policy is put in force by another person than who drafted it'
      using errcode = 'BT002', constraint = 'attribution_policy_two_persons';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.attribution_policy as other
    where other.program_id = new.program_id and other.in_force_at > new.in_force_at
  ) then
    raise exception 'an attribution policy does not come into force before the one that is'
      using errcode = 'BT002', constraint = 'attribution_policy_in_order';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_attribution_policy() from public;
create trigger attribution_policy_guard before insert or update on attribution_policy
for each row execute function app.guard_attribution_policy();
`;

// Where the registrant has all, or a decision shares the prospect, no policy is named and none is looked up.
const SHARES = `
alter table attribution_share
  drop constraint attribution_share_model,
  add constraint attribution_share_model check (model in ('DEAL_REGISTRATION', 'FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'U_SHAPED',
    'W_SHAPED', 'TIME_DECAY', 'ROLE_WEIGHTED', 'DECISION')),
  add column policy_id uuid,
  add constraint attribution_share_policy_fkey foreign key (policy_id, model) references attribution_policy (id, model),
  add constraint attribution_share_policy check ((policy_id is null) = (model in ('DEAL_REGISTRATION', 'DECISION')));
create index attribution_share_by_policy on attribution_share (policy_id, model) where policy_id is not null;
comment on column attribution_share.policy_id is 'The policy by which it was settled; null where the registrant has all, or a decision says who has what';

create function app.guard_share_of_policy()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.attribution_policy
    where id = new.policy_id and in_force_at <= new.settled_at
  ) then
    raise exception 'a share is settled by a policy that is in force'
      using errcode = 'BT002', constraint = 'attribution_share_policy_in_force';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_share_of_policy() from public;
create trigger attribution_share_policy_guard before insert on attribution_share
for each row when (new.policy_id is not null) execute function app.guard_share_of_policy();
`;
