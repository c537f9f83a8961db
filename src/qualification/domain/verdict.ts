import type { Refusal } from "../../kernel/index.ts";
import { excerpt, refuse } from "../../kernel/index.ts";

import type {
  Answer,
  AnswerState,
  CriteriaVersion,
  Criterion,
  OutcomePolicy,
} from "./criterion.ts";
import { leastToPass } from "./least-to-pass.ts";

/** The assessment met the criteria; what it found on each of them, in their order. */
export interface CriteriaMet {
  readonly outcome: "MET";
  readonly answers: readonly Answer[];
}

/** Whether a condition holds of the lead; null where it cannot be said. */
export type Holds = (condition: string) => boolean | null;

/** What answers come to under criteria. */
export interface Judgement {
  /** What was found on each criterion, in their order. */
  readonly answers: readonly Answer[];
  readonly points: number;
  readonly fit: number;
  /** Required, and not met. */
  readonly unmet: readonly Criterion[];
  readonly isMet: boolean;
}

/** Judges the answers under a version of the criteria. Refuses where they do not meet what it asks. */
export function evaluate(
  version: CriteriaVersion,
  answers: readonly Answer[],
  holds: Holds,
): CriteriaMet | Refusal {
  if (!version.isInForce) {
    return refuse(
      "CRITERIA_OUTDATED",
      `Criteria version ${version.number} is not the one that counts for this lead now; read criteriaFor and judge the lead under that.`,
      { path: ["criteriaVersionId"] },
    );
  }
  const stray = findStray(version.criteria, answers);
  if (stray) return stray;

  const judged = judge(version, answers, holds);
  if (judged.isMet) return { outcome: "MET", answers: judged.answers };
  const said = [...shortfalls(version, judged), ...whatWouldDo(version, judged, holds)];
  return refuse("CRITERIA_NOT_MET", said.join(" "), {
    path: ["answers"],
    details: { unmetCriteria: judged.unmet.map(({ key }) => key) },
  });
}

/** What answers come to: each criterion, the weights of what is met, and whether that is enough. */
export function judge(
  { criteria, minPoints, minFit }: OutcomePolicy & { readonly criteria: readonly Criterion[] },
  answers: readonly Answer[],
  holds: Holds,
): Judgement {
  const found = criteria.map((criterion): Answer => {
    const given = answers.find((answer) => answer.criterionKey === criterion.key);
    const state = stateOf(criterion, given?.state ?? "UNKNOWN", holds);
    return { criterionKey: criterion.key, state, note: given?.note ?? null };
  });
  const earned = criteria.map(({ weight }, index) => earnedBy(weight, found[index]?.state));
  const points = sumOf(earned);
  const fit = sumOf(earned.filter((_, index) => criteria[index]?.axis === "FIT"));
  const unmet = criteria.filter(({ required }, index) => required && !isMet(found[index]?.state));
  const isEnough = points >= (minPoints ?? 0) && fit >= (minFit ?? 0);
  return { answers: found, points, fit, unmet, isMet: unmet.length === 0 && isEnough };
}

/**
 * What a condition denies is not met, whatever was answered: a lead of 10,000 is none of 50,000.
 * One that holds answers where nobody did, and never goes before what somebody found.
 */
function stateOf({ condition }: Criterion, given: AnswerState, holds: Holds): AnswerState {
  const says = condition === null ? null : holds(condition);
  if (says === null) return given;
  if (!says) return "NOT_MET";
  return given === "UNKNOWN" ? "MET" : given;
}

/** The weight, for what is partly so half of it, rounded down. */
function earnedBy(weight: number, state: AnswerState | undefined): number {
  if (isMet(state)) return weight;
  return state === "PARTIAL" ? (weight - (weight % 2)) / 2 : 0;
}

function shortfalls({ minPoints, minFit }: OutcomePolicy, judged: Judgement): string[] {
  const { unmet, points, fit } = judged;
  const labels = unmet.map(({ label }) => label).join(", ");
  return [
    ...(unmet.length > 0
      ? [
          `Required and not met: ${labels}. The lead qualifies when each of them is MET or CONFIRMED.`,
        ]
      : []),
    ...(points < (minPoints ?? 0)
      ? [`What is met weighs ${points} in all, and ${minPoints ?? 0} are asked for.`]
      : []),
    ...(fit < (minFit ?? 0)
      ? [`What the prospect is weighs ${fit}, and ${minFit ?? 0} are asked for.`]
      : []),
  ];
}

/** The fewest other answers by which the lead would qualify, where they are not just what is required and not met. */
function whatWouldDo(version: CriteriaVersion, judged: Judgement, holds: Holds): string[] {
  const found = version.criteria.map((criterion, index) => {
    const state = judged.answers[index]?.state ?? "UNKNOWN";
    const isOpen = criterion.condition === null || holds(criterion.condition) !== false;
    return { criterion, state, earned: earnedBy(criterion.weight, state), isOpen };
  });
  const least = leastToPass(found, version);
  const named = (all: readonly Criterion[]) => all.map(({ label }) => label).join(", ");
  if (least && least.length > judged.unmet.length)
    return [`It would qualify with the fewest other answers if these were met: ${named(least)}.`];
  if (least) return [];
  const closed = found.filter(({ isOpen }) => !isOpen).map(({ criterion }) => criterion);
  if (closed.length === 0) return ["No answers would be enough."];
  return [`No answers would be enough: the lead's own facts do not meet ${named(closed)}.`];
}

const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0);

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

const isMet = (state: AnswerState | undefined): boolean => state === "MET" || state === "CONFIRMED";
