import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who of the vendor's staff works together, on what, how much, and when not. */
export class TheStaffIsArranged1795298400130 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEAMS);
    await runner.query(QUEUES);
    await runner.query(TERRITORIES_AND_SKILLS);
    await runner.query(REPS);
    await runner.query(ABSENCES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop table absence, rep_profile, skill, territory, queue, team_member, team",
    );
  }
}

/** What a table of named things has besides what it says. */
const named = (table: string): string => `
  name text not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint ${table}_pkey primary key (id),
  constraint ${table}_name_once unique (name),
  constraint ${table}_name_length check (char_length(name) between 1 and 100)`;

// last_turn says who of the team had a turn when: whoever had none for longest is next.
const TEAMS = `
create table team (
  id uuid not null,
  manager_id uuid,
  ${named("team")},
  constraint team_manager_fkey foreign key (manager_id) references membership (id)
);
create index team_by_age on team (created_at, id);
call app.give_policies('team', 'vendor_only');
grant select on team to app_vendor, app_jobs;
grant insert, update (name, manager_id, version, updated_at) on team to app_vendor;
comment on table team is 'People of the vendor''s who work on leads together';

create table team_member (
  team_id uuid not null,
  member_id uuid not null,
  joined_at timestamptz(3) not null,
  last_turn integer not null default 0,
  constraint team_member_pkey primary key (team_id, member_id),
  constraint team_member_team_fkey foreign key (team_id) references team (id),
  constraint team_member_member_fkey foreign key (member_id) references membership (id)
);
create index team_member_of_member on team_member (member_id);
call app.give_policies('team_member', 'vendor_only');
grant select, insert, delete, update (last_turn) on team_member to app_vendor;
grant select, update (last_turn) on team_member to app_jobs;
comment on table team_member is 'Who is in a team; last_turn grows with each lead that the team''s turn brought, whoever has the least is next';
`;

const QUEUES = `
create table queue (
  id uuid not null,
  team_id uuid,
  ${named("queue")},
  constraint queue_team_fkey foreign key (team_id) references team (id)
);
create index queue_by_age on queue (created_at, id);
call app.give_policies('queue', 'vendor_only');
grant select on queue to app_vendor, app_jobs;
grant insert, update (name, team_id, version, updated_at) on queue to app_vendor;
comment on table queue is 'Where leads wait for somebody to claim them: anybody in sales, or of its team alone';
`;

const TERRITORIES_AND_SKILLS = `
create table territory (
  id uuid not null,
  areas jsonb not null,
  ${named("territory")},
  constraint territory_areas check (jsonb_typeof(areas) = 'array')
);
create index territory_by_age on territory (created_at, id);
call app.give_policies('territory', 'vendor_only');
grant select on territory to app_vendor, app_jobs;
grant insert, update (name, areas, version, updated_at) on territory to app_vendor;
comment on table territory is 'Areas in which people of the vendor''s sell: [{country, region, postcodePrefix}], each as narrow as it says';

create table skill (
  id uuid not null,
  ${named("skill")}
);
create index skill_by_age on skill (created_at, id);
call app.give_policies('skill', 'vendor_only');
grant select on skill to app_vendor, app_jobs;
grant insert, update (name, version, updated_at) on skill to app_vendor;
comment on table skill is 'Something that a lead may ask of whoever works on it';
`;

const REPS = `
create table rep_profile (
  id uuid not null,
  member_id uuid not null,
  capacity integer,
  skill_ids uuid[] not null default '{}',
  territory_ids uuid[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint rep_profile_pkey primary key (id),
  constraint rep_profile_once unique (member_id),
  constraint rep_profile_member_fkey foreign key (member_id) references membership (id),
  constraint rep_profile_capacity check (capacity between 0 and 10000)
);
create index rep_profile_by_age on rep_profile (created_at, id);
call app.give_policies('rep_profile', 'vendor_only');
grant select on rep_profile to app_vendor, app_jobs;
grant insert, update (capacity, skill_ids, territory_ids, version, updated_at) on rep_profile to app_vendor;
comment on table rep_profile is 'What is known of somebody who works on leads: how many at once (null: any number), with which skills, where';
`;

const ABSENCES = `
create table absence (
  id uuid not null,
  member_id uuid not null,
  deputy_id uuid,
  absent_from timestamptz(3) not null,
  absent_until timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  ended_at timestamptz(3),
  constraint absence_pkey primary key (id),
  constraint absence_member_fkey foreign key (member_id) references membership (id),
  constraint absence_deputy_fkey foreign key (deputy_id) references membership (id),
  constraint absence_deputy check (deputy_id <> member_id),
  constraint absence_times check (absent_until > absent_from),
  constraint absence_one_at_a_time exclude using gist (member_id extension.gist_uuid_ops with =, tstzrange(absent_from, absent_until) with &&)
    where (ended_at is null)
);
create index absence_by_start on absence (absent_from desc, id desc);
call app.give_policies('absence', 'vendor_only');
call app.make_endable('absence', 'ended_at');
grant select, insert, update (ended_at) on absence to app_vendor;
grant select on absence to app_jobs;
comment on table absence is 'When somebody takes no leads, and who takes them instead; ended_at where it was called off';
`;
