import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { readAcceptanceFacts, refuseUnlessFree } from "../../src/protection/index.ts";
import { vendorCaller } from "../support/people.ts";

import { keyOf, openDesk, pair } from "./desk.ts";
import type { Desk } from "./desk.ts";

let desk: Desk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openDesk();
  alpha = await desk.addPartner("Alpha");
  beta = await desk.addPartner("Beta");
});
afterAll(() => desk.world.close());

const conflictsOf = async (...leads: LeadId[]) => {
  const uuids = leads.map(uuidOf);
  return (await desk.conflicts()).filter((each) => uuids.includes(each.incumbent));
};

const whyNotFree = (leadId: LeadId) =>
  desk.world.database.transaction(vendorCaller().session, async (tx) => {
    const refusal = refuseUnlessFree(await readAcceptanceFacts(tx, leadId, new Date()));
    return refusal?.code ?? null;
  });

const isMatched = async (leadId: LeadId) =>
  (await desk.world.asOwner("select from lead_matching where lead_id = $1", [uuidOf(leadId)]))
    .length === 1;

test("two partners register the same person: both leads are matched, and one conflict stands", async () => {
  const first = await desk.register(alpha, { email: "anna.nord+fair@gmail.com", company: "Nord" });
  const second = await desk.register(beta, {
    email: "Anna.Nord@Gmail.com",
    company: "Nordwind Group",
  });
  expect(await whyNotFree(first)).toBe("MATCHING_PENDING");

  expect(await desk.runJobs()).toEqual([]);

  expect([await isMatched(first), await isMatched(second)]).toEqual([true, true]);
  expect(await conflictsOf(first, second)).toMatchObject([
    { ...pair(first, second), state: "OPEN", matchedOn: ["EMAIL"], version: 1 },
  ]);
  expect([await whyNotFree(first), await whyNotFree(second)]).toEqual([
    "CONFLICT_OPEN",
    "CONFLICT_OPEN",
  ]);
});

test("two partners register the same company: the conflict says that it is the company", async () => {
  const first = await desk.register(alpha, {
    email: "a@x.com",
    company: "S",
    domain: "www.sued.de",
  });
  const second = await desk.register(beta, { email: "b@y.com", company: "T", domain: "sued.de" });
  expect(await desk.runJobs()).toEqual([]);
  expect(await conflictsOf(first, second)).toMatchObject([
    { ...pair(first, second), matchedOn: ["COMPANY"] },
  ]);
});

test("a domain where anybody has a mailbox makes no company of two", async () => {
  const first = await desk.register(alpha, {
    email: "ost@gmail.com",
    company: "Ost Bau",
    domain: "gmail.com",
  });
  const second = await desk.register(beta, {
    email: "west@gmail.com",
    company: "West Bau",
    domain: "gmail.com",
  });
  expect(await desk.runJobs()).toEqual([]);
  expect(await conflictsOf(first, second)).toEqual([]);
  expect([await whyNotFree(first), await whyNotFree(second)]).toEqual([null, null]);
});

test("two companies that nothing tells apart from others are not taken for one", async () => {
  const first = await desk.register(alpha, { email: "one.zeichen@gmail.com", company: "???" });
  const second = await desk.register(beta, { email: "two.zeichen@gmail.com", company: "???" });
  expect(await desk.runJobs()).toEqual([]);
  expect(await conflictsOf(first, second)).toEqual([]);
});

test("a job that runs twice changes nothing", async () => {
  const first = await desk.register(alpha, { email: "two@mal.com", company: "Zweimal" });
  const second = await desk.register(beta, { email: "two@mal.com", company: "Zweimal" });
  expect(await desk.runJobs()).toEqual([]);
  const before = JSON.stringify(await desk.world.asOwner(ALL_ROWS));

  await desk.match(keyOf(alpha, first));
  await desk.match(keyOf(beta, second));
  await desk.lapse(keyOf(alpha, first));

  expect(JSON.stringify(await desk.world.asOwner(ALL_ROWS))).toBe(before);
});

test("a lead that was withdrawn before its job ran opens no conflict, and is matched all the same", async () => {
  const first = await desk.register(alpha, { email: "gone@fort.com", company: "Fort" });
  const second = await desk.register(beta, { email: "gone@fort.com", company: "Fort" });
  await desk.withdraw(alpha, first);
  expect(await desk.runJobs()).toEqual([]);
  expect(await conflictsOf(first, second)).toEqual([]);
  expect([await isMatched(first), await whyNotFree(second)]).toEqual([true, null]);
});

test("a withdrawn lead's conflicts lapse, and its rival is free even before they have", async () => {
  const first = await desk.register(alpha, { email: "leave@weg.com", company: "Weg" });
  const second = await desk.register(beta, { email: "leave@weg.com", company: "Weg" });
  expect(await desk.runJobs()).toEqual([]);
  expect(await whyNotFree(second)).toBe("CONFLICT_OPEN");

  await desk.withdraw(alpha, first);
  expect(await whyNotFree(second)).toBeNull();
  expect(await desk.runJobs()).toEqual([]);

  const [conflict] = await conflictsOf(first);
  expect(conflict).toMatchObject({ state: "LAPSED", version: 2, matchedOn: ["EMAIL", "COMPANY"] });
});

test("a lead that still claims its prospect loses no conflict to a stray job", async () => {
  const first = await desk.register(alpha, { email: "stay@bleib.com", company: "Bleib" });
  await desk.register(beta, { email: "stay@bleib.com", company: "Bleib" });
  expect(await desk.runJobs()).toEqual([]);
  await desk.lapse(keyOf(alpha, first));
  expect(await conflictsOf(first)).toMatchObject([{ state: "OPEN", version: 1 }]);
});

test("matching takes nine statements in six round trips, however many rivals there are", async () => {
  const { traffic } = desk.world.database;
  const matchAmong = async (rivals: number) => {
    const prospect = { email: `many${rivals}@gmail.com`, company: `Viele ${rivals}` };
    for (let each = 0; each < rivals; each += 1) {
      await desk.register(await desk.addPartner(`Rival ${rivals}.${each}`), prospect);
    }
    const lead = await desk.register(alpha, prospect);
    const before = { ...traffic };
    await desk.match(keyOf(alpha, lead));
    const after = { ...traffic };
    expect((await desk.conflicts()).filter((each) => each.challenger === uuidOf(lead)).length).toBe(
      rivals,
    );
    return {
      statements: after.statements - before.statements,
      roundTrips: after.roundTrips - before.roundTrips,
    };
  };
  // the prospect; its name; keys; rivals and words; lock and claims; conflicts and mark with the commit
  expect(await matchAmong(1)).toEqual({ statements: 9, roundTrips: 6 });
  expect(await matchAmong(9)).toEqual({ statements: 9, roundTrips: 6 });
});

test("a partner's session may not ask whether a lead is free", async () => {
  const lead = await desk.register(alpha, { email: "ask@frage.com", company: "Frage" });
  const asked = desk.world.database.transaction(alpha.session, (tx) =>
    readAcceptanceFacts(tx, lead, new Date()),
  );
  await expect(asked).rejects.toMatchObject({ code: "42501" });
});

const ALL_ROWS = `
  select (select json_agg(c order by c.id) from conflict as c) as conflicts,
    (select json_agg(m order by m.lead_id) from lead_matching as m) as matched`;
