import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  addMonths,
  changeHeld,
  holdBack,
  instalmentsOf,
} from "../../src/incentives/domain/holdback.ts";
import type { HoldbackTerms } from "../../src/incentives/domain/holdback.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

const inFour = (ppm: bigint): HoldbackTerms => ({ ppm, instalments: 4, every: 3, unit: "MONTHS" });
const minors = (all: readonly { readonly minor: bigint }[]) => all.map(({ minor }) => minor);

describe("what is held back", () => {
  test("is 667 at 20 % of 3333, and vests in four as 167, 167, 166 and 167", () => {
    const held = holdBack(3_333n, inFour(200_000n), "2026-02-02", "HALF_EVEN");
    expect(held.minor).toBe(667n);
    expect(held.instalments).toEqual([
      { n: 1, dueOn: "2026-05-02", minor: 167n },
      { n: 2, dueOn: "2026-08-02", minor: 167n },
      { n: 3, dueOn: "2026-11-02", minor: 166n },
      { n: 4, dueOn: "2027-02-02", minor: 167n },
    ]);
  });

  test("is the smaller half of 3333: 1666, and 1667 is payable", () => {
    expect(holdBack(3_333n, inFour(500_000n), "2026-02-02", "HALF_UP").minor).toBe(1_666n);
    expect(holdBack(3_335n, inFour(500_000n), "2026-02-02", "HALF_EVEN").minor).toBe(1_667n);
    expect(holdBack(1n, inFour(500_000n), "2026-02-02", "HALF_EVEN").instalments).toEqual([]);
    expect(holdBack(3_333n, inFour(1_000_000n), "2026-02-02", "DOWN").minor).toBe(3_333n);
  });

  test("vests by cumulative rounding in the version's mode: 3333 in four", () => {
    expect(instalmentsOf(3_333n, 4, "HALF_EVEN")).toEqual([833n, 833n, 834n, 833n]);
    expect(instalmentsOf(3_333n, 4, "HALF_UP")).toEqual([833n, 834n, 833n, 833n]);
    expect(instalmentsOf(3_333n, 4, "DOWN")).toEqual([833n, 833n, 833n, 834n]);
    expect(instalmentsOf(2n, 3, "HALF_EVEN")).toEqual([1n, 0n, 1n]);
  });

  test("is due on the same day of the month, or on its last; or after so many days", () => {
    expect([1, 2, 13].map((months) => addMonths("2026-01-31", months))).toEqual([
      ...["2026-02-28", "2026-03-31", "2027-02-28"],
    ]);
    expect(addMonths("2024-01-30", 1)).toBe("2024-02-29");
    expect(addMonths("2026-12-05", 1)).toBe("2027-01-05");
    const once: HoldbackTerms = { ppm: 100_000n, instalments: 1, every: 45, unit: "DAYS" };
    expect(holdBack(1_000n, once, "2026-02-02", "HALF_EVEN").instalments).toEqual([
      { n: 1, dueOn: "2026-03-19", minor: 100n },
    ]);
  });

  test("changes with its credit to what would be held of that, to the cent and on the days that were promised", () => {
    const amount = fc.bigInt(0n, 10n ** 9n);
    const rounding = fc.constantFrom("HALF_EVEN" as const, "HALF_UP" as const, "DOWN" as const);
    const terms = fc.record({
      ppm: fc.bigInt(1n, 1_000_000n),
      instalments: fc.integer({ min: 1, max: 12 }),
      ...{ every: fc.constant(1), unit: fc.constantFrom("DAYS" as const, "MONTHS" as const) },
    });
    fc.assert(
      fc.property(amount, amount, terms, rounding, (before, after, given, mode) => {
        const had = holdBack(before, given, "2026-01-31", mode);
        const has = holdBack(after, given, "2026-01-31", mode);
        expect(minors(had.instalments).reduce((sum, minor) => sum + minor, 0n)).toBe(had.minor);
        expect(had.instalments.every(({ minor }) => minor >= 0n)).toBe(true);
        expect(had.minor <= before).toBe(true);
        const change = changeHeld(had.instalments, after, given, {
          from: "2026-01-31",
          rounding: mode,
        });
        expect(change.minor).toBe(has.minor - had.minor);
        // no more than the credit itself changes, and the same way
        const [less, more] = before < after ? [0n, after - before] : [after - before, 0n];
        expect(change.minor >= less && change.minor <= more).toBe(true);
        for (const { n, dueOn } of change.instalments)
          expect([...had.instalments, ...has.instalments].find((each) => each.n === n)?.dueOn).toBe(
            dueOn,
          );
      }),
      { numRuns: 500 },
    );
  });
});

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });

/** A program that pays by these rules and terms. */
async function promising(rules: readonly object[], terms: object): Promise<string> {
  desk.at("2026-02-01T10:00:00.000Z");
  const programId = await desk.paying(rules);
  desk.at("2026-02-02T10:00:00.000Z");
  await desk.nextVersion(programId, { rules, ...terms });
  return programId;
}

const SHOWN =
  "id kind amount { amount } outstanding { amount } holdback { amount } vesting { dueOn amount { amount } } explanation";
const told = ({ amount, holdback, vesting }: Answer) => [
  amount.amount,
  holdback?.amount ?? null,
  vesting.map((each: Answer) => `${each.dueOn} ${each.amount.amount}`),
];
const credits = async (leadId: LeadId, of = desk.alpha) => desk.credits(of, leadId, SHOWN);

describe("a credit of a version that holds back", () => {
  test("says what of it vests when, and nothing is posted for that", async () => {
    const holdback = { percent: "20", instalments: 4, every: 3 };
    const programId = await promising([bounty("SQL", "33.33")], { holdback });
    const leadId = await desk.sql(desk.alpha, programId);
    const [credit] = await credits(leadId);
    expect(told(credit ?? {})).toEqual([
      ...["33.33", "6.67"],
      ["2026-05-02 1.67", "2026-08-02 1.67", "2026-11-02 1.66", "2027-02-02 1.67"],
    ]);
    expect(credit?.["explanation"].slice(-2)).toEqual([
      "You earned 33.33 USD.",
      "Of that 20 % is held back, 6.67 USD, which vests in 4 parts from 2026-05-02 to 2027-02-02.",
    ]);
    expect((await credits(leadId, desk.finance)).map(told)).toEqual([told(credit ?? {})]);
    expect(await desk.postings(leadId)).toEqual(["ACCRUE 2026-02-02 3333"]);
    // another partner has nothing of it
    const { data } = await desk.api.run(
      desk.beta,
      `{ credits(first: 50) { nodes { ${SHOWN} } } }`,
      {},
    );
    expect(data?.credits.nodes).toEqual([]);
  });

  test("holds back of what it is worth in the end, on the days that were promised; and nothing once it is taken back", async () => {
    const holdback = { percent: "50", instalments: 2, every: 30, unit: "DAYS" };
    const programId = await promising([percent("10")], { holdback });
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("333.30"), closeOn: "2026-06-01" });
    await desk.move("winLead", leadId, { amount: usd("333.30"), closedOn: "2026-02-01" });
    const [won] = await credits(leadId);
    // half of 33.33 is 16.66, half of which is 8.33
    expect(told(won ?? {})).toEqual(["33.33", "16.66", ["2026-03-04 8.33", "2026-04-03 8.33"]]);
    desk.at("2026-03-20T10:00:00.000Z");
    const worth = { leadId, amount: usd("100.10"), reason: "A discount" };
    expect((await desk.run(desk.leader, "changeDeal", worth, "lead { id }")).errors).toEqual([]);
    const [less, change] = await credits(leadId);
    // of 10.01: 5.00, which is 2.50 and 2.50
    expect(told(less ?? {})).toEqual(["33.33", "5.00", ["2026-03-04 2.50", "2026-04-03 2.50"]]);
    expect(told(change ?? {})).toEqual(["-23.32", null, []]);
    expect(await desk.broken()).toEqual([]);

    const creditId = less?.["id"];
    const why = { creditId, reason: "WON_CANCELLED", evidence: "Their letter" };
    await desk.run(desk.finance, "reverseCredit", why, "reversal { state }");
    expect(told((await credits(leadId))[0] ?? {})).toEqual(["33.33", "0.00", []]);
    const grounds = { creditId, grounds: "They did not" };
    const opened = await desk.run(desk.alpha, "appealReversal", grounds, "appeal { id }");
    const upheld = { appealId: opened.appeal.id, decision: "UPHOLD" };
    await desk.run(desk.sales, "decideReversalAppeal", upheld, "appeal { state }");
    const again = (await credits(leadId)).find(
      ({ outstanding }) => outstanding?.amount === "10.01",
    );
    expect(told(again ?? {})).toEqual(["10.01", "5.00", ["2026-03-04 2.50", "2026-04-03 2.50"]]);
    // worth nothing, and then as much as before: the days stay those of the milestone
    for (const amount of ["0.00", "100.10"]) {
      const now = { leadId, amount: usd(amount), reason: "What they signed" };
      expect((await desk.run(desk.leader, "changeDeal", now, "lead { id }")).errors).toEqual([]);
    }
    const still = (await credits(leadId)).find(({ id }) => id === again?.["id"]);
    expect(told(still ?? {})).toEqual(["10.01", "5.00", ["2026-03-04 2.50", "2026-04-03 2.50"]]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is held in instalments that come to what is held, in the database too", async () => {
    const programId = await promising([bounty("SQL", "10.00")], {
      holdback: { percent: "10", every: 1 },
    });
    const leadId = await desk.sql(desk.alpha, programId);
    const [credit] = await credits(leadId);
    expect(told(credit ?? {})).toEqual(["10.00", "1.00", ["2026-03-02 1.00"]]);
    const another = (amount: number) =>
      desk.world.asOwner(
        "insert into credit_instalment (partner_id, credit_id, n, due_on, amount_minor) select partner_id, id, 2, '2026-04-02', $2 from credit where id = $1",
        [uuidOf(credit?.["id"]), amount],
      );
    await expect(another(1)).rejects.toThrow("what its instalments come to");
    await expect(
      desk.world.asOwner("update credit_instalment set due_on = due_on + 1"),
    ).rejects.toThrow("append-only");
  });
});

describe("when what is earned is paid", () => {
  const READ = `number holdback { percent instalments every unit } minimumPayout { amount { amount currency } forcedAfterMonths }`;
  const versions = async (by: typeof desk.alpha, programId: string) => {
    const { data } = await desk.api.run(
      by,
      `query ($id: ID!) { program(id: $id) { id } incentivePrograms(first: 50) { nodes { program { id } inForce { ${READ} } } } }`,
      { id: programId },
    );
    return data?.incentivePrograms.nodes.find((each: Answer) => each.program.id === programId)
      ?.inForce;
  };

  test("is among the terms of a version, which partners and finance read", async () => {
    const terms = {
      holdback: { percent: "12.5", instalments: 6, every: 2, unit: "MONTHS" },
      minimumPayout: { amount: usd("50.00"), forcedAfterMonths: 12 },
    };
    const programId = await promising([bounty("SQL", "10.00")], terms);
    for (const by of [desk.alpha, desk.finance])
      expect(JSON.parse(JSON.stringify(await versions(by, programId)))).toEqual({
        number: 2,
        ...terms,
      });
    const bare = await promising([bounty("SQL", "10.00")], {});
    expect(await versions(desk.alpha, bare)).toMatchObject({ holdback: null, minimumPayout: null });
  });

  test("is refused where it cannot be so, with each place", async () => {
    const refused = async (terms: object) => {
      desk.at("2026-02-01T10:00:00.000Z");
      const programId = await desk.paying([bounty("SQL", "1.00")]);
      desk.at("2026-02-02T10:00:00.000Z");
      const draft = { rules: [bounty("SQL", "1.00")], ...terms };
      const error = await desk.nextVersion(programId, draft).then(
        () => null,
        (thrown: unknown) => (thrown instanceof Error ? thrown.message : ""),
      );
      return JSON.parse(error ?? "[]").map(({ path }: Answer) => path.join("."));
    };
    expect(
      await refused({
        holdback: { percent: "0", instalments: 61, every: 0 },
        minimumPayout: { amount: usd("0.00"), forcedAfterMonths: 121 },
      }),
    ).toEqual([
      ...["holdback.percent", "holdback.instalments", "holdback.every"],
      ...["minimumPayout.amount", "minimumPayout.forcedAfterMonths"],
    ]);
    expect(await refused({ holdback: { percent: "20", instalments: 13, every: 10 } })).toEqual([
      "holdback.every",
    ]);
    expect(
      await refused({ minimumPayout: { amount: { amount: "50.00", currency: "EUR" } } }),
    ).toEqual(["minimumPayout.amount.currency"]);
  });
});
