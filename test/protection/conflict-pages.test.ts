import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { vendorCaller } from "../support/people.ts";

import { openDesk } from "./desk.ts";
import type { Desk } from "./desk.ts";

let desk: Desk;
const vendor = vendorCaller();
/** A lead that all others are rivals of. */
let hot: LeadId;

beforeAll(async () => {
  desk = await openDesk();
  const alpha = await desk.addPartner("Alpha");
  hot = await desk.register(alpha, { email: "hot.heiss@gmail.com", company: "Heiss" });
  const rivals: [Caller, LeadId][] = [];
  for (let each = 0; each < 7; each += 1) {
    const rival = await desk.addPartner(`Rival ${each}`);
    const prospect = { email: "hot.heiss@gmail.com", company: `Heiss ${each}` };
    rivals.push([rival, await desk.register(rival, prospect)]);
  }
  await desk.runJobs(4);
  const [last] = rivals.slice(-1);
  await desk.withdraw(...last!);
  await desk.runJobs();
  // several of one instant: then the id decides
  await desk.world.asOwner("update conflict set opened_at = date_trunc('minute', opened_at)");
});
afterAll(() => desk.world.close());

const PAGE = `
  query ($state: ConflictState, $first: Int, $after: String, $last: Int, $before: String) {
    conflicts(state: $state, first: $first, after: $after, last: $last, before: $before) {
      nodes { id state } totalCount
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }`;

const page = async (variables: Record<string, unknown>) => {
  const result = await desk.api.run(vendor, PAGE, variables);
  expect(result.errors).toBeUndefined();
  return result.data?.conflicts;
};

const ids = (found: { nodes: { id: string }[] }) => found.nodes.map((node) => node.id);

const stored = async (state?: string) =>
  (await desk.conflicts())
    .filter((each) => state === undefined || each.state === state)
    .map((each) => idOf("cfl", each.id));

test("pages put together are the whole list, forwards and backwards, oldest first", async () => {
  const whole = await stored();
  // eight leads of one person: 28 pairs
  expect(whole).toHaveLength(28);

  const forwards: string[] = [];
  let next = await page({ first: 5 });
  for (forwards.push(...ids(next)); next.pageInfo.hasNextPage; forwards.push(...ids(next))) {
    next = await page({ first: 5, after: next.pageInfo.endCursor });
  }
  const backwards: string[] = [];
  let previous = await page({ last: 5 });
  for (
    backwards.unshift(...ids(previous));
    previous.pageInfo.hasPreviousPage;
    backwards.unshift(...ids(previous))
  ) {
    previous = await page({ last: 5, before: previous.pageInfo.startCursor });
  }

  expect(forwards).toEqual(whole);
  expect(backwards).toEqual(whole);
});

test("a state narrows the list and its count, and its cursors are no other list's", async () => {
  const open = await page({ state: "OPEN", first: 3 });
  expect(ids(open)).toEqual((await stored("OPEN")).slice(0, 3));
  expect(open.totalCount).toBe(21);
  expect(await page({ state: "LAPSED", first: 100 })).toMatchObject({ totalCount: 7 });

  const elsewhere = await desk.api.run(vendor, PAGE, {
    state: "LAPSED",
    after: open.pageInfo.endCursor,
  });
  expect(elsewhere.errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
});

test("a page of no size or of more than 100 is refused", async () => {
  for (const first of [0, 101]) {
    const result = await desk.api.run(vendor, PAGE, { first });
    expect(result.errors?.[0]?.extensions["code"]).toBe("BAD_USER_INPUT");
  }
});

test("a conflict names both its leads, what they agree on, and when it ended", async () => {
  const result = await desk.api.run(
    vendor,
    `query { conflicts(state: LAPSED, first: 1) { nodes {
      state matchedOn openedAt endedAt version
      incumbent { company { name } partner { name } } challenger { id stage }
    } } }`,
  );
  expect(result.errors).toBeUndefined();
  expect(result.data?.conflicts.nodes).toMatchObject([
    {
      state: "LAPSED",
      matchedOn: ["EMAIL"],
      openedAt: expect.any(Date),
      endedAt: expect.any(Date),
      version: 2,
      challenger: { stage: "WITHDRAWN" },
    },
  ]);
});

test("a lead lists its own conflicts, whichever side it stands on, and pages them", async () => {
  const ofLead = async (first: number, after: string | null) => {
    const result = await desk.api.run(
      vendor,
      `query ($id: ID!, $first: Int, $after: String) { lead(by: { id: $id }) {
        matchingFinishedAt
        conflicts(first: $first, after: $after) {
          nodes { id } totalCount pageInfo { hasNextPage endCursor }
        }
      } }`,
      { id: hot, first, after },
    );
    expect(result.errors).toBeUndefined();
    return result.data?.lead;
  };
  const own = (await desk.conflicts())
    .filter((each) => [each.incumbent, each.challenger].includes(uuidOf(hot)))
    .map((each) => idOf("cfl", each.id));

  const one = await ofLead(4, null);
  const two = await ofLead(4, one.conflicts.pageInfo.endCursor);

  expect(one.matchingFinishedAt).toEqual(expect.any(Date));
  expect(one.conflicts.totalCount).toBe(7);
  expect([...ids(one.conflicts), ...ids(two.conflicts)]).toEqual(own);
  expect(two.conflicts.pageInfo.hasNextPage).toBe(false);
});

test("a list of leads with conflicts and their leads costs the same few statements, whatever its size", async () => {
  const { traffic } = desk.world.database;
  const cost = async (first: number) => {
    const before = traffic.statements;
    const result = await desk.api.run(
      vendor,
      `query ($first: Int) { leads(first: $first) { nodes {
        matchingFinishedAt conflicts { totalCount nodes { id incumbent { id } challenger { id } } }
      } } }`,
      { first },
    );
    expect(result.errors).toBeUndefined();
    return traffic.statements - before;
  };
  // all of it is read together
  expect(await cost(1)).toBe(1);
  expect(await cost(8)).toBe(1);
});
