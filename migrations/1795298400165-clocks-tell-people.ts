import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whom a step of a clock concerns is known when it happens: they are told, and nobody else. */
export class ClocksTellPeople1795298400165 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query("alter table notice_occasion add column member_ids uuid[]");
    await runner.query(
      "comment on column notice_occasion.member_ids is 'Exactly these are told; null where its kind and its lead say whom'",
    );
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("alter table notice_occasion drop column member_ids");
  }
}
