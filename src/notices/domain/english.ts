import { dayIn, instantIn, said } from "./dates.ts";
import type { DisputeFacts, Language, LeadFacts, PayoutAccountFacts } from "./facts.ts";
import { reasonIn } from "./reasons.ts";
import { WORDS_OF_CRITERIA } from "./words-of-criteria.ts";
import { WORDS_OF_REPORTS } from "./words-of-reports.ts";
import { WORDS_OF_SCORING } from "./words-of-scoring.ts";
import { WORDS_OF_STATEMENT_DISPUTES } from "./words-of-statement-disputes.ts";
import { WORDS_OF_WAIVERS } from "./words-of-waivers.ts";

const named = ({
  company,
  reference,
  partner,
}: Pick<LeadFacts, "company" | "reference" | "partner">) =>
  partner === null ? `${company} (${reference})` : `${company} (${reference}, ${partner})`;
const because = ({ reasonCode }: LeadFacts) =>
  reasonCode === null ? null : `Reason: ${reasonIn("EN", reasonCode)}.`;
const answerBy = ({ answerDueAt, timeZone }: LeadFacts) =>
  answerDueAt && `An answer is due by ${instantIn("EN", answerDueAt, timeZone)}.`;
const moveBy = ({ moveDueAt, timeZone }: LeadFacts) =>
  moveDueAt &&
  `It is to be qualified, returned or ended by ${instantIn("EN", moveDueAt, timeZone)}.`;

const disputedOf = ({ company, partner }: DisputeFacts) =>
  [company ?? "a lead in which you have a share", partner === null ? "" : ` (${partner})`].join("");

const accountOf = ({ currency, holder, numberEnds }: PayoutAccountFacts) =>
  `${currency}, ${holder}, account ending in ${numberEnds}`;
const OF_CREDIT = "You are told this because you run your firm's side here.";
const HELD_FOR = {
  DISPUTE: "It is disputed.",
  TAX_FORM: "A tax form is missing, or has run out.",
  BANK_CHANGE: "Where your money goes was changed, or money came back.",
  REVIEW: "We look at it.",
} as const;
const BECAUSE = "You are told this because you can say where your firm's money goes.";

export const ENGLISH: Language = {
  locale: "EN",
  ...WORDS_OF_CRITERIA.EN,
  ...WORDS_OF_SCORING.EN,
  ...WORDS_OF_STATEMENT_DISPUTES.EN,
  ...WORDS_OF_WAIVERS.EN,
  ...WORDS_OF_REPORTS.EN,
  greeting: (name) => `Hello ${name},`,
  footer: "You are told this because the lead is yours to look after.",
  stop: "No more mails of this kind",
  accepted: (lead) => ({
    subject: `Accepted: ${lead.company}`,
    paragraphs: said(
      `Your lead ${named(lead)} was accepted.`,
      lead.owner && `${lead.owner} works on it.`,
      lead.comment,
    ),
  }),
  refused: (lead) => ({
    subject: `Not taken on: ${lead.company}`,
    paragraphs: said(
      `Your lead ${named(lead)} has ended without a deal.`,
      because(lead),
      lead.comment,
      "If you see it otherwise, you can appeal the decision or register the lead again.",
    ),
  }),
  returned: (lead) => ({
    subject: `Returned for now: ${lead.company}`,
    paragraphs: said(
      `Your lead ${named(lead)} was returned for now.`,
      because(lead),
      lead.revisitOn && `We look at it again on ${dayIn("EN", lead.revisitOn)}.`,
      lead.comment,
      "If there is news before that, bring it back.",
    ),
  }),
  asked: (lead) => ({
    subject: `Your answer is needed: ${lead.company}`,
    paragraphs: said(
      `We have questions about your lead ${named(lead)}:`,
      ...lead.questions.map((question) => `– ${question}`),
      lead.questionsDueOn && `Please answer by ${dayIn("EN", lead.questionsDueOn)}.`,
      lead.comment,
    ),
  }),
  qualified: (lead) => ({
    subject: `Qualified: ${lead.company}`,
    paragraphs: said(
      `Your lead ${named(lead)} met the criteria and is a sales-qualified lead.`,
      lead.comment,
    ),
  }),
  won: (lead) => ({
    subject: `Won: ${lead.company}`,
    paragraphs: said(`The deal with your lead ${named(lead)} was won.`, lead.comment),
  }),
  lost: (lead) => ({
    subject: `Lost: ${lead.company}`,
    paragraphs: said(
      `The deal with your lead ${named(lead)} was lost. What the lead has earned stays yours.`,
      because(lead),
      lead.comment,
    ),
  }),
  commented: (lead) => ({
    subject: `New comment: ${lead.company}`,
    paragraphs: said(`There is a new comment on the lead ${named(lead)}:`, lead.comment),
  }),
  given: (lead) => ({
    subject: `Yours now: ${lead.company}`,
    paragraphs: said(
      `The lead ${named(lead)} was given to you, and is yours to move on.`,
      lead.comment,
      moveBy(lead),
    ),
  }),
  resubmitted: (lead) => ({
    subject: `Back again: ${lead.company}`,
    paragraphs: said(
      `The lead ${named(lead)} was brought back and waits for an answer.`,
      lead.comment,
      answerBy(lead),
    ),
  }),
  answered: (lead) => ({
    subject: `Answered: ${lead.company}`,
    paragraphs: said(
      `What was asked about the lead ${named(lead)} has been answered.`,
      lead.comment,
      answerBy(lead),
    ),
  }),
  appealed: (lead) => ({
    subject: `Appeal: ${lead.company}`,
    paragraphs: said(
      `The decision over the lead ${named(lead)} was appealed.`,
      lead.comment,
      "Somebody who took no part in it decides.",
    ),
  }),
  due: (lead) => ({
    subject: `Answer soon: ${lead.company}`,
    paragraphs: said(`The lead ${named(lead)} waits for an answer.`, answerBy(lead)),
  }),
  overdue: (lead) => ({
    subject: `Overdue: ${lead.company}`,
    paragraphs: said(
      `The lead ${named(lead)} was not answered in time.`,
      lead.answerDueAt &&
        `The answer was due by ${instantIn("EN", lead.answerDueAt, lead.timeZone)}.`,
    ),
  }),
  moveDue: (lead) => ({
    subject: `Move on soon: ${lead.company}`,
    paragraphs: said(`The lead ${named(lead)} was accepted and has not moved since.`, moveBy(lead)),
  }),
  moveOverdue: (lead) => ({
    subject: `Not moved in time: ${lead.company}`,
    paragraphs: said(
      `The lead ${named(lead)} was accepted and not qualified, returned or ended in time.`,
      lead.moveDueAt && `That was due by ${instantIn("EN", lead.moveDueAt, lead.timeZone)}.`,
    ),
  }),
  waiting: ({ count, leads }) => ({
    subject: count === 1 ? `New lead: ${leads[0]?.company ?? ""}` : `${count} new leads`,
    paragraphs: said(
      count === 1 ? "A new lead waits for an answer:" : `${count} new leads wait for an answer:`,
      ...leads.map((lead) => `– ${named(lead)}`),
      count > leads.length ? "and more." : null,
    ),
  }),
  credited: ({ amount, milestone, company }) => ({
    subject: `Credit earned: ${amount}`,
    paragraphs: said(
      company === null
        ? `You earned a credit of ${amount} (${milestone}) for your share of a deal.`
        : `You earned a credit of ${amount} for ${company} (${milestone}).`,
    ),
  }),
  takenBack: ({ amount, milestone, company, isPart, reasonCode, statement, appealUntil }) => ({
    subject: `Credit taken back: ${amount}`,
    paragraphs: said(
      isPart
        ? `Of your credit for ${company ?? "your share of a deal"} (${milestone}) ${amount} were taken back; the rest counts.`
        : company === null
          ? `Your credit of ${amount} (${milestone}) for your share of a deal was taken back.`
          : `Your credit of ${amount} for ${company} (${milestone}) was taken back.`,
      reasonCode && `Reason: ${reasonIn("EN", reasonCode)}.`,
      statement,
      appealUntil && `If you see it otherwise, you can appeal until ${dayIn("EN", appealUntil)}.`,
    ),
  }),
  changed: ({ amount, milestone, company }) => ({
    subject: `Credit changed by ${amount}`,
    paragraphs: said(
      company === null
        ? `What a deal was worth that you have a share in was corrected: your credit (${milestone}) changes by ${amount}.`
        : `What the deal with ${company} was worth was corrected: your credit (${milestone}) changes by ${amount}.`,
    ),
  }),
  reversalAppealed: (appeal) => ({
    subject: `Appeal: credit of ${appeal.amount ?? ""}`,
    paragraphs: said(
      `That the credit of ${appeal.amount ?? ""} for ${disputedOf(appeal)} was taken back is appealed.`,
      appeal.statement,
      "Somebody who took no part in it decides.",
    ),
  }),
  reversalAppealDecided: ({ amount, company, isUpheld }) => ({
    subject: `Your appeal was ${isUpheld ? "upheld" : "dismissed"}: ${amount ?? ""}`,
    paragraphs: said(
      `You had appealed that a credit of ${amount ?? ""} ${company === null ? "" : `for ${company} `}was taken back.`,
      isUpheld
        ? "The appeal was upheld: the same is credited again, as a credit of its own."
        : "The appeal was dismissed: the credit stays taken back.",
    ),
  }),
  disputed: (dispute) => ({
    subject: `Disputed: ${dispute.company ?? "a lead"}`,
    paragraphs: said(
      `To whom ${disputedOf(dispute)} is owed is disputed.`,
      dispute.statement,
      dispute.dueOn && `It is to be decided by ${dayIn("EN", dispute.dueOn)}.`,
      "Somebody who neither opened the dispute nor settled the lead decides.",
    ),
  }),
  disputeDecided: (dispute) => ({
    subject: `Your dispute was ${dispute.isUpheld ? "upheld" : "rejected"}: ${dispute.company ?? "a share of yours"}`,
    paragraphs: said(
      `You had disputed to whom ${disputedOf(dispute)} is owed.`,
      dispute.isUpheld
        ? "The dispute was upheld: the lead is owed otherwise since."
        : "The dispute was rejected: what was settled stands.",
      dispute.answer,
    ),
  }),
  disputeOverdue: (dispute) => ({
    subject: `Dispute overdue: ${dispute.company ?? "a lead"}`,
    paragraphs: said(
      `To whom ${disputedOf(dispute)} is owed is disputed, and nobody has decided in time.`,
      dispute.statement,
      dispute.dueOn && `That was due by ${dayIn("EN", dispute.dueOn)}.`,
    ),
  }),
  offered: ({ company, need, message, expiresAt, timeZone }) => ({
    subject: `A lead for you: ${company}`,
    paragraphs: said(
      `We offer you a lead: ${company}.`,
      need,
      message,
      `The offer stands until ${instantIn("EN", expiresAt, timeZone)}.`,
    ),
  }),
  creditHeld: ({ kind, sums, isAll }) => ({
    subject: isAll ? "Your credit is held" : `A credit is held: ${sums.join(", ")}`,
    paragraphs: said(
      isAll
        ? "All of your credit is held for now: it is neither approved nor paid. It goes on to be yours."
        : `A credit of ${sums.join(", ")} is held for now: it is neither approved nor paid. It goes on to be yours.`,
      HELD_FOR[kind ?? "REVIEW"],
    ),
    because: OF_CREDIT,
  }),
  creditApproved: ({ count, sums }) => ({
    subject: `Approved: ${sums.join(", ")}`,
    paragraphs: said(
      `We have approved ${count === 1 ? "a credit" : `${count} credits`} of yours: ${sums.join(", ")}.`,
      "What is held back of it becomes payable as it vests.",
    ),
    because: OF_CREDIT,
  }),
  approvalWaiting: ({ count, sums, by, said: comment, until }) => ({
    subject: `To be approved: ${sums.join(", ")}`,
    paragraphs: said(
      `${by ?? "Somebody"} proposes to approve ${count === 1 ? "a credit" : `${count} credits`}: ${sums.join(", ")}.`,
      comment,
      until && `It can be approved before ${dayIn("EN", until)}.`,
    ),
    because: "You are told this because you can approve credit.",
  }),
  holdReleaseWaiting: ({ by, said: reason, partner, isAll }) => ({
    subject: `To be decided: a hold on ${partner ?? "a partner"}`,
    paragraphs: said(
      `${by ?? "Somebody"} asks to let a hold go, on ${isAll ? "all credit" : "a credit"} of ${partner ?? "a partner"}.`,
      reason,
    ),
    because: "You are told this because you can let holds go.",
  }),
  statementIssued: ({ number, month, opening, closing }) => ({
    subject: `Your statement of ${month}: ${closing}`,
    paragraphs: said(
      `Statement ${number} of ${month} is there. The month began with ${opening} and ended with ${closing}.`,
      "What moved in between stands in it, line by line.",
    ),
    because: OF_CREDIT,
  }),
  accountEntered: (account) => ({
    subject: `New payout account: ending in ${account.numberEnds}`,
    paragraphs: said(
      `It was entered that your money shall go here from now on: ${accountOf(account)}.`,
      "Nothing is paid to it before we have asked you and verified it.",
      "If this was not you or one of yours, end the account at once and call us.",
    ),
    because: BECAUSE,
  }),
  accountDecided: (account) => ({
    subject: `Payout account ${account.isVerified ? "verified" : "not verified"}: ending in ${account.numberEnds}`,
    paragraphs: said(
      account.isVerified
        ? `We have verified where your money goes: ${accountOf(account)}.`
        : `We have not verified this account: ${accountOf(account)}.`,
      account.note,
      account.isVerified
        ? account.usableFrom &&
            `It is paid to from ${dayIn("EN", account.usableFrom)} on. If it is not yours, end it before that and call us.`
        : "What was verified before stands.",
    ),
    because: BECAUSE,
  }),
  accountEnded: (account) => ({
    subject: `Payout account ended: ending in ${account.numberEnds}`,
    paragraphs: said(
      `Your money does not go here any more: ${accountOf(account)}.`,
      account.endReason,
    ),
    because: BECAUSE,
  }),
  accountWaiting: (account) => ({
    subject: `To be verified: payout account of ${account.partner ?? "a partner"}`,
    paragraphs: said(
      `A payout account of ${account.partner ?? "a partner"} waits to be verified: ${accountOf(account)}.`,
      "Ask the partner for its number by a way that was known before, never by one that came with the change.",
      account.gone.length === 0
        ? null
        : `Of those who would have been told, these were deactivated in the 30 days before: ${account.gone.join(", ")}.`,
    ),
    because: "You are told this because you can verify payout accounts.",
  }),
};
