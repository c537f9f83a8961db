import type { PartnerTierId, ProgramId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** The vendor's clocks. That of a protection is the protection itself. */
export const CLOCK_KINDS = {
  ACCEPTANCE: "The vendor must answer a lead in review.",
  CONVERSION: "A lead that was accepted must move: become an SQL, be returned or ended.",
} as const;
export type ClockKind = keyof typeof CLOCK_KINDS;

/** What happens when a clock has run out. */
export const CONSEQUENCES = {
  ESCALATE:
    "The managers of the team of whoever holds the lead are told; where there are none, whoever leads sales, else the channel managers.",
  REASSIGN:
    "The lead is given to somebody else: by the rules of routing, which may put it into a queue; where none are published, to the rep with the fewest leads.",
  AUTO_ACCEPT:
    "The lead is accepted, unless something would keep sales from accepting it, or it is of the share that waits for a person.",
  EXTEND_PROTECTION: "The lead's protection stands still from then on, until the lead moves.",
  EXPIRE: "The lead expires.",
} as const;
export type Consequence = keyof typeof CONSEQUENCES;

/** What a step of a clock came to. */
export const CLOCK_OUTCOMES = {
  WARNED: "Whoever works on the lead is warned.",
  ESCALATED:
    "Whoever leads was told, the nearest first; also in the place of a consequence that could not be.",
  REASSIGNED: "The lead got another owner, or was put into a queue, where somebody claims it.",
  ACCEPTED: "The lead was accepted.",
  PROTECTION_HELD: "The lead's protection stands still.",
  EXPIRED: "The lead expired.",
} as const;
export type ClockOutcome = keyof typeof CLOCK_OUTCOMES;

/** Before acceptance nobody owns a lead, and it is not protected; what the vendor left undone ends no claim. */
const CONSEQUENCES_OF: Readonly<Record<ClockKind, readonly Consequence[]>> = {
  ACCEPTANCE: ["ESCALATE", "AUTO_ACCEPT"],
  CONVERSION: ["ESCALATE", "REASSIGN", "EXTEND_PROTECTION", "EXPIRE"],
};

/** What a clock measures and brings about; a clock keeps those that it began with. */
export interface SlaTerms {
  readonly targetMinutes: number;
  /** In the business hours of the program's calendar; else in plain ones. */
  readonly inBusinessHours: boolean;
  /** Per cent of the target, in order; 100 is when it runs out. */
  readonly warnAt: readonly number[];
  /** Whether it stands still while the lead's partner is asked something. */
  readonly restsForPartner: boolean;
  readonly consequence: Consequence;
  /** Of AUTO_ACCEPT: how many per cent of the leads wait for a person all the same. */
  readonly heldBackPercent: number | null;
}

/** For which clocks a policy is. */
export interface SlaScope {
  readonly clock: ClockKind;
  /** Null for all programs. */
  readonly programId: ProgramId | null;
  /** Null for partners of all tiers. */
  readonly tierId: PartnerTierId | null;
}

export interface SlaPolicySettings extends SlaScope, SlaTerms {
  readonly name: string;
}

/** A policy as a change of it finds it. */
export interface StandingPolicy {
  readonly name: string;
  readonly clock: ClockKind;
  readonly isRetired: boolean;
  readonly version: number;
  /** Of its terms, those in force. */
  readonly number: number;
  readonly terms: SlaTerms;
}

/** Left out of a new policy. */
export const DEFAULT_TERMS: Omit<SlaTerms, "targetMinutes"> = {
  inBusinessHours: false,
  warnAt: [50, 100, 200],
  restsForPartner: true,
  consequence: "ESCALATE",
  heldBackPercent: null,
};

/** Below it, that a lead was not accepted would tell its partner too much of other claims. */
export const LEAST_HELD_BACK = 10;
export const MOST_HELD_BACK = 90;

/** Refuses a consequence that a clock of the kind cannot have, and a share that does not go with it. */
export function refuseConsequence(
  clock: ClockKind,
  { consequence, heldBackPercent }: Pick<SlaTerms, "consequence" | "heldBackPercent">,
): Refusal | null {
  const possible = CONSEQUENCES_OF[clock];
  if (!possible.includes(consequence))
    return refuse(
      "BUSINESS_RULE",
      `A clock of kind ${clock} can have ${possible.join(", ")}, not ${consequence}.`,
      { path: ["consequence"] },
    );
  if ((consequence === "AUTO_ACCEPT") === (heldBackPercent !== null)) return null;
  return refuse(
    "BUSINESS_RULE",
    consequence === "AUTO_ACCEPT"
      ? `Say which share of the leads waits for a person all the same, ${LEAST_HELD_BACK} to ${MOST_HELD_BACK} per cent: else it would show which leads others claim as well.`
      : `A share of leads waits for a person where the others are accepted, which ${consequence} does not do.`,
    { path: ["heldBackPercent"] },
  );
}

/** What a policy says once some of it changes; a share goes with the consequence that it belongs to. */
export function changed(terms: SlaTerms, changes: Partial<SlaTerms>): SlaTerms {
  const all = { ...terms, ...changes };
  const isWithShare = all.consequence === "AUTO_ACCEPT";
  return isWithShare ? all : { ...all, heldBackPercent: changes.heldBackPercent ?? null };
}

/** What the step of a clock at a per cent of its target asks for; 100 is when it has run out. */
export const stepAt = (percent: number, consequence: Consequence): Consequence | "WARN" =>
  percent === 100 ? consequence : "WARN";

/** As what those whom a step concerns are told of it. */
export function noticeOf(kind: ClockKind, percent: number) {
  const isDue = percent < 100;
  if (kind === "ACCEPTANCE") return isDue ? "ANSWER_DUE" : "ANSWER_OVERDUE";
  return isDue ? "MOVE_DUE" : "MOVE_OVERDUE";
}

export function noSuchPolicy(): Refusal {
  return refuse("NOT_FOUND", "There is no such policy.", { path: ["slaPolicyId"] });
}
