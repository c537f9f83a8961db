import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { addPartner } from "../support/people.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let owner: pg.Client;
let alpha: CastMember;

beforeAll(async () => {
  world = await openServedWorld();
  owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
  alpha = await plantMember(world, ["PARTNER_ADMIN"], await addPartner(world, "Alpha"));
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

/** Statements of partners that wait for the owner's lock. */
async function held(wanted: number): Promise<number> {
  const count = async (): Promise<number> => {
    const [row] = await world.asOwner<{ count: number }>(
      `select count(*)::integer from pg_stat_activity
       where application_name = 'baton-partner' and wait_event_type = 'Lock' and datname = current_database()`,
    );
    return row?.count ?? -1;
  };
  for (let tries = 0; tries < 50 && (await count()) !== wanted; tries += 1) await sleep(20);
  return count();
}

function sendAndHangUp(query: string, variables: object = {}) {
  const gone = new AbortController();
  const asked = fetch(`${world.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${alpha.key}` },
    body: JSON.stringify({ query, variables }),
    signal: gone.signal,
  });
  return { gone, lost: asked.then(String, String) };
}

const linesWith = (text: string) => world.lines.filter((line) => line.includes(text));

test("a query whose caller hangs up is gone from the database, and told as such", async () => {
  await world.ask(alpha.key, "{ viewer { displayName } }");
  await owner.query("begin; lock table lead in access exclusive mode");
  for (let turn = 0; turn < 5; turn += 1) {
    const { gone, lost } = sendAndHangUp("{ leads(first: 1) { totalCount nodes { id } } }");
    expect(await held(1)).toBe(1);
    gone.abort();
    expect(await lost).toContain("aborted");
    expect(await held(0)).toBe(0);
  }
  await owner.query("rollback");

  expect(linesWith('"status":499')).toHaveLength(5);
  expect(linesWith("database unavailable")).toEqual([]);
  expect(linesWith('"event":"failed"')).toEqual([]);
  const figures = await (await fetch(`${world.url}/metrics`)).text();
  expect(figures).toContain("\nbaton_requests_underway 0\n");
  expect((await world.ask(alpha.key, "{ leads { totalCount } }")).data).toEqual({
    leads: { totalCount: 0 },
  });
});

test("a mutation whose caller hangs up is done all the same", async () => {
  await owner.query("begin; lock table lead in access exclusive mode");
  const { gone, lost } = sendAndHangUp(
    `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) @idempotent(key: "hang-up-1") { lead { id } } }`,
    {
      input: {
        company: { name: "Nordwind" },
        contact: { name: "Anna", email: "anna@nordwind.example", consent: { basis: "CONSENT" } },
      },
    },
  );
  expect(await held(1)).toBe(1);
  gone.abort();
  expect(await lost).toContain("aborted");
  await sleep(200);
  expect(await held(1)).toBe(1);
  await owner.query("rollback");

  expect(await held(0)).toBe(0);
  const leads = async () => (await world.ask(alpha.key, "{ leads { totalCount } }")).data;
  for (let tries = 0; tries < 50 && (await leads())?.["leads"].totalCount === 0;) tries += 1;
  expect(await leads()).toEqual({ leads: { totalCount: 1 } });
});
