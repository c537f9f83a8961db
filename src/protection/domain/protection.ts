import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Where a window of protection stands; the database computes it, and these words are the same there. */
export const PROTECTION_STATES = {
  RUNNING: "The prospect is the partner's until the end of `endsOn`.",
  PAUSED: "Protected, and the days stand still: the vendor has to answer.",
  UNTIL_CLOSED: "Protected until the lead closes: it is an SQL, or a deal is open.",
  ENDED: "Protected no more; `endReason` says why.",
} as const;
export type ProtectionState = keyof typeof PROTECTION_STATES;

export const PROTECTION_ENDS = {
  CLOSED: "The lead was closed.",
  MOVED: "It goes on with the lead in which this one goes on.",
  EXPIRED: "Its days ran out.",
  RELEASED: "Its partner gave it up.",
  LAPSED: "Nothing was heard of its partner for too long.",
} as const;

export const EXTENSION_STATES = {
  PENDING: "The vendor has to decide; until then the window's days stand still.",
  GRANTED: "The window has more days.",
  DECLINED: "The window has the days that it had, and those that the request waited.",
  MOOT: "The protection ended before it was decided.",
} as const;

/** How often a program lets a protection be extended. */
export type ExtensionPolicy = "NONE" | "ONCE" | "MANY";

/** A lead's protection as it stands, and what was asked for it. */
export interface StandingProtection {
  readonly state: ProtectionState;
  readonly policy: ExtensionPolicy;
  /** Extensions that were asked for, whatever the answer. */
  readonly requests: number;
  readonly isPending: boolean;
}

export function refuseUnlessProtected(standing: StandingProtection | null): Refusal | null {
  if (standing) return null;
  return refuse(
    "BUSINESS_RULE",
    "No protection stands for this lead: it begins at acceptance, and may have ended since.",
  );
}

/** Whether more days may be asked for: as often as the program says, and one request at a time. */
export function refuseRequest(standing: StandingProtection | null): Refusal | null {
  if (!standing) return refuseUnlessProtected(standing);
  if (standing.isPending) {
    return refuse(
      "ALREADY_DONE",
      "An extension was asked for and is not decided yet; the days stand still until it is.",
    );
  }
  if (standing.policy === "NONE")
    return refuse("BUSINESS_RULE", "This program extends no protection.");
  if (standing.policy === "ONCE" && standing.requests > 0) {
    return refuse(
      "BUSINESS_RULE",
      "This program decides on one extension of a protection, and did for this one.",
    );
  }
  return null;
}

export function refuseDecision(standing: StandingProtection | null): Refusal | null {
  if (standing?.isPending) return null;
  return refuse("BUSINESS_RULE", "No request for an extension of this lead is pending.");
}
