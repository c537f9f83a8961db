import { Field, Int, ObjectType } from "type-graphql";

import {
  Authenticated,
  Cost,
  DecimalScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";
import { ACCELERATOR_KINDS, ACCELERATOR_PERIODS } from "../domain/accelerator.ts";

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

@ObjectType("AcceleratorBracket", {
  description: "From which of a partner's leads on how much of what the rule pays",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class AcceleratorBracketType {
  @Field(() => Int, { description: "The lead with which it begins; 1 is the first of the period" })
  fromLead: number;

  @Field(() => DecimalScalar, {
    description: "The factor by which the partner's own part is multiplied, for example 1.2",
  })
  multiplier: string;
}

@ObjectType("Accelerator", {
  description:
    "How a rule pays a partner more, the more leads of its own reach the milestone in a period",
  simpleResolvers: true,
})
@Authenticated()
export class AcceleratorType {
  @Field(() => AcceleratorKindEnum, { description: "For which leads a bracket counts" })
  kind: string;

  @Field(() => AcceleratorPeriodEnum, {
    description: "In which time leads are counted, by the day on which they reach the milestone",
  })
  period: string;

  @Field(() => [AcceleratorBracketType], { description: "Its brackets, from the first lead on" })
  @ListSize(10)
  brackets: AcceleratorBracketType[];
}
