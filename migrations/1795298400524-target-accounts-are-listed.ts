import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which accounts the vendor wants: lists of them, with who put each on, and who took it off. */
export class TargetAccountsAreListed1795298400524 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LISTS);
    await runner.query(TARGETS);
    await runner.query(OF_LEADS);
    await runner.query(SCORES);
  }

  public async down(): Promise<void> {
    throw new Error(
      "by which lists leads were routed and scored is kept: restore a backup instead",
    );
  }
}

// Partners have no row of it: whom the vendor wants is told to nobody who might get there first.
const LISTS = `
create table target_list (
  id uuid not null,
  name text not null,
  purpose text,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  updated_at timestamptz(3) not null,
  retired_at timestamptz(3),
  retired_by uuid,
  retire_reason text,
  constraint target_list_pkey primary key (id),
  constraint target_list_name check (char_length(name) between 1 and 100),
  constraint target_list_purpose check (char_length(purpose) between 1 and 2000),
  constraint target_list_version check (version >= 1),
  constraint target_list_retired check (num_nonnulls(retired_at, retired_by, retire_reason) in (0, 3)),
  constraint target_list_retire_reason check (char_length(retire_reason) between 1 and 2000),
  constraint target_list_in_order check (updated_at >= created_at and retired_at >= created_at)
);
create unique index target_list_named on target_list (lower(name)) where retired_at is null;
create index target_list_by_age on target_list (created_at desc, id desc);
call app.give_policies('target_list', 'vendor_only');
call app.require_new_ids('target_list');
grant select, insert (id, name, purpose, created_at, created_by, updated_at),
  update (name, purpose, version, updated_at, retired_at, retired_by, retire_reason) on target_list to app_vendor;
grant select on target_list to app_jobs;
comment on table target_list is 'Accounts that the vendor wants, under a name that rules of routing and scoring ask for';

create function app.guard_target_list()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'lists of target accounts are kept' using errcode = 'BT001', constraint = 'target_list_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() or new.retired_at is not null then
      raise exception 'who acts makes a list, and it counts until it is retired'
        using errcode = 'BT002', constraint = 'target_list_begins';
    end if;
    return null;
  end if;
  if old.retired_at is not null
    or (old.id, old.created_at, old.created_by) is distinct from (new.id, new.created_at, new.created_by)
    or new.version is distinct from old.version + 1
    or new.retired_at is not null and new.retired_by is distinct from app.actor()
  then
    raise exception 'a list changes by one version at a time, until who acts retires it'
      using errcode = 'BT001', constraint = 'target_list_goes_on';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_target_list() from public;
create trigger target_list_guard after insert or update or delete on target_list
for each row execute function app.guard_target_list();
create trigger target_list_no_truncate before truncate on target_list
for each statement execute function app.refuse_change();
alter table target_list enable always trigger target_list_guard;
alter table target_list enable always trigger target_list_no_truncate;
`;

const TARGETS = `
create table target (
  list_id uuid not null,
  account_id uuid not null,
  n integer not null,
  added_at timestamptz(3) not null,
  added_by uuid not null,
  removed_at timestamptz(3),
  removed_by uuid,
  constraint target_pkey primary key (list_id, account_id, n),
  constraint target_list_fkey foreign key (list_id) references target_list (id),
  constraint target_account_fkey foreign key (account_id) references account (id),
  constraint target_n check (n >= 1),
  constraint target_removed check (num_nonnulls(removed_at, removed_by) in (0, 2) and removed_at >= added_at)
);
create unique index target_standing on target (list_id, account_id) where removed_at is null;
create index target_by_age on target (list_id, added_at, account_id) where removed_at is null;
create index target_of_account on target (account_id) where removed_at is null;
call app.give_policies('target', 'vendor_only');
call app.make_endable('target', 'removed_at', 'removed_by');
grant select, insert (list_id, account_id, n, added_at, added_by), update (removed_at, removed_by) on target to app_vendor;
grant select on target to app_jobs;
comment on table target is 'An account on a list of those that the vendor wants, from when to when';
comment on column target.n is 'Counts from 1 within an account and list';

create function app.guard_target()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (case tg_op when 'INSERT' then new.added_by else new.removed_by end) is distinct from app.actor()
    or tg_op = 'INSERT' and new.removed_at is not null
  then
    raise exception 'who acts puts an account on a list, and takes it off'
      using errcode = 'BT002', constraint = 'target_by_actor';
  end if;
  if not exists (
    select
    from public.target_list as list
    where list.id = new.list_id and list.retired_at is null
    for key share of list
  ) then
    raise exception 'a list that is retired does not change'
      using errcode = 'BT002', constraint = 'target_of_list_in_use';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_target() from public;
create trigger target_guard after insert or update on target for each row execute function app.guard_target();
alter table target enable always trigger target_guard;
`;

// By its account once it was accepted; before that by the accounts that are known by a key of its company.
const OF_LEADS = `
create function app.target_lists_of(the_partner uuid, the_lead uuid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select array(
    select list.name
    from public.target_list as list
    where list.retired_at is null and list.id in (
      select target.list_id
      from public.target
      where target.removed_at is null and target.account_id in (
        select linked.account_id
        from public.account_lead as linked
        where linked.partner_id = the_partner and linked.lead_id = the_lead
        union all
        select known.account_id
        from public.company_key as own
        join public.company on company.partner_id = own.partner_id and company.lead_id = own.lead_id
        join public.account_key as known on known.key = own.key
        join public.account on account.id = known.account_id
        where own.partner_id = the_partner and own.lead_id = the_lead
          and (account.country = company.country) is distinct from false))
    order by list.name)
$$;
revoke execute on function app.target_lists_of(uuid, uuid) from public;
grant execute on function app.target_lists_of(uuid, uuid) to app_vendor, app_jobs;
comment on function app.target_lists_of(uuid, uuid) is 'The names of the lists of target accounts in use on which the company of a lead is';
`;

// What leads score may hang on it: those of an account that comes to a list, or leaves one, are scored anew.
const SCORES = `
create policy account_key_keeping on account_key for select to current_user using (true);
create policy company_key_keeping on company_key for select to current_user using (true);
create function app.enqueue_scoring_of_target()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', found.lead_id, 'partnerId', found.partner_id),
      job_key := 'score_lead:' || found.lead_id,
      max_attempts := 20
    )
    from (
      select linked.partner_id, linked.lead_id
      from public.account_lead as linked
      where linked.account_id = new.account_id
      union
      select own.partner_id, own.lead_id
      from public.account_key as known
      join public.company_key as own on own.key = known.key
      where known.account_id = new.account_id
    ) as found;
  end if;
  return null;
end
$$;
revoke execute on function app.enqueue_scoring_of_target() from public;
create trigger target_scores after insert or update on target for each row
execute function app.enqueue_scoring_of_target();
`;
