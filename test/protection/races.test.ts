import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { systemSession } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { lockProspect } from "../../src/protection/store/prospect-lock.ts";

import { keyOf, openDesk, pair, pause } from "./desk.ts";
import type { Desk, Prospect } from "./desk.ts";

let desk: Desk;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.world.close());

interface Registered {
  readonly caller: Caller;
  readonly leadId: LeadId;
}

const registerAll = async (entries: readonly (readonly [Caller, Prospect])[]) => {
  const registered: Registered[] = [];
  for (const [caller, prospect] of entries) {
    registered.push({ caller, leadId: await desk.register(caller, prospect) });
  }
  return registered;
};

const shuffled = <Item>(items: readonly Item[]): Item[] =>
  items
    .map((item) => [Math.random(), item] as const)
    .toSorted(([left], [right]) => left - right)
    .map(([, item]) => item);

/** Deals the jobs that wait new places in the queue. */
const shuffleJobs = () =>
  desk.world.asOwner("update graphile_worker._private_jobs set priority = floor(random() * 1000)");

/** The pairs, in an order of their own, without ids and times. */
const pairsAmong = async (leads: readonly Registered[]) => {
  const uuids = new Set(leads.map((each) => uuidOf(each.leadId)));
  return (await desk.conflicts())
    .filter((each) => uuids.has(each.incumbent))
    .map(({ incumbent, challenger, state, matchedOn }) =>
      [incumbent, challenger, state, ...matchedOn].join(" "),
    )
    .toSorted();
};

const expectedPair = (
  one: LeadId,
  other: LeadId,
  claims: ReadonlyMap<LeadId, number>,
  on: string,
) => {
  const isEarlier = (claims.get(one) ?? 0) - (claims.get(other) ?? 0) || (one < other ? -1 : 1);
  const { incumbent, challenger } = isEarlier < 0 ? pair(one, other) : pair(other, one);
  return `${incumbent} ${challenger} OPEN ${on}`;
};

const claimsOf = async (leads: readonly Registered[]): Promise<ReadonlyMap<LeadId, number>> => {
  const rows = await desk.world.asOwner<{ id: string; claimed_at: Date }>(
    "select id, claimed_at from lead",
  );
  const times = new Map(rows.map((row) => [row.id, row.claimed_at.getTime()]));
  return new Map(leads.map(({ leadId }) => [leadId, times.get(uuidOf(leadId)) ?? 0]));
};

test("20 leads of two partners, matched by 4 jobs at once in any order: each expected pair, once", async () => {
  const [alpha, beta] = [await desk.addPartner("Alpha"), await desk.addPartner("Beta")];
  // a ring: Alpha's lead i shares its person with Beta's lead i and its company with Beta's lead i + 1
  const numbers = Array.from({ length: 10 }, (_, i) => i);
  const alphas = numbers.map(
    (i) => [alpha, { email: `p${i}.ring@gmail.com`, company: `Ring ${i}` }] as const,
  );
  const betas = numbers.map(
    (i) => [beta, { email: `p${i}.ring@gmail.com`, company: `Ring ${(i + 9) % 10}` }] as const,
  );
  const order = shuffled([...alphas, ...betas]);
  const leads = await registerAll(order);
  const leadOf = (entry: readonly [Caller, Prospect] | undefined) =>
    leads.find((_, place) => order[place] === entry)!.leadId;
  const claims = await claimsOf(leads);
  const expected = numbers.flatMap((i) => [
    expectedPair(leadOf(alphas[i]), leadOf(betas[i]), claims, "EMAIL"),
    expectedPair(leadOf(alphas[i]), leadOf(betas[(i + 1) % 10]), claims, "COMPANY"),
  ]);

  await shuffleJobs();
  expect(await desk.runJobs(4)).toEqual([]);

  expect(await pairsAmong(leads)).toEqual(expected.toSorted());
});

test("eight partners with one prospect, matched by 4 jobs at once: every pair, and no job fails", async () => {
  const prospect = { email: "hot@spot.com", company: "Hot Spot" };
  const partners = await Promise.all(
    Array.from({ length: 8 }, (_, i) => desk.addPartner(`Spot ${i}`)),
  );
  const leads = await registerAll(partners.map((partner) => [partner, prospect] as const));
  const claims = await claimsOf(leads);
  const expected = leads.flatMap((one, place) =>
    leads
      .slice(place + 1)
      .map((other) => expectedPair(one.leadId, other.leadId, claims, "EMAIL COMPANY")),
  );

  await shuffleJobs();
  expect(await desk.runJobs(4)).toEqual([]);

  expect(expected).toHaveLength(28);
  expect(await pairsAmong(leads)).toEqual(expected.toSorted());
});

test("leads that close while they are matched leave no conflict open", async () => {
  const [alpha, beta] = [await desk.addPartner("Closing A"), await desk.addPartner("Closing B")];
  for (let round = 0; round < 15; round += 1) {
    const prospect = { email: `r${round}.race@gmail.com`, company: `Race ${round}` };
    const leads = await registerAll([
      [alpha, prospect],
      [beta, prospect],
    ]);
    const [first, second] = leads.map(({ caller, leadId }) => keyOf(caller, leadId));
    await Promise.all([
      desk.match(first!),
      desk.match(second!),
      pause(round % 5).then(() => desk.withdraw(alpha, first!.leadId)),
    ]);
    expect(await desk.runJobs(2)).toEqual([]);
    const open = (await pairsAmong(leads)).filter((each) => each.includes(" OPEN "));
    expect(open).toEqual([]);
  }
});

test("a job that waits for its turn sees what closed meanwhile, and the partner did not wait for it", async () => {
  const [alpha, beta] = [await desk.addPartner("Turn A"), await desk.addPartner("Turn B")];
  const prospect = { email: "turn@reihe.com", company: "Reihe" };
  const [first, second] = await registerAll([
    [alpha, prospect],
    [beta, prospect],
  ]);
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let held: () => void = () => undefined;
  const isHeld = new Promise<void>((resolve) => (held = resolve));
  const holding = desk.world.database.transaction(systemSession("test"), async (tx) => {
    await lockProspect(tx, [first!.leadId]);
    held();
    await released;
    return null;
  });
  await isHeld;

  const matching = desk.match(keyOf(beta, second!.leadId));
  await pause(100);
  await desk.withdraw(alpha, first!.leadId);
  release();
  await Promise.all([holding, matching]);

  expect(await pairsAmong([first!, second!])).toEqual([]);
});

test("a lapse that comes between a match's look and its write waits, and ends the new conflict", async () => {
  const [alpha, beta] = [await desk.addPartner("Gap A"), await desk.addPartner("Gap B")];
  const prospect = { email: "gap@luecke.com", company: "Luecke" };
  const [first, second] = await registerAll([
    [alpha, prospect],
    [beta, prospect],
  ]);
  // the match finds its own mark being written by another, and waits with the conflict unwritten
  const other = new pg.Client({ connectionString: desk.world.ownerUrl });
  await other.connect();
  await other.query("begin");
  await other.query(
    "insert into lead_matching (lead_id, partner_id, finished_at) select id, partner_id, now() from lead where id = $1",
    [uuidOf(second!.leadId)],
  );

  const matching = desk.match(keyOf(beta, second!.leadId));
  await pause(100);
  await desk.withdraw(alpha, first!.leadId);
  const lapsing = desk.lapse(keyOf(alpha, first!.leadId));
  await pause(100);
  await other.query("rollback");
  await other.end();
  await Promise.all([matching, lapsing]);

  const states = (await pairsAmong([first!, second!])).map((each) => each.split(" ")[2]);
  expect(states).toEqual(["LAPSED"]);
});

test("leads that are only alike, matched at the same time, do not miss each other", async () => {
  const [alpha, beta] = [await desk.addPartner("Alike A"), await desk.addPartner("Alike B")];
  for (let round = 0; round < 25; round += 1) {
    const leads = await registerAll([
      [alpha, { email: `a${round}.alike@gmail.com`, company: `Zwei${names(round)}werk Energie` }],
      [
        beta,
        {
          email: `b${round}.alike@gmail.com`,
          company: `Zwei${names(round)}werk Energie AG (Nord)`,
        },
      ],
    ]);
    await Promise.all(leads.map(({ caller, leadId }) => desk.match(keyOf(caller, leadId))));
    expect(await pairsAmong(leads), `round ${round}`).toHaveLength(1);
  }
});

/** A word for a number: numbers tell companies apart. */
const names = (round: number): string => "abcdefghijklmnopqrstuvwxyz".charAt(round).repeat(4);
