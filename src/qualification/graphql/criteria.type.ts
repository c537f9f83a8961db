import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { ANSWER_STATES } from "../domain/criterion.ts";

export const AnswerStateEnum = describedEnum(
  "AnswerState",
  "What sales found on a criterion",
  ANSWER_STATES,
);

@ObjectType("Criterion", {
  description: "One question that a lead must answer to become an SQL",
  simpleResolvers: true,
})
@Authenticated()
export class CriterionType {
  @Field(() => String, { description: "Its key within the version; answers name it" })
  key: string;

  @Field(() => String, { description: "Its place in the framework, for example BUDGET" })
  slot: string;

  @Field(() => String, { description: "What it is called" })
  label: string;

  @Field(() => String, { description: "How to tell whether it is met, with an example" })
  guidance: string;

  @Field(() => Boolean, { description: "True where a lead cannot become an SQL without it" })
  required: boolean;
}

@ObjectType("CriteriaVersion", {
  description: "Qualification criteria as they were published; a version never changes",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class CriteriaVersionType extends Node {
  @Field(() => String, { description: "The name of its set" })
  name: string;

  @Field(() => String, { description: "The framework it follows, for example BANT" })
  framework: string;

  @Field(() => Int, { description: "1 for the first version of the set" })
  number: number;

  @Field(() => DateTimeScalar, { description: "From when on it holds" })
  effectiveAt: Date;

  @Field(() => Boolean, { description: "True where it is the one that qualifyLead takes now" })
  isInForce: boolean;

  @Field(() => String, { nullable: true, description: "What was changed, and why" })
  changeNote: string | null;

  @Field(() => [CriterionType], { description: "The criteria, in their order" })
  criteria: CriterionType[];
}
