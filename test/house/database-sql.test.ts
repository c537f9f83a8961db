import { readFileSync } from "node:fs";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { printDatabase } from "../../src/platform/database/index.ts";
import { printCatalog } from "../../src/platform/database/print-schema.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("schema/database.sql is what the migrations make; if not, run: npm run schema:print", async () => {
  const kept = readFileSync(new URL("../../schema/database.sql", import.meta.url), "utf8");
  expect(await printDatabase(world.ownerUrl)).toBe(kept);
});

const CHANGES: readonly string[] = [
  "create table added (id uuid)",
  "alter table lead add column added text",
  "alter table lead alter column notes set not null",
  "alter table lead alter column version set default 2",
  "alter table lead drop constraint lead_kind",
  "create index added on lead (notes)",
  "alter table lead no force row level security",
  "alter policy lead_partner on lead using (true)",
  "create policy added on lead as restrictive to app_partner using (true)",
  "alter policy lead_partner on lead to public",
  "drop trigger lead_guard on lead",
  "alter table audit_entry enable trigger audit_entry_append_only",
  "grant update (campaign) on lead to app_partner",
  "grant delete on lead to app_vendor",
  "alter function app.guard_lead() security definer",
  "alter function app.guard_lead() reset search_path",
  "create or replace function app.actor() returns uuid language sql stable set search_path = pg_catalog, pg_temp as 'select null::uuid'",
  "grant execute on function app.actor() to public",
  "alter function queue.enqueue_lead_event() owner to current_user",
  "create view added as select 1 as one",
  "create type app.added as (one integer)",
  "grant create on schema public to app_partner",
  "alter default privileges grant execute on functions to public",
  "comment on table lead is 'changed'",
  "alter table notice set unlogged",
];

test("whatever a migration changes, the print changes", async () => {
  const client = new pg.Client({ connectionString: world.ownerUrl });
  await client.connect();
  const printWith = async (change: string): Promise<string> => {
    await client.query("begin");
    await client.query(change);
    const printed = await printCatalog(client);
    await client.query("rollback");
    return printed;
  };

  const before = await printWith("select");
  const unseen: string[] = [];
  for (const change of CHANGES) if ((await printWith(change)) === before) unseen.push(change);
  await client.end();

  expect(unseen).toEqual([]);
});
