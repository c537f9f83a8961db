import { refuse } from "../../kernel/index.ts";
import type { Refusal } from "../../kernel/index.ts";

import type { CapsDrafted, CapWindow } from "./cap-terms.ts";

/** What a bracket counts for. The database holds the same names in constraint incentive_accelerator_kind. */
export const ACCELERATOR_KINDS = {
  MARGINAL: "For the leads that lie in it, by their order.",
  RETROACTIVE: "For all leads of the period, once it is reached: those before are raised to it.",
} as const;
export type AcceleratorKind = keyof typeof ACCELERATOR_KINDS;
export const isAcceleratorKind = (text: string): text is AcceleratorKind =>
  Object.hasOwn(ACCELERATOR_KINDS, text);

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

/** How a rule pays more, the more leads a partner brings: brackets that rise from the first lead on. */
export interface Accelerator {
  readonly kind: AcceleratorKind;
  readonly period: CapWindow;
  readonly brackets: readonly Bracket[];
}

/** The database holds the same bounds in constraint incentive_accelerator_brackets. */
export const BRACKETS = { fewest: 2, most: 10, lastFrom: 1_000_000 } as const;

/** In which bracket so many leads lie: its index. */
export const bracketAt = (fromUnits: readonly number[], units: number): number =>
  fromUnits.findLastIndex((fromUnit) => fromUnit <= units);

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
