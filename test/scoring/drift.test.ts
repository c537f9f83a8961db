import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checkOf, errorOf } from "../../src/scoring/domain/check.ts";
import { baselineOf, countsIn, shiftOf, spreadOf } from "../../src/scoring/domain/drift.ts";
import type { FeatureValue } from "../../src/scoring/domain/encoding.ts";
import type { Measures } from "../../src/scoring/domain/measures.ts";
import type { TrainingReport } from "../../src/scoring/domain/training-report.ts";

const times = (count: number, value: FeatureValue): readonly FeatureValue[] =>
  Array.from({ length: count }, () => value);

describe("How leads are spread", () => {
  test("is counted by words as frequent as they are, with none first and all others last", () => {
    const values = [...times(3, "Fair"), ...times(2, " fair "), ...times(4, "List"), null, ""];
    const { by, counts } = spreadOf(values);

    expect(by).toEqual({ words: ["fair", "list"] });
    expect(counts).toEqual([2, 5, 4, 0]);
    expect(countsIn(by, ["Web", "LIST", null])).toEqual([1, 0, 1, 1]);
  });

  test("is counted between borders of numbers that have about as many each", () => {
    const { by, counts } = spreadOf([null, ...Array.from({ length: 20 }, (_, at) => at)]);

    expect(by).toEqual({ borders: [2, 4, 6, 8, 10, 12, 14, 16, 18] });
    expect(counts).toEqual([1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    // all alike have one band
    expect(spreadOf([7, 7, 7])).toEqual({ by: { borders: [] }, counts: [0, 3] });
  });

  test("shifts by the stability index, less what chance makes of so few", () => {
    const before = { by: { words: ["fair", "list"] }, counts: [0, 50, 50, 0] };

    // parts with half a lead each: .5, .5, then .79703, .20297; 0.29703 × (ln 1.59406 - ln .40594) - 2/100
    expect(shiftOf(before, [0, 80, 20, 0])).toBeCloseTo(0.38629, 4);
    expect(shiftOf(before, [0, 50, 50, 0])).toBe(0);
    // 60 of 100 are not far off: (.0990) × .4012 ≈ .040 less .02
    expect(shiftOf(before, [0, 60, 40, 0])).toBeCloseTo(0.0197, 3);
  });

  test("is 0 where leads are as before, and never less than that", () => {
    const counts = fc.array(fc.nat(200), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(counts, counts, (before, now) => {
        fc.pre(before.some((each) => each > 0) && now.some((each) => each > 0));
        const spread = { by: { words: [] }, counts: before };
        expect(shiftOf(spread, before)).toBe(0);
        expect(shiftOf(spread, [...now, ...before.slice(now.length)])).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("How a model fares", () => {
  const MEASURES = { brier: 0.2, liftAt20: 1.5, slope: 1 };
  const of = (auc: number, leads: number, positives: number): Measures => ({
    ...MEASURES,
    ...{ auc, leads, positives },
  });

  test("is known the less exactly the fewer outcomes there are", () => {
    // (.16 + 19 × .0266667 + 29 × .0711111) / 600 = .00454815
    expect(errorOf(of(0.8, 50, 20))).toBeCloseTo(0.06744, 5);
    expect(errorOf(of(0.8, 5_000, 2_000))).toBeLessThan(0.007);
  });

  test("is worse by more than two errors alone, and nothing is said of too few", () => {
    const names = ["source"];
    // of 100 leads those of fairs become SQLs three times of four, the others once
    const month = (leads: number, right: number) =>
      Array.from({ length: leads }, (_, at) => ({
        values: { source: at % 2 === 0 ? "Fair" : "List" },
        isPositive: at % 2 === 0 ? at % 8 < right * 2 : at % 8 >= right * 2,
      }));
    const past = month(400, 3);
    const chanceOf = ({ source }: Readonly<Record<string, FeatureValue>>): number =>
      source === "Fair" ? 0.75 : 0.25;
    const chances = past.map(({ values }) => chanceOf(values));
    const report: TrainingReport = {
      ...{
        leads: 400,
        positives: 200,
        negatives: 200,
        kind: "LOGISTIC",
        latest: null,
        plain: null,
      },
      crossValidated: of(0.75, 400, 200),
      features: [{ name: "source", label: "Source", known: 1, auc: 0.75, isSuspicious: false }],
      baseline: baselineOf(names, past, chances),
    };
    const check = (examples: ReturnType<typeof month>) => checkOf(report, { chanceOf }, examples);

    expect(check(month(200, 3))).toMatchObject({
      ...{ leads: 200, positives: 100, shift: 0, isShifted: false, isWorse: false },
      features: [{ name: "source", label: "Source", shift: 0 }],
    });
    expect(check(month(200, 2))).toMatchObject({ isShifted: false, isWorse: true });
    const fairs = month(400, 3).filter(({ values }) => values.source === "Fair");
    expect(check(fairs)).toMatchObject({ isShifted: true });
    expect(check(month(48, 2))).toMatchObject({ shift: null, isShifted: null, isWorse: true });
    expect(check(month(32, 2))).toMatchObject({ shift: null, measures: null, isWorse: null });
    const { baseline, ...old } = report;
    expect(baseline).toBeDefined();
    expect(checkOf(old, { chanceOf }, month(200, 3))).toMatchObject({
      shift: null,
      features: [],
      isWorse: false,
    });
  });
});
