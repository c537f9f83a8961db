import type { MigrationInterface, QueryRunner } from "typeorm";

/** A rule may ask something of a lead before it pays. */
export class RulesAskSomethingOfLeads1795298400330 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CONDITIONS);
    await runner.query(AWARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was asked of leads is not forgotten: restore a backup instead");
  }
}

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// A partner reads in words what is asked; the expression may tell how the vendor thinks.
const CONDITIONS = `
create table incentive_condition (
  version_id uuid not null,
  rule_key text not null,
  key text not null,
  label text not null,
  expression text not null,
  constraint incentive_condition_pkey primary key (version_id, rule_key, key),
  constraint incentive_condition_rule_fkey foreign key (version_id, rule_key) references incentive_rule (version_id, key),
  constraint incentive_condition_key check (key ~ '^[a-z][a-z0-9_]{0,39}$'),
  constraint incentive_condition_label check (char_length(label) between 1 and 200),
  constraint incentive_condition_expression check (char_length(expression) between 1 and 1000)
);
call app.give_policies('incentive_condition', 'reference');
drop policy incentive_condition_reference on incentive_condition;
drop policy incentive_condition_vendor on incentive_condition;
create policy incentive_condition_vendor on incentive_condition to app_vendor, app_jobs using ${ACTS} with check ${ACTS};
create policy incentive_condition_partner on incentive_condition for select to app_partner
using (exists (select from incentive_program_version as version where version.id = incentive_condition.version_id));
grant select (version_id, rule_key, key, label) on incentive_condition to app_partner;
grant select on incentive_condition to app_jobs;
grant select, insert, delete on incentive_condition to app_vendor;
create trigger incentive_condition_guard before insert or update or delete on incentive_condition
for each row execute function app.guard_incentive_rule();
alter table incentive_condition enable always trigger incentive_condition_guard;
comment on table incentive_condition is 'What must hold of a lead for a rule to pay, in words and in CEL; all that a rule has must';
`;

const AWARDS = `
alter table award
  drop constraint award_gate,
  add constraint award_gate check (
    gate is null or gross_minor = 0
      and gate in ('ONE_PER_COMPANY_IN_CYCLE', 'TENDER_EARNED', 'MILESTONE_EARNED', 'OTHER_CURRENCY', 'NO_RATE', 'CONDITION_NOT_MET')),
  add constraint award_conditions check (
    (gate = 'CONDITION_NOT_MET') is not true
    or jsonb_path_exists(calculation, '$.conditions.outcomes[*] ? (@.isMet == false || @.isMet == null)'));
`;
