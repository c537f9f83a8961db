import type { MigrationInterface, QueryRunner } from "typeorm";

// Which events there are was said three times: by two lists and by the stage table's rows, which the
// event's guard holds every event to. The rows say it alone.
const UP = `
alter table lead_event drop constraint lead_event_type;
alter table stage_move drop constraint stage_move_event_type,
  add constraint stage_move_event_type check (event_type ~ '^[A-Z]+(_[A-Z]+)*$');
`;

const EVENT_TYPES = `'REGISTERED', 'WITHDRAWN', 'ACCEPTED', 'REJECTED', 'RETURNED', 'QUALIFIED', 'DISQUALIFIED', 'CONVERTED', 'WON', 'LOST', 'PROMOTED', 'RESUMED', 'RESUBMITTED'`;

const DOWN = `
alter table stage_move drop constraint stage_move_event_type,
  add constraint stage_move_event_type check (event_type in (${EVENT_TYPES}));
alter table lead_event add constraint lead_event_type check (type in (${EVENT_TYPES}));
`;

export class TheStageTableSaysWhatHappens1795298400061 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(UP);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}
