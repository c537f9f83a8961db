import type { MigrationInterface, QueryRunner } from "typeorm";

const VENDOR = "'01970000-0000-7000-8000-000000000002'";

// The vendor's role may insert leads and offers; here it is held to what registerLeadFor, registerVendorLead and
// offerLead do: now, by who acts, and marked where the lead is a partner's.
const REGISTERED = `
create or replace function app.guard_registered_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.stage_move
    where from_stage = 'NONE' and to_stage = new.stage and database_role = current_user and event_type = 'REGISTERED'
  ) then
    raise exception 'no lead is registered as % by %', new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  if new.registered_by is distinct from app.actor()
    or not app.is_present(new.claimed_at)
    or new.registered_by_vendor = (new.partner_id = ${VENDOR}) then
    raise exception 'the vendor registers a lead now, by who acts, and says so where it is a partner''s'
      using errcode = 'BT002', constraint = 'lead_registered_by_vendor';
  end if;
  return new;
end
$$;
`;

const OFFERED = `
create function app.guard_new_offer()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if (new.state, new.version) is distinct from ('OFFERED', 1)
    or new.offered_by is distinct from app.actor()
    or not app.is_present(new.offered_at)
    or new.partner_id = ${VENDOR}
    or not exists (
      select
      from public.lead
      where lead.id = new.lead_id and lead.partner_id = ${VENDOR} and lead.stage = 'SAL'
    ) then
    raise exception 'a lead of the vendor''s own that sales has accepted is offered to a partner now, by who acts'
      using errcode = 'BT002', constraint = 'offer_begins';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_new_offer() from public;
create trigger offer_guard_new before insert on offer for each row
when (current_user = 'app_vendor')
execute function app.guard_new_offer();
`;

/** The vendor's role inserts no lead and no offer that its verbs would not. */
export class TheVendorsRoleWritesWhatItsVerbsDo1795298400112 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REGISTERED);
    await runner.query(OFFERED);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
