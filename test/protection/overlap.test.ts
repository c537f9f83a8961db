import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";
import { purgeOverlaps } from "../../src/protection/index.ts";

import { pause } from "./desk.ts";
import { MET, openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let rival: Caller;

const CUSTOMERS = Array.from({ length: 13 }, (_, i) => `Kunde ${i}`);
const DEALS = Array.from({ length: 6 }, (_, i) => `Handel ${i}`);
const domainOf = (name: string) => `${name.toLowerCase().replaceAll(" ", "-")}.com`;
const nobody = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => `nobody-${from + i}.example.com.${from + i}.de`);

beforeAll(async () => {
  desk = await openTimedDesk();
  rival = await desk.partner("Rival");
  for (const name of CUSTOMERS) {
    const company = { name: `${name} GmbH`, domain: domainOf(name) };
    await desk.run(desk.sales, "markCustomer", { company }, "account { id }");
  }
  for (const name of DEALS) await deal(rival, name);
});
afterAll(() => desk.world.close());

async function deal(by: Caller, name: string): Promise<void> {
  const leadId = await desk.register(by, name);
  await desk.done(desk.sales, "acceptLead", leadId);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
  const amount = { amount: "10.00", currency: "EUR" };
  await desk.done(desk.sales, "convertLead", leadId, { amount, closeOn: "2026-03-01" });
}

let day = 0;
const nextDay = () => desk.at(new Date(Date.UTC(2026, 2, 1 + (day += 1), 9)).toISOString());

const send = (by: Caller, entries: readonly string[]) =>
  desk.run(
    by,
    "countOverlap",
    { entries: entries.join("\n") },
    "overlap { entries customers opportunities }",
  );
const codeOf = async (by: Caller, entries: readonly string[]): Promise<string> =>
  (await send(by, entries)).errors[0]?.code ?? "DONE";

describe("of a list that is compared", () => {
  test("numbers come back, rounded down to five", async () => {
    nextDay();
    const list = [...CUSTOMERS.map(domainOf), ...DEALS.map(domainOf), ...nobody(0, 100)];
    const { overlap } = await send(await desk.partner("One"), list);
    expect(overlap).toEqual({ entries: 119, customers: 10, opportunities: 5 });
  });

  test("of fewer than five nothing is told", async () => {
    nextDay();
    const few = [...CUSTOMERS.slice(0, 4), ...DEALS.slice(0, 4)].map(domainOf);
    const { overlap } = await send(await desk.partner("Two"), [...few, ...nobody(0, 100)]);
    expect(overlap).toEqual({ entries: 108, customers: 0, opportunities: 0 });
  });

  test("a company counts once, by its domain, its name, and however they are spelled", async () => {
    nextDay();
    const four = CUSTOMERS.slice(0, 4).flatMap((name) => [
      domainOf(name),
      `https://www.${domainOf(name).toUpperCase()}/about`,
      `${name} GmbH`,
      name.toUpperCase(),
    ]);
    const { overlap } = await send(await desk.partner("Three"), [...four, ...nobody(0, 100)]);
    expect(overlap).toEqual({ entries: 108, customers: 0, opportunities: 0 });
    const five = CUSTOMERS.slice(0, 5).map((name) => `${name} G.m.b.H.`);
    const named = await send(await desk.partner("Four"), [...five, ...nobody(0, 100)]);
    expect(named.overlap).toMatchObject({ customers: 5 });
  });

  test("companies of one's own leads are not counted: whoever knows four learns no fifth", async () => {
    nextDay();
    const { overlap } = await send(rival, [...DEALS.map(domainOf), ...nobody(0, 100)]);
    expect(overlap).toEqual({ entries: 106, customers: 0, opportunities: 0 });
  });
});

describe("a list", () => {
  test("names a hundred companies at least, however many lines it has", async () => {
    nextDay();
    const five = await desk.partner("Five");
    expect(await codeOf(five, nobody(0, 99))).toBe("VALIDATION_FAILED");
    const again = nobody(0, 99).map((domain) => `www.${domain}`);
    expect(
      await codeOf(five, [...nobody(0, 99), ...again, "anna@gmail.com", "...", "bob@gmail.com"]),
    ).toBe("VALIDATION_FAILED");
    expect(await codeOf(five, nobody(0, 100))).toBe("DONE");
  });

  test("is one a day, also where five are sent at once", async () => {
    nextDay();
    const six = await desk.partner("Six");
    // whoever comes to compare waits, so that all five are under way at once
    const held = desk.world.asOwner(
      "begin; lock table overlap_key in access exclusive mode; select pg_sleep(0.7); commit",
    );
    await pause(100);
    const all = await Promise.all([0, 1, 2, 3, 4].map((i) => codeOf(six, nobody(i * 200, 100))));
    await held;
    expect(all.toSorted()).toEqual(["DONE", ...Array.from({ length: 4 }, () => "LIMIT_EXCEEDED")]);
    nextDay();
    expect(await codeOf(six, nobody(5_000, 100))).toBe("DONE");
  });

  test("differs by twenty from every earlier one, whatever was sent in between", async () => {
    nextDay();
    const seven = await desk.partner("Seven");
    const first = [...CUSTOMERS.slice(0, 4).map(domainOf), ...nobody(0, 100)];
    expect(await codeOf(seven, first)).toBe("DONE");
    nextDay();
    expect(await codeOf(seven, nobody(2_000, 100))).toBe("DONE");
    nextDay();
    const [target = ""] = CUSTOMERS.slice(4).map(domainOf);
    const tried = [
      [...first, target],
      [...first.slice(1), target],
      [...first.slice(0, -19), target, ...nobody(3_000, 18)],
      first.slice(0, -19).concat(nobody(3_000, 15)),
      first.map((entry) => `https://www.${entry}/`),
    ];
    for (const list of tried) expect(await codeOf(seven, list)).toBe("BUSINESS_RULE");
    expect(await codeOf(seven, [...first.slice(0, -20), ...nobody(3_000, 20)])).toBe("DONE");
  });

  test("that was refused uses no day up, and one that is sent again with its key is told again", async () => {
    nextDay();
    const eight = await desk.partner("Eight");
    expect(await codeOf(eight, nobody(0, 5))).toBe("VALIDATION_FAILED");
    expect(await codeOf(eight, nobody(0, 120))).toBe("DONE");
  });
});

test("of a list nothing is kept that names a company, and its hashes go after ninety days", async () => {
  nextDay();
  const nine = await desk.partner("Nine");
  await send(nine, [...CUSTOMERS.map(domainOf), ...nobody(0, 100)]);
  const kept = await desk.world.asOwner(`
    select (select json_agg(l)::text from overlap_list as l) as lists,
      (select json_agg(a)::text from audit_entry as a where mutation = 'countOverlap') as audited,
      (select json_agg(c)::text from idempotency_claim as c where mutation = 'countOverlap') as claimed`);
  const text = JSON.stringify(kept);
  expect(text).toContain("OverlapCounted");
  expect(text.toLowerCase()).not.toContain("kunde");
  expect(text).not.toContain("nobody");

  const left = async () =>
    desk.world.asOwner<{ n: number }>(
      "select count(*)::integer as n from overlap_list where hashes is not null",
    );
  const { database } = desk.world;
  const purge = (at: string) => purgeOverlaps({ database, clock: () => new Date(at) })("test");
  const [before] = await left();
  await purge("2026-04-01T00:00:00Z");
  expect(await left()).toEqual([before]);
  await purge("2026-09-01T00:00:00Z");
  expect(await left()).toEqual([{ n: 0 }]);
});

test("the vendor compares lists, too, and a partner's quota is not the vendor's", async () => {
  nextDay();
  const list = [...CUSTOMERS.map(domainOf), ...nobody(0, 100)];
  expect((await send(desk.sales, list)).overlap).toMatchObject({ customers: 10 });
  expect(await codeOf(desk.manager, nobody(7_000, 100))).toBe("LIMIT_EXCEEDED");
  expect(await codeOf(await desk.partner("Ten"), list)).toBe("DONE");
});
