import { Field, ID, InputType, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  CurrencyCodeScalar,
  DateScalar,
  ListSize,
  MoneyType,
} from "../../platform/graphql/index.ts";

import { AccountRoleEnum } from "./ledger-enums.ts";

@InputType("TrialBalanceInput", {
  description: "Up to which posting and day; all that is sealed where nothing is said",
})
export class TrialBalanceInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Up to this number in the chain, such as "1207": the same answer for ever. Up to the last one if left out',
  })
  atSeq?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "What is booked on this day or earlier" })
  accountingTo?: string | null;

  @Field(() => DateScalar, { nullable: true, description: "What is about this day or earlier" })
  effectiveTo?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Accounts of this partner alone; these do not sum to 0",
  })
  partnerId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "Accounts of this incentive program alone, inc_…",
  })
  incentiveProgramId?: string | null;
}

@ObjectType("TrialBalanceRow", {
  description: "An account with what was posted to it",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TrialBalanceRowType {
  @Field(() => ID, { description: "The account, led_…" })
  accountId: string;

  @Field(() => AccountRoleEnum, { description: "What it stands for" })
  role: string;

  @Field(() => ID, { nullable: true, description: "Whose it is, prt_…; null where no partner's" })
  partnerId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: "The incentive program that it is about, inc_…; null where it is about none",
  })
  incentiveProgramId: string | null;

  @Field(() => MoneyType, { description: "All its debits" })
  debit: MoneyType;

  @Field(() => MoneyType, { description: "All its credits" })
  credit: MoneyType;

  @Field(() => MoneyType, { description: "Debits less credits" })
  balance: MoneyType;
}

@ObjectType("TrialBalanceTotal", {
  description: "What the rows in one currency come to; currencies are never added up",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TrialBalanceTotalType {
  @Field(() => CurrencyCodeScalar, { description: "The currency" })
  currency: string;

  @Field(() => MoneyType, { description: "All debits" })
  debit: MoneyType;

  @Field(() => MoneyType, { description: "All credits" })
  credit: MoneyType;

  @Field(() => MoneyType, { description: "Debits less credits: 0 over all accounts" })
  balance: MoneyType;
}

@ObjectType("TrialBalance", {
  description: "All accounts with their debits and credits, up to a sealed posting",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class TrialBalanceType {
  @Field(() => String, {
    description: "The number of the last posting that is in; 0 before there is any",
  })
  atSeq: string;

  @Field(() => String, {
    nullable: true,
    description: "Its hash in the chain, in hexadecimal digits; null before there is any",
  })
  hash: string | null;

  @Field(() => [TrialBalanceRowType], {
    description: "By currency, role, partner and incentive program",
  })
  @ListSize(100)
  rows: readonly TrialBalanceRowType[];

  @Field(() => [TrialBalanceTotalType], { description: "One for each currency" })
  @ListSize(10)
  totals: readonly TrialBalanceTotalType[];
}
