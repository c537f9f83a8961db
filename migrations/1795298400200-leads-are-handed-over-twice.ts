import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whoever qualified a lead hands it over to whoever closes it, who may send it back. */
export class LeadsAreHandedOverTwice1795298400200 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table assignment drop constraint assignment_cause");
    await runner.query(`
      alter table assignment add constraint assignment_cause check (cause in (
        'ROUTED', 'ACCEPTED', 'CLAIMED', 'RELEASED', 'REASSIGNED', 'LEFT', 'OVERDUE', 'HANDED_OVER', 'SENT_BACK'))`);
  }

  public async down(): Promise<void> {
    throw new Error("who handed a lead over is not forgotten: restore a backup instead");
  }
}
