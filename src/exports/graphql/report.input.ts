import { Field, ID, InputType, Int } from "type-graphql";

import { ToldReasonEnum } from "../../incentives/index.ts";
import type {
  CreditStateTold,
  ExportFormat,
  ExportKind,
  JournalGrain,
  ReasonTold,
} from "../domain/export-run.ts";
import type { GlProfile } from "../domain/gl-profile.ts";
import { MOST_RECIPIENTS } from "../domain/report.ts";
import type { ReportPeriod, ReportSchedule } from "../domain/report.ts";

import {
  CreditStateToldEnum,
  ExportFormatEnum,
  ExportKindEnum,
  GlProfileEnum,
  JournalGrainEnum,
  ReportPeriodEnum,
  ReportScheduleEnum,
} from "./export-enums.ts";

@InputType("SaveReportInput", { description: "An export by name, and when it is run by itself" })
export class SaveReportInput {
  @Field(() => String, {
    description: "What it is called, up to 100 characters; no other one that runs is called so",
  })
  name: string;

  @Field(() => ExportKindEnum, { description: "What its files are of" })
  kind: ExportKind;

  @Field(() => ExportFormatEnum, { defaultValue: "CSV", description: "How they are written" })
  format: ExportFormat;

  @Field(() => ReportPeriodEnum, {
    defaultValue: "LAST_MONTH",
    description:
      "Of which days they are; of a trial balance the last of them counts alone. ALL_TIME is not for audit extracts and statements",
  })
  period: ReportPeriod;

  @Field(() => ID, {
    nullable: true,
    description: "One partner's alone, prt_…: of credits, payouts and statements",
  })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "One incentive program's alone, inc_…" })
  incentiveProgramId?: string | null;

  @Field(() => String, { nullable: true, description: "One currency alone, such as EUR" })
  currency?: string | null;

  @Field(() => CreditStateToldEnum, {
    nullable: true,
    description: "Of credit detail: one state alone",
  })
  creditState?: CreditStateTold | null;

  @Field(() => ToldReasonEnum, {
    nullable: true,
    description: "Of credit detail: what was taken back for this reason alone",
  })
  reversalReason?: ReasonTold | null;

  @Field(() => JournalGrainEnum, {
    nullable: true,
    description: "Of a journal: how far it is summed up; SUMMARY unless given",
  })
  grain?: JournalGrain | null;

  @Field(() => GlProfileEnum, {
    nullable: true,
    description: "Of a journal, with format CSV: the accounting program that it is for",
  })
  profile?: GlProfile | null;

  @Field(() => ReportScheduleEnum, {
    nullable: true,
    description: "When it is run by itself; by hand alone if left out",
  })
  schedule?: ReportSchedule | null;

  @Field(() => Int, {
    nullable: true,
    description: "With DAY_OF_MONTH: 1 to 28, counted where the books are",
  })
  dayOfMonth?: number | null;

  @Field(() => [ID], {
    nullable: true,
    description: `Members of the vendor, mem_…, up to ${MOST_RECIPIENTS}, who may read what is in its files: they are told of each by e-mail and fetch it. Whoever saves it if left out; nobody if empty`,
  })
  recipientIds?: string[] | null;
}

@InputType("RetireReportInput", { description: "A report that is to end" })
export class RetireReportInput {
  @Field(() => ID, { description: "Which one, rpt_…" })
  reportId: string;
}

@InputType("RunReportInput", { description: "A report of which a file is to be written now" })
export class RunReportInput {
  @Field(() => ID, { description: "Which one, rpt_…" })
  reportId: string;
}
