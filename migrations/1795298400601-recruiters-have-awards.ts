import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a recruiter has is an award of its own, of the credit of which it is a percent, and of no lead. */
export class RecruitersHaveAwards1795298400601 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(AWARDS);
    await runner.query(CREDITS);
    await runner.query(BEHIND);
    for (const { of, from, to } of READS_BEHIND) await runner.query(changed(of, from, to));
  }

  public async down(): Promise<void> {
    throw new Error("what recruiters earned is owed: restore a backup instead");
  }
}

// Named by no lead, it is in no sum of what a lead earned, and no partner finds a lead by it.
const AWARDS = `
alter table award
  add column recruited_credit_id uuid,
  alter column lead_id drop not null,
  drop constraint award_kind,
  add constraint award_kind check (kind in ('AWARD', 'ADJUST', 'TRUE_UP', 'RECRUITER')),
  add constraint award_recruited_fkey foreign key (recruited_credit_id) references credit (id),
  add constraint award_of_recruiter check (
    (recruited_credit_id is null) = (lead_id is not null)
    and (kind <> 'RECRUITER' or recruited_credit_id is not null and gross_minor > 0 and forfeited_minor = 0)
    and (recruited_credit_id is null or kind in ('RECRUITER', 'ADJUST') and volume_window_id is null));
create unique index award_of_recruiter_once on award (recruited_credit_id, n) where kind = 'RECRUITER';
create unique index award_of_recruiter_changed_once on award (adjusts_award_id, n)
  where kind = 'ADJUST' and recruited_credit_id is not null;
create index award_of_recruited on award (recruited_credit_id) where recruited_credit_id is not null;
comment on column award.recruited_credit_id is
  'Of RECRUITER, and what changes it: the credit of a partner of which whoever recruited it has a percent';
comment on column award.lead_id is 'Null of what a recruiter has: that is of a credit';

drop trigger award_keeps_recurrence on award;
create trigger award_keeps_recurrence after insert or update of reversed_at on award
for each row when (new.milestone = 'WON' and new.kind <> 'TRUE_UP' and new.lead_id is not null)
execute function app.keep_recurrence();
`;

const CREDITS = `
alter table credit
  alter column lead_id drop not null,
  alter column milestone drop not null,
  drop constraint credit_kind,
  add constraint credit_kind check (kind in ('AWARD', 'ADJUST', 'TRUE_UP', 'RECRUITER')),
  add constraint credit_of_recruiter check (
    (lead_id is null) = (milestone is null)
    and (lead_id is not null or kind in ('RECRUITER', 'ADJUST'))
    and (kind <> 'RECRUITER'
      or lead_id is null and share_minor > 0 and share_minor = award_gross_minor and held_minor = 0 and deferred_minor = 0)),
  drop constraint credit_reversal_reason,
  add constraint credit_reversal_reason check (reversal_reason in (
    'INACCURATE_DATA', 'NOT_AVAILABLE', 'FRAUD', 'ENTERED_IN_ERROR', 'WON_CANCELLED', 'UNDONE', 'SETTLED_ANEW', 'BASE_REVERSED')),
  add constraint credit_base_reversed check (reversal_reason <> 'BASE_REVERSED' or lead_id is null),
  drop constraint credit_appeal_until,
  add constraint credit_appeal_until check (
    (appeal_until is not null) = coalesce(reversal_reason not in ('UNDONE', 'SETTLED_ANEW', 'BASE_REVERSED'), false)
    and appeal_until > case when taken_back_ppm is null then reversed_at else earned_at end);
comment on column credit.lead_id is 'Null of what a recruiter has: it is told of no lead';
comment on column credit.milestone is 'Null of what a recruiter has: it is told of no lead';

drop trigger credit_is_watched on credit;
create trigger credit_is_watched after insert on credit
for each row when (new.kind not in ('ADJUST', 'RECRUITER'))
execute function queue.enqueue_fraud_watch();
drop trigger credit_change_is_told on credit;
create trigger credit_change_is_told after insert on credit
for each row when (
  new.kind = 'ADJUST' and new.taken_back_ppm is null and new.lead_id is not null and new.earned_at > now() - interval '1 day')
execute function app.note_adjustment();
`;

const BEHIND = `
create function app.award_behind(the_award uuid)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(source.award_id, own.id)
  from public.award as own
  left join public.credit as source on source.id = own.recruited_credit_id
  where own.id = the_award
$$;
revoke execute on function app.award_behind(uuid) from public;
grant execute on function app.award_behind(uuid) to app_vendor, app_jobs;
comment on function app.award_behind(uuid) is 'The award of whose credit a recruiter has a percent; of any other the award itself';

create function app.guard_reversal_of_recruiter()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from public.award where award.id = new.award_id and award.recruited_credit_id is not null) then
    raise exception 'what a recruiter has follows the credit of which it is a percent'
      using errcode = 'BT002', constraint = 'credit_reversal_not_of_recruiter';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_reversal_of_recruiter() from public;
create trigger credit_reversal_not_of_recruiter after insert on credit_reversal
for each row execute function app.guard_reversal_of_recruiter();
alter table credit_reversal enable always trigger credit_reversal_not_of_recruiter;
`;

/** A function as it stands by now, with one passage of it said otherwise: what else was changed of it stays. */
const changed = (of: string, from: string, to: string): string => `
do $patch$
declare
  was text := pg_get_functiondef('${of}'::regprocedure);
  made text := replace(was, $from$${from}$from$, $to$${to}$to$);
begin
  if made = was then
    raise exception '${of} does not say what is to be said otherwise';
  end if;
  execute made;
end
$patch$`;

const LEAD_BEHIND = `(
    select behind.lead_id
    from public.award as behind
    where behind.id = (select app.award_behind(own.award_id))
  )`;

/** Whoever may not approve, or set off, what a lead earned may not what a recruiter has of it. */
const READS_BEHIND = [
  {
    of: "app.obstacles_of_credit(uuid, uuid)",
    from: "case when earned.trues_up_for_id is null then earned.id else earned.trues_up_for_id end",
    to: "case when earned.trues_up_for_id is null then app.award_behind(earned.id) else earned.trues_up_for_id end",
  },
  {
    of: "app.obstacles_of_credit(uuid, uuid)",
    from: "app.leads_with(own.lead_id)",
    to: `app.leads_with(${LEAD_BEHIND})`,
  },
  {
    of: "app.is_clawback_disputed(uuid, uuid)",
    from: "app.leads_with(own.lead_id)",
    to: `app.leads_with(${LEAD_BEHIND})`,
  },
  {
    of: "app.obstacles_of_proposal(uuid, uuid)",
    from: `select item.*, own.lead_id, own.milestone, own.award_id
    from public.approval_item as item
    join public.credit as own on own.partner_id = item.partner_id and own.id = item.credit_id`,
    to: `select item.*, behind.lead_id, behind.milestone, behind.id as award_id
    from public.approval_item as item
    join public.credit as own on own.partner_id = item.partner_id and own.id = item.credit_id
    cross join lateral (
      select named.id, named.lead_id, named.milestone
      from public.award as named
      where named.id = (select app.award_behind(own.award_id))
      offset 0) as behind`,
  },
  {
    of: "app.guard_adjustment()",
    from: "adjusted.kind = 'AWARD'",
    to: "adjusted.kind in ('AWARD', 'RECRUITER')",
  },
  // what a recruiter has is taken of no cap, and gives none back
  {
    of: "app.release_caps()",
    from: "where award.reversed_at is not null and num_nonnulls",
    to: "where award.reversed_at is not null and award.lead_id is not null and num_nonnulls",
  },
] as const;
