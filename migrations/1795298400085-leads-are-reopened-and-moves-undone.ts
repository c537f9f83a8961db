import type { MigrationInterface, QueryRunner } from "typeorm";

/** A closed lead begins a new cycle, and the vendor's last move can be taken back with all that it brought. */
export class LeadsAreReopenedAndMovesUndone1795298400085 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(LEADS);
    await runner.query(LEAD_GUARD);
    await runner.query(CLOCK);
    await runner.query(ENDED_ONCE);
    await runner.query(WHAT_SQLS_BRING);
    await runner.query(COUNTING);
  }

  public async down(): Promise<void> {
    throw new Error("what was taken back is not forgotten: restore a backup instead");
  }
}

const STAGES = `'DRAFT', 'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'RECYCLED', 'DISQUALIFIED', 'EXPIRED', 'MERGED'`;

/** The vendor's own moves that bring something about; taking a lead up again is taken back by returning it. */
const UNDONE = `'promoteLead', 'acceptLead', 'rejectLead', 'returnLead', 'qualifyLead', 'disqualifyLead', 'convertLead', 'winLead', 'loseLead'`;

/** The stages in which the vendor must answer. */
const REVIEW = `'SUBMITTED', 'MQL'`;

// A lead that is reopened is in review as when it was new: sales accepts it again. What it reached
// before it has reached.
const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'reopenLead', from_stage, 'SUBMITTED', 'app_vendor', 'REOPENED'
from unnest(array['LOST', 'EXPIRED', 'DISQUALIFIED', 'REJECTED']) as from_stage;
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select distinct 'undoMove', to_stage, from_stage, 'app_vendor', 'UNDONE'
from stage_move
where verb in (${UNDONE});
`;

const LEADS = `
alter table lead
  add column cycle integer not null default 1,
  add column undo_to text,
  add constraint lead_cycle check (cycle >= 1),
  add constraint lead_undo_to check (undo_to in (${STAGES}));
grant update (claimed_at, cycle) on lead to app_vendor;
comment on column lead.cycle is 'How often it was begun: one more with each reopening, from which its claim counts anew';
comment on column lead.undo_to is 'Where taking back the last move leads; null where that was none of the vendor''s. Set by lead_guard alone';
`;

// Only the stamps that the last move set carry the instant at which the lead entered its stage: no
// others can be cleared.
const LEAD_GUARD = `
create or replace function app.guard_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reached_before constant timestamptz[] := array[old.submitted_at, old.marketing_qualified_at, old.accepted_at,
    old.sales_qualified_at, old.opportunity_at, old.won_at, old.lost_at];
  reached_now constant timestamptz[] := array[new.submitted_at, new.marketing_qualified_at, new.accepted_at,
    new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at];
  is_undone constant boolean := new.stage <> old.stage and new.stage is not distinct from old.undo_to
    and current_user = 'app_vendor';
begin
  if (new.id, new.partner_id, new.program_id, new.created_at, new.registered_by)
    is distinct from (old.id, old.partner_id, old.program_id, old.created_at, old.registered_by)
    or new.claimed_at <> old.claimed_at and new.cycle = old.cycle then
    raise exception 'who registered a lead, when and for whom never changes'
      using errcode = 'BT002', constraint = 'lead_registration_stands';
  end if;
  if new.cycle <> old.cycle and (
    (new.cycle, new.claimed_at) is distinct from (old.cycle + 1, new.stage_entered_at)
    or not exists (
      select
      from public.stage_move
      where verb = 'reopenLead' and from_stage = old.stage and to_stage = new.stage and database_role = current_user
    )
  ) then
    raise exception 'a new cycle begins when a closed lead is reopened, and is claimed as of then'
      using errcode = 'BT002', constraint = 'lead_cycle_by_reopening';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'a change of a lead raises its version by one'
      using errcode = 'BT003', constraint = 'lead_version_by_one';
  end if;
  if new.stage = old.stage and new.stage_entered_at <> old.stage_entered_at
    or new.stage = old.stage and reached_now is distinct from reached_before
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and stamp.later is distinct from stamp.earlier
        and not (is_undone and stamp.later is null and stamp.earlier = old.stage_entered_at)
    ) then
    raise exception 'when a stage was first reached is set by the move to it, and never changes'
      using errcode = 'BT004', constraint = 'lead_stage_stamp_stands';
  end if;
  if new.stage <> old.stage and not exists (
    select
    from public.stage_move
    where from_stage = old.stage and to_stage = new.stage and database_role = current_user
  ) then
    raise exception 'no move of a lead leads from % to % for %', old.stage, new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  if new.stage <> old.stage then
    new.undo_to := (
      select to_stage
      from public.stage_move
      where verb = 'undoMove' and from_stage = new.stage and to_stage = old.stage and database_role = current_user);
  elsif new.undo_to is distinct from old.undo_to then
    raise exception 'where a move is taken back to is set by the move'
      using errcode = 'BT002', constraint = 'lead_undo_to_by_move';
  end if;
  return new;
end
$$;
`;

// A review that ended by mistake goes on: what it had left, it has left.
const CLOCK = `
create or replace function app.run_acceptance_clock()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.type = 'UNDONE' and new.to_stage in (${REVIEW}) then
    update public.acceptance_clock
    set stopped_at = null, answered = false
    where partner_id = new.partner_id and lead_id = new.lead_id;
  elsif new.from_stage not in (${REVIEW}) then
    insert into public.acceptance_clock (partner_id, lead_id, started_at, due_at)
    select new.partner_id, new.lead_id, new.at, new.at + make_interval(hours => program.acceptance_hours)
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
    on conflict on constraint acceptance_clock_pkey do update
    set started_at = excluded.started_at, due_at = excluded.due_at, paused_at = null, stopped_at = null, answered = false;
  elsif new.to_stage not in (${REVIEW}) then
    update public.acceptance_clock
    set stopped_at = new.at, answered = new.by_vendor and new.actor_kind <> 'SYSTEM'
    where partner_id = new.partner_id and lead_id = new.lead_id and stopped_at is null;
  elsif new.type = 'INFORMATION_REQUESTED' then
    update public.acceptance_clock
    set paused_at = new.at
    where partner_id = new.partner_id and lead_id = new.lead_id;
  elsif new.type = 'REQUEST_ANSWERED' then
    update public.acceptance_clock
    set due_at = due_at + (new.at - paused_at), paused_at = null
    where partner_id = new.partner_id and lead_id = new.lead_id and paused_at is not null;
  end if;
  return null;
end
$$;
`;

const ENDED_ONCE = `
create function app.refuse_unless_ended()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE'
    or to_jsonb(old) ->> tg_argv[0] is not null
    or to_jsonb(new) ->> tg_argv[0] is null
    or to_jsonb(old) - tg_argv is distinct from to_jsonb(new) - tg_argv then
    raise exception 'a row of % is ended once, and does not change otherwise', tg_table_name
      using errcode = 'BT001', constraint = tg_table_name || '_ends_once';
  end if;
  return new;
end
$$;
revoke execute on function app.refuse_unless_ended() from public;

create procedure app.make_endable(target regclass, variadic columns text[])
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  relation constant text := (select relname from pg_class where oid = target);
begin
  execute format('drop trigger if exists %I on %s', relation || '_append_only', target);
  execute format('create trigger %I before update or delete on %s for each row execute function app.refuse_unless_ended(%s)',
    relation || '_ends_once', target, (select string_agg(quote_literal(each), ', ') from unnest(columns) as each));
  execute format('create or replace trigger %I before truncate on %s for each statement execute function app.refuse_change()',
    relation || '_no_truncate', target);
  execute format('alter table %s enable always trigger %I', target, relation || '_ends_once');
  execute format('alter table %s enable always trigger %I', target, relation || '_no_truncate');
end
$$;
revoke execute on procedure app.make_endable(regclass, text[]) from public;
comment on procedure app.make_endable(regclass, text[]) is
  'Rows are written once and ended once: only the columns named may change, together, when the first of them is set';
`;

// An SQL that is taken back is owed to nobody and earns nothing; if it becomes one again, that is
// settled and awarded anew.
const WHAT_SQLS_BRING = `
alter table assessment add column undone_at timestamptz(3);
call app.make_endable('assessment', 'undone_at');
grant update (undone_at) on assessment to app_vendor;
comment on column assessment.undone_at is 'When the move that it allowed was taken back';

alter table attribution_share
  add column superseded_at timestamptz(3),
  drop constraint attribution_share_pkey,
  add constraint attribution_share_pkey primary key (lead_id, book, partner_id, settled_at);
create unique index attribution_share_one_live on attribution_share (lead_id, book, partner_id) where superseded_at is null;
call app.make_endable('attribution_share', 'superseded_at');
grant update (superseded_at) on attribution_share to app_vendor;
comment on column attribution_share.superseded_at is 'Until when it counted; null while it does';

call app.make_endable('award', 'reversed_at');
grant update (reversed_at) on award to app_vendor;

alter table credit
  add column reversed_at timestamptz(3),
  drop constraint credit_state,
  add constraint credit_state check (state in ('ACCRUED', 'REVERSED')),
  add constraint credit_reversed check ((state = 'REVERSED') = (reversed_at is not null));
call app.make_endable('credit', 'reversed_at', 'state');
grant update (state, reversed_at) on credit to app_vendor;
comment on column credit.reversed_at is 'When its award was taken back; null while it counts';

alter table opportunity
  drop constraint opportunity_of_lead,
  drop constraint opportunity_state,
  add constraint opportunity_state check (state in ('OPEN', 'WON', 'LOST', 'UNDONE'));
create unique index opportunity_one_of_lead on opportunity (lead_id) where state in ('OPEN', 'WON');
create index opportunity_of_lead on opportunity (partner_id, lead_id, opened_at desc);
comment on column opportunity.state is 'UNDONE: it should never have been opened, and counts for nothing';
`;

// A credit that was reversed is counted no more, in the month of its day.
const COUNTING = `
create or replace function app.count_credit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.credit_delta (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(sign * share_minor), sum(sign)
  from (values
    (1, new.partner_id, new.currency, new.effective_on, new.share_minor, new.reversed_at),
    (-1, old.partner_id, old.currency, old.effective_on, old.share_minor, old.reversed_at)
  ) as credit (sign, partner_id, currency, effective_on, share_minor, reversed_at)
  where partner_id is not null and reversed_at is null
  group by 1, 2, 3
  having sum(sign * share_minor) <> 0 or sum(sign) <> 0;
  return null;
end
$$;
drop trigger credit_recounts on credit;
create trigger credit_recounts after update on credit for each row
when ((old.partner_id, old.currency, old.effective_on, old.share_minor, old.reversed_at)
  is distinct from (new.partner_id, new.currency, new.effective_on, new.share_minor, new.reversed_at))
execute function app.count_credit();

create or replace function app.rebuild_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.count_all_anew();
  delete from public.credit_month;
  insert into public.credit_month (partner_id, currency, month, amount_minor, credits)
  select partner_id, currency, date_trunc('month', effective_on::timestamp)::date, sum(share_minor), count(*)
  from public.credit
  where reversed_at is null
  group by 1, 2, 3;
  delete from public.funnel_month;
  insert into public.funnel_month (partner_id, program_id, stage, month, implied, entered, advanced)
  select partner_id, program_id, stage, date_trunc('month', day::timestamp)::date, implied, sum(entered), sum(advanced)
  from public.funnel_day
  group by 1, 2, 3, 4, 5;
end
$$;
`;
