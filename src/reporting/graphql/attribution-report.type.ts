import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { AttributionModelEnum } from "../../attribution/index.ts";
import type { AttributionModel } from "../../attribution/index.ts";
import { Needs } from "../../identity/index.ts";
import {
  DateScalar,
  DecimalScalar,
  describedEnum,
  ListSize,
  MoneyType,
} from "../../platform/graphql/index.ts";

const AttributionDimension = describedEnum(
  "AttributionDimension",
  "By what attribution is reported",
  {
    PARTNER: "By partner; the value is its id. A partner has itself alone.",
    PROGRAM: "By program; the value is its id.",
    MONTH: "By the month of the SQL, YYYY-MM, in the program's time zone.",
  },
);

@InputType("AttributionReportInput", {
  description: "Of which leads, by what, and which models stand side by side",
})
export class AttributionReportInput {
  @Field(() => DateScalar, { description: "The first day of SQLs, in each program's time zone" })
  from: string;

  @Field(() => DateScalar, {
    description: "The first day that is out, at most five years later",
  })
  to: string;

  @Field(() => [AttributionDimension], {
    defaultValue: [],
    description: "One row for each group; all together where it is empty",
  })
  groupBy: string[];

  @Field(() => [AttributionModelEnum], {
    defaultValue: [],
    description: "What it would be under these, beside what stands",
  })
  models: AttributionModel[];

  @Field(() => ID, {
    nullable: true,
    description: "What this partner has alone, prt_…; a partner's is always its own",
  })
  partnerId?: string | null;
}

@ObjectType("AttributionDimensionValue", {
  description: "What the leads of a row have in common",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class AttributionDimensionValueType {
  @Field(() => AttributionDimension, { description: "By what it was grouped" })
  dimension: string;

  @Field(() => String, { description: "A partner's or program's id, or a month" })
  value: string;
}

@ObjectType("ModelFigures", {
  description: "What a model would give; never added to what another one does",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class ModelFiguresType {
  @Field(() => AttributionModelEnum, { description: "The model" })
  model: string;

  @Field(() => DecimalScalar, { description: "Shares of leads, added up, such as 2.333334" })
  leads: string;

  @Field(() => [MoneyType], { description: "What those are worth that are won, by currency" })
  @ListSize(5)
  value: readonly MoneyType[];
}

@ObjectType("AttributionReportRow", {
  description: "What was settled of the SQLs of a group, and what models would give",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class AttributionReportRowType {
  @Field(() => [AttributionDimensionValueType], {
    description: "The group; empty where all are together",
  })
  @ListSize(3)
  dimensions: readonly AttributionDimensionValueType[];

  @Field(() => DecimalScalar, {
    description: "SOURCED shares of leads, added up, such as 2.333334",
  })
  sourcedLeads: string;

  @Field(() => [MoneyType], { description: "What those are worth that are won, by currency" })
  @ListSize(5)
  sourcedValue: readonly MoneyType[];

  @Field(() => Int, {
    description: "Leads in which they stand in the INFLUENCED book; added to nothing",
  })
  influencedLeads: number;

  @Field(() => [ModelFiguresType], { description: "In the order in which they were asked for" })
  @ListSize(8)
  models: readonly ModelFiguresType[];
}

@ObjectType("AttributionReport", {
  description: "To whom SQLs are owed, and would be under other models",
  simpleResolvers: true,
})
@Needs("REPORTS_READ")
export class AttributionReportType {
  @Field(() => DateScalar, { description: "The first day" })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out" })
  to: string;

  @Field(() => [AttributionReportRowType], {
    description: "By group; groups without anything are left out",
  })
  rows: readonly AttributionReportRowType[];
}
