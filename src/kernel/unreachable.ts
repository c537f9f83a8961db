import { excerpt } from "./text.ts";

/** Ends a `switch` on a union: the compiler objects when a member was forgotten. Always throws. */
export function unreachable(value: never): never {
  throw new Error(
    `not one of the cases foreseen: ${excerpt(JSON.stringify(value) ?? "undefined")}`,
  );
}
