import type { MigrationInterface, QueryRunner } from "typeorm";

/** Partners may ask a few times a day whether a prospect is to be had. */
export class ProspectsAreChecked1795298400070 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKS);
  }

  public async down(): Promise<void> {
    throw new Error("migrations only run forward: restore a backup instead");
  }
}

// A row per question, by which they are counted: how many a partner asked today, and what.
const CHECKS = `
alter table program
  add column checks_per_day integer not null default 10,
  add constraint program_checks check (checks_per_day >= 0);
comment on column program.checks_per_day is 'How often a day a partner may ask whether a prospect is to be had';

create table lead_check (
  partner_id uuid not null,
  day date not null,
  number integer not null,
  program_id uuid not null,
  company_name text not null,
  company_domain text,
  company_country text,
  company_tax_id text,
  answer text not null,
  checked_at timestamptz(3) not null,
  checked_by uuid not null,
  constraint lead_check_pkey primary key (partner_id, program_id, day, number),
  constraint lead_check_partner_fkey foreign key (partner_id) references partner (id),
  constraint lead_check_program_fkey foreign key (program_id) references program (id),
  constraint lead_check_number check (number > 0),
  constraint lead_check_answer check (answer in ('AVAILABLE', 'NOT_AVAILABLE', 'NEEDS_MORE_INFORMATION'))
);
call app.give_policies('lead_check', 'partner_writes');
call app.make_append_only('lead_check');
grant select, insert on lead_check to app_partner;
grant select on lead_check to app_vendor;
comment on table lead_check is 'What a partner asked of prospects before registering, and what it was told; day and number count its questions';
`;
