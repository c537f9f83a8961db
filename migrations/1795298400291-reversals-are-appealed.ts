import type { MigrationInterface, QueryRunner } from "typeorm";

/** A partner whose credit was taken back appeals once, in time; what was taken back wrongly is credited again. */
export class ReversalsAreAppealed1795298400291 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(APPEALS);
    await runner.query(GUARDS);
    await runner.query(AGAIN);
  }

  public async down(): Promise<void> {
    throw new Error("what was appealed is not forgotten: restore a backup instead");
  }
}

// Of who decided, and why, a partner reads nothing; that the credit is its own the foreign key says.
const APPEALS = `
alter table credit add constraint credit_of_partner_once unique (partner_id, id);
create table reversal_appeal (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  grounds text not null,
  state text not null default 'OPEN',
  opened_by uuid not null,
  opened_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  constraint reversal_appeal_pkey primary key (id),
  constraint reversal_appeal_once unique (partner_id, credit_id),
  constraint reversal_appeal_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint reversal_appeal_grounds check (char_length(grounds) between 1 and 2000),
  constraint reversal_appeal_note check (
    note is null or char_length(note) between 1 and 2000 and decided_at is not null),
  constraint reversal_appeal_state check (state in ('OPEN', 'UPHELD', 'DISMISSED')),
  constraint reversal_appeal_decided check (num_nonnulls(decided_by, decided_at) = case when state = 'OPEN' then 0 else 2 end)
);
create index reversal_appeal_of_credit on reversal_appeal (credit_id);
create index reversal_appeal_of_partner on reversal_appeal (partner_id, opened_at, id);
create index reversal_appeal_by_age on reversal_appeal (opened_at, id);
call app.give_policies('reversal_appeal', 'partner_writes');
call app.require_new_ids('reversal_appeal');
call app.make_endable('reversal_appeal', 'decided_at', 'state', 'decided_by', 'note');
grant select (id, partner_id, credit_id, grounds, state, opened_by, opened_at, decided_at),
  insert (id, partner_id, credit_id, grounds, opened_by, opened_at) on reversal_appeal to app_partner;
grant select, update (state, decided_by, decided_at, note) on reversal_appeal to app_vendor;
grant select on reversal_appeal to app_jobs;
comment on table reversal_appeal is 'A partner disagrees with its credit being taken back: once, in time, decided by somebody who took no part';
`;

const GUARDS = `
create function app.guard_reversal_appeal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.opened_by is distinct from app.actor() or not app.is_present(new.opened_at) or not exists (
    select
    from public.credit
    where partner_id = new.partner_id and id = new.credit_id and appeal_until > new.opened_at
  ) then
    raise exception 'an appeal is of a credit that was taken back, in time, by whoever makes it'
      using errcode = 'BT002', constraint = 'reversal_appeal_in_time';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_reversal_appeal() from public;
create trigger reversal_appeal_guard before insert on reversal_appeal
for each row execute function app.guard_reversal_appeal();

create function app.guard_appeal_decision()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.decided_by is distinct from app.actor() or exists (
    select
    from public.credit
    join public.credit_reversal as reversal on reversal.award_id = credit.award_id and reversal.state = 'DONE'
    where credit.id = new.credit_id and (new.decided_by in (reversal.requested_by, reversal.decided_by) or exists (
      select
      from public.membership as deciding
      join public.membership as taking on taking.user_id = deciding.user_id
      where deciding.id = new.decided_by and taking.id in (reversal.requested_by, reversal.decided_by)))
  ) then
    raise exception 'an appeal is decided by somebody who took no part in the reversal'
      using errcode = 'BT002', constraint = 'reversal_appeal_two_persons';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_appeal_decision() from public;
create trigger reversal_appeal_decision_guard before update on reversal_appeal
for each row execute function app.guard_appeal_decision();
`;

const AGAIN = `
alter table award
  add column reinstates_award_id uuid,
  add constraint award_reinstates_fkey foreign key (reinstates_award_id) references award (id),
  add constraint award_reinstates_other check (reinstates_award_id <> id);
create unique index award_reinstates_once on award (reinstates_award_id) where reinstates_award_id is not null;
comment on column award.reinstates_award_id is 'The award that was taken back wrongly, as an appeal said, and is credited again by this one';
`;
