import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  DateTimeScalar,
  DecimalScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";
import { BREACH_DIMENSIONS } from "../domain/breaches.ts";
import type { BreachDimension } from "../domain/breaches.ts";
import type { ClockKind } from "../domain/sla-policy.ts";

import { ClockKindEnum } from "./sla-policy.type.ts";

const BreachDimensionEnum = describedEnum(
  "BreachDimension",
  "What breaches can be counted by",
  BREACH_DIMENSIONS,
);

@InputType("SlaBreachesInput", { description: "Which clocks: those that were due in a period" })
export class SlaBreachesInput {
  @Field(() => DateTimeScalar, { description: "Due from then on" })
  from: Date;

  @Field(() => DateTimeScalar, { description: "Due before then, at most five years later" })
  until: Date;

  @Field(() => ClockKindEnum, { nullable: true, description: "Those that measure this alone" })
  clock?: ClockKind | null;

  @Field(() => ID, { nullable: true, description: "Of leads of one program, prg_…" })
  programId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of leads of one partner, prt_…" })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of leads of one owner, mem_…" })
  ownerId?: string | null;
}

@InputType("SlaReportInput", { description: "Which clocks a report counts, and by what" })
export class SlaReportInput extends SlaBreachesInput {
  @Field(() => [BreachDimensionEnum], {
    defaultValue: [],
    description: "One row for each group; one row for all where it is empty",
  })
  groupBy: BreachDimension[];
}

@ObjectType("BreachDimensionValue", {
  description: "What the clocks of a row have in common",
  simpleResolvers: true,
})
@Needs("REPORTS_READ", "INTERNAL_READ")
export class BreachDimensionValueType {
  @Field(() => BreachDimensionEnum, { description: "By what it was grouped" })
  dimension: BreachDimension;

  @Field(() => String, { nullable: true, description: "An id, or what the clock measures" })
  value: string | null;
}

@ObjectType("SlaReportRow", {
  description: "One group of a report on clocks",
  simpleResolvers: true,
})
@Needs("REPORTS_READ", "INTERNAL_READ")
export class SlaReportRowType {
  @Field(() => [BreachDimensionValueType], {
    description: "The group; empty where there is one for all",
  })
  @ListSize(4)
  dimensions: readonly BreachDimensionValueType[];

  @Field(() => Int, { description: "Clocks that were stopped in time by an answer or a move" })
  met: number;

  @Field(() => Int, {
    description: "Clocks that ran out, whether what they measure was done since",
  })
  breached: number;

  @Field(() => Int, { description: "Clocks that run or rest, and have time left" })
  running: number;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Breached / (met + breached) to four decimals; null where there is neither",
  })
  breachRate: string | null;
}

@ObjectType("SlaReport", {
  description: "How the vendor kept its times: clocks by what became of them",
  simpleResolvers: true,
})
@Needs("REPORTS_READ", "INTERNAL_READ")
export class SlaReportType {
  @Field(() => [SlaReportRowType], {
    description: "The groups of which there is something to tell",
  })
  rows: readonly SlaReportRowType[];
}
