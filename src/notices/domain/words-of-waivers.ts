import { said } from "./dates.ts";
import type { DecidedAloneFacts, Language } from "./facts.ts";
import type { NoticeLocale } from "./kinds.ts";

/** What is said of what one person decided alone, in each language. */
export const WORDS_OF_WAIVERS: Readonly<Record<NoticeLocale, Pick<Language, "decidedAlone">>> = {
  EN: {
    decidedAlone: ({ month, inMonth, unreviewed }: DecidedAloneFacts) => ({
      subject: `Decided by one person alone: ${inMonth} in ${month}, ${unreviewed} not reviewed`,
      paragraphs: said(
        `While the second person was waived, one person decided ${inMonth} times in ${month} what they had prepared.`,
        unreviewed > 0 &&
          `${unreviewed} of all such decisions have waited for more than a week for another person to review them.`,
        "The list of waived decisions says which, when and under which waiver.",
      ),
      because:
        "You are told this because you may review what one person decided alone, or audit it.",
    }),
  },
  DE: {
    decidedAlone: ({ month, inMonth, unreviewed }: DecidedAloneFacts) => ({
      subject: `Von einer Person allein entschieden: ${inMonth} im Monat ${month}, ${unreviewed} nicht geprüft`,
      paragraphs: said(
        `Während auf die zweite Person verzichtet wurde, hat im Monat ${month} eine Person ${inMonth}-mal entschieden, was sie selbst vorbereitet hatte.`,
        unreviewed > 0 &&
          `${unreviewed} aller solchen Entscheidungen warten seit mehr als einer Woche darauf, dass eine andere Person sie prüft.`,
        "Die Liste der allein getroffenen Entscheidungen nennt, welche, wann und unter welchem Verzicht.",
      ),
      because:
        "Sie erhalten dies, weil Sie prüfen dürfen, was eine Person allein entschieden hat, oder Revision halten.",
    }),
  },
};
