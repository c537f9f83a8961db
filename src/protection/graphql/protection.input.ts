import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { MoveLeadFields, readMove } from "../../leads/index.ts";
import type { MoveLead } from "../../leads/index.ts";
import { describedEnum } from "../../platform/graphql/index.ts";
import type { DecideExtension } from "../decide-extension.ts";

const ExtensionDecisionEnum = describedEnum(
  "ExtensionDecision",
  "The answer to a request for more days of protection",
  {
    GRANT: "The window gets the days that were asked for.",
    DECLINE: "It does not.",
  },
);

@InputType("ReleaseProtectionInput", {
  description: "A lead whose protection its partner gives up",
})
export class ReleaseProtectionInput extends MoveLeadFields {}

@InputType("ReportProgressInput", {
  description: "A lead of which its partner says how it goes; comment is required and says it",
})
export class ReportProgressInput extends MoveLeadFields {}

@InputType("RequestExtensionInput", {
  description: "A lead for which its partner asks more days; comment is required and says why",
})
export class RequestExtensionInput extends MoveLeadFields {}

@InputType("DecideExtensionInput", { description: "The answer to a lead's pending request" })
export class DecideExtensionInput extends MoveLeadFields {
  @Field(() => ExtensionDecisionEnum, { description: "The answer" })
  decision: "GRANT" | "DECLINE";

  @Field(() => String, {
    nullable: true,
    description: "For the vendor alone, up to 2,000 characters",
  })
  note?: string | null;
}

/** A move that says something: its comment may not be left out. */
export const readSaid =
  (what: string) =>
  (reader: InputReader, input: MoveLeadFields): MoveLead => {
    const move = readMove(reader, input);
    if ((input.comment ?? "").trim() === "") reader.report(["comment"], `is missing: say ${what}`);
    return move;
  };

export function readDecideExtension(
  reader: InputReader,
  input: DecideExtensionInput,
): DecideExtension {
  return {
    ...readMove(reader, input),
    isGranted: input.decision === "GRANT",
    note: reader.optionalText(["note"], input.note, 2_000, "many"),
  };
}
