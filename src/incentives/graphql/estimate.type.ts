import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Cost,
  describedEnum,
  ListSize,
  MoneyInput,
  MoneyType,
} from "../../platform/graphql/index.ts";
import { DEAL_VALUES } from "../domain/estimated.ts";

import { MilestoneEnum } from "./incentive-rule.type.ts";

const DealValueEnum = describedEnum(
  "DealValue",
  "From where it is known what a deal is worth",
  DEAL_VALUES,
);

@ObjectType("EarningEstimate", {
  description:
    "What a lead's partner may earn by one rule yet, reckoned from what is its own to know",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "CREDITS_READ")
@Cost(1)
export class EarningEstimateType {
  @Field(() => MilestoneEnum, { description: "What is to be reached" })
  milestone: string;

  @Field(() => String, { description: "The incentive program" })
  programName: string;

  @Field(() => Int, { description: "The version that would pay" })
  programVersion: number;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What the partner earns; null where that hangs on a deal of which nothing is known",
  })
  amount: MoneyType | null;

  @Field(() => Int, { description: "The partner's part, in parts per million" })
  sharePpm: number;

  @Field(() => String, {
    nullable: true,
    description: "The tier whose factor counts; null where the version names none of the partner's",
  })
  tier: string | null;

  @Field(() => String, { nullable: true, description: "By what that multiplies its part" })
  multiplier: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What its cap leaves the partner in its window, before this; null where the version has none",
  })
  capLeft: MoneyType | null;

  @Field(() => DealValueEnum, {
    nullable: true,
    description: "Of a percent: what is taken for the deal",
  })
  dealFrom: string | null;

  @Field(() => [String], { description: "How it comes about, in sentences" })
  @ListSize(10)
  explanation: readonly string[];

  @Field(() => [String], { description: "What is taken for granted, and so is uncertain" })
  @ListSize(10)
  assumptions: readonly string[];
}

@InputType("LeadToEstimateInput", { description: "A lead that is not registered yet" })
export class LeadToEstimateInput {
  @Field(() => ID, { description: "For which program it would be, prg_…" })
  programId: string;

  @Field(() => MoneyInput, { nullable: true, description: "What its deal may be worth" })
  estimatedValue?: MoneyInput | null;
}
