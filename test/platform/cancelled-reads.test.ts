import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AskerGone, sql } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { cancelledWhenGone } from "../../src/platform/database/unless-gone.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const vendor: Session = {
  role: "vendor",
  partnerId: null,
  actorId: "01970000-0000-7000-8000-00000000000a",
  requestId: "cancelled",
};

async function sleeping(): Promise<number> {
  const [row] = await world.asOwner<{ count: number }>(
    `select count(*)::integer from pg_stat_activity
     where application_name = 'baton-vendor' and state = 'active' and query like '%pg_sleep(60)%'
       and datname = current_database()`,
  );
  return row?.count ?? -1;
}

async function untilSleeping(wanted: number): Promise<number> {
  for (let tries = 0; tries < 100 && (await sleeping()) !== wanted; tries += 1) await sleep(10);
  return sleeping();
}

test("what nobody waits for is gone within a second, a hundred times, and hits no other's read", async () => {
  let isOver = false;
  const others = Array.from({ length: 3 }, async (_, asker) => {
    const read: number[] = [];
    for (let turn = 0; !isOver; turn += 1) {
      const mine = asker * 1_000_000 + turn;
      const [row] = await world.database.read<{ mine: number }>(
        vendor,
        sql`select ${mine}::integer as mine, pg_sleep(0.002)`,
      );
      read.push((row?.mine ?? -1) - mine);
    }
    return read;
  });

  for (let turn = 0; turn < 100; turn += 1) {
    const gone = new AbortController();
    const slow = world.database.read({ ...vendor, signal: gone.signal }, sql`select pg_sleep(60)`);
    const ended = slow.catch((error: unknown) => error);
    // also about when the statement begins
    if (turn % 2 === 0) expect(await untilSleeping(1)).toBe(1);
    else await sleep(turn % 4);
    gone.abort();
    expect(await ended).toBeInstanceOf(AskerGone);
    expect(await untilSleeping(0)).toBe(0);
  }

  isOver = true;
  const read = (await Promise.all(others)).flat();
  expect(read.length).toBeGreaterThan(100);
  expect(read.filter((difference) => difference !== 0)).toEqual([]);
}, 120_000);

test("a cancel that comes before its statement is sent again", async () => {
  const client = new pg.Client({ connectionString: world.urls.vendor });
  await client.connect();
  const gone = new AbortController();
  const watch = cancelledWhenGone(client, gone.signal);
  gone.abort();
  await sleep(30);
  await expect(client.query("select pg_sleep(60)")).rejects.toThrow("due to user request");
  expect(await watch.end()).toBe(true);
  await client.end();
});

test("whoever still waits for a connection leaves the queue at once, and the connection is another's", async () => {
  const gone = new AbortController();
  const all = Array.from({ length: 4 }, () =>
    world.database.read({ ...vendor, signal: gone.signal }, sql`select pg_sleep(60)`),
  );
  const waiting = new AbortController();
  const late = world.database.read({ ...vendor, signal: waiting.signal }, sql`select 1 as one`);
  const left = late.catch((error: unknown) => error);
  expect(await untilSleeping(4)).toBe(4);
  waiting.abort();
  expect(await left).toBeInstanceOf(AskerGone);

  const next = world.database.read(vendor, sql`select 2 as two`);
  gone.abort();
  expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(
    all.map(() => "rejected"),
  );
  expect(await next).toEqual([{ two: 2 }]);
});

test("who is gone before asking is not asked for", async () => {
  const before = world.database.traffic.statements;
  const gone = world.database.read(
    { ...vendor, signal: AbortSignal.abort() },
    sql`select 1 as one`,
  );
  await expect(gone).rejects.toThrow(AskerGone);
  expect(world.database.traffic.statements).toBe(before);
});

test("what writes is never given up", async () => {
  const gone = new AbortController();
  const work = world.database.transaction({ ...vendor, signal: gone.signal }, async (tx) => {
    const read = tx.read(sql`select pg_sleep(0.3), 3 as three`);
    gone.abort();
    return read;
  });
  expect(await work).toMatchObject([{ three: 3 }]);
});
