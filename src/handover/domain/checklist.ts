import type { Refusal } from "../../kernel/index.ts";
import { excerpt, refuse, refuseAll } from "../../kernel/index.ts";

/** What whoever accepts a lead confirms. */
export interface ChecklistPoint {
  readonly key: string;
  readonly label: string;
}

/** Whether all that a program asks for is confirmed, and nothing else. */
export function refuseUnlessConfirmed(
  asked: readonly ChecklistPoint[],
  confirmed: readonly string[],
): Refusal | null {
  const keys = asked.map(({ key }) => key);
  const unknown = confirmed.flatMap((key, index) => {
    if (keys.includes(key)) return [];
    const path = ["checklist", String(index)];
    return [refuse("VALIDATION_FAILED", noSuchPoint(path, key, keys), { path })];
  });
  if (unknown.length > 0) return refuseAll(unknown);
  const missing = asked.filter(({ key }) => !confirmed.includes(key));
  if (missing.length === 0) return null;
  const named = missing.map(({ key, label }) => `${key} ("${label}")`).join(", ");
  return refuse(
    "CHECKLIST_INCOMPLETE",
    `The lead's program asks whoever accepts it to confirm more: ${named}. Name the keys in checklist once it is so.`,
    { path: ["checklist"] },
  );
}

function noSuchPoint(path: readonly string[], key: string, keys: readonly string[]): string {
  const there = keys.length === 0 ? "it asks for nothing" : `it has ${keys.join(", ")}`;
  return `${path.join(".")} is no point of the program's checklist: "${excerpt(key)}"; ${there}`;
}
