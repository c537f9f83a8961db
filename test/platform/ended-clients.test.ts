import type pg from "pg";
import { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";
import { afterAll, beforeAll, expect, test } from "vitest";

import { sql } from "../../src/platform/database/index.ts";
import { borrowClient, openPools } from "../../src/platform/database/pools.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

test("a new client listens for its end in the very moment in which the pool hands it over", async () => {
  const pools = await openPools({
    urls: world.urls,
    size: 2,
    entities: [],
    onBrokenConnection: () => undefined,
  });
  const { driver } = pools.partner;
  if (!(driver instanceof PostgresDriver)) throw new Error("the pool is PostgreSQL's");
  const master: pg.Pool = driver.master;
  const { release } = await borrowClient(pools.partner);
  try {
    // the first client is out, so this one is new; here the pool has taken its own listener away
    const listeners = await new Promise<number>((resolve) => {
      master.connect((_error, client, done) => {
        resolve(client?.listenerCount("error") ?? 0);
        done();
      });
    });
    expect(listeners).toBe(1);
  } finally {
    release(false);
    await Promise.all(Object.values(pools).map((pool) => pool.destroy()));
  }
});

test("a session that was ended is an error of its read alone; the next read has another", async () => {
  const session = {
    role: "vendor",
    partnerId: null,
    actorId: "01970000-0000-7000-8000-00000000000a",
    requestId: "ended",
  } as const;
  const ended = world.database.read(session, sql`select pg_terminate_backend(pg_backend_pid())`);
  await expect(ended).rejects.toThrow(/terminat/);
  expect(await world.database.read(session, sql`select 1 as one`)).toEqual([{ one: 1 }]);
});
