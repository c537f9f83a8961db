/** The stages of a lead, in the order of the funnel, then the exits. The list is fixed; the moves are data. */
export const STAGES = {
  DRAFT: "Being written by the partner; the vendor does not see it.",
  SUBMITTED: "Registered and in review; the vendor must answer.",
  MQL: "Marketing-qualified: worth sales' attention.",
  SAL: "Sales-accepted: a named owner works on it, the claim is protected.",
  SQL: "Sales-qualified: an assessment meets the published criteria; the incentive is credited.",
  OPPORTUNITY: "An opportunity with an amount and a close date is open.",
  WON: "The deal was won.",
  LOST: "The deal was lost.",
  REJECTED: "Refused before acceptance, with a reason.",
  WITHDRAWN: "Taken back by the partner before acceptance.",
  RECYCLED: "Returned for now, with a reason and a date to come back to it.",
  DISQUALIFIED: "Ended after acceptance, with a reason.",
  EXPIRED: "A clock ran out.",
  MERGED: "Continues in another lead.",
} as const;

export type Stage = keyof typeof STAGES;

/** The stages in which a lead is open: it can still become business by itself. */
export const OPEN_STAGES = [
  "DRAFT",
  "SUBMITTED",
  "MQL",
  "SAL",
  "SQL",
  "OPPORTUNITY",
] as const satisfies readonly Stage[];

/** The stages in which a lead holds its claims against its own partner's second registration. */
export const CLAIMING_STAGES = [...OPEN_STAGES, "RECYCLED"] as const satisfies readonly Stage[];

const ORDER = Object.keys(STAGES);

/** Whether a stage comes after another in the order of the funnel. */
export const isLaterStage = (stage: Stage, than: Stage): boolean =>
  ORDER.indexOf(stage) > ORDER.indexOf(than);

/** Whether a lead in that stage holds its claims. */
export const isClaiming = (stage: Stage): boolean =>
  CLAIMING_STAGES.some((claiming) => claiming === stage);
/** Whether the vendor has still to answer: the lead is in review. */
export const isBeforeAcceptance = (stage: Stage): boolean =>
  stage === "SUBMITTED" || stage === "MQL";

export const isStage = (text: string): text is Stage => Object.hasOwn(STAGES, text);
