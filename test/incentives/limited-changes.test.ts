import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { earnAward } from "../../src/incentives/domain/award.ts";
import { adjustmentOf } from "../../src/incentives/domain/adjustment.ts";
import type { CapTerms } from "../../src/incentives/domain/cap-terms.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import type { Room } from "../../src/incentives/domain/caps.ts";
import type { ChangeTold } from "../../src/incentives/domain/capped-change.ts";
import { money, toPpm, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

const PARTNERS = [newId("prt"), newId("prt"), newId("prt")];

/** Ten per cent of a deal, by weights, within limits; and then of what the deal is worth by and by. */
function tenPercent(deal: bigint, weights: readonly bigint[], terms: CapTerms, room: Room) {
  const ppm = toPpm(weights);
  const earned = earnAward({
    ...{ awardId: newId("awd"), leadId: newId("lead"), tender: null, factors: new Map(), room },
    rule: {
      ...{ programId: newId("inc"), programName: "Ten", versionId: newId("pgv"), versionNumber: 1 },
      ...{ ruleKey: "won", milestone: "WON", currency: "EUR", rounding: "HALF_EVEN", caps: terms },
      pay: { kind: "PERCENT_OF_DEAL", ratePpm: 100_000n },
    },
    ...{ deal: money(deal, "EUR"), exchange: null, hasLiveCreditInCycle: false, isEarned: false },
    beneficiaries: ppm.map((sharePpm, index) => ({
      ...{ creditId: newId("crd"), partnerName: "", touchRank: index + 1, isPaid: true },
      ...{ partnerId: PARTNERS[index] ?? newId("prt"), sharePpm },
    })),
    ...{ eventAt: new Date(0), effectiveOn: "2026-02-02" },
  });
  let outstanding = earned.credits.map(({ amount }) => amount.minor);
  let forfeited = earned.forfeited.minor;
  const changed: ChangeTold[] = [];
  return {
    parts: () => outstanding,
    forfeited: () => forfeited,
    becomes: (now: bigint, left: Room) => {
      const credits = earned.credits.map(({ partnerId, weightPpm }, index) => ({
        ...{ partnerId, weightPpm, outstandingMinor: outstanding[index] ?? 0n },
      }));
      const { calculation } = earned;
      const change = adjustmentOf(
        { calculation, leadRoomMinor: null, forfeitedMinor: forfeited, credits },
        money(now, "EUR"),
        null,
        { terms, room: left, changed },
      );
      if (!change) return null;
      outstanding = outstanding.map((minor, index) => minor + (change.parts[index] ?? 0n));
      forfeited += change.forfeitedMinor;
      changed.push({
        shares: credits.map(({ partnerId }, index) => ({
          partnerId,
          minor: (change.parts[index] ?? 0n).toString(),
          wantedMinor: (change.wanted[index] ?? 0n).toString(),
        })),
      });
      return { delta: change.deltaMinor, forfeited: change.forfeitedMinor, parts: change.parts };
    },
  };
}

const FEBRUARY = { window: "MONTH", startsOn: "2026-02-01" } as const;
const capOf = (minor: bigint, onExcess: "FORFEIT" | "REDISTRIBUTE" = "FORFEIT"): CapTerms => ({
  ...NO_CAPS,
  partnerCap: { minor, window: "MONTH", onExcess },
});
const budgetOf = (minor: bigint, onExcess: "FORFEIT" | "WHOLE_OR_NOTHING" = "FORFEIT") => ({
  ...NO_CAPS,
  budget: { minor, onExcess },
});
const roomOf = (limit: bigint, used: readonly bigint[]): Room => ({
  ...NO_LIMITS,
  partners: new Map(
    used.map((each, at) => [PARTNERS[at] ?? newId("prt"), { ...FEBRUARY, limit, used: each }]),
  ),
});

describe("a change within a partner's cap", () => {
  test("of 3,000.00 that left 2,000.00 takes what was over first: nothing at 2,700.00, 500.00 at 1,500.00", () => {
    const award = tenPercent(3_000_000n, [1n], capOf(200_000n), roomOf(200_000n, [0n]));
    expect([award.parts(), award.forfeited()]).toEqual([[200_000n], 100_000n]);
    const full = roomOf(200_000n, [200_000n]);
    expect(award.becomes(2_700_000n, full)).toEqual({
      delta: -30_000n,
      forfeited: -30_000n,
      parts: [0n],
    });
    expect(award.becomes(1_500_000n, full)).toEqual({
      delta: -120_000n,
      forfeited: -70_000n,
      parts: [-50_000n],
    });
    expect([award.parts(), award.forfeited()]).toEqual([[150_000n], 0n]);
  });

  test("gives more within what is left of it, and revives nothing that was over before", () => {
    const award = tenPercent(3_000_000n, [1n], capOf(200_000n), roomOf(200_000n, [0n]));
    // what others had is taken back by now, all but 10.00
    const left = roomOf(500_000n, [201_000n]);
    expect(award.becomes(3_500_000n, left)?.parts).toEqual([50_000n]);
    expect(award.becomes(9_500_000n, roomOf(500_000n, [251_000n]))).toEqual({
      ...{ delta: 600_000n, forfeited: 351_000n, parts: [249_000n] },
    });
  });

  test("passes on what is over, of less as well: 60/40 of 5,000.00 under 2,000.00, at 4,000.00", () => {
    const terms = capOf(200_000n, "REDISTRIBUTE");
    const room = roomOf(500_000n, [300_000n, 0n]);
    const award = tenPercent(5_000_000n, [6n, 4n], terms, room);
    // 3,000.00 and 2,000.00
    expect(award.parts()).toEqual([200_000n, 300_000n]);
    // 2,400.00 and 1,600.00: still 2,000.00, and 400.00 go on to the other
    expect(award.becomes(4_000_000n, room)?.parts).toEqual([0n, -100_000n]);
    expect(award.becomes(2_000_000n, room)?.parts).toEqual([-80_000n, -120_000n]);
    expect(award.forfeited()).toBe(0n);
  });
});

describe("a change within a budget", () => {
  const borne = (limit: bigint, used: bigint): Room => ({ ...NO_LIMITS, budget: { limit, used } });

  test("of 200.00 more, with 123.45 left, gives 61.73, 37.03 and 24.69", () => {
    const terms = budgetOf(100_000n);
    const award = tenPercent(200_000n, [50n, 30n, 20n], terms, borne(100_000n, 0n));
    expect(award.parts()).toEqual([10_000n, 6_000n, 4_000n]);
    expect(award.becomes(400_000n, borne(32_345n, 20_000n))).toEqual({
      ...{ delta: 20_000n, forfeited: 7_655n, parts: [6_173n, 3_703n, 2_469n] },
    });
    // 200.00 again: each part had been 100.00, 60.00 and 40.00 of it
    expect(award.becomes(200_000n, borne(32_345n, 32_345n))?.parts).toEqual([
      -6_173n,
      -3_703n,
      -2_469n,
    ]);
    expect(award.forfeited()).toBe(0n);
  });

  test("that pays whole or not at all gives nothing of it, and had given nothing that a smaller deal gives", () => {
    const terms = budgetOf(30_000n, "WHOLE_OR_NOTHING");
    const award = tenPercent(200_000n, [1n], terms, borne(30_000n, 0n));
    expect(award.becomes(400_000n, borne(30_000n, 20_000n))?.parts).toEqual([0n]);
    const none = tenPercent(400_000n, [1n], terms, borne(30_000n, 0n));
    expect(none.parts()).toEqual([0n]);
    expect(none.becomes(200_000n, borne(30_000n, 0n))).toEqual({
      ...{ delta: -20_000n, forfeited: -20_000n, parts: [0n] },
    });
  });
});

test("whatever a deal becomes, nobody has more than is left, and all of it is somebody's or nobody's", () => {
  const minor = fc.bigInt(0n, 100_000n);
  const weights = fc.array(fc.bigInt(1n, 50n), { minLength: 1, maxLength: 3 });
  const worths = fc.array(fc.record({ deal: fc.bigInt(0n, 1_000_000n), others: minor }), {
    minLength: 1,
    maxLength: 6,
  });
  const policies = fc.record({
    over: fc.constantFrom("FORFEIT" as const, "REDISTRIBUTE" as const),
    beyond: fc.constantFrom("FORFEIT" as const, "WHOLE_OR_NOTHING" as const),
  });
  fc.assert(
    fc.property(
      minor,
      minor,
      weights,
      worths,
      policies,
      (cap, budget, given, then, { over, beyond }) => {
        const terms: CapTerms = {
          ...capOf(cap, over),
          ...{ budget: { minor: budget, onExcess: beyond } },
        };
        const [first, ...later] = then;
        // what others have taken leaves room for what is had already
        const left = (others: bigint, had: readonly bigint[]): Room => {
          const all = had.reduce((sum, each) => sum + each, 0n);
          const used = (limit: bigint, own: bigint) =>
            own + others < limit ? own + others : limit;
          return {
            lead: null,
            partners: new Map(
              PARTNERS.map((partnerId, at) => [
                partnerId,
                { ...FEBRUARY, limit: cap, used: used(cap, had[at] ?? 0n) },
              ]),
            ),
            budget: { limit: budget, used: used(budget, all) },
          };
        };
        const award = tenPercent(first?.deal ?? 0n, given, terms, left(first?.others ?? 0n, []));
        for (const { deal, others } of later) {
          const before = award.parts();
          const change = award.becomes(deal, left(others, before));
          const parts = award.parts();
          const sum = parts.reduce((all, each) => all + each, 0n);
          expect(parts.every((each) => each >= 0n && each <= cap)).toBe(true);
          expect(sum).toBeLessThanOrEqual(budget);
          expect(award.forfeited()).toBeGreaterThanOrEqual(0n);
          expect(sum + award.forfeited()).toBe(
            tenPercent(deal, given, NO_CAPS, NO_LIMITS)
              .parts()
              .reduce((all, each) => all + each, 0n),
          );
          for (const [at, part] of (change?.parts ?? []).entries())
            expect(part === 0n || part > 0n === (change?.delta ?? 0n) > 0n, `${at}`).toBe(true);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });

/** A program that pays by these rules within limits. */
async function limited(rules: readonly object[], limits: object): Promise<string> {
  desk.at("2026-02-01T10:00:00.000Z");
  const programId = await desk.paying(rules);
  desk.at("2026-02-02T10:00:00.000Z");
  await desk.nextVersion(programId, { rules, ...limits });
  return programId;
}

async function won(programId: string, amount: string): Promise<LeadId> {
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2026-06-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
  return leadId;
}

const change = (leadId: LeadId, amount: string) =>
  desk.run(
    desk.leader,
    "changeDeal",
    { leadId, amount: usd(amount), reason: "Counted anew" },
    "lead { version }",
  );
async function changed(leadId: LeadId, amount: string): Promise<void> {
  expect((await change(leadId, amount)).errors).toEqual([]);
}

const buckets = async (leadId: LeadId): Promise<readonly string[]> =>
  (
    await desk.world.asOwner<{ told: string }>(
      `select concat_ws(' ', bucket.kind, bucket.starts_on, bucket.used_minor || '/' || bucket.limit_minor) as told
       from cap_bucket as bucket
       where bucket.incentive_program_id in (select incentive_program_id from award where lead_id = $1)
       order by 1`,
      [uuidOf(leadId)],
    )
  ).map(({ told }) => told);

describe("a won deal under limits", () => {
  test("gives back to the month in which it was earned, and takes from it: 5,000.00 for February", async () => {
    const partnerCap = { amount: usd("5000.00"), window: "MONTH" };
    const programId = await limited([percent("10")], { partnerCap });
    const [first, second] = [await won(programId, "48200.00"), await won(programId, "3333.40")];
    expect(await desk.owed(second)).toEqual(["Alpha 18000"]);
    desk.at("2026-03-05T10:00:00.000Z");
    await changed(first, "40000.00");
    expect(await desk.owed(first)).toEqual(["Alpha 400000"]);
    expect(await buckets(first)).toEqual(["PARTNER 2026-02-01 418000/500000"]);
    // 200.00 more; the 153.34 that were over stay nobody's
    await changed(second, "5333.40");
    expect(await desk.owed(second)).toEqual(["Alpha 38000"]);
    // 1,200.00 more, of which 620.00 are left
    await changed(second, "17333.40");
    expect(await desk.owed(second)).toEqual(["Alpha 100000"]);
    expect(await buckets(first)).toEqual(["PARTNER 2026-02-01 500000/500000"]);
    const [kept] = await desk.world.asOwner<{ told: unknown }>(
      `select jsonb_build_array(gross_minor, forfeited_minor, calculation->'caps'->0->>'afterMinor') as told
       from award where lead_id = $1 and kind = 'ADJUST' order by n desc limit 1`,
      [uuidOf(second)],
    );
    expect(kept?.told).toEqual([120_000, 58_000, "62000"]);
    expect(await desk.broken()).toEqual([]);

    // taken back as a whole it gives back all that it has, with its changes, to February
    const credits = await desk.credits(desk.alpha, second, "id kind");
    const creditId = credits.find(({ kind }) => kind === "AWARD")?.["id"];
    const why = { creditId, reason: "WON_CANCELLED", evidence: "Their letter" };
    const done = await desk.run(desk.finance, "reverseCredit", why, "reversal { state }");
    expect(done.errors).toEqual([]);
    expect(await desk.owed(second)).toEqual(["Alpha 0"]);
    expect(await buckets(first)).toEqual(["PARTNER 2026-02-01 400000/500000"]);
    // and credited again it is as it was, and changes as that
    const opened = await desk.run(
      desk.alpha,
      "appealReversal",
      { creditId, grounds: "They did not" },
      "appeal { id }",
    );
    const upheld = { appealId: opened.appeal.id, decision: "UPHOLD" };
    await desk.run(desk.sales, "decideReversalAppeal", upheld, "appeal { state }");
    expect(await buckets(first)).toEqual([
      ...["PARTNER 2026-02-01 400000/500000", "PARTNER 2026-03-01 100000/500000"],
    ]);
    await changed(second, "13333.40");
    // 1,333.34 is more than the 1,000.00 that it has: what was over goes first
    expect(await desk.owed(second)).toEqual(["Alpha 100000"]);
    await changed(second, "9333.40");
    expect(await desk.owed(second)).toEqual(["Alpha 93334"]);
    expect((await buckets(first)).at(-1)).toBe("PARTNER 2026-03-01 93334/500000");
    expect(await desk.broken()).toEqual([]);
  });

  test("never takes more than the budget, beside other changes and qualifications, and is never stuck", async () => {
    const rules = [bounty("SQL", "50.00"), percent("10")];
    const budget = { amount: usd("1000.00") };
    const partnerCap = { amount: usd("5000.00"), window: "MONTH" };
    const programId = await limited(rules, { budget, partnerCap });
    const deals = [await won(programId, "1000.00"), await won(programId, "1000.00")];
    const leads: LeadId[] = [];
    for (let index = 0; index < 6; index += 1)
      leads.push(await desk.accepted(desk.beta, programId));
    const [first, second] = deals;
    if (!first || !second) throw new Error("there are two");

    const done = await Promise.all([
      ...leads.map((leadId) => desk.move("qualifyLead", leadId, MET)),
      ...["3000.00", "2500.00"].map((amount) => change(first, amount)),
      change(second, "9000.00"),
    ]);
    expect(done.flatMap((answer) => answer?.errors ?? [])).toEqual([]);

    // 300.00 were earned before; 300.00, 200.00 and 800.00 are more than is left. Whichever change of the first
    // is the later one: from 3,000.00 to 2,500.00 it gives back 50.00, which nobody else asks for any more
    const [used] = (await buckets(first)).filter((bucket) => bucket.startsWith("BUDGET"));
    expect(["BUDGET 100000/100000", "BUDGET 95000/100000"]).toContain(used);
    await changed(second, "0.00");
    await changed(first, "0.00");
    const owed = (await Promise.all(leads.map(desk.owed))).flat();
    const all = owed.reduce((sum, told) => sum + Number(told.split(" ")[1]), 0);
    // the two SQLs of the deals are 50.00 each
    expect(await buckets(first)).toContain(`BUDGET ${all + 10_000}/100000`);
    expect(await desk.broken()).toEqual([]);
  });
});
