import { Field, ID, InterfaceType } from "type-graphql";

import type { Prefix } from "../../kernel/index.ts";
import { excerpt, normaliseText, parseId, PREFIXES, prefixOf } from "../../kernel/index.ts";

import type { RequestContext } from "./context.ts";
import type { Needs } from "./access.ts";
import { isGranted } from "./access.ts";
import { apiError } from "./errors.ts";
import { forbidden } from "./guard.ts";
import { callerOf } from "./perform.ts";

@InterfaceType("Node", {
  description: "Anything with an id of its own; the id's prefix tells its type (lead_…, prt_…)",
  autoRegisterImplementations: false,
})
export abstract class Node {
  @Field(() => ID, { description: "Opaque, stable, with a prefix for the type" })
  id: string;
}

/** How the objects of one prefix are read, and what that takes. */
export interface NodeSource {
  /** What the type takes; without it nothing is looked for, and nothing told. */
  readonly needs: Needs;
  /** The object as the caller may see it; null where absent or invisible. */
  readonly load: (context: RequestContext, id: string) => Promise<object | null>;
}

/** Which module answers for which prefix. Filled in by app/, read by `node` and `nodes`. */
export type NodeSources = Partial<Record<Prefix, NodeSource>>;

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

/** Reads a text argument of a query, named with dots (`filter.mutation`): text that no row can hold is an error, not a search. */
export function textArgument(name: string, text: string, maxLength: number): string {
  const read = normaliseText(text, { maxLength });
  if (!read.ok)
    throw apiError("BAD_USER_INPUT", `${name} ${read.problem}`, { inputPath: name.split(".") });
  return read.text;
}

/** Reads any object by its id, through the same source as the type's own query. */
export async function readNode(
  sources: NodeSources,
  context: RequestContext,
  id: string,
  inputPath: ArgumentPath = ["id"],
): Promise<object | null> {
  const prefix = prefixOf(id);
  const source = prefix === null ? undefined : sources[prefix];
  if (prefix === null || !source) {
    const known = Object.keys(sources)
      .map((each) => `${each}_…`)
      .join(", ");
    throw apiError(
      "BAD_USER_INPUT",
      `"${excerpt(id)}" is not an id of this API: expected one of ${known}`,
      { inputPath },
    );
  }
  const known = idArgument(prefix, id, inputPath);
  if (!isGranted(source.needs, callerOf(context).scopes)) {
    throw forbidden(PREFIXES[prefix], source.needs);
  }
  return source.load(context, known);
}
