import type { GraphQLResolveInfo } from "graphql";

/** What is read when it is known in which form: as the answer's text, or as objects for execution. */
export class Readable {
  /** Null where a text cannot tell all. */
  readonly text: () => Promise<string | null>;
  readonly object: () => Promise<unknown>;

  constructor(text: () => Promise<string | null>, object: () => Promise<unknown>) {
    this.text = text;
    this.object = object;
  }
}

const takingReadables = new WeakSet<GraphQLResolveInfo>();

/** Who resolves a field with this takes a readable in the place of an object. */
export function takesReadable(info: GraphQLResolveInfo): GraphQLResolveInfo {
  takingReadables.add(info);
  return info;
}

/** Reads later where that is wanted, and objects now where it is not. */
export async function readable(
  info: GraphQLResolveInfo,
  text: () => Promise<string | null>,
  object: () => Promise<unknown>,
): Promise<unknown> {
  return takingReadables.has(info) ? new Readable(text, object) : object();
}
