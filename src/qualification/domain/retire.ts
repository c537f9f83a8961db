import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { CriteriaSide } from "./publish.ts";
import { CRITERIA_SIDES } from "./publish.ts";

/** What is known of a set when somebody signs that it ends. */
export interface SetToRetire {
  readonly isRetired: boolean;
  /** True for the one that is for all leads. */
  readonly isOfAll: boolean;
  /** For which sides whoever acts may sign, and which have signed since a version was published last. */
  readonly sides: readonly string[];
  readonly signed: readonly string[];
  readonly isSignedByActor: boolean;
}

export interface RetirementSigned {
  readonly kind: "CriteriaRetirementSigned" | "CriteriaRetired";
  readonly side: CriteriaSide;
}

/** Signs for sales or for marketing that a set ends; the second of them ends it. */
export function decideRetirement(set: SetToRetire): RetirementSigned | Refusal {
  if (set.isRetired) return refused("ALREADY_DONE", "They were retired before.");
  if (set.isOfAll)
    return refused(
      "BUSINESS_RULE",
      "They are for all leads: without them nothing could be qualified. Publish another version instead.",
    );
  const side = CRITERIA_SIDES.find(
    (each) => set.sides.includes(each) && !set.signed.includes(each),
  );
  if (set.isSignedByActor || !side)
    return refused(
      set.isSignedByActor ? "ALREADY_DONE" : "BUSINESS_RULE",
      "Your side has signed that they are retired: somebody else, of the other side, retires them.",
    );
  return { kind: set.signed.length === 0 ? "CriteriaRetirementSigned" : "CriteriaRetired", side };
}

const refused = (code: "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["criteriaSetId"] });
