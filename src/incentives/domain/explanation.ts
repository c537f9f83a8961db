import { formatAmount, isCurrency, money, WHOLE_PPM } from "../../kernel/index.ts";

import type { AmountPaceTrace } from "./calculation.ts";
import type { CapWindow } from "./cap-terms.ts";
import type { ConditionTrace } from "./conditions.ts";
import { ownPart } from "./credit-account.ts";
import type { CreditAccount } from "./credit-account.ts";
import type { RateApplied } from "./exchange.ts";
import type { AwardGate } from "./gates.ts";
import { percentOf } from "./percent.ts";
import { multiplierOf } from "./tier-multipliers.ts";
import { ordinal, periodInWords } from "./true-up.ts";

/** Under what a credit was earned. */
export interface EarnedUnder {
  readonly programName: string;
  readonly programVersion: number;
  readonly milestone: string;
}

/** What a milestone is called in a sentence. */
const REACHED: Readonly<Record<string, string>> = {
  SQL: "a lead that is qualified",
  OPPORTUNITY: "a deal that is opened",
  WON: "a deal that is won",
};

/** Why nothing is earned, in words that tell of no other partner. */
const NOTHING: Readonly<Record<AwardGate, string>> = {
  MILESTONE_SKIPPED:
    "Nothing is earned here: the deal was won at once, and the rule pays where it is opened first.",
  CONDITION_NOT_MET: "Nothing is earned here: the rule asks something that does not hold.",
  ONE_PER_COMPANY_IN_CYCLE:
    "Nothing is earned here: this company has earned it within the last 12 months.",
  MILESTONE_EARNED: "Nothing is earned here: the deal has earned it before.",
  NO_RATE: "Nothing is earned here: no rate of exchange was known for that day.",
  TENDER_EARNED: "Nothing is earned here: the tender has earned all that it earns.",
};

/** A condition that could not be told of the lead says so, beside its author's words. */
export const unmetSentence = ({ label, isMet }: ConditionTrace): string =>
  isMet === null
    ? `It could not be told of this lead, which counts as not met: ${label}`
    : `It is not met: ${label}`;

export function nothingSentences(
  gate: AwardGate,
  { unmet = [] }: CreditAccount,
): readonly string[] {
  return gate === "CONDITION_NOT_MET"
    ? [NOTHING[gate], ...unmet.map(unmetSentence)]
    : [NOTHING[gate]];
}

export const WINDOWS: Readonly<Record<CapWindow, string>> = {
  MONTH: "month",
  QUARTER: "quarter",
  YEAR: "year",
};

/** How a credit came about, up to what it came to: also of one that may be earned yet. */
export const reasonsOf = (account: CreditAccount, under: EarnedUnder): readonly string[] => [
  paysSentence(account, under),
  ...rateSentence(account),
  ...tenderSentence(account),
  partSentence(account),
  ...paceSentence(account),
  ...limitSentences(account),
];

/**
 * How a credit came about, in plain sentences, in the order in which it was worked out. All that they say follows from
 * what the program promises, the partner's own part and factor, and what it is paid.
 */
export function explainCredit(account: CreditAccount, under: EarnedUnder): readonly string[] {
  if (account.gate !== null)
    return [paysSentence(account, under), ...nothingSentences(account.gate, account)];
  return [
    ...reasonsOf(account, under),
    `You earned ${amountIn(account, account.minor)}.`,
    ...deferralSentence(account),
    ...holdbackSentence(account),
  ];
}

export function deferralSentence(account: CreditAccount): readonly string[] {
  const { partnerCap: cap } = account;
  if (cap?.deferredMinor === undefined || cap.deferWindows === undefined) return [];
  return [
    `${amountIn(account, cap.deferredMinor)} over that wait: they are earned from the first day of the next ${windowsInWords(cap.window, cap.deferWindows)} on, as far as there is room, and what is left after that is paid to nobody.`,
  ];
}

/** “month”, “3 months”. */
export const windowsInWords = (window: CapWindow, count: number): string =>
  count === 1 ? WINDOWS[window] : `${count} ${WINDOWS[window]}s`;

export function holdbackSentence(account: CreditAccount): readonly string[] {
  const { holdback } = account;
  if (!holdback) return [];
  const { ppm, minor, instalments, firstOn, lastOn } = holdback;
  const when =
    instalments === 1 ? `on ${firstOn}` : `in ${instalments} parts from ${firstOn} to ${lastOn}`;
  return [
    `Of that ${percentOf(BigInt(ppm))} % is held back, ${amountIn(account, minor)}, which vests ${when}.`,
  ];
}

export function paysSentence(
  { base, spiff }: Pick<CreditAccount, "base" | "spiff">,
  { programName, programVersion, milestone }: EarnedUnder,
): string {
  const begin = spiff
    ? `${spiff.name} of ${programName}, version ${programVersion}, from ${spiff.startsAt} until ${spiff.endsAt}, pays on top`
    : `${programName}, version ${programVersion}, pays`;
  const reached = REACHED[milestone] ?? milestone;
  if (base.kind === "FIXED_BOUNTY") return `${begin} ${amountIn(base, base.minor)} for ${reached}.`;
  const rate = percentOf(BigInt(base.ratePpm));
  const worth = amountIn({ currency: base.dealCurrency }, base.dealMinor);
  if (base.month === undefined) return `${begin} ${rate} % of ${reached}, here of ${worth}.`;
  const { occurrence, of } = base.month;
  return `${begin} ${rate} % of ${reached} each month for ${of} months while it stands, this being month ${occurrence}: here of ${worth}.`;
}

export function rateSentence({ base }: Pick<CreditAccount, "base">): readonly string[] {
  if (base.kind === "FIXED_BOUNTY" || !base.rates) return [];
  const rates = base.rates.map(rateInWords).join(" and ");
  return [`At ${rates} that is ${amountIn(base, base.minor)}.`];
}

const rateInWords = ({ base, quote, rate, ratedOn, source }: RateApplied): string =>
  `1 ${base} = ${rate} ${quote} (${source}, ${ratedOn})`;

function tenderSentence(account: CreditAccount): readonly string[] {
  if (!account.isTender) return [];
  return [
    "What is out to tender earns once for all who are accepted for it: this lead has its part of that.",
  ];
}

function partSentence(account: CreditAccount): string {
  const { ppm, factor, quality } = account;
  const part = [
    `Your part is ${percentOf(BigInt(ppm))} %`,
    ...(factor
      ? [`times ${multiplierOf(BigInt(factor.multiplierPpm))} for tier ${factor.tier}`]
      : []),
    ...(quality
      ? [
          `times ${multiplierOf(BigInt(quality.factorPpm))} for how your leads fared: of ${quality.closed} that were closed in the ${quality.windowDays} days before, ${quality.won} were won`,
        ]
      : []),
  ].join(", ");
  const own = ownPart(account);
  const minor = BigInt(account.minor);
  const isOdd = own === null || (minor - own <= 1n && own - minor <= 1n);
  return `${part}${isOdd ? "" : `: ${amountIn(account, own.toString())}`}.`;
}

function paceSentence(account: CreditAccount): readonly string[] {
  const { accelerator } = account;
  if (!accelerator) return [];
  if ("cut" in accelerator) return [amountSentence(accelerator, account)];
  const { kind, period, startsOn, place, units, multiplierPpm } = accelerator;
  const when = periodInWords(period, startsOn);
  const factor = `counts ${multiplierOf(BigInt(multiplierPpm))} times`;
  return kind === "MARGINAL" || place === units
    ? [`It is your ${ordinal(place)} lead of ${when}, which ${factor}.`]
    : [`It is your ${ordinal(place)} of ${units} leads of ${when}, each of which ${factor}.`];
}

/** Of a deal that counts for what it is worth. */
function amountSentence(
  pace: Pick<
    AmountPaceTrace,
    "kind" | "period" | "startsOn" | "beforeMinor" | "worthMinor" | "cut"
  >,
  under: { readonly currency: string },
): string {
  const { kind, beforeMinor, worthMinor, cut } = pace;
  const when = periodInWords(pace.period, pace.startsOn);
  const [first] = cut;
  const once = `counts ${multiplierOf(BigInt(first?.multiplierPpm ?? WHOLE_PPM))} times`;
  if (kind === "RETROACTIVE") {
    const all = (BigInt(beforeMinor) + BigInt(worthMinor)).toString();
    return `With it your deals of ${when} are worth ${amountIn(under, all)}: each of them ${once}.`;
  }
  const before = `Your deals of ${when} before it are worth ${amountIn(under, beforeMinor)}`;
  return cut.length === 1
    ? `${before}: it ${once}.`
    : `${before}: of it count ${cutInWords(pace, under)}.`;
}

/** “10.00 EUR times 1 and 20.00 EUR times 1.2”. */
export function cutInWords(
  { cut }: Pick<AmountPaceTrace, "cut">,
  under: { readonly currency: string },
): string {
  const parts = cut.map(
    ({ minor, multiplierPpm }) =>
      `${amountIn(under, minor)} times ${multiplierOf(BigInt(multiplierPpm))}`,
  );
  return [...(parts.length > 1 ? [parts.slice(0, -1).join(", ")] : []), ...parts.slice(-1)].join(
    " and ",
  );
}

/** What made the part another sum: the partner's own window where that is full, else what limits all together. */
function limitSentences(account: CreditAccount): readonly string[] {
  if (account.isEnded)
    return [
      "The month lies more than 90 days behind your termination, so that this is paid to nobody.",
    ];
  const own = ownPart(account);
  const minor = BigInt(account.minor);
  if (own !== null && minor > own + 1n)
    return [
      `With what could not be paid otherwise it is ${amountIn(account, account.minor)} instead of ${amountIn(account, own.toString())}.`,
    ];
  if (own !== null && minor >= own) return [];
  return windowSentence(account) ?? sharedLimitSentences(account);
}

function windowSentence(account: CreditAccount): readonly string[] | null {
  const { partnerCap: cap } = account;
  if (!cap || BigInt(cap.usedMinor) + BigInt(account.minor) < BigInt(cap.limitMinor)) return null;
  return [
    `You earn up to ${amountIn(account, cap.limitMinor)} in the ${WINDOWS[cap.window]} from ${cap.startsOn} on, and had earned ${amountIn(account, cap.usedMinor)}: ${amountIn(account, account.minor)} are left.`,
  ];
}

function sharedLimitSentences(account: CreditAccount): readonly string[] {
  const { leadCap: cap, isCutByBudget } = account;
  const isCutByCap = cap !== undefined && !isUncut(cap);
  return [
    ...(isCutByCap
      ? [
          `A lead earns up to ${amountIn(account, cap.limitMinor)} over all its milestones, which leaves less of this.`,
        ]
      : []),
    ...(isCutByBudget
      ? ["The program could not pay all of this any more, so that less is paid."]
      : []),
  ];
}

const isUncut = (cap: NonNullable<CreditAccount["leadCap"]>): boolean =>
  cap.beforeMinor !== undefined && cap.beforeMinor === cap.afterMinor;

export function amountIn({ currency }: { readonly currency: string }, minor: string): string {
  if (!isCurrency(currency)) throw new Error(`a credit is in an unknown currency ${currency}`);
  return `${formatAmount(money(BigInt(minor), currency))} ${currency}`;
}
