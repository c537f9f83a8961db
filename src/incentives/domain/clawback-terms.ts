import type { ClawbackStep } from "./clawback.ts";

/** Steps that a schedule may have. */
export const MOST_STEPS = 20;

/** A schedule as it is read: the last days of its steps, and how much up to each in parts per million, as text. */
export interface ClawbackRead {
  readonly days: readonly number[] | null;
  readonly parts: readonly string[] | null;
}

export function stepsOf({ days, parts }: ClawbackRead): readonly ClawbackStep[] {
  return (days ?? []).map((untilDay, index) => ({ untilDay, ppm: BigInt(parts?.[index] ?? 0) }));
}
