import type {
  ApprovalFacts,
  CreditFacts,
  CriteriaFacts,
  DecidedAloneFacts,
  DisputeFacts,
  Language,
  LeadFacts,
  OfferFacts,
  PayoutAccountFacts,
  ReportFacts,
  ScoringFacts,
  StatementDisputeFacts,
  StatementFacts,
  WaitingFacts,
  Wording,
} from "./facts.ts";
import { ENGLISH } from "./english.ts";
import { GERMAN } from "./german.ts";
import type { NoticeKind, NoticeLocale } from "./kinds.ts";

/** What there is to tell, as the person who is told may see it. */
export type Told =
  | { readonly of: "LEAD"; readonly lead: LeadFacts }
  | { readonly of: "LEADS"; readonly waiting: WaitingFacts }
  | { readonly of: "CREDIT"; readonly credit: CreditFacts }
  | { readonly of: "DISPUTE"; readonly dispute: DisputeFacts }
  | { readonly of: "OFFER"; readonly offer: OfferFacts }
  | { readonly of: "APPROVAL"; readonly approval: ApprovalFacts }
  | { readonly of: "CRITERIA"; readonly criteria: CriteriaFacts }
  | { readonly of: "DECIDED_ALONE"; readonly decided: DecidedAloneFacts }
  | { readonly of: "SCORING"; readonly scoring: ScoringFacts }
  | { readonly of: "REPORT"; readonly report: ReportFacts }
  | { readonly of: "STATEMENT"; readonly statement: StatementFacts }
  | { readonly of: "STATEMENT_DISPUTE"; readonly dispute: StatementDisputeFacts }
  | { readonly of: "PAYOUT_ACCOUNT"; readonly account: PayoutAccountFacts };

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const LANGUAGES: Readonly<Record<NoticeLocale, Language>> = { EN: ENGLISH, DE: GERMAN };

/** The kinds that tell of one lead, each by what a language says of it. */
const OF_LEADS = {
  LEAD_ACCEPTED: "accepted",
  LEAD_REFUSED: "refused",
  LEAD_RETURNED: "returned",
  ACTION_REQUIRED: "asked",
  LEAD_QUALIFIED: "qualified",
  LEAD_WON: "won",
  LEAD_LOST: "lost",
  LEAD_COMMENTED: "commented",
  LEAD_GIVEN: "given",
  LEAD_RESUBMITTED: "resubmitted",
  REQUEST_ANSWERED: "answered",
  LEAD_APPEALED: "appealed",
  ANSWER_DUE: "due",
  ANSWER_OVERDUE: "overdue",
  MOVE_DUE: "moveDue",
  MOVE_OVERDUE: "moveOverdue",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

/** The kinds that tell of one credit. */
const OF_CREDITS = {
  CREDIT_EARNED: "credited",
  CREDIT_CHANGED: "changed",
  CREDIT_REVERSED: "takenBack",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type CreditNotice = keyof typeof OF_CREDITS;

export const isOfCredit = (kind: NoticeKind): kind is CreditNotice =>
  Object.hasOwn(OF_CREDITS, kind);

/** The kinds that tell of something that somebody disagrees with. */
const OF_DISPUTES = {
  CREDIT_APPEALED: "reversalAppealed",
  CREDIT_APPEAL_DECIDED: "reversalAppealDecided",
  ATTRIBUTION_DISPUTED: "disputed",
  ATTRIBUTION_DISPUTE_DECIDED: "disputeDecided",
  ATTRIBUTION_DISPUTE_OVERDUE: "disputeOverdue",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type DisputeNotice = keyof typeof OF_DISPUTES;

export const isOfDispute = (kind: NoticeKind): kind is DisputeNotice =>
  Object.hasOwn(OF_DISPUTES, kind);

/** The kinds that tell what is held or approved. */
const OF_APPROVALS = {
  CREDIT_HELD: "creditHeld",
  CREDIT_APPROVED: "creditApproved",
  APPROVAL_WAITING: "approvalWaiting",
  HOLD_RELEASE_WAITING: "holdReleaseWaiting",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type ApprovalNotice = keyof typeof OF_APPROVALS;

export const isOfApproval = (kind: NoticeKind): kind is ApprovalNotice =>
  Object.hasOwn(OF_APPROVALS, kind);

/** The kinds that tell of a dispute of a statement. */
const OF_STATEMENT_DISPUTES = {
  STATEMENT_DISPUTED: "statementDisputed",
  STATEMENT_DISPUTE_WAITING: "statementDisputeWaiting",
  STATEMENT_DISPUTE_OVERDUE: "statementDisputeOverdue",
  STATEMENT_DISPUTE_DECIDED: "statementDisputeDecided",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type StatementDisputeNotice = keyof typeof OF_STATEMENT_DISPUTES;

export const isOfStatementDispute = (kind: NoticeKind): kind is StatementDisputeNotice =>
  Object.hasOwn(OF_STATEMENT_DISPUTES, kind);

/** The kinds that tell where money goes. */
const OF_ACCOUNTS = {
  PAYOUT_ACCOUNT_ENTERED: "accountEntered",
  PAYOUT_ACCOUNT_DECIDED: "accountDecided",
  PAYOUT_ACCOUNT_ENDED: "accountEnded",
  PAYOUT_ACCOUNT_WAITING: "accountWaiting",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type AccountNotice = keyof typeof OF_ACCOUNTS;

export const isOfAccount = (kind: NoticeKind): kind is AccountNotice =>
  Object.hasOwn(OF_ACCOUNTS, kind);

/** The kinds that tell of a scoring model. */
const OF_SCORING = {
  SCORES_DRIFTED: "scoresDrifted",
  SCORING_MODEL_TRAINED: "modelTrained",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type ScoringNotice = keyof typeof OF_SCORING;

export const isOfScoring = (kind: NoticeKind): kind is ScoringNotice =>
  Object.hasOwn(OF_SCORING, kind);

/** The kinds that tell of a saved report. */
const OF_REPORTS = {
  REPORT_READY: "reportReady",
  REPORT_FAILED: "reportFailed",
  REPORT_PAUSED: "reportPaused",
} as const satisfies Partial<Record<NoticeKind, keyof Language>>;

export type ReportNotice = keyof typeof OF_REPORTS;

export const isOfReport = (kind: NoticeKind): kind is ReportNotice =>
  Object.hasOwn(OF_REPORTS, kind);

export type LeadNotice = keyof typeof OF_LEADS;

const isOfLead = (kind: NoticeKind): kind is LeadNotice => Object.hasOwn(OF_LEADS, kind);

interface Addressee {
  readonly name: string;
  readonly locale: NoticeLocale;
  readonly stopUrl: string | null;
  readonly fileUrl?: string | null;
}

/** Writes a mail in the language of whoever it goes to; `stopUrl` is where its kind is switched off, `fileUrl` where a file is fetched. */
export function writeMail(kind: NoticeKind, told: Told, to: Addressee): Mail {
  const language = LANGUAGES[to.locale];
  const {
    subject,
    paragraphs,
    because = language.footer,
  } = wordingOf(language, kind, told, to.fileUrl ?? null);
  const body = [language.greeting(to.name), ...paragraphs];
  const stop = to.stopUrl === null ? [] : [`${language.stop}: ${to.stopUrl}`];
  return {
    subject,
    text: `${[...body, "--", because, ...stop].join("\n\n")}\n`,
    html: page(to.locale, body, { ...language, footer: because }, to.stopUrl),
  };
}

function wordingOf(
  language: Language,
  kind: NoticeKind,
  told: Told,
  fileUrl: string | null,
): Wording {
  if (told.of === "LEADS") return language.waiting(told.waiting);
  if (told.of === "CREDIT")
    return language[isOfCredit(kind) ? OF_CREDITS[kind] : "credited"](told.credit);
  if (told.of === "DISPUTE")
    return language[isOfDispute(kind) ? OF_DISPUTES[kind] : "disputed"](told.dispute);
  if (told.of === "APPROVAL")
    return language[isOfApproval(kind) ? OF_APPROVALS[kind] : "creditApproved"](told.approval);
  if (told.of === "PAYOUT_ACCOUNT")
    return language[isOfAccount(kind) ? OF_ACCOUNTS[kind] : "accountEntered"](told.account);
  if (told.of === "SCORING")
    return language[isOfScoring(kind) ? OF_SCORING[kind] : "scoresDrifted"](told.scoring);
  if (told.of === "REPORT")
    return language[isOfReport(kind) ? OF_REPORTS[kind] : "reportReady"](told.report, fileUrl);
  if (told.of === "STATEMENT_DISPUTE")
    return language[isOfStatementDispute(kind) ? OF_STATEMENT_DISPUTES[kind] : "statementDisputed"](
      told.dispute,
    );
  if (told.of === "STATEMENT") return language.statementIssued(told.statement);
  if (told.of === "DECIDED_ALONE") return language.decidedAlone(told.decided);
  if (told.of === "CRITERIA") return language.criteriaToReview(told.criteria);
  if (told.of === "OFFER") return language.offered(told.offer);
  if (!isOfLead(kind)) throw new Error(`${kind} does not tell of a lead`);
  return language[OF_LEADS[kind]](told.lead);
}

function page(
  locale: NoticeLocale,
  body: readonly string[],
  language: Language,
  stopUrl: string | null,
): string {
  const paragraphs = body.map((each) => `<p>${escaped(each)}</p>`).join("\n");
  const stop =
    stopUrl === null ? "" : ` <a href="${escaped(stopUrl)}">${escaped(language.stop)}</a>`;
  return `<!doctype html>
<html lang="${locale.toLowerCase()}"><meta charset="utf-8"><body style="font-family:sans-serif">
${paragraphs}
<hr><p><small>${escaped(language.footer)}${stop}</small></p>
</body></html>
`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "\n": "<br>",
};

/** What people typed is text, and never markup. */
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"'\n]/g, (letter) => ESCAPES[letter] ?? letter);
