import {
  addDays,
  allocate,
  localDate,
  rational,
  roundRational,
  WHOLE_PPM,
} from "../../kernel/index.ts";

import { ROUNDING_MODES } from "./base-amount.ts";
import { differencesOf } from "./holdback.ts";
import type { Held, Instalment } from "./holdback.ts";
import type { Rounding } from "./incentive-program.ts";

/** How much of a credit is taken back up to a day after its milestone. */
export interface ClawbackStep {
  /** The last of these days, counted from that of the milestone. */
  readonly untilDay: number;
  /** In all, with what was taken back before; in parts per million. */
  readonly ppm: bigint;
}

/**
 * How much of what an award credited is taken back at an instant, in parts per million; null: all of it, where
 * there is no schedule, or none for that day. Days are those of the program's zone, the last of each step counts.
 */
export function partToTake(
  schedule: readonly ClawbackStep[],
  { reachedAt, timeZone }: { readonly reachedAt: Date; readonly timeZone: string },
  at: Date,
): bigint | null {
  const reachedOn = localDate(reachedAt, timeZone);
  const today = localDate(at, timeZone);
  const step = schedule.find(({ untilDay }) => today <= addDays(reachedOn, untilDay));
  return step === undefined || step.ppm === WHOLE_PPM ? null : step.ppm;
}

/**
 * What is taken back now of each share: up to so much of it in all, rounded as the version rounds, less what was
 * before.
 *
 *     25 % of 3333, and then 75 %  →  833, and then 1667; 833 are left
 */
export function takeNow(
  shares: readonly { readonly minor: bigint; readonly takenMinor: bigint }[],
  ppm: bigint,
  rounding: Rounding,
): readonly bigint[] {
  return shares.map(({ minor, takenMinor }) => {
    const upTo = roundRational(rational(minor * ppm, WHOLE_PPM), ROUNDING_MODES[rounding]);
    return upTo > takenMinor ? upTo - takenMinor : 0n;
  });
}

/** What of an amount that is taken back is taken of what has not vested yet, over its instalments: that goes first. */
export function takeUnvested(
  instalments: readonly Instalment[],
  minor: bigint,
  today: string,
): Held {
  const unvested = instalments.filter(({ dueOn }) => dueOn > today);
  const there = unvested.reduce((sum, each) => sum + each.minor, 0n);
  if (there === 0n) return differencesOf([]);
  const parts = allocate(
    minor < there ? -minor : -there,
    unvested.map((each) => each.minor),
  );
  return differencesOf(unvested.map((each, index) => ({ ...each, minor: parts[index] ?? 0n })));
}
