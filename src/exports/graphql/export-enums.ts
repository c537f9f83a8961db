import { describedEnum } from "../../platform/graphql/index.ts";
import {
  CREDIT_STATES_TOLD,
  EXPORT_FORMATS,
  EXPORT_KINDS,
  EXPORT_STATUSES,
  JOURNAL_GRAINS,
} from "../domain/export-run.ts";
import { GL_PROFILES } from "../domain/gl-profile.ts";
import { REPORT_PERIODS, REPORT_SCHEDULES, REPORT_STATES } from "../domain/report.ts";

export const ExportKindEnum = describedEnum("ExportKind", "What a file is of", EXPORT_KINDS);
export const ExportFormatEnum = describedEnum(
  "ExportFormat",
  "How a file is written",
  EXPORT_FORMATS,
);
export const ExportStatusEnum = describedEnum(
  "ExportStatus",
  "Where an export stands",
  EXPORT_STATUSES,
);
export const JournalGrainEnum = describedEnum(
  "JournalGrain",
  "How far a journal is summed up",
  JOURNAL_GRAINS,
);
export const CreditStateToldEnum = describedEnum(
  "ExportedCreditState",
  "What a credit is at the watermark of a file",
  CREDIT_STATES_TOLD,
);
export const GlProfileEnum = describedEnum(
  "GlProfile",
  "For which accounting program a journal is written",
  GL_PROFILES,
);
export const ReportPeriodEnum = describedEnum(
  "ReportPeriod",
  "Of which days a report is, counted from the month for which it is run",
  REPORT_PERIODS,
);
export const ReportScheduleEnum = describedEnum(
  "ReportSchedule",
  "When a report is run by itself",
  REPORT_SCHEDULES,
);
export const ReportStateEnum = describedEnum(
  "ReportState",
  "Whether a report is run",
  REPORT_STATES,
);
