import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { AccountRoleEnum } from "../../ledger/index.ts";
import {
  CurrencyCodeScalar,
  DateScalar,
  ListSize,
  MoneyType,
} from "../../platform/graphql/index.ts";

@ObjectType("ClearingAccount", {
  description:
    "All accounts of a role and currency on which money stands that is on its way to partners or tax offices, held against payouts and what the bank said",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class ClearingAccountType {
  @Field(() => AccountRoleEnum, {
    description:
      "IN_TRANSIT: scheduled, and not sent. CASH_CLEARING: sent, and not booked. WHT_PAYABLE: withheld, and not handed on to the tax office",
  })
  role: string;

  @Field(() => CurrencyCodeScalar, { description: "The currency" })
  currency: string;

  @Field(() => MoneyType, {
    description: "By the books: credits less debits, so what was put there and did not go on",
  })
  balance: MoneyType;

  @Field(() => MoneyType, {
    description: "What payouts come to that were as far as this on that day",
  })
  openPayouts: MoneyType;

  @Field(() => Int, { description: "How many payouts those are" })
  openPayoutCount: number;

  @Field(() => MoneyType, {
    description: "The balance less openPayouts: 0, or something that no payout explains",
  })
  difference: MoneyType;

  @Field(() => MoneyType, {
    description: "Debits that the bank booked by that day, and that are still UNMATCHED",
  })
  unmatchedDebits: MoneyType;

  @Field(() => MoneyType, {
    description:
      "Credits that the bank booked by that day, and that are still UNMATCHED, less what of them paid back what partners owed",
  })
  unmatchedCredits: MoneyType;

  @Field(() => Int, { description: "How many entries those are" })
  unmatchedCount: number;
}

@ObjectType("Reconciliation", {
  description: "Whether what stands on clearing accounts is explained, up to a day",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class ReconciliationType {
  @Field(() => DateScalar, { description: "The day, of the books, up to which it is" })
  reconciledOn: string;

  @Field(() => Boolean, {
    description: "Whether each difference is 0, and nothing that the bank booked is UNMATCHED",
  })
  isReconciled: boolean;

  @Field(() => [ClearingAccountType], {
    description: "By currency: those on which something was ever posted, or of which entries wait",
  })
  @ListSize(10)
  accounts: readonly ClearingAccountType[];
}
