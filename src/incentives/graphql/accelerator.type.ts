import { Field, Int, ObjectType } from "type-graphql";

import {
  Authenticated,
  Cost,
  DecimalScalar,
  describedEnum,
  ListSize,
  MoneyType,
} from "../../platform/graphql/index.ts";
import {
  ACCELERATOR_KINDS,
  ACCELERATOR_MEASURES,
  ACCELERATOR_PERIODS,
} from "../domain/accelerator.ts";

export const AcceleratorKindEnum = describedEnum(
  "AcceleratorKind",
  "For which leads a bracket counts",
  ACCELERATOR_KINDS,
);
export const AcceleratorPeriodEnum = describedEnum(
  "AcceleratorPeriod",
  "In which time a partner's leads are counted",
  ACCELERATOR_PERIODS,
);

export const AcceleratorMeasureEnum = describedEnum(
  "AcceleratorMeasure",
  "By what a partner comes from one bracket to the next",
  ACCELERATOR_MEASURES,
);

@ObjectType("AcceleratorBracket", {
  description:
    "From which of a partner's leads on, or above what its deals are worth together, how much of what the rule pays",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class AcceleratorBracketType {
  @Field(() => Int, {
    nullable: true,
    description:
      "The lead with which it begins; 1 is the first of the period; null where deals count by what they are worth",
  })
  fromLead: number | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "Above what the partner's deals of the period are worth together it begins, in the program's currency: what comes to it exactly lies below; null where leads are counted",
  })
  aboveAmount: MoneyType | null;

  @Field(() => DecimalScalar, {
    description: "The factor by which the partner's own part is multiplied, for example 1.2",
  })
  multiplier: string;
}

@ObjectType("Accelerator", {
  description:
    "How a rule pays a partner more, the more leads of its own reach the milestone in a period, or the more its deals are worth",
  simpleResolvers: true,
})
@Authenticated()
export class AcceleratorType {
  @Field(() => AcceleratorKindEnum, { description: "For which leads a bracket counts" })
  kind: string;

  @Field(() => AcceleratorMeasureEnum, {
    description: "By what a partner comes from one bracket to the next",
  })
  measure: string;

  @Field(() => AcceleratorPeriodEnum, {
    description: "In which time leads are counted, by the day on which they reach the milestone",
  })
  period: string;

  @Field(() => [AcceleratorBracketType], { description: "Its brackets, from the first lead on" })
  @ListSize(10)
  brackets: AcceleratorBracketType[];
}
