import { rational, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId, Rational } from "../../kernel/index.ts";

import { amountBracketAt } from "./accelerator.ts";
import type { AmountAccelerator, AmountBracket, AcceleratorKind } from "./accelerator.ts";
import type { CapWindow } from "./cap-terms.ts";

/** What of a deal lies in one bracket. */
export interface Cut {
  /** In the program's smallest unit. */
  readonly minor: bigint;
  readonly multiplierPpm: bigint;
}

/** By what a partner's own part of a deal is multiplied for what its deals of a period are worth, and why. */
export interface AmountPace {
  readonly partnerId: PartnerId;
  readonly kind: AcceleratorKind;
  readonly period: CapWindow;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
  /** What those before it are worth together; where all count alike, all others. */
  readonly beforeMinor: bigint;
  readonly worthMinor: bigint;
  /** It, as its brackets cut it. */
  readonly cut: readonly Cut[];
}

/**
 * A deal as the brackets cut it. Where all count alike it lies in the bracket that all of them reach.
 *
 *     once, above 50,000.00 1.2 times; 40,000.00 before it, worth 30,000.00
 *     MARGINAL     →  10,000.00 once, 20,000.00 1.2 times
 *     RETROACTIVE  →  30,000.00 1.2 times
 */
export function cutOf(
  { kind, brackets }: Pick<AmountAccelerator, "kind" | "brackets">,
  beforeMinor: bigint,
  worthMinor: bigint,
): readonly Cut[] {
  const until = beforeMinor + worthMinor;
  const whole = (at: bigint): readonly Cut[] => [
    { minor: worthMinor, multiplierPpm: multiplierAt(brackets, at) },
  ];
  if (kind === "RETROACTIVE") return whole(until);
  if (worthMinor === 0n) return whole(beforeMinor);
  return brackets.flatMap(({ aboveMinor, multiplierPpm }, index) => {
    const end = brackets[index + 1]?.aboveMinor ?? until;
    const minor = least(end, until) - most(aboveMinor, beforeMinor);
    return minor > 0n ? [{ minor, multiplierPpm }] : [];
  });
}

/** By what a deal is multiplied that is cut so: each part by its own, of all of it. */
export function timesOfCut(cut: readonly Cut[]): Rational {
  const whole = cut.reduce((sum, { minor }) => sum + minor, 0n);
  if (whole === 0n) return rational(cut[0]?.multiplierPpm ?? WHOLE_PPM, WHOLE_PPM);
  const numerator = cut.reduce((sum, { minor, multiplierPpm }) => sum + minor * multiplierPpm, 0n);
  return rational(numerator, whole * WHOLE_PPM);
}

/** The pace of a deal that is worth so much, behind so much. */
export function paceOfAmount(
  { kind, period, brackets }: Omit<AmountAccelerator, "currency">,
  at: Pick<AmountPace, "partnerId" | "startsOn" | "beforeMinor" | "worthMinor">,
): AmountPace {
  const { partnerId, startsOn, beforeMinor, worthMinor } = at;
  const cut = cutOf({ kind, brackets }, beforeMinor, worthMinor);
  return { partnerId, kind, period, startsOn, beforeMinor, worthMinor, cut };
}

function multiplierAt(brackets: readonly AmountBracket[], minor: bigint): bigint {
  const bracket = brackets[amountBracketAt(brackets, minor)];
  if (!bracket) throw new Error("the first bracket begins with nothing");
  return bracket.multiplierPpm;
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const most = (one: bigint, other: bigint): bigint => (one > other ? one : other);
