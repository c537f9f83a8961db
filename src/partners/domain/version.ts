import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Refuses a change that was decided on another version than the one there is. */
export function refuseOtherVersion(
  what: string,
  currentVersion: number,
  expectedVersion: number | null,
): Refusal | null {
  if (currentVersion === expectedVersion) return null;
  return refuse(
    "VERSION_CONFLICT",
    `The ${what} is at version ${currentVersion}, not ${expectedVersion ?? "a new one"}: somebody changed it since it was read. Read it again and decide anew.`,
    { path: ["expectedVersion"], details: { expectedVersion, currentVersion } },
  );
}
