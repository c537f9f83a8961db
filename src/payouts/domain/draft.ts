import type {
  CreditId,
  Currency,
  IncentiveProgramId,
  PartnerId,
  PayoutAccountId,
  Refusal,
  TaxRuleId,
} from "../../kernel/index.ts";
import { formatAmount, money, refuse } from "../../kernel/index.ts";

import { divide } from "./set-off.ts";
import type { Claim } from "./set-off.ts";
import { divideByTax, withheldBefore, withheldOf } from "./withheld.ts";
import type { WithholdingRule } from "./withheld.ts";

/** Credits that are looked at for one batch. */
export const MOST_PAID_CREDITS = 5_000;

export const LEFT_OUT_REASONS = {
  HELD: "It is held.",
  SUSPENDED: "The partner is suspended.",
  REPORTED: "It is reported for fraud.",
  DISPUTED: "To whom its lead is owed is disputed.",
  TAX_FORM: "A tax form is missing, without which the rule of its country has nothing paid.",
  NO_ACCOUNT:
    "The partner has no account of this currency that is verified and may be used by now.",
  LESS_THAN_MINIMUM:
    "All of it comes to less than the minimum, of the batch or of its incentive program: it is carried on to the next time.",
  OWES: "The partner has less for its volume than it has more: nothing is left to pay.",
} as const;
export type LeftOutReason = keyof typeof LEFT_OUT_REASONS;

export const isLeftOutReason = (text: string): text is LeftOutReason =>
  Object.hasOwn(LEFT_OUT_REASONS, text);

/** What is payable of an approved credit, and in no payout yet. */
export interface PayableCredit {
  readonly creditId: CreditId;
  /** A uuid. */
  readonly approvalId: string;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly timeZone: string;
  /** Less than nothing of what its partner has less for its volume. */
  readonly minor: bigint;
  /** Below that nothing of its incentive program is transferred for now; 0 where there is no minimum, or it has waited long enough. */
  readonly minimumMinor: bigint;
  /** Why it is not paid for now; null where nothing is in the way. */
  readonly obstacle: LeftOutReason | null;
  /** Where its partner's money goes; null where no account may be used. */
  readonly accountId: PayoutAccountId | null;
  /** By which rule tax is withheld of what its partner is paid; null where nothing is. */
  readonly withholding: WithholdingRule | null;
  /** What of it stays withheld though the attempt that paid it came back: it counts as withheld of the next one. */
  readonly withheldBeforeMinor: bigint;
}

export interface DraftedPayout {
  readonly partnerId: PartnerId;
  /** Null of what is set off or withheld. */
  readonly accountId: PayoutAccountId | null;
  readonly minor: bigint;
  /** Of what is transferred: what of its gross is withheld, beside it or by an attempt before. */
  readonly withheldMinor: bigint;
  /** By which rule it is withheld; null of anything else. */
  readonly taxRuleId: TaxRuleId | null;
  readonly credits: readonly PayableCredit[];
  /** What it is set off against: all of it, or nothing where it is transferred. */
  readonly claims: readonly Claim[];
}

export const PAYOUT_METHODS = {
  TRANSFER: "The bank pays it to the account.",
  OFFSET: "It is set off against what the partner owes back, and goes to no bank.",
  WITHHOLDING: "It is withheld for the tax office, beside the transfer of its batch.",
} as const;

export function methodOf({
  claims,
  taxRuleId,
}: Pick<DraftedPayout, "claims" | "taxRuleId">): keyof typeof PAYOUT_METHODS {
  if (taxRuleId !== null) return "WITHHOLDING";
  return claims.length > 0 ? "OFFSET" : "TRANSFER";
}

export interface LeftOut {
  readonly partnerId: PartnerId;
  readonly reason: LeftOutReason;
  readonly creditCount: number;
  readonly minor: bigint;
}

interface Draft {
  readonly payouts: readonly DraftedPayout[];
  readonly leftOut: readonly LeftOut[];
}

/** What a batch pays, and nothing below it. */
interface Paying {
  readonly currency: Currency;
  readonly minimumMinor: bigint;
}

type Sorted = { readonly payouts: readonly DraftedPayout[]; readonly out: readonly Out[] };
type Out = { readonly credit: PayableCredit; readonly reason: LeftOutReason };

const sumOf = (credits: readonly PayableCredit[]): bigint =>
  credits.reduce((all, { minor }) => all + minor, 0n);

/**
 * Payouts of each partner that can be paid, and what is left out, with why. What a partner owes back is set off first, of
 * whatever is payable, by a payout of its own: another is what is left to transfer, and where a rule says so a third what of that
 * is withheld.
 */
export function draftPayouts(
  credits: readonly PayableCredit[],
  paying: Paying,
  claims: ReadonlyMap<PartnerId, readonly Claim[]> = new Map(),
): Draft {
  const partners = Map.groupBy(credits, ({ partnerId }) => partnerId);
  const sorted = [...partners].map(([partnerId, each]) =>
    sortOut(each, claims.get(partnerId) ?? [], paying),
  );
  return {
    payouts: sorted.flatMap(({ payouts }) => payouts),
    leftOut: sorted.flatMap(({ out }) => toldBy(out)),
  };
}

/** What is less than nothing and cannot be set off now keeps all of its partner's waiting: nothing is overpaid. */
function sortOut(
  payable: readonly PayableCredit[],
  claims: readonly Claim[],
  { currency, minimumMinor }: Paying,
): Sorted {
  const blocking = payable.find(({ minor, obstacle }) => minor < 0n && obstacle !== null);
  const reasonOf = ({ obstacle }: PayableCredit) => obstacle ?? blocking?.obstacle ?? null;
  const out: Out[] = payable.flatMap((credit) => {
    const reason = reasonOf(credit);
    return reason === null ? [] : [{ credit, reason }];
  });
  const paid = payable.filter((credit) => reasonOf(credit) === null);
  const [first] = paid;
  if (!first) return { payouts: [], out };

  const { partnerId, accountId, withholding } = first;
  // nothing is paid of a program in which its partner has less than nothing, for what waits there or because it owes it
  const programs = Map.groupBy(paid, ({ programId }) => programId);
  for (const [programId, those] of programs) {
    if (sumOf(those) >= 0n) continue;
    const waiting = out.find(({ credit }) => credit.programId === programId);
    out.push(...those.map((credit) => ({ credit, reason: waiting?.reason ?? ("OWES" as const) })));
    programs.delete(programId);
  }
  const credits = [...programs.values()].flat();
  const without = (those: readonly PayableCredit[], reason: LeftOutReason): readonly Out[] => [
    ...out,
    ...those.map((credit) => ({ credit, reason })),
  ];
  if (sumOf(credits) <= 0n) return { payouts: [], out: without(credits, "OWES") };
  const { setOff, claims: against, rest } = divide(credits, claims);
  const payouts: DraftedPayout[] = [];
  if (setOff.length > 0)
    payouts.push({
      ...{ partnerId, accountId: null, minor: sumOf(setOff), withheldMinor: 0n },
      ...{ taxRuleId: null, credits: setOff, claims: against },
    });
  if (rest.length === 0) return { payouts, out };
  if (accountId === null) return { payouts, out: without(rest, "NO_ACCOUNT") };
  const carried = rest.filter(({ programId }) => isCarried(rest, programId));
  out.push(...carried.map((credit) => ({ credit, reason: "LESS_THAN_MINIMUM" as const })));
  const transferred = rest.filter((credit) => !carried.includes(credit));
  const withheldMinor = withheldOf(transferred, withholding, currency);
  const minor = sumOf(transferred) - withheldMinor;
  if (minor <= 0n || minor < minimumMinor)
    return { payouts, out: without(transferred, "LESS_THAN_MINIMUM") };
  const { withheld, rest: net } = divideByTax(transferred, withheldMinor);
  payouts.push({
    ...{ partnerId, accountId, minor, taxRuleId: null, credits: net, claims: [] },
    withheldMinor: withheldMinor + withheldBefore(transferred),
  });
  if (withholding !== null && withheldMinor > 0n)
    payouts.push({
      ...{ partnerId, accountId: null, minor: withheldMinor, withheldMinor: 0n },
      ...{ taxRuleId: withholding.taxRuleId, credits: withheld, claims: [] },
    });
  return { payouts, out };
}

/** Whether what is payable under a program stays below its minimum, of which no credit has waited long enough. */
function isCarried(credits: readonly PayableCredit[], programId: IncentiveProgramId): boolean {
  const those = credits.filter((credit) => credit.programId === programId);
  return those.every(({ minimumMinor }) => sumOf(those) < minimumMinor);
}

function toldBy(out: readonly Out[]): LeftOut[] {
  const reasons = Map.groupBy(out, ({ reason }) => reason);
  return [...reasons].flatMap(([reason, those]) => {
    const credits = those.map(({ credit }) => credit);
    const [first] = credits;
    if (!first) return [];
    const { partnerId } = first;
    return [{ partnerId, reason, creditCount: credits.length, minor: sumOf(credits) }];
  });
}

/** Why no batch is made of it: what is payable, and is left out. */
export function refuseEmpty(leftOut: readonly LeftOut[], currency: Currency): Refusal {
  if (leftOut.length === 0)
    return refuse(
      "BUSINESS_RULE",
      `Nothing is payable in ${currency}: it is approved first, and what is in a payout or paid is not paid again.`,
      { path: ["currency"] },
    );
  const reasons = [...Map.groupBy(leftOut, ({ reason }) => reason)].map(([reason, those]) => {
    const minor = those.reduce((all, each) => all + each.minor, 0n);
    return `${formatAmount(money(minor, currency))} ${currency} of ${those.length} partners: ${LEFT_OUT_REASONS[reason]}`;
  });
  return refuse(
    "BUSINESS_RULE",
    `Nothing of what is payable can be paid now. ${reasons.join(" ")}`,
    {
      path: ["currency"],
    },
  );
}
