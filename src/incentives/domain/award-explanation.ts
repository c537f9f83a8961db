import { unreachable, WHOLE_PPM } from "../../kernel/index.ts";

import { stepsOf, total } from "./award-steps.ts";
import type { AdjustmentTrace, AwardStep, StepOf } from "./award-steps.ts";
import type { Calculation, CapTrace, FactorTrace } from "./calculation.ts";
import { amountIn, paysSentence, rateSentence, WINDOWS } from "./explanation.ts";
import type { EarnedUnder } from "./explanation.ts";
import { AWARD_GATES } from "./gates.ts";
import type { AwardGate } from "./gates.ts";
import { percentOf } from "./percent.ts";
import { multiplierOf } from "./tier-multipliers.ts";

/** An award as it is told to whoever answers for the money. */
export interface AwardExplained {
  readonly steps: readonly (Omit<AwardStep, "of"> & { readonly label: string })[];
  readonly sentences: readonly string[];
}

/** What an award was earned under, and how its partners were called then. */
export interface AwardUnder extends EarnedUnder {
  readonly currency: string;
  readonly partnerNames: ReadonlyMap<string, string>;
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

/**
 * How an award came about, by steps that each say what they did to the sum, and in sentences that say the same.
 * A kind of step that is new needs its sentence here, and nothing else.
 */
export function explainAward(
  kept: Calculation | AdjustmentTrace,
  under: AwardUnder,
): AwardExplained {
  const all = stepsOf(kept);
  const steps = all.map(({ of, ...step }) => ({
    ...step,
    label: labelOf({ of, ...step }, under).join(" "),
  }));
  const paid = total(all.filter(({ kind }) => kind === "SHARE"));
  return {
    steps,
    sentences: [
      ...steps.map(({ label }) => label),
      `In all that is ${amountIn(under, paid.toString())}.`,
    ],
  };
}

/** The sentences of one step. */
function labelOf(step: AwardStep, under: AwardUnder): readonly string[] {
  const { of } = step;
  switch (of.kind) {
    case "BASE":
      return [paysSentence(of, under), ...rateSentence(of)];
    case "TENDER":
      return [tenderSentence(of, under)];
    case "GATE":
      return gateSentences(of.gate);
    case "FACTOR":
      return [factorSentence(of, step, under)];
    case "CAP":
      return [capSentence(of.cap, under)];
    case "SHARE":
      return [shareSentence(of.ppm, step, under)];
    case "CHANGE":
      return changeSentences(of.change, under);
    case "PLAIN":
      return [plainSentence(step, under)];
    default:
      return unreachable(of);
  }
}

function tenderSentence(
  { partners, left }: Extract<StepOf, { kind: "TENDER" }>,
  under: AwardUnder,
): string {
  return `What it is for is out to tender and earns once: ${amountIn(under, left.toString())} of it were left, for ${partners} who are accepted for it.`;
}

function gateSentences(gate: string): readonly string[] {
  // awards keep names of gates that there are no more
  if (!isGate(gate)) return [`Nothing was earned: ${gate}.`];
  return ["Nothing was earned.", AWARD_GATES[gate], WOULD_OPEN[gate]];
}

const isGate = (gate: string): gate is AwardGate => Object.hasOwn(AWARD_GATES, gate);

/** By what a factor multiplies, in words. */
const FACTORS: Readonly<Record<FactorTrace["kind"], (factor: FactorTrace) => string>> = {
  TIER: ({ tier, multiplierPpm }) => `${multiplierOf(BigInt(multiplierPpm))} for tier ${tier}`,
};

function factorSentence(
  { factor, ppm }: Extract<StepOf, { kind: "FACTOR" }>,
  { minor, partnerId }: AwardStep,
  under: AwardUnder,
): string {
  const more = BigInt(factor.multiplierPpm) < WHOLE_PPM ? "less" : "more";
  return `The ${percentOf(BigInt(ppm))} % of ${nameOf(partnerId, under)} count times ${FACTORS[factor.kind](factor)}, which is ${sizeOf(minor, under)} ${more}.`;
}

function capSentence(cap: CapTrace, under: AwardUnder): string {
  const [limit, used] = [amountIn(under, cap.limitMinor), amountIn(under, cap.usedMinor)];
  const [before, after] = [amountIn(under, cap.beforeMinor), amountIn(under, cap.afterMinor)];
  const became =
    cap.beforeMinor === cap.afterMinor
      ? `so that all of ${before} went on`
      : `so that of ${before} it became ${after}`;
  switch (cap.kind) {
    case "LEAD":
      return `A lead earns up to ${limit}, and this one had earned ${used}, ${became}.`;
    case "PARTNER": {
      const window = cap.window ? `the ${WINDOWS[cap.window]} from ${cap.startsOn} on` : "all";
      return `${nameOf(cap.partnerId ?? null, under)} earns up to ${limit} in ${window}, and had earned ${used}, ${became}.`;
    }
    case "BUDGET":
      return `The program pays up to ${limit}, and had paid ${used}, ${became}.`;
    default:
      return unreachable(cap.kind);
  }
}

function shareSentence(
  ppm: string | null,
  { minor, partnerId }: AwardStep,
  under: AwardUnder,
): string {
  const name = nameOf(partnerId, under);
  const amount = amountIn(under, minor.toString());
  return ppm === null
    ? `For ${name} that is ${amount}.`
    : `${name} has ${percentOf(BigInt(ppm))} %, and earned ${amount}.`;
}

function changeSentences(change: AdjustmentTrace, under: AwardUnder): readonly string[] {
  const deal = amountIn({ currency: change.dealCurrency }, change.dealMinor);
  return [
    `The deal is worth ${deal} as it is known now, of which the award comes to ${amountIn(under, change.targetMinor)}: it changes by ${amountIn(under, change.grossMinor)}.`,
  ];
}

function plainSentence({ kind, minor }: AwardStep, under: AwardUnder): string {
  if (kind === "ROUNDING")
    return `All parts are added up before they are rounded, which is ${amountIn(under, minor.toString())}.`;
  if (kind === "VENDOR_PART")
    return `The vendor's own part of ${sizeOf(minor, under)} is paid to nobody.`;
  return `What else the version says changes it by ${amountIn(under, minor.toString())}.`;
}

const sizeOf = (minor: bigint, under: AwardUnder): string =>
  amountIn(under, (minor < 0n ? -minor : minor).toString());

const nameOf = (partnerId: string | null, { partnerNames }: AwardUnder): string =>
  (partnerId === null ? null : partnerNames.get(partnerId)) ?? "a partner";
