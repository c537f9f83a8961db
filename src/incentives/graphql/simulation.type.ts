import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
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
import { MOST_DAYS, SIMULATION_STATUSES } from "../domain/simulation.ts";

import { AwardGateEnum } from "./award.type.ts";
import { IncentiveProgramType, ProgramVersionType } from "./incentive-program.type.ts";
import { MilestoneEnum } from "./incentive-rule.type.ts";

const SimulationStatusEnum = describedEnum(
  "SimulationStatus",
  "Where a simulation stands",
  SIMULATION_STATUSES,
);

@ObjectType("SimulatedSum", {
  description: "What was earned, beside what the version would have paid",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class SimulatedSumType {
  @Field(() => MoneyType, {
    description: "What was earned under the versions then in force, as far as it counts by now",
  })
  @Cost(0)
  before: MoneyType;

  @Field(() => MoneyType, { description: "What the version would have paid" })
  @Cost(0)
  after: MoneyType;

  @Field(() => MoneyType, { description: "What it would have paid more; less where negative" })
  @Cost(0)
  difference: MoneyType;
}

@ObjectType("SimulatedMilestone", {
  description: "What came of one kind of milestone",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class SimulatedMilestoneType {
  @Field(() => MilestoneEnum, { description: "Which" })
  milestone: string;

  @Field(() => Int, { description: "How many were reached" })
  count: number;

  @Field(() => SimulatedSumType, { description: "What they earned" })
  sum: SimulatedSumType;
}

@ObjectType("SimulatedTier", {
  description: "What came of those who stood on one tier then",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class SimulatedTierType {
  @Field(() => String, { nullable: true, description: "The tier; null of those on none" })
  tier: string | null;

  @Field(() => SimulatedSumType, { description: "What they earned" })
  sum: SimulatedSumType;
}

@ObjectType("SimulatedPartner", {
  description: "What came of one partner",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class SimulatedPartnerType {
  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => String, { description: "Its name" })
  name: string;

  @Field(() => SimulatedSumType, { description: "What it earned" })
  sum: SimulatedSumType;
}

@ObjectType("SimulatedGate", {
  description: "How often nothing would have been earned for one reason",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(0)
class SimulatedGateType {
  @Field(() => AwardGateEnum, { description: "The gate that was closed" })
  gate: string;

  @Field(() => Int, { description: "How many awards it would have made zero" })
  count: number;
}

@ObjectType("SimulationResult", {
  description: "What came of a simulation: what was earned beside what would have been",
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
@Cost(1)
class SimulationResultType {
  @Field(() => Int, { description: "How many leads reached something in the period" })
  leads: number;

  @Field(() => Int, { description: "How many milestones they reached" })
  milestones: number;

  @Field(() => Int, {
    description:
      "How many months of won deals, behind their wins, came in the period that the version pays for",
  })
  months: number;

  @Field(() => SimulatedSumType, { description: "What all of it earned" })
  total: SimulatedSumType;

  @Field(() => MoneyType, {
    description: "What the version would have left unpaid over its limits",
  })
  forfeited: MoneyType;

  @Field(() => [SimulatedMilestoneType], { description: "By milestone" })
  @ListSize(3)
  byMilestone: SimulatedMilestoneType[];

  @Field(() => [SimulatedTierType], { description: "By the tiers on which partners stood then" })
  @ListSize(20)
  byTier: SimulatedTierType[];

  @Field(() => [SimulatedPartnerType], {
    description: "By partner: whoever would have gained most first, whoever lost most last",
  })
  @ListSize(100)
  byPartner: SimulatedPartnerType[];

  @Field(() => [SimulatedGateType], { description: "Why nothing would have been earned" })
  @ListSize(6)
  gates: SimulatedGateType[];
}

@ObjectType("Simulation", {
  description:
    "A version of an incentive program, tried on the past: nothing of it is posted. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("BUDGETS_READ")
export class SimulationType extends Node {
  @Field(() => IncentiveProgramType, { nullable: true, description: "Whose version it is" })
  @Needs("PROGRAMS_READ")
  incentiveProgram: IncentiveProgramType | null;

  @Field(() => ProgramVersionType, { nullable: true, description: "Which version is tried" })
  @Needs("PROGRAMS_READ")
  programVersion: ProgramVersionType | null;

  @Field(() => DateScalar, { description: "The first day, in the incentive program's zone" })
  startsOn: string;

  @Field(() => DateScalar, { description: "The day after the last" })
  endsOn: string;

  @Field(() => SimulationStatusEnum, { description: "Where it stands" })
  status: string;

  @Field(() => Int, { description: "Milestones that it has gone over so far" })
  doneCount: number;

  @Field(() => SimulationResultType, {
    nullable: true,
    description: "What came of it, once it is DONE",
  })
  result: SimulationResultType | null;

  @Field(() => [String], {
    description: "What the version would pay besides, and no sum of the result has, in sentences",
  })
  @ListSize(1)
  leavesOut: readonly string[];

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
}

export const SimulationConnection = connectionType(() => SimulationType, "Simulation");

@InputType("SimulateProgramInput", { description: "What is tried on which time" })
export class SimulateProgramInput {
  @Field(() => ID, { description: "A version of an incentive program, mostly its draft: pgv_…" })
  programVersionId: string;

  @Field(() => DateScalar, { description: "The first day, in the incentive program's zone" })
  from: string;

  @Field(() => DateScalar, {
    description: `The day after the last one; ${MOST_DAYS} days later at most`,
  })
  until: string;
}

@InputType("CancelSimulationInput", { description: "A simulation that is to end" })
export class CancelSimulationInput {
  @Field(() => ID, { description: "Which one, sim_…" })
  simulationId: string;
}
