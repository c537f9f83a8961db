import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, ProductLineId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let gamma: Caller;
let person = 0;

beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta, gamma] = [
    await desk.partner("Alpha"),
    await desk.partner("Beta"),
    await desk.partner("Gamma"),
  ];
});
afterAll(() => desk.world.close());

async function line(name: string, parentId?: ProductLineId): Promise<ProductLineId> {
  const made = await desk.run(
    desk.sales,
    "saveProductLine",
    { name, parentId },
    "productLine { id }",
  );
  expect(made.errors).toEqual([]);
  return made.productLine.id;
}

/** Registered by somebody for a company, and accepted. */
async function accepted(by: Caller, name: string, input: Readonly<Record<string, unknown>>) {
  const leadId = await desk.register(by, name, { email: `p${(person += 1)}@mail.example`, input });
  await desk.done(desk.sales, "acceptLead", leadId);
  return leadId;
}

const qualify = (leadId: LeadId) => desk.done(desk.sales, "qualifyLead", leadId, MET);

/** What the leads were credited, in cents, and why not more. */
const earned = async (...leadIds: readonly LeadId[]) => {
  const rows = await desk.world.asOwner<{ lead_id: string; gross: number; gate: string | null }>(
    "select lead_id, gross_minor::integer as gross, gate from award where lead_id = any($1::uuid[]) and reversed_at is null",
    [leadIds.map(uuidOf)],
  );
  return leadIds.map((leadId) => {
    const row = rows.find(({ lead_id }) => lead_id === uuidOf(leadId));
    return row?.gate ?? row?.gross ?? null;
  });
};

describe("one company", () => {
  test("earns its partner one SQL for a product, though that lead is about less by now", async () => {
    const suite = await line("Suite");
    const [cloud, desktop] = [await line("Cloud", suite), await line("Desktop", suite)];
    const first = await accepted(alpha, "Enger", { productLineIds: [suite] });
    await qualify(first);
    const narrowed = await desk.act(alpha, "updateLead", first, { productLineIds: [cloud] });
    expect(narrowed.errors).toEqual([]);
    await desk.done(desk.sales, "takeCorrection", first);
    const second = await accepted(alpha, "Enger", { productLineIds: [desktop] });
    await qualify(second);
    expect(await earned(first, second)).toEqual([20_000, "ONE_PER_COMPANY_IN_CYCLE"]);
  });

  test("earns another for a product that it was not about", async () => {
    const [press, mill] = [await line("Press"), await line("Mill")];
    const first = await accepted(alpha, "Weiter", { productLineIds: [press] });
    await qualify(first);
    const second = await accepted(alpha, "Weiter", { productLineIds: [mill] });
    await qualify(second);
    expect(await earned(first, second)).toEqual([20_000, 20_000]);
  });
});

describe("a tender", () => {
  const forTender = (by: Caller, name: string) =>
    accepted(by, name, { tender: { reference: `${name} 1`, issuer: "City of Kiel" } });

  test("earns once: of 200.00 each of two that are accepted for it has 100.00, with its own SQL", async () => {
    const [one, other] = [await forTender(alpha, "Rathaus"), await forTender(beta, "Rathaus")];
    await qualify(one);
    expect(await earned(one, other)).toEqual([10_000, null]);
    // nothing shows to the one that is not an SQL yet
    const own = "attribution { othersPpm } credits { nodes { id } }";
    expect(await desk.lead(beta, other, own)).toEqual({
      attribution: null,
      credits: { nodes: [] },
    });
    await qualify(other);
    expect(await earned(one, other)).toEqual([10_000, 10_000]);
    expect(await desk.lead(alpha, one, "attribution { othersPpm }")).toEqual({
      attribution: { othersPpm: 0 },
    });
  });

  test("earns three 66.67, 66.67 and 66.66, also where all become SQLs at once", async () => {
    const leads = [
      await forTender(alpha, "Schule"),
      await forTender(beta, "Schule"),
      await forTender(gamma, "Schule"),
    ];
    await Promise.all(leads.map(qualify));
    const parts = (await earned(...leads)).map(Number);
    expect(parts.toSorted((one, other) => one - other)).toEqual([6_666, 6_667, 6_667]);
  });

  test("leaves nothing to whoever is accepted when all was earned", async () => {
    const first = await forTender(alpha, "Spital");
    await qualify(first);
    const late = await forTender(beta, "Spital");
    await qualify(late);
    expect(await earned(first, late)).toEqual([20_000, "TENDER_EARNED"]);
    const posted = await desk.world.asOwner(
      "select id from journal_txn where source_id in (select id from award where lead_id = $1)",
      [uuidOf(late)],
    );
    expect(posted).toEqual([]);
  });

  test("has its part to earn again where an SQL is taken back", async () => {
    const [one, other] = [await forTender(alpha, "Theater"), await forTender(beta, "Theater")];
    await qualify(one);
    await desk.done(desk.manager, "undoMove", one, { reason: "The wrong lead" });
    desk.at("2026-02-02T11:00:00Z");
    await qualify(other);
    await qualify(one);
    expect(await earned(one, other)).toEqual([10_000, 10_000]);
  });

  /**
   * Alpha's for the tender, and Beta's by the same person, which share by halves; and Gamma's for the tender.
   * All are accepted.
   */
  async function sharedBesideAnother(name: string) {
    const tender = { reference: `${name} 1`, issuer: "City of Kiel" };
    const email = `p${(person += 1)}@mail.example`;
    const one = await desk.register(alpha, name, { email, input: { tender } });
    const sharing = await desk.register(beta, `${name} Nord`, { email });
    const [conflict] = await desk.world.asOwner<{ id: string }>(
      "select id from conflict where array[incumbent_lead_id, challenger_lead_id] @> $1::uuid[]",
      [[one, sharing].map(uuidOf)],
    );
    const decided = await desk.run(
      desk.manager,
      "decideConflict",
      {
        ...{ conflictId: idOf("cfl", conflict?.id ?? ""), expectedVersion: 1, outcome: "SPLIT" },
        ...{ incumbentSharePpm: 500_000, rule: "POLICY", evidence: "Calls" },
      },
      "conflict { id }",
    );
    expect(decided.errors).toEqual([]);
    for (const leadId of [one, sharing]) await desk.done(desk.sales, "acceptLead", leadId);
    return { one, sharing, another: await forTender(gamma, name), tender };
  }

  test("earns those who share one of its leads one part, also by the one that is for no tender", async () => {
    const { one, sharing, another } = await sharedBesideAnother("Hallenbad");
    await qualify(sharing);
    await qualify(another);
    await qualify(one);
    expect(await earned(sharing, another, one)).toEqual([
      10_000,
      10_000,
      "ONE_PER_COMPANY_IN_CYCLE",
    ]);
    const turned = await sharedBesideAnother("Freibad");
    await qualify(turned.another);
    await qualify(turned.sharing);
    expect(await earned(turned.another, turned.sharing)).toEqual([10_000, 10_000]);
  });

  test("loses nothing where those who share are both for it: another has the other half", async () => {
    const bothForIt = async (name: string) => {
      const leads = await sharedBesideAnother(name);
      const { sharing, tender } = leads;
      expect((await desk.act(beta, "updateLead", sharing, { tender })).errors).toEqual([]);
      await desk.done(desk.sales, "takeCorrection", sharing);
      return leads;
    };
    const { one, sharing, another } = await bothForIt("Stadion");
    await qualify(one);
    await qualify(another);
    await qualify(sharing);
    expect(await earned(one, another, sharing)).toEqual([
      10_000,
      10_000,
      "ONE_PER_COMPANY_IN_CYCLE",
    ]);
    const turned = await bothForIt("Arena");
    await qualify(turned.another);
    await qualify(turned.one);
    expect(await earned(turned.another, turned.one)).toEqual([10_000, 10_000]);
  });

  test("is one company's: another company's of the same reference earns as any", async () => {
    const tendered = await forTender(alpha, "Museum");
    await qualify(tendered);
    const elsewhere = await accepted(beta, "Galerie", { tender: { reference: "Museum 1" } });
    await qualify(elsewhere);
    expect(await earned(tendered, elsewhere)).toEqual([20_000, 20_000]);
  });
});
