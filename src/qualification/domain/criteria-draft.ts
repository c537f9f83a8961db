import type { Criterion, OutcomePolicy } from "./criterion.ts";

/** A criterion in the words of another language. */
export interface CriterionLabel {
  /** A tag such as de or pt-BR. */
  readonly language: string;
  readonly label: string;
}

/** A criterion as it is written down. */
export interface WrittenCriterion extends Criterion {
  readonly labels: readonly CriterionLabel[];
  /** How to tell whether it is met; empty in a draft that does not say so yet. */
  readonly guidance: string;
  readonly example: string | null;
  /** What has to be shown for it to be confirmed. */
  readonly evidence: string | null;
}

export const MOST_CRITERIA = 20;
export const MOST_WEIGHT = 100;
export const MOST_LABELS = 20;

/** What is wrong with a criterion that is to count for money. */
export const FINDINGS = {
  NO_GUIDANCE: "It does not say how to tell whether it is met.",
  NO_EXAMPLE: "It gives no example.",
  NOT_MEASURABLE:
    "It asks for no evidence, and has no condition: two people may judge it differently.",
} as const;
export type FindingCode = keyof typeof FINDINGS;

export interface CriteriaFinding {
  readonly criterionKey: string;
  readonly code: FindingCode;
  readonly message: string;
}

/** What keeps a draft from being published: each criterion is told, shown and measured, or evidenced. */
export function lintCriteria(criteria: readonly WrittenCriterion[]): readonly CriteriaFinding[] {
  return criteria.flatMap(({ key, guidance, example, evidence, condition }) => {
    const codes: readonly FindingCode[] = [
      ...(guidance === "" ? (["NO_GUIDANCE"] as const) : []),
      ...(example === null ? (["NO_EXAMPLE"] as const) : []),
      ...(evidence === null && condition === null ? (["NOT_MEASURABLE"] as const) : []),
    ];
    return codes.map((code) => ({ criterionKey: key, code, message: FINDINGS[code] }));
  });
}

/** What is wrong with criteria as a whole, each with the field it is about. */
export function problemsOfCriteria({
  criteria,
  minPoints,
  minFit,
}: OutcomePolicy & { readonly criteria: readonly Criterion[] }): readonly (readonly [
  string,
  string,
])[] {
  const weigh = (all: readonly Criterion[]) => all.reduce((sum, { weight }) => sum + weight, 0);
  const most = weigh(criteria);
  const mostFit = weigh(criteria.filter(({ axis }) => axis === "FIT"));
  const problems: (readonly [string, string])[] = [];
  if (criteria.length === 0) problems.push(["criteria", "is empty: write one at least"]);
  if (minPoints !== null && (minPoints < 1 || minPoints > most))
    problems.push(["minPoints", `must be 1 to ${most}, what all weigh, got ${minPoints}`]);
  if (minFit !== null && (minFit < 1 || minFit > mostFit))
    problems.push(["minFit", `must be 1 to ${mostFit}, what those of FIT weigh, got ${minFit}`]);
  const asksNothing = minPoints === null && minFit === null;
  if (criteria.length > 0 && asksNothing && !criteria.some(({ required }) => required))
    problems.push(["criteria", "ask nothing: require one, or say minPoints or minFit"]);
  return problems;
}
