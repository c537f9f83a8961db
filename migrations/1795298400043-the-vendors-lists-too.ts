import type { MigrationInterface, QueryRunner } from "typeorm";

// The same for the vendor, whose lists run over all partners' leads: a stage that no lead has was
// looked for from lead to lead.
const WITH_FILTERS = `
drop index lead_by_claim, lead_by_update, lead_by_revisit;
create index lead_by_claim on lead (claimed_at desc, id desc, stage, owner_id);
create index lead_by_update on lead (updated_at desc, id desc, stage, owner_id, claimed_at);
create index lead_by_revisit on lead (revisit_order desc, id desc, stage, owner_id, claimed_at);
`;

const WITHOUT = `
drop index lead_by_claim, lead_by_update, lead_by_revisit;
create index lead_by_claim on lead (claimed_at desc, id desc);
create index lead_by_update on lead (updated_at desc, id desc);
create index lead_by_revisit on lead (revisit_order desc, id desc);
`;

export class TheVendorsListsToo1795298400043 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WITH_FILTERS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(WITHOUT);
  }
}
