import type { MigrationInterface, QueryRunner } from "typeorm";

/** Which of the vendor's people opened a lead before it was accepted, so that a claim of theirs can be judged. */
export class WhoLookedIsOnRecord1795298400098 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOOKS);
  }

  public async down(): Promise<void> {
    throw new Error("who looked is not forgotten: restore a backup instead");
  }
}

// Once per person and day: the first look tells all that is asked of it.
const LOOKS = `
create table lead_look (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  member_id uuid not null,
  day date not null,
  looked_at timestamptz(3) not null,
  constraint lead_look_pkey primary key (id),
  constraint lead_look_once unique (lead_id, member_id, day),
  constraint lead_look_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id)
);
create index lead_look_of_lead on lead_look (partner_id, lead_id, looked_at, id);
call app.give_policies('lead_look', 'vendor_only');
call app.make_append_only('lead_look');
grant select, insert on lead_look to app_vendor;
grant select on lead_look to app_jobs;
comment on table lead_look is 'That one of the vendor''s people opened a lead that was not accepted yet; once a day each';
`;
