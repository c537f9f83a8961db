import type { MigrationInterface, QueryRunner } from "typeorm";

/** A lead that the vendor found is known as such, however it went on from the partner that took it. */
export class WhoFoundALeadIsKnown1795298400102 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(FOUND);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function app.is_found_by_vendor(uuid)");
  }
}

// Merged into another partner's lead it is that partner's find no less than the vendor's; merged into
// one of the same partner's, it is what that partner was offered.
const FOUND = `
create function app.is_found_by_vendor(of_lead uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive chain (lead_id, is_offer) as (
    select of_lead, false
    union
    select before.lead_id, before.kind = 'OFFER'
    from chain
    join public.lead_succession as before on before.into_lead_id = chain.lead_id
    where before.kind in ('OFFER', 'TRANSFER') or before.kind = 'MERGE' and before.partner_id = before.into_partner_id
  )
  select exists (select from chain where is_offer)
$$;
revoke execute on function app.is_found_by_vendor(uuid) from public;
grant execute on function app.is_found_by_vendor(uuid) to app_vendor, app_jobs;
comment on function app.is_found_by_vendor(uuid) is
  'Whether a lead goes on from one of the vendor''s own that its partner, or one before it, took as an offer: it is owed to the vendor';
`;
