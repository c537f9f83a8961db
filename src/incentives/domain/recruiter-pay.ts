import { divideRounded, WHOLE_PPM } from "../../kernel/index.ts";
import type { CreditId, Currency, PartnerId } from "../../kernel/index.ts";

import { ROUNDING_MODES } from "./base-amount.ts";
import type { Rounding } from "./incentive-program.ts";

/** A credit of a partner of which its recruiter has a percent, with what the recruiter has of it by now. */
export interface Followed {
  readonly creditId: CreditId;
  readonly ratePpm: bigint;
  readonly rounding: Rounding;
  /** For this partner in all; null where that is not limited. */
  readonly capMinor: bigint | null;
  /** What counts of the credit, with all that changed it. */
  readonly countsMinor: bigint;
  readonly hasMinor: bigint;
}

/** What a recruiter is to have more, or less, of one credit. */
export interface FollowingChange {
  readonly of: Followed;
  readonly minor: bigint;
  /** What the percent of what counts comes to. */
  readonly wantedMinor: bigint;
  /** Where a cap limits it: what was used of that before. */
  readonly capUsedMinor: bigint | null;
}

/** The percent of what counts, rounded once. */
const wantedOf = ({ countsMinor, ratePpm, rounding }: Followed): bigint =>
  divideRounded(countsMinor * ratePpm, WHOLE_PPM, ROUNDING_MODES[rounding]);

/**
 * What a recruiter is to have more or less for one partner, given its credits in the order in which they were earned: of each the
 * percent of what counts. What is less goes first; what is more has what is left of the cap. Nothing that counts goes to make room for another.
 *
 *     10 %, cap 12.00: 100.00 and 50.00 earn 10.00 and 2.00; the first one is taken back: −10.00, and +3.00 of the second
 */
export function changesOf(followed: readonly Followed[]): readonly FollowingChange[] {
  let used = followed.reduce((sum, { hasMinor }) => sum + hasMinor, 0n);
  const less = followed.flatMap((of): FollowingChange[] => {
    const minor = wantedOf(of) - of.hasMinor;
    if (minor >= 0n) return [];
    used += minor;
    return [{ of, minor, wantedMinor: wantedOf(of), capUsedMinor: null }];
  });
  const more = followed.flatMap((of): FollowingChange[] => {
    const missing = wantedOf(of) - of.hasMinor;
    const left = of.capMinor === null ? missing : of.capMinor - used;
    const minor = missing < left ? missing : left;
    if (minor <= 0n) return [];
    const capUsedMinor = of.capMinor === null ? null : used;
    used += minor;
    return [{ of, minor, wantedMinor: wantedOf(of), capUsedMinor }];
  });
  return [...less, ...more];
}

/** What a recruiter had of one credit, award by award: how much of each goes, the last one first. */
export function takenOf<Award extends { readonly outstandingMinor: bigint }>(
  awards: readonly Award[],
  minor: bigint,
): readonly { readonly award: Award; readonly minor: bigint; readonly isAll: boolean }[] {
  let left = minor;
  return awards.flatMap((award) => {
    const { outstandingMinor: had } = award;
    const part = had < left ? had : left;
    left -= part;
    return part > 0n ? [{ award, minor: part, isAll: part === had }] : [];
  });
}

/** How what a recruiter has came about, for itself: no figure of the other's but its percent. JSON values only. */
export interface RecruiterAccount {
  readonly currency: Currency;
  readonly gate: null;
  /** All of it is the recruiter's. */
  readonly ppm: string;
  readonly minor: string;
  readonly recruiter: {
    readonly ratePpm: string;
    /** Whether it changes what it had of the same. */
    readonly isChange: boolean;
    readonly capMinor: string | null;
    readonly capUsedMinor: string | null;
    /** Whether the cap has left less than the percent. */
    readonly isCapped: boolean;
  };
}

/** The same for whoever answers for the money. JSON values only. */
export interface RecruiterKept {
  readonly engineVersion: string;
  readonly recruiterId: PartnerId;
  readonly grossMinor: string;
  /** Of a change: the award that it changes. */
  readonly adjusts?: string;
  readonly followed: {
    readonly creditId: CreditId;
    readonly partnerId: PartnerId;
    readonly partnerName: string;
    readonly ratePpm: string;
    readonly rounding: Rounding;
    readonly countsMinor: string;
    readonly wantedMinor: string;
    /** What it had of it before. */
    readonly hadMinor: string;
    readonly capMinor: string | null;
    readonly capUsedMinor: string | null;
  };
}
