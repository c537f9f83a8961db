import { Field, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadStage } from "../../leads/index.ts";
import { DateScalar, DecimalScalar, describedEnum } from "../../platform/graphql/index.ts";

const FunnelDimension = describedEnum("FunnelDimension", "What a funnel can be cut by", {
  PARTNER: "By partner; the value is its id. A partner has itself alone.",
  MONTH: "By the calendar month in which the stage was reached, such as 2026-11.",
});

@InputType("FunnelReportInput", { description: "Which leads a funnel counts, and by what" })
export class FunnelReportInput {
  @Field(() => DateScalar, {
    description: "The first day, in the program's time zone",
  })
  from: string;

  @Field(() => DateScalar, {
    description: "The first day that is out, at most five years after the first",
  })
  to: string;

  @Field(() => [FunnelDimension], {
    defaultValue: [],
    description: "One row for each group; one row for all where it is empty",
  })
  groupBy: string[];

  @Field(() => Boolean, {
    defaultValue: true,
    description: "False leaves out stages that a lead passed over without standing there",
  })
  includeImplied: boolean;
}

@ObjectType("FunnelDimensionValue", {
  description: "What the leads of a row have in common",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class FunnelDimensionValueType {
  @Field(() => FunnelDimension, { description: "By what it was grouped" })
  dimension: string;

  @Field(() => String, { description: "The partner's id, or the month as YYYY-MM" })
  value: string;
}

@ObjectType("FunnelStageFigures", {
  description: "How many leads came to a stage, and what became of them",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class FunnelStageFiguresType {
  @Field(() => LeadStage, { description: "The stage" })
  stage: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "Leads that first reached it in the period; null for the exits, of which no time is kept",
  })
  entered: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Those of them that have reached a later stage since; null where none follows",
  })
  advanced: number | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Advanced / entered to four decimals; null when nothing entered or none follows",
  })
  conversionRate: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Leads that stand there now, whatever the period; null in the rows of months",
  })
  current: number | null;
}

@ObjectType("FunnelRow", { description: "One group of a funnel", simpleResolvers: true })
@Needs("REPORTS_READ")
export class FunnelRowType {
  @Field(() => [FunnelDimensionValueType], {
    description: "The group: partner, then month; empty where there is one for all",
  })
  dimensions: readonly FunnelDimensionValueType[];

  @Field(() => [FunnelStageFiguresType], {
    description: "The stages in the order of the funnel, then the exits",
  })
  stages: readonly FunnelStageFiguresType[];
}

@ObjectType("FunnelReport", {
  description:
    "Leads by the stages that they reached. A stage once reached stays counted, also for a returned lead",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class FunnelReportType {
  @Field(() => DateScalar, { description: "The first day, in the program's time zone" })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out" })
  to: string;

  @Field(() => [FunnelRowType], {
    description: "By partner and month; groups of which there is nothing to tell are left out",
  })
  rows: readonly FunnelRowType[];
}
