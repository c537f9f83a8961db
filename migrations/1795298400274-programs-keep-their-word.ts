import type { MigrationInterface, QueryRunner } from "typeorm";

/** An incentive program may pay by what it promised when a lead was registered, whatever was put in force since. */
export class ProgramsKeepTheirWord1795298400274 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table incentive_program
  add column version_pin text not null default 'EVENT',
  add constraint incentive_program_version_pin check (version_pin in ('EVENT', 'REGISTRATION'));
grant insert (version_pin) on incentive_program to app_vendor;
grant select (version_pin) on incentive_program to app_partner;
comment on column incentive_program.version_pin is 'Whether a lead is paid by the version in force when it reaches a milestone, or when it was claimed';`);
  }

  public async down(): Promise<void> {
    throw new Error("what was promised is not forgotten: restore a backup instead");
  }
}
