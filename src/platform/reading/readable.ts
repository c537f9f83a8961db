import type { GraphQLResolveInfo } from "graphql";

import type { Answering, BuildOf } from "./build.ts";

/** What was read, before it is known in which form it is wanted. */
export class Readable {
  /** As JSON; null where execution has more to tell than values. */
  readonly text: () => string | null;
  /** As execution takes it. */
  readonly value: () => unknown;

  constructor(text: () => string | null, value: () => unknown) {
    this.text = text;
    this.value = value;
  }
}

const takingReadables = new WeakSet<GraphQLResolveInfo>();

/** Who resolves a field with this takes what is readable in the place of objects. */
export function takesReadables(info: GraphQLResolveInfo): GraphQLResolveInfo {
  takingReadables.add(info);
  return info;
}

/** What a build makes of what was read: now, or later where the caller takes that. */
export function made<From>(
  info: GraphQLResolveInfo,
  build: BuildOf<From>,
  from: From,
  answering: () => Answering,
): unknown {
  if (!takingReadables.has(info)) return build.value(from, answering());
  return new Readable(
    () => {
      const telling = answering();
      try {
        const text = build.text(from, telling);
        return telling.isWhole ? text : null;
      } catch {
        // execution meets it again, and says of which field it is
        return null;
      }
    },
    () => build.value(from, answering()),
  );
}
