import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { historyOf, MET, openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
});
afterAll(() => desk.world.close());

const GROUNDS = { comment: "We had met them in January" };

/** Registered on a Monday, rejected on the next day. */
async function rejected(name: string) {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, name);
  desk.at("2026-02-03T15:00:00Z");
  await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
  return leadId;
}

describe("a partner appeals", () => {
  test("a rejection, until the end of the fourteenth day, and once", async () => {
    const leadId = await rejected("Zeitig");
    desk.at("2026-02-17T23:59:59.999Z");
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    expect((await historyOf(desk, leadId)).at(-1)).toBe("APPEALED");
    const again = await desk.act(alpha, "appealDecision", leadId, GROUNDS);
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);

    const list =
      "{ appeals(state: OPEN) { nodes { state against evidence lead { id } decidedAt } } }";
    const expected = [
      {
        state: "OPEN",
        against: "REJECTION",
        evidence: GROUNDS.comment,
        lead: { id: leadId },
        decidedAt: null,
      },
    ];
    expect((await desk.api.run(desk.manager, list)).data?.appeals.nodes).toEqual(expected);
    expect((await desk.api.run(alpha, list)).data?.appeals.nodes).toEqual(expected);
    expect((await desk.api.run(beta, list)).data?.appeals.nodes).toEqual([]);

    desk.at("2026-02-20T10:00:00Z");
    await desk.done(desk.manager, "dismissAppeal", leadId, { comment: "It stands" });
    expect(await desk.lead(alpha, leadId, "stage reasonCode")).toEqual({
      stage: "REJECTED",
      reasonCode: "TOO_EARLY",
    });
    const twice = await desk.act(alpha, "appealDecision", leadId, GROUNDS);
    expect(twice.errors).toMatchObject([{ code: "ALREADY_DONE" }]);
  });

  test("not after that day, not without grounds, and only its own lead", async () => {
    const leadId = await rejected("Verspaetet");
    const silent = await desk.act(alpha, "appealDecision", leadId, { comment: "" });
    expect(silent.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["comment"] }]);
    const rivals = await desk.act(beta, "appealDecision", leadId, GROUNDS);
    expect(rivals.errors).toMatchObject([{ code: "NOT_FOUND" }]);
    const vendors = await desk.act(desk.manager, "appealDecision", leadId, GROUNDS);
    expect(vendors.errors).toMatchObject([{ code: "FORBIDDEN" }]);
    desk.at("2026-02-18T00:00:00Z");
    const late = await desk.act(alpha, "appealDecision", leadId, GROUNDS);
    expect(late.errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("2026-02-18T00:00:00.000Z") },
    ]);
    expect(await historyOf(desk, leadId)).toEqual(["REGISTERED", "REJECTED"]);
  });
});

describe("an appeal is decided", () => {
  test("by somebody who took no part, once", async () => {
    const leadId = await rejected("Befangen");
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    for (const verb of ["upholdAppeal", "dismissAppeal"]) {
      const own = await desk.act(desk.sales, verb, leadId);
      expect(own.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    }
    const answers = await Promise.all([
      desk.act(desk.manager, "dismissAppeal", leadId),
      desk.act(desk.manager, "upholdAppeal", leadId),
    ]);
    expect(answers.filter((answer) => answer.errors.length === 0)).toHaveLength(1);
    expect(await historyOf(desk, leadId)).toHaveLength(4);
  });

  test("for the partner: the lead is in review with its claim as it was, and is compared anew", async () => {
    const leadId = await rejected("Zurueck");
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    desk.at("2026-02-06T15:00:00Z");
    const rival = await desk.register(beta, "Zurueck");
    await desk.done(desk.manager, "upholdAppeal", leadId);

    expect(await desk.lead(alpha, leadId, "stage reasonCode claimedAt")).toEqual({
      stage: "MQL",
      reasonCode: null,
      claimedAt: "2026-02-02T10:00:00.000Z",
    });
    const early = await desk.act(desk.sales, "acceptLead", leadId);
    expect(early.errors).toMatchObject([{ code: "MATCHING_PENDING" }]);
    await desk.match(alpha, leadId);
    const { conflicts } = await desk.lead(
      desk.sales,
      leadId,
      "conflicts { nodes { incumbent { id } challenger { id } } }",
    );
    expect(conflicts.nodes).toEqual([{ incumbent: { id: leadId }, challenger: { id: rival } }]);
    // its own partner cannot register it a second time
    const twice = desk.register(alpha, "Zurueck");
    await expect(twice).rejects.toThrow("DUPLICATE_LEAD");

    await desk.done(desk.sales, "rejectLead", rival, { reasonCode: "DUPLICATE_REGISTRATION" });
    desk.at("2026-02-07T15:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    // reviewed for a day and five hours, appealed for three days, reviewed for another
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      protectedFrom: "2026-02-02T10:00:00.000Z",
      endsOn: "2026-05-08",
    });
  });

  test("for the partner, against a conflict's decision: the conflict is open again, to be decided anew", async () => {
    desk.at("2026-02-02T10:00:00Z");
    await desk.register(alpha, "Streitfall");
    const second = await desk.register(beta, "Streitfall");
    const ask = "conflicts { nodes { id state version decision { outcome } } }";
    const [conflict] = (await desk.lead(desk.sales, second, ask)).conflicts.nodes;
    const decide = (outcome: string, expectedVersion: number) =>
      desk.run(
        desk.sales,
        "decideConflict",
        {
          conflictId: conflict.id,
          expectedVersion,
          outcome,
          rule: "EARLIEST_CLAIM",
          evidence: "-",
        },
        "conflict { state }",
      );
    await decide("FIRST_WINS", 1);
    await desk.done(beta, "appealDecision", second, GROUNDS);
    const [appeal] = await desk.world.asOwner("select against from appeal where lead_id = $1", [
      uuidOf(second),
    ]);
    expect(appeal).toEqual({ against: "CONFLICT" });
    await desk.done(desk.manager, "upholdAppeal", second);
    expect((await desk.lead(desk.sales, second, ask)).conflicts.nodes).toEqual([
      { id: conflict.id, state: "OPEN", version: 3, decision: { outcome: "FIRST_WINS" } },
    ]);
    expect((await decide("SECOND_WINS", 3)).conflict).toEqual({ state: "DECIDED" });
  });

  test("for the partner, against a disqualification: what was protected goes on as before", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const leadId = await desk.register(alpha, "Fortgesetzt");
    desk.at("2026-02-04T11:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    desk.at("2026-03-01T10:00:00Z");
    await desk.done(desk.sales, "disqualifyLead", leadId, { reasonCode: "NO_NEED" });
    desk.at("2026-03-02T10:00:00Z");
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    desk.at("2026-03-04T10:00:00Z");
    await desk.done(desk.manager, "upholdAppeal", leadId);
    await desk.match(alpha, leadId);
    desk.at("2026-03-05T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    // 5 May, two days of the appeal and one of review
    expect(await desk.protection(alpha, leadId)).toMatchObject({
      state: "RUNNING",
      protectedFrom: "2026-02-02T10:00:00.000Z",
      endsOn: "2026-05-08",
    });
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
  });

  test("not for a lead that its partner has registered again meanwhile", async () => {
    const leadId = await rejected("Nochmal");
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    await desk.register(alpha, "Nochmal");
    const refused = await desk.act(desk.manager, "upholdAppeal", leadId);
    expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await desk.done(desk.manager, "dismissAppeal", leadId);
  });

  test("also of a lead that expired", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const leadId = await desk.register(alpha, "Abgelaufen");
    await desk.done(desk.sales, "acceptLead", leadId);
    desk.at("2026-04-20T10:00:00Z");
    await desk.world.asOwner(
      "update protection_window set active_at = '2026-04-20' where ended_at is null",
    );
    desk.at("2026-05-04T00:00:00Z");
    await desk.endProtections();
    await desk.done(alpha, "appealDecision", leadId, GROUNDS);
    await desk.done(desk.manager, "upholdAppeal", leadId);
    expect(await desk.lead(alpha, leadId, "stage")).toEqual({ stage: "MQL" });
  });
});

test("a lead that is given back claims each of its persons again", async () => {
  desk.at("2026-02-02T10:00:00Z");
  const leadId = await desk.register(alpha, "Zuzweit");
  await desk.done(alpha, "addContact", leadId, {
    contact: { name: "Bea", email: "bea@zuzweit.example", consent: { basis: "CONSENT" } },
  });
  const claims = () =>
    desk.world.asOwner("select kind, key from lead_claim where lead_id = $1 order by kind, key", [
      uuidOf(leadId),
    ]);
  const before = await claims();
  await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
  expect(await claims()).toEqual([]);
  await desk.done(alpha, "appealDecision", leadId, GROUNDS);
  await desk.done(desk.manager, "upholdAppeal", leadId);

  expect(before.filter((claim) => claim["kind"] === "EMAIL")).toHaveLength(2);
  expect(await claims()).toEqual(before);
});
