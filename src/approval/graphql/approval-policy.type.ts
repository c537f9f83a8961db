import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  CurrencyCodeScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { APPROVAL_POLICY_STATES } from "../domain/policy.ts";

export const ApprovalPolicyStateEnum = describedEnum(
  "ApprovalPolicyState",
  "How far a policy under which credit is approved is",
  APPROVAL_POLICY_STATES,
);

@ObjectType("ApprovalPolicy", {
  description:
    "Under what credit is approved without a person: small, some days after it was earned, with nothing in its way. It never changes: another takes its place. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class ApprovalPolicyType extends Node {
  @Field(() => ApprovalPolicyStateEnum, { description: "How far it is" })
  state: string;

  @Field(() => CurrencyCodeScalar, { description: "The currency whose credit it approves" })
  currency: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The incentive program whose credit it approves, inc_…; null where of all that have no policy of their own",
  })
  incentiveProgramId: string | null;

  @Field(() => MoneyType, {
    description: "The most that a credit may come to, with all that changed it",
  })
  mostPerCredit: MoneyType;

  @Field(() => MoneyType, {
    description:
      "The most that is approved for a partner in a calendar month of UTC, by it and those whose place it took",
  })
  mostPerMonth: MoneyType;

  @Field(() => Int, {
    description: "So many days, of 24 hours, after it was earned or last changed a credit waits",
  })
  delayDays: number;

  @Field(() => String, { description: "Why there is such a policy" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who drafted it" })
  draftedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  draftedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who put it in force or declined it; null while it is a draft",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null while it is a draft" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who ended it, or put another in its place; null where it did not end",
  })
  endedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null where it did not end" })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why; null where it did not end" })
  endReason: string | null;
}

export const ApprovalPolicyConnection = connectionType(() => ApprovalPolicyType, "ApprovalPolicy");
