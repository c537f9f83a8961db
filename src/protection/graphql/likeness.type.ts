import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { MatchKeyEnum } from "../../leads/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { CONTRADICTIONS } from "../domain/compare-prospects.ts";

const ContradictionEnum = describedEnum(
  "Contradiction",
  "What speaks against two leads being of one company",
  CONTRADICTIONS,
);

@ObjectType("Likeness", {
  description:
    "Two leads of different partners that may name one prospect. It stops nothing: whether there is something to it is for a person to judge. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class LikenessType extends Node {
  @Field(() => [MatchKeyEnum], { description: "What the two leads agree on" })
  matchedOn: string[];

  @Field(() => [MatchKeyEnum], { description: "What both leads have, whether it agrees or not" })
  compared: string[];

  @Field(() => [String], { description: "The words of the companies' names that agree" })
  agreedWords: string[];

  @Field(() => [ContradictionEnum], { description: "What speaks against it" })
  contradictedBy: string[];

  @Field(() => Int, {
    description: "How sure it is, in parts per million. It ranks; it is no probability",
  })
  confidencePpm: number;

  @Field(() => DateTimeScalar, { description: "When matching found it" })
  foundAt: Date;
}

export const LikenessConnection = connectionType(() => LikenessType, "Likeness");
