import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { vendorCaller } from "../support/people.ts";

import { keyOf, openDesk, pair } from "./desk.ts";
import type { Desk, StoredPair } from "./desk.ts";

let desk: Desk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openDesk();
  alpha = await desk.addPartner("Alpha");
  beta = await desk.addPartner("Beta");
});
afterAll(() => desk.world.close());

/** What Alpha and Beta register, and what their jobs find of the pair. */
async function registered(ours: object, theirs: object, mailboxes: readonly string[]) {
  const [first, second] = [
    await desk.register(alpha, { company: "", email: `one${mailboxes[0]}`, ...ours }),
    await desk.register(beta, { company: "", email: `two${mailboxes[1]}`, ...theirs }),
  ];
  expect(await desk.runJobs()).toEqual([]);
  const of = async (table: "conflict" | "likeness") => among(await desk.pairsIn(table), first);
  return { first, second, conflicts: await of("conflict"), likenesses: await of("likeness") };
}

const among = (pairs: readonly StoredPair[], lead: LeadId): readonly StoredPair[] =>
  pairs.filter((each) => [each.incumbent, each.challenger].includes(uuidOf(lead)));

let turn = 0;
const mailboxes = (): string[] => {
  turn += 1;
  return [`${turn}@gmail.com`, `${turn}@gmail.com`];
};

test("two spellings of one company in one country are in conflict, which says why and how sure", async () => {
  const { first, second, conflicts, likenesses } = await registered(
    { company: "Nordwind Energie GmbH", country: "DE" },
    { company: "NORDWIND ENERGIE AG & Co. KG", country: "DE", phone: "+49 30 123456" },
    ["@nordwind-energie.de", "@gmail.com"],
  );
  expect(conflicts).toEqual([
    {
      ...pair(first, second),
      matchedOn: ["COMPANY_NAME"],
      compared: ["EMAIL", "COMPANY", "COMPANY_NAME"],
      agreedWords: ["nordwind", "energie"],
      confidencePpm: 950_000,
    },
  ]);
  expect(likenesses).toEqual([]);
});

test("one name in two countries is a likeness, which stops nothing", async () => {
  const { first, second, conflicts, likenesses } = await registered(
    { company: "Suedwind Anlagen GmbH", country: "DE" },
    { company: "Suedwind Anlagen S.A.", country: "FR" },
    mailboxes(),
  );
  expect(conflicts).toEqual([]);
  expect(likenesses).toMatchObject([{ ...pair(first, second), matchedOn: ["COMPANY_NAME"] }]);
  const seen = await desk.api.run(
    vendorCaller(),
    `query ($id: ID!) { lead(by: { id: $id }) { likenesses { totalCount nodes {
      matchedOn contradictedBy agreedWords incumbent { id } challenger { id }
    } } } }`,
    { id: second },
  );
  expect(seen.data?.lead.likenesses).toEqual({
    totalCount: 1,
    nodes: [
      {
        matchedOn: ["COMPANY_NAME"],
        contradictedBy: ["COUNTRY"],
        agreedWords: ["suedwind", "anlagen"],
        incumbent: { id: first },
        challenger: { id: second },
      },
    ],
  });
});

test("one phone number and nothing else in common is a likeness", async () => {
  const phone = "+49 30 7654321";
  const { conflicts, likenesses } = await registered(
    { company: "Ostmark", phone },
    { company: "Westfalen", phone },
    mailboxes(),
  );
  expect(conflicts).toEqual([]);
  expect(likenesses).toMatchObject([{ matchedOn: ["PHONE"], agreedWords: [] }]);
});

test("a typing mistake, another order or another script hides no company", async () => {
  for (const [ours, theirs] of [
    ["Schwarzwaelder Uhren", "Schwarzwälder Uhren"],
    ["Kuckuck Feinmechanik", "FEINMECHANIK KUCKUCK GMBH"],
    ["Газовик", "Gazovik OOO"],
  ]) {
    const { conflicts } = await registered({ company: ours }, { company: theirs }, mailboxes());
    expect(conflicts, ours).toHaveLength(1);
  }
});

test("companies that share what business calls itself, or all but a number, are nobody's rivals", async () => {
  for (const [ours, theirs] of [
    ["Birnbaum Software Solutions", "Apfelbaum Software Solutions"],
    ["Windpark 3", "Windpark 4"],
    ["Erste Beteiligung II", "Erste Beteiligung III"],
  ]) {
    const { conflicts, likenesses } = await registered(
      { company: ours },
      { company: theirs },
      mailboxes(),
    );
    expect([conflicts, likenesses], ours).toEqual([[], []]);
  }
});

test("leads of one partner are no rivals, however alike", async () => {
  const first = await desk.register(alpha, {
    company: "Zwilling Bau",
    email: "z1@gmail.com",
    country: "DE",
  });
  const second = await desk.register(alpha, {
    company: "Zwilling Bau",
    email: "z2@gmail.com",
    country: "AT",
  });
  expect(await desk.runJobs()).toEqual([]);
  for (const lead of [first, second]) {
    expect(among(await desk.pairsIn("conflict"), lead)).toEqual([]);
    expect(among(await desk.pairsIn("likeness"), lead)).toEqual([]);
  }
});

test("a lead that has closed is found by its name no more", async () => {
  const lead = await desk.register(alpha, { company: "Vergangen", email: "v1@gmail.com" });
  expect(await desk.runJobs()).toEqual([]);
  const named = () =>
    desk.world.asOwner("select from company_name_lead where lead_id = $1", [uuidOf(lead)]);
  expect(await named()).toHaveLength(1);

  await desk.withdraw(alpha, lead);
  expect(await desk.runJobs()).toEqual([]);

  expect(await named()).toEqual([]);
  const later = await desk.register(beta, {
    company: "Vergangen AG",
    email: "v2@gmail.com",
    country: "DE",
  });
  expect(await desk.runJobs()).toEqual([]);
  expect(among(await desk.pairsIn("conflict"), later)).toEqual([]);
});

test("a job that runs twice finds, names and counts nothing twice", async () => {
  const first = await desk.register(alpha, {
    company: "Doppelt Bau",
    email: "d1@gmail.com",
    country: "DE",
  });
  const second = await desk.register(beta, {
    company: "Doppelt Bau",
    email: "d2@gmail.com",
    country: "AT",
  });
  expect(await desk.runJobs()).toEqual([]);
  const all = () =>
    desk.world.asOwner(`
      select (select json_agg(l order by l.id) from likeness as l) as likenesses,
        (select json_agg(w order by w.word) from company_name_word as w) as words,
        (select json_agg(k order by k.key, k.name_id) from company_name_key as k) as keys`);
  const before = JSON.stringify(await all());

  await desk.match(keyOf(alpha, first));
  await desk.match(keyOf(beta, second));

  expect(JSON.stringify(await all())).toBe(before);
});
