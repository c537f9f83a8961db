import type { CriteriaVersionId, PartnerId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { Question } from "./question.ts";

/** A lead as whoever answers its questionnaire finds it. */
export interface AnswersStanding {
  readonly partnerId: PartnerId;
  readonly stage: string;
  /** How many times this side has saved answers. */
  readonly saves: number;
  /** When it did so last; null where it never did. */
  readonly savedAt: Date | null;
}

/** A version with its questionnaire, as it stands to a lead. */
export interface AskedVersion {
  readonly number: number;
  readonly questions: readonly Question[];
  /** It counts for the lead, or did within the last seven days. */
  readonly counts: boolean;
  /** The one that counts now; null where none does. */
  readonly currentId: CriteriaVersionId | null;
}

const STAGES = {
  PARTNER: { in: ["SUBMITTED", "MQL"], said: "Its partner answers the questionnaire of a lead" },
  SALES: { in: ["SAL"], said: "Sales answers the questionnaire of a lead" },
} as const satisfies Record<string, { readonly in: readonly string[]; readonly said: string }>;

/** Refuses a lead that this side does not answer for where it stands. */
export function refuseStage(side: keyof typeof STAGES, stage: string): Refusal | null {
  const { in: stages, said } = STAGES[side];
  if (stages.some((each) => each === stage)) return null;
  return refuse(
    "INVALID_TRANSITION",
    `${said} while it is at ${stages.join(" or ")}, and this one is at ${stage}.`,
    { details: { currentStage: stage } },
  );
}

/** Refuses a version that counts for the lead no more, or asks nothing. */
export function refuseVersion({
  number,
  questions,
  counts,
  currentId,
}: AskedVersion): Refusal | null {
  const path = ["criteriaVersionId"];
  if (!counts)
    return refuse(
      "CRITERIA_OUTDATED",
      currentId === null
        ? `Criteria version ${number} does not count for this lead, and no others do.`
        : `Criteria version ${number} does not count for this lead, nor did within the last seven days: ${currentId} does. Answer the questionnaire of that.`,
      { path, details: currentId === null ? {} : { criteriaVersionId: currentId } },
    );
  return questions.length > 0
    ? null
    : refuse("BUSINESS_RULE", `Criteria version ${number} has no questionnaire.`, { path });
}
