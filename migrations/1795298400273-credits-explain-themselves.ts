import type { MigrationInterface, QueryRunner } from "typeorm";

/** A credit keeps how it came about, as far as it is its partner's to know. */
export class CreditsExplainThemselves1795298400273 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table credit
  add column account jsonb,
  add constraint credit_account check (jsonb_typeof(account) = 'object');
comment on column credit.account is 'How the share came about, step by step, without what is others'' alone; null of those that were earned before it was kept';`);
  }

  public async down(): Promise<void> {
    throw new Error("what was said of a credit is not forgotten: restore a backup instead");
  }
}
