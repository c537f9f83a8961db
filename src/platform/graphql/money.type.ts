import { Field, InputType, ObjectType } from "type-graphql";

import type { Money } from "../../kernel/index.ts";
import { formatAmount } from "../../kernel/index.ts";

import { Authenticated } from "./access.ts";
import { CurrencyCodeScalar, DecimalScalar } from "./scalars.ts";

@ObjectType("Money", { description: "An exact amount in one currency", simpleResolvers: true })
@Authenticated()
export class MoneyType {
  @Field(() => DecimalScalar, {
    description: "The amount with the currency's own number of decimals",
  })
  amount: string;

  @Field(() => CurrencyCodeScalar, {
    description: "The currency; amounts of different currencies are never added",
  })
  currency: string;

  @Field(() => String, {
    description:
      "The amount in the currency's smallest unit (cents, yen, fils) as an integer in text",
  })
  minorUnits: string;
}

export function toMoneyType(money: Money): MoneyType {
  return {
    amount: formatAmount(money),
    currency: money.currency,
    minorUnits: money.minor.toString(),
  };
}

@InputType("MoneyInput", { description: "An amount as a caller writes it" })
export class MoneyInput {
  @Field(() => String, { description: 'Digits with a decimal point, for example "1250.00"' })
  amount: string;

  @Field(() => String, { description: "ISO 4217 code, for example EUR" })
  currency: string;
}
