import type { Answer, AnswerState, Criterion, OutcomePolicy } from "./criterion.ts";
import { judge } from "./verdict.ts";

/** Of a program that fares well, partners' leads are accepted in at least so many of a hundred cases, and in some 70. */
export const HEALTHY_ACCEPTANCE = 0.65;

/** Some of a number. */
export interface Share {
  readonly part: number;
  readonly whole: number;
}

/** A version with what was found on the leads that were judged by it; leads of which the same was found are one pattern. */
export interface JudgedVersion extends OutcomePolicy {
  readonly id: string;
  readonly criteria: readonly Criterion[];
  readonly patterns: readonly {
    readonly answers: Readonly<Record<string, AnswerState>>;
    readonly leads: number;
  }[];
}

/** Of how many leads a criterion decided the outcome. */
export interface CriterionInfluence extends Share {
  readonly versionId: string;
  readonly criterion: Criterion;
}

/** What two people found on one criterion of one lead, and how often. Confirmed is met. */
export interface AnswerPair {
  readonly first: AnswerState;
  readonly second: AnswerState;
  readonly answers: number;
}

/** How far two people found the same; kappa is 0 where they did as often as chance would have it. */
export interface Agreement extends Share {
  readonly kappa: number | null;
}

/** For each criterion, of how many leads the outcome would be another one if it were met, or were not. */
export function influencesOf(version: JudgedVersion): readonly CriterionInfluence[] {
  const whole = version.patterns.reduce((sum, { leads }) => sum + leads, 0);
  return version.criteria.map((criterion) => ({
    versionId: version.id,
    criterion,
    part: version.patterns
      .filter(({ answers }) => isDecidedBy(version, criterion, answers))
      .reduce((sum, { leads }) => sum + leads, 0),
    whole,
  }));
}

/** Better answers never judge worse: between met and not met lies whatever was found. */
function isDecidedBy(
  version: JudgedVersion,
  { key }: Criterion,
  found: Readonly<Record<string, AnswerState>>,
): boolean {
  const passes = (taken: AnswerState) => {
    const answers = version.criteria.map((criterion): Answer => ({
      criterionKey: criterion.key,
      state: criterion.key === key ? taken : (found[criterion.key] ?? "UNKNOWN"),
      note: null,
    }));
    // what conditions said is part of what was found
    return judge(version, answers, () => null).isMet;
  };
  return passes("MET") !== passes("NOT_MET");
}

/** Cohen's kappa: what two people found alike beyond what chance would have; null where chance leaves nothing. */
export function agreementOf(pairs: readonly AnswerPair[]): Agreement {
  const sum = (some: readonly AnswerPair[]) => some.reduce((all, { answers }) => all + answers, 0);
  const whole = sum(pairs);
  const part = sum(pairs.filter(({ first, second }) => first === second));
  const states = new Set(pairs.flatMap(({ first, second }) => [first, second]));
  const byChance = [...states].reduce((all, state) => {
    const first = sum(pairs.filter((pair) => pair.first === state));
    const second = sum(pairs.filter((pair) => pair.second === state));
    return all + first * second;
  }, 0);
  // in whole numbers, so that nothing is lost before the one division
  const room = whole * whole - byChance;
  return { part, whole, kappa: room === 0 ? null : (part * whole - byChance) / room };
}
