import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { ToldReasonEnum } from "../../incentives/index.ts";
import {
  connectionType,
  CurrencyCodeScalar,
  DateScalar,
  DateTimeScalar,
  ListSize,
  Node,
  payloadOf,
} from "../../platform/graphql/index.ts";
import type {
  CreditStateTold,
  ExportFormat,
  ExportKind,
  JournalGrain,
  ReasonTold,
} from "../domain/export-run.ts";
import type { GlProfile } from "../domain/gl-profile.ts";
import { MOST_RECIPIENTS } from "../domain/report.ts";
import type { ReportPeriod, ReportSchedule, ReportState } from "../domain/report.ts";

import {
  CreditStateToldEnum,
  ExportFormatEnum,
  ExportKindEnum,
  GlProfileEnum,
  JournalGrainEnum,
  ReportPeriodEnum,
  ReportScheduleEnum,
  ReportStateEnum,
} from "./export-enums.ts";

@ObjectType("Report", {
  description:
    "An export by name, run by hand or once a month by itself, as whoever saved it and while that person may read what is in it. It never changes: save another one. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("EXPORTS_WRITE", "LEDGER_READ")
class ReportType extends Node {
  @Field(() => String, { description: "What it is called" })
  name: string;

  @Field(() => ExportKindEnum, { description: "What its files are of" })
  kind: ExportKind;

  @Field(() => ExportFormatEnum, { description: "How they are written" })
  format: ExportFormat;

  @Field(() => ReportPeriodEnum, { description: "Of which days they are" })
  period: ReportPeriod;

  @Field(() => ID, { nullable: true, description: "The one partner that is in them, prt_…" })
  partnerId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The one incentive program that is in them, inc_…",
  })
  incentiveProgramId: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: "The one currency in them" })
  currency: string | null;

  @Field(() => CreditStateToldEnum, {
    nullable: true,
    description: "Of credit detail: the one state in them",
  })
  creditState: CreditStateTold | null;

  @Field(() => ToldReasonEnum, {
    nullable: true,
    description: "Of credit detail: the one reason for which what is in them was taken back",
  })
  reversalReason: ReasonTold | null;

  @Field(() => JournalGrainEnum, {
    nullable: true,
    description: "Of a journal: how far it is summed up",
  })
  grain: JournalGrain | null;

  @Field(() => GlProfileEnum, {
    nullable: true,
    description: "Of a journal: the accounting program that it is for",
  })
  profile: GlProfile | null;

  @Field(() => ReportScheduleEnum, {
    nullable: true,
    description: "When it is run by itself; null where by hand alone",
  })
  schedule: ReportSchedule | null;

  @Field(() => Int, { nullable: true, description: "On which day of the month, 1 to 28" })
  dayOfMonth: number | null;

  @Field(() => [ID], {
    description: "Members of the vendor who are told of its files and fetch them, mem_…",
  })
  @ListSize(MOST_RECIPIENTS)
  recipientIds: string[];

  @Field(() => ReportStateEnum, { description: "Whether it is run" })
  state: ReportState;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The first day of the last month for which it was run by itself",
  })
  lastMonthOn: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The file that was asked for then, exp_…; null where none was",
  })
  lastExportRunId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Why no file was asked for then; of one that was asked for and failed its ExportRun tells",
  })
  lastFailure: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who saved it: it is run as that person",
  })
  @Needs("PARTNERS_READ")
  savedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  savedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when it is not run any more" })
  pausedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why that is, and what would help" })
  pauseReason: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When somebody retired it" })
  retiredAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who that was" })
  @Needs("PARTNERS_READ")
  retiredBy: PartnerMemberType | null;
}

export const ReportConnection = connectionType(() => ReportType, "Report");

const payload = (verb: string) => payloadOf(verb, "report", () => ReportType, "report");
export const SaveReportPayload = payload("saveReport");
export const RetireReportPayload = payload("retireReport");
