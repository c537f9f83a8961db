import fc from "fast-check";
import { expect, test } from "vitest";

import { idOf, money } from "../../src/kernel/index.ts";
import type { Currency } from "../../src/kernel/index.ts";
import { accrue, linesOf, MOVEMENTS } from "../../src/ledger/index.ts";
import type { MovementKind } from "../../src/ledger/index.ts";

const programId = idOf("inc", "01970000-0000-7000-8000-0000000000f1");
const partnerId = idOf("prt", "01970000-0000-7000-8000-0000000000a1");
const rivalId = idOf("prt", "01970000-0000-7000-8000-0000000000a2");
const creditId = idOf("crd", "01970000-0000-7000-8000-0000000000c1");
const rivalCreditId = idOf("crd", "01970000-0000-7000-8000-0000000000c2");
const awardId = idOf("awd", "01970000-0000-7000-8000-0000000000b1");
const id = idOf("jrn", "01970000-0000-7000-8000-0000000000e1");
const bankAccountId = "01970000-0000-7000-8000-0000000000d1";
const place = { programId, partnerId, bankAccountId };

const summary = (lines: ReturnType<typeof linesOf>) =>
  lines.map(({ account, amount }) => [account.role, amount.minor]);

test("an award of 200.00 split 60/40 is posted credit by credit", () => {
  const posting = accrue({
    id,
    awardId,
    programId,
    effectiveOn: "2027-02-27",
    shares: [
      { creditId, partnerId, amount: money(12_000n, "EUR") },
      { creditId: rivalCreditId, partnerId: rivalId, amount: money(8_000n, "EUR") },
    ],
  });

  expect(posting).toMatchObject({ kind: "ACCRUE", key: `accrue:${awardId}`, source: awardId });
  expect(posting?.lines).toEqual([
    { account: { role: "expense", programId }, amount: money(12_000n, "EUR"), creditId },
    {
      account: { role: "accrued", programId, partnerId },
      amount: money(-12_000n, "EUR"),
      creditId,
    },
    {
      account: { role: "expense", programId },
      amount: money(8_000n, "EUR"),
      creditId: rivalCreditId,
    },
    {
      account: { role: "accrued", programId, partnerId: rivalId },
      amount: money(-8_000n, "EUR"),
      creditId: rivalCreditId,
    },
  ]);
});

test("a share of zero posts no line, and an award of zero posts nothing", () => {
  const shares = (minor: bigint) => [
    { creditId, partnerId, amount: money(minor, "EUR") },
    { creditId: rivalCreditId, partnerId: rivalId, amount: money(0n, "EUR") },
  ];

  expect(
    accrue({ id, awardId, programId, effectiveOn: "2027-01-01", shares: shares(1n) })?.lines,
  ).toHaveLength(2);
  expect(
    accrue({ id, awardId, programId, effectiveOn: "2027-01-01", shares: shares(0n) }),
  ).toBeNull();
});

test("an approval of 33.33 with 20 % held back debits accrued and credits payable and holdback", () => {
  const amounts = { payable: 2_666n, holdback: 667n };
  const lines = linesOf("APPROVE", { place, currency: "EUR", amounts, creditId });
  expect(summary(lines)).toEqual([
    ["accrued", 3_333n],
    ["payable", -2_666n],
    ["holdback", -667n],
  ]);
});

test("a payout takes the payable gross and splits it into net, tax and set-off", () => {
  const amounts = { in_transit: 8_000n, wht_payable: 1_500n, clawback_receivable: 500n };
  const lines = linesOf("SCHEDULE", { place, currency: "EUR", amounts, creditId });
  expect(summary(lines)).toEqual([
    ["payable", 10_000n],
    ["in_transit", -8_000n],
    ["wht_payable", -1_500n],
    ["clawback_receivable", -500n],
  ]);
});

test("a settlement with a bank's fee credits the bank with both", () => {
  const amounts = { cash_clearing: 10_000n, bank_charges: 25n };
  const lines = linesOf("SETTLE", { place, currency: "EUR", amounts, creditId: null });
  expect(summary(lines)).toEqual([
    ["cash_clearing", 10_000n],
    ["bank_charges", 25n],
    ["bank", -10_025n],
  ]);
});

test("an adjustment may go down, anything else may not", () => {
  const amounts = { accrued: -1_100n };
  expect(summary(linesOf("ADJUST", { place, currency: "EUR", amounts, creditId }))).toEqual([
    ["expense", -1_100n],
    ["accrued", 1_100n],
  ]);
  expect(() => linesOf("ACCRUE", { place, currency: "EUR", amounts, creditId })).toThrow(
    "ACCRUE moves no negative amount",
  );
});

test("an amount for a role that the movement does not touch is a fault", () => {
  const amounts = { accrued: 1n, payable: 1n };
  expect(() => linesOf("VEST", { place, currency: "EUR", amounts, creditId })).toThrow(
    "VEST names no amount for accrued",
  );
});

test("every movement balances, whatever the amounts and the currency", () => {
  const kinds = fc.constantFrom(...(Object.keys(MOVEMENTS) as MovementKind[]));
  const currencies = fc.constantFrom<Currency>("USD", "JPY", "BHD", "CLF");
  const amount = fc.bigInt(0n, 10n ** 12n);
  fc.assert(
    fc.property(kinds, currencies, fc.array(amount, { minLength: 4 }), (kind, currency, drawn) => {
      const { debit, credit }: { debit: readonly string[]; credit: readonly string[] } =
        MOVEMENTS[kind];
      const divided = debit.length === 1 ? credit : debit;
      const amounts = Object.fromEntries(divided.map((role, n) => [role, drawn[n]!]));

      const lines = linesOf(kind, { place, currency, amounts, creditId });

      expect(lines.reduce((all, line) => all + line.amount.minor, 0n)).toBe(0n);
      expect(lines.every((line) => line.amount.minor !== 0n)).toBe(true);
    }),
  );
});
