import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";

import { openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let asked = 0;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
});
afterAll(() => desk.world.close());

const SELECTED = "availability quota { limit used remaining resetsAt }";

/** Somebody new asks, so that nobody's questions are used up. */
async function check(company: object, by?: Caller) {
  asked += 1;
  const who = by ?? (await desk.partner(`Asker ${asked}`));
  return desk.run(who, "checkLead", { company }, SELECTED);
}

test("a prospect that nobody claims is available, and one that is claimed is not, whatever the cause", async () => {
  const free = { name: "Freiland", domain: "freiland.com", country: "DE" };
  expect((await check(free)).availability).toBe("AVAILABLE");

  const submitted = await desk.register(alpha, "Freiland");
  const whileClaimed = await check(free);
  await desk.done(desk.sales, "acceptLead", submitted);
  const whileProtected = await check(free);
  expect(whileClaimed).toEqual({ ...whileProtected });
  expect(whileProtected).toEqual({
    availability: "NOT_AVAILABLE",
    quota: { limit: 10, used: 1, remaining: 9, resetsAt: "2026-02-03T00:00:00.000Z" },
    errors: [],
  });

  await desk.done(desk.sales, "disqualifyLead", submitted, { reasonCode: "NO_NEED" });
  expect((await check(free)).availability).toBe("AVAILABLE");
});

test("a bare name and a mere likeness need more information, and tell no difference", async () => {
  await desk.register(alpha, "Hanseatische Windkraft", { domain: "hanse-wind.com" });
  const bare = await check({ name: "Unbekannte Muehle" });
  const alike = await check({ name: "Hanseatische Windkraft", domain: "hanse-windkraft-ag.com" });
  expect(bare.availability).toBe("NEEDS_MORE_INFORMATION");
  expect(alike).toEqual(bare);
});

test("one's own lead stands in nobody's own way", async () => {
  await desk.register(alpha, "Eigenes");
  const own = await check({ name: "Eigenes", domain: "eigenes.com" }, alpha);
  expect(own.availability).toBe("AVAILABLE");
});

test("ten questions a day, and the next one tomorrow; each is on record with what was told", async () => {
  const beta = await desk.partner("Beta");
  const ask = (number: number) =>
    check({ name: `Firma ${number}`, domain: `firma${number}.com` }, beta);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, number) => ask(number)));
  const done = answers.filter((answer) => answer.errors.length === 0);
  expect(done.map((answer) => answer.quota.used).toSorted((a, b) => a - b)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
  ]);
  const refused = answers.filter((answer) => answer.errors.length > 0);
  expect(refused.map((answer) => answer.errors[0].code)).toEqual([
    "LIMIT_EXCEEDED",
    "LIMIT_EXCEEDED",
  ]);
  expect(refused[0].errors[0].message).toContain("2026-02-03T00:00:00.000Z");
  const kept = await desk.world.asOwner(
    "select count(*)::integer as n from lead_check where partner_id = (select id from partner where name = 'Beta') and answer = 'AVAILABLE'",
  );
  expect(kept).toEqual([{ n: 10 }]);
  const audited = await desk.world.asOwner(
    `select outcome, count(*)::integer as n from audit_entry
     where mutation = 'checkLead' and partner_id = (select id from partner where name = 'Beta')
     group by outcome order by outcome`,
  );
  expect(audited).toEqual([
    { outcome: "DONE", n: 10 },
    { outcome: "REFUSED", n: 2 },
  ]);

  desk.at("2026-02-03T00:00:00Z");
  expect((await ask(99)).quota.used).toBe(1);
  desk.at("2026-02-02T10:00:00Z");
});

test("the same question with the same key is answered as it was, and is no second look", async () => {
  const gamma = await desk.partner("Gamma");
  const document = `mutation ($input: CheckLeadInput!, $key: String!) {
    checkLead(input: $input) @idempotent(key: $key) { ${SELECTED} errors { code } } }`;
  const variables = {
    key: randomUUID(),
    input: { company: { name: "Spaeter", domain: "spaeter.com" } },
  };
  const first = await desk.api.run(gamma, document, variables);
  await desk.register(alpha, "Spaeter");
  const again = await desk.api.run(gamma, document, variables);
  expect(again.data).toEqual(first.data);
  expect(first.data?.checkLead.availability).toBe("AVAILABLE");
});

test("it costs the same statements and round trips whatever others hold, and the vendor does not ask", async () => {
  const { traffic } = desk.world.database;
  const costOf = async (company: object) => {
    const asker = await desk.partner(`Costs ${randomUUID().slice(0, 8)}`);
    const before = { ...traffic };
    const answer = await check(company, asker);
    return [
      answer.availability,
      traffic.statements - before.statements,
      traffic.roundTrips - before.roundTrips,
    ];
  };
  await desk.register(alpha, "Gehalten");
  const [, ...free] = await costOf({ name: "Ganz frei", domain: "ganz-frei.com" });
  const [told, ...held] = await costOf({ name: "Gehalten", domain: "gehalten.com" });
  const [, ...bare] = await costOf({ name: "GmbH" });
  expect(told).toBe("NOT_AVAILABLE");
  expect(held).toEqual(free);
  expect(bare).toEqual(free);

  const vendors = await check({ name: "Gehalten", domain: "gehalten.com" }, desk.manager);
  expect(vendors.errors).toMatchObject([{ code: "FORBIDDEN" }]);
});
