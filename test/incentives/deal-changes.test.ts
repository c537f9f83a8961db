import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { allocate, money, rational, toPpm, uuidOf, WHOLE_PPM } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { adjustmentOf, allocateOver } from "../../src/incentives/domain/adjustment.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

const [WHOEVER, ANOTHER] = [newId("prt"), newId("prt")];

describe("a difference", () => {
  test("is allocated over what is outstanding: −1,100.00 over 4,260.00 and 2,840.00", () => {
    expect(allocateOver(-110_000n, [426_000n, 284_000n], [])).toEqual([-66_000n, -44_000n]);
  });

  test("raises nobody where the whole shrinks, as splitting anew would: 1988 to 1987", () => {
    const weights = [3_064n, 810_502n, 591_320n];
    const before = allocate(1_988n, weights);
    expect(before).toEqual([4n, 1_147n, 837n]);
    expect(allocate(1_987n, weights)).toEqual([5n, 1_146n, 836n]);
    const after = allocateOver(-1n, before, weights).map((part, at) => part + (before[at] ?? 0n));
    expect(after).toEqual([4n, 1_146n, 837n]);
  });

  const computed = (rate: bigint, deal: bigint) => {
    const minor = (deal * rate) / WHOLE_PPM;
    return {
      engineVersion: "3",
      base: {
        kind: "PERCENT_OF_DEAL",
        minor: minor.toString(),
        currency: "JPY",
        dealMinor: deal.toString(),
        dealCurrency: "JPY",
        ratePpm: rate.toString(),
        rounding: "DOWN",
      },
      gate: null,
      grossMinor: minor.toString(),
      shares: [],
    } as const;
  };

  test("brings each award to what the deal earns, takes from nobody more than there is, and has one sign", () => {
    const deals = fc.array(fc.bigInt(0n, 10n ** 9n), { minLength: 2, maxLength: 8 });
    const weights = fc.array(fc.bigInt(1n, 1_000n), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(deals, weights, fc.bigInt(0n, WHOLE_PPM), (worth, given, rate) => {
        const [first = 0n, ...later] = worth;
        const ppm = toPpm(given);
        const calculation = computed(rate, first);
        let outstanding = allocate(BigInt(calculation.grossMinor), ppm);
        for (const deal of later) {
          const credits = outstanding.map((minor, at) => ({
            ...{ partnerId: WHOEVER, outstandingMinor: minor, weightPpm: ppm[at] ?? 0n },
          }));
          const target = (deal * rate) / WHOLE_PPM;
          const change = adjustmentOf(
            { calculation, forfeitedMinor: 0n, leadRoomMinor: null, credits },
            money(deal, "JPY"),
            null,
          );
          const parts = change?.parts ?? outstanding.map(() => 0n);
          const delta = target - outstanding.reduce((sum, minor) => sum + minor, 0n);
          expect(change?.deltaMinor ?? 0n).toBe(delta);
          expect(change?.forfeitedMinor ?? 0n).toBe(0n);
          expect(parts.every((part) => part === 0n || part > 0n === delta > 0n)).toBe(true);
          outstanding = outstanding.map((minor, at) => minor + (parts[at] ?? 0n));
          expect(outstanding.every((minor) => minor >= 0n)).toBe(true);
          expect(outstanding.reduce((sum, minor) => sum + minor, 0n)).toBe(target);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("is none of a bounty, nor where a gate had closed", () => {
    const credits = [{ partnerId: WHOEVER, outstandingMinor: 100n, weightPpm: WHOLE_PPM }];
    const bounties = {
      engineVersion: "3",
      base: { kind: "FIXED_BOUNTY", minor: "100", currency: "JPY" },
      gate: null,
      grossMinor: "100",
      shares: [],
    } as const;
    const deal = money(5n, "JPY");
    expect(
      adjustmentOf(
        { calculation: bounties, forfeitedMinor: 0n, leadRoomMinor: null, credits },
        deal,
        null,
      ),
    ).toBeNull();
    const closed = { ...computed(100_000n, 1_000n), gate: "MILESTONE_EARNED" } as const;
    expect(
      adjustmentOf(
        { calculation: closed, forfeitedMinor: 0n, leadRoomMinor: null, credits: [] },
        deal,
        null,
      ),
    ).toBeNull();
  });

  test("of a tender leaves others what they had earned of it: of 400.00 that 1,000.00 became, 150.00 was spent", () => {
    const calculation = {
      ...computed(400_000n, 100_000n),
      tender: { leftMinor: "25000", partners: 1 },
    };
    const credits = [{ partnerId: WHOEVER, outstandingMinor: 25_000n, weightPpm: WHOLE_PPM }];
    const change = adjustmentOf(
      { calculation, forfeitedMinor: 0n, leadRoomMinor: null, credits },
      money(50_000n, "JPY"),
      null,
    );
    expect(change).toMatchObject({ targetMinor: 5_000n, deltaMinor: -20_000n, parts: [-20_000n] });
  });

  test("leaves what was over the lead's cap nobody's: 8,430.00 of which 7,100.00 were left, at 60,000.00 instead of 84,300.00", () => {
    const calculation = {
      ...computed(100_000n, 8_430_000n),
      caps: [
        {
          kind: "LEAD",
          ...{
            limitMinor: "750000",
            usedMinor: "40000",
            beforeMinor: "843000",
            afterMinor: "710000",
          },
        },
      ],
    } as const;
    const [first, second] = [
      { partnerId: WHOEVER, outstandingMinor: 426_000n, weightPpm: 600_000n },
      { partnerId: ANOTHER, outstandingMinor: 284_000n, weightPpm: 400_000n },
    ];
    const award = {
      ...{ calculation, forfeitedMinor: 133_000n, credits: [first, second] },
      leadRoomMinor: 710_000n,
    };
    const less = adjustmentOf(award, money(6_000_000n, "JPY"), null);
    expect(less).toMatchObject({ deltaMinor: -110_000n, parts: [-66_000n, -44_000n] });
    expect(adjustmentOf(award, money(9_000_000n, "JPY"), null)).toBeNull();
  });

  test("goes by the rates of its day and by what its partners' tiers had been: 1,000.00 EUR at 1.1, half of it once and a fifth", () => {
    const { base, ...rest } = computed(100_000n, 100_000n);
    const calculation = {
      ...rest,
      base: { ...base, currency: "USD", dealCurrency: "EUR", minor: "11000" },
      factors: [{ partnerId: ANOTHER, kind: "TIER", tier: "Gold", multiplierPpm: "1200000" }],
    } as const;
    const credits = [
      { partnerId: WHOEVER, outstandingMinor: 5_500n, weightPpm: 500_000n },
      { partnerId: ANOTHER, outstandingMinor: 6_600n, weightPpm: 500_000n },
    ];
    const exchange = { rate: rational(11n, 10n), legs: [] };
    const award = { calculation, forfeitedMinor: 0n, leadRoomMinor: null, credits };
    const nothing = {
      ...award,
      credits: credits.map((each) => ({ ...each, outstandingMinor: 0n })),
    };
    expect(adjustmentOf(nothing, money(200_000n, "EUR"), exchange)?.parts).toEqual([
      11_000n,
      13_200n,
    ]);
    const more = adjustmentOf(award, money(200_000n, "EUR"), exchange);
    expect(more).toMatchObject({
      targetMinor: 24_200n,
      deltaMinor: 12_100n,
      parts: [5_500n, 6_600n],
    });
  });
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at("2026-02-02T10:00:00.000Z"));

const worth = (amount: string, currency = "USD") => ({ amount: { amount, currency } });

async function win(leadId: LeadId, amount: ReturnType<typeof worth>): Promise<void> {
  await desk.move("convertLead", leadId, { ...amount, closeOn: "2026-06-01" });
  await desk.move("winLead", leadId, { ...amount, closedOn: "2026-02-01" });
}

const change = (leadId: LeadId, amount: object) =>
  desk.run(
    desk.leader,
    "changeDeal",
    { leadId, ...amount, reason: "A discount" },
    "lead { version }",
  );
const changed = async (leadId: LeadId, amount: object): Promise<void> => {
  expect((await change(leadId, amount)).errors).toEqual([]);
};
const codes = (errors: readonly Answer[]) =>
  errors.map(({ code, path }) => [code, (path ?? []).join(".")].join(" "));

describe("a won deal that is worth something else", () => {
  test("changes what it earned by the difference, over what is outstanding: 84,300.00 to 60,000.00", async () => {
    const programId = await desk.paying([bounty("OPPORTUNITY", "150.00"), percent("10")]);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    await win(leadId, worth("84300.00"));
    expect(await desk.owed(leadId)).toEqual(["Alpha 514800", "Beta 343200"]);
    desk.at("2026-04-01T22:30:00.000Z");
    await changed(leadId, worth("60000.00"));

    expect(await desk.awards(leadId)).toEqual([
      ...["OPPORTUNITY 15000", "WON 843000", "WON -243000"],
    ]);
    // in Berlin the day after
    expect((await desk.postings(leadId)).at(-1)).toBe("ADJUST 2026-04-02 -145800 -97200");
    expect(await desk.owed(leadId)).toEqual(["Alpha 369000", "Beta 246000"]);
    const shown = "kind milestone amount { amount } outstanding { amount }";
    expect(await desk.credits(desk.alpha, leadId, shown)).toEqual([
      {
        ...{ kind: "AWARD", milestone: "OPPORTUNITY", amount: { amount: "90.00" } },
        outstanding: { amount: "90.00" },
      },
      {
        ...{ kind: "AWARD", milestone: "WON", amount: { amount: "5058.00" } },
        outstanding: { amount: "3600.00" },
      },
      { kind: "ADJUST", milestone: "WON", amount: { amount: "-1458.00" }, outstanding: null },
    ]);
    const { opportunity } = await desk.lead(
      desk.alpha,
      leadId,
      "opportunity { amount { amount } }",
    );
    expect(opportunity.amount.amount).toBe("60000.00");
  });

  test("goes down to nothing, up again and beyond, in yen: 10 % of ¥1,234, 0, 99 and 20,000", async () => {
    const programId = await desk.paying([percent("10")], { currency: "JPY" });
    const [leadId] = await desk.shared(programId, 666_667);
    await desk.move("qualifyLead", leadId, MET);
    await win(leadId, worth("1234", "JPY"));
    // 123.4
    expect(await desk.owed(leadId)).toEqual(["Alpha 82", "Beta 41"]);
    await changed(leadId, worth("0", "JPY"));
    expect(await desk.owed(leadId)).toEqual(["Alpha 0", "Beta 0"]);
    // 9.9: where nothing is outstanding it is split as at first
    await changed(leadId, worth("99", "JPY"));
    expect(await desk.owed(leadId)).toEqual(["Alpha 7", "Beta 3"]);
    await changed(leadId, worth("20000", "JPY"));
    // 1,990 more over 7 and 3
    expect(await desk.owed(leadId)).toEqual(["Alpha 1400", "Beta 600"]);
    expect(await desk.awards(leadId)).toEqual(["WON 123", "WON -123", "WON 10", "WON 1990"]);
  });

  test("is computed by the version it was earned by, rounded as that says: 2.5 % of BHD 1,234.500 is 30.863", async () => {
    const programId = await desk.paying([percent("2.5")], { currency: "BHD", rounding: "HALF_UP" });
    const leadId = await desk.sql(desk.alpha, programId);
    await win(leadId, worth("1000.000", "BHD"));
    desk.at("2026-02-03T10:00:00.000Z");
    await desk.nextVersion(programId, { rules: [percent("50")] });
    await changed(leadId, worth("1234.500", "BHD"));
    // 30.8625, of which 25.000 was earned before
    expect(await desk.awards(leadId)).toEqual(["WON 25000", "WON 5863"]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 30863"]);
  });

  test("is taken back with all its changes, the last first, when it is cancelled or undone", async () => {
    const programId = await desk.paying([percent("10")]);
    const cancelled = await desk.sql(desk.alpha, programId);
    await win(cancelled, worth("1000.00"));
    await changed(cancelled, worth("500.00"));
    await changed(cancelled, worth("800.00"));
    const [credit] = (await desk.credits(desk.alpha, cancelled, "id kind")).filter(
      ({ kind }) => kind === "ADJUST",
    );
    const why = { creditId: credit?.["id"], reason: "WON_CANCELLED", evidence: "Their letter" };
    const done = await desk.run(desk.finance, "reverseCredit", why, "reversal { state }");
    expect(done.errors).toEqual([]);
    expect(await desk.postings(cancelled)).toEqual([
      ...["ACCRUE 2026-02-02 10000", "ADJUST 2026-02-02 -5000", "ADJUST 2026-02-02 3000"],
      ...["REVERSE 2026-02-02 -3000", "REVERSE 2026-02-02 5000", "REVERSE 2026-02-02 -10000"],
    ]);
    expect(await desk.owed(cancelled)).toEqual(["Alpha 0"]);
    expect(
      (await desk.credits(desk.alpha, cancelled, "state outstanding { amount }")).map(
        ({ state, outstanding }) => [state, outstanding?.amount ?? null],
      ),
    ).toEqual(
      expect.arrayContaining([
        ["REVERSED", "0.00"],
        ["REVERSED", null],
      ]),
    );

    const undone = await desk.sql(desk.alpha, programId);
    await win(undone, worth("1000.00"));
    await changed(undone, worth("500.00"));
    await desk.move("undoMove", undone, { reason: "Not signed" });
    expect(await desk.owed(undone)).toEqual(["Alpha 0"]);
    await desk.move("winLead", undone, { ...worth("700.00"), closedOn: "2026-02-01" });
    expect(await desk.owed(undone)).toEqual(["Alpha 7000"]);
  });

  test("that was cancelled wrongly is credited again as it stood: 50.00, not the 100.00 of before", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([percent("10")]));
    await win(leadId, worth("1000.00"));
    await changed(leadId, worth("500.00"));
    const [credit] = (await desk.credits(desk.alpha, leadId, "id kind")).filter(
      ({ kind }) => kind === "AWARD",
    );
    const creditId = credit?.["id"];
    const why = { creditId, reason: "WON_CANCELLED", evidence: "Their letter" };
    await desk.run(desk.finance, "reverseCredit", why, "reversal { state }");
    // what only changed it is not appealed by itself: nobody could decide over that
    const [change] = (await desk.credits(desk.alpha, leadId, "id kind appealUntil")).filter(
      ({ kind }) => kind === "ADJUST",
    );
    expect(change?.["appealUntil"]).toBeNull();
    const alone = { creditId: change?.["id"], grounds: "They withdrew it" };
    const refused = await desk.run(desk.alpha, "appealReversal", alone, "appeal { id }");
    expect(codes(refused.errors)).toEqual(["BUSINESS_RULE creditId"]);
    const written = desk.world.database.transaction(desk.alpha.session, (tx) => {
      tx.queue(sql`
        insert into reversal_appeal (id, partner_id, credit_id, grounds, opened_by, opened_at)
        select ${uuidOf(newId("rap"))}::uuid, partner_id, id, 'They withdrew it', ${desk.alpha.actor.id}::uuid, '2026-02-10T10:00:00Z'
        from credit where id = ${uuidOf(change?.["id"])}::uuid`);
      return Promise.resolve(null);
    });
    await expect(written).rejects.toThrow("an appeal is of a credit that was taken back");
    const grounds = { creditId, grounds: "They withdrew it" };
    const { appeal } = await desk.run(desk.alpha, "appealReversal", grounds, "appeal { id }");
    const upheld = { appealId: appeal.id, decision: "UPHOLD" };
    const decided = await desk.run(desk.sales, "decideReversalAppeal", upheld, "appeal { state }");
    expect(decided.errors).toEqual([]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 5000"]);
    expect((await desk.awards(leadId)).at(-1)).toBe("WON 5000 again");
  });

  test("changes no bounty, nor a deal in another currency than the program pays in", async () => {
    const bounties = await desk.sql(desk.alpha, await desk.paying([bounty("WON", "500.00")]));
    await win(bounties, worth("1000.00"));
    await changed(bounties, worth("1.00"));
    expect(await desk.awards(bounties)).toEqual(["WON 50000"]);
    const foreign = await desk.sql(desk.alpha, await desk.paying([percent("10")]));
    await win(foreign, worth("1000.00", "EUR"));
    await changed(foreign, worth("2000.00", "EUR"));
    expect(await desk.awards(foreign)).toEqual(["WON 0 NO_RATE"]);
  });

  test("is refused where nothing is to be changed, in another currency, and before it is won", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([percent("10")]));
    expect(codes((await change(leadId, worth("1.00"))).errors)).toEqual(["INVALID_TRANSITION "]);
    await win(leadId, worth("1000.00"));
    expect(codes((await change(leadId, worth("1000.00"))).errors)).toEqual(["ALREADY_DONE amount"]);
    expect(codes((await change(leadId, worth("1000.00", "EUR"))).errors)).toEqual([
      "VALIDATION_FAILED amount.currency",
    ]);
    expect(await desk.owed(leadId)).toEqual(["Alpha 10000"]);
  });

  test("of two changes at once both are made, one after the other, and it earns what it is worth in the end", async () => {
    const leadId = await desk.sql(desk.alpha, await desk.paying([percent("10")]));
    await win(leadId, worth("1000.00"));
    await Promise.all([change(leadId, worth("400.00")), change(leadId, worth("700.00"))]);
    const { opportunity } = await desk.lead(
      desk.alpha,
      leadId,
      "opportunity { amount { minorUnits } }",
    );
    const minor = BigInt(opportunity.amount.minorUnits) / 10n;
    expect(await desk.owed(leadId)).toEqual([`Alpha ${minor}`]);
    expect(await desk.awards(leadId)).toHaveLength(3);
  });

  test("counts as no credit more in a report, and its difference in the month in which it was known", async () => {
    const leadId = await desk.sql(
      desk.beta,
      await desk.paying([percent("10")], { currency: "CHF" }),
    );
    await win(leadId, worth("1000.00", "CHF"));
    desk.at("2026-05-05T10:00:00.000Z");
    await changed(leadId, worth("100.00", "CHF"));
    const { data } = await desk.api.run(
      desk.beta,
      `{ creditReport(input: { from: "2026-01-01", to: "2027-01-01" }) { rows { month amount { amount currency } credits } } }`,
    );
    const rows = data?.creditReport.rows.filter(({ amount }: Answer) => amount.currency === "CHF");
    expect(rows).toEqual([
      { month: "2026-02", amount: { amount: "100.00", currency: "CHF" }, credits: 1 },
      { month: "2026-05", amount: { amount: "-90.00", currency: "CHF" }, credits: 0 },
    ]);
  });
});

test("all of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
