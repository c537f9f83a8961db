import { Field, ID, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { CreditType } from "../../incentives/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { PAYOUT_STATES } from "../domain/batch.ts";
import { PAYOUT_METHODS } from "../domain/draft.ts";

import { PayoutAccountType } from "./payout-account.type.ts";

export const PayoutStateEnum = describedEnum("PayoutState", "How far a payout is", PAYOUT_STATES);

const PayoutMethodEnum = describedEnum(
  "PayoutMethod",
  "How a payout reaches its partner",
  PAYOUT_METHODS,
);

@ObjectType("PayoutCredit", {
  description: "What a payout pays of a credit",
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
class PayoutCreditType {
  @Field(() => CreditType, { nullable: true, description: "The credit, as it is now" })
  credit: CreditType | null;

  @Field(() => MoneyType, {
    description:
      "What is paid of it; less than nothing of what its partner has less for its volume",
  })
  amount: MoneyType;
}

export const PayoutCreditConnection = connectionType(() => PayoutCreditType, "PayoutCredit");

@ObjectType("Payout", {
  description:
    "Money that goes to one partner at once: put into a batch, sent to the bank, and paid once the bank has booked it; or set off against what the partner owes back, or withheld for the tax office. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PAYOUTS_READ")
export class PayoutType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Who is paid" })
  partner: PartnerType | null;

  @Field(() => PayoutStateEnum, { description: "How far it is" })
  state: string;

  @Field(() => PayoutMethodEnum, { description: "How it reaches its partner" })
  method: string;

  @Field(() => MoneyType, { description: "What it comes to" })
  amount: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What is paid of its credits before tax: its amount, with what of them was withheld beside it or by an attempt that came back",
  })
  gross: MoneyType;

  @Field(() => MoneyType, {
    description:
      "What of the gross is withheld for the tax office; all of it where its method is WITHHOLDING",
  })
  withheld: MoneyType;

  @Field(() => ID, {
    nullable: true,
    description: "The rule by which it is withheld, txr_…; null of anything else",
  })
  @Needs("LEDGER_READ")
  taxRuleId: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "With what it was handed on to the tax office, txm_…, be it that this waits to be confirmed; null where it was not",
  })
  @Needs("LEDGER_READ")
  taxRemittanceId: string | null;

  @Field(() => PayoutAccountType, {
    nullable: true,
    description:
      "Where it goes; of its number the last four characters; null of what is set off or withheld",
  })
  payoutAccount: PayoutAccountType | null;

  @Field(() => String, {
    description:
      "Names it to the bank, and on the partner's bank statement; each attempt has its own",
  })
  endToEndId: string;

  @Field(() => DateTimeScalar, { description: "When it was put into its batch" })
  scheduledAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was handed to the bank; null until it is",
  })
  sentAt: Date | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The day on which the bank booked it; null until it has",
  })
  bookedOn: string | null;

  @Field(() => String, {
    nullable: true,
    description: "By which the bank's statement names it; null until it was booked",
  })
  bankReference: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was cancelled, or came back; null where neither was",
  })
  endedAt: Date | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The day on which the bank booked that it came back; null where it did not",
  })
  returnedOn: string | null;

  @Field(() => String, { nullable: true, description: "Why it came back, as the bank says" })
  returnReason: string | null;
}

export const PayoutConnection = connectionType(() => PayoutType, "Payout");
