import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was decided of leads, and what was assessed, is found by when it was. */
export class DecisionsOnLeadsAreFoundByDay1795298400533 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(INDEXES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop index lead_by_acceptance, lead_by_refusal, assessment_by_time, lead_assessment_by_time",
    );
  }
}

const INDEXES = `
create index lead_by_acceptance on lead (accepted_at) where accepted_at is not null;
create index lead_by_refusal on lead (stage_entered_at) where stage in ('REJECTED', 'RECYCLED', 'DISQUALIFIED');
create index assessment_by_time on assessment (assessed_at);
create index lead_assessment_by_time on lead_assessment (opened_at);
`;
