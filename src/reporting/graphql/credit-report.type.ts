import { Field, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateScalar, describedEnum, MoneyType } from "../../platform/graphql/index.ts";

const CreditDimension = describedEnum(
  "CreditDimension",
  "What credits by month can be cut by besides",
  { PARTNER: "By partner; the value is its id. A partner has itself alone." },
);

@InputType("CreditReportInput", { description: "Which months of credits, and by what" })
export class CreditReportInput {
  @Field(() => DateScalar, {
    description: "The first day of a month, in the incentive program's time zone",
  })
  from: string;

  @Field(() => DateScalar, {
    description: "The first day of the first month that is out, at most five years later",
  })
  to: string;

  @Field(() => [CreditDimension], {
    defaultValue: [],
    description: "One row for each group, month and currency; all together where it is empty",
  })
  groupBy: string[];
}

@ObjectType("CreditDimensionValue", {
  description: "What the credits of a row have in common besides month and currency",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class CreditDimensionValueType {
  @Field(() => CreditDimension, { description: "By what it was grouped" })
  dimension: string;

  @Field(() => String, { description: "The partner's id" })
  value: string;
}

@ObjectType("CreditReportRow", {
  description: "The credits of one month in one currency",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class CreditReportRowType {
  @Field(() => [CreditDimensionValueType], {
    description: "The group; empty where all are together",
  })
  dimensions: readonly CreditDimensionValueType[];

  @Field(() => String, {
    description: "The month of their effective day as YYYY-MM, such as 2026-11",
  })
  month: string;

  @Field(() => MoneyType, {
    description: "Their sum; each currency has a row of its own, for they are never added",
  })
  amount: MoneyType;

  @Field(() => Int, { description: "How many there are, those of 0 included" })
  credits: number;
}

@ObjectType("CreditReport", {
  description: "Credits by the month for which they count, and by currency",
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class CreditReportType {
  @Field(() => DateScalar, { description: "The first day" })
  from: string;

  @Field(() => DateScalar, { description: "The first day that is out" })
  to: string;

  @Field(() => [CreditReportRowType], {
    description: "By partner, month and currency; months without credits are left out",
  })
  rows: readonly CreditReportRowType[];
}
