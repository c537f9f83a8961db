import type { MigrationInterface, QueryRunner } from "typeorm";

/** An award keeps for which product lines it was earned, and what is out to tender is earned once. */
export class AwardsSayForWhat1795298400103 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LINES);
    await runner.query(TENDERS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

const ALL = `'01970000-0000-7000-8000-000000000030'`;

// Of awards that stand already nothing better is known than the lines of their lead as it is now. The
// owner is under the policies as well, and under the guard that lets awards end and not change.
const LINES = `
alter table award add column product_line_ids uuid[] not null default array[${ALL}::uuid];
alter table award no force row level security;
alter table lead no force row level security;
alter table award disable trigger award_ends_once;
update award
set product_line_ids = lead.product_line_ids
from lead
where lead.id = award.lead_id and lead.product_line_ids <> award.product_line_ids;
alter table award enable always trigger award_ends_once;
alter table award force row level security;
alter table lead force row level security;
alter table award add constraint award_lines check (cardinality(product_line_ids) > 0);
comment on column award.product_line_ids is 'The lines that its lead named when it reached the milestone, each with all beneath it';
`;

const TENDERS = `
alter table award
  drop constraint award_gate,
  add constraint award_gate check (
    gate is null or gate in ('ONE_PER_COMPANY_IN_CYCLE', 'TENDER_EARNED') and gross_minor = 0);
`;
