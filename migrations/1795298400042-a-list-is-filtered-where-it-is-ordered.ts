import type { MigrationInterface, QueryRunner } from "typeorm";

// What a partner filters its leads by stands behind the order in the index of that order. A page is
// planned without knowing how many leads a stage or an owner has: where there are none, the order is
// followed to its end, in the index alone and not from lead to lead.
const WITH_FILTERS = `
drop index lead_of_partner_by_claim, lead_of_partner_by_update, lead_of_partner_by_revisit;
create index lead_of_partner_by_claim on lead (partner_id, claimed_at desc, id desc, stage, owner_id);
create index lead_of_partner_by_update on lead (partner_id, updated_at desc, id desc, stage, owner_id, claimed_at);
create index lead_of_partner_by_revisit on lead (partner_id, revisit_order desc, id desc, stage, owner_id, claimed_at);
`;

const WITHOUT = `
drop index lead_of_partner_by_claim, lead_of_partner_by_update, lead_of_partner_by_revisit;
create index lead_of_partner_by_claim on lead (partner_id, claimed_at desc, id desc);
create index lead_of_partner_by_update on lead (partner_id, updated_at desc, id desc);
create index lead_of_partner_by_revisit on lead (partner_id, revisit_order desc, id desc);
`;

export class AListIsFilteredWhereItIsOrdered1795298400042 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(WITH_FILTERS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(WITHOUT);
  }
}
