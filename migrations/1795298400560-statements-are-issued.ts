import type { MigrationInterface, QueryRunner } from "typeorm";

/** Partners have a statement of each closed month and currency: it begins where the one before ended, and never changes. */
export class StatementsAreIssued1795298400560 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ISSUES);
    await runner.query(STATEMENTS);
    await runner.query(LINES);
    await runner.query(CHECKS);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error("what was told to partners is not untold: restore a backup instead");
  }
}

// 'STMT': one after the other. Up to which seal it counts never goes back, so that nothing is in two statements or in none.
const ISSUES = `
create table statement_issue (
  period_id uuid not null,
  entity_id uuid not null,
  starts_on date not null,
  ends_before date not null,
  until_seq bigint not null,
  issued_at timestamptz(3) not null,
  issued_by uuid not null,
  written_at timestamptz(3),
  constraint statement_issue_pkey primary key (period_id),
  constraint statement_issue_of_month unique (entity_id, starts_on),
  constraint statement_issue_period_fkey foreign key (period_id) references accounting_period (id),
  constraint statement_issue_in_order check (written_at >= issued_at)
);
create index statement_issue_waiting on statement_issue (starts_on) where written_at is null;
call app.give_policies('statement_issue', 'vendor_only');
call app.make_endable('statement_issue', 'written_at');
grant select, insert (period_id, issued_at, issued_by) on statement_issue to app_vendor;
grant select, update (written_at) on statement_issue to app_jobs;
comment on table statement_issue is 'A closed month of which partners have statements: who said so, and up to which seal they count';
comment on column statement_issue.until_seq is 'The last seal with which the month was closed, or up to which the month before counts where that is later; set by the database';
comment on column statement_issue.written_at is 'Since when each statement of it is there';

create function app.guard_statement_issue()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  period record;
begin
  perform pg_advisory_xact_lock(x'53544d54'::integer, 1);
  select id, entity_id, starts_on, ends_before, status, close_seq into period
  from public.accounting_period
  where id = new.period_id;
  if new.issued_by is distinct from app.actor() then
    raise exception 'an issue of statements names who issues them'
      using errcode = 'BT002', constraint = 'statement_issue_by_actor';
  end if;
  if period.status is distinct from 'closed' then
    raise exception 'statements are of a closed month'
      using errcode = 'BT002', constraint = 'statement_issue_closed';
  end if;
  if exists (
    select
    from public.statement_issue as later
    where later.entity_id = period.entity_id and later.starts_on > period.starts_on
  ) or exists (
    select
    from public.accounting_period as earlier
    where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on
      and exists (select from public.journal_txn as booked where booked.period_id = earlier.id)
      and not exists (select from public.statement_issue as issued where issued.period_id = earlier.id)
      and not exists (
        select
        from public.statement_issue as between_them
        where between_them.entity_id = earlier.entity_id and between_them.starts_on > earlier.starts_on)
  ) then
    raise exception 'statements are issued month by month'
      using errcode = 'BT002', constraint = 'statement_issue_follows';
  end if;
  new.entity_id := period.entity_id;
  new.starts_on := period.starts_on;
  new.ends_before := period.ends_before;
  select greatest(period.close_seq, max(before.until_seq)) into new.until_seq
  from public.statement_issue as before
  where before.entity_id = period.entity_id;
  return new;
end
$$;
revoke execute on function app.guard_statement_issue() from public;
create trigger statement_issue_guard before insert on statement_issue
for each row execute function app.guard_statement_issue();
alter table statement_issue enable always trigger statement_issue_guard;
`;

// The five parts of what a partner is owed: what it owes is less than nothing.
const STATEMENTS = `
create table partner_statement (
  id uuid not null,
  partner_id uuid not null,
  number integer not null,
  period_id uuid not null,
  entity_id uuid not null,
  currency text not null,
  starts_on date not null,
  ends_on date not null,
  line_count integer not null,
  opening_accrued_minor bigint not null,
  opening_held_minor bigint not null,
  opening_payable_minor bigint not null,
  opening_transit_minor bigint not null,
  opening_receivable_minor bigint not null,
  closing_accrued_minor bigint not null,
  closing_held_minor bigint not null,
  closing_payable_minor bigint not null,
  closing_transit_minor bigint not null,
  closing_receivable_minor bigint not null,
  issued_at timestamptz(3) not null,
  constraint partner_statement_pkey primary key (id),
  constraint partner_statement_of_partner unique (partner_id, id),
  constraint partner_statement_once unique (partner_id, period_id, currency),
  constraint partner_statement_numbered unique (partner_id, number),
  constraint partner_statement_partner_fkey foreign key (partner_id) references partner (id),
  constraint partner_statement_issue_fkey foreign key (period_id) references statement_issue (period_id),
  constraint partner_statement_currency_fkey foreign key (currency) references currency (code),
  constraint partner_statement_number check (number >= 1),
  constraint partner_statement_line_count check (line_count >= 1),
  constraint partner_statement_days check (ends_on > starts_on)
);
create index partner_statement_by_month on partner_statement (starts_on desc, id desc);
create index partner_statement_by_partner on partner_statement (partner_id, starts_on desc, id desc);
call app.give_policies('partner_statement', 'partner_reads');
call app.require_new_ids('partner_statement');
call app.make_append_only('partner_statement');
grant select on partner_statement to app_partner, app_vendor, app_jobs;
grant insert on partner_statement to app_jobs;
comment on table partner_statement is 'What a partner was owed in a currency as a month began and as it ended; numbered by partner, without a gap';
comment on column partner_statement.closing_receivable_minor is 'What the partner owes, as less than nothing';
`;

const LINES = `
create table partner_statement_line (
  statement_id uuid not null,
  number integer not null,
  partner_id uuid not null,
  seq bigint not null,
  kind text not null,
  program_id uuid not null,
  program_name text not null,
  credit_id uuid,
  milestone text,
  effective_on date not null,
  accounting_on date not null,
  is_late boolean not null,
  corrects_number integer,
  accrued_minor bigint not null,
  held_minor bigint not null,
  payable_minor bigint not null,
  transit_minor bigint not null,
  receivable_minor bigint not null,
  balance_minor bigint not null,
  constraint partner_statement_line_pkey primary key (statement_id, number),
  constraint partner_statement_line_once unique nulls not distinct (partner_id, seq, statement_id, program_id, credit_id),
  constraint partner_statement_line_statement_fkey foreign key (partner_id, statement_id)
    references partner_statement (partner_id, id),
  constraint partner_statement_line_number check (number >= 1)
);
call app.give_policies('partner_statement_line', 'partner_reads');
call app.make_append_only('partner_statement_line');
grant select (statement_id, number, partner_id, kind, program_id, program_name, credit_id, milestone, effective_on, accounting_on,
  is_late, corrects_number, accrued_minor, held_minor, payable_minor, transit_minor, receivable_minor, balance_minor)
  on partner_statement_line to app_partner;
grant select on partner_statement_line to app_vendor, app_jobs;
grant insert on partner_statement_line to app_jobs;
comment on table partner_statement_line is 'What one posting did to one credit of a partner, by the part of what it is owed';
comment on column partner_statement_line.is_late is 'Whether it is booked in a month of which the partner had its statement before';
comment on column partner_statement_line.corrects_number is 'In which of the partner''s statements stands what it takes back';
comment on column partner_statement_line.balance_minor is 'What the partner is owed behind this line';
`;

// Behind the statement that wrote it, whoever did: what is written in one go is looked at in one.
const CHECKS = `
create function app.refuse_wrong_statements(written uuid[])
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  wrong integer;
begin
  select own.number into wrong
  from public.partner_statement as own
  join public.statement_issue as issue on issue.period_id = own.period_id
  left join lateral (
    select earlier.*
    from public.partner_statement as earlier
    where earlier.partner_id = own.partner_id and earlier.currency = own.currency and earlier.entity_id = own.entity_id
      and earlier.id <> own.id
    order by earlier.starts_on desc
    limit 1
  ) as before on true
  left join lateral (
    select count(*) as lines, max(line.number) as last, sum(line.accrued_minor) as accrued, sum(line.held_minor) as held,
      sum(line.payable_minor) as payable, sum(line.transit_minor) as transit, sum(line.receivable_minor) as receivable
    from public.partner_statement_line as line
    where line.statement_id = own.id
  ) as moved on true
  where own.id = any (written) and (
    (own.line_count, own.line_count) is distinct from (moved.lines, moved.last)
    or (own.opening_accrued_minor, own.opening_held_minor, own.opening_payable_minor, own.opening_transit_minor,
        own.opening_receivable_minor)
      is distinct from (coalesce(before.closing_accrued_minor, 0), coalesce(before.closing_held_minor, 0),
        coalesce(before.closing_payable_minor, 0), coalesce(before.closing_transit_minor, 0),
        coalesce(before.closing_receivable_minor, 0))
    or (own.closing_accrued_minor, own.closing_held_minor, own.closing_payable_minor, own.closing_transit_minor,
        own.closing_receivable_minor)
      is distinct from (own.opening_accrued_minor + moved.accrued, own.opening_held_minor + moved.held,
        own.opening_payable_minor + moved.payable, own.opening_transit_minor + moved.transit,
        own.opening_receivable_minor + moved.receivable)
    or before.starts_on >= own.starts_on
    or (own.entity_id, own.starts_on, own.ends_on) is distinct from (issue.entity_id, issue.starts_on, issue.ends_before - 1)
    or own.number <> (select count(*) from public.partner_statement as each where each.partner_id = own.partner_id)
  )
  limit 1;
  if found then
    raise exception 'statement % is not what its lines and the one before say', wrong
      using errcode = 'BT002', constraint = 'partner_statement_adds_up';
  end if;
end
$$;
revoke execute on function app.refuse_wrong_statements(uuid[]) from public;
grant execute on function app.refuse_wrong_statements(uuid[]) to app_jobs;
comment on function app.refuse_wrong_statements(uuid[]) is
  'Refuses statements that do not begin where the one before ended, or whose lines do not lead to where they end';

create function app.check_partner_statements()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.refuse_wrong_statements(array(select id from made));
  return null;
end
$$;
revoke execute on function app.check_partner_statements() from public;
create trigger partner_statement_adds_up after insert on partner_statement
referencing new table as made for each statement execute function app.check_partner_statements();
alter table partner_statement enable always trigger partner_statement_adds_up;

create function app.check_statement_lines()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.refuse_wrong_statements(array(select distinct statement_id from made));
  return null;
end
$$;
revoke execute on function app.check_statement_lines() from public;
create trigger partner_statement_line_adds_up after insert on partner_statement_line
referencing new table as made for each statement execute function app.check_statement_lines();
alter table partner_statement_line enable always trigger partner_statement_line_adds_up;
`;

const TOLD = `
create function app.note_partner_statement()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'STATEMENT_ISSUED', false, new.partner_id, new.issued_at);
  return null;
end
$$;
revoke execute on function app.note_partner_statement() from public;
create trigger partner_statement_is_told after insert on partner_statement
for each row execute function app.note_partner_statement();
`;
