import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { CriteriaFinding } from "./criteria-draft.ts";

export const CRITERIA_SIDES = ["SALES", "MARKETING"] as const;
export type CriteriaSide = (typeof CRITERIA_SIDES)[number];

/** What is known of a draft when somebody signs it. */
export interface DraftToSign {
  readonly number: number;
  readonly state: string;
  readonly earliestAt: Date | null;
  readonly findings: readonly CriteriaFinding[];
  /** For which sides whoever acts may sign, and which have signed. */
  readonly sides: readonly string[];
  readonly signed: readonly string[];
  readonly isSignedByActor: boolean;
  readonly isSetRetired: boolean;
  readonly lastEffectiveAt: Date | null;
  readonly lastNumber: number;
}

export interface Signed {
  readonly kind: "CriteriaSigned" | "CriteriaPublished";
  readonly side: CriteriaSide;
  /** From when on it counts; null while the other side has not signed. */
  readonly effectiveAt: Date | null;
}

/** Signs a draft for sales or for marketing; the second of them publishes it, from now on or from the day that it names. */
export function decideSignature(draft: DraftToSign, at: Date): Signed | Refusal {
  if (draft.state !== "DRAFT") return refused("ALREADY_DONE", "They were published before.");
  if (draft.isSetRetired) return refused("BUSINESS_RULE", "Their set is retired: write others.");
  if (draft.lastNumber > draft.number)
    return refused(
      "BUSINESS_RULE",
      `Version ${draft.lastNumber} was published since: draft them anew.`,
    );
  if (draft.findings.length > 0) {
    const said = draft.findings.map((each) => `${each.criterionKey}: ${each.message}`).join(" ");
    return refused("BUSINESS_RULE", `They cannot be published yet. ${said}`);
  }
  const side = CRITERIA_SIDES.find(
    (each) => draft.sides.includes(each) && !draft.signed.includes(each),
  );
  if (draft.isSignedByActor || !side)
    return refused(
      draft.isSignedByActor ? "ALREADY_DONE" : "BUSINESS_RULE",
      "Your side has signed them: somebody else, of the other side, publishes them.",
    );
  if (draft.signed.length === 0) return { kind: "CriteriaSigned", side, effectiveAt: null };
  const effectiveAt = draft.earliestAt && draft.earliestAt > at ? draft.earliestAt : at;
  if (draft.lastEffectiveAt && draft.lastEffectiveAt >= effectiveAt)
    return refused(
      "BUSINESS_RULE",
      `The version before counts from ${draft.lastEffectiveAt.toISOString()} on: draft one that counts from later on.`,
    );
  return { kind: "CriteriaPublished", side, effectiveAt };
}

const refused = (code: "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["criteriaVersionId"] });
