import type { MigrationInterface, QueryRunner } from "typeorm";

/** Both sides write comments on a lead, and the vendor's people some that are theirs alone. */
export class LeadsAreCommented1795298400140 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(COMMENTS);
    await runner.query(INTERNAL_COMMENTS);
  }

  public async down(): Promise<void> {
    throw new Error("what was said is not forgotten: restore a backup instead");
  }
}

// What is said to both sides is an event, as all that both sides see. Not where a decision closed the
// lead: that is answered by an appeal, whose waiting ends with the next event.
const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'addComment', stage, stage, role, 'COMMENTED'
from unnest(array['SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED', 'WON', 'LOST']) as stage
cross join unnest(array['app_partner', 'app_vendor']) as role;
`;

// Many events say nothing: what is said of a lead is found without them.
const COMMENTS = `
create index lead_event_comments on lead_event (partner_id, lead_id, seq) where comment is not null;
alter table lead_event add constraint lead_event_comment_is_said check (type <> 'COMMENTED' or comment is not null);
`;

// No event and no version: nothing that its partner can reach moves.
const INTERNAL_COMMENTS = `
create table lead_internal_comment (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  text text not null,
  written_at timestamptz(3) not null,
  written_by uuid not null,
  constraint lead_internal_comment_pkey primary key (id),
  constraint lead_internal_comment_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_internal_comment_text check (length(text) between 1 and 2000)
);
create index lead_internal_comment_of_lead on lead_internal_comment (partner_id, lead_id, written_at, id);
call app.give_policies('lead_internal_comment', 'vendor_only');
call app.make_append_only('lead_internal_comment');
grant select, insert on lead_internal_comment to app_vendor;
grant select on lead_internal_comment to app_jobs;
comment on table lead_internal_comment is 'What the vendor''s people say of a lead among themselves: never changed, and no partner''s role reaches it';
`;
