import { said } from "./dates.ts";
import type { Language, ReportFacts } from "./facts.ts";
import type { NoticeLocale } from "./kinds.ts";

type OfReports = Pick<Language, "reportReady" | "reportFailed" | "reportPaused">;

const titled = ({ name, month }: ReportFacts): string =>
  month === null ? name : `${name} (${month})`;

/** What is said of saved reports, in each language. No file is in a mail, nor a link that opens one by itself. */
export const WORDS_OF_REPORTS: Readonly<Record<NoticeLocale, OfReports>> = {
  EN: {
    reportReady: (report, url) => ({
      subject: `Report: ${titled(report)}`,
      paragraphs: said(
        `The file of the report ${titled(report)} is there, for a week.`,
        url === null ? `Log in to fetch it: ${report.exportRunId}.` : `Log in to fetch it: ${url}`,
      ),
      because: "You are told this because somebody who saved the report named you.",
    }),
    reportFailed: (report) => ({
      subject: `No report: ${titled(report)}`,
      paragraphs: said(
        `There is no file of the report ${titled(report)}.`,
        report.failure,
        "It can be run by hand once that is mended.",
      ),
      because: "You are told this because somebody who saved the report named you.",
    }),
    reportPaused: (report) => ({
      subject: `Report paused: ${titled(report)}`,
      paragraphs: said(`The report ${titled(report)} is not run any more.`, report.failure),
      because: "You are told this because you had its files, or can save it anew.",
    }),
  },
  DE: {
    reportReady: (report, url) => ({
      subject: `Bericht: ${titled(report)}`,
      paragraphs: said(
        `Die Datei zum Bericht ${titled(report)} liegt eine Woche lang bereit.`,
        url === null
          ? `Melden Sie sich an, um sie abzuholen: ${report.exportRunId}.`
          : `Melden Sie sich an, um sie abzuholen: ${url}`,
      ),
      because: "Sie erhalten dies, weil Sie beim Speichern des Berichts genannt wurden.",
    }),
    reportFailed: (report) => ({
      subject: `Kein Bericht: ${titled(report)}`,
      paragraphs: said(
        `Zum Bericht ${titled(report)} gibt es keine Datei.`,
        report.failure,
        "Ist das behoben, lässt er sich von Hand anstoßen.",
      ),
      because: "Sie erhalten dies, weil Sie beim Speichern des Berichts genannt wurden.",
    }),
    reportPaused: (report) => ({
      subject: `Bericht ausgesetzt: ${titled(report)}`,
      paragraphs: said(`Der Bericht ${titled(report)} läuft nicht mehr.`, report.failure),
      because: "Sie erhalten dies, weil Sie seine Dateien erhielten oder ihn neu speichern können.",
    }),
  },
};
