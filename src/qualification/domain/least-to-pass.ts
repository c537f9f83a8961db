import type { AnswerState, Criterion, OutcomePolicy } from "./criterion.ts";

/** A criterion as it was found, and whether another answer would change that. */
export interface FoundCriterion {
  readonly criterion: Criterion;
  readonly state: AnswerState;
  /** What it adds to the weights of what is met. */
  readonly earned: number;
  /** False where its condition does not hold of the lead: then no answer counts. */
  readonly isOpen: boolean;
}

/**
 * The fewest criteria that would have to be met besides, for the lead to qualify, in their order; null
 * where no answers are enough. Each axis gives what weighs most first: of as many changes on an axis no
 * others add more, so that trying each number of them on one axis finds the fewest in all.
 */
export function leastToPass(
  found: readonly FoundCriterion[],
  { minPoints, minFit }: OutcomePolicy,
): readonly Criterion[] | null {
  const lacking = found.filter(({ state }) => state !== "MET" && state !== "CONFIRMED");
  const must = lacking.filter(({ criterion }) => criterion.required);
  if (must.some(({ isOpen }) => !isOpen)) return null;
  const may = lacking.filter(({ criterion, isOpen }) => isOpen && !criterion.required);
  const ofAxis = (all: readonly FoundCriterion[], axis: string) =>
    all.filter(({ criterion }) => criterion.axis === axis).sort((a, b) => gain(b) - gain(a));
  const [fit, intent] = [ofAxis(may, "FIT"), ofAxis(may, "INTENT")];

  const points = (minPoints ?? 0) - earnedBy(found) - gainOf(must);
  const fitPoints = (minFit ?? 0) - earnedBy(ofAxis(found, "FIT")) - gainOf(ofAxis(must, "FIT"));
  let least: readonly FoundCriterion[] | null = null;
  for (let count = 0; count <= fit.length; count += 1) {
    const first = fit.slice(0, count);
    if (gainOf(first) < fitPoints) continue;
    const second = fewest(intent, points - gainOf(first));
    if (second && (!least || first.length + second.length < least.length))
      least = [...first, ...second];
  }
  if (!least) return null;
  const changed = new Set([...must, ...least].map(({ criterion }) => criterion));
  return found.flatMap(({ criterion }) => (changed.has(criterion) ? [criterion] : []));
}

/** The shortest beginning that adds as much; null where all of it does not. */
function fewest(sorted: readonly FoundCriterion[], needed: number): FoundCriterion[] | null {
  for (let count = 0; count <= sorted.length; count += 1) {
    const taken = sorted.slice(0, count);
    if (gainOf(taken) >= needed) return taken;
  }
  return null;
}

const gain = ({ criterion, earned }: FoundCriterion): number => criterion.weight - earned;

const gainOf = (all: readonly FoundCriterion[]): number =>
  all.reduce((sum, each) => sum + gain(each), 0);

const earnedBy = (all: readonly FoundCriterion[]): number =>
  all.reduce((sum, { earned }) => sum + earned, 0);
