import type {
  Prefix,
  Refusal,
  SecondPersonWaiverId,
  WaivedDecisionId,
} from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** The same number stands in constraint second_person_waiver_until. */
const MOST_DAYS = 90;

const DAY = 86_400_000;

/** The rules of two persons that a waiver waives; the same stand in constraint waived_decision_rule. */
export const WAIVED_RULES = {
  APPROVAL: "Credits are approved by another person than who proposed it.",
  APPROVAL_POLICY: "A policy of approval is put in force by another person than who drafted it.",
  HOLD_RELEASE: "A hold is let go by another person than who asked for it.",
  PAYOUT_APPROVAL: "Payouts are approved by another person than who drafted them.",
  PAYOUT_SENDING: "Payouts are sent by another person than who drafted them.",
  FIRST_PAYOUT:
    "The first payout to an account is approved by another person than who verified it.",
  PERIOD: "A month is closed, or opened again, by another person than who prepared that.",
  GL_MAPPING: "Accounts of the firm's books are approved by another person than who named them.",
  WRITE_OFF: "What a partner owes is written off by another person than who proposed it.",
  REPAYMENT:
    "A repayment that no entry of the bank shows is approved by another person than who proposed it.",
  BANK_ENTRY:
    "What may be a payment too many is decided by another person than who drafted or sent it.",
  TAX_PROFILE: "A tax profile is verified by another person than who entered it.",
  TAX_FORM: "A tax form is accepted by another person than who recorded it.",
  TAX_RULE: "A tax rule is put in force by another person than who made it.",
  STATEMENT_DISPUTE:
    "How a dispute of a statement ends is decided by another person than who proposed it.",
} as const;
export type WaivedRule = keyof typeof WAIVED_RULES;

export const isWaivedRule = (text: string): text is WaivedRule => Object.hasOwn(WAIVED_RULES, text);

/** What was decided, by rule. */
export const SUBJECTS = {
  APPROVAL: "apv",
  APPROVAL_POLICY: "pol",
  HOLD_RELEASE: "hrl",
  PAYOUT_APPROVAL: "bat",
  PAYOUT_SENDING: "bat",
  FIRST_PAYOUT: "bat",
  PERIOD: "prd",
  GL_MAPPING: "glm",
  WRITE_OFF: "wof",
  REPAYMENT: "rpp",
  BANK_ENTRY: "ben",
  TAX_PROFILE: "txp",
  TAX_FORM: "txf",
  TAX_RULE: "txr",
  STATEMENT_DISPUTE: "sdo",
} as const satisfies Record<WaivedRule, Prefix>;

export const REVIEW_OUTCOMES = {
  ACCEPTED: "Another person would have decided so as well.",
  OBJECTED: "Another person would not have; the note says why.",
} as const;

export const WAIVER_STATES = {
  STANDING: "One person may decide what they prepared.",
  ENDED: "It was ended, or its time is over: two persons are needed again.",
} as const;

/** Why nobody waives the second person for that long, or null. */
export function whyNotUntil(until: Date, now: Date): Refusal | null {
  const at = { path: ["standsUntil"] };
  if (until.getTime() <= now.getTime())
    return refuse("BUSINESS_RULE", "standsUntil is over already.", at);
  if (until.getTime() - now.getTime() <= MOST_DAYS * DAY) return null;
  return refuse(
    "BUSINESS_RULE",
    `standsUntil lies more than ${MOST_DAYS} days ahead: look at it again by then.`,
    at,
  );
}

export const standsBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The second person is waived already: end that first.", { path: [] });

const atWaiver = { path: ["secondPersonWaiverId"] };

export const waiverNotThere = (id: SecondPersonWaiverId): Refusal =>
  refuse("NOT_FOUND", `There is no waiver ${id}.`, atWaiver);

export const waiverEnded = (): Refusal =>
  refuse("ALREADY_DONE", "The waiver has ended before.", atWaiver);

/** A decision that one person made alone, locked. */
export interface StandingWaivedDecision {
  readonly isReviewed: boolean;
  /** Whether who acts made it, under whichever membership. */
  readonly isOwn: boolean;
}

const atDecision = { path: ["waivedDecisionId"] };

export const waivedDecisionNotThere = (id: WaivedDecisionId): Refusal =>
  refuse("NOT_FOUND", `There is no waived decision ${id}.`, atDecision);

export const reviewedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody has reviewed this decision before.", atDecision);

/** Why somebody does not review a decision, or null. */
export function whyNotReviewed({ isReviewed, isOwn }: StandingWaivedDecision): Refusal | null {
  if (isReviewed) return reviewedBefore();
  if (!isOwn) return null;
  return refuse("BUSINESS_RULE", "You decided that: somebody else has to review it.", atDecision);
}
