import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TimedDesk;
/** Judges nothing that it registers, as nobody may. */
let finder: Caller;
let alpha: Caller;
let beta: Caller;
let gamma: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  finder = await addSalesRep(desk.world, "Ida Berg");
  [alpha, beta, gamma] = [
    await desk.partner("Alpha"),
    await desk.partner("Beta"),
    await desk.partner("Gamma"),
  ];
});
afterAll(() => desk.world.close());

const merge = (leadIds: readonly LeadId[], more: object = {}) =>
  desk.run(
    desk.manager,
    "mergeLeads",
    { leadIds, split: "SURVIVOR_HAS_ALL", reason: "One prospect", ...more },
    "lead { id }",
  );

async function merged(leadIds: readonly LeadId[], more: object = {}): Promise<LeadId> {
  const payload = await merge(leadIds, more);
  expect(payload.errors).toEqual([]);
  return payload.lead.id;
}

const halves = (one: LeadId, other: LeadId) => ({
  split: "SPLIT",
  shares: [one, other].map((leadId) => ({ leadId, sharePpm: 500_000 })),
});

async function registered(by: Caller, name: string, at: string, domain?: string) {
  desk.at(at);
  return desk.register(by, name, domain === undefined ? {} : { domain });
}

/** A lead that the vendor found, offered to Alpha, which took it. */
async function takenByAlpha(name: string): Promise<LeadId> {
  desk.at("2026-02-02T10:00:00Z");
  const domain = `${name.toLowerCase()}.com`;
  const input = {
    company: { name, domain },
    contact: { name: "Anna", email: `anna@${domain}`, consent: { basis: "CONSENT" } },
  };
  const made = await desk.run(finder, "registerVendorLead", input, "lead { id }");
  const leadId: LeadId = made.lead.id;
  const vendor = { ...finder.actor, partnerId: VENDOR_PARTNER_ID };
  await desk.match({ ...finder, actor: vendor }, leadId);
  await desk.done(desk.sales, "acceptLead", leadId);
  const { partnerId } = alpha.actor;
  const asked = { leadId, partnerId, role: "CO_SELL", need: "Counts by hand" };
  const { offer } = await desk.run(desk.manager, "offerLead", asked, "offer { id version }");
  const answer = { offerId: offer.id, expectedVersion: offer.version };
  const taken = await desk.run(alpha, "acceptOffer", answer, "lead { id }");
  expect(taken.errors).toEqual([]);
  await desk.match(alpha, taken.lead.id);
  return taken.lead.id;
}

/** What each partner was credited for leads, and what was forfeited. */
async function earnedBy(...leadIds: readonly LeadId[]) {
  const rows = await desk.world.asOwner<{ name: string; minor: number }>(
    `select partner.name, credit.share_minor::integer as minor
     from credit join partner on partner.id = credit.partner_id
     where credit.lead_id = any($1::uuid[]) and credit.share_minor > 0
     union all
     select 'nobody', forfeited_minor::integer from award where lead_id = any($1::uuid[]) and forfeited_minor > 0
     order by 1`,
    [leadIds.map(uuidOf)],
  );
  return Object.fromEntries(rows.map(({ name, minor }) => [name, minor]));
}

async function qualified(leadId: LeadId) {
  // what was merged into one of the same partner's is compared anew
  for (const by of [alpha, beta, gamma])
    if (await desk.lead(by, leadId, "id")) await desk.match(by, leadId);
  if ((await desk.lead(desk.sales, leadId, "stage")).stage !== "SAL")
    await desk.done(desk.sales, "acceptLead", leadId);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
  return earnedBy(leadId);
}

/** The conflict of two leads is decided. */
async function decided(one: LeadId, other: LeadId, outcome: string, more: object = {}) {
  const [conflict] = await desk.world.asOwner<{ id: string; version: number }>(
    "select id, version from conflict where array[incumbent_lead_id, challenger_lead_id] @> $1::uuid[]",
    [[one, other].map(uuidOf)],
  );
  if (!conflict) throw new Error("there is no conflict");
  return desk.run(
    desk.manager,
    "decideConflict",
    {
      conflictId: idOf("cfl", conflict.id),
      expectedVersion: conflict.version,
      outcome,
      rule: "EARLIEST_CLAIM",
      evidence: "Calls",
      ...more,
    },
    "conflict { id }",
  );
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

describe("a lead that the vendor found and a partner took", () => {
  test("earns that partner nothing when a rival's is merged into it", async () => {
    const taken = await takenByAlpha("Gefunden");
    const rival = await registered(beta, "Gefunden", "2026-02-05T10:00:00Z");
    const survivor = await merged([taken, rival], { survivorId: taken });
    expect(await qualified(survivor)).toEqual({ nobody: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("earns it nothing when it is merged into one that the partner registered itself", async () => {
    const taken = await takenByAlpha("Doppelt");
    const own = await registered(alpha, "Zweitname", "2026-02-05T10:00:00Z", "zweitname.com");
    await desk.done(desk.sales, "acceptLead", own);
    const survivor = await merged([taken, own], { survivorId: own });
    expect(await qualified(survivor)).toEqual({ nobody: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("nor where the partner registered it again, with a rival's, or once it is transferred", async () => {
    const taken = await takenByAlpha("Dreifach");
    const rival = await registered(beta, "Dreifach", "2026-02-05T10:00:00Z");
    await merged([taken, rival], { survivorId: taken });
    const to = { partnerId: gamma.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" };
    const passed = await desk.run(
      desk.manager,
      "transferLead",
      { leadId: taken, ...to },
      "lead { id }",
    );
    expect(passed.errors).toEqual([]);
    const late = await registered(beta, "Dreifach Neu", "2026-02-06T10:00:00Z", "neu-dreifach.com");
    const survivor = await merged([passed.lead.id, late], { survivorId: passed.lead.id });
    expect(await qualified(survivor)).toEqual({ nobody: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("is not given a part by a split, which a rival's may have whole", async () => {
    const taken = await takenByAlpha("Aufgeteilt");
    const rival = await registered(beta, "Aufgeteilt", "2026-02-05T10:00:00Z");
    const refused = await merge([taken, rival], { survivorId: taken, ...halves(taken, rival) });
    expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["shares"] }]);
    const shares = [
      { leadId: taken, sharePpm: 0 },
      { leadId: rival, sharePpm: 1_000_000 },
    ];
    const survivor = await merged([taken, rival], { survivorId: taken, split: "SPLIT", shares });
    expect(await qualified(survivor)).toEqual({ Beta: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("is not split by a decision either; both go on, and it is still the vendor's", async () => {
    const taken = await takenByAlpha("Strittig");
    const rival = await registered(beta, "Strittig", "2026-02-05T10:00:00Z");
    const split = await decided(taken, rival, "SPLIT", { incumbentSharePpm: 500_000 });
    expect(split.errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining(taken) },
    ]);
    expect((await decided(taken, rival, "CO_SELL")).errors).toEqual([]);
    for (const [by, leadId] of [[alpha, taken] as const, [beta, rival] as const])
      expect((await desk.lead(by, leadId, "decision { sharePpm }")).decision).toEqual({
        sharePpm: 0,
      });
    expect(await qualified(rival)).toEqual({ nobody: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("is the vendor's again where the rival that had all of it ends", async () => {
    const taken = await takenByAlpha("Zurueck");
    const rival = await registered(beta, "Zurueck", "2026-02-01T10:00:00Z");
    expect((await decided(taken, rival, "CO_SELL")).errors).toEqual([]);
    await desk.done(beta, "withdrawLead", rival);
    expect(await qualified(taken)).toEqual({ nobody: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });
});

describe("a prospect that is shared", () => {
  /** Alpha's and Beta's, merged into Alpha's, half and half. */
  async function shared(name: string) {
    const first = await registered(alpha, name, "2026-02-02T10:00:00Z");
    const second = await registered(beta, name, "2026-02-03T10:00:00Z");
    await merged([first, second], halves(first, second));
    return { first, second };
  }

  test("stays so when its lead goes on in another of the same partner's: 100.00 and 100.00", async () => {
    const { first, second } = await shared("Haelfte");
    const own = await registered(alpha, "Andersname", "2026-02-04T10:00:00Z", "andersname.com");
    const survivor = await merged([first, own], { survivorId: own });
    expect(await qualified(survivor)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    expect(await desk.lead(beta, second, "attribution { shares { sharePpm } othersPpm }")).toEqual({
      attribution: { shares: [{ sharePpm: 500_000 }], othersPpm: 500_000 },
    });
    expect(await brokenPromises()).toEqual([]);
  });

  test("stays so when a third is merged into it, and is the third's where that one goes on", async () => {
    const kept = await shared("Drittes");
    const third = await registered(gamma, "Drittes", "2026-02-05T10:00:00Z");
    expect(await qualified(await merged([kept.first, third]))).toEqual({
      Alpha: 10_000,
      Beta: 10_000,
    });
    const given = await shared("Viertes");
    const other = await registered(gamma, "Viertes", "2026-02-05T10:00:00Z");
    await merged([given.first, other], { survivorId: other });
    expect(await qualified(other)).toEqual({ Gamma: 20_000 });
    expect(
      await desk.world.asOwner(
        `select part.weight_ppm from shared_prospect as own
         join shared_prospect as part on part.group_id = own.group_id
         where own.lead_id = $1 order by part.weight_ppm`,
        [uuidOf(other)],
      ),
    ).toEqual([{ weight_ppm: 0 }, { weight_ppm: 0 }, { weight_ppm: 1_000_000 }]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("gives of the part that is split once more, and who shared it keeps theirs of that", async () => {
    const { first } = await shared("Nochmals");
    const third = await registered(gamma, "Nochmals", "2026-02-05T10:00:00Z");
    const shares = [
      { leadId: first, sharePpm: 600_000 },
      { leadId: third, sharePpm: 400_000 },
    ];
    const survivor = await merged([first, third], { split: "SPLIT", shares });
    expect(await qualified(survivor)).toEqual({ Alpha: 6_000, Beta: 6_000, Gamma: 8_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("and was earned already is settled anew, also for who was merged into it before", async () => {
    const { first, second } = await shared("Verdient");
    expect(await qualified(first)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    const third = await registered(gamma, "Verdient", "2026-02-05T10:00:00Z");
    const shares = [
      { leadId: first, sharePpm: 600_000 },
      { leadId: third, sharePpm: 400_000 },
    ];
    await merged([first, third], { survivorId: first, split: "SPLIT", shares });
    expect(await earnedBy(first, third)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    expect(await desk.lead(beta, second, "attribution { shares { sharePpm } othersPpm }")).toEqual({
      attribution: { shares: [{ sharePpm: 300_000 }], othersPpm: 700_000 },
    });
    expect(await brokenPromises()).toEqual([]);
  });

  /** Alpha's and Beta's, split by a decision; Beta's person is one that Alpha may name elsewhere. */
  async function split(name: string) {
    const first = await registered(alpha, name, "2026-02-02T10:00:00Z");
    desk.at("2026-02-03T10:00:00Z");
    const person = `${name.toLowerCase()}@mail.example`;
    const rival = await desk.register(beta, name, { email: person });
    const made = await decided(first, rival, "SPLIT", { incumbentSharePpm: 500_000 });
    expect(made.errors).toEqual([]);
    return { first, rival, person };
  }
  const owedOf = (by: Caller, leadId: LeadId) =>
    desk.lead(by, leadId, "attribution { shares { sharePpm } othersPpm }");
  const HALF = { attribution: { shares: [{ sharePpm: 500_000 }], othersPpm: 500_000 } };

  test("stays owed to another, whose lead stands, when two of one partner's are merged after the SQL", async () => {
    const { first, rival, person } = await split("Danach");
    const own = await desk.register(alpha, "Zwei", { email: person });
    expect((await decided(rival, own, "CO_SELL")).errors).toEqual([]);
    expect(await qualified(first)).toEqual({ Alpha: 10_000, Beta: 10_000 });
    desk.at("2026-02-05T10:00:00Z");
    await merged([first, own], { survivorId: first });
    expect(await owedOf(alpha, first)).toEqual(HALF);
    expect(await brokenPromises()).toEqual([]);
  });

  test("is owed to all who share it where one that was an SQL alone goes on in its lead", async () => {
    const { first, rival } = await split("Geteilt");
    const alone = await registered(alpha, "Fuersich", "2026-02-04T10:00:00Z");
    expect(await qualified(alone)).toEqual({ Alpha: 20_000 });
    const later = { reasonCode: "NO_BUDGET_NOW", revisitOn: "2026-04-01" };
    await desk.done(desk.sales, "returnLead", alone, later);
    await desk.done(desk.sales, "acceptLead", first);
    desk.at("2026-02-05T10:00:00Z");
    await merged([first, alone], { survivorId: first });
    expect(await owedOf(alpha, first)).toEqual(HALF);
    // what is one prospect by now has earned
    expect(await qualified(rival)).toEqual({});
    expect(await brokenPromises()).toEqual([]);
  });

  test("is divided by a decision as it says: who was not asked keeps its half, and each is told its own", async () => {
    const first = await registered(alpha, "Zu dritt", "2026-02-02T10:00:00Z");
    const second = await registered(beta, "Zu dritt", "2026-02-03T10:00:00Z");
    const third = await registered(gamma, "Zu dritt", "2026-02-04T10:00:00Z");
    for (const [one, other] of [
      [first, second],
      [first, third],
    ] as const)
      expect((await decided(one, other, "SPLIT", { incumbentSharePpm: 500_000 })).errors).toEqual(
        [],
      );
    const told = [
      await desk.lead(alpha, first, "decision { sharePpm }"),
      await desk.lead(beta, second, "decision { sharePpm }"),
      await desk.lead(gamma, third, "decision { sharePpm }"),
    ];
    expect(told.map(({ decision }): number => decision.sharePpm)).toEqual([
      250_000, 500_000, 250_000,
    ]);
    expect(await qualified(first)).toEqual({ Alpha: 5_000, Beta: 10_000, Gamma: 5_000 });
    expect(await brokenPromises()).toEqual([]);
  });

  test("is divided by two decisions at once as by one after the other: no part is lost or given twice", async () => {
    for (let turn = 1; turn <= 6; turn += 1) {
      const name = `Zugleich ${turn}`;
      const leads = [
        await registered(alpha, name, "2026-02-02T10:00:00Z", `zugleich-${turn}.com`),
        await registered(beta, name, "2026-02-03T10:00:00Z", `zugleich-${turn}.com`),
        await registered(gamma, name, "2026-02-04T10:00:00Z", `zugleich-${turn}.com`),
      ] as const;
      const half = { incumbentSharePpm: 500_000 };
      const payloads = await Promise.all([
        decided(leads[0], leads[1], "SPLIT", half),
        decided(leads[0], leads[2], "SPLIT", half),
      ]);
      expect(payloads.map(({ errors }) => errors)).toEqual([[], []]);

      const parts = await desk.world.asOwner<{ lead_id: string; weight_ppm: number }>(
        `select part.lead_id, part.weight_ppm
         from shared_prospect as own
         join shared_prospect as part on part.group_id = own.group_id
         where own.lead_id = $1`,
        [uuidOf(leads[0])],
      );
      const partOf = new Map(parts.map((part) => [part.lead_id, part.weight_ppm]));
      const [first = 0, second = 0, third = 0] = leads.map((id) => partOf.get(uuidOf(id)));
      expect(first).toBe(250_000);
      // whichever was decided first gave a half of the whole, and the other a half of the rest
      expect([second, third].toSorted((one, other) => one - other)).toEqual([250_000, 500_000]);
      const earned = Object.values(await qualified(leads[0]));
      expect(earned.toSorted((one, other) => one - other)).toEqual([5_000, 5_000, 10_000]);
    }
    expect(await brokenPromises()).toEqual([]);
  });

  test("is owed to nobody any more whose lead went on in one that was given up", async () => {
    const { first } = await shared("Aufgegeben");
    const third = await registered(gamma, "Aufgegeben", "2026-02-05T10:00:00Z");
    expect((await decided(first, third, "CO_SELL")).errors).toEqual([]);
    await desk.done(desk.sales, "rejectLead", first, { reasonCode: "TOO_EARLY" });
    expect(await qualified(third)).toEqual({ Gamma: 20_000 });
    expect(await brokenPromises()).toEqual([]);
  });
});
