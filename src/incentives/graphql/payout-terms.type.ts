import { Field, Int, ObjectType } from "type-graphql";

import {
  Authenticated,
  Cost,
  DateScalar,
  DecimalScalar,
  describedEnum,
  MoneyType,
} from "../../platform/graphql/index.ts";
import { VESTING_UNITS } from "../domain/holdback.ts";

export const VestingUnitEnum = describedEnum(
  "VestingUnit",
  "By what the time between instalments is counted",
  VESTING_UNITS,
);

@ObjectType("Holdback", {
  description: "How much of each credit is held back under a version, and when it vests",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class HoldbackType {
  @Field(() => DecimalScalar, {
    description: "How much, in percent of the credit; the odd cent is not held",
  })
  percent: string;

  @Field(() => Int, { description: "In how many instalments it vests" })
  instalments: number;

  @Field(() => Int, {
    description:
      "So many days or months after the day of the milestone the first one vests, and after that each",
  })
  every: number;

  @Field(() => VestingUnitEnum, { description: "Whether that is days or months" })
  unit: string;
}

@ObjectType("MinimumPayout", {
  description: "Up to what sum a partner is not paid yet: what is payable is carried on",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class MinimumPayoutType {
  @Field(() => MoneyType, { description: "What has to be payable for a partner to be paid" })
  amount: MoneyType;

  @Field(() => Int, {
    nullable: true,
    description:
      "After so many months what was carried is paid all the same; null where it is carried until it is enough",
  })
  forcedAfterMonths: number | null;
}

@ObjectType("CreditInstalment", {
  description: "A part of a credit that is held back until a day",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class CreditInstalmentType {
  @Field(() => DateScalar, { description: "From which day on, in the incentive program's zone" })
  dueOn: string;

  @Field(() => MoneyType, { description: "How much, with all that the credit was changed by" })
  amount: MoneyType;
}
