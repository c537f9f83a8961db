import type { Refusal } from "../../kernel/index.ts";
import { excerpt, refuse } from "../../kernel/index.ts";

import type { Answer, CriteriaVersion, Criterion } from "./criterion.ts";

/** The assessment met the criteria; what it found on each of them, in their order. */
export interface CriteriaMet {
  readonly outcome: "MET";
  readonly answers: readonly Answer[];
}

/** Judges the answers under a version of the criteria. Refuses where a required criterion is not met. */
export function evaluate(
  version: CriteriaVersion,
  answers: readonly Answer[],
): CriteriaMet | Refusal {
  if (!version.isInForce) {
    return refuse(
      "CRITERIA_OUTDATED",
      `Criteria version ${version.number} is not the one in force; read criteriaInForce and judge the lead under that.`,
      { path: ["criteriaVersionId"] },
    );
  }
  const stray = findStray(version.criteria, answers);
  if (stray) return stray;

  const found = version.criteria.map(
    (criterion): Answer =>
      answers.find((answer) => answer.criterionKey === criterion.key) ?? {
        criterionKey: criterion.key,
        state: "UNKNOWN",
        note: null,
      },
  );
  const unmet = version.criteria.filter(
    (criterion, index) => criterion.required && !isMet(found[index]),
  );
  if (unmet.length === 0) return { outcome: "MET", answers: found };
  return refuse(
    "CRITERIA_NOT_MET",
    `Required and not met: ${unmet.map((criterion) => criterion.label).join(", ")}. The lead qualifies when each of them is MET or CONFIRMED.`,
    { path: ["answers"], details: { unmetCriteria: unmet.map((criterion) => criterion.key) } },
  );
}

function findStray(criteria: readonly Criterion[], answers: readonly Answer[]): Refusal | null {
  for (const [index, answer] of answers.entries()) {
    const path = ["answers", index, "criterionKey"];
    if (!criteria.some((criterion) => criterion.key === answer.criterionKey)) {
      const known = criteria.map((criterion) => criterion.key).join(", ");
      return refuse(
        "VALIDATION_FAILED",
        `"${excerpt(answer.criterionKey)}" is no criterion of this version: it has ${known}.`,
        { path },
      );
    }
    if (answers.findIndex((other) => other.criterionKey === answer.criterionKey) < index) {
      return refuse(
        "VALIDATION_FAILED",
        `${answer.criterionKey} is answered twice; answer it once.`,
        { path },
      );
    }
  }
  return null;
}

const isMet = (answer: Answer | undefined): boolean =>
  answer?.state === "MET" || answer?.state === "CONFIRMED";
