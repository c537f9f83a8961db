import { refuse } from "../../kernel/index.ts";
import type { PartnerId, Refusal } from "../../kernel/index.ts";

import type { CapTrace } from "./calculation.ts";
import { windowStart } from "./cap-terms.ts";
import type { CapsDrafted, CapWindow, PartnerCapExcess } from "./cap-terms.ts";
import type { PartnerLimit } from "./caps.ts";
import { addMonths } from "./holdback.ts";
import type { RuleDrafted } from "./incentive-program.ts";
import type { PayoutTermsDrafted } from "./payout-terms.ts";

/** For how many later windows what is over a cap may wait. The database holds the same bounds in constraint incentive_program_version_defers. */
const DEFER_WINDOWS = { fewest: 1, most: 12 } as const;

const MONTHS: Readonly<Record<CapWindow, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

/** What is wrong with how long a partner's cap defers, by its field; null where nothing is. */
export function problemOfDeferral(
  onExcess: PartnerCapExcess,
  windows: number | null,
): string | null {
  const { fewest, most } = DEFER_WINDOWS;
  if (onExcess !== "DEFER")
    return windows === null ? null : `is of DEFER, got ${onExcess}: leave it out`;
  if (windows === null)
    return `is needed beside DEFER: in how many later windows what is over may be earned, ${fewest} to ${most}`;
  if (windows < fewest || windows > most) return `must be ${fewest} to ${most}, got ${windows}`;
  return null;
}

/**
 * What waits for another window stands beside nothing else that moves what is earned: whether what waits is changed first
 * by a deal, held back, taken back by a schedule or raised by other leads, and which month's budget bears it, would each be a rule of its own.
 */
export function refuseDeferral(
  rules: readonly RuleDrafted[],
  { partnerCap, budget }: CapsDrafted,
  { holdback, clawback }: Pick<PayoutTermsDrafted, "holdback" | "clawback">,
): Refusal | null {
  if (partnerCap?.onExcess !== "DEFER") return null;
  const percent = rules.findIndex(({ pay }) => pay.kind !== "FIXED_BOUNTY");
  const accelerated = rules.findIndex(({ accelerator }) => accelerator !== null);
  const others = [
    [percent >= 0, `rules.${percent}.kind PERCENT_OF_DEAL`],
    [accelerated >= 0, `rules.${accelerated}.accelerator`],
    [budget !== null, "budget"],
    [holdback !== null, "holdback"],
    [clawback.length > 0, "clawback"],
  ] as const;
  const other = others.find(([stands]) => stands);
  if (!other) return null;
  return refuse(
    "VALIDATION_FAILED",
    `partnerCap.onExcess is DEFER, which is for fixed bounties alone and not defined beside ${other[1]}: take FORFEIT or REDISTRIBUTE, or pay the bounties in an incentive program of their own.`,
    { path: ["partnerCap", "onExcess"] },
  );
}

/** When something waits for a room that the past had, a simulation would have to know what else took it since. */
export function refuseDeferringSimulation(defers: boolean): Refusal | null {
  if (!defers) return null;
  return refuse(
    "BUSINESS_RULE",
    "The version defers what is over a partner's cap, which a simulation does not reckon: it is earned in windows behind the period. Try a draft whose cap forfeits, which shows how much would wait.",
    { path: ["programVersionId"] },
  );
}

/** What a limit took of a part. */
export const deferredBy = ({
  beforeMinor,
  afterMinor,
}: Pick<CapTrace, "beforeMinor" | "afterMinor">): bigint =>
  BigInt(beforeMinor) - BigInt(afterMinor);

/** What of a partner's part waits for room under its cap, by what limited an award. */
export function deferredOf(caps: readonly CapTrace[], partnerId: PartnerId): bigint {
  const own = caps.find((cap) => cap.partnerId === partnerId && cap.deferWindows !== undefined);
  return own ? deferredBy(own) : 0n;
}

/** The first day of the window behind that of a day: 2026-03-01 behind 2026-02-17. */
export const nextWindowStart = (day: string, window: CapWindow): string =>
  addMonths(windowStart(day, window), MONTHS[window]);

/** What waits, as one of its later windows begins. */
export interface Waiting {
  readonly leftMinor: bigint;
  /** In how many windows it was tried before, of so many. */
  readonly tried: number;
  readonly windows: number;
}

/**
 * What of what waits is earned in a window, and what is paid to nobody: what the last window has no room for.
 *
 *     333.34 of which a cap of 5,000.00 with 4,820.00 used has room for 180.00  →  180.00 earned, 153.34 wait on
 *     the same in the last window                                               →  180.00 earned, 153.34 nobody's
 */
export function releaseIn(
  { leftMinor, tried, windows }: Waiting,
  room: Pick<PartnerLimit, "limit" | "used"> | null,
): { readonly earnedMinor: bigint; readonly forfeitedMinor: bigint } {
  const free = room === null ? leftMinor : room.limit - room.used;
  const least = free < leftMinor ? free : leftMinor;
  const earnedMinor = least > 0n ? least : 0n;
  const isLast = tried + 1 >= windows;
  return { earnedMinor, forfeitedMinor: isLast ? leftMinor - earnedMinor : 0n };
}
