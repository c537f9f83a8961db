import type { MigrationInterface, QueryRunner } from "typeorm";

/** Something may be paid on top of the other rules of a milestone, for a time. */
export class SpiffsPayOnTop1795298400331 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(OVER);
    await runner.query(IN_TIME);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned on top is not dropped: restore a backup instead");
  }
}

// A milestone has one rule of a version, and any number of spiffs beside it.
const RULES = `
alter table incentive_rule
  add column spiff_name text,
  add column starts_at timestamptz(3),
  add column ends_at timestamptz(3),
  add constraint incentive_rule_spiff check (
    num_nonnulls(spiff_name, starts_at, ends_at) in (0, 3) and (spiff_name is not null) = (key ~ '^spiff_[a-z][a-z0-9_]{0,39}$')
    and (spiff_name is null or char_length(spiff_name) between 1 and 100 and ends_at > starts_at));
create unique index incentive_rule_one_of_milestone on incentive_rule (version_id, milestone) where spiff_name is null;
comment on column incentive_rule.spiff_name is 'What partners are told a spiff is called; null of the rule that its milestone has always';
comment on column incentive_rule.ends_at is 'From when a spiff pays no more, by the instant of the milestone';
`;

const OVER = `
create function app.guard_spiffs_of_version()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from public.incentive_rule as rule where rule.version_id = new.id and rule.ends_at <= new.effective_at) then
    raise exception 'a spiff is over before its version begins'
      using errcode = 'BT001', constraint = 'incentive_rule_spiff_is_over';
  end if;
  return new;
end
$$;
create trigger incentive_program_version_spiffs before insert or update of state on incentive_program_version
for each row when (new.state = 'APPROVED') execute function app.guard_spiffs_of_version();
alter table incentive_program_version enable always trigger incentive_program_version_spiffs;
`;

// Once the statement is done: the rule may be written beside the award.
const IN_TIME = `
create function app.guard_spiff_in_time()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.incentive_rule as rule
    where rule.version_id = new.version_id and rule.key = new.rule_key
      and rule.starts_at <= new.event_at and rule.ends_at > new.event_at
  ) then
    raise exception 'a spiff is earned in its time'
      using errcode = 'BT001', constraint = 'award_in_time_of_spiff';
  end if;
  return null;
end
$$;
create trigger award_in_time_of_spiff after insert on award
for each row when (new.kind = 'AWARD' and new.rule_key like 'spiff\\_%') execute function app.guard_spiff_in_time();
alter table award enable always trigger award_in_time_of_spiff;
`;
