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
import type { FoundCriterion } from "./least-to-pass.ts";
import { tellVerdict } from "./tell-verdict.ts";
import type { Tellable } from "./tell-verdict.ts";

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

/** A judgement with what would change it. */
export interface Explanation extends Tellable {
  /** What was found on each criterion, in their order. */
  readonly answers: readonly Answer[];
  readonly found: readonly FoundCriterion[];
}

/** Judges the answers under a version of the criteria that counts. Refuses where they do not meet what it asks. */
export function evaluate(
  version: CriteriaVersion,
  answers: readonly Answer[],
  holds: Holds,
): CriteriaMet | Refusal {
  const stray = findStray(version.criteria, answers);
  if (stray) return stray;

  const explained = explain(version, answers, holds);
  if (explained.passes) return { outcome: "MET", answers: explained.answers };
  return refuse("CRITERIA_NOT_MET", tellVerdict(explained, "EN").join(" "), {
    path: ["answers"],
    details: { unmetCriteria: explained.unmet.map(({ key }) => key) },
  });
}

/** What answers come to, and the fewest others that would be enough. */
export function explain(
  policy: OutcomePolicy & { readonly criteria: readonly Criterion[] },
  answers: readonly Answer[],
  holds: Holds,
): Explanation {
  const judged = judge(policy, answers, holds);
  const found = policy.criteria.map((criterion, index): FoundCriterion => {
    const state = judged.answers[index]?.state ?? "UNKNOWN";
    const isOpen = criterion.condition === null || holds(criterion.condition) !== false;
    return { criterion, state, earned: earnedBy(criterion.weight, state), isOpen };
  });
  const closed = found.filter(({ isOpen }) => !isOpen).map(({ criterion }) => criterion);
  const { isMet: passes, ...more } = judged;
  return { ...more, policy, passes, found, least: leastToPass(found, policy), closed };
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
    const shownBy = given?.discoveryCallId;
    const answer = { criterionKey: criterion.key, state, note: given?.note ?? null };
    return shownBy ? { ...answer, discoveryCallId: shownBy } : answer;
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

const sumOf = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0);

/** The first answer that is to no criterion, or to one that was answered before, refused by its place. */
export function findStray(
  criteria: readonly Criterion[],
  answers: readonly Answer[],
): Refusal | null {
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
