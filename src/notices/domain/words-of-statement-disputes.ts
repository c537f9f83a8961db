import { dayIn, said } from "./dates.ts";
import type { Language, StatementDisputeFacts } from "./facts.ts";
import type { NoticeLocale } from "./kinds.ts";

type OfStatementDisputes = Pick<
  Language,
  | "statementDisputed"
  | "statementDisputeWaiting"
  | "statementDisputeOverdue"
  | "statementDisputeDecided"
>;

const whatIn = (
  { number, month, lineNumber }: StatementDisputeFacts,
  [line, statement, missing]: readonly [string, string, string],
) =>
  lineNumber === null
    ? `${missing} ${statement} ${number} (${month})`
    : `${line} ${lineNumber}, ${statement} ${number} (${month})`;

const english = (dispute: StatementDisputeFacts) =>
  whatIn(dispute, ["line", "statement", "something missing on"]);
const german = (dispute: StatementDisputeFacts) =>
  whatIn(dispute, ["Zeile", "Kontoauszug", "Fehlendes auf"]);

/** What is said of disputes of statements, in each language. */
export const WORDS_OF_STATEMENT_DISPUTES: Readonly<Record<NoticeLocale, OfStatementDisputes>> = {
  EN: {
    statementDisputed: (dispute) => ({
      subject: `Disputed: ${english(dispute)}, ${dispute.partner ?? "a partner"}`,
      paragraphs: said(
        `${dispute.partner ?? "A partner"} disputes: ${english(dispute)}.`,
        dispute.grounds,
        `It is to be decided by ${dayIn("EN", dispute.dueOn)}.`,
      ),
      because: "You are told this because you prepare what is answered.",
    }),
    statementDisputeWaiting: (dispute) => ({
      subject: `To be decided: ${english(dispute)}, ${dispute.partner ?? "a partner"}`,
      paragraphs: said(
        `${dispute.by ?? "Somebody"} proposes that the dispute of ${dispute.partner ?? "a partner"} is ${dispute.isUpheld ? "upheld" : "dismissed"}: ${english(dispute)}.`,
        dispute.answer,
      ),
      because: "You are told this because you can decide it.",
    }),
    statementDisputeOverdue: (dispute) => ({
      subject: `Overdue: ${english(dispute)}, ${dispute.partner ?? "a partner"}`,
      paragraphs: said(
        `The dispute of ${dispute.partner ?? "a partner"} is not decided: ${english(dispute)}. That was due by ${dayIn("EN", dispute.dueOn)}.`,
        dispute.grounds,
      ),
      because: "You are told this because you prepare or decide what is answered.",
    }),
    statementDisputeDecided: (dispute) => ({
      subject: `Your dispute was ${dispute.isUpheld ? "upheld" : "dismissed"}: ${english(dispute)}`,
      paragraphs: said(
        dispute.isUpheld
          ? `You were right: ${english(dispute)}. What was booked for it stands in a later statement.`
          : `Your dispute was dismissed: ${english(dispute)}.`,
        dispute.answer,
      ),
      because: "You are told this because you disputed it, or run your firm's side here.",
    }),
  },
  DE: {
    statementDisputed: (dispute) => ({
      subject: `Beanstandet: ${german(dispute)}, ${dispute.partner ?? "ein Partner"}`,
      paragraphs: said(
        `${dispute.partner ?? "Ein Partner"} beanstandet: ${german(dispute)}.`,
        dispute.grounds,
        `Darüber ist bis zum ${dayIn("DE", dispute.dueOn)} zu entscheiden.`,
      ),
      because: "Sie erhalten dies, weil Sie die Antwort vorbereiten.",
    }),
    statementDisputeWaiting: (dispute) => ({
      subject: `Zu entscheiden: ${german(dispute)}, ${dispute.partner ?? "ein Partner"}`,
      paragraphs: said(
        `${dispute.by ?? "Jemand"} schlägt vor, der Beanstandung von ${dispute.partner ?? "einem Partner"} ${dispute.isUpheld ? "stattzugeben" : "nicht stattzugeben"}: ${german(dispute)}.`,
        dispute.answer,
      ),
      because: "Sie erhalten dies, weil Sie darüber entscheiden können.",
    }),
    statementDisputeOverdue: (dispute) => ({
      subject: `Überfällig: ${german(dispute)}, ${dispute.partner ?? "ein Partner"}`,
      paragraphs: said(
        `Über die Beanstandung von ${dispute.partner ?? "einem Partner"} ist nicht entschieden: ${german(dispute)}. Das war bis zum ${dayIn("DE", dispute.dueOn)} fällig.`,
        dispute.grounds,
      ),
      because: "Sie erhalten dies, weil Sie die Antwort vorbereiten oder darüber entscheiden.",
    }),
    statementDisputeDecided: (dispute) => ({
      subject: `Ihrer Beanstandung wurde ${dispute.isUpheld ? "stattgegeben" : "nicht stattgegeben"}: ${german(dispute)}`,
      paragraphs: said(
        dispute.isUpheld
          ? `Sie hatten recht: ${german(dispute)}. Was dafür gebucht wurde, steht auf einem späteren Kontoauszug.`
          : `Ihrer Beanstandung wurde nicht stattgegeben: ${german(dispute)}.`,
        dispute.answer,
      ),
      because: "Sie erhalten dies, weil Sie es beanstandet haben oder Ihre Firma hier verwalten.",
    }),
  },
};
