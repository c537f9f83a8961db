import { Field, Float, ID, InputType, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import type { Scope } from "../../identity/index.ts";
import { ToldReasonEnum } from "../../incentives/index.ts";
import {
  connectionType,
  CurrencyCodeScalar,
  DateScalar,
  DateTimeScalar,
  Node,
  Scoped,
  UrlScalar,
} from "../../platform/graphql/index.ts";
import type {
  CreditStateTold,
  ExportFormat,
  ExportKind,
  JournalGrain,
  ReasonTold,
} from "../domain/export-run.ts";
import type { GlProfile } from "../domain/gl-profile.ts";

import {
  CreditStateToldEnum,
  ExportFormatEnum,
  ExportKindEnum,
  ExportStatusEnum,
  GlProfileEnum,
  JournalGrainEnum,
} from "./export-enums.ts";

/** The vendor's people who read the books; of a partner whoever may have files of its own. */
export const FILES = [
  ["EXPORTS_WRITE", "LEDGER_READ"],
  ["OWN_EXPORTS_WRITE"],
] as const satisfies readonly Scope[][];

@ObjectType("ExportRun", {
  description:
    "A file of the books that was asked for: the same parameters and watermark give the same bytes at any time. A partner's are of its own credit and statements alone",
  implements: Node,
  simpleResolvers: true,
})
@Scoped(...FILES)
export class ExportRunType extends Node {
  @Field(() => ExportKindEnum, { description: "What it is of" })
  kind: ExportKind;

  @Field(() => ExportFormatEnum, { description: "How it is written" })
  format: ExportFormat;

  @Field(() => DateScalar, { nullable: true, description: "Its first day" })
  startsOn: string | null;

  @Field(() => DateScalar, { nullable: true, description: "The day after its last" })
  endsOn: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Whose credits, payouts or statements alone are in it",
  })
  partnerId: string | null;

  @Field(() => ID, { nullable: true, description: "Which incentive program's alone are in it" })
  incentiveProgramId: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: "The one currency in it" })
  currency: string | null;

  @Field(() => CreditStateToldEnum, {
    nullable: true,
    description: "Of credit detail: the one state in it, as of the watermark",
  })
  creditState: CreditStateTold | null;

  @Field(() => ToldReasonEnum, {
    nullable: true,
    description: "Of credit detail: the one reason for which what is in it was taken back",
  })
  reversalReason: ReasonTold | null;

  @Field(() => ID, { nullable: true, description: "Of payouts: the one batch in it, bat_…" })
  payoutBatchId: string | null;

  @Field(() => JournalGrainEnum, {
    nullable: true,
    description: "Of a journal: how far it is summed up",
  })
  grain: JournalGrain | null;

  @Field(() => GlProfileEnum, {
    nullable: true,
    description: "Of a journal: the accounting program that it is for; null where it is for none",
  })
  profile: GlProfile | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Of a journal: the mapping that names its accounts, glm_…; null where none was approved",
  })
  glMappingId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The report that it is of, rpt_…; null where it was asked for by itself",
  })
  reportId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The number of the chain at which it is cut; null until it is begun. For the vendor alone",
  })
  @Needs("LEDGER_READ")
  watermark: string | null;

  @Field(() => ExportStatusEnum, { description: "Where it stands" })
  status: string;

  @Field(() => Float, { description: "Rows that are written so far" })
  doneRows: number;

  @Field(() => String, { nullable: true, description: "What the file is called, once it is DONE" })
  fileName: string | null;

  @Field(() => String, { nullable: true, description: "How many bytes it has, once it is DONE" })
  byteSize: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What a reader holds the file against, as JSON: parameters, columns, rows, sums by currency, bytes and SHA-256; for the vendor also watermark and hash of the chain",
  })
  manifest: string | null;

  @Field(() => UrlScalar, {
    nullable: true,
    description:
      "Where the file is fetched: for whoever asked for it, or is told of its report, for a quarter of an hour at most, and as long as they may read it; ask again for another link",
  })
  downloadUrl: string | null;

  @Field(() => String, { nullable: true, description: "Why it failed, and what would help" })
  failure: string | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who asked for it" })
  @Needs("PARTNERS_READ")
  requestedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it began" })
  startedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over; null before" })
  finishedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When somebody told it to end; null where nobody did",
  })
  cancelRequestedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when the file is kept" })
  expiresAt: Date | null;
}

export const ExportRunConnection = connectionType(() => ExportRunType, "ExportRun");

@InputType("StartExportInput", { description: "A file of the books" })
export class StartExportInput {
  @Field(() => ExportKindEnum, { description: "What it is of" })
  kind: ExportKind;

  @Field(() => ExportFormatEnum, { defaultValue: "CSV", description: "How it is written" })
  format: ExportFormat;

  @Field(() => String, {
    nullable: true,
    description:
      "The first day, YYYY-MM-DD: of accounting dates; of an audit extract, in UTC; of statements, of a month. Not for a trial balance",
  })
  from?: string | null;

  @Field(() => String, { nullable: true, description: "The day after the last one, YYYY-MM-DD" })
  until?: string | null;

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
    description:
      "Of credit detail: what is in this state at the watermark alone. Its sums are not held against the ledger's then, whose accounts do not tell states apart",
  })
  creditState?: CreditStateTold | null;

  @Field(() => ToldReasonEnum, {
    nullable: true,
    description:
      "Of credit detail: what was taken back for this reason alone, as its partner is told it. Its sums are not held against the ledger's",
  })
  reversalReason?: ReasonTold | null;

  @Field(() => ID, { nullable: true, description: "Of payouts: one batch's alone, bat_…" })
  payoutBatchId?: string | null;

  @Field(() => JournalGrainEnum, {
    nullable: true,
    description: "Of a journal: how far it is summed up; SUMMARY unless given",
  })
  grain?: JournalGrain | null;

  @Field(() => GlProfileEnum, {
    nullable: true,
    description:
      "Of a journal, with format CSV: the accounting program that it is for. The file is an archive of CSV files",
  })
  profile?: GlProfile | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Of a journal: the approved mapping that names its accounts, glm_…; unless given the one in force on the file's last day",
  })
  glMappingId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The number of the chain at which it is cut, as ExportRun.watermark told it; the last one unless given",
  })
  watermark?: string | null;
}

@InputType("CancelExportInput", { description: "An export that is to end" })
export class CancelExportInput {
  @Field(() => ID, { description: "Which one, exp_…" })
  exportRunId: string;
}
