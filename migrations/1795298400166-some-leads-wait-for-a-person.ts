import type { MigrationInterface, QueryRunner } from "typeorm";

/** Of leads that are accepted by themselves a share waits for a person, so that those that others claim do not stand out. */
export class SomeLeadsWaitForAPerson1795298400166 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHARES);
  }

  public async down(): Promise<void> {
    throw new Error("what policies promised is not forgotten: restore a backup instead");
  }
}

// Policies from before get the least share. The owner is under the policies as well.
const SHARES = `
alter table sla_policy_version add column held_back_percent integer;
alter table sla_policy_version no force row level security;
alter table sla_policy_version disable trigger sla_policy_version_append_only;
update sla_policy_version set held_back_percent = 10 where consequence = 'AUTO_ACCEPT';
alter table sla_policy_version enable always trigger sla_policy_version_append_only;
alter table sla_policy_version force row level security;
alter table sla_policy_version add constraint sla_policy_version_held_back check (
  case when consequence = 'AUTO_ACCEPT'
    then held_back_percent is not null and held_back_percent between 10 and 90
    else held_back_percent is null
  end);
comment on column sla_policy_version.held_back_percent is 'Of AUTO_ACCEPT: the share of leads that wait for a person, whoever else claims them';
`;
