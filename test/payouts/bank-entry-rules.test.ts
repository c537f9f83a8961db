import { describe, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import { decideEntries } from "../../src/payouts/domain/bank-entry.ts";
import type { MatchedPayout } from "../../src/payouts/domain/bank-entry.ts";
import type { StatedEntry } from "../../src/payouts/domain/stated-entry.ts";

const PAYOUT: MatchedPayout = {
  id: idOf("pay", "01970000-0000-7000-8000-000000000101"),
  partnerId: idOf("prt", "01970000-0000-7000-8000-000000000102"),
  ...{ state: "SENT", currency: "EUR", minor: 10_000n, timeZone: "Europe/Berlin" },
  changedAt: new Date("2026-02-02T10:00:00Z"),
  sentAt: new Date("2026-02-02T10:00:00Z"),
  ...{ bookedOn: null, bankReference: null, returnedOn: null, returnReference: null },
};
const PAID: MatchedPayout = {
  ...PAYOUT,
  ...{ state: "PAID", bookedOn: "2026-02-04", bankReference: "R1" },
};

const debit: StatedEntry = {
  ...{ position: 1, direction: "DEBIT", isReversal: false, minor: 10_000n, currency: "EUR" },
  ...{
    bookedOn: "2026-02-04",
    endToEndId: "E2E",
    reference: "R1",
    reason: null,
    information: null,
  },
};
const credit: StatedEntry = {
  ...debit,
  ...{ direction: "CREDIT", bookedOn: "2026-02-05", reference: "R2" },
};

function decided(
  entries: readonly StatedEntry[],
  payout: MatchedPayout,
  settingOff: readonly MatchedPayout[] = [],
): string {
  const outcomes = decideEntries(entries, new Map([["E2E", payout]]), {
    at: new Date("2026-02-09T10:00:00Z"),
    settingOff: new Set(settingOff.map(({ id }) => id)),
  });
  return outcomes
    .map((each) => (each.state === "UNMATCHED" ? each.obstacle : each.state))
    .join(", ");
}

describe("What becomes of entries", () => {
  test.each([
    ["a debit of what was sent", [debit], PAYOUT, "SETTLED"],
    ["a credit of what was sent", [credit], PAYOUT, "RETURNED"],
    ["both, in whichever order", [credit, debit], PAYOUT, "RETURNED, SETTLED"],
    ["a credit of what was paid", [credit], PAID, "RETURNED"],
    ["a debit that was told before", [debit], PAID, "REPEATED"],
    [
      "one that was told before, twice in one file",
      [debit, debit],
      PAID,
      "REPEATED, BOOKED_BEFORE",
    ],
    ["a debit under another reference", [{ ...debit, reference: "R9" }], PAID, "BOOKED_BEFORE"],
    ["a debit on another day", [{ ...debit, bookedOn: "2026-02-03" }], PAID, "BOOKED_BEFORE"],
    ["a credit before it was booked", [{ ...credit, bookedOn: "2026-02-03" }], PAID, "OTHER_DAY"],
    ["of what was not sent", [debit], { ...PAYOUT, state: "SCHEDULED" }, "NOT_SENT"],
    ["of what was withdrawn", [debit], { ...PAYOUT, state: "CANCELLED" }, "CANCELLED"],
    ["of what was set off", [debit, credit], { ...PAYOUT, state: "OFFSET" }, "SET_OFF, SET_OFF"],
    ["that takes a debit back", [{ ...credit, isReversal: true }], PAID, "RETURNED"],
  ] as const)("%s", (_, entries, payout, outcome) => {
    expect(decided(entries, payout)).toBe(outcome);
  });

  test("What came back unbooked stays so, whatever is told of it later", () => {
    const returned: MatchedPayout = {
      ...PAYOUT,
      ...{ state: "RETURNED", returnedOn: "2026-02-05", returnReference: "R2" },
    };

    expect(decided([debit, credit], returned)).toBe("RETURNED_BEFORE, REPEATED");
  });

  test("What is being set off of a payout keeps it from coming back, and not from being booked", () => {
    expect(decided([credit], PAID, [PAID])).toBe("SETTING_OFF");
    expect(decided([debit], PAYOUT, [PAYOUT])).toBe("SETTLED");
  });
});
