import type { InputReader } from "../../kernel/index.ts";
import { excerpt } from "../../kernel/index.ts";

/** What whoever accepts a lead of a program confirms. */
export interface ChecklistPoint {
  /** By which an acceptance names it. */
  readonly key: string;
  /** What people read. */
  readonly label: string;
}

/** Points of a checklist. The database holds the same in constraint program_checklist_points. */
export const MOST_POINTS = 20;
const LABEL_LENGTH = 200;
const KEY = /^[a-z][A-Za-z0-9_]{0,39}$/;

/** Keys that differ in case alone would be confirmed by mistake. */
export function readChecklist(
  reader: InputReader,
  given: readonly ChecklistPoint[],
): readonly ChecklistPoint[] {
  if (given.length > MOST_POINTS)
    reader.report(["handoverChecklist"], `may hold ${MOST_POINTS} points, got ${given.length}`);
  const seen = new Set<string>();
  return given.slice(0, MOST_POINTS).map(({ key, label }, index) => {
    const path = ["handoverChecklist", String(index)];
    if (!KEY.test(key))
      reader.report(
        [...path, "key"],
        `is no key: "${excerpt(key)}"; expected up to 40 letters, digits and _, the first a small letter, such as budgetNamed`,
      );
    if (seen.has(key.toLowerCase())) reader.report([...path, "key"], "is the key of one before it");
    seen.add(key.toLowerCase());
    return { key, label: reader.text([...path, "label"], label, LABEL_LENGTH) };
  });
}
