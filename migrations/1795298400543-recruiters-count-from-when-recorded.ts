import type { MigrationInterface, QueryRunner } from "typeorm";

/** The database itself holds that a recruiter counts from when it is recorded, and for nothing that was earned before. */
export class RecruitersCountFromWhenRecorded1795298400543 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RECORDED);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("when a recruiter was recorded is kept: restore a backup instead");
  }
}

// Of whoever was recorded before this it is not known. Nobody is granted to say it: the database does.
const RECORDED = `
alter table recruitment add column recorded_at timestamptz(3);
alter table recruitment alter column recorded_at set default now();
comment on column recruitment.recorded_at is
  'When it was recorded, by the clock of the database; null of what was before that was kept';
`;

// Fires behind recruitment_guard, by its name. The present is minutes wide, since clocks of servers differ; of what was
// earned it is held apart to the millisecond.
const GUARD = `
create function app.guard_recruitment_days()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  turns_at timestamptz := case tg_op when 'INSERT' then new.starts_at else new.ends_at end;
begin
  if tg_op = 'INSERT' and new.recorded_at is distinct from now()::timestamptz(3) then
    raise exception 'the database says when a recruiter is recorded'
      using errcode = 'BT002', constraint = 'recruitment_recorded_now';
  end if;
  if app.is_present(turns_at) is not true then
    raise exception 'a recruiter counts from when it is recorded, until its end is'
      using errcode = 'BT002', constraint = 'recruitment_turns_now';
  end if;
  if exists (
    select from public.credit where credit.partner_id = new.partner_id and credit.earned_at >= turns_at
  ) then
    raise exception 'who counts as recruiter stays as it was for what was earned already'
      using errcode = 'BT002', constraint = 'recruitment_behind_what_was_earned';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_recruitment_days() from public;
create trigger recruitment_guard_days after insert or update on recruitment
for each row execute function app.guard_recruitment_days();
alter table recruitment enable always trigger recruitment_guard_days;
`;
