import type { MigrationInterface, QueryRunner } from "typeorm";

/** A rule says whether what it pays is an expense at once, or a cost of obtaining the contract that is won. */
export class RulesSayHowCostsAreBooked1795298400371 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TREATMENT);
  }

  public async down(): Promise<void> {
    throw new Error("what was posted to a cost of contracts stays there: restore a backup instead");
  }
}

// Only a deal that is won is a contract whose cost can be carried; the rights on the table cover the column.
const TREATMENT = `
alter table incentive_rule
  add column gl_treatment text not null default 'EXPENSE',
  add constraint incentive_rule_gl_treatment check (
    gl_treatment = 'EXPENSE' or gl_treatment = 'CAPITALIZE' and milestone = 'WON');
comment on column incentive_rule.gl_treatment is
  'EXPENSE: what it pays is booked to expense; CAPITALIZE: to contract_cost_asset, of the WON of a deal alone';
`;
