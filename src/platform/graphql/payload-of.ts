import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import { Payload } from "./payload.ts";
import { UserError } from "./user-error.ts";

/**
 * Makes the payload type of a verb on one thing: the thing under its name, and what stood in the way.
 * `called` is what the description calls it.
 */
export function payloadOf(
  verb: string,
  field: string,
  type: () => ClassType<object>,
  called: string | null = null,
): ClassType<object> {
  const name = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Payload`;
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class VerbPayload {
    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  const asItIs = called === null ? "As it is now" : `The ${called} as it is now`;
  const description = `${asItIs}; null where nothing was done`;
  Field(type, { nullable: true, description })(VerbPayload.prototype, field);
  return VerbPayload;
}
