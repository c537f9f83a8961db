import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { EXTENSION_STATES } from "../domain/protection.ts";

export const ExtensionStateEnum = describedEnum(
  "ExtensionState",
  "Where a request for more days of protection stands",
  EXTENSION_STATES,
);

@ObjectType("ExtensionRequest", {
  description:
    "A partner asks for more days of protection; why stands in the lead's timeline. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class ExtensionRequestType extends Node {
  @Field(() => ExtensionStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => Int, { description: "How many days were asked for" })
  days: number;

  @Field(() => DateTimeScalar, { description: "When it was asked" })
  requestedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;
}

export const ExtensionRequestConnection = connectionType(
  () => ExtensionRequestType,
  "ExtensionRequest",
);
