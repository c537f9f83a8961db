import type { MigrationInterface, QueryRunner } from "typeorm";

/** An SQL may be won at once: its deal is opened on the way, which a rule may pay or not. */
export class SqlsAreWonAtOnce1795298400333 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(RULES);
    await runner.query(AWARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was won at once stays won: restore a backup instead");
  }
}

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type, passes)
values ('winLead', 'SQL', 'WON', 'app_vendor', 'WON', '{OPPORTUNITY}');
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('undoMove', 'WON', 'SQL', 'app_vendor', 'UNDONE');
`;

// Nothing but an opportunity is ever passed over.
const RULES = `
alter table incentive_rule
  add column on_skip text not null default 'ONLY_REACHED',
  add constraint incentive_rule_on_skip check (
    on_skip = 'ONLY_REACHED' or on_skip = 'PAY_SKIPPED' and milestone = 'OPPORTUNITY');
comment on column incentive_rule.on_skip is 'Whether it pays where a move passes over its milestone';
`;

const AWARDS = `
alter table award
  drop constraint award_gate,
  add constraint award_gate check (
    gate is null or gross_minor = 0
      and gate in ('ONE_PER_COMPANY_IN_CYCLE', 'TENDER_EARNED', 'MILESTONE_EARNED', 'OTHER_CURRENCY', 'NO_RATE', 'CONDITION_NOT_MET',
        'MILESTONE_SKIPPED')),
  add constraint award_skipped check ((gate = 'MILESTONE_SKIPPED') is not true or calculation @> '{"isPassedOver": true}');
`;
