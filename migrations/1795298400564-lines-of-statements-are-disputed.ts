import type { MigrationInterface, QueryRunner } from "typeorm";

/** A partner disputes a line of a statement, or what it misses there: what is not paid is held until two persons have decided. */
export class LinesOfStatementsAreDisputed1795298400564 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(DISPUTES);
    await runner.query(OUTCOMES);
    await runner.query(HOLDS);
    await runner.query(GUARDS);
    await runner.query(HOLDING);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error("what is disputed is not agreed on by itself: restore a backup instead");
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

// The clock of who opens it may be another than that of the books: recorded_at is the database's own, as posted_at is.
const DISPUTES = `
create table statement_dispute (
  id uuid not null,
  partner_id uuid not null,
  statement_id uuid not null,
  line_number integer,
  credit_id uuid,
  lead_id uuid,
  reason text not null,
  grounds text not null,
  evidence text,
  opened_at timestamptz(3) not null,
  opened_by uuid not null,
  recorded_at timestamptz(3) not null default clock_timestamp(),
  due_at timestamptz(3) not null,
  hold_id uuid,
  held_credit_id uuid,
  state text not null default 'OPEN',
  ended_at timestamptz(3),
  ended_by uuid,
  outcome_id uuid,
  answer text,
  correcting_credit_id uuid,
  correcting_txn_id uuid,
  constraint statement_dispute_pkey primary key (id),
  constraint statement_dispute_of_partner unique (partner_id, id),
  constraint statement_dispute_statement_fkey foreign key (partner_id, statement_id) references partner_statement (partner_id, id),
  constraint statement_dispute_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint statement_dispute_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint statement_dispute_correcting_credit_fkey foreign key (partner_id, correcting_credit_id) references credit (partner_id, id),
  constraint statement_dispute_correcting_txn_fkey foreign key (correcting_txn_id) references journal_txn (id),
  constraint statement_dispute_reason check (reason in ('AMOUNT', 'RATE', 'REVERSAL', 'PAYMENT', 'DUPLICATE', 'MISSING', 'OTHER')),
  constraint statement_dispute_subject check (
    case when line_number is null then reason = 'MISSING' and num_nonnulls(credit_id, lead_id) = 1
      else reason <> 'MISSING' and lead_id is null end),
  constraint statement_dispute_grounds check (char_length(grounds) between 1 and 2000),
  constraint statement_dispute_evidence check (char_length(evidence) between 1 and 2000),
  constraint statement_dispute_answer check (char_length(answer) between 1 and 2000),
  constraint statement_dispute_due check (due_at > opened_at),
  constraint statement_dispute_held check (num_nonnulls(hold_id, held_credit_id) in (0, 2)),
  constraint statement_dispute_state check (state in ('OPEN', 'UPHELD', 'DISMISSED', 'WITHDRAWN')),
  constraint statement_dispute_ended check (
    num_nonnulls(ended_at, ended_by) = case state when 'OPEN' then 0 else 2 end
      and num_nonnulls(outcome_id, answer) = case when state in ('UPHELD', 'DISMISSED') then 2 else 0 end
      and num_nonnulls(correcting_credit_id, correcting_txn_id) = case state when 'UPHELD' then 1 else 0 end),
  constraint statement_dispute_in_order check (ended_at >= opened_at)
);
create unique index statement_dispute_one_open_of_line on statement_dispute (partner_id, statement_id, line_number)
  where state = 'OPEN' and line_number is not null;
create unique index statement_dispute_one_open_of_missing on statement_dispute (partner_id, statement_id, coalesce(credit_id, lead_id))
  where state = 'OPEN' and line_number is null;
create index statement_dispute_by_age on statement_dispute (opened_at, id);
create index statement_dispute_of_partner_by_age on statement_dispute (partner_id, opened_at, id);
create index statement_dispute_of_statement on statement_dispute (statement_id, opened_at, id);
create index statement_dispute_overdue on statement_dispute (due_at) where state = 'OPEN';
call app.give_policies('statement_dispute', 'partner_writes');
create policy statement_dispute_keeping on statement_dispute for select to current_user using (true);
call app.require_new_ids('statement_dispute');
call app.make_endable('statement_dispute', 'ended_at', 'ended_by', 'state', 'outcome_id', 'answer', 'correcting_credit_id',
  'correcting_txn_id');
grant select (id, partner_id, statement_id, line_number, credit_id, lead_id, reason, grounds, evidence, opened_at, opened_by, due_at,
    hold_id, held_credit_id, state, ended_at, answer, correcting_credit_id),
  insert (id, partner_id, statement_id, line_number, credit_id, lead_id, reason, grounds, evidence, opened_at, opened_by, due_at, hold_id),
  update (state, ended_at, ended_by) on statement_dispute to app_partner;
grant select, update (state, ended_at, ended_by, outcome_id, answer, correcting_credit_id, correcting_txn_id)
  on statement_dispute to app_vendor;
grant select on statement_dispute to app_jobs;
comment on table statement_dispute is 'A partner disagrees with a line of its statement, or misses a credit or a lead there: decided by two persons of the vendor, or withdrawn';
comment on column statement_dispute.credit_id is 'Of a line the credit that it is of; else the one that is missed';
comment on column statement_dispute.lead_id is 'The lead that is missed; null where it is a line or a credit';
comment on column statement_dispute.recorded_at is 'When it was written, by the clock by which the books are';
comment on column statement_dispute.hold_id is 'What holds the credit of its line meanwhile; null where nothing is to be held, set by the database';
comment on column statement_dispute.correcting_credit_id is 'Upheld: the credit that was made, changed or taken back since';
comment on column statement_dispute.correcting_txn_id is 'Upheld: the posting to the partner''s accounts that came of it';
`;

const OUTCOMES = `
create table statement_dispute_outcome (
  id uuid not null,
  dispute_id uuid not null,
  outcome text not null,
  answer text not null,
  correcting_credit_id uuid,
  correcting_txn_id uuid,
  proposed_by uuid not null,
  proposed_at timestamptz(3) not null,
  state text not null default 'WAITING',
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  constraint statement_dispute_outcome_pkey primary key (id),
  constraint statement_dispute_outcome_dispute_fkey foreign key (dispute_id) references statement_dispute (id),
  constraint statement_dispute_outcome_credit_fkey foreign key (correcting_credit_id) references credit (id),
  constraint statement_dispute_outcome_txn_fkey foreign key (correcting_txn_id) references journal_txn (id),
  constraint statement_dispute_outcome_outcome check (outcome in ('UPHELD', 'DISMISSED')),
  constraint statement_dispute_outcome_names check (
    num_nonnulls(correcting_credit_id, correcting_txn_id) = case outcome when 'UPHELD' then 1 else 0 end),
  constraint statement_dispute_outcome_answer check (char_length(answer) between 1 and 2000),
  constraint statement_dispute_outcome_note check (char_length(note) between 1 and 2000),
  constraint statement_dispute_outcome_state check (state in ('WAITING', 'APPROVED', 'DECLINED', 'LAPSED')),
  constraint statement_dispute_outcome_decided check (
    (decided_at is null) = (state = 'WAITING') and (decided_by is not null) = (state in ('APPROVED', 'DECLINED'))
      and (note is not null or state <> 'DECLINED') and (note is null or state in ('APPROVED', 'DECLINED'))),
  constraint statement_dispute_outcome_in_order check (decided_at >= proposed_at)
);
create unique index statement_dispute_outcome_one_waiting on statement_dispute_outcome (dispute_id) where state = 'WAITING';
create index statement_dispute_outcome_of_dispute on statement_dispute_outcome (dispute_id, proposed_at desc, id desc);
alter table statement_dispute
  add constraint statement_dispute_outcome_fkey foreign key (outcome_id) references statement_dispute_outcome (id);
call app.give_policies('statement_dispute_outcome', 'vendor_only');
create policy statement_dispute_outcome_keeping on statement_dispute_outcome to current_user using (true) with check (true);
call app.require_new_ids('statement_dispute_outcome');
call app.make_endable('statement_dispute_outcome', 'decided_at', 'state', 'decided_by', 'note');
grant select, insert (id, dispute_id, outcome, answer, correcting_credit_id, correcting_txn_id, proposed_by, proposed_at),
  update (state, decided_by, decided_at, note) on statement_dispute_outcome to app_vendor;
grant select on statement_dispute_outcome to app_jobs;
comment on table statement_dispute_outcome is 'What somebody proposes to answer to a dispute of a statement, and what another person says to that; lapsed where the dispute was withdrawn first';
`;

// Such a hold ends with its dispute, and by nothing else.
const HOLDS = `
alter table credit_hold
  add column statement_dispute_id uuid,
  add constraint credit_hold_statement_dispute_fkey foreign key (partner_id, statement_dispute_id)
    references statement_dispute (partner_id, id),
  add constraint credit_hold_by_dispute check (statement_dispute_id is null or (kind = 'DISPUTE' and credit_id is not null));
create unique index credit_hold_once_by_dispute on credit_hold (statement_dispute_id) where statement_dispute_id is not null;
create policy credit_hold_keeping on credit_hold to current_user using (true) with check (true);
comment on column credit_hold.statement_dispute_id is 'The dispute of a statement''s line with which it ends; null where two persons let it go';
comment on table credit_hold is 'Why a credit, or all of a partner, is neither approved nor paid: several may hold at once, and each is let go by two persons, or ends with the dispute that placed it';

create or replace function app.guard_credit_hold()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform app.await_credit_of(new.partner_id);
    if new.released_at is not null or new.placed_by is distinct from app.actor() then
      raise exception 'a hold is placed by who acts, and holds until it is let go'
        using errcode = 'BT002', constraint = 'credit_hold_begins';
    end if;
    if new.statement_dispute_id is not null then
      if not exists (
        select
        from public.statement_dispute as dispute
        where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state = 'OPEN'
          and dispute.hold_id = new.id and dispute.held_credit_id = new.credit_id
      ) then
        raise exception 'a dispute of a line holds the credit that it names'
          using errcode = 'BT002', constraint = 'credit_hold_of_dispute';
      end if;
      return new;
    end if;
    if new.credit_id is not null and not exists (
      select
      from public.credit
      where credit.partner_id = new.partner_id and credit.id = new.credit_id and credit.kind <> 'ADJUST'
        and credit.reversed_at is null
    ) then
      raise exception 'what is held is a credit that counts, with all that changes it'
        using errcode = 'BT002', constraint = 'credit_hold_of_credit';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor earns nothing that could be held'
        using errcode = 'BT002', constraint = 'credit_hold_of_partner_only';
    end if;
    return new;
  end if;
  if new.statement_dispute_id is not null then
    if not exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state <> 'OPEN'
        and dispute.ended_at = new.released_at and dispute.ended_by = new.released_by
    ) then
      raise exception 'what a dispute holds is let go as the dispute ends'
        using errcode = 'BT002', constraint = 'credit_hold_ends_with_dispute';
    end if;
    return new;
  end if;
  if not exists (
    select
    from public.hold_release as release
    where release.hold_id = new.id and release.state = 'RELEASED' and release.decided_by = new.released_by
      and release.decided_at = new.released_at
  ) then
    raise exception 'a hold is let go as one person asked and another decided'
      using errcode = 'BT002', constraint = 'credit_hold_let_go_by_two';
  end if;
  return new;
end
$$;

create or replace function app.guard_hold_release()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.requested_by is distinct from app.actor() or not exists (
      select
      from public.credit_hold as hold
      where hold.id = new.hold_id and hold.released_at is null and hold.statement_dispute_id is null
    ) then
      raise exception 'who acts asks to let go what is held, and no dispute ends'
        using errcode = 'BT002', constraint = 'hold_release_begins';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.requested_by) then
    raise exception 'a hold is let go by another person than who asked for it'
      using errcode = 'BT002', constraint = 'hold_release_two_persons';
  end if;
  if (new.state = 'RELEASED') is distinct from exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and hold.released_at = new.decided_at and hold.released_by = new.decided_by
  ) then
    raise exception 'what another person lets go holds no more, and what they decline goes on to hold'
      using errcode = 'BT002', constraint = 'hold_release_lets_go';
  end if;
  return null;
end
$$;
`;

// What is paid in full is not held: nothing of it could be kept back.
const GUARDS = `
create function app.guard_statement_dispute()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  issued timestamptz;
  shown uuid;
begin
  if tg_op = 'UPDATE' then
    if new.ended_by is distinct from app.actor() or (new.state = 'WITHDRAWN') <> (app.partner() is not distinct from new.partner_id)
    then
      raise exception 'a dispute is withdrawn by whose it is, and decided by the vendor'
        using errcode = 'BT002', constraint = 'statement_dispute_by_actor';
    end if;
    -- a partner may not ask what was proposed, not even for nothing
    if new.state = 'WITHDRAWN' then
      return new;
    end if;
    if not exists (
      select
      from public.statement_dispute_outcome as decided
      where decided.id = new.outcome_id and decided.dispute_id = new.id and decided.state = 'APPROVED'
        and decided.outcome = new.state and decided.answer = new.answer
        and decided.decided_by = new.ended_by and decided.decided_at = new.ended_at
        and decided.correcting_credit_id is not distinct from new.correcting_credit_id
        and decided.correcting_txn_id is not distinct from new.correcting_txn_id
    ) then
      raise exception 'a dispute ends as one person proposed and another approved'
        using errcode = 'BT002', constraint = 'statement_dispute_decided_by_two';
    end if;
    return new;
  end if;
  if new.opened_by is distinct from app.actor() or new.partner_id is distinct from app.partner() then
    raise exception 'a dispute is opened by whose statement it is, and names who acts'
      using errcode = 'BT002', constraint = 'statement_dispute_by_actor';
  end if;
  new.recorded_at := clock_timestamp();
  select own.issued_at into issued
  from public.partner_statement as own
  where own.partner_id = new.partner_id and own.id = new.statement_id;
  if issued is null or new.opened_at >= issued + interval '60 days' then
    raise exception 'a statement is disputed within 60 days'
      using errcode = 'BT002', constraint = 'statement_dispute_in_time';
  end if;
  new.held_credit_id := null;
  if new.line_number is null then
    if exists (
      select
      from public.partner_statement_line as line
      join public.credit on credit.partner_id = line.partner_id and credit.id = line.credit_id
      where line.partner_id = new.partner_id and line.statement_id = new.statement_id
        and (credit.id = new.credit_id or credit.lead_id = new.lead_id)
    ) then
      raise exception 'what is missed stands in the statement: its line is disputed instead'
        using errcode = 'BT002', constraint = 'statement_dispute_is_missing';
    end if;
    new.hold_id := null;
    return new;
  end if;
  select line.credit_id into shown
  from public.partner_statement_line as line
  where line.partner_id = new.partner_id and line.statement_id = new.statement_id and line.number = new.line_number;
  if not found or shown is distinct from new.credit_id then
    raise exception 'a dispute names the credit of its line'
      using errcode = 'BT002', constraint = 'statement_dispute_of_line';
  end if;
  select root.id into new.held_credit_id
  from public.credit as named
  join public.credit as root on root.partner_id = named.partner_id and root.id = coalesce(named.adjusts_credit_id, named.id)
  where named.partner_id = new.partner_id and named.id = new.credit_id and root.reversed_at is null
    and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = root.partner_id and approval.credit_id = root.id and approval.ended_at is null
        and approval.amount_minor = (
          select sum(paid.amount_minor)
          from public.payout_credit as paid
          join public.payout on payout.partner_id = paid.partner_id and payout.id = paid.payout_id and payout.state = 'PAID'
          where paid.partner_id = root.partner_id and paid.credit_id = root.id and paid.ended_at is null));
  if new.held_credit_id is null then
    new.hold_id := null;
  elsif new.hold_id is null then
    raise exception 'what is not paid is held while it is disputed'
      using errcode = 'BT002', constraint = 'statement_dispute_holds';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_statement_dispute() from public;
create trigger statement_dispute_begins before insert on statement_dispute
for each row execute function app.guard_statement_dispute();
create trigger statement_dispute_ends after update on statement_dispute
for each row execute function app.guard_statement_dispute();
alter table statement_dispute enable always trigger statement_dispute_begins;
alter table statement_dispute enable always trigger statement_dispute_ends;

create function app.guard_dispute_outcome()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  disputed record;
begin
  select dispute.partner_id, dispute.recorded_at, dispute.state into disputed
  from public.statement_dispute as dispute
  where dispute.id = new.dispute_id;
  if tg_op = 'UPDATE' then
    if new.state = 'LAPSED' then
      if disputed.state <> 'WITHDRAWN' then
        raise exception 'an outcome lapses as its dispute is withdrawn'
          using errcode = 'BT002', constraint = 'statement_dispute_outcome_lapses';
      end if;
      return new;
    end if;
    if new.decided_by is distinct from app.actor() or app.is_same_person(new.decided_by, new.proposed_by) then
      raise exception 'an outcome is decided by another person than who proposed it'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_two_persons';
    end if;
    if app.has_worked_for(new.decided_by, disputed.partner_id) then
      raise exception 'an outcome is decided by nobody who worked for the partner'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_of_other';
    end if;
    if (new.state = 'APPROVED') is distinct from exists (
      select from public.statement_dispute as dispute where dispute.id = new.dispute_id and dispute.outcome_id = new.id
    ) then
      raise exception 'a dispute ends with the outcome that was approved, and with no other'
        using errcode = 'BT002', constraint = 'statement_dispute_outcome_ends_dispute';
    end if;
    return new;
  end if;
  if new.proposed_by is distinct from app.actor() or new.state <> 'WAITING' or disputed.state is distinct from 'OPEN' then
    raise exception 'who acts proposes what becomes of an open dispute'
      using errcode = 'BT002', constraint = 'statement_dispute_outcome_begins';
  end if;
  if new.correcting_credit_id is not null and not exists (
    select
    from public.journal_entry as entry
    join public.journal_txn as txn on txn.id = entry.txn_id
    join public.credit on credit.id = entry.credit_id and credit.partner_id = disputed.partner_id
    where entry.credit_id = new.correcting_credit_id and txn.posted_at >= disputed.recorded_at
      and txn.kind in ('ACCRUE', 'ADJUST', 'TRUE_UP', 'REVERSE', 'CLAWBACK', 'REPAYMENT', 'WRITE_OFF', 'SETTLE', 'RETURN')
  ) or new.correcting_txn_id is not null and not exists (
    select
    from public.journal_txn as txn
    join public.journal_entry as entry on entry.txn_id = txn.id
    join public.ledger_account as account on account.id = entry.account_id and account.partner_id = disputed.partner_id
    where txn.id = new.correcting_txn_id and txn.posted_at >= disputed.recorded_at
  ) then
    raise exception 'what came of a dispute was booked for its partner since it was opened'
      using errcode = 'BT002', constraint = 'statement_dispute_outcome_booked_since';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_dispute_outcome() from public;
create trigger statement_dispute_outcome_guard after insert or update on statement_dispute_outcome
for each row execute function app.guard_dispute_outcome();
alter table statement_dispute_outcome enable always trigger statement_dispute_outcome_guard;
`;

// A partner writes no holds of its own: its dispute does.
const HOLDING = `
create function app.hold_disputed_credit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.credit_hold (id, partner_id, credit_id, kind, told, reason, placed_by, placed_at, statement_dispute_id)
  values (new.hold_id, new.partner_id, new.held_credit_id, 'DISPUTE', 'DISPUTE', 'Its partner disputes line ' || new.line_number
    || ' of a statement.', new.opened_by, new.opened_at, new.id);
  return null;
end
$$;
revoke execute on function app.hold_disputed_credit() from public;
create trigger statement_dispute_holds after insert on statement_dispute for each row
when (new.hold_id is not null) execute function app.hold_disputed_credit();
alter table statement_dispute enable always trigger statement_dispute_holds;

create function app.end_statement_dispute()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.credit_hold
  set released_at = new.ended_at, released_by = new.ended_by
  where statement_dispute_id = new.id and released_at is null;
  update public.statement_dispute_outcome
  set state = 'LAPSED', decided_at = greatest(new.ended_at, proposed_at)
  where dispute_id = new.id and state = 'WAITING';
  return null;
end
$$;
revoke execute on function app.end_statement_dispute() from public;
create trigger statement_dispute_lets_go after update on statement_dispute
for each row execute function app.end_statement_dispute();
alter table statement_dispute enable always trigger statement_dispute_lets_go;
`;

const TOLD = `
create function app.note_statement_dispute()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'STATEMENT_DISPUTED', true, new.partner_id, new.opened_at, new.opened_by);
  return null;
end
$$;
revoke execute on function app.note_statement_dispute() from public;
create trigger statement_dispute_is_told after insert on statement_dispute
for each row execute function app.note_statement_dispute();

create function app.note_dispute_outcome()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'STATEMENT_DISPUTE_WAITING', true, '${VENDOR}', new.proposed_at, new.proposed_by);
  return null;
end
$$;
revoke execute on function app.note_dispute_outcome() from public;
create trigger statement_dispute_outcome_is_told after insert on statement_dispute_outcome
for each row execute function app.note_dispute_outcome();

create function app.note_statement_dispute_decision()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member, member_ids)
  values (new.id, 'STATEMENT_DISPUTE_DECIDED', false, new.partner_id, new.ended_at, new.ended_by, (
    select array[member.id] from public.membership as member where member.id = new.opened_by and member.deactivated_at is null));
  return null;
end
$$;
revoke execute on function app.note_statement_dispute_decision() from public;
create trigger statement_dispute_decision_is_told after update on statement_dispute for each row
when (new.state in ('UPHELD', 'DISMISSED')) execute function app.note_statement_dispute_decision();
`;
