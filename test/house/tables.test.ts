import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { readTables } from "../support/tables.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

// Tests that hold nothing to have been written read the whole database before and after. They read again
// only what was written to in between, so that nothing that is written may go unseen.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.asOwner(
    "create table planted (id integer primary key, word text, last_used_at timestamptz)",
  );
  await world.asOwner("insert into planted select n, 'first' from generate_series(1, 5) as n");
});
afterAll(() => world.close());

test.each([
  ["a row more", "insert into planted values (6, 'first')"],
  ["a row less", "delete from planted where id = 1"],
  ["another word", "update planted set word = 'second' where id = 2"],
  [
    "a row for a row",
    "with gone as (delete from planted where id = 3) insert into planted values (7)",
  ],
  ["all rows less", "truncate planted"],
])("%s is seen", async (_name, change) => {
  const before = await readTables(world);
  await world.asOwner(change);

  expect((await readTables(world)).changedSince(before)).toEqual(["planted"]);
});

test("what a transaction wrote that began before another and ended after it is seen", async () => {
  await world.asOwner("insert into planted select n, 'first' from generate_series(11, 12) as n");
  const slow = new pg.Client({ connectionString: world.ownerUrl });
  await slow.connect();
  await slow.query("begin; select pg_current_xact_id()");
  await world.asOwner("update planted set word = 'second' where id = 11");
  const before = await readTables(world);
  await slow.query("update planted set word = 'second' where id = 12; commit");
  await slow.end();

  expect((await readTables(world)).changedSince(before)).toEqual(["planted"]);
});

test("that a credential was used, and that the same was written again, are no change", async () => {
  await world.asOwner("insert into planted values (20, 'first')");
  const before = await readTables(world);
  await world.asOwner("update planted set word = 'first', last_used_at = now() where id = 20");

  expect((await readTables(world)).changedSince(before)).toEqual([]);
});
