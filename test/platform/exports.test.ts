import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { Exports, NoExportFree } from "../../src/platform/database/index.ts";
import { Departure } from "../../src/platform/departure.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const SESSION = {
  role: "vendor",
  partnerId: null,
  actorId: "01970000-0000-7000-8000-00000000000a",
  requestId: "a-file",
} as const;

let world: World;
let exports: Exports;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
});
afterEach(() => exports.close());

const open = () => exports.open(SESSION, new Departure());

async function inDatabase(): Promise<number> {
  const [row] = await world.asOwner<{ count: number }>(
    `select count(*)::integer from pg_stat_activity
     where application_name like 'baton-export-%' and datname = current_database()`,
  );
  return row?.count ?? -1;
}

test("a third file finds no connection free, until one of the first two is dropped unread", async () => {
  const [first] = await Promise.all([open(), open()]);
  await expect(open()).rejects.toThrow(NoExportFree);
  first.drop();
  await expect(open()).resolves.toBeDefined();
});

test("a file whose connection the server ends leaves its place to the next one", async () => {
  await Promise.all([open(), open()]);
  await world.asOwner(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'baton-export-vendor' and datname = current_database()`,
  );
  await expect.poll(() => exports.figures()[1]?.taken).toBe(0);
  await Promise.all([open(), open()]);
});

test("closing ends the files that nobody reads", async () => {
  await open();
  await exports.close();
  await expect.poll(inDatabase).toBe(0);
  // closed after each test, and no pool can be closed twice
  exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
});

test("what is open and in use is counted", async () => {
  const file = await open();
  expect(exports.figures()).toEqual([
    { role: "partner", places: 2, taken: 0 },
    { role: "vendor", places: 2, taken: 1 },
  ]);
  await file.close();
  expect(exports.figures()[1]).toEqual({ role: "vendor", places: 2, taken: 0 });
});
