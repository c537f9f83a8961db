import { refuse } from "../../kernel/index.ts";
import type { Currency, Refusal } from "../../kernel/index.ts";

import type { CapsDrafted, CapWindow } from "./cap-terms.ts";

/** What a bracket counts for. The database holds the same names in constraint incentive_accelerator_kind. */
export const ACCELERATOR_KINDS = {
  MARGINAL:
    "For the leads that lie in it, by their order; a deal that lies in two of them is cut between them.",
  RETROACTIVE: "For all leads of the period, once it is reached: those before are raised to it.",
} as const;
export type AcceleratorKind = keyof typeof ACCELERATOR_KINDS;
export const isAcceleratorKind = (text: string): text is AcceleratorKind =>
  Object.hasOwn(ACCELERATOR_KINDS, text);

/** By what a partner comes from one bracket to the next. The database holds the same names in constraint incentive_accelerator_measure. */
export const ACCELERATOR_MEASURES = {
  LEADS: "By how many leads of its own reach the milestone.",
  AMOUNT:
    "By what its deals are worth together, in the program's currency; where a percent of them is paid.",
} as const;
export type AcceleratorMeasure = keyof typeof ACCELERATOR_MEASURES;
export const isAcceleratorMeasure = (text: string): text is AcceleratorMeasure =>
  Object.hasOwn(ACCELERATOR_MEASURES, text);

/** In which time leads are counted. */
export const ACCELERATOR_PERIODS = {
  MONTH: "A month of the calendar, in the incentive program's zone.",
  QUARTER: "Three months, from January, April, July or October on.",
  YEAR: "A year of the calendar.",
} as const satisfies Record<CapWindow, string>;

/** From which of a partner's leads on how much of what the rule pays. */
export interface Bracket {
  /** 1 is the first lead of the period. */
  readonly fromUnit: number;
  /** 1,000,000 is once. */
  readonly multiplierPpm: bigint;
}

/** Above what a partner's deals are worth together how much of what the rule pays. */
export interface AmountBracket {
  /** In the program's smallest unit; 0 of the first bracket. What comes to it exactly lies below. */
  readonly aboveMinor: bigint;
  readonly multiplierPpm: bigint;
}

interface Accelerating {
  readonly kind: AcceleratorKind;
  readonly period: CapWindow;
}

/** How a rule pays more, the more leads a partner brings: brackets that rise from the first lead on. */
export interface LeadAccelerator extends Accelerating {
  readonly measure?: "LEADS";
  readonly brackets: readonly Bracket[];
}

/** The same, the more its deals are worth together. */
export interface AmountAccelerator extends Accelerating {
  readonly measure: "AMOUNT";
  /** The program's. */
  readonly currency: Currency;
  readonly brackets: readonly AmountBracket[];
}

export type Accelerator = LeadAccelerator | AmountAccelerator;

/** The database holds the same bounds in constraint incentive_accelerator_brackets. */
export const BRACKETS = { fewest: 2, most: 10, lastFrom: 1_000_000 } as const;

/** In which bracket so many leads lie: its index. */
export const bracketAt = (fromUnits: readonly number[], units: number): number =>
  fromUnits.findLastIndex((fromUnit) => fromUnit <= units);

/** In which bracket deals lie that are worth so much together: each begins above its sum, and what is worth nothing lies in the first. */
export function amountBracketAt(brackets: readonly AmountBracket[], minor: bigint): number {
  const index = brackets.findLastIndex(({ aboveMinor }) => aboveMinor < minor);
  return index < 0 ? 0 : index;
}

/** Brackets by amount are in the currency in which the program pays. */
export function refuseOtherBracketCurrency(
  rules: readonly { readonly accelerator: Accelerator | null }[],
  currency: string,
): Refusal | null {
  const currencyOf = ({ accelerator }: (typeof rules)[number]) =>
    accelerator?.measure === "AMOUNT" ? accelerator.currency : currency;
  const index = rules.findIndex((rule) => currencyOf(rule) !== currency);
  const other = rules[index];
  if (!other) return null;
  return refuse(
    "VALIDATION_FAILED",
    `rules.${index}.accelerator has brackets in ${currencyOf(other)}, but the incentive program pays in ${currency}: give what deals are worth in ${currency}.`,
    { path: ["rules", index, "accelerator", "brackets"] },
  );
}

/**
 * What is limited is not accelerated: what a cap held back when a lead came would have to be told from what later
 * leads raise, and a budget could be overdrawn by a lead that is long paid. Nor is what is held back, or taken back by
 * parts: what a lead is raised by is another lead's doing, on another day.
 */
export function refuseLimitedAccelerator(
  rules: readonly { readonly accelerator: Accelerator | null }[],
  { leadCap, partnerCap, budget }: CapsDrafted,
  {
    holdback,
    clawback,
  }: { readonly holdback: object | null; readonly clawback: readonly object[] },
): Refusal | null {
  const index = rules.findIndex(({ accelerator }) => accelerator !== null);
  if (index < 0) return null;
  const clawed = clawback.length === 0 ? null : clawback;
  const limits = Object.entries({ leadCap, partnerCap, budget, holdback, clawback: clawed });
  const [limit] = limits.find(([, limited]) => limited !== null) ?? [];
  if (limit === undefined) return null;
  return refuse(
    "VALIDATION_FAILED",
    `rules.${index}.accelerator raises what earlier leads had earned, which ${limit} would have to go by again: leave out one of the two, or pay for this milestone in an incentive program of its own.`,
    { path: ["rules", index, "accelerator"] },
  );
}
