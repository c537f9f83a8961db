import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import { Payload, UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";

import { ProgramType } from "./program.type.ts";

/** What every mutation of one program answers: the program as it is now, and what stood in the way. */
export interface ProgramPayload {
  readonly program: Answer;
  readonly errors: readonly UserError[];
}

/** Makes the payload type of a verb on one program. */
export function programPayloadType(name: string, verb: string): ClassType<object> {
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class ProgramVerbPayload {
    @Field(() => ProgramType, {
      nullable: true,
      description: "The program as it is now; null where nothing was done",
    })
    program: ProgramType | null;

    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  return ProgramVerbPayload;
}
