import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { InputReader } from "../../src/kernel/index.ts";
import { said, scoreOf } from "../../src/scoring/domain/score.ts";
import type { SignalsOfDay } from "../../src/scoring/domain/score.ts";
import type { EngagementFactor, ScoringRules } from "../../src/scoring/domain/scoring-rules.ts";
import { SIGNALS } from "../../src/scoring/domain/signals.ts";
import type { Signal } from "../../src/scoring/domain/signals.ts";
import { readSaveScoringModel } from "../../src/scoring/graphql/scoring-model.input.ts";

const DEMO: EngagementFactor = {
  label: "Saw it",
  signal: "DEMO",
  points: 40,
  halfLifeDays: 10,
  cap: 1_000,
};

const RULES: ScoringRules = {
  fit: [
    { label: "Here", condition: 'country == "DE"', points: 30 },
    { label: "Large", condition: "value >= 50000", points: 25 },
    { label: "Too small", condition: "value < 1000", points: -20 },
  ],
  engagement: [DEMO],
  ...{ fitCap: 50, engagementCap: 60 },
  ...{ gradeAFrom: 90, gradeBFrom: 60, gradeCFrom: 30, mqlFrom: 80 },
};

const DAY_OF_DEMO = 20_000;
const demos = (count: number, day = DAY_OF_DEMO): SignalsOfDay => ({ signal: "DEMO", day, count });

/** What a lead has for the demo alone, some days after it. */
const engaged = (days: number, factor: Partial<EngagementFactor> = {}, count = 1): number =>
  scoreOf(
    { ...RULES, engagement: [{ ...DEMO, ...factor }] },
    { holds: [], signals: [demos(count)] },
    DAY_OF_DEMO + days,
  ).engagement;

const fitOf = (...holds: boolean[]): number =>
  scoreOf(RULES, { holds, signals: [] }, DAY_OF_DEMO).fit;

describe("The points of what a prospect did", () => {
  test("are halves after each half-life, and by whole days between", () => {
    expect(engaged(0)).toBe(40);
    expect(engaged(10)).toBe(20);
    expect(engaged(20)).toBe(10);
    // 40 / √2 = 28.28, 40 × 2^-0.1 = 37.32, 40 × 2^-0.9 = 21.44
    expect([engaged(5), engaged(1), engaged(9)]).toEqual([28, 37, 21]);
    expect(engaged(10_000)).toBe(0);
  });

  test("are rounded once, half a point up, and down where points are taken", () => {
    // 5 after one half-life 2.5; three of 1 point after one half-life 1.5, not three times 1
    expect(engaged(10, { points: 5 })).toBe(3);
    expect(engaged(10, { points: 1 }, 3)).toBe(2);
    const taken = { ...DEMO, label: "Left", points: -5, signal: "OTHER" } as const;
    const left = scoreOf(
      { ...RULES, engagement: [DEMO, taken] },
      { holds: [], signals: [demos(1, DAY_OF_DEMO - 10), { ...demos(1), signal: "OTHER" }] },
      DAY_OF_DEMO + 10,
    );
    // 10 left of 40, and 2.5 of 5 taken
    expect(left.factors.map(({ points }) => points)).toEqual([10, -3]);
    expect(left.engagement).toBe(7);
  });

  test("come to the factor's cap at most, and all together to that of the axis", () => {
    expect(engaged(0, { cap: 50 }, 3)).toBe(50);
    expect(engaged(0, {}, 3)).toBe(60);
  });

  test("do not count before their day", () => {
    expect(engaged(-1)).toBe(0);
  });
});

describe("The fit", () => {
  test("adds up what holds, takes what is negative, and stays between nothing and its cap", () => {
    expect(fitOf(true, false, false)).toBe(30);
    expect(fitOf(true, false, true)).toBe(10);
    expect(fitOf(true, true, false)).toBe(50);
    expect(fitOf(false, false, true)).toBe(0);
    expect(fitOf()).toBe(0);
  });
});

describe("A score", () => {
  const scored = (signals: readonly SignalsOfDay[], day: number, holds = [true, true, false]) =>
    scoreOf(RULES, { holds, signals }, day);

  test("has its grade and reaches the threshold from exactly the borders on", () => {
    const fit = (points: number) =>
      scoreOf(
        { ...RULES, fitCap: 1_000, fit: [{ label: "All", condition: "true", points }] },
        { holds: [true], signals: [] },
        0,
      );
    const grades = [90, 89, 60, 59, 30, 29].map((points) => fit(points).grade);
    expect(grades).toEqual(["A", "B", "B", "C", "C", "D"]);
    expect([fit(80).reachesMql, fit(79).reachesMql]).toEqual([true, false]);
    const byHand = { ...RULES, mqlFrom: null };
    expect(scoreOf(byHand, { holds: [true, true], signals: [demos(9)] }, 20_000).reachesMql).toBe(
      false,
    );
  });

  test("is improving or declining by five points against a week before, else steady", () => {
    expect(scored([demos(1)], DAY_OF_DEMO)).toMatchObject({ total: 90, trend: "IMPROVING" });
    // seven days later 40 × 2^-0.7 = 24.6, a week before 40
    expect(scored([demos(1)], DAY_OF_DEMO + 7)).toMatchObject({ total: 75, trend: "DECLINING" });
    // 40 × 2^-2.4 = 7.58 against 40 × 2^-1.7 = 12.31
    expect(scored([demos(1)], DAY_OF_DEMO + 24)).toMatchObject({ total: 58, trend: "STEADY" });
    expect(scored([], DAY_OF_DEMO)).toMatchObject({ total: 50, trend: "STEADY", decays: false });
    expect(said(scored([demos(1)], DAY_OF_DEMO))).toBe("Score 90, grade A, improving");
  });

  test("is the same however its signals are told, never more tomorrow, and within its caps", () => {
    const signal = fc.constantFrom(...(Object.keys(SIGNALS) as Signal[]));
    const factor = fc.record({
      label: fc.constant("x"),
      signal,
      points: fc.integer({ min: 1, max: 1_000 }),
      halfLifeDays: fc.integer({ min: 1, max: 365 }),
      cap: fc.integer({ min: 1, max: 1_000 }),
    });
    const told = fc.record({
      signal,
      day: fc.integer({ min: 0, max: 400 }),
      count: fc.integer({ min: 1, max: 50 }),
    });
    fc.assert(
      fc.property(fc.array(factor, { maxLength: 5 }), fc.array(told), (engagement, signals) => {
        const rules = { ...RULES, engagement };
        const at = (day: number, given: readonly SignalsOfDay[]) =>
          scoreOf(rules, { holds: [true], signals: given }, day);
        expect(at(400, signals.toReversed())).toEqual(at(400, signals));
        const ever = signals.flatMap(({ count, ...each }) =>
          Array.from({ length: count }, () => ({ ...each, count: 1 })),
        );
        expect(at(400, ever)).toEqual(at(400, signals));
        expect(at(401, signals).total).toBeLessThanOrEqual(at(400, signals).total);
        expect(at(400, signals).engagement).toBeLessThanOrEqual(60);
      }),
    );
  });
});

describe("A model", () => {
  const INPUT = {
    fit: [{ label: "Here", condition: 'country == "DE"', points: 1 }],
    engagement: [{ label: "Saw it", signal: "DEMO" as const, points: 1, halfLifeDays: 1, cap: 1 }],
    ...{ fitCap: 50, engagementCap: 50, gradeAFrom: 80, gradeBFrom: 60, gradeCFrom: 1 },
  };
  const problems = (more: object): readonly string[] => {
    const reader = new InputReader();
    readSaveScoringModel(reader, { ...INPUT, ...more });
    return reader.problems.map(({ message }) => message);
  };
  const condition = (text: string) => problems({ fit: [{ ...INPUT.fit[0], condition: text }] });

  test("that is sound has no problems, at the very borders too", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ gradeAFrom: 100, mqlFrom: 100 })).toEqual([]);
    expect(problems({ fit: [] })).toEqual([]);
  });

  test("says line and column of what is wrong with a condition", () => {
    const [unfinished] = condition('country == "DE" &&\n  value >=');
    expect(unfinished).toMatch(/^fit\.0\.condition is no condition at line 2, column \d+: /);
    const [unknown] = condition('country == "DE" &&\n\n  salary > 1');
    expect(unknown).toMatch(/^fit\.0\.condition is no condition at line 3, column 3: .*salary/);
    const [type] = condition('country == "DE" &&\n value > "1"');
    expect(type).toMatch(/^fit\.0\.condition is no condition at line 2, column \d+: /);
    expect(condition('country == "DE" ||\n country.matches("D.*")')).toEqual([
      "fit.0.condition may hold no regular expressions, and does at line 2, column 2",
    ]);
    expect(condition("value")).toEqual(["fit.0.condition must be true or false, and is a int"]);
    expect(condition(" ")).toEqual(["fit.0.condition is missing"]);
  });

  test("says of each number what it may be", () => {
    const [engagement] = INPUT.engagement;
    expect(problems({ fit: [{ ...INPUT.fit[0], points: 0 }] })).toEqual([
      "fit.0.points must be -1000 to 1000 and not 0, got 0",
    ]);
    expect(
      problems({ engagement: [{ ...engagement, points: 1_001, halfLifeDays: 0, cap: 0 }] }),
    ).toEqual([
      "engagement.0.halfLifeDays must be 1 to 365, got 0",
      "engagement.0.cap must be 1 to 1000, got 0",
      "engagement.0.points must be -1000 to 1000 and not 0, got 1001",
    ]);
    expect(problems({ fitCap: 1_001 })).toEqual(["fitCap must be 0 to 1000, got 1001"]);
    expect(problems({ mqlFrom: 101 })).toEqual([
      "mqlFrom must be 1 to 100, what the caps add up to, got 101",
    ]);
    for (const borders of [{ gradeAFrom: 101 }, { gradeBFrom: 80 }, { gradeCFrom: 0 }])
      expect(problems(borders)).toHaveLength(1);
    expect(problems({ fit: [], engagement: [] })[0]).toMatch(/^fit and engagement are both empty/);
  });
});
