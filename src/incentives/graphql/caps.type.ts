import { Field, Int, ObjectType } from "type-graphql";

import { Authenticated, Cost, describedEnum, MoneyType } from "../../platform/graphql/index.ts";
import { BUDGET_EXCESSES, CAP_WINDOWS, PARTNER_CAP_EXCESSES } from "../domain/cap-terms.ts";

export const CapWindowEnum = describedEnum(
  "CapWindow",
  "How long a partner's cap counts before it begins anew",
  CAP_WINDOWS,
);
export const PartnerCapExcessEnum = describedEnum(
  "PartnerCapExcess",
  "What becomes of what is over a partner's cap",
  PARTNER_CAP_EXCESSES,
);
export const BudgetExcessEnum = describedEnum(
  "BudgetExcess",
  "What becomes of an award for which the budget is not enough",
  BUDGET_EXCESSES,
);

@ObjectType("PartnerCap", {
  description: "What a partner may earn under an incentive program in a window",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class PartnerCapType {
  @Field(() => MoneyType, { description: "How much" })
  amount: MoneyType;

  @Field(() => CapWindowEnum, {
    description: "In which time, by the day of the milestone in the incentive program's zone",
  })
  window: string;

  @Field(() => PartnerCapExcessEnum, { description: "What becomes of what is over" })
  onExcess: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "In how many later windows what is over may be earned yet; null where it is not deferred",
  })
  deferWindows: number | null;
}

@ObjectType("Budget", {
  description: "What an incentive program may pay in all",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class BudgetType {
  @Field(() => MoneyType, {
    description: "How much, under all versions of the program that have a budget",
  })
  amount: MoneyType;

  @Field(() => BudgetExcessEnum, {
    description: "What becomes of an award for which it is not enough",
  })
  onExcess: string;
}
