import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** A claim of the vendor's, as far as it is confirmed or ended. */
export interface StandingDirectClaim {
  readonly version: number;
  readonly contactedAt: Date | null;
  readonly isConfirmed: boolean;
  /** It was ended, or has expired. */
  readonly isOver: boolean;
  /** As a uuid. */
  readonly recordedBy: string;
}

/** Whether the earlier contact may be confirmed, by this person: somebody else than who recorded it. */
export function refuseConfirming(
  claim: StandingDirectClaim,
  by: string,
  expectedVersion: number,
): Refusal | null {
  const stale = refuseStale(claim, expectedVersion);
  if (stale) return stale;
  if (claim.contactedAt === null) {
    return refuse(
      "BUSINESS_RULE",
      "The claim names no contact earlier than its record: there is nothing to confirm.",
    );
  }
  if (claim.isConfirmed) return refuse("ALREADY_DONE", "The earlier contact is confirmed.");
  if (claim.recordedBy !== by) return null;
  return refuse(
    "BUSINESS_RULE",
    "You recorded this claim: its evidence is for somebody else to confirm.",
  );
}

export function refuseEnding(claim: StandingDirectClaim, expectedVersion: number): Refusal | null {
  return refuseStale(claim, expectedVersion);
}

function refuseStale(claim: StandingDirectClaim, expectedVersion: number): Refusal | null {
  if (claim.version !== expectedVersion) {
    return refuse(
      "VERSION_CONFLICT",
      `The claim is at version ${claim.version}, not ${expectedVersion}: read it again and decide anew.`,
      { path: ["expectedVersion"], details: { expectedVersion, currentVersion: claim.version } },
    );
  }
  return claim.isOver ? refuse("ALREADY_DONE", "The claim has ended or expired.") : null;
}
