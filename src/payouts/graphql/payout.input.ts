import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateScalar } from "../../platform/graphql/index.ts";
import type { ReturnPayout } from "../return-payout.ts";
import type { SettlePayout } from "../settle-payout.ts";

const LONGEST_REFERENCE = 140;

@InputType("SettlePayoutInput", { description: "What the bank booked" })
export class SettlePayoutInput {
  @Field(() => ID, { description: "The payout, pay_…, which was sent" })
  payoutId: string;

  @Field(() => DateScalar, { description: "The day on which the bank booked it" })
  bookedOn: string;

  @Field(() => String, {
    description: "By which the bank's statement names it, up to 140 characters",
  })
  bankReference: string;
}

@InputType("ReturnPayoutInput", { description: "What came back from the bank" })
export class ReturnPayoutInput {
  @Field(() => ID, { description: "The payout, pay_…, which was sent or paid" })
  payoutId: string;

  @Field(() => DateScalar, { description: "The day on which the bank booked that it came back" })
  returnedOn: string;

  @Field(() => String, {
    description: "By which the bank's statement names it, up to 140 characters",
  })
  bankReference: string;

  @Field(() => String, {
    description: "Why, as the bank says, up to 1,000 characters; its partner reads it",
  })
  reason: string;
}

export const readSettle = (reader: InputReader, input: SettlePayoutInput): SettlePayout => ({
  payoutId: reader.id(["payoutId"], "pay", input.payoutId),
  bookedOn: input.bookedOn,
  bankReference: reader.text(["bankReference"], input.bankReference, LONGEST_REFERENCE),
});

export const readReturn = (reader: InputReader, input: ReturnPayoutInput): ReturnPayout => ({
  payoutId: reader.id(["payoutId"], "pay", input.payoutId),
  returnedOn: input.returnedOn,
  bankReference: reader.text(["bankReference"], input.bankReference, LONGEST_REFERENCE),
  reason: reader.text(["reason"], input.reason, 1_000, "many"),
});
