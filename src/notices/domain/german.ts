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
  reasonCode === null ? null : `Grund: ${reasonIn("DE", reasonCode)}.`;
const answerBy = ({ answerDueAt, timeZone }: LeadFacts) =>
  answerDueAt && `Eine Antwort ist fällig bis ${instantIn("DE", answerDueAt, timeZone)}.`;
const moveBy = ({ moveDueAt, timeZone }: LeadFacts) =>
  moveDueAt &&
  `Er ist zu qualifizieren, zurückzugeben oder zu beenden bis ${instantIn("DE", moveDueAt, timeZone)}.`;

const disputedOf = ({ company, partner }: DisputeFacts) =>
  [
    company ?? "ein Lead, an dem Sie einen Anteil haben",
    partner === null ? "" : ` (${partner})`,
  ].join("");

const accountOf = ({ currency, holder, numberEnds }: PayoutAccountFacts) =>
  `${currency}, ${holder}, Konto mit der Endung ${numberEnds}`;
const OF_CREDIT = "Sie erhalten dies, weil Sie die Seite Ihrer Firma hier führen.";
const HELD_FOR = {
  DISPUTE: "Darüber besteht Streit.",
  TAX_FORM: "Ein Steuerformular fehlt oder ist abgelaufen.",
  BANK_CHANGE: "Wohin Ihr Geld geht, wurde geändert, oder Geld kam zurück.",
  REVIEW: "Wir sehen es uns an.",
} as const;
const BECAUSE = "Sie erhalten dies, weil Sie festlegen können, wohin Ihr Unternehmen Geld erhält.";

export const GERMAN: Language = {
  locale: "DE",
  ...WORDS_OF_CRITERIA.DE,
  ...WORDS_OF_SCORING.DE,
  ...WORDS_OF_STATEMENT_DISPUTES.DE,
  ...WORDS_OF_WAIVERS.DE,
  ...WORDS_OF_REPORTS.DE,
  greeting: (name) => `Guten Tag ${name},`,
  footer: "Sie erhalten diese Nachricht, weil Sie sich um den Lead kümmern.",
  stop: "Keine Nachrichten dieser Art mehr",
  accepted: (lead) => ({
    subject: `Angenommen: ${lead.company}`,
    paragraphs: said(
      `Ihr Lead ${named(lead)} wurde angenommen.`,
      lead.owner && `${lead.owner} kümmert sich darum.`,
      lead.comment,
    ),
  }),
  refused: (lead) => ({
    subject: `Nicht übernommen: ${lead.company}`,
    paragraphs: said(
      `Ihr Lead ${named(lead)} wurde ohne Abschluss beendet.`,
      because(lead),
      lead.comment,
      "Wenn Sie das anders sehen, können Sie Widerspruch einlegen oder den Lead neu registrieren.",
    ),
  }),
  returned: (lead) => ({
    subject: `Vorerst zurückgegeben: ${lead.company}`,
    paragraphs: said(
      `Ihr Lead ${named(lead)} wurde vorerst zurückgegeben.`,
      because(lead),
      lead.revisitOn && `Wir sehen ihn uns am ${dayIn("DE", lead.revisitOn)} wieder an.`,
      lead.comment,
      "Wenn es vorher Neues gibt, reichen Sie ihn wieder ein.",
    ),
  }),
  asked: (lead) => ({
    subject: `Ihre Antwort wird gebraucht: ${lead.company}`,
    paragraphs: said(
      `Wir haben Fragen zu Ihrem Lead ${named(lead)}:`,
      ...lead.questions.map((question) => `– ${question}`),
      lead.questionsDueOn && `Bitte antworten Sie bis zum ${dayIn("DE", lead.questionsDueOn)}.`,
      lead.comment,
    ),
  }),
  qualified: (lead) => ({
    subject: `Qualifiziert: ${lead.company}`,
    paragraphs: said(
      `Ihr Lead ${named(lead)} hat die Kriterien erfüllt und ist vom Vertrieb qualifiziert (SQL).`,
      lead.comment,
    ),
  }),
  won: (lead) => ({
    subject: `Gewonnen: ${lead.company}`,
    paragraphs: said(`Das Geschäft mit Ihrem Lead ${named(lead)} ist gewonnen.`, lead.comment),
  }),
  lost: (lead) => ({
    subject: `Verloren: ${lead.company}`,
    paragraphs: said(
      `Das Geschäft mit Ihrem Lead ${named(lead)} ist verloren. Was der Lead verdient hat, bleibt Ihnen.`,
      because(lead),
      lead.comment,
    ),
  }),
  commented: (lead) => ({
    subject: `Neuer Kommentar: ${lead.company}`,
    paragraphs: said(`Zum Lead ${named(lead)} gibt es einen neuen Kommentar:`, lead.comment),
  }),
  given: (lead) => ({
    subject: `Jetzt Ihr Lead: ${lead.company}`,
    paragraphs: said(
      `Der Lead ${named(lead)} wurde Ihnen übergeben; um ihn kümmern jetzt Sie sich.`,
      lead.comment,
      moveBy(lead),
    ),
  }),
  resubmitted: (lead) => ({
    subject: `Wieder da: ${lead.company}`,
    paragraphs: said(
      `Der Lead ${named(lead)} wurde wieder eingereicht und wartet auf eine Antwort.`,
      lead.comment,
      answerBy(lead),
    ),
  }),
  answered: (lead) => ({
    subject: `Beantwortet: ${lead.company}`,
    paragraphs: said(
      `Die Fragen zum Lead ${named(lead)} sind beantwortet.`,
      lead.comment,
      answerBy(lead),
    ),
  }),
  appealed: (lead) => ({
    subject: `Widerspruch: ${lead.company}`,
    paragraphs: said(
      `Gegen die Entscheidung über den Lead ${named(lead)} wurde Widerspruch eingelegt.`,
      lead.comment,
      "Es entscheidet jemand, der nicht beteiligt war.",
    ),
  }),
  due: (lead) => ({
    subject: `Bald fällig: ${lead.company}`,
    paragraphs: said(`Der Lead ${named(lead)} wartet auf eine Antwort.`, answerBy(lead)),
  }),
  overdue: (lead) => ({
    subject: `Überfällig: ${lead.company}`,
    paragraphs: said(
      `Der Lead ${named(lead)} wurde nicht rechtzeitig beantwortet.`,
      lead.answerDueAt &&
        `Die Antwort war fällig bis ${instantIn("DE", lead.answerDueAt, lead.timeZone)}.`,
    ),
  }),
  moveDue: (lead) => ({
    subject: `Bald weiterzuführen: ${lead.company}`,
    paragraphs: said(
      `Der Lead ${named(lead)} wurde angenommen und ist seither nicht weitergekommen.`,
      moveBy(lead),
    ),
  }),
  moveOverdue: (lead) => ({
    subject: `Nicht rechtzeitig weitergeführt: ${lead.company}`,
    paragraphs: said(
      `Der Lead ${named(lead)} wurde angenommen und nicht rechtzeitig qualifiziert, zurückgegeben oder beendet.`,
      lead.moveDueAt && `Das war fällig bis ${instantIn("DE", lead.moveDueAt, lead.timeZone)}.`,
    ),
  }),
  waiting: ({ count, leads }) => ({
    subject: count === 1 ? `Neuer Lead: ${leads[0]?.company ?? ""}` : `${count} neue Leads`,
    paragraphs: said(
      count === 1
        ? "Ein neuer Lead wartet auf eine Antwort:"
        : `${count} neue Leads warten auf eine Antwort:`,
      ...leads.map((lead) => `– ${named(lead)}`),
      count > leads.length ? "und weitere." : null,
    ),
  }),
  credited: ({ amount, milestone, company }) => ({
    subject: `Gutschrift: ${amount}`,
    paragraphs: said(
      company === null
        ? `Sie haben für Ihren Anteil an einem Geschäft eine Gutschrift von ${amount} verdient (${milestone}).`
        : `Sie haben für ${company} eine Gutschrift von ${amount} verdient (${milestone}).`,
    ),
  }),
  takenBack: ({ amount, milestone, company, isPart, reasonCode, statement, appealUntil }) => ({
    subject: `Gutschrift zurückgenommen: ${amount}`,
    paragraphs: said(
      isPart
        ? `Von Ihrer Gutschrift für ${company ?? "Ihren Anteil an einem Geschäft"} (${milestone}) wurden ${amount} zurückgenommen; der Rest zählt.`
        : company === null
          ? `Ihre Gutschrift von ${amount} für Ihren Anteil an einem Geschäft (${milestone}) wurde zurückgenommen.`
          : `Ihre Gutschrift von ${amount} für ${company} (${milestone}) wurde zurückgenommen.`,
      reasonCode && `Grund: ${reasonIn("DE", reasonCode)}.`,
      statement,
      appealUntil &&
        `Wenn Sie das anders sehen, können Sie bis ${dayIn("DE", appealUntil)} widersprechen.`,
    ),
  }),
  changed: ({ amount, milestone, company }) => ({
    subject: `Gutschrift geändert um ${amount}`,
    paragraphs: said(
      company === null
        ? `Der Wert eines Geschäfts, an dem Sie einen Anteil haben, wurde berichtigt: Ihre Gutschrift (${milestone}) ändert sich um ${amount}.`
        : `Der Wert des Geschäfts mit ${company} wurde berichtigt: Ihre Gutschrift (${milestone}) ändert sich um ${amount}.`,
    ),
  }),
  reversalAppealed: (appeal) => ({
    subject: `Widerspruch: Gutschrift von ${appeal.amount ?? ""}`,
    paragraphs: said(
      `Gegen die Rücknahme der Gutschrift von ${appeal.amount ?? ""} wurde Widerspruch eingelegt. Es geht um: ${disputedOf(appeal)}.`,
      appeal.statement,
      "Es entscheidet jemand, der daran nicht beteiligt war.",
    ),
  }),
  reversalAppealDecided: ({ amount, company, isUpheld }) => ({
    subject: `Ihrem Widerspruch wurde ${isUpheld ? "stattgegeben" : "nicht stattgegeben"}: ${amount ?? ""}`,
    paragraphs: said(
      `Sie hatten der Rücknahme einer Gutschrift von ${amount ?? ""} ${company === null ? "" : `für ${company} `}widersprochen.`,
      isUpheld
        ? "Dem Widerspruch wurde stattgegeben: Dasselbe wird als eigene Gutschrift noch einmal gutgeschrieben."
        : "Dem Widerspruch wurde nicht stattgegeben: Die Gutschrift bleibt zurückgenommen.",
    ),
  }),
  disputed: (dispute) => ({
    subject: `Strittig: ${dispute.company ?? "ein Lead"}`,
    paragraphs: said(
      `Es ist strittig, wem dieser Lead zusteht: ${disputedOf(dispute)}.`,
      dispute.statement,
      dispute.dueOn && `Zu entscheiden ist das bis zum ${dayIn("DE", dispute.dueOn)}.`,
      "Es entscheidet jemand, der den Streit nicht eröffnet und den Lead nicht zugeordnet hat.",
    ),
  }),
  disputeDecided: (dispute) => ({
    subject: `Ihr Einwand wurde ${dispute.isUpheld ? "anerkannt" : "abgelehnt"}: ${dispute.company ?? "ein Anteil von Ihnen"}`,
    paragraphs: said(
      `Sie hatten bestritten, wem dieser Lead zusteht: ${disputedOf(dispute)}.`,
      dispute.isUpheld
        ? "Der Einwand wurde anerkannt: Der Lead steht seitdem anderen zu."
        : "Der Einwand wurde abgelehnt: Es bleibt, wie es geregelt war.",
      dispute.answer,
    ),
  }),
  disputeOverdue: (dispute) => ({
    subject: `Streit überfällig: ${dispute.company ?? "ein Lead"}`,
    paragraphs: said(
      `Es ist strittig, wem dieser Lead zusteht, und niemand hat rechtzeitig entschieden: ${disputedOf(dispute)}.`,
      dispute.statement,
      dispute.dueOn && `Fällig war das bis zum ${dayIn("DE", dispute.dueOn)}.`,
    ),
  }),
  offered: ({ company, need, message, expiresAt, timeZone }) => ({
    subject: `Ein Lead für Sie: ${company}`,
    paragraphs: said(
      `Wir bieten Ihnen einen Lead an: ${company}.`,
      need,
      message,
      `Das Angebot gilt bis ${instantIn("DE", expiresAt, timeZone)}.`,
    ),
  }),
  creditHeld: ({ kind, sums, isAll }) => ({
    subject: isAll
      ? "Ihre Gutschriften werden zurückgehalten"
      : `Eine Gutschrift wird zurückgehalten: ${sums.join(", ")}`,
    paragraphs: said(
      isAll
        ? "Alle Ihre Gutschriften werden vorerst zurückgehalten: Sie werden weder freigegeben noch ausgezahlt. Sie gehören Ihnen weiterhin."
        : `Eine Gutschrift über ${sums.join(", ")} wird vorerst zurückgehalten: Sie wird weder freigegeben noch ausgezahlt. Sie gehört Ihnen weiterhin.`,
      HELD_FOR[kind ?? "REVIEW"],
    ),
    because: OF_CREDIT,
  }),
  creditApproved: ({ count, sums }) => ({
    subject: `Freigegeben: ${sums.join(", ")}`,
    paragraphs: said(
      `Wir haben ${count === 1 ? "eine Gutschrift" : `${count} Gutschriften`} von Ihnen freigegeben: ${sums.join(", ")}.`,
      "Was davon einbehalten ist, wird mit der Zeit zahlbar.",
    ),
    because: OF_CREDIT,
  }),
  approvalWaiting: ({ count, sums, by, said: comment, until }) => ({
    subject: `Freizugeben: ${sums.join(", ")}`,
    paragraphs: said(
      `${by ?? "Jemand"} schlägt vor, ${count === 1 ? "eine Gutschrift" : `${count} Gutschriften`} freizugeben: ${sums.join(", ")}.`,
      comment,
      until && `Das geht vor dem ${dayIn("DE", until)}.`,
    ),
    because: "Sie erhalten dies, weil Sie Gutschriften freigeben können.",
  }),
  holdReleaseWaiting: ({ by, said: reason, partner, isAll }) => ({
    subject: `Zu entscheiden: was von ${partner ?? "einem Partner"} zurückgehalten wird`,
    paragraphs: said(
      `${by ?? "Jemand"} bittet darum, ${isAll ? "alle Gutschriften" : "eine Gutschrift"} von ${partner ?? "einem Partner"} nicht länger zurückzuhalten.`,
      reason,
    ),
    because: "Sie erhalten dies, weil Sie darüber entscheiden können.",
  }),
  statementIssued: ({ number, month, opening, closing }) => ({
    subject: `Ihr Kontoauszug für ${month}: ${closing}`,
    paragraphs: said(
      `Kontoauszug ${number} für ${month} liegt vor. Der Monat begann mit ${opening} und endete mit ${closing}.`,
      "Was dazwischen bewegt wurde, steht darin, Zeile für Zeile.",
    ),
    because: OF_CREDIT,
  }),
  accountEntered: (account) => ({
    subject: `Neues Auszahlungskonto: Endung ${account.numberEnds}`,
    paragraphs: said(
      `Es wurde eingetragen, dass Ihr Geld künftig hierher gehen soll: ${accountOf(account)}.`,
      "Dorthin wird nichts gezahlt, bevor wir bei Ihnen nachgefragt und das Konto bestätigt haben.",
      "Wenn das niemand aus Ihrem Unternehmen war, beenden Sie das Konto sofort und rufen Sie uns an.",
    ),
    because: BECAUSE,
  }),
  accountDecided: (account) => ({
    subject: `Auszahlungskonto ${account.isVerified ? "bestätigt" : "nicht bestätigt"}: Endung ${account.numberEnds}`,
    paragraphs: said(
      account.isVerified
        ? `Wir haben bestätigt, wohin Ihr Geld geht: ${accountOf(account)}.`
        : `Wir haben dieses Konto nicht bestätigt: ${accountOf(account)}.`,
      account.note,
      account.isVerified
        ? account.usableFrom &&
            `Ab dem ${dayIn("DE", account.usableFrom)} wird dorthin gezahlt. Wenn es nicht Ihres ist, beenden Sie es vorher und rufen Sie uns an.`
        : "Was vorher bestätigt war, gilt weiter.",
    ),
    because: BECAUSE,
  }),
  accountEnded: (account) => ({
    subject: `Auszahlungskonto beendet: Endung ${account.numberEnds}`,
    paragraphs: said(`Ihr Geld geht nicht mehr hierher: ${accountOf(account)}.`, account.endReason),
    because: BECAUSE,
  }),
  accountWaiting: (account) => ({
    subject: `Zu bestätigen: Auszahlungskonto von ${account.partner ?? "einem Partner"}`,
    paragraphs: said(
      `Ein Auszahlungskonto von ${account.partner ?? "einem Partner"} wartet auf Bestätigung: ${accountOf(account)}.`,
      "Fragen Sie die Nummer auf einem Weg nach, der schon vorher bekannt war, nie auf einem, der mit der Änderung kam.",
      account.gone.length === 0
        ? null
        : `Von denen, die davon erfahren hätten, wurden in den 30 Tagen davor deaktiviert: ${account.gone.join(", ")}.`,
    ),
    because: "Sie erhalten dies, weil Sie Auszahlungskonten bestätigen können.",
  }),
};
