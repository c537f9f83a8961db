import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";

import { ProgramType } from "./program.type.ts";

/** What every mutation of one program answers: the program as it is now, and what stood in the way. */
export interface ProgramPayload {
  readonly program: Answer;
  readonly errors: readonly UserError[];
}

/** Makes the payload type of a verb on one program. */
export const programPayloadType = (verb: string) =>
  payloadOf(verb, "program", () => ProgramType, "program");
