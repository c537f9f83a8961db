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

test("a client listens for its end from its first moment on, in the pool and out of it", async () => {
  const pools = await openPools({
    urls: world.urls,
    size: 2,
    entities: [],
    onBrokenConnection: () => undefined,
  });
  const { client, release } = await borrowClient(pools.partner);
  try {
    expect(client.listenerCount("error")).toBeGreaterThan(0);
    // what an unheard error would do to the process, it does here
    expect(client.emit("error", new Error("terminating connection"))).toBe(true);
  } finally {
    release(true);
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
