import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { historyOf, MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let gamma: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  gamma = await desk.partner("Gamma");
});
afterAll(() => desk.world.close());

/** Merges leads; answers with the payload. */
const merge = (leadIds: readonly LeadId[], more: object = {}) =>
  desk.run(
    desk.manager,
    "mergeLeads",
    { leadIds, split: "SURVIVOR_HAS_ALL", reason: "One prospect", ...more },
    "lead { id }",
  );

async function merged(leadIds: readonly LeadId[], more: object = {}): Promise<LeadId> {
  const payload = await merge(leadIds, more);
  if (payload.errors.length > 0) throw new Error(JSON.stringify(payload.errors));
  return payload.lead.id;
}

async function registered(
  by: Caller,
  name: string,
  at: string,
  more: object = {},
): Promise<LeadId> {
  desk.at(at);
  return desk.register(by, name, more);
}

/** A prospect that Alpha registered on 2 February and Beta on the 3rd, in other words. */
async function twice(name: string): Promise<readonly [LeadId, LeadId]> {
  const first = await registered(alpha, name, "2026-02-02T10:00:00Z");
  const second = await registered(beta, `${name} Holding`, "2026-02-03T10:00:00Z");
  return [first, second];
}

const brokenPromises = async () => {
  const { jobs, auth } = desk.world.urls;
  const checked = await checkInvariants({
    urls: { jobs, auth, owner: desk.world.ownerUrl },
    isServed: false,
  });
  // nobody serves the database: what only a server keeps is not asked
  return checked.filter(({ rows }) => rows !== 0 && rows !== null);
};

const OWED =
  "attribution { shares { sharePpm } othersPpm } credits { nodes { amount { amount } } }";

describe("leads of two partners that are merged", () => {
  test("go on in the one that claimed first; each partner keeps its own", async () => {
    const [first, second] = await twice("Zweimal");
    desk.at("2026-02-05T10:00:00Z");
    const survivor = await merged([second, first], { comment: "It is one company" });
    expect(survivor).toBe(first);

    expect(await desk.lead(alpha, first, "stage version continuesIn { id }")).toEqual({
      stage: "SUBMITTED",
      version: 2,
      continuesIn: null,
    });
    const own =
      "id stage company { name } contact { email } continuesIn { id } timeline { nodes { type comment } }";
    expect(await desk.lead(beta, second, own)).toEqual({
      id: second,
      stage: "MERGED",
      company: { name: "Zweimal Holding" },
      contact: { email: "anna@zweimal-holding.com" },
      continuesIn: null,
      timeline: {
        nodes: [
          { type: "REGISTERED", comment: null },
          { type: "MERGED", comment: "It is one company" },
        ],
      },
    });
    expect(await desk.lead(beta, first, "id")).toBeNull();
    expect(await desk.lead(alpha, second, "id")).toBeNull();
    expect(await historyOf(desk, first)).toEqual(["REGISTERED", "JOINED"]);

    const all = "id mergedFrom { nodes { id partner { name } company { name } } }";
    const found = {
      id: first,
      mergedFrom: {
        nodes: [{ id: second, partner: { name: "Beta" }, company: { name: "Zweimal Holding" } }],
      },
    };
    expect(await desk.lead(desk.sales, second, all)).toEqual(found);
    expect(await desk.lead(desk.sales, first, all)).toEqual(found);
    const late = await desk.act(desk.sales, "acceptLead", second);
    expect(late.errors).toMatchObject([
      { code: "LEAD_MERGED", message: expect.stringContaining(first) },
    ]);
    const partners = await desk.act(beta, "reportProgress", second, { comment: "We met" });
    expect(partners.errors).toMatchObject([{ code: "INVALID_TRANSITION" }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("are owed as they are split: 60 % and 40 % of 200.00 come to 120.00 and 80.00", async () => {
    const [first, second] = await twice("Geteilt");
    const shares = [
      { leadId: first, sharePpm: 600_000 },
      { leadId: second, sharePpm: 400_000 },
    ];
    await merged([first, second], { split: "SPLIT", shares });
    await desk.done(desk.sales, "acceptLead", first);
    await desk.done(desk.sales, "qualifyLead", first, MET);
    expect(await desk.lead(alpha, first, OWED)).toEqual({
      attribution: { shares: [{ sharePpm: 600_000 }], othersPpm: 400_000 },
      credits: { nodes: [{ amount: { amount: "120.00" } }] },
    });
    // its own registration, its own share, and the rest is others'
    expect((await desk.lead(beta, second, OWED)).attribution).toEqual({
      shares: [{ sharePpm: 400_000 }],
      othersPpm: 600_000,
    });
    const credits = "{ credits { nodes { amount { amount } } } }";
    expect((await desk.api.run(beta, credits)).data?.credits.nodes).toMatchObject([
      { amount: { amount: "80.00" } },
    ]);
    expect(await brokenPromises()).toEqual([]);

    await desk.done(desk.manager, "undoMove", first, { reason: "The wrong lead" });
    expect((await desk.lead(beta, second, OWED)).attribution).toBeNull();
    expect(await brokenPromises()).toEqual([]);
  });

  test("pay the survivor alone where the others only influenced it", async () => {
    const [first, second] = await twice("Beeinflusst");
    await merged([first, second], { split: "INFLUENCED_ONLY" });
    await desk.done(desk.sales, "acceptLead", first);
    await desk.done(desk.sales, "qualifyLead", first, MET);
    expect(await desk.lead(alpha, first, OWED)).toMatchObject({
      attribution: { shares: [{ sharePpm: 1_000_000 }], othersPpm: 0 },
      credits: { nodes: [{ amount: { amount: "200.00" } }] },
    });
    const books = await desk.world.asOwner(
      "select book, role, share_ppm::integer from attribution_share where lead_id = $1 order by book",
      [uuidOf(first)],
    );
    expect(books).toEqual([
      { book: "INFLUENCED", role: "INFLUENCED", share_ppm: 1_000_000 },
      { book: "SOURCED", role: "SOURCED", share_ppm: 1_000_000 },
    ]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("that had both earned keep what they earned, and earn it no third time", async () => {
    const [first, second] = await twice("Beide");
    desk.at("2026-02-05T10:00:00Z");
    for (const leadId of [second, first]) await desk.done(desk.sales, "acceptLead", leadId);
    desk.at("2026-02-06T10:00:00Z");
    await desk.done(desk.sales, "qualifyLead", second, MET);
    desk.at("2026-02-08T10:00:00Z");
    await desk.done(desk.sales, "qualifyLead", first, MET);
    desk.at("2026-02-10T10:00:00Z");
    const before = await desk.world.asOwner("select count(*) as n from journal_txn");
    await merged([first, second], { split: "SURVIVOR_HAS_ALL" });

    // nothing is posted, and the SQL is that of the 6th
    expect(await desk.world.asOwner("select count(*) as n from journal_txn")).toEqual(before);
    expect(await desk.lead(alpha, first, `salesQualifiedAt ${OWED}`)).toEqual({
      salesQualifiedAt: "2026-02-06T10:00:00.000Z",
      attribution: { shares: [{ sharePpm: 1_000_000 }], othersPpm: 0 },
      credits: { nodes: [{ amount: { amount: "200.00" } }] },
    });
    expect((await desk.lead(beta, second, OWED)).credits.nodes).toEqual([
      { amount: { amount: "200.00" } },
    ]);
    await desk.done(desk.sales, "returnLead", first, {
      reasonCode: "TIMING_LATER",
      revisitOn: "2026-03-01",
    });
    await desk.done(desk.sales, "resumeLead", first);
    await desk.match(alpha, first);
    await desk.done(desk.sales, "acceptLead", first);
    await desk.done(desk.sales, "qualifyLead", first, MET);
    const awards = await desk.world.asOwner<{ n: number }>(
      "select count(*)::integer as n from award where lead_id in ($1, $2)",
      [uuidOf(first), uuidOf(second)],
    );
    expect(awards).toEqual([{ n: 2 }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("are earned once where only the merged one had earned", async () => {
    const [first, second] = await twice("Einmal");
    desk.at("2026-02-05T10:00:00Z");
    for (const leadId of [second, first]) await desk.done(desk.sales, "acceptLead", leadId);
    await desk.done(desk.sales, "qualifyLead", second, MET);
    await desk.done(desk.sales, "returnLead", second, {
      reasonCode: "TIMING_LATER",
      revisitOn: "2026-03-01",
    });
    desk.at("2026-02-06T10:00:00Z");
    await merged([first, second]);
    await desk.done(desk.sales, "qualifyLead", first, MET);
    expect(await desk.lead(alpha, first, OWED)).toEqual({
      attribution: { shares: [{ sharePpm: 1_000_000 }], othersPpm: 0 },
      credits: { nodes: [] },
    });
    expect((await desk.lead(beta, second, OWED)).credits.nodes).toHaveLength(1);
    expect(await brokenPromises()).toEqual([]);
  });

  test("claim and are protected from the earliest claim, whichever goes on", async () => {
    const [first, second] = await twice("Frueher");
    desk.at("2026-02-05T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", second);
    const before = await desk.protection(beta, second);
    const early = await merge([first, second]);
    expect(early.errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining(second) },
    ]);
    await merged([first, second], { survivorId: second });
    expect(
      await desk.lead(beta, second, "claimedAt stage stagesReached { stage reachedAt }"),
    ).toEqual({
      claimedAt: "2026-02-02T10:00:00.000Z",
      stage: "SAL",
      stagesReached: [
        { stage: "SUBMITTED", reachedAt: "2026-02-02T10:00:00.000Z" },
        { stage: "MQL", reachedAt: "2026-02-05T10:00:00.000Z" },
        { stage: "SAL", reachedAt: "2026-02-05T10:00:00.000Z" },
      ],
    });
    expect(await desk.protection(beta, second)).toMatchObject({
      protectedFrom: "2026-02-02T10:00:00.000Z",
      endsOn: before.endsOn,
      state: "RUNNING",
    });
    const undone = await desk.act(desk.manager, "undoMove", second, { reason: "No" });
    expect(undone.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("tell the partner of the first claim nothing of when the other claimed", async () => {
    const [first, second] = await twice("Zuerst da");
    desk.at("2026-02-05T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", first);
    await merged([first, second]);
    const shown = await desk.lead(
      alpha,
      first,
      "claimedAt stagesReached { reachedAt } protection { protectedFrom endsOn } timeline { nodes { type occurredAt comment reasonCode } }",
    );
    expect(shown.claimedAt).toBe("2026-02-02T10:00:00.000Z");
    expect(JSON.stringify(shown)).not.toContain("2026-02-03");
  });

  test("hold the one protection that one of them had", async () => {
    const [first, second] = await twice("Gehalten");
    desk.at("2026-02-05T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", first);
    await desk.done(alpha, "releaseProtection", first);
    desk.at("2026-02-06T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", second);
    const held = await desk.protection(beta, second);
    await merged([first, second]);
    expect(await desk.protection(alpha, first)).toMatchObject({
      state: "RUNNING",
      endsOn: held.endsOn,
    });
    expect(await desk.protection(beta, second)).toMatchObject({
      state: "ENDED",
      endReason: "MOVED",
    });
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("a partner's own leads that are merged", () => {
  test("go on in one, which it is led to and which claims what both did", async () => {
    const first = await registered(alpha, "Eigen", "2026-02-02T10:00:00Z");
    const second = await registered(alpha, "Eigen Zwei", "2026-02-03T10:00:00Z");
    await merged([first, second]);
    expect(await desk.lead(alpha, second, "stage continuesIn { id stage }")).toEqual({
      stage: "MERGED",
      continuesIn: { id: first, stage: "SUBMITTED" },
    });
    expect(
      (await desk.lead(alpha, first, "contacts { nodes { email isPrimary } }")).contacts.nodes,
    ).toEqual([
      { email: "anna@eigen.com", isPrimary: true },
      { email: "anna@eigen-zwei.com", isPrimary: false },
    ]);
    const again = await desk.run(
      alpha,
      "registerLead",
      {
        company: { name: "Eigen Zwei", domain: "eigen-zwei.com" },
        contact: { name: "Max", email: "max@elsewhere.com", consent: { basis: "CONSENT" } },
      },
      "lead { id }",
    );
    expect(again.errors).toMatchObject([
      { code: "DUPLICATE_LEAD", message: expect.stringContaining(first) },
    ]);
    const late = await desk.act(alpha, "withdrawLead", second);
    expect(late.errors).toMatchObject([
      { code: "LEAD_MERGED", message: expect.stringContaining(first) },
    ]);
    await desk.match(alpha, first);
    await desk.done(desk.sales, "acceptLead", first);
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("leads are not merged", () => {
  test("while another lead claims the prospect, in parts that are not the whole, or into a stranger", async () => {
    const [first, second] = await twice("Unvereint");
    const other = await registered(gamma, "Drittel", "2026-02-04T10:00:00Z", {
      domain: "unvereint.com",
    });
    const disputed = await merge([first, second]);
    expect(disputed.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
    const stranger = await merge([first, second], { survivorId: other });
    expect(stranger.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["survivorId"] }]);
    for (const shares of [
      [],
      [{ leadId: first, sharePpm: 1_000_000 }],
      [
        { leadId: first, sharePpm: 600_000 },
        { leadId: second, sharePpm: 300_000 },
      ],
      [
        { leadId: first, sharePpm: 600_000 },
        { leadId: other, sharePpm: 400_000 },
      ],
    ]) {
      const payload = await merge([first, second, other].slice(0, 2), { split: "SPLIT", shares });
      expect(payload.errors[0].code).toMatch(/VALIDATION_FAILED|CONFLICT_OPEN/);
    }
    // with that lead, nothing is left to decide
    expect(await merged([first, second, other])).toBe(first);
    await desk.lapse(gamma, other);
    expect(
      await desk.world.asOwner("select state from conflict where challenger_lead_id = $1", [
        uuidOf(other),
      ]),
    ).toEqual([{ state: "LAPSED" }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("into one another at once, nor while one of them is qualified: one after the other", async () => {
    for (const round of [1, 2, 3]) {
      const [first, second] = await twice(`Rennen ${round}`);
      const both = await Promise.all([
        merge([first, second], { survivorId: first }),
        merge([second, first], { survivorId: second }),
      ]);
      expect(both.map(({ errors }): string => errors[0]?.code ?? "done").toSorted()).toEqual([
        "LEAD_MERGED",
        "done",
      ]);
      const [one, two] = await twice(`Wettlauf ${round}`);
      desk.at("2026-02-05T10:00:00Z");
      for (const leadId of [one, two]) await desk.done(desk.sales, "acceptLead", leadId);
      const [merging, made] = await Promise.all([
        merge([one, two]),
        desk.act(desk.sales, "qualifyLead", two, MET),
      ]);
      const codes = [merging, made].map(({ errors }) => errors[0]?.code ?? "done");
      // qualified first, it stands further than the survivor, and is not merged into it
      expect([
        ["done", "LEAD_MERGED"],
        ["BUSINESS_RULE", "done"],
      ]).toContainEqual(codes);
    }
    expect(await brokenPromises()).toEqual([]);
  });
});
