import { describe, expect, test } from "vitest";

import { stageFigures } from "../../src/reporting/domain/funnel.ts";
import { problemOf, problemOfMonths, wholeMonthsOf } from "../../src/reporting/domain/period.ts";

const COUNTS = [
  { stage: "SUBMITTED", entered: 3, advanced: 2, standing: 1 },
  { stage: "WON", entered: 1, advanced: 0, standing: 1 },
  { stage: "RECYCLED", entered: 0, advanced: 0, standing: 1 },
];

describe("a funnel", () => {
  test("has all stages in their order, zeros included, and the exits after them", () => {
    const figures = stageFigures(COUNTS, false);
    expect(figures.map(({ stage }) => stage).join(" ")).toBe(
      "SUBMITTED MQL SAL SQL OPPORTUNITY WON LOST REJECTED WITHDRAWN RECYCLED DISQUALIFIED EXPIRED MERGED",
    );
    expect(figures[0]).toEqual({
      stage: "SUBMITTED",
      entered: 3,
      advanced: 2,
      conversionRate: "0.6667",
      current: 1,
    });
    expect(figures[1]).toEqual({
      stage: "MQL",
      entered: 0,
      advanced: 0,
      conversionRate: null,
      current: 0,
    });
  });

  test("tells no advance from a stage that none follows, and no entries of an exit", () => {
    const figures = stageFigures(COUNTS, false);
    const none = { advanced: null, conversionRate: null };
    expect(figures[5]).toEqual({ stage: "WON", entered: 1, ...none, current: 1 });
    expect(figures[9]).toEqual({ stage: "RECYCLED", entered: null, ...none, current: 1 });
  });

  test("by months has neither exits nor where leads stand now", () => {
    const figures = stageFigures(COUNTS, true);
    expect(figures).toHaveLength(7);
    expect(new Set(figures.map(({ current }) => current))).toEqual(new Set([null]));
  });

  test.each([
    [1, 3, "0.3333"],
    [1, 1, "1.0000"],
    [0, 7, "0.0000"],
    [1, 16, "0.0625"],
    [1, 20_000, "0.0000"],
    [3, 20_000, "0.0002"],
  ])("converts %i of %i at %s", (advanced, entered, rate) => {
    const [figures] = stageFigures([{ stage: "SUBMITTED", entered, advanced, standing: 0 }], true);
    expect(figures?.conversionRate).toBe(rate);
  });
});

describe("a period", () => {
  test.each([
    ["2026-01-01", "2026-01-02", null],
    ["2026-01-01", "2031-01-01", null],
    ["2024-02-29", "2029-02-28", null],
    ["9998-01-01", "9999-12-31", null],
    ["2026-01-01", "2026-01-01", "to"],
    ["2026-01-02", "2026-01-01", "to"],
    ["2026-01-01", "2031-01-02", "to"],
    ["2024-02-29", "2029-03-01", "to"],
    ["0001-01-01", "9999-12-31", "to"],
  ])("from %s to %s is at fault at: %s", (from, to, end) => {
    expect(problemOf({ from, to })?.end ?? null).toBe(end);
  });

  test.each([
    ["2026-01-01", "2026-02-01", null],
    ["2026-01-15", "2026-02-01", "from"],
    ["2026-01-01", "2026-01-31", "to"],
    ["2026-02-01", "2026-01-01", "to"],
  ])("of months from %s to %s is at fault at: %s", (from, to, end) => {
    expect(problemOfMonths({ from, to })?.end ?? null).toBe(end);
  });
});

test.each([
  ["2026-01-15", "2026-04-10", "2026-02-01", "2026-04-01"],
  ["2026-01-01", "2026-03-01", "2026-01-01", "2026-03-01"],
  ["2025-12-31", "2026-02-28", "2026-01-01", "2026-02-01"],
  // none is whole: all of it stands before an empty one
  ["2026-01-02", "2026-02-28", "2026-02-28", "2026-02-28"],
  ["2026-01-02", "2026-01-09", "2026-01-09", "2026-01-09"],
  ["2026-01-02", "2026-02-01", "2026-02-01", "2026-02-01"],
  ["9999-12-05", "9999-12-31", "9999-12-31", "9999-12-31"],
])("of %s to %s the months from %s to %s are whole", (from, to, first, last) => {
  expect(wholeMonthsOf({ from, to })).toEqual({ from: first, to: last });
});
