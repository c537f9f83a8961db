import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { historyOf, MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import { vendorCaller } from "../support/people.ts";

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

const to = (partner: Caller, more: object = {}) => ({
  partnerId: partner.actor.partnerId,
  reasonCode: "CUSTOMER_REQUEST",
  ...more,
});

const money = { amount: "1000", currency: "EUR" };

/** Registered on a Monday, accepted on the next day. */
async function accepted(name: string): Promise<LeadId> {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, name);
  desk.at("2026-02-03T10:00:00Z");
  await desk.done(desk.sales, "acceptLead", leadId);
  desk.at("2026-02-10T10:00:00Z");
  return leadId;
}

async function qualified(name: string): Promise<LeadId> {
  const leadId = await accepted(name);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
  desk.at("2026-02-12T10:00:00Z");
  return leadId;
}

const transferred = async (leadId: LeadId, receiver: Caller, more: object = {}): Promise<LeadId> =>
  (await desk.done(desk.manager, "transferLead", leadId, to(receiver, more))).id;

const brokenPromises = async () => {
  const { jobs, auth } = desk.world.urls;
  const checked = await checkInvariants({
    urls: { jobs, auth, owner: desk.world.ownerUrl },
    isServed: false,
  });
  // nobody serves the database: what only a server keeps is not asked
  return checked.filter(({ rows }) => rows !== 0 && rows !== null);
};

describe("a lead that is passed on to another partner", () => {
  test("is about what it was about: product lines, also one that was retired since, and a tender", async () => {
    const line = "productLine { id version }";
    const made = await desk.run(desk.sales, "saveProductLine", { name: "Hardware" }, line);
    const { id, version } = made.productLine;
    desk.at("2026-02-02T10:00:00Z");
    const tender = { reference: "2026/17", issuer: "City of Bonn" };
    const leadId = await desk.register(alpha, "Ausschreibung", {
      input: { productLineIds: [id], tender },
    });
    desk.at("2026-02-03T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    const retire = { productLineId: id, expectedVersion: version };
    expect((await desk.run(desk.sales, "retireProductLine", retire, line)).errors).toEqual([]);

    const next = await transferred(leadId, beta);

    const about = "productLines { name } tender { reference issuer }";
    expect(await desk.lead(beta, next, about)).toEqual({
      productLines: [{ name: "Hardware" }],
      tender,
    });
    // what it claims is what it is about: all lines are more than this one
    await expect(desk.register(beta, "Ausschreibung")).rejects.toThrow("DUPLICATE_LEAD");
    expect(await brokenPromises()).toEqual([]);
  });

  test("goes on as that partner's own, as it stood, and the one before ends", async () => {
    const leadId = await accepted("Weitergabe");
    const before = await desk.protection(alpha, leadId);
    const comment = "The customer asks for somebody nearer";
    const next = await transferred(leadId, beta, { note: "Alpha is slow", comment });

    expect(await desk.lead(alpha, leadId, "id stage reasonCode origin")).toEqual({
      id: leadId,
      stage: "MERGED",
      reasonCode: "CUSTOMER_REQUEST",
      origin: "REGISTRATION",
    });
    const seen =
      "id stage version origin claimedAt company { name domain } contact { name email consent { basis source } } owner { displayName } notes externalReference";
    expect(await desk.lead(beta, next, seen)).toEqual({
      id: next,
      stage: "SAL",
      version: 1,
      origin: "TRANSFER",
      claimedAt: "2026-02-02T10:00:00.000Z",
      company: { name: "Weitergabe", domain: "weitergabe.com" },
      contact: {
        name: "Anna",
        email: "anna@weitergabe.com",
        consent: { basis: "CONSENT", source: "Passed on by the vendor on 2026-02-10" },
      },
      owner: { displayName: "Rosa Fischer" },
      notes: null,
      externalReference: null,
    });
    const told = "timeline { nodes { type reasonCode comment actor { displayName isVendor } } }";
    const vendor = { displayName: "Vendor", isVendor: true };
    const why = { reasonCode: "CUSTOMER_REQUEST", comment, actor: vendor };
    expect((await desk.lead(beta, next, told)).timeline.nodes).toEqual([
      { type: "TAKEN_OVER", ...why },
    ]);
    expect((await desk.lead(alpha, leadId, told)).timeline.nodes.at(-1)).toEqual({
      type: "TRANSFERRED",
      ...why,
    });

    // the same days, from the same claim, without a gap
    expect(await desk.protection(beta, next)).toMatchObject({
      state: "RUNNING",
      protectedFrom: before.protectedFrom,
      endsOn: before.endsOn,
    });
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "ENDED",
      endReason: "MOVED",
      protectedUntil: "2026-02-10T10:00:00.000Z",
    });
    expect(await brokenPromises()).toEqual([]);
  });

  test("is seen by neither partner in the other's hands, nor by a third", async () => {
    const leadId = await accepted("Verborgen");
    const next = await transferred(leadId, beta);
    expect(await desk.lead(alpha, next, "id")).toBeNull();
    expect(await desk.lead(beta, leadId, "id")).toBeNull();
    expect(await desk.lead(gamma, leadId, "id")).toBeNull();
    expect(await desk.lead(gamma, next, "id")).toBeNull();
    const list = '{ leads(search: "verborgen") { nodes { id } } }';
    expect((await desk.api.run(alpha, list)).data?.leads.nodes).toEqual([{ id: leadId }]);
    expect((await desk.api.run(beta, list)).data?.leads.nodes).toEqual([{ id: next }]);
    expect((await desk.api.run(gamma, list)).data?.leads.nodes).toEqual([]);
  });

  test("is found by the vendor under either id, with the one before", async () => {
    const leadId = await accepted("Auffindbar");
    const next = await transferred(leadId, beta);
    const last = await transferred(next, gamma);
    const all = "id stage mergedFrom { nodes { id stage partner { name } } }";
    const expected = {
      id: last,
      stage: "SAL",
      mergedFrom: {
        nodes: [
          { id: leadId, stage: "MERGED", partner: { name: "Alpha" } },
          { id: next, stage: "MERGED", partner: { name: "Beta" } },
        ],
      },
    };
    expect(await desk.lead(desk.sales, leadId, all)).toEqual(expected);
    expect(await desk.lead(desk.sales, next, all)).toEqual(expected);
    const nodes = await desk.api.run(
      desk.sales,
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id } node(id: $first) { id } }".replace(
        "$first",
        `"${leadId}"`,
      ),
      { ids: [leadId, last, next] },
    );
    expect(nodes.data).toEqual({
      nodes: [{ id: last }, { id: last }, { id: last }],
      node: { id: last },
    });

    const late = await desk.run(
      desk.sales,
      "qualifyLead",
      { leadId, ...MET },
      "errors { ... on LeadMergedError { survivorLeadId } }",
    );
    expect(late.errors).toEqual([
      {
        code: "LEAD_MERGED",
        message: expect.stringContaining(last),
        path: null,
        survivorLeadId: last,
      },
    ]);
    const own = await desk.act(alpha, "reportProgress", leadId, { comment: "We met" });
    expect(own.errors).toMatchObject([{ code: "INVALID_TRANSITION" }]);
  });

  test("earns nothing again: what it earned stays with whom it was credited to", async () => {
    const leadId = await qualified("Verdient");
    const next = await transferred(leadId, beta);
    const money =
      "salesQualifiedAt attribution { shares { sharePpm } othersPpm } credits { nodes { amount { amount } } }";
    expect(await desk.lead(alpha, leadId, money)).toMatchObject({
      attribution: { shares: [{ sharePpm: 1_000_000 }], othersPpm: 0 },
      credits: { nodes: [{ amount: { amount: "200.00" } }] },
    });
    expect(await desk.lead(beta, next, money)).toEqual({
      salesQualifiedAt: "2026-02-10T10:00:00.000Z",
      attribution: null,
      credits: { nodes: [] },
    });

    // returned, taken up again, accepted and qualified a second time
    await desk.done(desk.sales, "returnLead", next, {
      reasonCode: "TIMING_LATER",
      revisitOn: "2026-03-01",
    });
    await desk.done(desk.sales, "resumeLead", next);
    await desk.match(beta, next);
    await desk.done(desk.sales, "acceptLead", next);
    await desk.done(desk.sales, "qualifyLead", next, MET);
    expect((await desk.lead(beta, next, money)).credits.nodes).toEqual([]);
    const awards = await desk.world.asOwner("select lead_id from award where lead_id in ($1, $2)", [
      uuidOf(leadId),
      uuidOf(next),
    ]);
    expect(awards).toEqual([{ lead_id: uuidOf(leadId) }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("is owed to the receiving partner from then on, where the decision says so", async () => {
    const leadId = await qualified("Uebertragen");
    const next = await transferred(leadId, beta, { settledShares: "MOVE" });
    const owed = "attribution { shares { sharePpm } othersPpm }";
    expect(await desk.lead(beta, next, owed)).toEqual({
      attribution: { shares: [{ sharePpm: 1_000_000 }], othersPpm: 0 },
    });
    expect(await desk.lead(alpha, leadId, owed)).toEqual({ attribution: null });
    expect(await brokenPromises()).toEqual([]);
  });

  test("takes its deal along", async () => {
    const leadId = await qualified("Geschaeft");
    await desk.done(desk.sales, "convertLead", leadId, { amount: money, closeOn: "2026-06-30" });
    const next = await transferred(leadId, beta);
    const deal = "stage opportunity { state amount { amount } closeOn }";
    expect(await desk.lead(alpha, leadId, deal)).toMatchObject({ opportunity: { state: "MOVED" } });
    expect(await desk.lead(beta, next, deal)).toEqual({
      stage: "OPPORTUNITY",
      opportunity: { state: "OPEN", amount: { amount: "1000.00" }, closeOn: "2026-06-30" },
    });
    await desk.done(desk.sales, "winLead", next, { amount: money, closedOn: "2026-02-12" });
    expect(await brokenPromises()).toEqual([]);
  });

  test("settles what was open: a request lapses, more days are asked for no more, the time is kept", async () => {
    const leadId = await accepted("Offenes");
    await desk.done(alpha, "requestExtension", leadId, { comment: "The board meets in May" });
    await desk.done(desk.sales, "requestInformation", leadId, {
      questions: [{ field: "NOTES", question: "Which department?" }],
    });
    desk.at("2026-02-15T10:00:00Z");
    const next = await transferred(leadId, beta);
    expect(await desk.lead(alpha, leadId, "informationRequests { nodes { state } }")).toEqual({
      informationRequests: { nodes: [{ state: "LAPSED" }] },
    });
    const [asked] = await desk.world.asOwner(
      "select state from extension_request where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(asked).toEqual({ state: "MOOT" });
    // 2 February and a day in review and five days that the request waited, and 90 days
    expect(await desk.protection(beta, next)).toMatchObject({
      state: "RUNNING",
      endsOn: "2026-05-09",
    });
    expect(await brokenPromises()).toEqual([]);
  });

  test("in review is reviewed for its new partner, whose protection counts the whole review", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const leadId = await desk.register(alpha, "Pruefung");
    desk.at("2026-02-04T10:00:00Z");
    const next = await transferred(leadId, beta);
    expect(await desk.lead(desk.sales, next, "contact { name }")).toEqual({ contact: null });
    await desk.match(beta, next);
    desk.at("2026-02-06T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", next);
    // the claim of 2 February, four days in review, and 90
    expect(await desk.protection(beta, next)).toMatchObject({ endsOn: "2026-05-07" });
    await desk.done(desk.sales, "qualifyLead", next, MET);
    expect(await desk.lead(beta, next, "credits { nodes { amount { amount } } }")).toEqual({
      credits: { nodes: [{ amount: { amount: "200.00" } }] },
    });
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("a lead that shares its prospect", () => {
  test("is passed on with its part: 60 % of 200.00 are the receiving partner's, and nothing is disputed anew", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const leadId = await desk.register(alpha, "Gemeinsam");
    desk.at("2026-02-03T10:00:00Z");
    const other = await desk.register(gamma, "Gemeinsam");
    const { conflicts } = await desk.lead(
      desk.manager,
      leadId,
      "conflicts { nodes { id version } }",
    );
    const [{ id, version }] = conflicts.nodes;
    const decided = await desk.run(
      desk.manager,
      "decideConflict",
      {
        ...{ conflictId: id, expectedVersion: version, outcome: "SPLIT" },
        ...{ rule: "POLICY", incumbentSharePpm: 600_000, evidence: "Both were there" },
      },
      "conflict { state }",
    );
    expect(decided.errors).toEqual([]);
    await desk.done(desk.sales, "acceptLead", leadId);
    const next = await transferred(leadId, beta);
    await desk.match(beta, next);
    expect(await desk.lead(desk.manager, next, "conflicts { nodes { state } }")).toEqual({
      conflicts: { nodes: [] },
    });

    await desk.done(desk.sales, "qualifyLead", next, MET);
    expect(await desk.lead(beta, next, "attribution { shares { sharePpm } othersPpm }")).toEqual({
      attribution: { shares: [{ sharePpm: 600_000 }], othersPpm: 400_000 },
    });
    const credits = await desk.world.asOwner(
      "select partner.name, share_minor::integer as minor from credit join partner on partner.id = credit.partner_id where lead_id = $1 order by 1",
      [uuidOf(next)],
    );
    expect(credits).toEqual([
      { name: "Beta", minor: 12_000 },
      { name: "Gamma", minor: 8_000 },
    ]);
    expect(await desk.lead(gamma, other, "stage")).toEqual({ stage: "SUBMITTED" });
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("a lead is not passed on", () => {
  test("to a partner that has the prospect already, that is not there or not active, or whose it is", async () => {
    const leadId = await accepted("Doppelt");
    desk.at("2026-02-10T11:00:00Z");
    const own = await desk.register(beta, "Doppelt Zwei", {
      domain: "doppelt.com",
      email: "max@doppelt.com",
    });
    const [conflict] = await desk.world.asOwner<{ id: string }>(
      "select id from conflict where state = 'OPEN'",
    );
    expect(conflict).toBeDefined();
    const disputed = await desk.act(desk.manager, "transferLead", leadId, to(gamma));
    expect(disputed.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
    await desk.world.asOwner("update conflict set state = 'LAPSED', ended_at = opened_at");
    const duplicate = await desk.act(desk.manager, "transferLead", leadId, to(beta));
    expect(duplicate.errors).toMatchObject([
      { code: "DUPLICATE_LEAD", message: expect.stringContaining(own) },
    ]);
    const itself = await desk.act(desk.manager, "transferLead", leadId, to(alpha));
    expect(itself.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["partnerId"] }]);
    const vendors = await desk.act(desk.manager, "transferLead", leadId, {
      ...to(beta),
      partnerId: idOf("prt", "01970000-0000-7000-8000-000000000002"),
    });
    expect(vendors.errors).toMatchObject([{ code: "NOT_FOUND", path: ["partnerId"] }]);
    await desk.world.asOwner("update partner set state = 'SUSPENDED' where name = 'Gamma'");
    const suspended = await desk.act(desk.manager, "transferLead", leadId, to(gamma));
    expect(suspended.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await desk.world.asOwner("update partner set state = 'ACTIVE' where name = 'Gamma'");
    const reasonless = await desk.act(desk.manager, "transferLead", leadId, {
      ...to(gamma),
      reasonCode: "PRICE",
    });
    expect(reasonless.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["reasonCode"] }]);
    expect(await desk.lead(alpha, leadId, "stage version")).toEqual({ stage: "SAL", version: 2 });
  });

  test("twice at once, nor while it is qualified: one of the two is done", async () => {
    for (const round of [1, 2, 3]) {
      const leadId = await accepted(`Wettlauf ${round}`);
      const both = await Promise.all([
        desk.act(desk.manager, "transferLead", leadId, to(beta)),
        desk.act(desk.manager, "transferLead", leadId, to(gamma)),
      ]);
      expect(both.map(({ errors }): string => errors[0]?.code ?? "done").toSorted()).toEqual([
        "LEAD_MERGED",
        "done",
      ]);
      const other = await accepted(`Rennen ${round}`);
      const [moved, made] = await Promise.all([
        desk.act(desk.manager, "transferLead", other, to(beta)),
        desk.act(desk.sales, "qualifyLead", other, MET),
      ]);
      expect(moved.errors).toEqual([]);
      const codes = made.errors.map((error: { code: string }) => error.code);
      expect([[], ["LEAD_MERGED"]]).toContainEqual(codes);
      const isQualified = codes.length === 0;
      expect(moved.lead.stage).toBe(isQualified ? "SQL" : "SAL");
    }
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("the partner that it is taken from appeals", () => {
  test("and, where it is right, has it back as it stands now, by somebody else's decision", async () => {
    const leadId = await accepted("Berufung");
    const next = await transferred(leadId, beta);
    desk.at("2026-02-11T10:00:00Z");
    await desk.done(alpha, "appealDecision", leadId, { comment: "We never said so" });
    const appeals = "{ appeals(state: OPEN) { nodes { against lead { stage } } } }";
    expect((await desk.api.run(alpha, appeals)).data?.appeals.nodes).toEqual([
      { against: "TRANSFER", lead: { stage: "MERGED" } },
    ]);
    expect((await desk.api.run(beta, appeals)).data?.appeals.nodes).toEqual([]);
    const partial = await desk.act(desk.manager, "upholdAppeal", leadId);
    expect(partial.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const upheld = await desk.done(vendorCaller(), "upholdAppeal", leadId);

    expect(await desk.lead(beta, next, "stage reasonCode")).toEqual({
      stage: "MERGED",
      reasonCode: "APPEAL_UPHELD",
    });
    expect(await historyOf(desk, leadId)).toEqual([
      "REGISTERED",
      "ACCEPTED",
      "TRANSFERRED",
      "APPEALED",
      "APPEAL_UPHELD",
    ]);
    expect(await desk.lead(alpha, upheld.id, "stage origin")).toEqual({
      stage: "SAL",
      origin: "TRANSFER",
    });
    expect(await brokenPromises()).toEqual([]);
  });

  test("and where it stands, has lost it", async () => {
    const leadId = await accepted("Abgewiesen");
    const next = await transferred(leadId, beta);
    await desk.done(alpha, "appealDecision", leadId, { comment: "We never said so" });
    await desk.done(vendorCaller(), "dismissAppeal", leadId);
    expect(await desk.lead(beta, next, "stage")).toEqual({ stage: "SAL" });
    expect(
      (await desk.act(alpha, "appealDecision", leadId, { comment: "Again" })).errors,
    ).toMatchObject([{ code: "ALREADY_DONE" }]);
  });

  test("and has it not back where another partner's lead, or another of the receiver's, is one with it by now", async () => {
    for (const [name, by] of [
      ["Vereint", gamma],
      ["Zusammen", beta],
    ] as const) {
      const leadId = await accepted(name);
      const next = await transferred(leadId, beta);
      await desk.done(alpha, "appealDecision", leadId, { comment: "We never said so" });
      const other = await desk.register(by, `${name} Zwei`, { domain: `${name}-zwei.com` });
      const merging = { leadIds: [next, other], split: "SURVIVOR_HAS_ALL", reason: "One company" };
      const merged = await desk.run(
        desk.manager,
        "mergeLeads",
        { ...merging, survivorId: next },
        "lead { id }",
      );
      expect(merged.errors).toEqual([]);
      const refused = await desk.act(vendorCaller(), "upholdAppeal", leadId);
      expect(refused.errors).toMatchObject([
        { code: "BUSINESS_RULE", message: expect.stringContaining(other) },
      ]);
      expect(refused.errors[0].message).toContain(`pass it on (transferLead)`);
      // nothing of it happened: the appeal is open, and the lead is where it was
      expect((await historyOf(desk, leadId)).at(-1)).toBe("APPEALED");
      expect(await desk.lead(beta, next, "stage")).toEqual({ stage: "SAL" });
      await desk.done(vendorCaller(), "dismissAppeal", leadId);
    }
    expect(await brokenPromises()).toEqual([]);
  });
});
