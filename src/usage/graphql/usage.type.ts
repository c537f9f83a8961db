import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
  Payload,
  UserError,
} from "../../platform/graphql/index.ts";
import { AccountType } from "../../protection/index.ts";
import { USAGE_SIGNAL_STATES } from "../domain/usage.ts";

export const UsageSignalStateEnum = describedEnum(
  "UsageSignalState",
  "What becomes of an account that uses enough",
  USAGE_SIGNAL_STATES,
);

@ObjectType("UsageThreshold", {
  description:
    "From how much use of the product within how many days on an account is worth sales' attention. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class UsageThresholdType extends Node {
  @Field(() => String, { description: "What is counted, such as active_users" })
  metric: string;

  @Field(() => String, { description: "So much of it, a whole number" })
  quantity: string;

  @Field(() => Int, { description: "Within so many days, of 24 hours each" })
  withinDays: number;

  @Field(() => String, { description: "Why" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who set it" })
  setBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "Since when" })
  setAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when it counts no more; null while it is in force",
  })
  replacedAt: Date | null;
}

@ObjectType("UsageSignal", {
  description:
    "An account that used as much as a threshold asks, found once for each threshold. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class UsageSignalType extends Node {
  @Field(() => AccountType, { nullable: true, description: "The account" })
  account: AccountType | null;

  @Field(() => UsageThresholdType, { nullable: true, description: "What it reached" })
  threshold: UsageThresholdType | null;

  @Field(() => String, { description: "What it had used as it reached it, a whole number" })
  quantity: string;

  @Field(() => DateTimeScalar, { description: "When it reached it" })
  reachedAt: Date;

  @Field(() => DateTimeScalar, { description: "When that was found" })
  foundAt: Date;

  @Field(() => UsageSignalStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => Int, { description: "How many submitted leads were raised to MQL by it" })
  raisedLeads: number;

  @Field(() => ID, {
    nullable: true,
    description: "The lead that was registered for it, lead_…; null unless TAKEN",
  })
  leadId: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who looked at it; null where nobody had to, or has yet",
  })
  closedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null likewise" })
  closedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What was said of it" })
  note: string | null;
}

export const UsageSignalConnection = connectionType(() => UsageSignalType, "UsageSignal");
export const UsageThresholdConnection = connectionType(() => UsageThresholdType, "UsageThreshold");

@ObjectType("RecordUsagePayload", {
  description: "Result of recordUsage",
  simpleResolvers: true,
})
@Payload()
export class RecordUsagePayload {
  @Field(() => Int, {
    nullable: true,
    description:
      "How many were new: what was told before counts once. Null where the call was refused",
  })
  recorded: number | null;

  @Field(() => [UserError], { description: "What stood in the way, with the place in the input" })
  errors: UserError[];
}
