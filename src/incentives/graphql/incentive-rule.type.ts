import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  DecimalScalar,
  describedEnum,
  ListSize,
  MoneyType,
} from "../../platform/graphql/index.ts";
import { GL_TREATMENTS } from "../domain/gl-treatment.ts";
import { MILESTONES, RULE_KINDS } from "../domain/incentive-program.ts";
import { ON_SKIPS } from "../domain/on-skip.ts";

import { AcceleratorType } from "./accelerator.type.ts";
import { IncentiveConditionType } from "./incentive-condition.type.ts";
import { SpiffType } from "./spiff.type.ts";

export const MilestoneEnum = describedEnum(
  "Milestone",
  "What a lead reaches and is paid for",
  MILESTONES,
);
export const IncentiveRuleKindEnum = describedEnum(
  "IncentiveRuleKind",
  "How the pay of a milestone is found",
  RULE_KINDS,
);
export const GlTreatmentEnum = describedEnum(
  "GlTreatment",
  "How the books take what a rule pays",
  GL_TREATMENTS,
);
export const OnSkipEnum = describedEnum(
  "OnSkip",
  "Whether a rule pays where a move passes over its milestone",
  ON_SKIPS,
);
@ObjectType("IncentiveRule", {
  description: "What one milestone of a lead earns under a version",
  simpleResolvers: true,
})
@Authenticated()
export class IncentiveRuleType {
  @Field(() => MilestoneEnum, { description: "What is to be reached" })
  milestone: string;

  @Field(() => IncentiveRuleKindEnum, { description: "How its pay is found" })
  kind: string;

  @Field(() => MoneyType, {
    nullable: true,
    description: "Of a FIXED_BOUNTY, what the lead earns in all; those who share it share this",
  })
  amount: MoneyType | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: "Of a PERCENT_OF_DEAL, how much of the deal it earns in all, in percent",
  })
  ratePercent: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Of a PERCENT_OF_DEAL that is paid by the month, for how many months: the first with the win, the others as they come; null where it is paid once",
  })
  recurringMonths: number | null;

  @Field(() => GlTreatmentEnum, {
    nullable: true,
    description: "How the vendor's books take what it pays",
  })
  @Needs("BUDGETS_READ")
  glTreatment: string | null;

  @Field(() => AcceleratorType, {
    nullable: true,
    description: "How it pays more for more leads; null where it pays the same for all",
  })
  accelerator: AcceleratorType | null;

  @Field(() => [IncentiveConditionType], {
    description: "What must hold of a lead, all of it; where it does not, nothing is earned",
  })
  @ListSize(5)
  conditions: IncentiveConditionType[];

  @Field(() => SpiffType, {
    nullable: true,
    description:
      "Where it pays on top of the other rules of its milestone for a time; null of the one that the milestone has always",
  })
  spiff: SpiffType | null;

  @Field(() => OnSkipEnum, {
    description: "Whether it pays where a move passes over the milestone",
  })
  onSkip: string;
}
