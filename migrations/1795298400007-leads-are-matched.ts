import type { MigrationInterface, QueryRunner } from "typeorm";

/** Matching and conflicts: the vendor's knowledge of who else claims a prospect. */
export class LeadsAreMatched1795298400007 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MATCHING);
    await runner.query(CONFLICTS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table conflict, lead_matching");
  }
}

// Tables of their own: the lead's version and times must not move when its rivals are looked for,
// or a partner could tell from them.
const MATCHING = `
create table lead_matching (
  lead_id uuid not null,
  partner_id uuid not null,
  finished_at timestamptz(3) not null,
  constraint lead_matching_pkey primary key (partner_id, lead_id),
  constraint lead_matching_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id)
);
call app.give_policies('lead_matching', 'vendor_only');
grant select on lead_matching to app_vendor, app_jobs;
grant insert on lead_matching to app_jobs;
grant update (finished_at) on lead_matching to app_jobs;
comment on table lead_matching is 'A row says that the lead was compared with all others; without one it cannot be accepted';
`;

const CONFLICTS = `
create table conflict (
  id uuid not null,
  incumbent_lead_id uuid not null,
  challenger_lead_id uuid not null,
  state text not null,
  matched_on text[] not null,
  opened_at timestamptz(3) not null,
  ended_at timestamptz(3),
  version integer not null default 1,
  constraint conflict_pkey primary key (id),
  constraint conflict_incumbent_fkey foreign key (incumbent_lead_id) references lead (id),
  constraint conflict_challenger_fkey foreign key (challenger_lead_id) references lead (id),
  constraint conflict_two_leads check (incumbent_lead_id <> challenger_lead_id),
  constraint conflict_pair_once unique (incumbent_lead_id, challenger_lead_id),
  constraint conflict_state check (state in ('OPEN', 'LAPSED')),
  constraint conflict_ended check ((state = 'OPEN') = (ended_at is null)),
  constraint conflict_matched_on check (cardinality(matched_on) > 0 and matched_on <@ array['EMAIL', 'COMPANY'])
);
create index conflict_of_challenger on conflict (challenger_lead_id);
create index conflict_by_age on conflict (opened_at, id);
call app.give_policies('conflict', 'vendor_only');
grant select on conflict to app_vendor, app_jobs;
grant insert on conflict to app_jobs;
grant update (state, ended_at, version) on conflict to app_vendor, app_jobs;
comment on table conflict is 'Two leads of different partners that name the same prospect; the incumbent claimed first';
`;
