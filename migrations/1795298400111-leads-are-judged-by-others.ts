import type { MigrationInterface, QueryRunner } from "typeorm";

// Whoever of the vendor's people brought a lead has a stake in it. The verbs refuse them, also of leads that go on in
// this one; the database refuses them of the lead itself.
const JUDGED = `
create function app.guard_own_registration()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.lead
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
      and lead.registered_by = new.actor_id and lead.origin = 'REGISTRATION'
  ) then
    raise exception 'a lead is accepted and qualified by somebody else than who registered it'
      using errcode = 'BT002', constraint = 'lead_event_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_own_registration() from public;
create trigger "GUARD_lead_event_by_another" after insert on lead_event for each row
when (new.by_vendor and new.type in ('ACCEPTED', 'QUALIFIED'))
execute function app.guard_own_registration();
`;

/** A lead is accepted and qualified by somebody else than who registered it. */
export class LeadsAreJudgedByOthers1795298400111 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(JUDGED);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
