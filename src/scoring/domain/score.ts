import { halved, HALVING_UNIT } from "../../kernel/index.ts";

import type { EngagementFactor, ScoringRules } from "./scoring-rules.ts";
import type { Signal } from "./signals.ts";

/** What a lead scores, in a letter. */
export const GRADES = {
  A: "From the model's gradeAFrom on.",
  B: "From gradeBFrom on.",
  C: "From gradeCFrom on.",
  D: "Beneath that.",
} as const;
export type Grade = keyof typeof GRADES;

/** Against what it would have scored a week before. */
export const TRENDS = {
  IMPROVING: "5 points or more above what it was 7 days before.",
  STEADY: "About what it was 7 days before.",
  DECLINING: "5 points or more beneath what it was 7 days before.",
} as const;
export type Trend = keyof typeof TRENDS;
export const TREND_DAYS = 7;
const TREND_POINTS = 5;

export const AXES = {
  FIT: "What the lead is: how well it suits what is sold.",
  ENGAGEMENT: "What its prospect does: how much it wants it.",
} as const;
export type Axis = keyof typeof AXES;

/** How often a prospect gave a signal on one day. Days are those of UTC since 1970. */
export interface SignalsOfDay {
  readonly signal: Signal;
  readonly day: number;
  readonly count: number;
}

export interface ScoredLead {
  /** Of each fit factor whether its condition holds, in their order. */
  readonly holds: readonly boolean[];
  readonly signals: readonly SignalsOfDay[];
}

/** What one factor brought: its points, before its axis was capped. */
export interface FactorOfScore {
  readonly axis: Axis;
  readonly label: string;
  readonly points: number;
}

export interface Score {
  readonly fit: number;
  readonly engagement: number;
  readonly total: number;
  readonly grade: Grade;
  readonly trend: Trend;
  readonly reachesMql: boolean;
  /** Those that brought or took points: of fit first, each in the order of the model. */
  readonly factors: readonly FactorOfScore[];
  /** Whether it is another one tomorrow, though nothing happens. */
  readonly decays: boolean;
}

/**
 * Scores a lead on a day. Whole numbers throughout, so that it comes to the same whenever and wherever
 * it is asked. Each factor is rounded once, and the axes are sums of what was rounded.
 */
export function scoreOf(rules: ScoringRules, lead: ScoredLead, onDay: number): Score {
  const fits = rules.fit.map(({ label, points }, index): FactorOfScore => {
    return { axis: "FIT", label, points: lead.holds[index] === true ? points : 0 };
  });
  const engaged = (day: number): readonly FactorOfScore[] =>
    rules.engagement.map((factor) => ({
      axis: "ENGAGEMENT",
      label: factor.label,
      points: pointsOf(factor, lead.signals, day),
    }));
  const now = engaged(onDay);
  const fit = axisOf(fits, rules.fitCap);
  const engagement = axisOf(now, rules.engagementCap);
  const total = fit + engagement;
  const before = axisOf(engaged(onDay - TREND_DAYS), rules.engagementCap);
  return {
    ...{ fit, engagement, total },
    grade: gradeOf(rules, total),
    trend: trendOf(engagement - before),
    reachesMql: rules.mqlFrom !== null && total >= rules.mqlFrom,
    factors: [...fits, ...now].filter(({ points }) => points !== 0),
    decays: [...now, ...engaged(onDay - TREND_DAYS)].some(({ points }) => points !== 0),
  };
}

/** The points of each signal halve with each half-life; together they are rounded, half a point up. */
function pointsOf(
  { signal, points, halfLifeDays, cap }: EngagementFactor,
  signals: readonly SignalsOfDay[],
  onDay: number,
): number {
  const left = signals
    .filter((each) => each.signal === signal && each.day <= onDay)
    .reduce(
      (sum, { day, count }) =>
        sum + BigInt(count) * halved(BigInt(onDay - day), BigInt(halfLifeDays)),
      0n,
    );
  const size = BigInt(Math.abs(points)) * left;
  const rounded = Number((2n * size + HALVING_UNIT) / (2n * HALVING_UNIT));
  return Math.sign(points) * Math.min(rounded, cap);
}

const axisOf = (factors: readonly FactorOfScore[], cap: number): number =>
  Math.max(
    0,
    Math.min(
      cap,
      factors.reduce((sum, { points }) => sum + points, 0),
    ),
  );

export function gradeOf(
  rules: Pick<ScoringRules, "gradeAFrom" | "gradeBFrom" | "gradeCFrom">,
  total: number,
): Grade {
  if (total >= rules.gradeAFrom) return "A";
  if (total >= rules.gradeBFrom) return "B";
  return total >= rules.gradeCFrom ? "C" : "D";
}

export function trendOf(change: number): Trend {
  if (change >= TREND_POINTS) return "IMPROVING";
  return change <= -TREND_POINTS ? "DECLINING" : "STEADY";
}

/** A score as a rep reads it. */
export const said = ({
  total,
  grade,
  trend,
}: Readonly<Record<"grade" | "trend", string>> & { readonly total: number }): string =>
  `Score ${total}, grade ${grade}, ${trend.toLowerCase()}`;
