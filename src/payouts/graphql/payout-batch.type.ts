import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { PAYOUT_BATCH_STATES } from "../domain/batch.ts";
import { LEFT_OUT_REASONS } from "../domain/draft.ts";

export const PayoutBatchStateEnum = describedEnum(
  "PayoutBatchState",
  "How far a batch of payouts is",
  PAYOUT_BATCH_STATES,
);

const LeftOutReasonEnum = describedEnum(
  "LeftOutReason",
  "Why what is payable is not in a batch",
  LEFT_OUT_REASONS,
);

@ObjectType("PayoutLeftOut", {
  description: "What was payable to a partner as a batch was drafted, and is not in it",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class PayoutLeftOutType {
  @Field(() => PartnerType, { nullable: true, description: "To whom it is payable" })
  partner: PartnerType | null;

  @Field(() => LeftOutReasonEnum, { description: "Why it was left out" })
  reason: string;

  @Field(() => Int, { description: "How many credits it is" })
  creditCount: number;

  @Field(() => MoneyType, { description: "What they come to" })
  amount: MoneyType;
}

export const PayoutLeftOutConnection = connectionType(() => PayoutLeftOutType, "PayoutLeftOut");

@ObjectType("PayoutBatch", {
  description:
    "Payouts of one currency: for each partner one, another where it owes something back, and another for tax that is withheld. One person drafts them, another approves just that; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class PayoutBatchType extends Node {
  @Field(() => PayoutBatchStateEnum, { description: "How far it is" })
  state: string;

  @Field(() => MoneyType, { description: "What its payouts come to" })
  total: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of that is set off against what partners owe back: the rest goes to the bank, but for what is withheld",
  })
  offset: MoneyType;

  @Field(() => MoneyType, {
    description: "What of the total is withheld for tax offices, and goes to no partner",
  })
  withheld: MoneyType;

  @Field(() => MoneyType, { description: "Who had less payable was left out" })
  minimum: MoneyType;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "What was earned from then on was not looked at; null where all was",
  })
  earnedUntil: Date | null;

  @Field(() => Int, { description: "How many payouts it holds" })
  payoutCount: number;

  @Field(() => String, {
    description:
      "SHA-256 of its payouts with their accounts, credits, claw-backs and amounts, in hexadecimal digits: whoever approves sends it, and approves what they saw",
  })
  selectionHash: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who drafted it" })
  draftedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When it was drafted" })
  draftedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who approved it" })
  approvedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was approved; null where it was not",
  })
  approvedAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who handed it to the bank" })
  sentBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was handed to the bank; null until it is",
  })
  sentAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who withdrew it" })
  cancelledBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was withdrawn; null where it was not",
  })
  cancelledAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why it was withdrawn" })
  cancelReason: string | null;
}

export const PayoutBatchConnection = connectionType(() => PayoutBatchType, "PayoutBatch");
