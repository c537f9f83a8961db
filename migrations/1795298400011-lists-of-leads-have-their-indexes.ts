import type { MigrationInterface, QueryRunner } from "typeorm";

// A list is read in the order of an index, from where its page begins, for a partner and for the
// vendor. What orders a list may not be null, or a page could not begin where the last one ended.
const INDEXES = `
alter table lead add column revisit_order date not null
  generated always as (coalesce(revisit_on, 'infinity'::date)) stored;
comment on column lead.revisit_order is 'Orders lists by revisit_on; leads without one stand behind all others';

create index lead_of_partner_by_update on lead (partner_id, updated_at desc, id desc);
create index lead_by_update on lead (updated_at desc, id desc);
create index lead_of_partner_by_revisit on lead (partner_id, revisit_order desc, id desc);
create index lead_by_revisit on lead (revisit_order desc, id desc);
create index lead_by_external_reference on lead (external_reference) where external_reference is not null;
create index lead_of_owner on lead (owner_id, claimed_at desc, id desc) where owner_id is not null;
create index lead_of_partner_by_campaign on lead (partner_id, campaign, claimed_at desc, id desc)
  where campaign is not null;
create index lead_by_campaign on lead (campaign, claimed_at desc, id desc) where campaign is not null;
`;

export class ListsOfLeadsHaveTheirIndexes1795298400011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
  }

  async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}
