import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { APPEAL_STATES, APPEALED } from "../domain/appeal.ts";

export const AppealStateEnum = describedEnum(
  "AppealState",
  "Where an appeal stands",
  APPEAL_STATES,
);
const AppealedEnum = describedEnum("AppealedDecision", "What an appeal is against", APPEALED);

@ObjectType("Appeal", {
  description: "A partner disagrees with a decision over its lead. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class AppealType extends Node {
  @Field(() => AppealStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => AppealedEnum, { description: "What it is against" })
  against: string;

  @Field(() => String, { description: "On what grounds, in the partner's words" })
  evidence: string;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;
}

export const AppealConnection = connectionType(() => AppealType, "Appeal");
