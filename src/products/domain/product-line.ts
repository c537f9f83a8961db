import type { ProductLineId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { ALL_LINES } from "./scope.ts";

/** A line as it stands in the tree. */
export interface StandingLine {
  readonly id: ProductLineId;
  readonly name: string;
  readonly parentId: ProductLineId | null;
  readonly isRetired: boolean;
  readonly version: number;
}

/** What a change of the tree depends on. */
export interface TreeFacts {
  /** The line that is changed; null where there is none. */
  readonly line: StandingLine | null;
  /** The line under which it is to stand; null where there is none. */
  readonly parent: StandingLine | null;
  /** Whether that one is the line itself, or beneath it. */
  readonly isParentBeneath: boolean;
}

/** Whether a new line may stand under the parent. */
export function refuseNewLine({ parent }: Pick<TreeFacts, "parent">): Refusal | null {
  return refuseParent(parent);
}

/** A line as it is to be: what is null stays as it is. */
export interface LineChange {
  readonly name: string | null;
  readonly parentId: ProductLineId | null;
  readonly expectedVersion: number;
}

/** Whether a line may be renamed, or moved under another one. */
export function refuseChange(facts: TreeFacts, change: LineChange): Refusal | null {
  const { line, parent, isParentBeneath } = facts;
  const refusal = refuseTouching(line, change.expectedVersion);
  if (refusal || !line) return refusal;
  const isMoved = change.parentId !== null && change.parentId !== line.parentId;
  if (!isMoved && (change.name === null || change.name === line.name))
    return refuse("ALREADY_DONE", "The product line says all of this already.");
  if (!isMoved) return null;
  if (isParentBeneath) {
    return refuse("BUSINESS_RULE", "A product line cannot stand beneath itself.", {
      path: ["parentId"],
    });
  }
  return refuseParent(parent);
}

/** Whether a line may be sold no more: those beneath it come first. */
export function refuseRetiring(
  line: StandingLine | null,
  { expectedVersion, beneath }: { readonly expectedVersion: number; readonly beneath: number },
): Refusal | null {
  const refusal = refuseTouching(line, expectedVersion);
  if (refusal) return refusal;
  if (beneath === 0) return null;
  return refuse(
    "BUSINESS_RULE",
    `${beneath} product lines beneath it are sold still: retire them, or move them elsewhere, first.`,
  );
}

function refuseTouching(line: StandingLine | null, expectedVersion: number): Refusal | null {
  if (!line)
    return refuse("NOT_FOUND", "There is no such product line.", { path: ["productLineId"] });
  if (line.id === ALL_LINES)
    return refuse("BUSINESS_RULE", "ALL stands above all product lines, and stays as it is.");
  if (line.version !== expectedVersion) {
    return refuse(
      "VERSION_CONFLICT",
      `The product line is at version ${line.version}, not ${expectedVersion}: read it again and decide anew.`,
      { path: ["expectedVersion"], details: { expectedVersion, currentVersion: line.version } },
    );
  }
  return line.isRetired ? refuse("ALREADY_DONE", "The product line is retired.") : null;
}

function refuseParent(parent: StandingLine | null): Refusal | null {
  const path = ["parentId"];
  if (!parent)
    return refuse("NOT_FOUND", "There is no such product line to stand under.", { path });
  if (!parent.isRetired) return null;
  return refuse("BUSINESS_RULE", `The product line ${parent.name} is retired.`, { path });
}
