import type { MigrationInterface, QueryRunner } from "typeorm";

/** What changed lies ready for whoever watches, for some minutes, in the order in which it came to be seen. */
export class ChangesAreSeenLive1795298400180 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES);
    await runner.query(NOTING);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function app.note_lead_change(), app.note_vendor_change() cascade");
    await runner.query("drop table live_change");
  }
}

// Ids alone: what they stand for is read anew by each who watches, with its own rights. The transaction's
// number is what tells which changes came to be seen between two snapshots, however long each took.
const CHANGES = `
create table live_change (
  seq bigint generated always as identity,
  written_by xid8 not null default pg_current_xact_id(),
  at timestamptz(3) not null default clock_timestamp(),
  topic text not null,
  object_id uuid not null,
  partner_id uuid,
  lead_id uuid,
  constraint live_change_pkey primary key (seq),
  constraint live_change_topic check (topic in ('LEAD', 'CONFLICT', 'CLAIM_CONFLICT', 'ASSIGNMENT', 'CLOCK'))
);
create index live_change_by_transaction on live_change (written_by);
create index live_change_by_age on live_change (at);
call app.give_policies('live_change', 'vendor_only');
create policy live_change_noting on live_change for insert to current_user with check (true);
create policy live_change_following on live_change for select to app_jobs using (true);
grant select, delete on live_change to app_jobs;
comment on table live_change is 'What changed a moment ago, by its id, for whoever watches; partner_id names the partner that may watch it too';
`;

// The arguments: the topic, the column of the object, and the column of the lead.
const NOTING = `
create function app.note_lead_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.live_change (topic, object_id, partner_id, lead_id)
  select 'LEAD', id, partner_id, lead_id from changed order by seq;
  return null;
end
$$;
create trigger lead_event_is_seen after insert on lead_event
referencing new table as changed for each statement execute function app.note_lead_change();

create function app.note_vendor_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.live_change (topic, object_id, lead_id)
  select tg_argv[0], (to_jsonb(changed) ->> tg_argv[1])::uuid, (to_jsonb(changed) ->> tg_argv[2])::uuid
  from changed;
  return null;
end
$$;
revoke execute on function app.note_lead_change(), app.note_vendor_change() from public;
${[
  ["conflict", "CONFLICT", "id", "challenger_lead_id"],
  ["claim_conflict", "CLAIM_CONFLICT", "id", "lead_id"],
  ["assignment", "ASSIGNMENT", "id", "lead_id"],
  ["clock_firing", "CLOCK", "clock_id", "lead_id"],
]
  .map(
    ([table, topic, id, lead]) => `
create trigger ${table}_is_seen after insert on ${table}
referencing new table as changed for each statement execute function app.note_vendor_change('${topic}', '${id}', '${lead}');
create trigger ${table}_is_seen_again after update on ${table}
referencing new table as changed for each statement execute function app.note_vendor_change('${topic}', '${id}', '${lead}');`,
  )
  .join("\n")}
`;
