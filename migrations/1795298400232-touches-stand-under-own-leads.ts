import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whose lead a partner's touch is of needs no trigger to be said: it is its own by default, and the policy asks for that. */
export class TouchesStandUnderOwnLeads1795298400232 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table touchpoint alter column lead_partner_id set default nullif(current_setting('app.partner_id', true), '')::uuid;
create or replace function app.guard_touchpoint()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.recorded_by is distinct from app.actor() or (new.source = 'PARTNER') <> (current_user = 'app_partner') then
    raise exception 'a touchpoint names who records it, and on whose side'
      using errcode = 'BT002', constraint = 'touchpoint_by_actor';
  end if;
  return new;
end
$$;`);
  }

  public async down(): Promise<void> {
    throw new Error("what was recorded is not forgotten: restore a backup instead");
  }
}
