import type pg from "pg";
import { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";
import { afterAll, beforeAll, expect, test } from "vitest";

import { Database, sql, systemSession } from "../../src/platform/database/index.ts";
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

test("a client that takes an ended one's place prepares its statements anew", async () => {
  const pools = await openPools({
    urls: world.urls,
    size: 1,
    entities: [],
    onBrokenConnection: () => undefined,
  });
  const database = new Database(pools);
  const session = { ...systemSession("anew"), role: "vendor" } as const;
  const read = (number: number) => database.read(session, sql`select ${number}::integer as number`);
  const write = (id: string) =>
    database.transaction(session, async (tx) => {
      tx.queue(sql`select app.insist(${id}::text <> '')`);
      tx.queue(sql`select ${id}::text`);
      return "written";
    });
  const end = () =>
    world.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'app_vendor' and state = 'idle'",
    );
  try {
    for (let client = 0; client < 3; client += 1) {
      for (let number = 0; number < 3; number += 1) {
        expect(await read(number)).toEqual([{ number }]);
        expect(await write("x")).toBe("written");
        // sent behind one that failed it could not even be prepared, and is by its next use
        const behind = sql`select ${number}::integer as behind`;
        const failed = database.transaction(session, async (tx) => {
          const first = tx.read(sql`select 1 / ${0}::integer as nothing`);
          await Promise.all([tx.read(behind), first]);
          return null;
        });
        await expect(failed).rejects.toThrow("division");
        if (number > 0) expect(await database.read(session, behind)).toEqual([{ behind: number }]);
      }
      const prepared = await database.read(
        session,
        sql`select name from pg_prepared_statements where statement like '%as number'`,
      );
      expect(prepared).toHaveLength(1);
      await end();
      // the pool has heard of it, or the next read is the one to hear
      await read(0).catch(() => undefined);
    }
  } finally {
    await database.close();
  }
});
