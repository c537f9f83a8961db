import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was credited wrongly is taken back by an act of its own, for one of six reasons, and in time. */
export class CreditsAreReversed1795298400290 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WINDOW);
    await runner.query(TOLD);
    await runner.query(REVERSALS);
    await runner.query(GUARD);
    await runner.query(NOTING);
  }

  public async down(): Promise<void> {
    throw new Error("what was taken back is not forgotten: restore a backup instead");
  }
}

/** What must have been so when the lead was claimed. */
const IN_WINDOW = `'INACCURATE_DATA', 'DUPLICATE', 'EXISTING_CUSTOMER'`;

// The days are promised with what is paid, and published with it.
const WINDOW = `
alter table incentive_program_version
  add column reversal_days integer not null default 60,
  add constraint incentive_program_version_reversal_days check (reversal_days between 1 and 3650);
grant insert (reversal_days), update (reversal_days) on incentive_program_version to app_vendor;
grant select (reversal_days) on incentive_program_version to app_partner;
comment on column incentive_program_version.reversal_days is 'For so many days after a milestone, to the end of the last one, what was wrong when the lead was claimed takes its credit back';
`;

// All that was reversed until now was undone with its move. The owner is under the policies as well, and
// under the guard that lets credits end and not change.
const TOLD = `
alter table credit
  add column reversal_reason text,
  add column reversal_statement text,
  add column appeal_until timestamptz(3);
alter table credit no force row level security;
drop trigger credit_ends_once on credit;
update credit
set reversal_reason = 'UNDONE'
where reversed_at is not null;
call app.make_endable('credit', 'reversed_at', 'state', 'reversal_reason', 'reversal_statement', 'appeal_until');
alter table credit force row level security;
alter table credit
  add constraint credit_reversal_reason check (
    reversal_reason in ('INACCURATE_DATA', 'NOT_AVAILABLE', 'FRAUD', 'ENTERED_IN_ERROR', 'WON_CANCELLED', 'UNDONE')),
  add constraint credit_reversal_told check ((reversed_at is null) = (reversal_reason is null)),
  add constraint credit_reversal_statement check (
    reversal_statement is null or reversal_reason is not null and char_length(reversal_statement) between 1 and 2000),
  add constraint credit_appeal_until check (
    (appeal_until is not null) = coalesce(reversal_reason <> 'UNDONE', false) and appeal_until > reversed_at);
grant update (reversal_reason, reversal_statement, appeal_until) on credit to app_vendor;
comment on column credit.reversal_reason is 'Why it was taken back, as its partner may know it; UNDONE with the move that earned it';
comment on column credit.reversal_statement is 'What its partner is told besides';
comment on column credit.appeal_until is 'Until when its partner may appeal; null where that is not to be appealed';
`;

// One that waits for a second person has taken nothing back yet.
const REVERSALS = `
create table credit_reversal (
  id uuid not null,
  award_id uuid not null,
  lead_id uuid not null,
  reason text not null,
  evidence text not null,
  true_on date,
  statement text,
  state text not null,
  requested_by uuid not null,
  requested_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  effective_at timestamptz(3),
  constraint credit_reversal_pkey primary key (id),
  constraint credit_reversal_award_fkey foreign key (award_id) references award (id),
  constraint credit_reversal_lead_fkey foreign key (lead_id) references lead (id),
  constraint credit_reversal_reason check (
    reason in (${IN_WINDOW}, 'FRAUD', 'ENTERED_IN_ERROR', 'WON_CANCELLED')),
  constraint credit_reversal_evidence check (char_length(evidence) between 1 and 2000),
  constraint credit_reversal_statement check (char_length(statement) between 1 and 2000),
  constraint credit_reversal_note check (
    note is null or char_length(note) between 1 and 2000 and decided_by is not null),
  constraint credit_reversal_true_on check ((reason in (${IN_WINDOW})) = (true_on is not null)),
  constraint credit_reversal_state check (state in ('PROPOSED', 'DONE', 'DECLINED')),
  constraint credit_reversal_decided check (
    num_nonnulls(decided_by, decided_at) = case when reason = 'FRAUD' and state <> 'PROPOSED' then 2 else 0 end
    and (reason = 'FRAUD' or state = 'DONE')),
  constraint credit_reversal_two_persons check (requested_by <> decided_by),
  constraint credit_reversal_effective check ((state = 'DONE') = (effective_at is not null))
);
create unique index credit_reversal_once on credit_reversal (award_id) where state <> 'DECLINED';
create index credit_reversal_of_award on credit_reversal (award_id);
create index credit_reversal_of_lead on credit_reversal (lead_id);
create index credit_reversal_by_age on credit_reversal (requested_at, id);
call app.give_policies('credit_reversal', 'vendor_only');
grant select,
  insert (id, award_id, lead_id, reason, evidence, true_on, statement, state, requested_by, requested_at, effective_at),
  update (state, decided_by, decided_at, note, effective_at) on credit_reversal to app_vendor;
grant select on credit_reversal to app_jobs;
comment on table credit_reversal is 'Why what an award credited was taken back: with evidence, and for fraud by two persons. No partner reads it';
`;

// It is asked behind the writes of its statement: the award is marked beside it.
const GUARD = `
create function app.guard_credit_reversal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reversed record;
begin
  if tg_op = 'DELETE' then
    raise exception 'a reversal stays on record'
      using errcode = 'BT001', constraint = 'credit_reversal_stays';
  end if;
  if tg_op = 'UPDATE' and (
    old.state <> 'PROPOSED'
    or to_jsonb(new) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at'] is distinct from
      to_jsonb(old) - array['state', 'decided_by', 'decided_at', 'note', 'effective_at']
  ) then
    raise exception 'a reversal is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'credit_reversal_stands';
  end if;
  select award.milestone, award.lead_id, award.reversed_at,
    case
      when new.reason in (${IN_WINDOW}) then version.reversal_days
      when new.reason = 'ENTERED_IN_ERROR' then 7
    end as days,
    (award.event_at at time zone program.time_zone)::date as reached_on,
    (new.requested_at at time zone program.time_zone)::date as asked_on
  into strict reversed
  from public.award
  join public.incentive_program_version as version on version.id = award.version_id
  join public.incentive_program as program on program.id = award.incentive_program_id
  where award.id = new.award_id;
  if new.lead_id <> reversed.lead_id or new.reason = 'WON_CANCELLED' and reversed.milestone <> 'WON' then
    raise exception 'a reversal is of what its lead earned, and of a deal of what that earned'
      using errcode = 'BT002', constraint = 'credit_reversal_of_award';
  end if;
  if reversed.asked_on - reversed.reached_on > reversed.days or new.true_on > reversed.reached_on then
    raise exception 'the time to reverse it has passed, or it was not so then'
      using errcode = 'BT002', constraint = 'credit_reversal_in_time';
  end if;
  if new.state = 'DONE' and reversed.reversed_at is distinct from new.effective_at then
    raise exception 'a reversal that is done has taken its award back'
      using errcode = 'BT002', constraint = 'credit_reversal_takes_back';
  end if;
  if new.decided_by is not null and exists (
    select
    from public.membership as deciding
    join public.membership as asking on asking.user_id = deciding.user_id
    where deciding.id = new.decided_by and asking.id = new.requested_by
  ) then
    raise exception 'fraud is confirmed by another person than who reported it'
      using errcode = 'BT002', constraint = 'credit_reversal_two_persons';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_credit_reversal() from public;
create trigger credit_reversal_guard after insert or update on credit_reversal
for each row execute function app.guard_credit_reversal();
create trigger credit_reversal_stays before delete on credit_reversal
for each row execute function app.guard_credit_reversal();
create trigger credit_reversal_no_truncate before truncate on credit_reversal
for each statement execute function app.refuse_change();
alter table credit_reversal enable always trigger credit_reversal_guard;
alter table credit_reversal enable always trigger credit_reversal_stays;
alter table credit_reversal enable always trigger credit_reversal_no_truncate;
`;

const NOTING = `
create function app.note_reversal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, lead_id, at)
  values (new.id, 'CREDIT_REVERSED', false, new.partner_id, new.lead_id, new.reversed_at);
  return null;
end
$$;
revoke execute on function app.note_reversal() from public;
create trigger credit_reversal_is_told after update of reversed_at on credit for each row
when (old.reversed_at is null and new.reversed_at > now() - interval '1 day' and new.share_minor > 0)
execute function app.note_reversal();
`;
