import type {
  BankEntryId,
  CreditId,
  Currency,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
  PayoutId,
  TaxRemittanceId,
} from "../../kernel/index.ts";
import { money, negate } from "../../kernel/index.ts";

import { accountOf } from "./account.ts";
import type { AccountRole } from "./account.ts";
import type { Line } from "./line.ts";
import { DEFAULT_BANK_ACCOUNT_ID, DEFAULT_ENTITY_ID } from "./posting.ts";
import type { Posting } from "./posting.ts";

/** What a payout pays of the credits of one incentive program. */
export interface PaidCredits {
  readonly id: JournalTransactionId;
  readonly payoutId: PayoutId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly currency: Currency;
  /** Less than nothing of what a partner has less for its volume. */
  readonly credits: readonly { readonly creditId: CreditId; readonly minor: bigint }[];
  /** The day for which it counts. */
  readonly effectiveOn: string;
}

type PayoutStep = "SCHEDULE" | "EXPORT" | "SETTLE" | "RETURN";

function moved(
  kind: PayoutStep,
  [from, to]: readonly [AccountRole, AccountRole],
  { id, payoutId, partnerId, programId, currency, credits, effectiveOn }: PaidCredits,
): Posting {
  const place = { programId, partnerId, bankAccountId: DEFAULT_BANK_ACCOUNT_ID };
  return {
    ...{ id, entityId: DEFAULT_ENTITY_ID, kind, effectiveOn, source: payoutId, memo: null },
    key: `${kind.toLowerCase()}:${payoutId}:${programId}`,
    lines: credits.flatMap(({ creditId, minor }) => [
      { account: accountOf(from, place), amount: money(minor, currency), creditId },
      { account: accountOf(to, place), amount: money(-minor, currency), creditId },
    ]),
  };
}

/** What was payable is reserved by a payout. */
export const schedulePayout = (paid: PaidCredits): Posting =>
  moved("SCHEDULE", ["payable", "in_transit"], paid);

/** What a payout sets off of the credits of one incentive program, against what its partner owes back. */
interface SetOff extends PaidCredits {
  readonly claims: readonly {
    readonly creditId: CreditId;
    readonly programId: IncentiveProgramId;
    readonly minor: bigint;
  }[];
}

/**
 * What was payable is set off against what its partner owes back, of whichever incentive program; no bank sees it.
 *
 *     20.00 are payable, 6.67 are owed  →  payable 6.67, receivable −6.67; and 13.33 are paid by another payout
 */
export function setOffPayout({ claims, ...paid }: SetOff): Posting {
  const { currency, partnerId } = paid;
  const scheduled = schedulePayout(paid);
  return {
    ...scheduled,
    lines: [
      ...scheduled.lines.filter(({ account }) => account.role === "payable"),
      ...claims.map(({ creditId, programId, minor }) => ({
        account: accountOf("clawback_receivable", { programId, partnerId }),
        ...{ amount: money(-minor, currency), creditId },
      })),
    ],
  };
}

/**
 * What was payable is withheld for the tax office; no bank sees it until it is handed on.
 *
 *     1,333.00 are payable, 24 % are withheld  →  payable 319.92, tax withheld −319.92; and 1,013.08 are paid by another payout
 */
export const withholdPayout = (paid: PaidCredits): Posting =>
  moved("SCHEDULE", ["payable", "wht_payable"], paid);

/** What was withheld was handed on to the tax office, as the bank booked it. */
export const remitTax = ({
  id,
  remittanceId,
  amount,
  effectiveOn,
}: {
  readonly id: JournalTransactionId;
  readonly remittanceId: TaxRemittanceId;
  readonly amount: Money;
  readonly effectiveOn: string;
}): Posting => {
  const kind = "WHT_REMITTED";
  return {
    ...{ id, entityId: DEFAULT_ENTITY_ID, kind, effectiveOn, source: remittanceId, memo: null },
    key: `remitted:${remittanceId}`,
    lines: [
      { account: { role: "wht_payable" }, amount, creditId: null },
      {
        account: { role: "bank", bankAccountId: DEFAULT_BANK_ACCOUNT_ID },
        ...{ amount: negate(amount), creditId: null },
      },
    ],
  };
};

/** It was handed to the bank, which has not booked it yet. */
export const sendPayout = (paid: PaidCredits): Posting =>
  moved("EXPORT", ["in_transit", "cash_clearing"], paid);

/** The bank booked it. */
export const settlePayout = (paid: PaidCredits): Posting =>
  moved("SETTLE", ["cash_clearing", "bank"], paid);

/** What the bank took for itself, or gave back of that, where it is less than nothing. */
export const bankCharges = ({
  id,
  entryId,
  amount,
  effectiveOn,
}: {
  readonly id: JournalTransactionId;
  /** The entry of the bank that shows it. */
  readonly entryId: BankEntryId;
  readonly amount: Money;
  readonly effectiveOn: string;
}): Posting => {
  const bankAccountId = DEFAULT_BANK_ACCOUNT_ID;
  return {
    ...{
      id,
      entityId: DEFAULT_ENTITY_ID,
      kind: "SETTLE",
      effectiveOn,
      source: entryId,
      memo: null,
    },
    key: `charges:${entryId}`,
    lines: [
      { account: { role: "bank_charges", bankAccountId }, amount, creditId: null },
      { account: { role: "bank", bankAccountId }, amount: negate(amount), creditId: null },
    ],
  };
};

interface Returned extends PaidCredits {
  readonly credits: readonly (PaidCredits["credits"][number] & {
    /** What of it was taken back since it was paid, and is owed. */
    readonly owedMinor?: bigint;
    /** What of it was taken back since, and is not asked for any more. */
    readonly writtenOffMinor?: bigint;
  })[];
}

/** Where what comes back was: on its way, booked by the bank, or withheld beside it and not handed on. */
type ReturnedFrom = "cash_clearing" | "bank" | "wht_payable";

/**
 * It came back, before or after the bank had booked it, and is payable again; but for what was taken back since and not given
 * back, which is owed by nobody any more, and cost nothing where it was written off.
 */
export function returnPayout(paid: Returned, from: ReturnedFrom): Posting {
  const all = moved("RETURN", [from, "payable"], paid);
  const owed = paid.credits.map(({ creditId, owedMinor: minor = 0n }) => ({ creditId, minor }));
  const lost = paid.credits.map(({ creditId, writtenOffMinor: minor = 0n }) => ({
    creditId,
    minor,
  }));
  const settled = moved("RETURN", ["payable", "clawback_receivable"], { ...paid, credits: owed });
  const written = moved("RETURN", ["payable", "writeoff"], { ...paid, credits: lost });
  return { ...all, lines: netOf([...all.lines, ...settled.lines, ...written.lines]) };
}

/** One line for each account and credit; none where nothing is left on it. */
function netOf(lines: readonly Line[]): Line[] {
  const same = Map.groupBy(lines, ({ account, creditId }) => `${account.role} ${creditId}`);
  return [...same.values()].flatMap((each) => {
    const [first] = each;
    const minor = each.reduce((sum, { amount }) => sum + amount.minor, 0n);
    return first && minor !== 0n ? [{ ...first, amount: money(minor, first.amount.currency) }] : [];
  });
}
