import type { MigrationInterface, QueryRunner } from "typeorm";

/** Payouts and statements of partners are files of the books as well, and each may be one of columns. */
export class PayoutsAndStatementsAreFilesToo1795298400582 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(namesOf("kind", [...KINDS, "PAYOUT_LINES", "PARTNER_STATEMENTS"]));
    await runner.query(namesOf("format", [...FORMATS, "PARQUET"]));
  }

  /** Refused by the checks where such a file was asked for: that is on record. */
  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(namesOf("kind", KINDS));
    await runner.query(namesOf("format", FORMATS));
  }
}

const KINDS = ["CREDIT_DETAIL", "TRIAL_BALANCE", "GL_JOURNAL", "AUDIT_EXTRACT"];
const FORMATS = ["CSV", "CSV_EXCEL", "JSONL", "XLSX"];

const namesOf = (column: string, names: readonly string[]): string => `
alter table export_run
  drop constraint export_run_${column},
  add constraint export_run_${column} check (${column} in (${names.map((name) => `'${name}'`).join(", ")}));
`;
