import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was settled in a period is found by when its leads became SQLs. */
export class SqlsAreFoundByTime1795298400262 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create index lead_by_sql on lead (sales_qualified_at, id) where sales_qualified_at is not null;
create index lead_of_partner_by_sql on lead (partner_id, sales_qualified_at, id) where sales_qualified_at is not null;`);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}
