import { afterAll, beforeAll, expect, test } from "vitest";

import { warnOfMissingTimeouts } from "../../src/app/warn-of-missing-timeouts.ts";
import { Database, openPools } from "../../src/platform/database/index.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** What a server that starts now says of timeouts. */
async function notes(): Promise<string[]> {
  const given = { urls: world.urls, size: 1, entities: [], onBrokenConnection: () => undefined };
  const database = new Database(await openPools(given));
  const lines: string[] = [];
  await warnOfMissingTimeouts(
    database,
    createLogger("warn", { write: (line: string) => lines.push(line) }),
  );
  await database.close();
  return lines.map((line) => (JSON.parse(line) as { note: string }).note);
}

test("no serving role waits without end: the migrations see to it", async () => {
  expect(await notes()).toEqual([]);
});

test("a role that another owner left without timeouts is named at the start", async () => {
  const [row] = await world.asOwner<{ name: string }>("select current_database() as name");
  for (const [role, setting] of [
    ["app_vendor", "statement_timeout"],
    ["app_partner", "lock_timeout"],
    ["app_partner", "idle_in_transaction_session_timeout"],
  ]) {
    await world.asOwner(`alter role ${role} in database ${row?.name} set ${setting} = 0`);
  }

  expect(await notes()).toEqual([
    "app_partner has no idle_in_transaction_session_timeout",
    "app_partner has no lock_timeout",
    "app_vendor has no statement_timeout",
  ]);
});
