import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { MatchKeyEnum } from "../../leads/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { CONFLICT_STATES } from "../domain/conflict.ts";

export const ConflictStateEnum = describedEnum(
  "ConflictState",
  "Where a conflict stands",
  CONFLICT_STATES,
);

@ObjectType("Conflict", {
  description: "Two leads of different partners that name the same prospect. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class ConflictType extends Node {
  @Field(() => ConflictStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => [MatchKeyEnum], { description: "What the two leads agree on" })
  matchedOn: string[];

  @Field(() => [MatchKeyEnum], { description: "What both leads have, whether it agrees or not" })
  compared: string[];

  @Field(() => [String], { description: "The words of the companies' names that agree" })
  agreedWords: string[];

  @Field(() => Int, {
    description: "How sure matching was, in parts per million. It ranks; it is no probability",
  })
  confidencePpm: number;

  @Field(() => DateTimeScalar, { description: "When matching found it" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while open" })
  endedAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

export const ConflictConnection = connectionType(() => ConflictType, "Conflict");
