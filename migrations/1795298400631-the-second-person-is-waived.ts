import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * While a waiver stands, one person may decide what they prepared where a rule of finance asks for two. Each such decision
 * is on record as it is made, and is reviewed by another person.
 */
export class TheSecondPersonIsWaived1795298400631 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WAIVERS);
    await runner.query(DECISIONS);
    await runner.query(FUNCTIONS);
    await runner.query(GUARDS);
    await runner.query("alter table gl_mapping drop constraint gl_mapping_two_persons");
    for (const [name, asked, instead] of RULES) await runner.query(rewritten(name, asked, instead));
  }

  public async down(): Promise<void> {
    throw new Error("what one person decided alone is on record: restore a backup instead");
  }
}

const WAIVERS = `
create table second_person_waiver (
  id uuid not null,
  reason text not null,
  waived_by uuid not null,
  waived_at timestamptz(3) not null,
  until_at timestamptz(3) not null,
  ended_at timestamptz(3),
  ended_by uuid,
  end_reason text,
  constraint second_person_waiver_pkey primary key (id),
  constraint second_person_waiver_reason check (char_length(reason) between 1 and 2000),
  constraint second_person_waiver_until check (until_at > waived_at and until_at - waived_at <= interval '90 days'),
  constraint second_person_waiver_ended check (
    num_nonnulls(ended_at, ended_by, end_reason) in (0, 3) and ended_at between waived_at and until_at
      and char_length(end_reason) between 1 and 2000),
  constraint second_person_waiver_one exclude using gist (tstzrange(waived_at, coalesce(ended_at, until_at)) with &&)
);
create index second_person_waiver_by_age on second_person_waiver (waived_at desc, id desc);
create index second_person_waiver_open on second_person_waiver (until_at) where ended_at is null;
call app.give_policies('second_person_waiver', 'vendor_only');
call app.require_new_ids('second_person_waiver');
call app.make_endable('second_person_waiver', 'ended_at', 'ended_by', 'end_reason');
grant select, insert (id, reason, waived_by, waived_at, until_at), update (ended_at, ended_by, end_reason) on second_person_waiver to app_vendor;
grant select on second_person_waiver to app_jobs;
comment on table second_person_waiver is 'Until when, and why, one person may decide what they prepared where a rule of finance asks for two';
`;

// A period is closed and opened again many times: its subject is the step.
const DECISIONS = `
create table waived_decision (
  id uuid not null default gen_random_uuid(),
  waiver_id uuid not null,
  rule text not null,
  subject_id uuid not null,
  prepared_by uuid not null,
  decided_by uuid not null,
  decided_at timestamptz(3) not null default now(),
  reviewed_by uuid,
  reviewed_at timestamptz(3),
  outcome text,
  note text,
  constraint waived_decision_pkey primary key (id),
  constraint waived_decision_waiver_fkey foreign key (waiver_id) references second_person_waiver (id),
  constraint waived_decision_rule check (
    rule in ('APPROVAL', 'APPROVAL_POLICY', 'HOLD_RELEASE', 'PAYOUT_APPROVAL', 'PAYOUT_SENDING', 'FIRST_PAYOUT', 'PERIOD', 'GL_MAPPING',
      'WRITE_OFF', 'REPAYMENT', 'BANK_ENTRY', 'TAX_PROFILE', 'TAX_FORM', 'TAX_RULE', 'STATEMENT_DISPUTE')),
  constraint waived_decision_reviewed check (
    num_nonnulls(reviewed_by, reviewed_at, outcome) in (0, 3) and outcome in ('ACCEPTED', 'OBJECTED') and reviewed_at >= decided_at
      and (note is null or outcome is not null and char_length(note) between 1 and 2000)
      and (note is not null or outcome is distinct from 'OBJECTED'))
);
create index waived_decision_by_age on waived_decision (decided_at desc, id desc);
create index waived_decision_of_waiver on waived_decision (waiver_id, decided_at desc, id desc);
create index waived_decision_of_subject on waived_decision (subject_id, rule);
create index waived_decision_to_review on waived_decision (decided_at desc, id desc) where reviewed_at is null;
call app.give_policies('waived_decision', 'vendor_only');
call app.make_endable('waived_decision', 'reviewed_at', 'reviewed_by', 'outcome', 'note');
grant select, insert (waiver_id, rule, subject_id, prepared_by, decided_by), update (reviewed_at, reviewed_by, outcome, note) on waived_decision
  to app_vendor;
grant select on waived_decision to app_jobs;
comment on table waived_decision is 'What one person decided that they had prepared, under which waiver, and what another person says to that';
comment on column waived_decision.rule is 'The rule of two persons that was waived';
comment on column waived_decision.subject_id is 'What was decided; of a period its step';
`;

const FUNCTIONS = `
create function app.standing_waiver()
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select waiver.id
  from public.second_person_waiver as waiver
  where waiver.ended_at is null and now() < waiver.until_at
$$;
revoke execute on function app.standing_waiver() from public;
grant execute on function app.standing_waiver() to app_vendor, app_jobs;
comment on function app.standing_waiver() is 'The waiver of the second person that stands; null where none does';

create function app.needs_another_person(the_decider uuid, the_preparer uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select app.is_same_person(the_decider, the_preparer) and app.standing_waiver() is null
$$;
revoke execute on function app.needs_another_person(uuid, uuid) from public;
grant execute on function app.needs_another_person(uuid, uuid) to app_vendor, app_jobs;
comment on function app.needs_another_person(uuid, uuid) is
  'Whether somebody does not decide what they prepared: two memberships are one person''s, and no waiver of the second person stands';

create function app.note_waived(the_rule text, the_subject uuid, the_preparer uuid, the_decider uuid)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  standing uuid;
begin
  if app.is_same_person(the_preparer, the_decider) is not true then
    return false;
  end if;
  -- whoever ends it waits for this decision, or this one finds it ended
  select waiver.id into standing
  from public.second_person_waiver as waiver
  where waiver.id = app.standing_waiver() and waiver.ended_at is null
  for share;
  if standing is null then
    return false;
  end if;
  insert into public.waived_decision (waiver_id, rule, subject_id, prepared_by, decided_by)
  values (standing, the_rule, the_subject, the_preparer, the_decider);
  return true;
end
$$;
revoke execute on function app.note_waived(text, uuid, uuid, uuid) from public;
grant execute on function app.note_waived(text, uuid, uuid, uuid) to app_vendor, app_jobs;
comment on function app.note_waived(text, uuid, uuid, uuid) is
  'Puts on record that one person decides what they prepared, under the waiver that stands; false where none does';

create function app.was_waived(the_rule text, the_subject uuid, the_preparer uuid, the_decider uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.waived_decision as decision
    join public.second_person_waiver as waiver on waiver.id = decision.waiver_id
    where decision.subject_id = the_subject and decision.rule = the_rule
      and (decision.prepared_by, decision.decided_by) = (the_preparer, the_decider)
      and decision.decided_at between waiver.waived_at and coalesce(waiver.ended_at, waiver.until_at))
$$;
revoke execute on function app.was_waived(text, uuid, uuid, uuid) from public;
grant execute on function app.was_waived(text, uuid, uuid, uuid) to app_vendor, app_jobs;
comment on function app.was_waived(text, uuid, uuid, uuid) is
  'Whether one person decided what they had prepared under a waiver that was in force, on record';

create function app.lacks_review(the_rule text, the_subject uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.waived_decision as decision
    where decision.subject_id = the_subject and decision.rule = the_rule and decision.outcome is distinct from 'ACCEPTED'
      and (decision.outcome is not null or decision.waiver_id is distinct from app.standing_waiver()))
$$;
revoke execute on function app.lacks_review(text, uuid) from public;
grant execute on function app.lacks_review(text, uuid) to app_vendor, app_jobs;
comment on function app.lacks_review(text, uuid) is
  'Whether what one person decided alone does not go on by itself: another person objected, or none has accepted it and its waiver stands no more';
`;

const GUARDS = `
create function app.guard_waiver()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if app.actor() is distinct from coalesce(new.ended_by, new.waived_by) then
    raise exception 'who acts waives the second person, or ends that'
      using errcode = 'BT002', constraint = 'second_person_waiver_by_actor';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_waiver() from public;
create trigger second_person_waiver_guard after insert or update on second_person_waiver
for each row execute function app.guard_waiver();
alter table second_person_waiver enable always trigger second_person_waiver_guard;

create function app.guard_waived_decision()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.decided_by is distinct from app.actor() or new.reviewed_at is not null or new.waiver_id is distinct from app.standing_waiver()
      or app.is_same_person(new.prepared_by, new.decided_by) is not true
    then
      raise exception 'who acts decides what they prepared, while a waiver stands'
        using errcode = 'BT002', constraint = 'waived_decision_under_waiver';
    end if;
    return null;
  end if;
  if new.reviewed_by is distinct from app.actor() or app.is_same_person(new.reviewed_by, new.decided_by) is distinct from false then
    raise exception 'what one person decided alone is reviewed by another'
      using errcode = 'BT002', constraint = 'waived_decision_two_persons';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_waived_decision() from public;
create trigger waived_decision_guard after insert or update on waived_decision
for each row execute function app.guard_waived_decision();
alter table waived_decision enable always trigger waived_decision_guard;
`;

/** What a function asks, and what it asks instead, so that the rest of it is as it stands. */
type Rewritten = readonly [name: string, asked: string, instead: string];

function waived(name: string, asked: string, rule: string, parts: string): Rewritten {
  return [name, asked, `(${asked} and not app.note_waived('${rule}', new.id, ${parts}))`];
}

const one = (left: string, right: string): string => `app.is_same_person(${left}, ${right})`;

const RULES: readonly Rewritten[] = [
  waived(
    "guard_approval_proposal",
    `${one("new.proposed_by", "new.decided_by")} is distinct from false`,
    "APPROVAL",
    "new.proposed_by, new.decided_by",
  ),
  waived(
    "guard_approval_policy",
    `${one("new.drafted_by", "new.decided_by")} is distinct from false`,
    "APPROVAL_POLICY",
    "new.drafted_by, new.decided_by",
  ),
  waived(
    "guard_hold_release",
    one("new.decided_by", "new.requested_by"),
    "HOLD_RELEASE",
    "new.requested_by, new.decided_by",
  ),
  [
    "guard_payout_batch",
    `${one("new.drafted_by", "new.approved_by")} is distinct from false`,
    `(new.state = 'APPROVED' and ${one("new.drafted_by", "new.approved_by")} is distinct from false
    and not app.note_waived('PAYOUT_APPROVAL', new.id, new.drafted_by, new.approved_by)
    or new.state <> 'APPROVED' and ${one("new.drafted_by", "new.approved_by")} is distinct from false
    and not app.was_waived('PAYOUT_APPROVAL', new.id, new.drafted_by, new.approved_by))`,
  ],
  waived(
    "guard_payout_duties",
    `${one("new.drafted_by", "new.sent_by")} is distinct from false`,
    "PAYOUT_SENDING",
    "new.drafted_by, new.sent_by",
  ),
  [
    "guard_payout_duties",
    "exists (select from app.barred_from_batch(new.id, new.approved_by))",
    `(exists (select from app.barred_from_batch(new.id, new.approved_by) as barred where barred.bar <> 'VERIFIED')
    or exists (select from app.barred_from_batch(new.id, new.approved_by))
    and not app.note_waived('FIRST_PAYOUT', new.id, new.approved_by, new.approved_by))`,
  ],
  waived(
    "guard_period_step",
    `${one("new.made_by", "preparer")} is not false`,
    "PERIOD",
    "preparer, new.made_by",
  ),
  waived(
    "guard_gl_mapping",
    `${one("new.approved_by", "new.created_by")} is not false`,
    "GL_MAPPING",
    "new.created_by, new.approved_by",
  ),
  waived(
    "guard_clawback_write_off",
    `${one("new.proposed_by", "new.decided_by")} is distinct from false`,
    "WRITE_OFF",
    "new.proposed_by, new.decided_by",
  ),
  waived(
    "guard_repayment_proposal",
    `${one("new.proposed_by", "new.decided_by")} is distinct from false`,
    "REPAYMENT",
    "new.proposed_by, new.decided_by",
  ),
  [
    "guard_bank_entry_decider",
    "or app.is_same_person(new.decided_by, batch.sent_by))\n  ) then",
    `or app.is_same_person(new.decided_by, batch.sent_by))
  ) and not app.note_waived('BANK_ENTRY', new.id, new.decided_by, new.decided_by) then`,
  ],
  [
    "guard_clawback_repayment",
    "or app.is_same_person(new.recorded_by, batch.sent_by))\n  ) then",
    `or app.is_same_person(new.recorded_by, batch.sent_by))
  ) and not app.note_waived('BANK_ENTRY', new.bank_entry_id, new.recorded_by, new.recorded_by) then`,
  ],
  waived(
    "guard_tax_profile",
    `${one("new.decided_by", "new.proposed_by")} is distinct from false`,
    "TAX_PROFILE",
    "new.proposed_by, new.decided_by",
  ),
  waived(
    "guard_tax_form",
    `${one("new.decided_by", "new.recorded_by")} is distinct from false`,
    "TAX_FORM",
    "new.recorded_by, new.decided_by",
  ),
  waived(
    "guard_tax_rule",
    `${one("new.decided_by", "new.proposed_by")} is distinct from false`,
    "TAX_RULE",
    "new.proposed_by, new.decided_by",
  ),
  waived(
    "guard_dispute_outcome",
    one("new.decided_by", "new.proposed_by"),
    "STATEMENT_DISPUTE",
    "new.proposed_by, new.decided_by",
  ),
  // a policy that one person made alone approves while the waiver stands, or once another person has accepted it
  [
    "obstacles_to_policy",
    "where app.policy_for(asked.currency, asked.incentive_program_id) is distinct from the_policy",
    `where app.policy_for(asked.currency, asked.incentive_program_id) is distinct from the_policy
    or app.lacks_review('APPROVAL_POLICY', the_policy)`,
  ],
];

function rewritten(name: string, asked: string, instead: string): string {
  return `
do $rewrite$
declare
  asked constant text := $asked$${asked}$asked$;
  definition text;
begin
  select pg_get_functiondef(routine.oid) into strict definition
  from pg_proc as routine
  where routine.pronamespace = 'app'::regnamespace and routine.proname = '${name}';
  if (length(definition) - length(replace(definition, asked, ''))) <> length(asked) then
    raise exception 'app.${name} does not ask what is to be waived, or asks it twice';
  end if;
  execute replace(definition, asked, $instead$${instead}$instead$);
end
$rewrite$`;
}
