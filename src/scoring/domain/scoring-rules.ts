import type { Signal } from "./signals.ts";

/** What a lead has for what it is. */
export interface FitFactor {
  readonly label: string;
  /** In CEL, over a lead's facts. */
  readonly condition: string;
  readonly points: number;
}

/** What a lead has for what its prospect does: of each signal, ever less as time passes. */
export interface EngagementFactor {
  readonly label: string;
  readonly signal: Signal;
  readonly points: number;
  readonly halfLifeDays: number;
  /** So many points at most come of it, or are lost by it. */
  readonly cap: number;
}

/** By what leads are scored. An axis is nothing at least, and its cap at most. */
export interface ScoringRules {
  readonly fit: readonly FitFactor[];
  readonly engagement: readonly EngagementFactor[];
  readonly fitCap: number;
  readonly engagementCap: number;
  readonly gradeAFrom: number;
  readonly gradeBFrom: number;
  readonly gradeCFrom: number;
  /** From which total on a submitted lead is an MQL by itself; null where a person says so. */
  readonly mqlFrom: number | null;
}

export const MOST_FACTORS = 50;
export const MOST_POINTS = 1_000;
export const MOST_HALF_LIFE_DAYS = 365;

/** What is wrong with rules as a whole, each with the field it is about. */
export function problemsOf(rules: ScoringRules): readonly (readonly [string, string])[] {
  const { fitCap, engagementCap, gradeAFrom, gradeBFrom, gradeCFrom, mqlFrom } = rules;
  const problems: (readonly [string, string])[] = [];
  if (rules.fit.length + rules.engagement.length === 0)
    problems.push(["fit", "and engagement are both empty: say by what leads are scored"]);
  const caps = { fitCap, engagementCap };
  for (const [field, cap] of Object.entries(caps))
    if (cap < 0 || cap > MOST_POINTS)
      problems.push([field, `must be 0 to ${MOST_POINTS}, got ${cap}`]);
  const most = fitCap + engagementCap;
  if (most < 1)
    problems.push(["fitCap", "and engagementCap are both 0: no lead would have a point"]);
  const areInOrder = 1 <= gradeCFrom && gradeCFrom < gradeBFrom && gradeBFrom < gradeAFrom;
  if (!areInOrder || gradeAFrom > most)
    problems.push([
      "gradeAFrom",
      `must be at most ${most}, what the caps add up to, and more than gradeBFrom, that more than gradeCFrom, that 1 or more; got ${gradeAFrom}, ${gradeBFrom}, ${gradeCFrom}`,
    ]);
  if (mqlFrom !== null && (mqlFrom < 1 || mqlFrom > most))
    problems.push(["mqlFrom", `must be 1 to ${most}, what the caps add up to, got ${mqlFrom}`]);
  return problems;
}

/**
 * Where in a condition something is: what is said of it names characters, counted from 1, and people
 * read lines.
 */
export function placedByLine(condition: string, problem: string): string {
  return problem.replaceAll(/at character (\d+)/g, (_, character: string) => {
    const before = condition.slice(0, Number(character) - 1).split("\n");
    return `at line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  });
}
