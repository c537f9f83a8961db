import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The ground everything stands on: the serving roles, the two questions a policy asks (which
 * partner, which actor), the one procedure that gives a table its policies, the one that makes a
 * table append-only, and what holds for this database as a whole.
 */
export class RolesAndPoliciesStand1795298400001 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ROLES);
    await runner.query(CONTEXT);
    await runner.query(GIVE_POLICIES);
    await runner.query(MAKE_APPEND_ONLY);
    await runner.query(DEPLOYMENT);
    await runner.query(PRESENT);
    await runner.query(MIGRATIONS_TABLE);
    await runner.query(NO_TENANT_SWITCH);
  }

  public async down(): Promise<void> {
    throw new Error("the first migration cannot be undone: drop the database instead");
  }
}

// Roles belong to the cluster, so they may exist already; they get a password when the server
// is given its secrets, not here.
const ROLES = `
do $$
declare
  role_name text;
begin
  foreach role_name in array array['app_partner', 'app_vendor', 'app_jobs', 'app_auth', 'app_queue'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format(
        'create role %I nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit', role_name);
    end if;
    begin
      execute format('alter role %I set row_security = on', role_name);
      execute format('alter role %I set search_path = public, pg_temp', role_name);
      execute format('alter role %I set lock_timeout = %L', role_name, '2s');
      execute format('alter role %I set idle_in_transaction_session_timeout = %L', role_name, '15s');
      -- the job library waits and works for longer than a request may
      execute format('alter role %I set statement_timeout = %L', role_name,
        case role_name when 'app_queue' then '0' else '10s' end);
    exception when insufficient_privilege then
      raise notice 'role % is another owner''s and keeps its settings', role_name;
    end;
  end loop;
  -- who creates a role may administer it, but not yet act as it
  if not pg_catalog.pg_has_role(current_user, 'app_queue', 'usage') then
    execute format('grant app_queue to %I', current_user);
  end if;
end
$$;
revoke all on schema public from public;
-- a function is born for nobody but its owner; those of the job library, too
alter default privileges revoke execute on functions from public;
alter default privileges for role app_queue revoke execute on functions from public;
create schema app;
grant usage on schema public, app to app_partner, app_vendor, app_jobs, app_auth;
create schema if not exists graphile_worker authorization app_queue;
create schema if not exists queue authorization app_queue;
`;

// After SET LOCAL and COMMIT a setting reads '' and not null, hence nullif. Here and below,
// search_path names pg_temp last: where it is not named, a temporary table comes before all others.
const CONTEXT = `
create function app.partner()
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$ select nullif(current_setting('app.partner_id', true), '')::uuid $$;

create function app.actor()
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$ select nullif(current_setting('app.actor_id', true), '')::uuid $$;

revoke execute on function app.partner(), app.actor() from public;
grant execute on function app.partner(), app.actor() to app_partner, app_vendor, app_jobs, app_auth;
comment on function app.partner() is 'The partner the transaction acts for; null for the vendor';
comment on function app.actor() is 'The member, key or system component that acts; null denies everything';
`;

const GIVE_POLICIES = `
create procedure app.give_policies(target regclass, kind text)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  -- written out, not through app.partner(): this form costs nothing measurable per row
  own constant text := 'partner_id = (select nullif(current_setting(''app.partner_id'', true), '''')::uuid)';
  acting constant text := '(select nullif(current_setting(''app.actor_id'', true), '''')) is not null';
  relation constant text := (select relname from pg_class where oid = target);
begin
  if relation is null then
    raise exception 'no such table: %', target;
  end if;
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);

  if kind in ('partner_writes', 'partner_reads', 'partner_inserts') then
    if not exists (select from pg_attribute where attrelid = target and attname = 'partner_id' and not attisdropped) then
      raise exception 'policies of kind % need a column partner_id on %', kind, target;
    end if;
  end if;

  case kind
    when 'partner_writes' then
      execute format('create policy %I on %s to app_partner using (%s and %s) with check (%s and %s)',
        relation || '_partner', target, own, acting, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'partner_reads' then
      execute format('create policy %I on %s for select to app_partner using (%s and %s)',
        relation || '_partner', target, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'partner_inserts' then
      execute format('create policy %I on %s for insert to app_partner with check (%s and %s)',
        relation || '_partner', target, own, acting);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
      execute format('create policy %I on %s for insert to app_auth with check (true)',
        relation || '_auth', target);
    when 'vendor_only' then
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'reference' then
      execute format('create policy %I on %s for select to app_partner, app_auth using (true)',
        relation || '_reference', target);
      execute format('create policy %I on %s to app_vendor, app_jobs using (true) with check (true)',
        relation || '_vendor', target);
      -- under FORCE the owner needs one as well: it writes what no serving role may
      execute format('create policy %I on %s to %I using (true) with check (true)',
        relation || '_owner', target, current_user);
    when 'auth_only' then
      execute format('create policy %I on %s to app_auth using (true) with check (true)',
        relation || '_auth', target);
      execute format('create policy %I on %s to app_vendor, app_jobs using (%s) with check (%s)',
        relation || '_vendor', target, acting, acting);
    when 'ledger' then
      execute format('create policy %I on %s for select to app_vendor, app_jobs using (%s)',
        relation || '_vendor', target, acting);
      execute format('create policy %I on %s to %I using (true) with check (true)',
        relation || '_posting', target, current_user);
    else
      raise exception 'unknown kind of policies: %', kind;
  end case;
end
$$;
revoke execute on procedure app.give_policies(regclass, text) from public;
comment on procedure app.give_policies(regclass, text) is
  'Enables and forces row-level security on a table and creates the policies of its kind: partner_writes, partner_reads, partner_inserts, vendor_only, reference, auth_only, ledger';
`;

// ENABLE ALWAYS: the triggers fire for a superuser too, and under session_replication_role=replica.
const MAKE_APPEND_ONLY = `
create function app.refuse_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception '% of % is refused: it is append-only', tg_op, tg_table_name
    using errcode = 'BT001', constraint = tg_table_name || '_append_only', hint = 'append a correcting row instead';
end
$$;
revoke execute on function app.refuse_change() from public;

create procedure app.make_append_only(target regclass)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  relation constant text := (select relname from pg_class where oid = target);
begin
  execute format('create trigger %I before update or delete on %s for each row execute function app.refuse_change()',
    relation || '_append_only', target);
  execute format('create trigger %I before truncate on %s for each statement execute function app.refuse_change()',
    relation || '_no_truncate', target);
  execute format('alter table %s enable always trigger %I', target, relation || '_append_only');
  execute format('alter table %s enable always trigger %I', target, relation || '_no_truncate');
end
$$;
revoke execute on procedure app.make_append_only(regclass) from public;
`;

// What holds for this database as a whole. Only the owner writes it: no setting of a session could
// say so, since every role may set what it likes for itself.
const DEPLOYMENT = `
create table deployment (
  only_row boolean not null default true,
  allow_past boolean not null default false,
  constraint deployment_pkey primary key (only_row),
  constraint deployment_only_row check (only_row)
);
call app.give_policies('deployment', 'reference');
insert into deployment default values;
grant select on deployment to app_partner, app_vendor, app_jobs;
comment on table deployment is 'One row about this database; allow_past lets partners claim as of an earlier time, for demo data, and is otherwise false';
`;

// An id that is taken answers with a unique violation, whoever has it. A partner's new id must
// therefore be of the present: of an id it has seen somewhere it learns nothing, and one of this
// very minute has 74 random bits. The key cannot be led by partner_id instead: two partners could
// then hold the same id, and the vendor, who looks up by id alone, would act on both.
const PRESENT = `
create function app.is_present(at timestamptz)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select at <= now() + interval '1 minute'
    and (at > now() - interval '5 minutes' or (select allow_past from public.deployment))
$$;
grant execute on function app.is_present(timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.is_present(timestamptz) is 'True within five minutes before and one after the transaction''s begin; with deployment.allow_past for all before';

create function app.is_new_id(id uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select substr(id::text, 15, 1) = '7'
    and app.is_present(to_timestamp(
      ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0))
$$;
grant execute on function app.is_new_id(uuid) to app_partner;
comment on function app.is_new_id(uuid) is 'True for a version 7 uuid that was made just now';

create function app.require_new_id()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not app.is_new_id(new.id) then
    raise exception 'the id of a new % is made when it is written', tg_table_name
      using errcode = 'BT007', constraint = tg_table_name || '_id_is_new';
  end if;
  return new;
end
$$;

create procedure app.require_new_ids(target regclass)
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'create trigger %I before insert on %s for each row when (current_user = ''app_partner'') execute function app.require_new_id()',
    (select relname from pg_class where oid = target) || '_id_is_new', target);
end
$$;
comment on procedure app.require_new_ids(regclass) is
  'For a table whose primary key is an id alone and that partners insert into: of ids that others have they learn nothing';
`;

const MIGRATIONS_TABLE = `
do $$
begin
  if to_regclass('public.schema_migration') is not null then
    call app.give_policies('public.schema_migration', 'reference');
    grant select on public.schema_migration to app_jobs;
  end if;
end
$$;
`;

// One injected statement could otherwise switch the tenant. Only the bootstrap superuser may
// revoke this; elsewhere boot warns, and STRICT_ISOLATION=1 refuses to serve.
const NO_TENANT_SWITCH = `
do $$
begin
  revoke execute on function pg_catalog.set_config(text, text, boolean) from public;
exception when insufficient_privilege then
  raise warning 'set_config could not be revoked from public: a superuser has to do it';
end
$$;
`;
