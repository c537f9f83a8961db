import type { InputReader, PartnerMemberId, Refusal, ReportId } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { readStartExport } from "./export-run.ts";
import type {
  CreditStateTold,
  ExportFormat,
  ExportKind,
  ExportParameters,
  JournalGrain,
  ReasonTold,
} from "./export-run.ts";
import type { GlProfile } from "./gl-profile.ts";

/** Of which days a report is, counted from the month for which it is run. */
export const REPORT_PERIODS = {
  LAST_MONTH: "The month that was over, or by whose close it is run.",
  LAST_CLOSED_MONTH: "The last month whose books are closed.",
  LAST_QUARTER: "The last quarter of a year that was over with that month.",
  YEAR_TO_DATE: "From the first of January of that month's year to its end.",
  ALL_TIME: "All up to the end of that month.",
} as const;
export type ReportPeriod = keyof typeof REPORT_PERIODS;

export const REPORT_SCHEDULES = {
  DAY_OF_MONTH: "Each month on a day, for the month before.",
  MONTH_CLOSED: "Once for each month whose books are closed; of statements, once they are written.",
} as const;
export type ReportSchedule = keyof typeof REPORT_SCHEDULES;

export const REPORT_STATES = {
  ACTIVE: "It runs by its schedule, or by hand.",
  PAUSED: "It runs no more by itself: pauseReason says why. Save it anew.",
  RETIRED: "Somebody retired it.",
} as const;
export type ReportState = keyof typeof REPORT_STATES;

export const isReportPeriod = (text: string): text is ReportPeriod =>
  Object.hasOwn(REPORT_PERIODS, text);

/** What a report is of, as it is kept. */
export interface SavedReport {
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  /** Without days: those are worked out as it is run. */
  readonly parameters: ExportParameters;
  readonly period: ReportPeriod;
}

export interface SaveReport extends SavedReport {
  readonly name: string;
  readonly schedule: ReportSchedule | null;
  readonly dayOfMonth: number | null;
  /** Null for whoever saves it. */
  readonly recipientIds: readonly PartnerMemberId[] | null;
}

/** Retires a report, or runs it. */
export interface NameReport {
  readonly reportId: ReportId;
}

/** The same numbers stand in constraints report_day and report_recipients. */
const LAST_DAY_OF_MONTH = 28;
export const MOST_RECIPIENTS = 50;
const LONGEST_NAME = 100;

/** A report as it is typed. */
export interface SaveReportAsked {
  readonly name: string;
  readonly kind: ExportKind;
  readonly format: ExportFormat;
  readonly period: ReportPeriod;
  readonly partnerId?: string | null;
  readonly incentiveProgramId?: string | null;
  readonly currency?: string | null;
  readonly creditState?: CreditStateTold | null;
  readonly reversalReason?: ReasonTold | null;
  readonly grain?: JournalGrain | null;
  readonly profile?: GlProfile | null;
  readonly schedule?: ReportSchedule | null;
  readonly dayOfMonth?: number | null;
  readonly recipientIds?: readonly string[] | null;
}

/** Any month shows what is wrong with a report, beside its days. */
const SOME_MONTH = "2026-01-01";

export function readSaveReport(reader: InputReader, asked: SaveReportAsked): SaveReport {
  const { name, kind, format, period, schedule = null, dayOfMonth = null, ...filters } = asked;
  const isOfDays = kind === "AUDIT_EXTRACT" || kind === "PARTNER_STATEMENTS";
  if (isOfDays && period === "ALL_TIME")
    reader.report(["period"], `is not for ${kind}: it is of a time that has a first day`);
  const days = daysOf({ kind, period }, { month: SOME_MONTH, closed: SOME_MONTH });
  const some = isOfDays && period === "ALL_TIME" ? { ...days, from: SOME_MONTH } : days;
  const { parameters } = readStartExport(reader, { ...filters, kind, format, ...some });
  if ((schedule === "DAY_OF_MONTH") !== (dayOfMonth !== null))
    reader.report(["dayOfMonth"], "goes with the schedule DAY_OF_MONTH, and only with it");
  if (dayOfMonth !== null && (dayOfMonth < 1 || dayOfMonth > LAST_DAY_OF_MONTH))
    reader.report(["dayOfMonth"], `is ${dayOfMonth}: each month has the days 1 to 28`);
  const { recipientIds } = filters;
  return {
    ...{ kind, format, period, schedule, dayOfMonth },
    name: reader.text(["name"], name, LONGEST_NAME),
    parameters: { ...parameters, from: null, until: null },
    recipientIds:
      recipientIds === null || recipientIds === undefined
        ? null
        : reader.ids(["recipientIds"], "mem", recipientIds, MOST_RECIPIENTS),
  };
}

/** The months by which days are worked out, each by its first day. */
export interface Months {
  /** The one that was over. */
  readonly month: string;
  /** The last one whose books are closed; null where none is. */
  readonly closed: string | null;
}

export interface Days {
  readonly from: string | null;
  readonly until: string | null;
}

/** The first day of a report and the one after its last; of a trial balance the latter alone. */
export function daysOf(
  { kind, period }: Pick<SavedReport, "kind" | "period">,
  { month, closed }: Months,
): Days {
  const last = period === "LAST_CLOSED_MONTH" ? (closed ?? month) : month;
  const from = firstOf(period, last);
  const until = period === "LAST_QUARTER" && from !== null ? later(from, 3) : later(last, 1);
  return { from: kind === "TRIAL_BALANCE" ? null : from, until };
}

/** Why a report is of no days yet; null where it is. */
export function refuseDays(
  { period }: Pick<SavedReport, "period">,
  { closed }: Months,
): Refusal | null {
  if (period !== "LAST_CLOSED_MONTH" || closed !== null) return null;
  return refuse("BUSINESS_RULE", "No month is closed yet: the report is of the last that is.", {
    path: ["reportId"],
  });
}

function firstOf(period: ReportPeriod, month: string): string | null {
  switch (period) {
    case "LAST_MONTH":
    case "LAST_CLOSED_MONTH":
      return month;
    case "LAST_QUARTER":
      return quarterUntil(later(month, 1));
    case "YEAR_TO_DATE":
      return `${month.slice(0, 4)}-01-01`;
    case "ALL_TIME":
      return null;
  }
}

/** The first day of the last quarter that is over on a first day of a month. */
function quarterUntil(day: string): string {
  const monthsIn = (Number(day.slice(5, 7)) - 1) % 3;
  return later(day, -monthsIn - 3);
}

/** The first day of a month so many months later. */
export function later(month: string, months: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 10);
}
