import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import { Payload, UserError } from "../../platform/graphql/index.ts";

/** Makes the payload type of a verb on one thing: the thing under its name, and what stood in the way. */
export function payloadOf(
  verb: string,
  field: string,
  type: () => ClassType<object>,
): ClassType<object> {
  const name = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Payload`;
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class SavedPayload {
    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  const description = "As it is now; null where nothing was done";
  Field(type, { nullable: true, description })(SavedPayload.prototype, field);
  return SavedPayload;
}
