/** What the vendor has to do next with a lead. */
export const INBOX_STEPS = {
  ACCEPT: "Accept, reject or return it",
  QUALIFY: "Qualify or disqualify it",
  CONVERT: "Open an opportunity",
  CLOSE: "Win or lose the deal",
  TAKE_UP: "Take it up again on its day, or leave it",
} as const;

export type InboxStep = keyof typeof INBOX_STEPS;

/** Whose leads are looked at. */
export const INBOX_HOLDERS = {
  ME: "The caller's own, and those of whoever the caller stands in for",
  MY_QUEUES: "Those that wait in a queue from which the caller may claim",
  NOBODY: "Those that nobody holds",
  ANYBODY: "All",
} as const;

export type InboxHolder = keyof typeof INBOX_HOLDERS;

/** Why a lead needs somebody to look, beside its next step. */
export const INBOX_REASONS = {
  OVERDUE: "Its time has run out",
  DUE_TODAY: "Its time runs out within 24 hours",
  NOBODY_HOLDS: "Nobody holds it",
  WAITS_IN_QUEUE: "It waits in a queue until somebody claims it",
  WAITS_FOR_PARTNER: "Its partner was asked, and has to answer first",
  ANSWERED: "Its partner has answered what was asked",
  CONFLICT_OPEN: "Another partner claims the prospect, and that is not decided",
  CLAIM_CONFLICT_OPEN: "The vendor claimed the prospect earlier, and that is not decided",
  APPEALED: "A decision about it is appealed",
  EXTENSION_REQUESTED: "Its partner asks for more days of protection",
  CORRECTION_PROPOSED: "Its partner proposes a correction",
} as const;

export type InboxReason = keyof typeof INBOX_REASONS;
