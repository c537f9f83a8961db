import { uuidOf } from "../../kernel/index.ts";
import type { AwardId, LeadId, PartnerId } from "../../kernel/index.ts";

import { bracketAt } from "./accelerator.ts";
import type { Accelerator, AcceleratorKind } from "./accelerator.ts";
import type { CapWindow } from "./cap-terms.ts";

/** An award that counts for its partner's volume, as it stands. */
export interface Unit {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  /** When its milestone was reached. */
  readonly eventAt: Date;
  /** Of the version that it was earned under. */
  readonly kind: AcceleratorKind;
  readonly fromUnits: readonly number[];
  /** What the partner's own part comes to in each bracket. */
  readonly parts: readonly bigint[];
  /** What the partner was credited with it. */
  readonly ownMinor: bigint;
}

/** A partner's leads of a period that count, and what they were trued up by so far. */
export interface Volume {
  readonly units: readonly Unit[];
  readonly truedUpMinor: bigint;
}

/** By what a partner's own part of an award is multiplied, and why. */
export interface Pace {
  readonly partnerId: PartnerId;
  readonly kind: AcceleratorKind;
  readonly period: CapWindow;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
  /** Which of the partner's leads of the period it is: 1 is the first. */
  readonly place: number;
  /** How many there are with it. */
  readonly units: number;
  readonly fromUnit: number;
  readonly multiplierPpm: bigint;
}

type Placed = Pick<Unit, "eventAt" | "leadId">;

/** By when they were reached, then by their leads' ids. */
export function isBefore(one: Placed, other: Placed): boolean {
  const [first, second] = [one.eventAt.getTime(), other.eventAt.getTime()];
  return first === second ? uuidOf(one.leadId) < uuidOf(other.leadId) : first < second;
}

/** The pace of a lead that comes to those that count. */
export function paceOf(
  accelerator: Accelerator,
  { units }: Pick<Volume, "units">,
  coming: Placed & Pick<Pace, "partnerId" | "startsOn">,
): Pace {
  const place = 1 + units.filter((unit) => isBefore(unit, coming)).length;
  return paceAt(accelerator, { ...coming, place, units: units.length + 1 });
}

/** The pace of one of so many leads. */
export function paceAt(
  { kind, period, brackets }: Accelerator,
  { partnerId, startsOn, place, units }: Pick<Pace, "partnerId" | "startsOn" | "place" | "units">,
): Pace {
  const fromUnits = brackets.map(({ fromUnit }) => fromUnit);
  const bracket = brackets[bracketAt(fromUnits, kind === "MARGINAL" ? place : units)];
  if (!bracket) throw new Error("the first bracket begins with the first lead");
  return { partnerId, kind, period, startsOn, place, units, ...bracket };
}

/**
 * What all leads that count come to, each by its own version's brackets: F.
 *
 *     1–10 once, 11–25 1.2 times, 26 on 1.5 times of 100.00, 11 leads  →  1,120.00 marginal, 1,320.00 retroactive
 */
export function worthOf(units: readonly Unit[]): bigint {
  const inOrder = units.toSorted((one, other) => (isBefore(one, other) ? -1 : 1));
  return inOrder.reduce((sum, { kind, fromUnits, parts }, index) => {
    const counted = kind === "MARGINAL" ? index + 1 : inOrder.length;
    return sum + (parts[bracketAt(fromUnits, counted)] ?? 0n);
  }, 0n);
}

/**
 * By how much more, or less, the partner is to have than it was credited: what its leads come to, less what each
 * was credited by itself and all true-ups so far. With the unit that came, or without those that went.
 *
 *     11 leads, retroactive: 1,320.00 − (1,000.00 + 120.00)  →  200.00
 *     27 → 26, the third goes: 3,900.00 − 3,950.00  →  −50.00, besides its own 100.00
 */
export const trueUpOf = ({ units, truedUpMinor }: Volume): bigint =>
  worthOf(units) - units.reduce((sum, { ownMinor }) => sum + ownMinor, 0n) - truedUpMinor;
