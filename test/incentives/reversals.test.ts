import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { whyNotReversed } from "../../src/incentives/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET } from "../protection/timed-desk.ts";
import { addSalesRep, vendorCaller } from "../support/people.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
// each lead is claimed and qualified then
beforeEach(() => desk.at("2026-02-02T10:00:00.000Z"));

const creditOf = async (by: Caller, leadId: LeadId): Promise<string> =>
  (await desk.credits(by, leadId, "id")).at(-1)?.["id"];

const WRONG = {
  reason: "INACCURATE_DATA",
  evidence: "The number is a fax",
  trueOn: "2026-02-02",
};

/** Takes a credit back; what was refused. */
async function reverse(by: Caller, creditId: string, said: object = WRONG): Promise<Answer[]> {
  const selection = "reversal { id state }";
  return (await desk.run(by, "reverseCredit", { creditId, ...said }, selection)).errors;
}

const codes = (errors: readonly Answer[]) =>
  errors.map(({ code, path }) => [code, (path ?? []).join(".")].join(" "));

describe("a credit that is taken back", () => {
  test("is the exact mirror of what was posted, on the day it is taken back in the program's zone", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    // in Berlin the day after
    desk.at("2026-03-05T23:30:00.000Z");
    expect(await reverse(desk.finance, creditId, { ...WRONG, statement: "It is a fax" })).toEqual(
      [],
    );

    expect(await desk.postings(leadId)).toEqual([
      "ACCRUE 2026-02-02 20000",
      "REVERSE 2026-03-06 -20000",
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    expect(await desk.awards(leadId)).toEqual(["SQL 20000 reversed"]);
    const shown = "state reversedAt reversalReason reversalStatement appealUntil amount { amount }";
    expect(await desk.credits(desk.alpha, leadId, shown)).toEqual([
      {
        state: "REVERSED",
        reversedAt: "2026-03-05T23:30:00.000Z",
        reversalReason: "INACCURATE_DATA",
        reversalStatement: "It is a fax",
        // fourteen days of the lead's program, which counts in UTC
        appealUntil: "2026-03-20T00:00:00.000Z",
        amount: { amount: "200.00" },
      },
    ]);
  });

  test("is taken back from all who share it: ¥1,001 as ¥601 and ¥400", async () => {
    const programId = await desk.paying([bounty("SQL", "1001", "JPY")], { currency: "JPY" });
    const [one, other] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", one, MET);
    expect(await desk.owed(one)).toEqual(["Alpha 601", "Beta 400"]);
    const creditId = await creditOf(desk.alpha, one);
    expect(await reverse(desk.finance, creditId)).toEqual([]);
    expect(await desk.owed(one)).toEqual(["Alpha 0", "Beta 0"]);
    expect(await desk.postings(one)).toEqual([
      "ACCRUE 2026-02-02 601 400",
      "REVERSE 2026-02-02 -601 -400",
    ]);
    // what is shared earns once: it may be earned again, by either
    await desk.move("qualifyLead", other, MET);
    expect(await desk.awards(other)).toEqual(["SQL 1001"]);
  });

  test("tells a partner of others nothing: a duplicate, and a customer, were not available", async () => {
    const programId = await desk.paying([bounty("SQL", "10.005", "BHD")], { currency: "BHD" });
    for (const reason of ["DUPLICATE", "EXISTING_CUSTOMER"]) {
      const leadId = await desk.sql(desk.alpha, programId);
      await reverse(desk.finance, await creditOf(desk.alpha, leadId), { ...WRONG, reason });
      expect(await desk.credits(desk.alpha, leadId, "reversalReason amount { amount }")).toEqual([
        { reversalReason: "NOT_AVAILABLE", amount: { amount: "10.005" } },
      ]);
    }
  });

  test("is not taken back twice, and of two at once by one", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    const both = await Promise.all([
      reverse(desk.finance, creditId),
      reverse(desk.leader, creditId),
    ]);
    expect(codes(both.flat())).toEqual(["ALREADY_DONE creditId"]);
    expect(codes(await reverse(desk.finance, creditId))).toEqual(["ALREADY_DONE creditId"]);
    expect(await desk.postings(leadId)).toHaveLength(2);
  });

  test("is not taken back beside the move that earned it: one of the two is done", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    await Promise.all([
      reverse(desk.finance, creditId),
      desk.act(desk.manager, "undoMove", leadId, { reason: "The wrong lead" }),
    ]);
    expect(await desk.postings(leadId)).toHaveLength(2);
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
  });

  test("was earned: an award of nothing is not taken back, nor what nobody has", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "0.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    expect(codes(await reverse(desk.finance, creditId))).toEqual(["BUSINESS_RULE creditId"]);
    expect(codes(await reverse(desk.finance, newId("crd")))).toEqual(["NOT_FOUND creditId"]);
  });

  test("that finance has approved is finance's", () => {
    const award = {
      ...{ id: newId("awd"), milestone: "SQL", reachedAt: new Date(), timeZone: "UTC" },
      ...{ postingId: null, isChange: false, isUnit: false, chainId: newId("awd") },
    };
    expect(whyNotReversed([{ ...award, isApproved: false }])).toBeNull();
    expect(whyNotReversed([{ ...award, isApproved: true }])).toMatch(/approved/);
  });
});

describe("the time in which it is taken back", () => {
  test.each([
    [60, "2026-04-03T21:59:59.000Z", "2026-04-03T22:00:00.000Z", undefined],
    [30, "2026-03-04T22:59:59.000Z", "2026-03-04T23:00:00.000Z", 30],
  ])("is %d days of the program's zone, to the end of the last", async (_, last, late, days) => {
    const more = days === undefined ? {} : { reversalDays: days };
    const programId = await desk.paying([bounty("SQL", "200.00")], more);
    const leadId = await desk.sql(desk.alpha, programId);
    const creditId = await creditOf(desk.alpha, leadId);
    desk.at(late);
    expect(codes(await reverse(desk.finance, creditId))).toEqual(["BUSINESS_RULE reason"]);
    desk.at(last);
    expect(await reverse(desk.finance, creditId)).toEqual([]);
  });

  test("is as the version promised by which it was earned", async () => {
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at("2026-02-03T10:00:00.000Z");
    await desk.nextVersion(programId, { rules: [bounty("SQL", "200.00")], reversalDays: 1 });
    desk.at("2026-04-01T10:00:00.000Z");
    expect(await reverse(desk.finance, await creditOf(desk.alpha, leadId))).toEqual([]);
  });

  test("is seven days for what was recorded by mistake, by a sales manager alone", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    const mistake = { reason: "ENTERED_IN_ERROR", evidence: "Another firm of that name" };
    expect(codes(await reverse(desk.finance, creditId, mistake))).toEqual(["FORBIDDEN reason"]);
    desk.at("2026-02-09T23:00:00.000Z");
    expect(codes(await reverse(desk.leader, creditId, mistake))).toEqual(["BUSINESS_RULE reason"]);
    desk.at("2026-02-09T22:59:59.000Z");
    expect(await reverse(desk.leader, creditId, mistake)).toEqual([]);
  });

  test("does not matter for what came later than the claim: that takes nothing back", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const creditId = await creditOf(desk.alpha, leadId);
    const later = { ...WRONG, reason: "EXISTING_CUSTOMER", trueOn: "2026-02-03" };
    expect(codes(await reverse(desk.finance, creditId, later))).toEqual(["BUSINESS_RULE trueOn"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
  });

  test("says since when it was so, where that matters, and not where it does not", async () => {
    const creditId = newId("crd");
    const { trueOn: _, ...unsaid } = WRONG;
    expect(codes(await reverse(desk.finance, creditId, unsaid))).toEqual([
      "VALIDATION_FAILED trueOn",
    ]);
    const said = { ...WRONG, reason: "FRAUD" };
    expect(codes(await reverse(desk.finance, creditId, said))).toEqual([
      "VALIDATION_FAILED trueOn",
    ]);
  });
});

describe("a deal that is cancelled", () => {
  test("takes back what WON earned, at any time, and nothing that was earned before", async () => {
    const programId = await desk.paying([bounty("SQL", "200.00"), percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    const amount = { amount: "84300.00", currency: "USD" };
    await desk.move("convertLead", leadId, { amount, closeOn: "2026-06-01" });
    await desk.move("winLead", leadId, { amount, closedOn: "2026-02-01" });
    const [sqls, wons] = (await desk.credits(desk.alpha, leadId, "id milestone")).toSorted(
      (one, other) => one["milestone"].localeCompare(other["milestone"]),
    );
    const cancelled = { reason: "WON_CANCELLED", evidence: "Their letter" };
    desk.at("2027-02-02T10:00:00.000Z");
    expect(codes(await reverse(desk.finance, sqls?.["id"], cancelled))).toEqual([
      "BUSINESS_RULE reason",
    ]);
    expect(await reverse(desk.finance, wons?.["id"], cancelled)).toEqual([]);
    expect(await desk.awards(leadId)).toEqual(["SQL 20000", "WON 843000 reversed"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
  });
});

describe("fraud", () => {
  const FRAUD = { reason: "FRAUD", evidence: "The firm is the partner's own" };
  const reported = async (by: Caller) => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    // there is no limit to it
    desk.at("2027-06-01T10:00:00.000Z");
    const creditId = await creditOf(desk.alpha, leadId);
    const input = { creditId, ...FRAUD };
    const { reversal } = await desk.run(by, "reverseCredit", input, "reversal { id state }");
    expect(reversal.state).toBe("PROPOSED");
    return { leadId, creditId, reversalId: reversal.id };
  };
  const decide = async (by: Caller, reversalId: string, decision: string) => {
    const input = { reversalId, decision, note: "Looked up" };
    return (await desk.run(by, "decideReversal", input, "reversal { state }")).errors;
  };

  test("is reported by one person and confirmed by another; until then the credit counts", async () => {
    const { leadId, creditId, reversalId } = await reported(desk.finance);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    expect(await desk.credits(desk.alpha, leadId, "state reversalReason")).toEqual([
      { state: "ACCRUED", reversalReason: null },
    ]);
    expect(codes(await reverse(desk.leader, creditId, FRAUD))).toEqual(["BUSINESS_RULE creditId"]);
    expect(codes(await decide(desk.finance, reversalId, "CONFIRM"))).toEqual([
      "BUSINESS_RULE reversalId",
    ]);
    expect(await decide(desk.controller, reversalId, "CONFIRM")).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    expect(await desk.credits(desk.alpha, leadId, "state reversalReason")).toEqual([
      { state: "REVERSED", reversalReason: "FRAUD" },
    ]);
    expect(codes(await decide(desk.controller, reversalId, "DECLINE"))).toEqual([
      "ALREADY_DONE reversalId",
    ]);
  });

  test("is not confirmed by the same person under another membership", async () => {
    const before = await addSalesRep(desk.world, "Ines Twice");
    const { reversalId } = await reported(before);
    // who left, and came back
    const again = vendorCaller();
    await desk.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      before.actor.id,
    ]);
    await desk.world.asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       select $1, user_id, null, display_name, email, roles, now(), now() from membership where id = $2`,
      [again.actor.id, before.actor.id],
    );
    expect(codes(await decide(again, reversalId, "CONFIRM"))).toEqual(["BUSINESS_RULE reversalId"]);
    await expect(
      desk.world.asOwner(
        `update credit_reversal set state = 'DECLINED', decided_by = $2, decided_at = now() where id = $1`,
        [uuidOf(reversalId as `rvs_${string}`), again.actor.id],
      ),
    ).rejects.toThrow("another person");
  });

  test("that is declined leaves the credit as it is, which may be taken back for another reason", async () => {
    const { leadId, creditId, reversalId } = await reported(desk.finance);
    expect(await decide(desk.controller, reversalId, "DECLINE")).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    desk.at("2026-02-03T10:00:00.000Z");
    expect(await reverse(desk.finance, creditId)).toEqual([]);
  });

  test("that was undone meanwhile is not confirmed", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    const input = { creditId: await creditOf(desk.alpha, leadId), ...FRAUD };
    const { reversal } = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");
    await desk.move("undoMove", leadId, { reason: "The wrong lead" });
    expect(codes(await decide(desk.controller, reversal.id, "CONFIRM"))).toEqual([
      "ALREADY_DONE reversalId",
    ]);
    expect(await decide(desk.controller, reversal.id, "DECLINE")).toEqual([]);
  });
});

describe("what was taken back", () => {
  test("counts no more among the SQLs of a company within twelve months", async () => {
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    const company = { name: "Twice", domain: "twice-earned.example.com", country: "DE" };
    const first = await desk.sql(desk.alpha, programId, { company });
    await desk.move("disqualifyLead", first, { reasonCode: "NO_NEED" });
    const second = await desk.sql(desk.alpha, programId, { company });
    expect(await desk.awards(second)).toEqual(["SQL 0 ONE_PER_COMPANY_IN_CYCLE"]);
    await desk.move("disqualifyLead", second, { reasonCode: "NO_NEED" });
    await reverse(desk.finance, await creditOf(desk.alpha, first));
    const third = await desk.sql(desk.alpha, programId, { company });
    expect(await desk.awards(third)).toEqual(["SQL 20000"]);
  });

  test("is earned anew when the lead qualifies again, by the version in force then", async () => {
    desk.at("2026-02-27T10:00:00.000Z");
    const programId = await desk.paying([bounty("SQL", "200.00")]);
    const leadId = await desk.sql(desk.alpha, programId);
    const effectiveAt = "2026-03-01T00:00:00.000Z";
    await desk.nextVersion(programId, { rules: [bounty("SQL", "250.00")], effectiveAt });
    desk.at("2026-03-05T10:00:00.000Z");
    await desk.move("disqualifyLead", leadId, { reasonCode: "INACCURATE_DATA" });
    expect(await desk.postings(leadId)).toHaveLength(1);
    expect(await reverse(desk.finance, await creditOf(desk.alpha, leadId))).toEqual([]);
    desk.at("2026-03-10T10:00:00.000Z");
    await desk.move("reopenLead", leadId, { reason: "Another person, who is real" });
    await desk.match(desk.alpha, leadId);
    await desk.move("acceptLead", leadId);
    await desk.move("qualifyLead", leadId, MET);
    expect(await desk.awards(leadId)).toEqual(["SQL 20000 reversed", "SQL 25000 again"]);
    expect(await desk.postings(leadId)).toEqual([
      "ACCRUE 2026-02-27 20000",
      "REVERSE 2026-03-05 -20000",
      "ACCRUE 2026-03-10 25000",
    ]);
    const shown = "programVersion amount { amount }";
    expect((await desk.credits(desk.alpha, leadId, shown)).at(-1)).toEqual({
      ...{ programVersion: 2, amount: { amount: "250.00" } },
    });
  });

  test("that was earned anew is taken back with the move that earned it, and earned once more", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "200.00")]));
    await reverse(desk.finance, await creditOf(desk.alpha, leadId));
    desk.at("2026-02-03T10:00:00.000Z");
    const later = { reasonCode: "TIMING_LATER", revisitOn: "2026-03-01" };
    await desk.move("returnLead", leadId, later);
    await desk.move("resumeLead", leadId);
    await desk.move("acceptLead", leadId);
    desk.at("2026-02-03T11:00:00.000Z");
    await desk.move("qualifyLead", leadId, MET);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    desk.at("2026-02-03T12:00:00.000Z");
    await desk.move("undoMove", leadId, { reason: "The wrong lead" });
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    await desk.move("qualifyLead", leadId, MET);
    expect(await desk.awards(leadId)).toEqual([
      ...["SQL 20000 reversed", "SQL 20000 again reversed", "SQL 20000 again"],
    ]);
  });

  test("is all that is earned anew: what is live earns nothing again", async () => {
    const programId = await desk.paying([bounty("SQL", "200.00"), bounty("OPPORTUNITY", "50.00")]);
    const leadId = await desk.sql(desk.alpha, programId);
    const deal = { amount: { amount: "10", currency: "USD" }, closeOn: "2026-06-01" };
    await desk.move("convertLead", leadId, deal);
    const opportunity = (await desk.credits(desk.alpha, leadId, "id milestone")).find(
      ({ milestone }) => milestone === "OPPORTUNITY",
    );
    await reverse(desk.finance, opportunity?.["id"]);
    await desk.move("loseLead", leadId, { reasonCode: "PRICE" });
    await desk.move("reopenLead", leadId, { reason: "They called" });
    await desk.match(desk.alpha, leadId);
    await desk.move("acceptLead", leadId);
    await desk.move("qualifyLead", leadId, MET);
    expect(await desk.awards(leadId)).toEqual(["SQL 20000", "OPPORTUNITY 5000 reversed"]);
    await desk.move("convertLead", leadId, deal);
    expect(await desk.awards(leadId)).toEqual([
      ...["SQL 20000", "OPPORTUNITY 5000 reversed", "OPPORTUNITY 5000 again"],
    ]);
  });
});

test("all of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
