import { Field, ID, InterfaceType } from "type-graphql";

import type { Prefix } from "../../kernel/index.ts";
import { normaliseText, parseId } from "../../kernel/index.ts";

import { apiError } from "./errors.ts";

@InterfaceType("Node", {
  description: "Anything with an id of its own; the id's prefix tells its type (lead_…, prt_…)",
  autoRegisterImplementations: false,
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque, stable, with a prefix for the type" })
  id: string;
}

/** Where in the arguments a value stands: the argument's name, then fields and list positions. */
export type ArgumentPath = readonly (string | number)[];

/**
 * Reads an id argument. A malformed id or one of the wrong kind is an error that says what was
 * expected; a well-formed id of nothing is simply null, whoever asks.
 */
export function idArgument<P extends Prefix>(
  prefix: P,
  text: string,
  inputPath: ArgumentPath = ["id"],
) {
  const parsed = parseId(prefix, text);
  if (!parsed.ok) throw apiError("BAD_USER_INPUT", parsed.problem, { inputPath });
  return parsed.id;
}

/** Reads a text argument of a query: text that no row can hold is an error, not a search. */
export function textArgument(inputPath: ArgumentPath, text: string, maxLength: number): string {
  const read = normaliseText(text, { maxLength });
  if (!read.ok)
    throw apiError("BAD_USER_INPUT", `${inputPath.join(".")} ${read.problem}`, { inputPath });
  return read.text;
}
