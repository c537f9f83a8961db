import { allocate } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";

import type { Calculation, CapTrace } from "./calculation.ts";
import type { CapTerms } from "./cap-terms.ts";
import { capParts, capPartners } from "./caps.ts";
import type { Part, Room } from "./caps.ts";

/** What a change said of each part: what it came to, and what it would have been without limits. */
export interface ChangeTold {
  readonly shares?: readonly {
    readonly partnerId: PartnerId;
    readonly minor: string;
    /** Left out of changes that nothing could limit. */
    readonly wantedMinor?: string;
  }[];
}

/** An award as a change of it finds it. */
interface Changeable {
  readonly calculation: Calculation;
  /** What nobody is paid, with all changes since. */
  readonly forfeitedMinor: bigint;
  readonly credits: readonly {
    readonly partnerId: PartnerId;
    /** With all changes since. */
    readonly outstandingMinor: bigint;
  }[];
}

/** What limits a change of an award, besides its lead's cap. */
export interface Limits {
  readonly terms: CapTerms;
  /** What is left now, in the window of the award's own day. */
  readonly room: Room;
  /** How the award was changed before. */
  readonly changed: readonly ChangeTold[];
}

interface Wanted {
  /** What each part is before partners' caps and the budget; the vendor's own last. */
  readonly outstanding: readonly bigint[];
  /** By how much each of the credits would change. */
  readonly wanted: readonly bigint[];
  readonly weights: readonly bigint[];
}

/**
 * What each part of an award comes to by now before what limits partners and all together, the vendor's own
 * last. Where nothing limits it that is what is outstanding.
 */
export function wantedBy(
  award: Changeable,
  weights: readonly bigint[],
  limits: Limits | null,
): readonly bigint[] {
  const { credits, calculation, forfeitedMinor } = award;
  const whole = total(credits.map((credit) => credit.outstandingMinor)) + forfeitedMinor;
  const parts = limits
    ? credits.map((credit, index) => {
        const first = firstWanted(calculation, credit.partnerId, weights, index);
        return first + wantedSince(limits.changed, credit.partnerId);
      })
    : credits.map((credit) => credit.outstandingMinor);
  return [...parts, whole - overLeadCap(calculation) - total(parts)];
}

/** A part as it was split, before it was limited. */
function firstWanted(
  { caps = [], shares, grossMinor }: Calculation,
  partnerId: PartnerId,
  weights: readonly bigint[],
  index: number,
): bigint {
  const own = caps.find((cap) => cap.kind === "PARTNER" && cap.partnerId === partnerId);
  if (own) return BigInt(own.beforeMinor);
  const budget = caps.find(({ kind }) => kind === "BUDGET");
  if (budget && budget.beforeMinor !== budget.afterMinor) {
    const lead = caps.find(({ kind }) => kind === "LEAD");
    return allocate(BigInt(lead?.afterMinor ?? grossMinor), weights)[index] ?? 0n;
  }
  return BigInt(shares.find((share) => share.partnerId === partnerId)?.minor ?? 0n);
}

const wantedSince = (changed: readonly ChangeTold[], partnerId: PartnerId): bigint =>
  total(
    changed.flatMap(({ shares = [] }) =>
      shares
        .filter((share) => share.partnerId === partnerId)
        .map(({ minor, wantedMinor }) => BigInt(wantedMinor ?? minor)),
    ),
  );

/**
 * What of a change is credited. More is earned within what is left of each partner's cap and the budget, as an
 * award is, and what is over goes as their terms say. Of a deal that shrinks, each has what is left of its part
 * and never more than it had: what had been over a limit goes first, and is not had again.
 *
 *     3,000.00 of which a cap left 2,000.00; the deal shrinks by a tenth  →  2,700.00: nothing is taken
 *     the same by a half                                                 →  1,500.00: −500.00
 */
export function changeWithin(
  { credits }: Changeable,
  { outstanding, wanted, weights }: Wanted,
  { terms, room }: Limits,
): { readonly parts: readonly bigint[]; readonly caps: readonly CapTrace[] } {
  const partOf = (minor: readonly bigint[]): readonly Part[] =>
    credits.map(({ partnerId }, index) => ({
      ...{ partnerId, isPaid: true, weight: weights[index] ?? 0n, minor: minor[index] ?? 0n },
    }));
  if (wanted.every((minor) => minor >= 0n)) {
    const { value, traces } = capParts(partOf(wanted), room, terms);
    return { parts: value.map(({ minor }) => minor), caps: traces };
  }
  const had: Room["partners"] = new Map(
    credits.map(({ partnerId, outstandingMinor }) => [
      partnerId,
      { limit: outstandingMinor, used: 0n, window: "MONTH", startsOn: "" },
    ]),
  );
  const left = outstanding.map((minor, index) => minor + (wanted[index] ?? 0n));
  const kept = capPartners(partOf(left), had, terms.partnerCap?.onExcess ?? "FORFEIT").value;
  return {
    parts: credits.map(
      ({ outstandingMinor }, index) => (kept[index]?.minor ?? 0n) - outstandingMinor,
    ),
    caps: [],
  };
}

/** What of the award was over its lead's cap, and so was nobody's. */
const overLeadCap = ({ caps = [] }: Calculation): bigint =>
  total(
    caps
      .filter(({ kind }) => kind === "LEAD")
      .map(({ beforeMinor, afterMinor }) => BigInt(beforeMinor) - BigInt(afterMinor)),
  );

const total = (all: readonly bigint[]): bigint => all.reduce((sum, minor) => sum + minor, 0n);
