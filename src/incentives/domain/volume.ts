import { uuidOf } from "../../kernel/index.ts";
import type { AwardId, LeadId } from "../../kernel/index.ts";

import { bracketAt } from "./accelerator.ts";
import type {
  Accelerator,
  AcceleratorKind,
  AmountAccelerator,
  AmountBracket,
  LeadAccelerator,
} from "./accelerator.ts";
import { cutOf, paceOfAmount, timesOfCut } from "./amount-pace.ts";
import type { AmountPace } from "./amount-pace.ts";
import { partAt } from "./basis.ts";
import type { Basis } from "./basis.ts";
import type { LeadPace, Pace } from "./lead-pace.ts";

interface Counting {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  /** When its milestone was reached. */
  readonly eventAt: Date;
  /** Of the version that it was earned under. */
  readonly kind: AcceleratorKind;
  /** What the partner was credited with it, with all changes since. */
  readonly ownMinor: bigint;
}

/** An award that counts for its partner's volume as one lead, as it stands. */
export interface LeadUnit extends Counting {
  readonly fromUnits: readonly number[];
  /** What the partner's own part comes to in each bracket. */
  readonly parts: readonly bigint[];
}

/** The same of one that counts for as much as its deal is worth. */
export interface AmountUnit extends Counting {
  readonly brackets: readonly AmountBracket[];
  readonly worthMinor: bigint;
  readonly basis: Basis;
}

/** In one window all count in the same way. */
export type Unit = LeadUnit | AmountUnit;

/** A partner's leads of a period that count, and what they were trued up by so far. */
export interface Volume<Counted extends Unit = Unit> {
  readonly units: readonly Counted[];
  readonly truedUpMinor: bigint;
}

type Placed = Pick<Unit, "eventAt" | "leadId">;

/** By when they were reached, then by their leads' ids. */
export function isBefore(one: Placed, other: Placed): boolean {
  const [first, second] = [one.eventAt.getTime(), other.eventAt.getTime()];
  return first === second ? uuidOf(one.leadId) < uuidOf(other.leadId) : first < second;
}

type Coming = Placed & Pick<LeadPace, "partnerId" | "startsOn">;

/** The pace of a lead that comes to those that count; of a deal, with what it is worth. */
export function paceOf(
  accelerator: LeadAccelerator,
  volume: Pick<Volume, "units">,
  coming: Coming,
): LeadPace;
export function paceOf(
  accelerator: Accelerator,
  volume: Pick<Volume, "units">,
  coming: Coming & Pick<AmountPace, "worthMinor">,
): Pace;
export function paceOf(
  accelerator: Accelerator,
  { units }: Pick<Volume, "units">,
  coming: Coming & Partial<Pick<AmountPace, "worthMinor">>,
): Pace {
  if (accelerator.measure === "AMOUNT") return paceOfDeal(accelerator, units, coming);
  const place = 1 + units.filter((unit) => isBefore(unit, coming)).length;
  return paceAt(accelerator, { ...coming, place, units: units.length + 1 });
}

function paceOfDeal(
  accelerator: AmountAccelerator,
  units: readonly Unit[],
  coming: Coming & Partial<Pick<AmountPace, "worthMinor">>,
): AmountPace {
  const { worthMinor } = coming;
  if (worthMinor === undefined) throw new Error("a deal counts for what it is worth");
  const { kind } = accelerator;
  const counted = units.filter((unit) => kind === "RETROACTIVE" || isBefore(unit, coming));
  return paceOfAmount(accelerator, { ...coming, worthMinor, beforeMinor: amountOf(counted) });
}

/** What deals that count are worth together. */
export const amountOf = (units: readonly Unit[]): bigint =>
  units.reduce((sum, unit) => sum + ("basis" in unit ? unit.worthMinor : 0n), 0n);

/** The pace of one of so many leads. */
export function paceAt(
  { kind, period, brackets }: LeadAccelerator,
  {
    partnerId,
    startsOn,
    place,
    units,
  }: Pick<LeadPace, "partnerId" | "startsOn" | "place" | "units">,
): LeadPace {
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
  const whole = amountOf(units);
  let before = 0n;
  return inOrder.reduce((sum, unit, index) => {
    if ("parts" in unit)
      return sum + partOfLead(unit, unit.kind === "MARGINAL" ? index + 1 : inOrder.length);
    const { kind, worthMinor, basis } = unit;
    const part = partAt(
      basis,
      timesOfCut(cutOf(unit, kind === "MARGINAL" ? before : whole - worthMinor, worthMinor)),
    );
    before += worthMinor;
    return sum + part;
  }, 0n);
}

const partOfLead = ({ fromUnits, parts }: LeadUnit, counted: number): bigint =>
  parts[bracketAt(fromUnits, counted)] ?? 0n;

/**
 * By how much more, or less, the partner is to have than it was credited: what its leads come to, less what each
 * was credited by itself and all true-ups so far. With the unit that came, or without those that went.
 *
 *     11 leads, retroactive: 1,320.00 − (1,000.00 + 120.00)  →  200.00
 *     27 → 26, the third goes: 3,900.00 − 3,950.00  →  −50.00, besides its own 100.00
 */
export const trueUpOf = ({ units, truedUpMinor }: Volume): bigint =>
  worthOf(units) - units.reduce((sum, { ownMinor }) => sum + ownMinor, 0n) - truedUpMinor;
