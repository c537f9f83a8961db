import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { ALL_INVARIANTS } from "../../src/app/invariants/all.ts";
import { tellHistory } from "../../src/app/history/import-history.ts";
import { readHistory } from "../../src/app/history/read-history.ts";
import { putBountyInForce } from "../../src/incentives/index.ts";
import { money } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { Json, ServedWorld } from "../support/served-world.ts";

let world: ServedWorld;
let staff: CastMember;
let folder: string;

beforeAll(async () => {
  world = await openServedWorld();
  staff = await plantMember(world, ["CHANNEL_MANAGER", "FINANCE"]);
  folder = mkdtempSync(path.join(tmpdir(), "baton-history-"));
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2017-01-01"),
      draftedBy: staff.memberId,
      approvedBy: newId("mem"),
    },
  );
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world.close();
});

const HEADER =
  "partner,reference,registered_at,company,contact,email,owner,accepted_at,qualified_at,won_at,lost_at,returned_at,reason,revisit_on,amount,currency";
const ROWS = [
  "Nord,N-1,2019-03-01,Acker GmbH,Anna,anna@acker.de,Sam Sales,2019-03-02T09:00:00Z,2019-04-01,2019-06-01 10:30:00,,,,,1200.50,EUR",
  "Nord,N-2,2016-12-24,Brunnen GmbH,Anna,anna@brunnen.de,,,,,2017-02-01,,PRICE,,,",
  "Süd,S-1,2020-01-01,Celle GmbH,Anna,anna@celle.de,Sam Sales,2020-01-02,,,,2020-02-01,NO_BUDGET_NOW,2021-01-01,,",
  "Süd,S-2,2020-05-05,Dorf GmbH,Anna,anna@dorf.de,,,,,,,,,,",
];

async function tell(rows: readonly string[], awards = false) {
  writeFileSync(path.join(folder, "leads.csv"), [HEADER, ...rows].join("\n"));
  await world.asOwner("update deployment set allow_past = true");
  const owner = {
    query: async (text: string, values: readonly unknown[] = []) => ({
      rows: await world.asOwner(text, [...values]),
    }),
  };
  try {
    return await tellHistory(
      world.database,
      owner as never,
      readHistory(folder),
      awards,
      () => new Date(),
    );
  } finally {
    await world.asOwner("update deployment set allow_past = false");
  }
}

async function shown(reference: string): Promise<Json> {
  const { data } = await world.ask(
    staff.key,
    `query ($reference: String!) {
      leads(filter: { externalReference: $reference }) { nodes {
        stage claimedAt reasonCode revisitOn partner { name } owner { displayName }
        stagesReached { stage reachedAt implied } opportunity { state amount { minorUnits currency } closeOn }
        timeline { nodes { type occurredAt } } credits { nodes { id } }
      } }
    }`,
    { reference },
  );
  return data?.["leads"].nodes[0];
}

test("leads of an older system have the stages they reached, at the times at which they did", async () => {
  expect(await tell(ROWS)).toEqual([]);

  const won = await shown("N-1");
  expect(won).toMatchObject({
    stage: "WON",
    claimedAt: "2019-03-01T00:00:00.000Z",
    partner: { name: "Nord" },
    owner: { displayName: "Sam Sales" },
    opportunity: {
      state: "WON",
      amount: { minorUnits: "120050", currency: "EUR" },
      closeOn: "2019-06-01",
    },
  });
  expect(won["timeline"].nodes).toEqual([
    { type: "REGISTERED", occurredAt: "2019-03-01T00:00:00.000Z" },
    { type: "ACCEPTED", occurredAt: "2019-03-02T09:00:00.000Z" },
    { type: "QUALIFIED", occurredAt: "2019-04-01T00:00:00.000Z" },
    { type: "CONVERTED", occurredAt: "2019-06-01T10:30:00.000Z" },
    { type: "WON", occurredAt: "2019-06-01T10:30:00.000Z" },
  ]);
  // lost before the criteria of here were in force, and by what held there
  expect(await shown("N-2")).toMatchObject({ stage: "LOST", reasonCode: "PRICE" });
  expect(await shown("S-1")).toMatchObject({ stage: "RECYCLED", revisitOn: "2021-01-01" });
  expect(await shown("S-2")).toMatchObject({ stage: "SUBMITTED" });
});

test("nothing is awarded and nothing posted unless it is asked for; then what was in force pays", async () => {
  const counts =
    "select (select count(*)::integer from award) as awards, (select count(*)::integer from journal_entry) as entries";
  expect(await world.asOwner(counts)).toEqual([{ awards: 0, entries: 0 }]);

  const row = ROWS[0]?.replaceAll("N-1", "N-3").replaceAll("cker", "nger") ?? "";
  expect(await tell([row], true)).toEqual([]);
  expect((await shown("N-3"))["credits"].nodes).toHaveLength(1);
  expect(await world.asOwner(counts)).toEqual([{ awards: 1, entries: 2 }]);
});

test("a history that is told again does nothing twice", async () => {
  const counts =
    "select (select count(*)::integer from lead) as leads, (select count(*)::integer from lead_event) as events, (select count(*)::integer from partner) as partners, (select count(*)::integer from membership) as members";
  const before = await world.asOwner(counts);
  expect(await tell(ROWS)).toEqual([]);
  expect(await world.asOwner(counts)).toEqual(before);
});

test("what cannot be told is named with its step, and the rest is told", async () => {
  const untold = await tell([
    "Nord,N-4,2019-01-01,Elbe GmbH,Anna,not an address,,,,,,,,,,",
    "Nord,N-5,2019-01-01,Elbe GmbH,Anna,anna@elbe.de,,,,,2019-02-01,,NO_SUCH_REASON,,,",
    "Nord,N-6,2019-01-01,Fulda GmbH,Anna,anna@fulda.de,,,,,,,,,,",
  ]);
  expect(untold).toEqual([
    { reference: "N-4", step: "register", words: expect.stringContaining("contact.email") },
    { reference: "N-5", step: "LOST", words: expect.stringContaining("NO_SUCH_REASON") },
  ]);
  expect(await shown("N-6")).toMatchObject({ stage: "SUBMITTED" });
});

test("a file with a row that says no time, or two ends, is told with its row and column", () => {
  const wrong = (row: string) => {
    writeFileSync(path.join(folder, "leads.csv"), [HEADER, ROWS[0], row].join("\n"));
    return () => readHistory(folder);
  };
  expect(wrong("Nord,N-7,,Elbe,Anna,a@elbe.de,,,,,,,,,,")).toThrow(
    "row 3: registered_at is missing",
  );
  expect(wrong("Nord,N-7,soon,Elbe,Anna,a@elbe.de,,,,,,,,,,")).toThrow(
    "row 3: registered_at is wrong: soon",
  );
  expect(wrong("Nord,N-7,2019-01-01,Elbe,Anna,a@elbe.de,,,,2019-02-01,2019-02-01,,,,,")).toThrow(
    "row 3: lost_at is wrong",
  );
  expect(() => readHistory(tmpdir())).toThrow("has none of the files that are understood");
});

test("after all that the data keeps every promise", async () => {
  const faults: unknown[] = [];
  for (const { name, sql, whileServing } of ALL_INVARIANTS) {
    if (whileServing) continue;
    const rows = await world.asOwner(sql);
    if (rows.length > 0) faults.push([name, rows]);
  }
  expect(faults).toEqual([]);
});
