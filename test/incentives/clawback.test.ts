import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { partToTake, takeNow, takeUnvested } from "../../src/incentives/domain/clawback.ts";
import { instalmentsOf } from "../../src/incentives/domain/holdback.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { writeMail } from "../../src/notices/domain/write-mail.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Answer } from "../support/api.ts";
import { MET } from "../protection/timed-desk.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

const HALF = 500_000n;
const untouched = (...minors: readonly bigint[]) =>
  minors.map((minor) => ({ minor, takenMinor: 0n }));

describe("what is taken back by a schedule", () => {
  test("is as much of each share as it says, rounded as the version rounds: half of 3333 and of 3335", () => {
    expect(takeNow(untouched(3_333n, 3_335n), HALF, "HALF_EVEN")).toEqual([1_666n, 1_668n]);
    expect(takeNow(untouched(3_333n, 3_335n), HALF, "HALF_UP")).toEqual([1_667n, 1_668n]);
    expect(takeNow(untouched(3_333n, 3_335n), HALF, "DOWN")).toEqual([1_666n, 1_667n]);
  });

  test("is less by what was taken before: of 3333 a quarter and then three, 833 and 1667; 833 are left", () => {
    expect(takeNow(untouched(3_333n), 250_000n, "HALF_EVEN")).toEqual([833n]);
    expect(takeNow([{ minor: 3_333n, takenMinor: 833n }], 750_000n, "HALF_EVEN")).toEqual([1_667n]);
    expect(takeNow([{ minor: 3_333n, takenMinor: 2_500n }], HALF, "HALF_EVEN")).toEqual([0n]);
  });

  test("comes in any steps to what the largest of them says", () => {
    const steps = fc.array(fc.bigInt(1n, 999_999n), { minLength: 1, maxLength: 6 });
    const rounding = fc.constantFrom("HALF_EVEN" as const, "HALF_UP" as const, "DOWN" as const);
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), steps, rounding, (minor, parts, mode) => {
        let takenMinor = 0n;
        for (const ppm of parts) takenMinor += takeNow([{ minor, takenMinor }], ppm, mode)[0] ?? 0n;
        const largest = parts.reduce((most, ppm) => (ppm > most ? ppm : most), 0n);
        expect(takenMinor).toBe(takeNow(untouched(minor), largest, mode)[0]);
        expect(takenMinor <= minor).toBe(true);
      }),
    );
  });

  test("goes by days of the program's zone, the last of each step included; and is all where the schedule says all, or nothing", () => {
    const schedule = [
      { untilDay: 30, ppm: 1_000_000n },
      { untilDay: 60, ppm: HALF },
    ];
    // 23:59 of the second of February in Berlin
    const reached = { reachedAt: new Date("2026-02-02T22:59:00Z"), timeZone: "Europe/Berlin" };
    const on = (at: string) => partToTake(schedule, reached, new Date(at));
    expect(on("2026-02-02T23:00:00Z")).toBeNull();
    // the thirtieth day is the fourth of March, which ends at 23:00
    expect(on("2026-03-04T22:59:59.999Z")).toBeNull();
    expect(on("2026-03-04T23:00:00Z")).toBe(HALF);
    // by then it is summer in Berlin
    expect(on("2026-04-03T21:59:59.999Z")).toBe(HALF);
    expect(on("2026-04-03T22:00:00Z")).toBeNull();
    expect(partToTake([], reached, new Date("2026-03-20T10:00:00Z"))).toBeNull();
  });

  test("takes what has not vested first: 1666 of 3333, of which 667 are held and 333 of that have not vested", () => {
    const instalments = instalmentsOf(667n, 4, "HALF_EVEN").map((minor, index) => ({
      ...{
        n: index + 1,
        minor,
        dueOn: ["2026-02-10", "2026-03-01", "2026-03-20", "2026-04-01"][index] ?? "",
      },
    }));
    const taken = takeUnvested(instalments, 1_666n, "2026-03-01");
    expect(taken.minor).toBe(-333n);
    expect(taken.instalments.map(({ n, minor }) => [n, minor])).toEqual([
      [3, -166n],
      [4, -167n],
    ]);
    expect(
      takeUnvested(instalments, 100n, "2026-03-20").instalments.map(({ minor }) => minor),
    ).toEqual([-100n]);
    expect(takeUnvested(instalments, 100n, "2026-04-01")).toEqual({ minor: 0n, instalments: [] });
  });
});

test("a part that is taken back is told as one: 16.66 of it, and the rest counts", () => {
  const credit = {
    ...{
      amount: "16.66 USD",
      milestone: "SQL",
      company: "Acme",
      isPart: true,
      statement: "Not so",
    },
    ...{ reasonCode: "INACCURATE_DATA", appealUntil: "2026-04-02" },
  };
  const to = { name: "Anna", stopUrl: null };
  const mail = (locale: "EN" | "DE", more: object = {}) =>
    writeMail(
      "CREDIT_REVERSED",
      { of: "CREDIT", credit: { ...credit, ...more } },
      { ...to, locale },
    );
  expect(mail("EN").text).toContain(
    "Of your credit for Acme (SQL) 16.66 USD were taken back; the rest counts.",
  );
  expect(mail("DE").text).toContain("wurden 16.66 USD zurückgenommen; der Rest zählt.");
  expect(mail("EN", { isPart: false }).text).toContain(
    "Your credit of 16.66 USD for Acme (SQL) was taken back.",
  );
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });
const SCHEDULE = {
  reversalDays: 60,
  clawbackSchedule: [
    { untilDay: 30, percent: "100" },
    { untilDay: 60, percent: "50" },
  ],
};
const RISING = {
  reversalDays: 60,
  clawbackSchedule: [
    { untilDay: 30, percent: "25" },
    { untilDay: 60, percent: "75" },
  ],
};

/** A program that pays by these rules and terms from the second of February on. */
async function promising(rules: readonly object[], terms: object): Promise<string> {
  desk.at("2026-02-01T10:00:00.000Z");
  const programId = await desk.paying(rules);
  desk.at("2026-02-02T10:00:00.000Z");
  await desk.nextVersion(programId, { rules, ...terms });
  return programId;
}

const SHOWN =
  "id kind state amount { amount } outstanding { amount } takenBack { amount } takenBackPercent reversalReason appealUntil holdback { amount } vesting { dueOn amount { amount } } appeal { state }";
const creditsOf = (leadId: LeadId, by = desk.alpha) => desk.credits(by, leadId, SHOWN);
async function creditOf(leadId: LeadId, by = desk.alpha): Promise<Answer> {
  const found = (await creditsOf(leadId, by)).find(({ kind }) => kind === "AWARD");
  if (!found) throw new Error("it has earned nothing");
  return found;
}
const left = async (leadId: LeadId) => {
  const { outstanding, takenBack } = await creditOf(leadId);
  return [outstanding.amount, takenBack.amount];
};

async function takeBack(leadId: LeadId, reason = "INACCURATE_DATA"): Promise<Answer> {
  const needs = ["INACCURATE_DATA", "DUPLICATE", "EXISTING_CUSTOMER"].includes(reason);
  const { id: creditId } = await creditOf(leadId);
  const why = { creditId, reason, evidence: "Their letter", statement: "Not so" };
  const trueOn = needs ? { trueOn: "2026-01-01" } : {};
  return desk.run(
    desk.finance,
    "reverseCredit",
    { ...why, ...trueOn },
    "reversal { id state takenPercent effectiveAt }",
  );
}

async function appealed(creditId: string, decision: string): Promise<Answer> {
  const opened = await desk.run(
    desk.alpha,
    "appealReversal",
    { creditId, grounds: "It was so" },
    "appeal { id }",
  );
  expect(opened.errors).toEqual([]);
  return desk.run(
    desk.sales,
    "decideReversalAppeal",
    { appealId: opened.appeal.id, decision },
    "appeal { state }",
  );
}

/** How finance reads each award of a lead: its kind, what is paid of it, and by which steps. */
async function explained(leadId: LeadId) {
  const amounts = "gross { minorUnits } forfeited { minorUnits }";
  const steps = "explanation { sentences steps { kind amount { minorUnits } } }";
  const selection = `awards(last: 50) { nodes { kind ${amounts} ${steps} } }`;
  const { awards } = await desk.lead(desk.finance, leadId, selection);
  const all: readonly Answer[] = awards.nodes;
  return {
    sentences: all.flatMap(({ explanation }) => explanation.sentences),
    figures: all
      .map(({ kind, gross, forfeited, explanation }) => {
        const paid = BigInt(gross.minorUnits) - BigInt(forfeited.minorUnits);
        const told = explanation.steps.map(
          (step: Answer) => `${step["kind"]} ${step["amount"].minorUnits}`,
        );
        return `${kind} ${paid}: ${told.join(", ")}`;
      })
      .toSorted(),
  };
}

const DAY_45 = "2026-03-19T10:00:00.000Z";

describe("a credit of a version with a schedule", () => {
  test("loses half of itself on day 45, says so, and counts with the rest: 33.33 less 16.66", async () => {
    const programId = await promising([bounty("SQL", "33.33")], SCHEDULE);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at(DAY_45);
    const { reversal, errors } = await takeBack(leadId);
    expect(errors).toEqual([]);
    expect(reversal).toMatchObject({ state: "DONE", takenPercent: "50", effectiveAt: DAY_45 });
    const [credit, part] = await creditsOf(leadId);
    expect(credit).toMatchObject({
      ...{ kind: "AWARD", state: "ACCRUED", reversalReason: null, takenBackPercent: null },
      ...{ outstanding: { amount: "16.67" }, takenBack: { amount: "16.66" } },
    });
    expect(part).toMatchObject({
      ...{ kind: "ADJUST", state: "ACCRUED", amount: { amount: "-16.66" }, takenBackPercent: "50" },
      ...{ reversalReason: "INACCURATE_DATA", takenBack: null, outstanding: null },
    });
    expect(part?.["appealUntil"]).not.toBeNull();
    expect(await desk.postings(leadId)).toEqual([
      "ACCRUE 2026-02-02 3333",
      "ADJUST 2026-03-19 -1666",
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 1667"]);
    // nothing more on such a day
    expect((await takeBack(leadId)).errors).toMatchObject([
      {
        code: "BUSINESS_RULE",
        message: expect.stringContaining("50 % of the credit is taken back on this day"),
      },
    ]);
  });

  test("loses all of itself up to day 30, and for fraud, a mistake or a cancelled deal on any", async () => {
    const programId = await promising([bounty("SQL", "33.33")], SCHEDULE);
    const [early, fraud] = [
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
    ];
    desk.at("2026-03-04T10:00:00.000Z");
    expect((await takeBack(early, "DUPLICATE")).reversal).toMatchObject({ takenPercent: null });
    expect(await desk.owed(early)).toEqual(["Alpha 0"]);
    desk.at(DAY_45);
    await takeBack(fraud, "EXISTING_CUSTOMER");
    expect(await desk.owed(fraud)).toEqual(["Alpha 1667"]);
    // what is left goes for fraud, and the part goes on to say why it went
    const reported = await takeBack(fraud, "FRAUD");
    const decided = { reversalId: reported.reversal.id, decision: "CONFIRM" };
    const done = await desk.run(
      desk.controller,
      "decideReversal",
      decided,
      "reversal { takenPercent }",
    );
    expect(done).toMatchObject({ errors: [], reversal: { takenPercent: null } });
    expect(await desk.owed(fraud)).toEqual(["Alpha 0"]);
    expect(await desk.postings(fraud)).toEqual([
      ...["ACCRUE 2026-02-02 3333", "ADJUST 2026-03-19 -1666"],
      ...["REVERSE 2026-03-19 1666", "REVERSE 2026-03-19 -3333"],
    ]);
    expect(
      (await creditsOf(fraud)).map(({ kind, state, reversalReason }) => [
        kind,
        state,
        reversalReason,
      ]),
    ).toEqual([
      ["AWARD", "REVERSED", "FRAUD"],
      ["ADJUST", "REVERSED", "NOT_AVAILABLE"],
    ]);
    desk.at("2026-04-04T10:00:00.000Z");
    const late = await desk.sql(desk.alpha, programId);
    desk.at("2026-06-05T10:00:00.000Z");
    expect((await takeBack(late)).errors[0].message).toContain("within 60 days");
    expect(await desk.broken()).toEqual([]);
  });

  test("loses a quarter and then three of what each of two have, and each part is appealed by itself", async () => {
    const programId = await promising([bounty("SQL", "66.67")], RISING);
    const [leadId] = await desk.shared(programId, 500_000);
    await desk.move("qualifyLead", leadId, MET);
    expect(await desk.owed(leadId)).toEqual(["Alpha 3334", "Beta 3333"]);
    desk.at("2026-03-04T10:00:00.000Z");
    await takeBack(leadId);
    // a quarter of 33.34 is 8.335, even 8.34 — and of 33.33 it is 8.33
    expect(await desk.owed(leadId)).toEqual(["Alpha 2500", "Beta 2500"]);
    desk.at("2026-03-05T10:00:00.000Z");
    await takeBack(leadId);
    // three quarters are 25.005, even 25.00, and 25.00
    expect(await desk.owed(leadId)).toEqual(["Alpha 834", "Beta 833"]);
    expect(await desk.broken()).toEqual([]);

    const parts = (await creditsOf(leadId)).filter(
      ({ takenBackPercent }) => takenBackPercent !== null,
    );
    expect(parts.map(({ takenBackPercent, amount }) => [takenBackPercent, amount.amount])).toEqual([
      ["25", "-8.34"],
      ["75", "-16.66"],
    ]);
    expect((await appealed(parts[1]?.["id"], "UPHOLD")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 2500", "Beta 2500"]);
    expect((await creditsOf(leadId)).at(-1)).toMatchObject({
      state: "REVERSED",
      appeal: { state: "UPHELD" },
    });
    expect(await left(leadId)).toEqual(["25.00", "8.34"]);
    expect((await appealed(parts[0]?.["id"], "DISMISS")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 2500", "Beta 2500"]);
    // taken back as a whole and credited again, it is what counted then: without what had been restored
    const reported = await takeBack(leadId, "FRAUD");
    const decided = { reversalId: reported.reversal.id, decision: "CONFIRM" };
    await desk.run(desk.controller, "decideReversal", decided, "reversal { id }");
    expect(await desk.owed(leadId)).toEqual(["Alpha 0", "Beta 0"]);
    const { id } = await creditOf(leadId);
    expect((await appealed(id, "UPHOLD")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 2500", "Beta 2500"]);
    expect(await desk.broken()).toEqual([]);

    const { figures, sentences } = await explained(leadId);
    expect(figures).toEqual([
      "ADJUST -1667: TAKEN_BACK -1667, SHARE -834, SHARE -833",
      "ADJUST -3333: TAKEN_BACK -3333, SHARE -1666, SHARE -1667",
      "AWARD 5000: BASE 6667, CHANGE -1667, SHARE 2500, SHARE 2500",
      "AWARD 6667: BASE 6667, SHARE 3334, SHARE 3333",
    ]);
    expect(sentences).toContain(
      "By the schedule of its version 75 % of the award are taken back by then, of which 16.67 USD were before: it changes by -33.33 USD.",
    );
    expect(sentences).toContain(
      "It was taken back wrongly and counts again, with all that it had changed by until then, which is -16.67 USD.",
    );
  });

  test("gives back to its cap and budget what is taken, and takes it again when that is restored, or is refused", async () => {
    const limits = {
      partnerCap: { amount: usd("100.00"), window: "MONTH" },
      budget: { amount: usd("150.00") },
    };
    const programId = await promising([bounty("SQL", "60.00")], { ...SCHEDULE, ...limits });
    const buckets = async () =>
      (
        await desk.world.asOwner<{ told: string }>(
          `select concat_ws(' ', kind, starts_on, used_minor) as told from cap_bucket
           where incentive_program_id in (select id from incentive_program where program_id = $1) order by 1`,
          [uuidOf(programId as `prg_${string}`)],
        )
      ).map(({ told }) => told);
    const [first, second] = [
      await desk.sql(desk.alpha, programId),
      await desk.sql(desk.alpha, programId),
    ];
    expect(await buckets()).toEqual(["BUDGET 10000", "PARTNER 2026-02-01 10000"]);
    desk.at(DAY_45);
    await takeBack(first);
    await takeBack(second);
    // half of 60.00 and of 40.00
    expect(await buckets()).toEqual(["BUDGET 5000", "PARTNER 2026-02-01 5000"]);
    const part = async (leadId: LeadId) =>
      (await creditsOf(leadId)).find(({ takenBackPercent }) => takenBackPercent !== null)?.["id"];
    expect((await appealed(await part(first), "UPHOLD")).errors).toEqual([]);
    expect(await buckets()).toEqual(["BUDGET 8000", "PARTNER 2026-02-01 8000"]);
    // others take what is left of the budget
    await desk.sql(desk.beta, programId);
    await desk.sql(desk.beta, programId);
    expect((await buckets())[0]).toBe("BUDGET 15000");
    const refused = await appealed(await part(second), "UPHOLD");
    expect(refused.errors[0].message).toContain("has no room for the credit by now");
    expect(await desk.owed(second)).toEqual(["Alpha 2000"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("loses first what has not vested; its deal keeps its amount then, and it is not settled otherwise", async () => {
    const holdback = { percent: "60", instalments: 2, every: 30, unit: "DAYS" };
    const programId = await promising([percent("10")], { ...SCHEDULE, holdback });
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2026-06-01" });
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn: "2026-02-01" });
    desk.at(DAY_45);
    expect((await takeBack(leadId)).errors).toEqual([]);
    // 60.00 were held; of the 50.00 that go, 30.00 are of what vests on the third of April
    expect(await creditOf(leadId)).toMatchObject({
      ...{ outstanding: { amount: "50.00" }, holdback: { amount: "30.00" } },
      vesting: [{ dueOn: "2026-03-04", amount: { amount: "30.00" } }],
    });
    const { sentences } = await explained(leadId);
    expect(sentences).toContain(
      "Alpha has 100 %, and earned 100.00 USD, of which 60.00 USD is held back until it vests.",
    );
    expect(sentences).toContain(
      "For Alpha that is -50.00 USD, of which 30.00 USD had been held back.",
    );
    const worth = { leadId, amount: usd("500.00"), reason: "A discount" };
    const [kept] = (await desk.run(desk.leader, "changeDeal", worth, "lead { id }")).errors;
    expect(kept.message).toContain("A part of what the deal earned was taken back");
    const said = { leadId, statement: "We shared it" };
    const opened = await desk.run(
      desk.alpha,
      "disputeAttribution",
      said,
      "attributionDispute { id }",
    );
    expect(opened.errors).toEqual([]);
    const shares = [
      { partnerId: desk.alpha.actor.partnerId, sharePpm: 600_000 },
      { partnerId: desk.beta.actor.partnerId, sharePpm: 400_000 },
    ];
    const { id: attributionDisputeId } = opened.attributionDispute;
    const decision = { attributionDisputeId, outcome: "UPHELD", answer: "You did", shares };
    const otherwise = await desk.run(
      desk.leader,
      "decideAttributionDispute",
      decision,
      "attributionDispute { id }",
    );
    expect(otherwise.errors[0].message).toContain("A part of what the lead earned was taken back");
    // cancelled, it goes as a whole; and credited again it is what it was before that
    await takeBack(leadId, "WON_CANCELLED");
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    const { id } = await creditOf(leadId);
    expect((await appealed(id, "UPHOLD")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 5000"]);
    expect(
      (await desk.run(desk.leader, "changeDeal", worth, "lead { id }")).errors[0].message,
    ).toBe(kept.message);
    expect(await desk.broken()).toEqual([]);
  });

  test("of which a part is taken back tells its partner so, once, and not that its deal changed", async () => {
    const programId = await promising([bounty("SQL", "33.33")], SCHEDULE);
    const now = Date.now();
    desk.at(new Date(now - 45 * 86_400_000).toISOString());
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at(new Date(now).toISOString());
    expect((await takeBack(leadId)).reversal).toMatchObject({ takenPercent: "50" });
    const told = await desk.world.asOwner<{ kind: string }>(
      "select kind from notice_occasion where lead_id = $1 and kind like 'CREDIT%'",
      [uuidOf(leadId)],
    );
    expect(told).toEqual([{ kind: "CREDIT_REVERSED" }]);
  });

  test("of which the rest was taken since is not restored in part", async () => {
    const programId = await promising([bounty("SQL", "33.33")], RISING);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at("2026-03-04T10:00:00.000Z");
    await takeBack(leadId);
    const part = (await creditsOf(leadId)).find(
      ({ takenBackPercent }) => takenBackPercent !== null,
    );
    const reported = await takeBack(leadId, "FRAUD");
    const decided = { reversalId: reported.reversal.id, decision: "CONFIRM" };
    await desk.run(desk.controller, "decideReversal", decided, "reversal { id }");
    const refused = await appealed(part?.["id"], "UPHOLD");
    expect(refused.errors[0].message).toContain("was taken back as a whole since");
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("that was credited again loses no more in all: of 100.00 a quarter once, and then three", async () => {
    const programId = await promising([bounty("SQL", "100.00")], RISING);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at("2026-03-01T10:00:00.000Z");
    await takeBack(leadId);
    const { id } = await creditOf(leadId);
    const reported = await takeBack(leadId, "FRAUD");
    const decided = { reversalId: reported.reversal.id, decision: "CONFIRM" };
    await desk.run(desk.controller, "decideReversal", decided, "reversal { id }");
    expect((await appealed(id, "UPHOLD")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 7500"]);
    const again = (await creditsOf(leadId)).find(
      ({ kind, state }) => kind === "AWARD" && state === "ACCRUED",
    );
    const taking = () =>
      desk.run(
        desk.finance,
        "reverseCredit",
        {
          ...{ creditId: again?.["id"], reason: "DUPLICATE", evidence: "Our list" },
          trueOn: "2026-01-01",
        },
        "reversal { takenPercent }",
      );
    // the same step has taken its quarter of 100.00 before
    expect((await taking()).errors[0].message).toContain("25 % of the credit is taken back");
    expect(await desk.owed(leadId)).toEqual(["Alpha 7500"]);
    desk.at("2026-03-10T10:00:00.000Z");
    expect((await taking()).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 2500"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("that was earned again goes with the move that earned it, and so does what was taken of it", async () => {
    const programId = await promising([bounty("SQL", "100.00")], RISING);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at("2026-02-03T10:00:00.000Z");
    const reported = await takeBack(leadId, "FRAUD");
    const decided = { reversalId: reported.reversal.id, decision: "CONFIRM" };
    await desk.run(desk.controller, "decideReversal", decided, "reversal { id }");
    await desk.move("returnLead", leadId, { reasonCode: "TIMING_LATER", revisitOn: "2026-03-01" });
    await desk.move("resumeLead", leadId);
    await desk.move("acceptLead", leadId);
    desk.at("2026-02-03T11:00:00.000Z");
    await desk.move("qualifyLead", leadId, MET);
    const again = (await creditsOf(leadId)).find(({ state }) => state === "ACCRUED");
    const why = { creditId: again?.["id"], reason: "DUPLICATE", evidence: "Our list" };
    const part = { ...why, trueOn: "2026-01-01" };
    desk.at("2026-02-03T12:00:00.000Z");
    const taken = await desk.run(desk.finance, "reverseCredit", part, "reversal { takenPercent }");
    expect(taken).toMatchObject({ errors: [], reversal: { takenPercent: "25" } });
    expect(await desk.owed(leadId)).toEqual(["Alpha 7500"]);
    desk.at("2026-02-03T13:00:00.000Z");
    await desk.move("undoMove", leadId, { reason: "The wrong lead" });
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    expect((await creditsOf(leadId)).map(({ state }) => state)).toEqual([
      ...["REVERSED", "REVERSED", "REVERSED"],
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is taken back as its version says, in the database too", async () => {
    const programId = await promising([bounty("SQL", "33.33")], SCHEDULE);
    const leadId = await desk.sql(desk.alpha, programId);
    desk.at(DAY_45);
    const { reversal } = await takeBack(leadId);
    const again = (what: string) =>
      desk.world.asOwner(
        `insert into credit_reversal (id, award_id, lead_id, reason, evidence, true_on, state, requested_by, requested_at, effective_at, taken_ppm, change_award_id)
         select gen_random_uuid(), award_id, lead_id, reason, evidence, true_on, state, requested_by, requested_at, effective_at, ${what}
         from credit_reversal where id = $1`,
        [uuidOf(reversal.id)],
      );
    await expect(again("250000, award_id")).rejects.toThrow("as the schedule of the version says");
    await expect(again("500000, award_id")).rejects.toThrow("has changed its award by that");
    await expect(again("null, null")).rejects.toThrow("as the schedule of the version says");
    await expect(again("500000, change_award_id")).rejects.toThrow("credit_reversal_change_once");
  });
});

describe("a schedule", () => {
  test("is among the terms that partners read, and ends with the days of a reversal", async () => {
    const programId = await promising([bounty("SQL", "1.00")], SCHEDULE);
    const { data } = await desk.api.run(
      desk.alpha,
      "{ incentivePrograms(first: 50) { nodes { program { id } inForce { reversalDays clawbackSchedule { untilDay percent } } } } }",
      {},
    );
    const own = data?.incentivePrograms.nodes.find(
      ({ program }: Answer) => program.id === programId,
    );
    expect(JSON.parse(JSON.stringify(own.inForce))).toEqual(SCHEDULE);
    const refused = async (clawbackSchedule: readonly object[]) => {
      const draft = { rules: [bounty("SQL", "1.00")], reversalDays: 60, clawbackSchedule };
      desk.at("2026-02-03T10:00:00.000Z");
      const error = await desk.nextVersion(programId, draft).then(
        () => null,
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : ""),
      );
      return JSON.parse(error ?? "[]").map(({ path }: Answer) => path.join("."));
    };
    expect(await refused([{ untilDay: 30, percent: "50" }])).toEqual([
      "clawbackSchedule.0.untilDay",
    ]);
    expect(
      await refused([
        { untilDay: 30, percent: "0" },
        { untilDay: 30, percent: "101" },
        { untilDay: 60, percent: "50" },
      ]),
    ).toEqual([
      "clawbackSchedule.0.percent",
      "clawbackSchedule.1.untilDay",
      "clawbackSchedule.1.percent",
    ]);
    const rising = await desk.world.asOwner<{ are: boolean }>(
      "select app.are_rising(days) as are from (values (1, '{0, 30, 60}'::integer[]), (2, '{60, 30}'), (3, '{30, 30}'), (4, '{-1}')) as given (n, days) order by n",
    );
    expect(rising.map(({ are }) => are)).toEqual([true, false, false, false]);
    expect(await desk.broken()).toEqual([]);
  });
});
