import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  describedEnum,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";

import { TOLD_REASONS } from "../domain/reversal.ts";

import { MilestoneEnum } from "./incentive-rule.type.ts";
import { CreditInstalmentType } from "./payout-terms.type.ts";

const CreditState = describedEnum("CreditState", "How far a credit is on its way to being paid", {
  ACCRUED: "Earned, not yet approved.",
  APPROVED: "Approved: payable, but for what has not vested and while nothing holds it.",
  SCHEDULED: "In a payout that the bank has not booked yet.",
  PAID: "Paid in full: the bank booked it.",
  REVERSED: "Taken back with the award: it counts for nothing.",
});

export const ToldReasonEnum = describedEnum(
  "ToldReversalReason",
  "Why credit was taken back, as its partner may know it",
  TOLD_REASONS,
);

const CreditKind = describedEnum("CreditKind", "What a credit is", {
  AWARD: "A share of what a lead earned.",
  ADJUST:
    "What another credit changes by: of either sign since its deal was corrected, less since a part of it was taken back, or more since what had waited under a cap is earned.",
  TRUE_UP:
    "What a partner has more, or less, for the leads of a period, since one came to those that count or went from them.",
  RECRUITER: "A percent of what a partner earns, for whoever recruited it. It tells of no lead.",
});

@ObjectType("Credit", {
  description: "One partner's share of what a lead earned. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class CreditType extends Node {
  @Field(() => CreditKind, {
    description: "Whether it is a share, changes one, or trues up several",
  })
  kind: string;

  @Field(() => CreditState, { description: "How far it is" })
  state: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was approved, as it is now; null where it is not",
  })
  approvedAt: Date | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The policy by which it was approved, pol_…; null where two persons did, or nobody yet; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  approvalPolicyId: string | null;

  @Field(() => MoneyType, {
    description: "The partner's share, in the incentive program's currency",
  })
  amount: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What counts of it now, with all that it was changed by; 0 where it was taken back, and null of a change or a true-up itself",
  })
  outstanding: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What of it is payable, with all that it was changed by: what was approved and has vested; null of a change itself. While a hold stands it is not paid",
  })
  payable: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What of it was taken back while the rest counts, by the schedule of its version; null of a change itself",
  })
  takenBack: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What of it was paid and taken back since, and is owed by its partner, until the payout that paid it comes back; null of a change itself",
  })
  owedBack: MoneyType | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "Of a change by which a part was taken back: how much of the credit is in all by then, in percent. reversalReason says why, and until appealUntil it may be appealed",
  })
  takenBackPercent: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What of outstanding is held back until it vests, also what has vested by now; null of a change itself",
  })
  holdback: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What of the partner's part is over its cap by now and waits for a later window with room, beside outstanding; null of a change or a true-up itself",
  })
  deferred: MoneyType | null;

  @Field(() => [CreditInstalmentType], {
    description:
      "When what is held back vests, in order; none where nothing is, and none of a change itself",
  })
  @ListSize(60)
  vesting: CreditInstalmentType[];

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What the lead earned in all; null for a partner that shares it with others, of whom it would tell",
  })
  awardGross: MoneyType | null;

  @Field(() => Int, { description: "The partner's weight in the split, in parts per million" })
  weightPpm: number;

  @Field(() => MilestoneEnum, {
    nullable: true,
    description: "What was reached; null of what a recruiter has",
  })
  milestone: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "How it came about, in sentences, in the order in which it was worked out; null of credits that were earned before this was kept",
  })
  @ListSize(10)
  explanation: string[] | null;

  @Field(() => String, { description: "The incentive program, by its name at the posting" })
  programName: string;

  @Field(() => Int, { description: "The version of the program whose rule was applied" })
  programVersion: number;

  @Field(() => String, { description: "The partner, by its name at the posting" })
  partnerName: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The lead that earned it; null where it is another partner's, with which it is shared, and of what a recruiter has",
  })
  leadId: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "Of what a recruiter has, the credit of which it is a percent, crd_…; null of all others; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  recruitedCreditId: string | null;

  @Field(() => String, { nullable: true, description: "The partner's own key of the lead" })
  leadExternalReference: string | null;

  @Field(() => DateTimeScalar, { description: "When the milestone was reached" })
  earnedAt: Date;

  @Field(() => DateScalar, {
    description: "The day it counts for, in the incentive program's time zone",
  })
  effectiveOn: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was taken back; null while it counts",
  })
  reversedAt: Date | null;

  @Field(() => ToldReasonEnum, { nullable: true, description: "Why it was taken back" })
  reversalReason: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What the partner is told of that besides the reason",
  })
  reversalStatement: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when its partner may appeal that; null where it is not to be appealed",
  })
  appealUntil: Date | null;
}

export const CreditConnection = connectionType(() => CreditType, "Credit");

@InputType("CreditFilter", { description: "Conditions on credits; all that are given must hold" })
export class CreditFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Earned at this instant or later" })
  earnedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Earned before this instant" })
  earnedUntil?: Date | null;
}
