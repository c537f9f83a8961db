import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { historyOf, MET, openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Kanarek Alpha");
  beta = await desk.partner("Beta");
});
afterAll(() => desk.world.close());

interface Dispute {
  readonly first: LeadId;
  readonly second: LeadId;
  readonly conflictId: string;
}

/** Alpha claims on Monday, Beta on Tuesday; both name the same company. */
async function dispute(name: string, meanwhile?: (first: LeadId) => Promise<void>) {
  desk.at("2026-02-02T10:00:00Z");
  const first = await desk.register(alpha, name);
  await meanwhile?.(first);
  desk.at("2026-02-10T10:00:00Z");
  const second = await desk.register(beta, name);
  const { conflicts } = await desk.lead(desk.sales, second, "conflicts { nodes { id } }");
  return { first, second, conflictId: conflicts.nodes[0].id } satisfies Dispute;
}

const SELECTED = `conflict { state version decision {
  outcome rule policyVersion incumbentClaimedAt challengerClaimedAt incumbentSharePpm challengerSharePpm evidence note statement decidedAt decidedByName } }`;

const decide = (conflictId: string, outcome: string, more: object = {}) =>
  desk.run(
    desk.manager,
    "decideConflict",
    {
      conflictId,
      expectedVersion: 1,
      outcome,
      rule: "EARLIEST_CLAIM",
      evidence: "Call notes",
      ...more,
    },
    SELECTED,
  );

const TOLD =
  "stage reasonCode decision { outcome rule needed claimedAt sharePpm statement decidedAt }";

describe("a conflict is decided", () => {
  test("for the first: the other is rejected by an ordinary event, told why, and never by whom", async () => {
    const { first, second, conflictId } = await dispute("Kanarek Erste");
    desk.at("2026-02-12T09:00:00Z");
    const statement = "Another claim came before yours.";
    const made = await decide(conflictId, "FIRST_WINS", { note: "Clear", statement });

    expect(made).toEqual({
      conflict: {
        state: "DECIDED",
        version: 2,
        decision: {
          outcome: "FIRST_WINS",
          rule: "EARLIEST_CLAIM",
          policyVersion: 1,
          incumbentClaimedAt: "2026-02-02T10:00:00.000Z",
          challengerClaimedAt: "2026-02-10T10:00:00.000Z",
          incumbentSharePpm: null,
          challengerSharePpm: null,
          evidence: "Call notes",
          note: "Clear",
          statement,
          decidedAt: "2026-02-12T09:00:00.000Z",
          decidedByName: "Max Lang",
        },
      },
      errors: [],
    });
    expect(await desk.lead(beta, second, TOLD)).toEqual({
      stage: "REJECTED",
      reasonCode: "NOT_AVAILABLE",
      decision: {
        outcome: "NOT_AVAILABLE",
        rule: "EARLIEST_CLAIM",
        needed: "A complete registration before the claim that holds.",
        claimedAt: "2026-02-10T10:00:00.000Z",
        sharePpm: null,
        statement,
        decidedAt: "2026-02-12T09:00:00.000Z",
      },
    });
    expect(await historyOf(desk, second)).toEqual(["REGISTERED", "REJECTED"]);
    // who keeps its claim learns nothing, and may be accepted
    expect(await desk.lead(alpha, first, `${TOLD} version`)).toMatchObject({
      stage: "SUBMITTED",
      decision: null,
      version: 1,
    });
    await desk.done(desk.sales, "acceptLead", first);
  });

  test("for the second: a lead that was accepted is disqualified, and its protection ends", async () => {
    const { first, second, conflictId } = await dispute("Zweite", async (lead) => {
      await desk.done(desk.sales, "acceptLead", lead);
    });
    await decide(conflictId, "SECOND_WINS", { rule: "STRONGER_EVIDENCE" });
    expect(await desk.lead(alpha, first, `stage reasonCode protection { endReason }`)).toEqual({
      stage: "DISQUALIFIED",
      reasonCode: "NOT_AVAILABLE",
      protection: { endReason: "CLOSED" },
    });
    await desk.done(desk.sales, "acceptLead", second);
    expect(await desk.protection(beta, second)).toMatchObject({ state: "RUNNING" });
  });

  test("by the vendor for itself, or against both: both are rejected alike", async () => {
    for (const outcome of ["VENDOR_RETAINS", "BOTH_REJECTED"]) {
      const { first, second, conflictId } = await dispute(`Beide ${outcome.slice(0, 4)}`);
      await decide(conflictId, outcome, { rule: "POLICY" });
      const told = await Promise.all([
        desk.lead(alpha, first, TOLD),
        desk.lead(beta, second, TOLD),
      ]);
      for (const each of told)
        expect(each).toMatchObject({
          stage: "REJECTED",
          reasonCode: "NOT_AVAILABLE",
          decision: { outcome: "NOT_AVAILABLE", rule: "POLICY" },
        });
    }
  });

  test("and a protection that runs already gets the time that it took, at the decision and not before", async () => {
    const { first, conflictId } = await dispute("Gewartet", async (lead) => {
      desk.at("2026-02-04T11:00:00Z");
      await desk.done(desk.sales, "acceptLead", lead);
    });
    desk.at("2026-02-14T10:00:00Z");
    expect(await desk.protection(alpha, first)).toMatchObject({ endsOn: "2026-05-05" });
    await decide(conflictId, "FIRST_WINS");
    // the conflict was open for four days
    expect(await desk.protection(alpha, first)).toMatchObject({ endsOn: "2026-05-09" });
    expect((await historyOf(desk, first)).at(-1)).toBe("PROTECTION_PROLONGED");
  });

  test("once, by its version, and while both leads claim", async () => {
    const { second, conflictId } = await dispute("Einmal");
    const stale = await decide(conflictId, "FIRST_WINS", { expectedVersion: 7 });
    expect(stale.errors).toMatchObject([{ code: "VERSION_CONFLICT" }]);
    const unsplit = await decide(conflictId, "SPLIT");
    expect(unsplit.errors).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["incumbentSharePpm"] },
    ]);
    await desk.done(beta, "withdrawLead", second);
    const closed = await decide(conflictId, "FIRST_WINS");
    expect(closed.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    expect(
      await desk.world.asOwner(
        "select 1 from conflict_decision where conflict_id in (select id from conflict where state = 'OPEN')",
      ),
    ).toEqual([]);
  });

  test("by one of two who decide at the same moment", async () => {
    const { conflictId } = await dispute("Gleichzeitig");
    const answers = await Promise.all([
      decide(conflictId, "FIRST_WINS"),
      decide(conflictId, "SECOND_WINS"),
    ]);
    const codes = answers.map((answer) => String(answer.errors[0]?.code ?? "DONE")).toSorted();
    expect(codes).toEqual(["DONE", "VERSION_CONFLICT"]);
  });
});

describe("a prospect is shared", () => {
  test("SPLIT: both are accepted and protected together, and what the first SQL earns is split to the cent", async () => {
    const { first, second, conflictId } = await dispute("Geteilt");
    await decide(conflictId, "SPLIT", { incumbentSharePpm: 666_667, statement: "You share it." });
    expect(await desk.lead(beta, second, TOLD)).toMatchObject({
      stage: "SUBMITTED",
      decision: { outcome: "SHARED", needed: null, sharePpm: 333_333, statement: "You share it." },
    });
    for (const lead of [first, second]) await desk.done(desk.sales, "acceptLead", lead);
    expect(await desk.protection(alpha, first)).toMatchObject({ state: "RUNNING" });
    expect(await desk.protection(beta, second)).toMatchObject({ state: "RUNNING" });

    await desk.done(desk.sales, "qualifyLead", first, MET);
    const credits = `{ credits { nodes { amount { amount } leadId } } }`;
    const [ofAlpha, ofBeta] = await Promise.all(
      [alpha, beta].map(async (by) => (await desk.api.run(by, credits)).data?.credits.nodes),
    );
    expect(ofAlpha).toEqual([{ amount: { amount: "133.33" }, leadId: first }]);
    // the other's lead is not named
    expect(ofBeta).toEqual([{ amount: { amount: "66.67" }, leadId: null }]);
    expect(await desk.lead(alpha, first, "attribution { othersPpm shares { sharePpm } }")).toEqual({
      attribution: { othersPpm: 333_333, shares: [{ sharePpm: 666_667 }] },
    });

    // what is shared earns once
    await desk.done(desk.sales, "qualifyLead", second, MET);
    expect((await desk.api.run(beta, credits)).data?.credits.nodes).toHaveLength(2);
    const paid = await desk.world.asOwner(
      "select sum(share_minor)::integer as minor from credit where lead_id = any($1::uuid[])",
      [[first, second].map(uuidOf)],
    );
    expect(paid).toEqual([{ minor: 20_000 }]);
  });

  test("CO_SELL: who came first has the credit, the other stands in the book that is paid to nobody", async () => {
    const { first, second, conflictId } = await dispute("Gemeinsam");
    await decide(conflictId, "CO_SELL");
    await desk.done(desk.sales, "acceptLead", second);
    await desk.done(desk.sales, "qualifyLead", second, MET);
    const shares = await desk.world.asOwner(
      `select book, role, share_ppm::integer, partner.name
       from attribution_share join partner on partner.id = attribution_share.partner_id
       where lead_id = $1 order by book desc`,
      [uuidOf(second)],
    );
    expect(shares).toEqual([
      { book: "SOURCED", role: "SOURCED", share_ppm: 1_000_000, name: "Kanarek Alpha" },
      { book: "INFLUENCED", role: "CO_SELL", share_ppm: 1_000_000, name: "Beta" },
    ]);
    expect(await desk.lead(alpha, first, "stage")).toEqual({ stage: "SUBMITTED" });
  });

  test("and where one of the two ended without a deal, the other has all", async () => {
    const { first, second, conflictId } = await dispute("Allein");
    await decide(conflictId, "SPLIT", { incumbentSharePpm: 500_000 });
    await desk.done(alpha, "withdrawLead", first);
    await desk.done(desk.sales, "acceptLead", second);
    await desk.done(desk.sales, "qualifyLead", second, MET);
    const shares = await desk.world.asOwner(
      "select share_ppm::integer from attribution_share where lead_id = $1",
      [uuidOf(second)],
    );
    expect(shares).toEqual([{ share_ppm: 1_000_000 }]);
  });

  test("with one that is protected already: what it held alone, both hold now", async () => {
    const { first, second, conflictId } = await dispute("Nachtraeglich", async (lead) => {
      await desk.done(desk.sales, "acceptLead", lead);
    });
    await decide(conflictId, "SPLIT", { incumbentSharePpm: 500_000 });
    await desk.done(desk.sales, "acceptLead", second);
    const gamma = await desk.partner("Gamma");
    const third = await desk.register(gamma, "Nachtraeglich");
    await desk.world.asOwner(
      "update conflict set state = 'LAPSED', ended_at = now() where state = 'OPEN'",
    );
    const refused = await desk.act(desk.sales, "acceptLead", third);
    expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
    expect(refused.errors[0].message).toContain(first);
    expect(refused.errors[0].message).toContain(second);
  });
});

test("nothing that the losing partner can read names the other", async () => {
  const { second, first, conflictId } = await dispute("Kanarek Geheim");
  await decide(conflictId, "FIRST_WINS", { note: "kanarek note" });
  const whole = await desk.lead(
    beta,
    second,
    `${TOLD} timeline { nodes { type reasonCode comment actor { displayName } } } credits { nodes { id } }`,
  );
  const text = JSON.stringify(whole);
  for (const secret of [first, conflictId, uuidOf(first), "kanarek note", "Kanarek Alpha"])
    expect(text).not.toContain(secret);
  const asked = await desk.api.run(
    beta,
    `{ lead(by: { id: "${second}" }) { conflicts { totalCount } } }`,
  );
  expect(asked.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
});
