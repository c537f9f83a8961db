import type { MigrationInterface, QueryRunner } from "typeorm";

/** When a partner was terminated: its leads earn for some days behind that, and what is paid by the month no longer. */
export class MonthsOfTerminatedPartnersEnd1795298400541 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMINATED);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "alter table partner drop column terminated_at cascade; drop function app.note_termination cascade",
    );
  }
}

// Those that were terminated before were last written then, or after it.
const TERMINATED = `
alter table partner add column terminated_at timestamptz(3);
create function app.note_termination()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.terminated_at := case
    when new.state <> 'TERMINATED' then null
    when tg_op = 'INSERT' or old.state <> 'TERMINATED' then coalesce(new.updated_at, new.created_at)
    else coalesce(old.terminated_at, new.updated_at)
  end;
  return new;
end
$$;
revoke execute on function app.note_termination() from public;
create trigger partner_ends before insert or update of state, terminated_at on partner for each row
execute function app.note_termination();
update partner set state = state where state = 'TERMINATED';
alter table partner add constraint partner_terminated check ((state = 'TERMINATED') = (terminated_at is not null));
comment on column partner.terminated_at is 'When it was terminated, which it stays; null while it is not';
`;
