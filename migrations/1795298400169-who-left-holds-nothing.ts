import type { MigrationInterface, QueryRunner } from "typeorm";

/** A lead that comes to somebody who left in the same moment is handed on as all others of theirs are. */
export class WhoLeftHoldsNothing1795298400169 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDERS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop trigger assignment_is_held on assignment");
    await runner.query("drop function app.hand_on_what_leavers_get()");
    await runner.query("drop policy membership_held on membership");
  }
}

// Whoever gives a lead looked before; who leaves meanwhile is waited for here, or waits, and the job
// that hands on all that a leaver holds comes behind both.
const HOLDERS = `
create policy membership_held on membership to current_user using (true) with check (true);
create function app.hand_on_what_leavers_get()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  left_at timestamptz;
begin
  select deactivated_at into left_at
  from public.membership
  where id = new.member_id
  for share;
  if left_at is not null then
    perform graphile_worker.add_job(
      'hand_leads_on',
      json_build_object('memberId', new.member_id),
      job_key := 'hand_leads_on:' || new.member_id,
      max_attempts := 20
    );
  end if;
  return new;
end
$$;
revoke execute on function app.hand_on_what_leavers_get() from public;
create trigger assignment_is_held before insert on assignment for each row
when (new.member_id is not null)
execute function app.hand_on_what_leavers_get();
`;
