import type { MigrationInterface, QueryRunner } from "typeorm";

/** A channel manager registers a lead for a partner, and the lead says so. */
export class TheVendorRegistersForPartners1795298400090 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ON_BEHALF);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("who registered a lead is not forgotten: restore a backup instead");
  }
}

// That a lead was registered by the vendor is the vendor's to say: partners have no grant on the column.
const ON_BEHALF = `
alter table lead add column registered_by_vendor boolean not null default false;
comment on column lead.registered_by_vendor is 'True where the vendor registered it for its partner';
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('registerLeadFor', 'NONE', 'SUBMITTED', 'app_vendor', 'REGISTERED');
grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, external_reference,
  registration_hash, source, campaign, notes, value_minor, value_currency, registered_by, registered_by_vendor, form_number,
  custom_fields, terms_number, created_at, updated_at) on lead to app_vendor;
grant insert (lead_id, partner_id, name, folded_name, domain, country, tax_id) on company to app_vendor;
grant insert (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, buying_role, consent_basis,
  consent_obtained_at, consent_source) on contact to app_vendor;
`;

const GUARD = `
create function app.guard_registration_on_behalf()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.registered_by is distinct from app.actor()
    or not app.is_present(new.claimed_at)
    or exists (select from public.partner where id = new.partner_id and is_vendor) then
    raise exception 'a lead is registered for a partner by who acts, and now'
      using errcode = 'BT002', constraint = 'lead_registered_on_behalf';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_registration_on_behalf() from public;
create trigger lead_registered_on_behalf before insert on lead for each row
when (new.registered_by_vendor) execute function app.guard_registration_on_behalf();
`;
