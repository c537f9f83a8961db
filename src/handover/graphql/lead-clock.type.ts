import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { connectionType, DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import { CLOCK_STATES } from "../domain/clock.ts";
import { CLOCK_OUTCOMES } from "../domain/sla-policy.ts";

import { ClockKindEnum, ConsequenceEnum, SlaPolicyType } from "./sla-policy.type.ts";

export const ClockStateEnum = describedEnum("ClockState", "How a clock stands", CLOCK_STATES);

const ClockOutcomeEnum = describedEnum(
  "ClockOutcome",
  "What a step of a clock came to",
  CLOCK_OUTCOMES,
);

@ObjectType("ClockFiring", {
  description: "A step of a clock that was done: a warning, or what its running out brought about",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class ClockFiringType {
  @Field(() => Int, { description: "At which per cent of the target; 100 is when it ran out" })
  percent: number;

  @Field(() => DateTimeScalar, { description: "When it was to be done" })
  dueAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was done" })
  firedAt: Date;

  @Field(() => ClockOutcomeEnum, { description: "What it came to" })
  outcome: string;

  @Field(() => String, {
    nullable: true,
    description: "Why its consequence could not be, so that whoever leads was told instead",
  })
  heldBackBy: string | null;

  @Field(() => [String], { description: "Who was told of it, or got the lead" })
  memberNames: string[];

  @Field(() => ID, {
    nullable: true,
    description: "The event that tells of it in the lead's history; null where it has none",
  })
  eventId: string | null;
}

export const ClockFiringConnection = connectionType(() => ClockFiringType, "ClockFiring");

@ObjectType("LeadClock", {
  description:
    "A clock of a lead, one for each stay in the stages that it measures. A partner sees those of ACCEPTANCE",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadClockType {
  @Field(() => ClockKindEnum, { description: "What it measures" })
  kind: string;

  @Field(() => ClockStateEnum, {
    nullable: true,
    description: "How it stands; null where it was stopped in time and nothing was left to do",
  })
  state: string | null;

  @Field(() => DateTimeScalar, { description: "When it began" })
  startedAt: Date;

  @Field(() => DateTimeScalar, {
    description: "When it runs out, or did; while it rests, as if it had not begun to",
  })
  dueAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when it rests" })
  pausedAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was stopped" })
  stoppedAt: Date | null;

  @Field(() => SlaPolicyType, {
    nullable: true,
    description: "The policy that it began by; null where the program's own numbers count",
  })
  @Needs("LEADS_READ", "CONFIG_READ")
  policy: SlaPolicyType | null;

  @Field(() => Int, { nullable: true, description: "In how many minutes, as it was then" })
  @Needs("LEADS_READ", "INTERNAL_READ")
  targetMinutes: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether minutes of business hours count alone, as it was then",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  inBusinessHours: boolean | null;

  @Field(() => [Int], {
    nullable: true,
    description: "At which per cent of the target it warns, as it was then",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  warnAtPercent: number[] | null;

  @Field(() => ConsequenceEnum, {
    nullable: true,
    description: "What happens when it has run out, as it was then",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  consequence: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its next step is due; null while it rests and once it stopped",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  nextStepAt: Date | null;

  @Field(() => LeadType, { nullable: true, description: "The lead" })
  lead: LeadType | null;
}

export const LeadClockConnection = connectionType(() => LeadClockType, "LeadClock");
