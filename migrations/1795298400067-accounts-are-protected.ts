import type { MigrationInterface, QueryRunner } from "typeorm";

/** Accounts, the windows in which a partner's prospect is protected, and what they hold against others. */
export class AccountsAreProtected1795298400067 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(POLICY);
    await runner.query(ACCOUNTS);
    await runner.query(PRODUCT_LINES);
    await runner.query(WINDOWS);
    await runner.query(HOLDS);
    await runner.query(REVIEW_TIME);
    await runner.query(KEEPING);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

const POLICY = `
alter table program
  add column heartbeat_days integer not null default 30,
  add constraint program_heartbeat check (heartbeat_days > 0);
comment on column program.heartbeat_days is 'Days without anything from the partner after which a protection lapses';
`;

// One legal entity in one country. Only the vendor has accounts: which leads share one is what
// partners may not learn.
const ACCOUNTS = `
create table account (
  id uuid not null,
  name text not null,
  country text,
  created_at timestamptz(3) not null,
  constraint account_pkey primary key (id),
  constraint account_country check (country ~ '^[A-Z]{2}$')
);
call app.give_policies('account', 'vendor_only');
grant select, insert on account to app_vendor, app_jobs;
comment on table account is 'The vendor''s own view of an organisation: one legal entity in one country';

create table account_key (
  key text not null,
  country text not null,
  account_id uuid not null,
  constraint account_key_pkey primary key (key, country),
  constraint account_key_account_fkey foreign key (account_id) references account (id)
);
call app.give_policies('account_key', 'vendor_only');
grant select, insert on account_key to app_vendor, app_jobs;
comment on table account_key is 'By which of its leads'' company keys an account is found; country is empty where it is not known';

create table account_lead (
  partner_id uuid not null,
  lead_id uuid not null,
  account_id uuid not null,
  linked_at timestamptz(3) not null,
  constraint account_lead_pkey primary key (partner_id, lead_id),
  constraint account_lead_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint account_lead_account_fkey foreign key (account_id) references account (id)
);
create index account_lead_of_lead on account_lead (lead_id);
create index account_lead_of_account on account_lead (account_id);
call app.give_policies('account_lead', 'vendor_only');
create policy account_lead_keeping on account_lead for select to current_user using (true);
grant select, insert on account_lead to app_vendor, app_jobs;
comment on table account_lead is 'Which account a lead''s company is; made when the lead is accepted';
`;

const PRODUCT_LINES = `
create table product_line (
  id uuid not null,
  parent_id uuid,
  name text not null,
  constraint product_line_pkey primary key (id),
  constraint product_line_parent_fkey foreign key (parent_id) references product_line (id),
  constraint product_line_name_once unique (name)
);
call app.give_policies('product_line', 'reference');
grant select on product_line to app_partner, app_vendor, app_jobs;
comment on table product_line is 'What is sold, as a tree; ALL stands above all';
insert into product_line (id, name) values ('01970000-0000-7000-8000-000000000030', 'ALL');
`;

// Its partner sees it and writes nothing of it: it follows the history of its lead. What it is held
// for stops its clock: the vendor has the ball (REVIEW, EXTENSION), or there is a deal, which is
// protected until it closes.
const WINDOWS = `
create table protection_window (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  opened_at timestamptz(3) not null,
  protected_from timestamptz(3) not null,
  time_zone text not null,
  days integer not null,
  heartbeat_days integer not null,
  waited interval not null,
  held_for text[] not null default '{}',
  held_since timestamptz(3),
  running_since timestamptz(3) not null,
  active_at timestamptz(3) not null,
  ended_at timestamptz(3),
  end_reason text,
  state text not null generated always as (
    case
      when ended_at is not null then 'ENDED'
      when 'DEAL' = any (held_for) then 'UNTIL_CLOSED'
      when cardinality(held_for) > 0 then 'PAUSED'
      else 'RUNNING'
    end) stored,
  ends_on date generated always as (
    case
      when ended_at is null and cardinality(held_for) = 0
      then ((protected_from at time zone 'UTC' + waited) at time zone 'UTC' at time zone time_zone)::date + days
    end) stored,
  protected_until timestamptz(3) generated always as (
    case
      when ended_at is not null then ended_at
      when cardinality(held_for) = 0
      then (((protected_from at time zone 'UTC' + waited) at time zone 'UTC' at time zone time_zone)::date + days + 1)::timestamp
        at time zone time_zone
    end) stored,
  lapses_at timestamptz(3) generated always as (
    case
      when ended_at is null and cardinality(held_for) = 0
      then ((active_at at time zone time_zone)::date + heartbeat_days + 1)::timestamp at time zone time_zone
    end) stored,
  constraint protection_window_pkey primary key (id),
  constraint protection_window_of_partner unique (partner_id, id),
  constraint protection_window_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint protection_window_days check (days > 0 and heartbeat_days > 0 and waited >= interval '0'),
  constraint protection_window_held check (
    held_for <@ array['REVIEW', 'EXTENSION', 'DEAL'] and (held_since is null) = (held_for = '{}')),
  constraint protection_window_ended check (
    (ended_at is null) = (end_reason is null) and (ended_at is null or held_for = '{}')),
  constraint protection_window_end_reason check (end_reason in ('CLOSED', 'EXPIRED', 'RELEASED', 'LAPSED'))
);
create unique index protection_window_one_standing on protection_window (partner_id, lead_id) where ended_at is null;
create index protection_window_of_lead on protection_window (partner_id, lead_id, opened_at desc, id desc);
create index protection_window_by_end on protection_window (protected_until) where state = 'RUNNING';
create index protection_window_by_lapse on protection_window (lapses_at) where state = 'RUNNING';
call app.give_policies('protection_window', 'partner_reads');
create policy protection_window_keeping on protection_window to current_user using (true) with check (true);
grant select on protection_window to app_partner, app_vendor, app_jobs;
comment on table protection_window is 'For how long a lead''s prospect is its partner''s; from the claim, for days and for as long as the vendor had the ball, to the end of that day in the program''s zone';
`;

// What stands is open at its end, whatever its day: what is to end has not ended, and may be made
// longer. The partner's row tells none of it.
const HOLDS = `
create schema extension;
create extension if not exists btree_gist with schema extension;

create table shared_prospect (
  lead_id uuid not null,
  partner_id uuid not null,
  group_id uuid not null,
  constraint shared_prospect_pkey primary key (partner_id, lead_id),
  constraint shared_prospect_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id)
);
create index shared_prospect_of_lead on shared_prospect (lead_id);
create index shared_prospect_of_group on shared_prospect (group_id);
call app.give_policies('shared_prospect', 'vendor_only');
create policy shared_prospect_keeping on shared_prospect for select to current_user using (true);
grant select, insert, update (group_id) on shared_prospect to app_vendor;
grant select on shared_prospect to app_jobs;
comment on table shared_prospect is 'Leads of different partners that were decided to share their prospect: those of one group hold nothing against one another';

create table protection_hold (
  window_id uuid not null,
  account_id uuid not null,
  product_line_id uuid not null,
  shared_as uuid not null,
  period tstzrange not null,
  constraint protection_hold_pkey primary key (window_id, product_line_id),
  constraint protection_hold_window_fkey foreign key (window_id) references protection_window (id),
  constraint protection_hold_account_fkey foreign key (account_id) references account (id),
  constraint protection_hold_line_fkey foreign key (product_line_id) references product_line (id),
  constraint protection_hold_one_per_line exclude using gist (
    account_id extension.gist_uuid_ops with =,
    product_line_id extension.gist_uuid_ops with =,
    shared_as extension.gist_uuid_ops with <>,
    period with &&) deferrable initially immediate
);
create index protection_hold_of_account on protection_hold (account_id);
call app.give_policies('protection_hold', 'vendor_only');
create policy protection_hold_keeping on protection_hold to current_user using (true) with check (true);
grant select on protection_hold to app_vendor, app_jobs;
grant update (shared_as) on protection_hold to app_vendor;
comment on table protection_hold is 'What a window holds of an account, a row per product line: only leads that share the prospect hold at the same time';
`;

// Functions of their own, so that whoever brings what pauses the vendor's clock puts it in one place.
const REVIEW_TIME = `
create policy lead_event_keeping on lead_event for select to current_user using (true);

create function app.time_awaiting_partner(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$ select interval '0' $$;
revoke execute on function app.time_awaiting_partner(uuid, uuid, timestamptz) from public;
comment on function app.time_awaiting_partner(uuid, uuid, timestamptz) is
  'How long the vendor''s review of a lead has waited for its partner since then; nothing pauses it yet';

create function app.time_in_review(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(stay.until - stay.at), interval '0') - app.time_awaiting_partner(of_partner, of_lead, since)
  from (
    select at, to_stage, lead(at) over (order by seq) as until
    from public.lead_event
    where partner_id = of_partner and lead_id = of_lead and at >= since
  ) as stay
  where stay.to_stage in ('SUBMITTED', 'MQL') and stay.until is not null
$$;
revoke execute on function app.time_in_review(uuid, uuid, timestamptz) from public;
comment on function app.time_in_review(uuid, uuid, timestamptz) is
  'How long a lead has lain with the vendor to be accepted or not, since then';
`;

// Whatever verb moves a lead, its protection follows the event: no verb can forget it. They run as
// the owner: nobody who serves may write a window, nor see what others hold.
const KEEPING = `
create function app.open_protection(of_partner uuid, of_lead uuid, by_event uuid, opened timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  began timestamptz;
begin
  -- who lost its protection and came back is protected from when it came back
  select case
      when exists (select from public.protection_window where partner_id = of_partner and lead_id = of_lead)
      then (
        select max(entered.at)
        from public.lead_event as entered
        where entered.partner_id = of_partner and entered.lead_id = of_lead
          and entered.to_stage in ('SUBMITTED', 'MQL') and entered.from_stage not in ('SUBMITTED', 'MQL'))
      else claimed_at
    end into strict began
  from public.lead
  where partner_id = of_partner and id = of_lead;
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, running_since, active_at)
  select by_event, of_partner, of_lead, opened, began, program.time_zone, program.protection_days, program.heartbeat_days,
    app.time_in_review(of_partner, of_lead, began), opened, opened
  from public.lead
  join public.program on program.id = lead.program_id
  where lead.partner_id = of_partner and lead.id = of_lead;
end
$$;
revoke execute on function app.open_protection(uuid, uuid, uuid, timestamptz) from public;

create function app.keep_protection()
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

  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  update public.protection_window
  set held_for = held,
    held_since = case when held <> '{}' then coalesce(held_since, new.at) end,
    waited = waited + case when held = '{}' and held_since is not null then new.at - held_since else interval '0' end,
    running_since = case when held = '{}' and held_since is not null then new.at else running_since end,
    -- whoever waited for the vendor was not idle
    active_at = case when not new.by_vendor or held_since is not null then greatest(active_at, new.at) else active_at end
  where id = standing.id and (held_for <> held or not new.by_vendor);
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
revoke execute on function app.keep_protection() from public;
create trigger keep_protection after insert on lead_event for each row
when (new.type <> 'REGISTERED')
execute function app.keep_protection();

create function app.keep_holds()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    update public.protection_hold
    set period = tstzrange(lower(period), greatest(lower(period), new.ended_at))
    where window_id = new.id;
    return null;
  end if;
  insert into public.protection_hold (window_id, account_id, product_line_id, shared_as, period)
  select new.id, linked.account_id, line.id, coalesce(shared.group_id, new.id),
    -- a claim may be older than the end of what others held; of that time it is not told
    tstzrange(
      greatest(new.protected_from, (
        select max(upper(other.period))
        from public.protection_hold as other
        where other.account_id = linked.account_id and other.product_line_id = line.id
          and not upper_inf(other.period))),
      null)
  from public.account_lead as linked
  join public.product_line as line on line.name = 'ALL'
  left join public.shared_prospect as shared on shared.partner_id = linked.partner_id and shared.lead_id = linked.lead_id
  where linked.partner_id = new.partner_id and linked.lead_id = new.lead_id;
  if not found then
    raise exception 'lead % is protected for no account', new.lead_id
      using errcode = 'BT002', constraint = 'protection_window_has_account';
  end if;
  return null;
end
$$;
revoke execute on function app.keep_holds() from public;
create trigger keep_holds_opened after insert on protection_window for each row execute function app.keep_holds();
create trigger keep_holds_ended after update on protection_window for each row
when (old.ended_at is null and new.ended_at is not null)
execute function app.keep_holds();
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values
  ('expireLead', 'SAL', 'EXPIRED', 'app_jobs', 'EXPIRED'),
  ('expireLead', 'RECYCLED', 'EXPIRED', 'app_jobs', 'EXPIRED'),
  ('lapseProtection', 'SAL', 'SAL', 'app_jobs', 'PROTECTION_LAPSED'),
  ('lapseProtection', 'RECYCLED', 'RECYCLED', 'app_jobs', 'PROTECTION_LAPSED'),
  ('releaseProtection', 'SAL', 'SAL', 'app_partner', 'PROTECTION_RELEASED'),
  ('releaseProtection', 'RECYCLED', 'RECYCLED', 'app_partner', 'PROTECTION_RELEASED');
grant update (stage, stage_entered_at, version, updated_at) on lead to app_jobs;
`;
