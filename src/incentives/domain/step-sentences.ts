import { excerpt, unreachable, WHOLE_PPM } from "../../kernel/index.ts";
import type { Rational } from "../../kernel/index.ts";

import type { AwardStep, PartTakenTrace, StepOf } from "./award-step.ts";
import type { ConditionsAsked, ConditionTrace } from "./conditions.ts";
import { LEAD_FACTS, unmetOf } from "./conditions.ts";
import type { AmountPaceTrace, LeadPaceTrace } from "./calculation.ts";
import { amountIn, cutInWords, unmetSentence } from "./explanation.ts";
import type { EarnedUnder } from "./explanation.ts";
import { AWARD_GATES } from "./gates.ts";
import type { AwardGate } from "./gates.ts";
import { percentOf } from "./percent.ts";
import { multiplierOf } from "./tier-multipliers.ts";
import { ordinal, periodInWords } from "./true-up.ts";
import type { TrueUpAccount } from "./true-up.ts";

/** What an award was earned under, and what each partner has of it. */
export interface AwardUnder extends EarnedUnder {
  readonly currency: string;
  /** By their ids: how they were called then, and what of it was held back. */
  readonly partners: ReadonlyMap<string, { readonly name: string; readonly held: bigint }>;
  /** What its rule asks of a lead, by the conditions' keys. */
  readonly expressions: ReadonlyMap<string, string>;
}

/** By what a gate that closed would have been open. */
const WOULD_OPEN: Readonly<Record<AwardGate, string>> = {
  MILESTONE_SKIPPED: "It would have earned had the opportunity been opened before it was won.",
  CONDITION_NOT_MET: "It would have earned had all held that the rule asks of a lead.",
  ONE_PER_COMPANY_IN_CYCLE:
    "It would have earned 12 months after that, for other product lines, or once that is taken back.",
  MILESTONE_EARNED: "It earns once what the other lead earned is taken back.",
  NO_RATE: "It would have earned with a rate that was published by then.",
  TENDER_EARNED: "It would have earned had something been left of what the tender earns.",
};

export function gateSentences(
  { gate, asked }: Extract<StepOf, { kind: "GATE" }>,
  under: AwardUnder,
): readonly string[] {
  // awards keep names of gates that there are no more
  if (!isGate(gate)) return [`Nothing was earned: ${gate}.`];
  const unmet = gate === "CONDITION_NOT_MET" && asked ? unmetOf(asked) : [];
  return [
    "Nothing was earned.",
    AWARD_GATES[gate],
    ...unmet.map((condition) => conditionSentence(condition, asked, under)),
    WOULD_OPEN[gate],
  ];
}

const isGate = (gate: string): gate is AwardGate => Object.hasOwn(AWARD_GATES, gate);

/** A condition in its author's words, and behind them what it asks and what of that the lead said. */
function conditionSentence(
  condition: ConditionTrace,
  asked: ConditionsAsked | null,
  { expressions }: AwardUnder,
): string {
  const expression = expressions.get(condition.key);
  if (expression === undefined) return `${unmetSentence(condition)}.`;
  const facts = Object.entries(asked?.facts ?? {})
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(expression))
    .map(([name, value]) => `${name} is ${inWords(name, value)}`);
  return `${unmetSentence(condition)} (${[expression, ...facts].join("; ")}).`;
}

/** Numbers are kept as text, since they may be long. */
const inWords = (name: string, value: unknown): string =>
  NUMBERS.has(name) ? String(value) : excerpt(JSON.stringify(value));

const NUMBERS = new Set(
  Object.entries(LEAD_FACTS).flatMap(([name, { type }]) => (type === "int" ? [name] : [])),
);

export function factorSentence(
  { factor, multiplier, ppm }: Extract<StepOf, { kind: "FACTOR" }>,
  { minor, partnerId }: AwardStep,
  under: AwardUnder,
): string {
  const times = timesInWords(factor, multiplier, under);
  const effect =
    minor === 0n
      ? "which changes nothing"
      : `which is ${sizeOf(minor, under)} ${multiplier.numerator < multiplier.denominator ? "less" : "more"}`;
  return `The ${percentOf(BigInt(ppm))} % of ${nameOf(partnerId, under)} count ${times} for ${reasonOf(factor, under)}, ${effect}.`;
}

/** A deal that is cut between brackets says what of it counts how often: all of it together would be no round number. */
function timesInWords(
  factor: Extract<StepOf, { kind: "FACTOR" }>["factor"],
  { numerator, denominator }: Rational,
  under: AwardUnder,
): string {
  if (factor.kind === "PACE" && "cut" in factor.pace && factor.pace.cut.length > 1)
    return cutInWords(factor.pace, under);
  return `times ${multiplierOf((numerator * WHOLE_PPM) / denominator)}`;
}

function reasonOf(
  factor: Extract<StepOf, { kind: "FACTOR" }>["factor"],
  under: AwardUnder,
): string {
  switch (factor.kind) {
    case "TIER":
      return `tier ${factor.tier}`;
    case "QUALITY":
      return `how its leads fared (of ${factor.closed} that were closed in the ${factor.windowDays} days before, ${factor.won} were won)`;
    case "PACE":
      return "cut" in factor.pace ? amountReason(factor.pace, under) : paceReason(factor.pace);
    default:
      return unreachable(factor);
  }
}

function amountReason(
  { kind, period, startsOn, beforeMinor, worthMinor }: AmountPaceTrace,
  under: AwardUnder,
): string {
  const when = periodInWords(period, startsOn);
  return kind === "MARGINAL"
    ? `being worth ${amountIn(under, worthMinor)} behind deals of ${when} that are worth ${amountIn(under, beforeMinor)}`
    : `its deals of ${when}, which are worth ${amountIn(under, (BigInt(beforeMinor) + BigInt(worthMinor)).toString())} with it`;
}

function paceReason({ kind, period, startsOn, place, units }: LeadPaceTrace): string {
  const of = kind === "MARGINAL" || place === units ? "lead" : `of ${units} leads`;
  return `being its ${ordinal(place)} ${of} of ${periodInWords(period, startsOn)}`;
}

const DEAL_MOVED: Readonly<Record<TrueUpAccount["trueUp"]["because"], string>> = {
  CAME: "A deal that was won",
  WENT: "A deal that counts no more",
  CHANGED: "A deal that was corrected",
};

export function trueUpSentences(
  { trueUp, minor }: TrueUpAccount,
  partnerId: string | null,
  under: AwardUnder,
): readonly string[] {
  const { because, period, startsOn, place, units, worthMinor, dealsMinor } = trueUp;
  const when = periodInWords(period, startsOn);
  const name = nameOf(partnerId, under);
  if (dealsMinor !== undefined || because === "CHANGED")
    return [
      `${DEAL_MOVED[because]} of ${name} in ${when} changes what it has for the others by ${amountIn(under, minor)}.`,
      ...(dealsMinor === undefined
        ? []
        : [`Its ${units} deals are worth ${amountIn(under, dealsMinor)} by now.`]),
      `Together they come to ${amountIn(under, worthMinor)}.`,
    ];
  const which = because === "CAME" && place !== null ? `The ${ordinal(place)} lead` : "A lead";
  const others = because === "CAME" ? units - 1 : units;
  const comes = because === "CAME" ? "" : " that counts no more";
  return [
    `${which} of ${name} in ${when}${comes} changes what the ${others} others earned by ${amountIn(under, minor)}.`,
    `Together they come to ${amountIn(under, worthMinor)}.`,
  ];
}

export function takenSentence(
  { takenBackPpm, grossMinor, takenBack }: PartTakenTrace,
  under: AwardUnder,
): string {
  const before = takenBack.reduce((sum, { beforeMinor }) => sum + BigInt(beforeMinor), 0n);
  const already =
    before === 0n ? "" : `, of which ${amountIn(under, before.toString())} were before`;
  return `By the schedule of its version ${percentOf(BigInt(takenBackPpm))} % of the award are taken back by then${already}: it changes by ${amountIn(under, grossMinor)}.`;
}

/** What a partner has, and what of that it does not have yet. */
export function shareSentence(
  ppm: string | null,
  { minor, partnerId }: AwardStep,
  under: AwardUnder,
): string {
  const amount = amountIn(under, minor.toString());
  const name = nameOf(partnerId, under);
  const held = (partnerId === null ? null : under.partners.get(partnerId))?.held ?? 0n;
  const told =
    held === 0n
      ? ""
      : held > 0n
        ? `, of which ${sizeOf(held, under)} is held back until it vests`
        : `, of which ${sizeOf(held, under)} had been held back`;
  return ppm === null
    ? `For ${name} that is ${amount}${told}.`
    : `${name} has ${percentOf(BigInt(ppm))} %, and earned ${amount}${told}.`;
}

export function sizeOf(minor: bigint, { currency }: Pick<AwardUnder, "currency">): string {
  return amountIn({ currency }, (minor < 0n ? -minor : minor).toString());
}

export const nameOf = (partnerId: string | null, { partners }: AwardUnder): string =>
  (partnerId === null ? null : partners.get(partnerId)?.name) ?? "a partner";
