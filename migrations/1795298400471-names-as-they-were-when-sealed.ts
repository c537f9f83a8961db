import type { MigrationInterface, QueryRunner } from "typeorm";

/** What things were called when postings were sealed is kept, so that a file about those postings stays as it was. */
export class NamesAsTheyWereWhenSealed1795298400471 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(NAMES);
    await runner.query(KEEPING);
    for (const trigger of TRIGGERS) await runner.query(trigger);
  }

  public async down(runner: QueryRunner): Promise<void> {
    for (const table of ["partner", "incentive_program", "company", "lead"]) {
      await runner.query(`drop trigger if exists ${table}_former_name on ${table}`);
    }
    await runner.query("drop trigger partner_former_country on partner");
    await runner.query("drop table former_name");
    await runner.query("drop function app.keep_former_name()");
  }
}

const NAMES = `
create table former_name (
  subject text not null,
  subject_id uuid not null,
  last_seq bigint not null,
  value text,
  constraint former_name_pkey primary key (subject, subject_id, last_seq),
  constraint former_name_subject check (
    subject in ('partner', 'partner_country', 'incentive_program', 'company', 'lead_reference')
  ),
  constraint former_name_seq check (last_seq >= 0)
);
call app.give_policies('former_name', 'ledger');
call app.make_append_only('former_name');
grant select on former_name to app_vendor, app_jobs;
comment on table former_name is 'What something was called up to a number of the chain; written when the name changes, so that what never changed has no row';
`;

// Under the sealer's own lock, until the change is committed: a posting is sealed before it, under the old name, or
// after it. Of two changes between two seals the first one's name was there at the last seal.
const KEEPING = `
create function app.keep_former_name()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(1112821582, 1);
  insert into public.former_name (subject, subject_id, last_seq, value)
  values (
    tg_argv[0],
    (to_jsonb(old) ->> tg_argv[1])::uuid,
    (select coalesce(max(head.seq), 0) from public.chain_head as head),
    to_jsonb(old) ->> tg_argv[2]
  )
  on conflict do nothing;
  return null;
end
$$;
revoke execute on function app.keep_former_name() from public;
`;

const keeps = (name: string, table: string, subject: string, id: string, column: string) => `
create trigger ${name} after update of ${column} on ${table} for each row
  when (old.${column} is distinct from new.${column})
  execute function app.keep_former_name('${subject}', '${id}', '${column}')`;

const TRIGGERS = [
  keeps("partner_former_name", "partner", "partner", "id", "name"),
  keeps("partner_former_country", "partner", "partner_country", "id", "country"),
  keeps("incentive_program_former_name", "incentive_program", "incentive_program", "id", "name"),
  keeps("company_former_name", "company", "company", "lead_id", "name"),
  keeps("lead_former_name", "lead", "lead_reference", "id", "external_reference"),
];
