/** What people are told of, and by which name it is switched off. */
export const NOTICE_KINDS = {
  LEAD_ACCEPTED: "Sales accepted a lead of the partner's.",
  LEAD_REFUSED: "A lead of the partner's was refused, ended, or expired.",
  LEAD_RETURNED: "A lead of the partner's was returned for now.",
  ACTION_REQUIRED: "Sales asks the partner for something about a lead.",
  LEAD_QUALIFIED: "A lead of the partner's became an SQL.",
  LEAD_WON: "A lead of the partner's was won.",
  LEAD_LOST: "The deal with a lead of the partner's was lost.",
  CREDIT_EARNED: "The partner earned a credit.",
  CREDIT_CHANGED:
    "A credit of the partner's changed with its deal, or what had waited for room under its cap came.",
  CREDIT_REVERSED: "A credit of the partner's was taken back.",
  CREDIT_APPEAL_DECIDED: "The vendor decided over the appeal of a credit that was taken back.",
  LEAD_OFFERED: "The vendor offers the partner a lead.",
  LEAD_COMMENTED: "The other side wrote a comment on a lead.",
  LEADS_REGISTERED: "New leads wait for the vendor's answer, gathered over a quarter of an hour.",
  LEAD_GIVEN: "Somebody, or a rule, gave an accepted lead into one's hands.",
  LEAD_RESUBMITTED: "A partner brought a returned lead back.",
  REQUEST_ANSWERED: "A partner answered what sales had asked.",
  LEAD_APPEALED: "A partner appealed a decision.",
  CREDIT_APPEALED: "A partner appealed that a credit was taken back.",
  ATTRIBUTION_DISPUTED: "Somebody disputes to whom a lead is owed.",
  ATTRIBUTION_DISPUTE_OVERDUE: "A dispute over a lead was not decided in time.",
  ATTRIBUTION_DISPUTE_DECIDED: "A dispute that one opened was decided.",
  ANSWER_DUE: "A lead must be answered soon.",
  ANSWER_OVERDUE: "A lead was not answered in time.",
  MOVE_DUE: "A lead that was accepted must move soon.",
  MOVE_OVERDUE: "A lead that was accepted did not move in time.",
  PAYOUT_ACCOUNT_ENTERED: "Somebody said anew where the partner's money goes.",
  PAYOUT_ACCOUNT_DECIDED: "Where the partner's money goes was verified, or was not.",
  PAYOUT_ACCOUNT_ENDED: "The partner's money goes to an account no more.",
  CREDIT_HELD: "The partner's credit is held: it is neither approved nor paid for now.",
  CREDIT_APPROVED: "The partner's credit was approved: it is payable.",
  STATEMENT_ISSUED: "The partner has a statement of a month.",
  STATEMENT_DISPUTED: "A partner disputes a line of a statement, or misses something there.",
  STATEMENT_DISPUTE_WAITING:
    "Somebody proposes how to answer a dispute of a statement: another person has to decide.",
  STATEMENT_DISPUTE_OVERDUE: "A dispute of a statement was not decided in time.",
  STATEMENT_DISPUTE_DECIDED: "The partner's dispute of a statement was decided.",
  APPROVAL_WAITING: "Somebody proposes to approve credit: another person has to decide.",
  HOLD_RELEASE_WAITING: "Somebody asks to let a hold go: another person has to decide.",
  PAYOUT_ACCOUNT_WAITING: "A partner's payout account waits to be verified.",
  SCORES_DRIFTED: "The learned model in force fared worse in a month, or leads had shifted.",
  CRITERIA_TO_REVIEW:
    "A criteria version in force grew old, or what it qualified is won more or less often than before.",
  DECIDED_ALONE:
    "One person decided alone under a waiver of the second person: once a month, and what nobody has reviewed.",
  SCORING_MODEL_TRAINED: "The schedule trained a model, which waits to be published, or could not.",
  REPORT_READY: "A report that runs by its schedule has a file.",
  REPORT_FAILED: "A report that runs by its schedule has no file for a month.",
  REPORT_PAUSED: "A report is not run any more: whoever saved it may not read what is in it.",
} as const;

export type NoticeKind = keyof typeof NOTICE_KINDS;

/** What whoever could object hears of in any case. */
const ALWAYS_TOLD: readonly NoticeKind[] = [
  "PAYOUT_ACCOUNT_ENTERED",
  "PAYOUT_ACCOUNT_DECIDED",
  "PAYOUT_ACCOUNT_ENDED",
];

export const canBeMuted = (kind: NoticeKind): boolean => !ALWAYS_TOLD.includes(kind);

export const isNoticeKind = (text: string): text is NoticeKind => Object.hasOwn(NOTICE_KINDS, text);

/** Those that this version can tell. */
export const KNOWN_KINDS = Object.keys(NOTICE_KINDS);

/** The languages in which people are told. */
export const NOTICE_LOCALES = { EN: "English.", DE: "German." } as const;
export type NoticeLocale = keyof typeof NOTICE_LOCALES;

export const isNoticeLocale = (text: string): text is NoticeLocale =>
  Object.hasOwn(NOTICE_LOCALES, text);
