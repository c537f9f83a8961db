import { dayIn, said } from "./dates.ts";
import type { CriteriaFacts, Language } from "./facts.ts";
import type { NoticeLocale } from "./kinds.ts";

/** Whole percents, as people speak of them. */
const percent = (part: number | null, whole: number | null): string =>
  whole ? `${Math.round(((part ?? 0) / whole) * 100)} %` : "–";

const rates = (of: CriteriaFacts) => ({
  now: percent(of.won, of.closed),
  before: percent(of.wonBefore, of.closedBefore),
});

/** What is said of qualification criteria, in each language. */
export const WORDS_OF_CRITERIA: Readonly<Record<NoticeLocale, Pick<Language, "criteriaToReview">>> =
  {
    EN: {
      criteriaToReview: (of) => ({
        subject: `To be reviewed: criteria ${of.name}, version ${of.number}`,
        paragraphs: said(
          of.cause === "AGE" &&
            `They hold since ${dayIn("EN", of.since)}, and were to be reviewed after ${of.reviewMonths} months.`,
          of.cause === "WON_RATE" &&
            `Of ${of.closed} leads that they had qualified and that were closed in ${of.quarter}, ${of.won} were won: ${rates(of).now}. In the four quarters before, ${of.wonBefore} of ${of.closedBefore} were: ${rates(of).before}. That is a greater difference than chance makes likely.`,
          "The diagnostics of criteria tell whether they are too strict or too lax, and which of them decide nothing; a draft can be tried on leads of the past.",
        ),
        because: "You are told this because you sign qualification criteria.",
      }),
    },
    DE: {
      criteriaToReview: (of) => ({
        subject: `Zu überprüfen: Kriterien ${of.name}, Version ${of.number}`,
        paragraphs: said(
          of.cause === "AGE" &&
            `Sie gelten seit dem ${dayIn("DE", of.since)} und waren nach ${of.reviewMonths} Monaten zu überprüfen.`,
          of.cause === "WON_RATE" &&
            `Von ${of.closed} Leads, die sie qualifiziert hatten und die in ${of.quarter} abgeschlossen wurden, wurden ${of.won} gewonnen: ${rates(of).now}. In den vier Quartalen davor waren es ${of.wonBefore} von ${of.closedBefore}: ${rates(of).before}. Das ist mehr Unterschied, als der Zufall erwarten lässt.`,
          "Die Diagnose der Kriterien zeigt, ob sie zu streng oder zu lasch sind und welche nichts entscheiden; ein Entwurf lässt sich an früheren Leads erproben.",
        ),
        because: "Sie erhalten dies, weil Sie Qualifizierungskriterien unterzeichnen.",
      }),
    },
  };
