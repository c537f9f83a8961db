import type { MigrationInterface, QueryRunner } from "typeorm";

const VENDOR = "01970000-0000-7000-8000-000000000002";

// The vendor's own row in partner has no members and nobody is invited to it; no key is its, and no credit.
const EARNS_NOTHING = `
alter table api_key add constraint api_key_not_of_vendors_row check (partner_id <> '${VENDOR}');
alter table credit add constraint credit_not_of_vendors_row check (partner_id <> '${VENDOR}');
`;

const REGISTERING = `
grant insert (external_reference, campaign, notes) on lead to app_vendor;
grant insert on lead_term to app_vendor;
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('registerVendorLead', 'NONE', 'SUBMITTED', 'app_vendor', 'REGISTERED');
`;

/** The vendor registers leads under its own row in partner: they are matched, accepted and qualified as others. */
export class TheVendorHasLeadsOfItsOwn1795298400094 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(EARNS_NOTHING);
    await runner.query(REGISTERING);
  }

  public async down(): Promise<void> {
    throw new Error("leads of the vendor's own are not dropped: restore a backup instead");
  }
}
