import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import {
  connectionType,
  Cost,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { AWARD_STEPS } from "../domain/award-step.ts";
import { AWARD_GATES } from "../domain/gates.ts";

import { IncentiveProgramType } from "./incentive-program.type.ts";
import { MilestoneEnum } from "./incentive-rule.type.ts";

const AwardKindEnum = describedEnum("AwardKind", "What an award is", {
  AWARD: "What a lead earned at a milestone.",
  ADJUST:
    "What another award changes by, of either sign, since its deal was corrected, or a part of it taken back.",
  TRUE_UP:
    "What a partner's other leads of a period are raised by, of either sign, since one came or went.",
  RECRUITER: "What whoever recruited a partner has of what counts of a credit of that partner.",
});

const AwardStepKindEnum = describedEnum(
  "AwardStepKind",
  "What a step did to an award",
  AWARD_STEPS,
);

export const AwardGateEnum = describedEnum("AwardGate", "Why an award is zero", {
  ...AWARD_GATES,
  OTHER_CURRENCY: "The deal was in another currency, before there were rates of exchange.",
});

@ObjectType("AwardStep", {
  description: "What one step did to an award",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class AwardStepType {
  @Field(() => AwardStepKindEnum, { description: "Which step" })
  kind: string;

  @Field(() => String, { description: "In words, with the figures it went by" })
  label: string;

  @Field(() => MoneyType, {
    description:
      "By how much it changed the sum; of a SHARE, what the partner has. All others add up to what is paid, and so do the shares",
  })
  @Cost(0)
  amount: MoneyType;

  @Field(() => ID, {
    nullable: true,
    description: "Whose step it is, prt_…; null of those of all",
  })
  partnerId: string | null;
}

@ObjectType("AwardExplanation", {
  description: "How an award came about, as it was kept when it was made",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(1)
class AwardExplanationType {
  @Field(() => [AwardStepType], { description: "The steps, in the order in which they were taken" })
  @ListSize(20)
  steps: AwardStepType[];

  @Field(() => [String], { description: "The same in sentences" })
  @ListSize(20)
  sentences: string[];
}

@ObjectType("Award", {
  description:
    "What a lead earned at a milestone in all, of all who share it. For the vendor alone: partners have their credits",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ", "BUDGETS_READ")
class AwardType extends Node {
  @Field(() => AwardKindEnum, { description: "Whether it was earned, or changes what was" })
  kind: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "Of what a recruiter has, and what changes it: the credit of which it is a percent, crd_…; null of all others",
  })
  recruitedCreditId: string | null;

  @Field(() => LeadType, {
    nullable: true,
    description: "The lead; null of what a recruiter has, which is of a credit",
  })
  @Needs("LEADS_READ")
  lead: LeadType | null;

  @Field(() => IncentiveProgramType, {
    nullable: true,
    description: "The incentive program under which it was earned",
  })
  @Needs("PROGRAMS_READ")
  incentiveProgram: IncentiveProgramType | null;

  @Field(() => Int, { description: "The version of the program whose rule was applied" })
  programVersion: number;

  @Field(() => MilestoneEnum, { description: "What was reached" })
  milestone: string;

  @Field(() => Int, {
    description: "Of what is paid by the month: which month, from 1 on; 1 of what is paid once",
  })
  occurrence: number;

  @Field(() => Int, { description: "1 the first time, one more after each time it was taken back" })
  generation: number;

  @Field(() => MoneyType, { description: "What was earned before anything limited it" })
  gross: MoneyType;

  @Field(() => MoneyType, { description: "What of it is paid to nobody" })
  forfeited: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of it was over partners' caps and waits for later windows with room; of an ADJUST less than nothing: what of that is earned, or is not any more",
  })
  deferred: MoneyType;

  @Field(() => AwardGateEnum, {
    nullable: true,
    description: "Why it is zero; null where no gate was closed",
  })
  gate: string | null;

  @Field(() => AwardExplanationType, { nullable: true, description: "How it came about" })
  explanation: AwardExplanationType | null;

  @Field(() => ID, {
    nullable: true,
    description: "Of a change: the award that it changes, awd_…",
  })
  adjustsId: string | null;

  @Field(() => DateTimeScalar, {
    description: "When the milestone was reached, or the deal corrected",
  })
  eventAt: Date;

  @Field(() => DateScalar, {
    description: "The day it counts for, in the incentive program's time zone",
  })
  effectiveOn: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was taken back; null while it counts",
  })
  reversedAt: Date | null;
}

export const AwardConnection = connectionType(() => AwardType, "Award");
