import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { problemOfMonths } from "../../src/incentives/domain/recurring.ts";
import { earnMonths } from "../../src/incentives/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { sql, systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

describe("how many months a rule pays for", () => {
  const rule = { isPercent: true, isSpiff: false, isAccelerated: false };

  test("is two to sixty, of a part of the deal that stands alone", () => {
    expect([2, 60].map((months) => problemOfMonths(months, rule))).toEqual([null, null]);
    expect(problemOfMonths(1, rule)).toContain("must be 2 to 60, got 1");
    expect(problemOfMonths(61, rule)).toContain("must be 2 to 60, got 61");
    expect(problemOfMonths(12, { ...rule, isPercent: false })).toContain("PERCENT_OF_DEAL");
    expect(problemOfMonths(12, { ...rule, isSpiff: true })).toContain("spiff");
    expect(problemOfMonths(12, { ...rule, isAccelerated: true })).toContain("accelerator");
  });
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
// each program begins then, and each lead is claimed
beforeEach(() => desk.at("2026-02-02T10:00:00.000Z"));

const usd = (amount: string) => ({ amount, currency: "USD" });
const monthly = (ratePercent: string, recurringMonths: number) => ({
  ...percent(ratePercent),
  recurringMonths,
});

/** Earns what has come by then; how many months that was. */
function earnedAt(time: string): Promise<number> {
  desk.at(time);
  return earnMonths({ database: desk.world.database, newId, clock: () => new Date(time) }, "test");
}

async function winAt(leadId: LeadId, time: string, amount = "84300.00"): Promise<void> {
  desk.at(time);
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
}

async function wonAt(programId: string, time: string, amount?: string): Promise<LeadId> {
  desk.at("2026-02-02T10:00:00.000Z");
  const leadId = await desk.sql(desk.alpha, programId);
  await winAt(leadId, time, amount);
  return leadId;
}

async function changedAt(leadId: LeadId, time: string, amount: string): Promise<void> {
  desk.at(time);
  const said = { leadId, amount: usd(amount), reason: "As signed" };
  expect((await desk.run(desk.leader, "changeDeal", said, "lead { id }")).errors).toEqual([]);
}

/** Which months a lead has earned: which, of what day, what of it counts, and what is not paid. */
const months = async (leadId: LeadId): Promise<readonly string[]> => {
  const rows = await desk.world.asOwner<{ told: string }>(
    `select concat_ws(' ', occurrence, effective_on, gross_minor, case when forfeited_minor > 0 then 'less ' || forfeited_minor end, gate,
       case when kind <> 'AWARD' then kind end, case when reversed_at is not null then 'reversed' end) as told
     from award where lead_id = $1 and milestone = 'WON'
     order by occurrence, generation, kind desc, n`,
    [uuidOf(leadId)],
  );
  return rows.map(({ told }) => told);
};

/** The credit of a month, of whoever asks. */
async function creditOf(leadId: LeadId, month: number, by: Caller = desk.alpha): Promise<Answer> {
  const rows = await desk.world.asOwner<{ effective_on: string }>(
    "select effective_on::text from award where lead_id = $1 and milestone = 'WON' and occurrence = $2 order by generation desc limit 1",
    [uuidOf(leadId), month],
  );
  const credits = await desk.credits(
    by,
    leadId,
    "id kind milestone state effectiveOn amount { amount } explanation appeal { state }",
  );
  const found = credits.filter(
    ({ milestone, kind, effectiveOn }) =>
      milestone === "WON" && kind === "AWARD" && effectiveOn === rows[0]?.effective_on,
  );
  if (found.length === 0) throw new Error(`month ${month} has earned nothing`);
  return found.at(-1) ?? {};
}

async function takeBack(
  leadId: LeadId,
  month: number,
  reason = "INACCURATE_DATA",
): Promise<Answer> {
  const { id: creditId } = await creditOf(leadId, month);
  const why = { creditId, reason, evidence: "Their letter", statement: "Not so" };
  const since = reason === "INACCURATE_DATA" ? { trueOn: "2026-01-01" } : {};
  return desk.run(desk.finance, "reverseCredit", { ...why, ...since }, "reversal { id state }");
}

describe("a deal that earns by the month", () => {
  test("earns with its win and on the last day of shorter months, by the program's days, to its last month", async () => {
    const programId = await desk.paying([bounty("OPPORTUNITY", "150.00"), monthly("1.25", 3)]);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    // half past midnight of the 31st in Berlin
    await winAt(leadId, "2026-03-30T22:30:00.000Z");
    expect(await months(leadId)).toEqual(["1 2026-03-31 105375"]);
    expect(await earnedAt("2026-04-29T21:59:59.999Z")).toBe(0);
    expect(await earnedAt("2026-04-29T22:00:00.000Z")).toBe(1);
    expect(await earnedAt("2026-04-29T22:00:00.000Z")).toBe(0);
    expect(await earnedAt("2026-05-31T10:00:00.000Z")).toBe(1);
    expect(await earnedAt("2027-06-01T10:00:00.000Z")).toBe(0);

    // 1.25 % of 84,300.00, of which 60 % are 632.25
    expect(await months(leadId)).toEqual([
      ...["1 2026-03-31 105375", "2 2026-04-30 105375", "3 2026-05-31 105375"],
    ]);
    expect((await desk.postings(leadId)).slice(-3)).toEqual([
      ...["ACCRUE 2026-03-31 63225 42150", "ACCRUE 2026-04-30 63225 42150"],
      "ACCRUE 2026-05-31 63225 42150",
    ]);
    // with 90.00 and 60.00 of the opportunity
    expect(await desk.owed(leadId)).toEqual(["Alpha 198675", "Beta 132450"]);
    const { explanation } = await creditOf(leadId, 2);
    expect(explanation.join(" ")).toContain(
      "1.25 % of a deal that is won each month for 3 months while it stands, this being month 2: here of 84300.00 USD. Your part is 60 %. You earned 632.25 USD.",
    );
  });

  test("ends 90 days behind its partner's termination, and goes on for those who share it", async () => {
    const programId = await desk.paying([monthly("1.25", 12)]);
    const gone = await desk.partner("Gone");
    const into = { programId, partnerId: gone.actor.partnerId };
    await desk.run(desk.sales, "enrolPartner", into, "program { id }");
    const leadId = await desk.accepted(gone, programId);
    const other = await desk.accepted(desk.beta, programId);
    for (const [id, weight] of [
      [leadId, 600_000],
      [other, 400_000],
    ] as const)
      await desk.world.asOwner(
        `insert into shared_prospect (partner_id, lead_id, group_id, weight_ppm, role)
         select partner_id, id, $2, $3, 'SOURCED' from lead where id = $1`,
        [uuidOf(id), uuidOf(leadId), weight],
      );
    await desk.move("qualifyLead", leadId, MET);
    await winAt(leadId, "2026-03-10T10:00:00.000Z");
    // half past midnight of April 11 in Berlin: 90 days behind it is July 10, the day of the fifth month
    desk.at("2026-04-10T22:30:00.000Z");
    const ended = { partnerId: into.partnerId, state: "TERMINATED", expectedVersion: 1 };
    const { errors } = await desk.run(desk.sales, "setPartnerState", ended, "partner { id }");
    expect(errors).toEqual([]);
    expect(await earnedAt("2026-08-20T10:00:00.000Z")).toBe(5);
    // 1.25 % of 84,300.00, of which 60 % are 632.25 and 40 % are 421.50
    expect((await desk.postings(leadId)).slice(-3)).toEqual([
      ...["ACCRUE 2026-06-10 63225 42150", "ACCRUE 2026-07-10 63225 42150"],
      "ACCRUE 2026-08-10 42150",
    ]);
    expect((await months(leadId)).at(-1)).toBe("6 2026-08-10 105375 less 63225");
    const { awards } = await desk.lead(
      desk.finance,
      leadId,
      "awards(first: 1) { nodes { explanation { sentences } } }",
    );
    expect(awards.nodes[0].explanation.sentences).toContain(
      "Gone was terminated more than 90 days before: its part of 632.25 USD is paid to nobody.",
    );
    const unlike = ["one-prospect-is-shared-by-its-holders"];
    expect((await desk.broken()).filter(({ name }: Answer) => !unlike.includes(name))).toEqual([]);
  });

  test("is left for the next time where somebody is at work on its lead", async () => {
    const programId = await desk.paying([monthly("1.25", 2)]);
    const leadId = await wonAt(programId, "2026-03-10T10:00:00.000Z");
    const session = { ...systemSession("test"), role: "vendor" as const };
    await desk.world.database.transaction(session, async (tx) => {
      await tx.read(sql`select from lead where id = ${uuidOf(leadId)}::uuid for no key update`);
      expect(await earnedAt("2026-04-10T10:00:00.000Z")).toBe(0);
      return null;
    });
    expect(await earnedAt("2026-04-10T10:00:00.000Z")).toBe(1);
  });

  test("is read with its month, and explained to finance by it", async () => {
    const leadId = await wonAt(await desk.paying([monthly("10", 2)]), "2026-02-10T10:00:00.000Z");
    await earnedAt("2026-03-10T10:00:00.000Z");
    const shown = "awards(last: 5) { nodes { occurrence explanation { sentences } } }";
    const { awards } = await desk.lead(desk.finance, leadId, shown);
    const told = awards.nodes.map(({ occurrence, explanation }: Answer) => [
      occurrence,
      /month (\d+)/.exec(explanation.sentences.join(" "))?.[1],
    ]);
    expect(told.toSorted()).toEqual([
      [1, "1"],
      [2, "2"],
    ]);
  });

  test("is promised by a rule whose months partners read, and which says what no month is paid for", async () => {
    const programId = await desk.paying([monthly("10", 24)]);
    const document = `{ incentivePrograms(first: 50) { nodes { program { id } inForce { rules { recurringMonths } } } } }`;
    const { data, errors } = await desk.api.run(desk.alpha, document, {});
    expect(errors).toBeUndefined();
    const { nodes } = JSON.parse(JSON.stringify(data?.["incentivePrograms"]));
    const found = nodes.find(({ program }: Answer) => program.id === programId);
    expect(found.inForce.rules).toEqual([{ recurringMonths: 24 }]);

    const brackets = [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 2, multiplier: "2" },
    ];
    const time = { startsAt: "2026-01-01T00:00:00Z", endsAt: "2027-01-01T00:00:00Z" };
    for (const [rule, why] of [
      [monthly("10", 1), "must be 2 to 60, got 1"],
      [{ ...bounty("SQL", "200.00"), recurringMonths: 12 }, "is of a PERCENT_OF_DEAL"],
      [
        { ...monthly("10", 12), accelerator: { kind: "MARGINAL", period: "MONTH", brackets } },
        "is not beside an accelerator",
      ],
      [
        { ...monthly("10", 12), spiff: { key: "push", name: "Push", ...time } },
        "is not of a spiff",
      ],
    ] as const)
      await expect(desk.nextVersion(programId, { rules: [rule] })).rejects.toThrow(why);
  });

  test("does not accelerate: the database takes no brackets beside its months", async () => {
    const programId = await desk.paying([monthly("10", 24)]);
    const [program] = await desk.world.asOwner<{ id: string; version: number }>(
      "select id, version from incentive_program where program_id = $1",
      [uuidOf(programId as `prg_${string}`)],
    );
    const which = {
      incentiveProgramId: idOf("inc", program?.id ?? ""),
      expectedVersion: program?.version,
    };
    const drafted = { ...which, rules: [monthly("10", 12)] };
    const shown = "incentiveProgram { id }";
    const done = await desk.run(desk.finance, "saveIncentiveDraft", drafted, shown);
    expect(done.errors).toEqual([]);
    const brackets = desk.world.asOwner(
      `insert into incentive_accelerator (version_id, rule_key, kind, period, from_units, multipliers_ppm)
       select id, 'won', 'MARGINAL', 'MONTH', '{1,2}', '{1000000,2000000}' from incentive_program_version
       where incentive_program_id = $1 and number = 2`,
      [program?.id],
    );
    await expect(brackets).rejects.toThrow("a rule that pays by the month does not accelerate");
  });

  test("earns what is late as of its own day: after four months of standing still, by what it was worth on each", async () => {
    const programId = await desk.paying([monthly("1", 12)]);
    const leadId = await wonAt(programId, "2026-02-28T10:00:00.000Z", "10000.00");
    // behind the second month and before the third, which nobody has earned yet
    await changedAt(leadId, "2026-04-01T10:00:00.000Z", "6000.00");
    await changedAt(leadId, "2026-05-01T10:00:00.000Z", "8000.00");
    await earnedAt("2026-06-28T10:00:00.000Z");

    // winter's 28th begins at 23:00, summer's at 22:00
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-28 10000", "2 2026-03-28 10000", "3 2026-04-28 6000"],
      ...["4 2026-05-28 8000", "5 2026-06-28 8000"],
    ]);
    const rows = await desk.world.asOwner<{ at: string }>(
      "select to_char(event_at at time zone 'UTC', 'MM-DD HH24:MI') as at from award where lead_id = $1 and occurrence in (2, 3) order by occurrence",
      [uuidOf(leadId)],
    );
    expect(rows.map(({ at }) => at)).toEqual(["03-27 23:00", "04-27 22:00"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 42000"]);
  });

  test("uses up what is limited of its own months, the earlier of two leads first", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const rules = [monthly("1", 3)];
    const programId = await desk.paying(rules);
    desk.at("2026-02-02T10:00:00.000Z");
    const partnerCap = { amount: usd("150.00"), window: "MONTH", onExcess: "FORFEIT" };
    const budget = { amount: usd("500.00"), onExcess: "FORFEIT" };
    await desk.nextVersion(programId, { rules, partnerCap, budget });
    const late = await wonAt(programId, "2026-02-20T10:00:00.000Z", "10000.00");
    const early = await wonAt(programId, "2026-02-10T10:00:00.000Z", "10000.00");
    expect(await months(late)).toEqual(["1 2026-02-20 10000"]);
    expect(await months(early)).toEqual(["1 2026-02-10 10000 less 5000"]);
    await earnedAt("2026-04-30T10:00:00.000Z");

    // 150.00 in each month; of the program's 500.00 that leaves 200.00 for April
    expect(await months(early)).toEqual([
      ...["1 2026-02-10 10000 less 5000", "2 2026-03-10 10000", "3 2026-04-10 10000"],
    ]);
    expect(await months(late)).toEqual([
      ...["1 2026-02-20 10000", "2 2026-03-20 10000 less 5000", "3 2026-04-20 10000 less 5000"],
    ]);
    expect(await desk.owed(early)).toEqual(["Alpha 25000"]);
    expect(await desk.owed(late)).toEqual(["Alpha 20000"]);
  });

  test("keeps what earlier months earned when its deal changes, and nothing is posted for that", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 3)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-03-10T10:00:00.000Z");
    await changedAt(leadId, "2026-03-11T10:00:00.000Z", "0.00");
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    // what is worth nothing earns nothing, and goes on
    await earnedAt("2026-04-10T10:00:00.000Z");
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 10000", "2 2026-03-10 10000", "3 2026-04-10 0"],
    ]);
    expect(await desk.postings(leadId)).toHaveLength(2);
  });

  test("is converted at the last rate before each month's day, and goes on where none was known", async () => {
    const programId = await desk.paying([monthly("10", 3)], { currency: "EUR" });
    const leadId = await wonAt(programId, "2026-02-10T10:00:00.000Z", "1000.00");
    desk.at("2026-04-10T10:00:00.000Z");
    const csv = "Date,USD\n2026-04-09,1.6\n2026-03-10,2\n2026-03-09,1.25";
    const sent = { source: "ECB", csv };
    const shown = "exchangeRateImport { id }";
    const done = await desk.run(desk.controller, "importExchangeRates", sent, shown);
    expect(done.errors).toEqual([]);
    await earnedAt("2026-04-10T10:00:00.000Z");
    // 100.00 USD at 1.25, since the rate of the tenth was published at 16:00, and at 1.6
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 0 NO_RATE", "2 2026-03-10 8000", "3 2026-04-10 6250"],
    ]);
  });

  test("is earned once by two servers at a time", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    const both = await Promise.all([
      earnedAt("2026-05-10T10:00:00.000Z"),
      earnedAt("2026-05-10T10:00:00.000Z"),
    ]);
    expect(both.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(3);
    expect(await months(leadId)).toHaveLength(4);
    expect(await desk.owed(leadId)).toEqual(["Alpha 40000"]);
  });

  test("is earned in order, on its day: the database takes no other month", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    const month = (occurrence: number, eventAt: string) =>
      desk.world.asOwner(
        `insert into award
         select (jsonb_populate_record(null::award, to_jsonb(earned) || jsonb_build_object(
           'id', gen_random_uuid(), 'occurrence', $2::integer, 'event_at', $3::text))).*
         from award as earned where lead_id = $1`,
        [uuidOf(leadId), occurrence, eventAt],
      );
    for (const [occurrence, at] of [
      [3, "2026-04-09T22:00:00Z"],
      [2, "2026-03-10T00:00:00Z"],
    ] as const)
      await expect(month(occurrence, at)).rejects.toThrow("a month is earned on its day");
    await expect(desk.world.asOwner("update deal_worth set amount_minor = 1")).rejects.toThrow(
      "append-only",
    );
    expect(await months(leadId)).toHaveLength(1);
  });

  test("ends with the move that won it, and begins anew with the next win", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 3)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    desk.at("2026-02-11T09:00:00.000Z");
    await desk.move("undoMove", leadId, { reason: "The wrong lead" });
    await earnedAt("2026-04-01T10:00:00.000Z");
    expect(await months(leadId)).toEqual(["1 2026-02-10 10000 reversed"]);
    await desk.move("winLead", leadId, { amount: usd("5000.00"), closedOn: "2026-04-01" });
    await earnedAt("2026-05-01T10:00:00.000Z");
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 10000 reversed", "1 2026-04-01 5000", "2 2026-05-01 5000"],
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 10000"]);
  });
});

describe("what a deal earned by the month", () => {
  test("is taken back from a month on, each mirrored on that day, and none comes behind it", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-05-10T10:00:00.000Z");
    expect((await takeBack(leadId, 3)).errors).toEqual([]);
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 10000", "2 2026-03-10 10000"],
      ...["3 2026-04-10 10000 reversed", "4 2026-05-10 10000 reversed"],
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    expect((await desk.postings(leadId)).slice(-2)).toEqual([
      ...["REVERSE 2026-05-10 -10000", "REVERSE 2026-05-10 -10000"],
    ]);
    await earnedAt("2026-08-10T10:00:00.000Z");
    expect(await months(leadId)).toHaveLength(4);
  });

  test("but for a month that earned nothing, of which nothing can be taken, and which brings no more", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await changedAt(leadId, "2026-02-11T10:00:00.000Z", "0.00");
    await earnedAt("2026-03-10T10:00:00.000Z");
    expect((await takeBack(leadId, 1, "WON_CANCELLED")).errors).toEqual([]);
    await earnedAt("2026-04-10T10:00:00.000Z");
    expect(await months(leadId)).toEqual(["1 2026-02-10 10000 reversed", "2 2026-03-10 0"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
  });

  test("goes with a deal that is cancelled: all of it", async () => {
    const leadId = await wonAt(
      await desk.paying([bounty("SQL", "200.00"), monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-04-10T10:00:00.000Z");
    expect(await desk.owed(leadId)).toEqual(["Alpha 50000"]);
    expect((await takeBack(leadId, 1, "WON_CANCELLED")).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    const before = await months(leadId);
    await earnedAt("2026-06-10T10:00:00.000Z");
    expect(await months(leadId)).toEqual(before);
  });

  test("for fraud goes once it is confirmed, and is earned until then", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    const { reversal } = await takeBack(leadId, 1, "FRAUD");
    await earnedAt("2026-03-10T10:00:00.000Z");
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    const decided = { reversalId: reversal.id, decision: "CONFIRM" };
    expect(
      (await desk.run(desk.controller, "decideReversal", decided, "reversal { id }")).errors,
    ).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
    const before = await months(leadId);
    await earnedAt("2026-06-10T10:00:00.000Z");
    expect(await months(leadId)).toEqual(before);
  });

  test("is not taken back over a later month for which a fraud is reported", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 12)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-03-10T10:00:00.000Z");
    await takeBack(leadId, 2, "FRAUD");
    const { errors } = await takeBack(leadId, 1);
    expect(errors[0].message).toContain("Fraud was reported for a later month of the deal");
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
  });

  test("goes on where all of what was taken back is credited again by appeals", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 4)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-03-10T10:00:00.000Z");
    desk.at("2026-04-08T10:00:00.000Z");
    expect((await takeBack(leadId, 1)).errors).toEqual([]);
    const decide = (appeal: Answer) => {
      const decision = { appealId: appeal["id"], decision: "UPHOLD" };
      return desk.run(desk.sales, "decideReversalAppeal", decision, "appeal { state }");
    };
    const appeals: Answer[] = [];
    for (const month of [1, 2]) {
      const { id: creditId } = await creditOf(leadId, month);
      const asked = { creditId, grounds: "It was so" };
      const opened = await desk.run(desk.alpha, "appealReversal", asked, "appeal { id }");
      expect(opened.errors).toEqual([]);
      appeals.push(opened.appeal);
    }
    // months follow one another
    const [early] = (await decide(appeals[1] ?? {})).errors;
    expect(early.message).toContain("An earlier month of the deal is taken back");
    expect((await decide(appeals[0] ?? {})).errors).toEqual([]);
    await earnedAt("2026-04-11T10:00:00.000Z");
    expect(await desk.owed(leadId)).toEqual(["Alpha 10000"]);
    expect((await decide(appeals[1] ?? {})).errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
    await earnedAt("2026-05-10T10:00:00.000Z");
    expect(await desk.owed(leadId)).toEqual(["Alpha 40000"]);
  });

  test("is taken back by parts as the schedule says of each month's own day, and ends then", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const rules = [monthly("1", 12)];
    const programId = await desk.paying(rules);
    desk.at("2026-02-02T10:00:00.000Z");
    const clawbackSchedule = [
      { untilDay: 30, percent: "100" },
      { untilDay: 60, percent: "50" },
    ];
    await desk.nextVersion(programId, { rules, reversalDays: 60, clawbackSchedule });
    const leadId = await wonAt(programId, "2026-02-10T10:00:00.000Z", "3333.00");
    await earnedAt("2026-03-10T10:00:00.000Z");
    desk.at("2026-03-20T10:00:00.000Z");
    expect((await takeBack(leadId, 1)).errors).toEqual([]);
    // of the first, 38 days old, half of 33.33; of the second, 10 days old, all
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 3333", "1 2026-03-20 -1666 ADJUST", "2 2026-03-10 3333 reversed"],
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 1667"]);
    const before = await months(leadId);
    await earnedAt("2026-06-10T10:00:00.000Z");
    expect(await months(leadId)).toEqual(before);
  });

  test("ends where a part of its last month is taken back, and goes on once that is restored", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const rules = [monthly("1", 3)];
    const programId = await desk.paying(rules);
    desk.at("2026-02-02T10:00:00.000Z");
    const clawbackSchedule = [
      { untilDay: 10, percent: "100" },
      { untilDay: 60, percent: "50" },
    ];
    await desk.nextVersion(programId, { rules, reversalDays: 60, clawbackSchedule });
    const leadId = await wonAt(programId, "2026-02-10T10:00:00.000Z", "10000.00");
    await earnedAt("2026-03-10T10:00:00.000Z");
    desk.at("2026-04-05T10:00:00.000Z");
    expect((await takeBack(leadId, 2)).errors).toEqual([]);
    await earnedAt("2026-04-11T10:00:00.000Z");
    expect(await months(leadId)).toEqual([
      ...["1 2026-02-10 10000", "2 2026-03-10 10000", "2 2026-04-05 -5000 ADJUST"],
    ]);

    const credits = await desk.credits(desk.alpha, leadId, "id takenBackPercent");
    const part = credits.find(({ takenBackPercent }) => takenBackPercent !== null);
    const asked = { creditId: part?.["id"], grounds: "It was so" };
    const { appeal } = await desk.run(desk.alpha, "appealReversal", asked, "appeal { id }");
    const decision = { appealId: appeal.id, decision: "UPHOLD" };
    const shown = "appeal { state }";
    const upheld = await desk.run(desk.sales, "decideReversalAppeal", decision, shown);
    expect(upheld.errors).toEqual([]);
    await earnedAt("2026-04-12T10:00:00.000Z");
    expect((await months(leadId)).at(-1)).toBe("3 2026-04-10 10000");
    expect(await desk.owed(leadId)).toEqual(["Alpha 30000"]);
  });

  test("is split anew, month by month, where its lead is settled otherwise, and goes on by that", async () => {
    const leadId = await wonAt(
      await desk.paying([monthly("1", 3)]),
      "2026-02-10T10:00:00.000Z",
      "10000.00",
    );
    await earnedAt("2026-03-10T10:00:00.000Z");
    const shares = [
      { partnerId: desk.alpha.actor.partnerId, sharePpm: 600_000 },
      { partnerId: desk.beta.actor.partnerId, sharePpm: 400_000 },
    ];
    await changedAt(leadId, "2026-03-11T10:00:00.000Z", "20000.00");
    const shown = "attributionDispute { id }";
    const said = { leadId, statement: "We shared it" };
    const opened = await desk.run(desk.alpha, "disputeAttribution", said, shown);
    expect(opened.errors).toEqual([]);
    const { id: attributionDisputeId } = opened.attributionDispute;
    const decision = { attributionDisputeId, outcome: "UPHELD", answer: "You did", shares };
    const done = await desk.run(desk.leader, "decideAttributionDispute", decision, shown);
    expect(done.errors).toEqual([]);
    // each by what the deal was worth on its day
    expect(await desk.owed(leadId)).toEqual(["Alpha 12000", "Beta 8000"]);
    await earnedAt("2026-04-10T10:00:00.000Z");
    expect(await desk.owed(leadId)).toEqual(["Alpha 24000", "Beta 16000"]);
    expect((await months(leadId)).filter((month) => !month.endsWith("reversed"))).toEqual([
      ...["1 2026-02-10 10000", "2 2026-03-10 10000", "3 2026-04-10 20000"],
    ]);
  });
});

describe("beforehand", () => {
  test("an estimate is of the first month, and says so", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([monthly("7.5", 12)]), {
      estimatedValue: usd("10000.00"),
    });
    const { data, errors } = await desk.api.run(
      desk.alpha,
      "query ($id: ID!) { estimateEarnings(leadId: $id) { milestone amount { amount } explanation assumptions } }",
      { id: leadId },
    );
    expect(errors).toBeUndefined();
    const [won] = JSON.parse(JSON.stringify(data?.["estimateEarnings"]));
    expect(won).toMatchObject({ milestone: "WON" });
    expect(won.explanation.join(" ")).toContain(
      "each month for 12 months while it stands, this being month 1",
    );
    expect(won.assumptions.join(" ")).toContain("It is what the first month earns");
  });
});

test("all of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
