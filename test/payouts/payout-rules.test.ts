import { describe, expect, test } from "vitest";
import fc from "fast-check";

import { idOf } from "../../src/kernel/index.ts";
import { returnPayout, schedulePayout, sendPayout, settlePayout } from "../../src/ledger/index.ts";
import { draftPayouts, refuseEmpty } from "../../src/payouts/domain/draft.ts";
import type { LeftOutReason, PayableCredit } from "../../src/payouts/domain/draft.ts";
import { postedOn, whyNotBooked } from "../../src/payouts/domain/payout.ts";

const uuid = (number: number) => `01970000-0000-7000-8000-${String(number).padStart(12, "0")}`;

let number = 100;
/** So many cents of a partner's, under a program. */
function credit(partner: number, minor: bigint, more: Partial<PayableCredit> = {}): PayableCredit {
  number += 1;
  return {
    creditId: idOf("crd", uuid(number)),
    approvalId: uuid(number),
    partnerId: idOf("prt", uuid(partner)),
    programId: idOf("inc", uuid(50)),
    ...{
      timeZone: "UTC",
      minor,
      minimumMinor: 0n,
      obstacle: null,
      accountId: idOf("pac", uuid(60)),
      withholding: null,
      withheldBeforeMinor: 0n,
    },
    ...more,
  };
}

/** "1: 12300 of 2" for a payout, "1: HELD 500 of 1" for what is left out. */
function told(credits: readonly PayableCredit[], minimumMinor = 0n): readonly string[] {
  const nth = (id: string) => [1, 2, 3].find((each) => idOf("prt", uuid(each)) === id);
  const { payouts, leftOut } = draftPayouts(credits, { currency: "USD", minimumMinor });
  return [
    ...payouts.map((each) => `${nth(each.partnerId)}: ${each.minor} of ${each.credits.length}`),
    ...leftOut.map(
      (each) => `${nth(each.partnerId)}: ${each.reason} ${each.minor} of ${each.creditCount}`,
    ),
  ];
}

describe("a batch", () => {
  test("pays each partner once, all that is payable to it", () => {
    expect(told([credit(1, 3334n), credit(1, 3333n), credit(2, 5000n)])).toEqual([
      "1: 6667 of 2",
      "2: 5000 of 1",
    ]);
  });

  test("leaves out what is held and pays the rest of the partner's", () => {
    expect(told([credit(1, 3334n, { obstacle: "HELD" }), credit(1, 3333n)])).toEqual([
      "1: 3333 of 1",
      "1: HELD 3334 of 1",
    ]);
  });

  test("leaves out a partner without an account, and one below the minimum, which is paid on the cent", () => {
    const credits = [credit(1, 5000n, { accountId: null }), credit(2, 4999n), credit(3, 5000n)];
    expect(told(credits, 5000n)).toEqual([
      "3: 5000 of 1",
      "1: NO_ACCOUNT 5000 of 1",
      "2: LESS_THAN_MINIMUM 4999 of 1",
    ]);
  });

  test("carries 47.13 on, and pays 59.13 once 12.00 more are payable, with a minimum of 50.00", () => {
    expect(told([credit(1, 4713n)], 5000n)).toEqual(["1: LESS_THAN_MINIMUM 4713 of 1"]);
    expect(told([credit(1, 4713n), credit(1, 1200n)], 5000n)).toEqual(["1: 5913 of 2"]);
  });

  test("sets off what a partner has less for its volume, and pays nothing where nothing is left", () => {
    expect(told([credit(1, 10000n), credit(1, -2500n)])).toEqual(["1: 7500 of 2"]);
    expect(told([credit(1, 2500n), credit(1, -2500n)])).toEqual(["1: OWES 0 of 2"]);
  });

  test("does not set one program's less off against another's more, and pays the other", () => {
    const other = { programId: idOf("inc", uuid(51)) };
    expect(told([credit(1, 10000n), credit(1, -2500n, other)])).toEqual([
      ...["1: 10000 of 1", "1: OWES -2500 of 1"],
    ]);
    // what is less is so for what waits in its program
    const held = credit(1, 5000n, { ...other, obstacle: "HELD" });
    expect(told([credit(1, 10000n), credit(1, -2500n, other), held])).toEqual([
      ...["1: 10000 of 1", "1: HELD 2500 of 2"],
    ]);
  });

  test("waits with all of a partner's while what it has less cannot be set off", () => {
    const credits = [credit(1, 10000n), credit(1, -2500n, { obstacle: "DISPUTED" })];
    expect(told(credits)).toEqual(["1: DISPUTED 7500 of 2"]);
  });

  test("of nothing says what was left out, and why", () => {
    const { leftOut } = draftPayouts([credit(1, 5000n, { accountId: null })], {
      ...{ currency: "USD", minimumMinor: 0n },
    });
    expect(refuseEmpty(leftOut, "EUR").message).toBe(
      "Nothing of what is payable can be paid now. 50.00 EUR of 1 partners: The partner has no account of this currency that is verified and may be used by now.",
    );
    expect(refuseEmpty([], "EUR").message).toContain("Nothing is payable in EUR");
  });

  test("loses no cent and no credit, and pays nobody less than the minimum, whatever is payable", () => {
    const reasons: (LeftOutReason | null)[] = [null, null, null, "HELD", "DISPUTED"];
    const some = fc.record({
      partner: fc.integer({ min: 1, max: 3 }),
      minor: fc.bigInt({ min: -5_000n, max: 20_000n }).filter((minor) => minor !== 0n),
      obstacle: fc.constantFrom(...reasons),
      hasAccount: fc.boolean(),
      program: fc.integer({ min: 50, max: 51 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), fc.bigInt(0n, 8_000n), (all, minimum) => {
        const accounts = new Map<number, boolean>();
        const credits = all.map(({ partner, minor, obstacle, hasAccount, program }) => {
          const has = accounts.get(partner) ?? hasAccount;
          accounts.set(partner, has);
          const accountId = has ? idOf("pac", uuid(60)) : null;
          return credit(partner, minor, {
            ...{ obstacle, accountId, programId: idOf("inc", uuid(program)) },
          });
        });
        const { payouts, leftOut } = draftPayouts(credits, {
          currency: "USD",
          minimumMinor: minimum,
        });
        const sum = (minors: readonly bigint[]) => minors.reduce((one, two) => one + two, 0n);
        const paid = payouts.flatMap((payout) => payout.credits);
        expect(sum(payouts.map(({ minor }) => minor))).toBe(sum(paid.map(({ minor }) => minor)));
        expect(sum([...payouts, ...leftOut].map(({ minor }) => minor))).toBe(
          sum(credits.map(({ minor }) => minor)),
        );
        const left = leftOut.reduce((count, each) => count + each.creditCount, 0);
        expect(paid.length + left).toBe(credits.length);
        expect(payouts.every(({ minor }) => minor > 0n && minor >= minimum)).toBe(true);
        expect(paid.every(({ obstacle }) => obstacle === null)).toBe(true);
      }),
    );
  });
});

test("a payout's postings move each credit from payable to in transit, cleared, and the bank, or back", () => {
  const paid = {
    id: idOf("jrn", uuid(1)),
    payoutId: idOf("pay", uuid(2)),
    partnerId: idOf("prt", uuid(3)),
    programId: idOf("inc", uuid(4)),
    ...({ currency: "EUR", effectiveOn: "2026-02-03" } as const),
    credits: [
      { creditId: idOf("crd", uuid(5)), minor: 10000n },
      { creditId: idOf("crd", uuid(6)), minor: -2500n },
    ],
  };
  const lines = ({ kind, lines: those }: ReturnType<typeof schedulePayout>) =>
    `${kind} ${those.map(({ account, amount }) => `${account.role} ${amount.minor}`).join(", ")}`;
  expect(
    [
      schedulePayout(paid),
      sendPayout(paid),
      settlePayout(paid),
      returnPayout(paid, "cash_clearing"),
      returnPayout(paid, "bank"),
    ].map(lines),
  ).toEqual([
    "SCHEDULE payable 10000, in_transit -10000, payable -2500, in_transit 2500",
    "EXPORT in_transit 10000, cash_clearing -10000, in_transit -2500, cash_clearing 2500",
    "SETTLE cash_clearing 10000, bank -10000, cash_clearing -2500, bank 2500",
    "RETURN cash_clearing 10000, payable -10000, cash_clearing -2500, payable 2500",
    "RETURN bank 10000, payable -10000, bank -2500, payable 2500",
  ]);
});

test("nothing is booked before it was sent, in the future, or twice", () => {
  const booking = { field: "bookedOn", sentOn: "2026-02-03", today: "2026-02-10" };
  const why = (on: string, state: Parameters<typeof whyNotBooked>[0], isReturned = false) =>
    whyNotBooked(state, { ...booking, on }, isReturned)?.message ?? null;
  expect(why("2026-02-03", "SENT")).toBeNull();
  expect(why("2026-02-10", "SENT")).toBeNull();
  expect(why("2026-02-02", "SENT")).toContain("before the payout was sent");
  expect(why("2026-02-11", "SENT")).toContain("lies in the future");
  expect(why("2026-02-10", "PAID")).toBe("The payout was paid before.");
  expect(why("2026-02-10", "PAID", true)).toBeNull();
  expect(why("2026-02-10", "RETURNED", true)).toBe("The payout was returned before.");
  expect(why("2026-02-10", "CANCELLED", true)).toBe("The payout was cancelled before.");
  expect(why("2026-02-10", "SCHEDULED")).toContain("was not sent yet");
});

describe("What the bank says", () => {
  const booking = { field: "returnedOn", sentOn: "2026-11-20", today: "2026-12-03" };

  test("of what came back lies on no day before it was booked", () => {
    const came = { ...booking, on: "2026-11-25", bookedOn: "2026-12-02" };
    expect(whyNotBooked("PAID", came, true)?.message).toBe(
      "returnedOn lies before the bank booked the payout: 2026-11-25; it was booked on 2026-12-02.",
    );
    expect(whyNotBooked("PAID", { ...came, on: "2026-12-02" }, true)).toBeNull();
    expect(whyNotBooked("SENT", { ...came, bookedOn: null }, true)).toBeNull();
  });

  test("is posted for its day, and never before what it follows", () => {
    expect(postedOn("2026-11-30", "2026-12-01", null)).toBe("2026-12-01");
    expect(postedOn("2026-12-02", "2026-12-01", "2026-11-30")).toBe("2026-12-02");
  });
});
