import type { LeadId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { Part } from "./settling-again.ts";

export const DISPUTE_STATES = {
  OPEN: "The vendor has to decide it, until `dueAt`.",
  UPHELD: "The lead is owed otherwise since.",
  REJECTED: "What was settled stands.",
} as const;
export type DisputeState = keyof typeof DISPUTE_STATES;

const DAY_MS = 86_400_000;
/** So long after something of a lead was settled it can be disputed. */
const OPEN_DAYS = 180;
/** So long the vendor has to decide. */
const DECIDE_DAYS = 14;

/** What somebody disputes, as far as they may know it. */
export interface Disputable {
  readonly leadId: LeadId;
  /** When what they see of it was settled last; null where nothing was. */
  readonly settledAt: Date | null;
}

/** Until when a dispute has to be decided that is opened now; refuses what cannot be disputed. */
export function decideOpening(disputed: Disputable | null, at: Date): Date | Refusal {
  if (!disputed)
    return refuse("NOT_FOUND", "There is no such lead or credit of yours to dispute.", {
      path: ["leadId"],
    });
  const { settledAt } = disputed;
  if (settledAt === null)
    return refuse(
      "BUSINESS_RULE",
      "Nothing of the lead is settled: it is when it becomes an SQL.",
      {
        path: ["leadId"],
      },
    );
  if (at.getTime() > settledAt.getTime() + OPEN_DAYS * DAY_MS)
    return refuse(
      "BUSINESS_RULE",
      `The lead was settled on ${settledAt.toISOString().slice(0, 10)}: a dispute is opened within ${OPEN_DAYS} days.`,
      { path: ["leadId"] },
    );
  return new Date(at.getTime() + DECIDE_DAYS * DAY_MS);
}

/** A dispute, as far as it decides who may decide it. */
export interface StandingDispute {
  readonly leadId: LeadId;
  readonly state: DisputeState;
  /** Whether who acts opened it, under whichever membership. */
  readonly isOwn: boolean;
}

export interface DisputeDecision {
  readonly isUpheld: boolean;
  /** Who has what from now on; nobody where it is rejected. */
  readonly parts: readonly Part[];
}

/** Why somebody cannot decide a dispute so, or null. */
export function whyNotDecided(
  dispute: StandingDispute,
  isSettledByActor: boolean,
  { isUpheld, parts }: DisputeDecision,
): Refusal | null {
  const path = ["attributionDisputeId"];
  if (dispute.state !== "OPEN")
    return refuse("ALREADY_DONE", "The dispute was decided before.", { path });
  if (dispute.isOwn)
    return refuse("BUSINESS_RULE", "You opened this dispute: somebody else has to decide it.", {
      path,
    });
  if (isSettledByActor)
    return refuse(
      "BUSINESS_RULE",
      "You qualified the lead, or settled it since: somebody else has to decide the dispute.",
      { path },
    );
  if (isUpheld === parts.length > 0) return null;
  return refuse(
    "VALIDATION_FAILED",
    isUpheld
      ? "shares are missing: say to whom the lead is owed from now on."
      : "shares go with UPHELD, and only with it.",
    { path: ["shares"] },
  );
}
