import type { ExportRunId } from "../../kernel/index.ts";

import type { NoticeLocale } from "./kinds.ts";

/** A lead as the person who is told may see it; nothing of contacts. */
export interface LeadFacts {
  readonly company: string;
  /** L-… as it is read aloud. */
  readonly reference: string;
  /** Told to the vendor alone. */
  readonly partner: string | null;
  readonly owner: string | null;
  /** The code that both sides may know. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
  /** A day in the program's zone, 2027-05-04. */
  readonly revisitOn: string | null;
  readonly questions: readonly string[];
  /** By when the questions are to be answered, a day. */
  readonly questionsDueOn: string | null;
  /** By when the vendor must answer. */
  readonly answerDueAt: Date | null;
  /** By when an accepted lead must move; the vendor's alone. */
  readonly moveDueAt: Date | null;
  readonly timeZone: string;
}

/** Leads that wait for the vendor. */
export interface WaitingFacts {
  readonly count: number;
  /** The first ten. */
  readonly leads: readonly Pick<LeadFacts, "company" | "partner" | "reference">[];
}

export interface CreditFacts {
  /** 200.00 EUR */
  readonly amount: string;
  readonly milestone: string;
  /** Null where the credit is of another partner's lead. */
  readonly company: string | null;
  /** Where it was taken back: why, and what was said besides. */
  readonly reasonCode: string | null;
  readonly statement: string | null;
  /** Whether that is a part of it, and the rest counts: the amount is that of the part. */
  readonly isPart: boolean;
  /** The last day on which that may be appealed; null where it is not to be. */
  readonly appealUntil: string | null;
}

/** What somebody disagrees with: that a credit was taken back, or to whom a lead is owed. */
export interface DisputeFacts {
  /** Null where the lead is another partner's. */
  readonly company: string | null;
  /** Of whoever disagrees; told to the vendor alone, null where that is the vendor itself. */
  readonly partner: string | null;
  /** The credit that was taken back, 200.00 EUR; null where no credit is meant. */
  readonly amount: string | null;
  readonly statement: string;
  readonly isUpheld: boolean;
  readonly answer: string | null;
  /** The last day on which it is to be decided; null where there is none. */
  readonly dueOn: string | null;
}

export interface OfferFacts {
  readonly company: string;
  readonly need: string;
  readonly message: string | null;
  readonly expiresAt: Date;
  readonly timeZone: string;
}

/** Where a partner's money goes; of its number the end alone. */
export interface PayoutAccountFacts {
  /** Told to the vendor alone. */
  readonly partner: string | null;
  readonly currency: string;
  readonly holder: string;
  readonly numberEnds: string;
  readonly isVerified: boolean;
  /** What the vendor said as it decided. */
  readonly note: string | null;
  /** The day from which it is paid to, in UTC. */
  readonly usableFrom: string | null;
  readonly endReason: string | null;
  /** Who would have heard of it, and was deactivated shortly before; told to the vendor alone. */
  readonly gone: readonly string[];
}

/** What is held or approved, or waits to be decided. */
export interface ApprovalFacts {
  /** How many credits. */
  readonly count: number;
  /** What they come to, for each currency: "200.00 EUR". */
  readonly sums: readonly string[];
  /** Who proposed it, or asked for it; told to the vendor alone. */
  readonly by: string | null;
  /** What they said. */
  readonly said: string | null;
  /** The day before which it is to be decided, in UTC. */
  readonly until: string | null;
  /** Told to the vendor alone. */
  readonly partner: string | null;
  /** Of a hold, why, as its partner may know it. */
  readonly kind: "DISPUTE" | "TAX_FORM" | "BANK_CHANGE" | "REVIEW" | null;
  /** Whether all of a partner is held. */
  readonly isAll: boolean;
}

/** A partner's statement of a month. */
export interface StatementFacts {
  readonly number: number;
  /** Its month, such as "2026-02". */
  readonly month: string;
  /** What was owed as the month began and as it ended: "200.00 EUR". */
  readonly opening: string;
  readonly closing: string;
}

/** What a partner says against its statement, and what the vendor answers. */
export interface StatementDisputeFacts {
  /** The number of the statement, and its month, such as "2026-02". */
  readonly number: number;
  readonly month: string;
  /** Null where something is missed. */
  readonly lineNumber: number | null;
  /** Told to the vendor alone. */
  readonly partner: string | null;
  readonly grounds: string;
  /** What it is answered, or is proposed to be; null where nothing is yet. */
  readonly answer: string | null;
  readonly isUpheld: boolean;
  /** Who proposes the answer; told to the vendor alone. */
  readonly by: string | null;
  /** The last day on which it is to be decided, in UTC. */
  readonly dueOn: string;
}

/** A scoring model: how it fared in a month, or how its training went. */
export interface ScoringFacts {
  readonly number: number;
  /** Such as "2026-02": the month in which it fared, or for which it was trained. */
  readonly month: string;
  /** Where it could not be trained, why. */
  readonly failure: string | null;
  /** The AUC of its training, held out, and of the month; null where not known. */
  readonly aucBefore: number | null;
  readonly auc: number | null;
  /** Whether it fared worse by more than chance, and whether leads had shifted. */
  readonly isWorse: boolean;
  readonly isShifted: boolean;
  /** The features in which leads shifted most. */
  readonly features: readonly string[];
}

/** A criteria version that is to be reviewed. */
export interface CriteriaFacts {
  readonly name: string;
  readonly number: number;
  readonly cause: "AGE" | "WON_RATE";
  /** The day since which it is in force, in UTC, and after how many months it is to be reviewed. */
  readonly since: string;
  readonly reviewMonths: number;
  /** Such as "2026-Q3"; null where it is for its age, as the counts are. */
  readonly quarter: string | null;
  /** Leads that it qualified, and that were closed in the quarter, and in the four before it. */
  readonly closed: number | null;
  readonly won: number | null;
  readonly closedBefore: number | null;
  readonly wonBefore: number | null;
}

/** What one person decided alone, under waivers of the second person. */
export interface DecidedAloneFacts {
  /** Such as "2026-10": the month before. */
  readonly month: string;
  readonly inMonth: number;
  /** Of all months: what nobody has reviewed for more than a week. */
  readonly unreviewed: number;
}

/** A saved report: that there is a file of it, or why there is none. */
export interface ReportFacts {
  readonly name: string;
  /** Such as "2026-02": the month for which it was run; null where it is paused. */
  readonly month: string | null;
  /** Why there is no file; null where there is one. */
  readonly failure: string | null;
  /** The export whose file is there. */
  readonly exportRunId: ExportRunId | null;
}

/** What a mail says, before it is laid out: plain text, whatever it holds. */
export interface Wording {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Why it is told, where that is not because of a lead. */
  readonly because?: string;
}

/** How one language says it. */
export interface Language {
  readonly locale: NoticeLocale;
  readonly greeting: (name: string) => string;
  readonly footer: string;
  /** The words of the link by which a kind is switched off. */
  readonly stop: string;
  readonly accepted: (lead: LeadFacts) => Wording;
  readonly refused: (lead: LeadFacts) => Wording;
  readonly returned: (lead: LeadFacts) => Wording;
  readonly asked: (lead: LeadFacts) => Wording;
  readonly qualified: (lead: LeadFacts) => Wording;
  readonly won: (lead: LeadFacts) => Wording;
  readonly lost: (lead: LeadFacts) => Wording;
  readonly commented: (lead: LeadFacts) => Wording;
  readonly given: (lead: LeadFacts) => Wording;
  readonly resubmitted: (lead: LeadFacts) => Wording;
  readonly answered: (lead: LeadFacts) => Wording;
  readonly appealed: (lead: LeadFacts) => Wording;
  readonly due: (lead: LeadFacts) => Wording;
  readonly overdue: (lead: LeadFacts) => Wording;
  readonly moveDue: (lead: LeadFacts) => Wording;
  readonly moveOverdue: (lead: LeadFacts) => Wording;
  readonly waiting: (waiting: WaitingFacts) => Wording;
  readonly credited: (credit: CreditFacts) => Wording;
  readonly takenBack: (credit: CreditFacts) => Wording;
  readonly changed: (credit: CreditFacts) => Wording;
  readonly reversalAppealed: (appeal: DisputeFacts) => Wording;
  readonly reversalAppealDecided: (appeal: DisputeFacts) => Wording;
  readonly disputed: (dispute: DisputeFacts) => Wording;
  readonly disputeDecided: (dispute: DisputeFacts) => Wording;
  readonly disputeOverdue: (dispute: DisputeFacts) => Wording;
  readonly offered: (offer: OfferFacts) => Wording;
  readonly creditHeld: (approval: ApprovalFacts) => Wording;
  readonly creditApproved: (approval: ApprovalFacts) => Wording;
  readonly approvalWaiting: (approval: ApprovalFacts) => Wording;
  readonly holdReleaseWaiting: (approval: ApprovalFacts) => Wording;
  readonly statementIssued: (statement: StatementFacts) => Wording;
  readonly statementDisputed: (dispute: StatementDisputeFacts) => Wording;
  readonly statementDisputeWaiting: (dispute: StatementDisputeFacts) => Wording;
  readonly statementDisputeOverdue: (dispute: StatementDisputeFacts) => Wording;
  readonly statementDisputeDecided: (dispute: StatementDisputeFacts) => Wording;
  readonly accountEntered: (account: PayoutAccountFacts) => Wording;
  readonly accountDecided: (account: PayoutAccountFacts) => Wording;
  readonly accountEnded: (account: PayoutAccountFacts) => Wording;
  readonly accountWaiting: (account: PayoutAccountFacts) => Wording;
  readonly scoresDrifted: (model: ScoringFacts) => Wording;
  readonly modelTrained: (model: ScoringFacts) => Wording;
  readonly criteriaToReview: (criteria: CriteriaFacts) => Wording;
  readonly decidedAlone: (decided: DecidedAloneFacts) => Wording;
  /** `url` is where the file is fetched after a login; null where this server has no public address. */
  readonly reportReady: (report: ReportFacts, url: string | null) => Wording;
  readonly reportFailed: (report: ReportFacts) => Wording;
  readonly reportPaused: (report: ReportFacts) => Wording;
}
