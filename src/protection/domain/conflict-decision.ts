import type { ConflictId, LeadId, PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const CONFLICT_OUTCOMES = {
  FIRST_WINS: "The prospect is the incumbent's; the challenger is rejected.",
  SECOND_WINS: "The prospect is the challenger's; the incumbent is rejected.",
  SPLIT: "Both go on, and what the prospect earns is split between them.",
  CO_SELL: "Both go on; the incumbent brought the prospect, and the challenger helps to sell.",
  VENDOR_RETAINS: "The vendor was there first; both are rejected.",
  BOTH_REJECTED: "Neither claim holds; both are rejected.",
} as const;
export type ConflictOutcome = keyof typeof CONFLICT_OUTCOMES;

/** By what a conflict is decided: told to both sides, so that it names nobody. */
export const DECISION_RULES = {
  EARLIEST_CLAIM: "The earliest complete registration that holds has the prospect.",
  STRONGER_EVIDENCE: "Whoever shows the stronger evidence of work with the prospect has it.",
  POLICY: "A policy of the program decides whose the prospect is.",
} as const;
export type DecisionRule = keyof typeof DECISION_RULES;

/** What would have been needed for the other decision, in words for the partner that lost. */
export const NEEDED: Readonly<Record<DecisionRule, string>> = {
  EARLIEST_CLAIM: "A complete registration before the claim that holds.",
  STRONGER_EVIDENCE: "Evidence of work with the prospect from before the registration.",
  POLICY: "A prospect that the program leaves to its partners.",
};

/** What its partner is told of a decision over a lead. */
export const LEAD_DECISION_OUTCOMES = {
  NOT_AVAILABLE: "The prospect is not to be had by this lead.",
  SHARED: "The prospect is shared; `sharePpm` is this lead's part of what it earns.",
} as const;

/** One side of a conflict. */
export interface ConflictSide {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  /** True while it claims its prospect: it is open, or returned for now. */
  readonly isClaiming: boolean;
}

/** A conflict that nobody else decides until the transaction ends. */
export interface DecidableConflict {
  readonly id: ConflictId;
  readonly state: string;
  readonly version: number;
  readonly incumbent: ConflictSide;
  readonly challenger: ConflictSide;
}

export interface DecisionAsked {
  readonly outcome: ConflictOutcome;
  readonly expectedVersion: number;
  /** The incumbent's part of a SPLIT, in parts per million. */
  readonly incumbentSharePpm: number | null;
  /** Who decides, as a uuid. */
  readonly decider: string;
  /** Who claimed the prospect for the vendor itself, as uuids. */
  readonly directClaimants: readonly string[];
}

/** What becomes of each lead. */
export interface ConflictDecided {
  readonly incumbent: Fate;
  readonly challenger: Fate;
}
export type Fate =
  | { readonly kind: "LOSES" }
  | { readonly kind: "WINS" }
  | { readonly kind: "SHARES"; readonly weightPpm: number; readonly role: "SOURCED" | "CO_SELL" };

const WHOLE = 1_000_000;
const LOSES: Fate = { kind: "LOSES" };
const WINS: Fate = { kind: "WINS" };

/** Whether a conflict may be decided so, by this person, and what follows for the two leads. */
export function decideConflict(
  conflict: DecidableConflict,
  asked: DecisionAsked,
): ConflictDecided | Refusal {
  const { expectedVersion } = asked;
  if (conflict.version !== expectedVersion) {
    return refuse(
      "VERSION_CONFLICT",
      `The conflict is at version ${conflict.version}, not ${expectedVersion}: read it again and decide anew.`,
      {
        path: ["expectedVersion"],
        details: { expectedVersion, currentVersion: conflict.version },
      },
    );
  }
  if (conflict.state !== "OPEN") {
    return refuse("ALREADY_DONE", `The conflict is ${conflict.state}: nothing is left to decide.`);
  }
  const closed = [conflict.incumbent, conflict.challenger].find(({ isClaiming }) => !isClaiming);
  if (closed) {
    return refuse(
      "BUSINESS_RULE",
      `The lead ${closed.leadId} has closed and claims nothing any more: the conflict ends by itself.`,
    );
  }
  if ((asked.outcome === "SPLIT") !== (asked.incumbentSharePpm !== null)) {
    return refuse(
      "VALIDATION_FAILED",
      "incumbentSharePpm belongs to the outcome SPLIT, and to no other.",
      { path: ["incumbentSharePpm"] },
    );
  }
  if (asked.outcome === "VENDOR_RETAINS" && asked.directClaimants.includes(asked.decider)) {
    return refuse(
      "BUSINESS_RULE",
      "You claimed this prospect for the vendor: that the vendor retains it is for somebody else to decide.",
    );
  }
  return fatesOf(asked.outcome, asked.incumbentSharePpm ?? WHOLE);
}

function fatesOf(outcome: ConflictOutcome, incumbentPpm: number): ConflictDecided {
  switch (outcome) {
    case "FIRST_WINS":
      return { incumbent: WINS, challenger: LOSES };
    case "SECOND_WINS":
      return { incumbent: LOSES, challenger: WINS };
    case "SPLIT":
    case "CO_SELL":
      return {
        incumbent: { kind: "SHARES", weightPpm: incumbentPpm, role: "SOURCED" },
        challenger: {
          kind: "SHARES",
          weightPpm: WHOLE - incumbentPpm,
          role: outcome === "SPLIT" ? "SOURCED" : "CO_SELL",
        },
      };
    case "VENDOR_RETAINS":
    case "BOTH_REJECTED":
      return { incumbent: LOSES, challenger: LOSES };
  }
}
