import { expect, test } from "vitest";

import { GOALS, isMet } from "../../bench/goals.ts";
import { lineThrough } from "../../bench/line-through.ts";
import { Findings, goalTable } from "../../bench/report.ts";

test("a goal is met at its very bound and missed beyond it", () => {
  const [atLeast, atMost] = ["at least", "at most"].map((bound) =>
    GOALS.find((goal) => goal.bound === bound),
  );
  if (!atLeast || !atMost) throw new Error("the table has no goals");

  expect(isMet(atLeast, atLeast.value)).toBe(true);
  expect(isMet(atLeast, atLeast.value - 0.01)).toBe(false);
  expect(isMet(atMost, atMost.value)).toBe(true);
  expect(isMet(atMost, atMost.value + 0.01)).toBe(false);
});

test("each goal is reported once: measured, skipped with its reason, or not asked for", () => {
  const findings = new Findings(() => undefined);
  findings.found("R1/limit", 0.9, "0.91 by CPU");
  findings.found("R1/peer", 1.2);
  findings.skipped("W1/pgbench", "no pgbench");

  const outcomes = findings.outcomes();
  const table = goalTable(outcomes);

  expect(outcomes.map(({ name }) => name)).toStrictEqual(GOALS.map(({ name }) => name));
  expect(new Set(outcomes.map(({ name }) => name)).size).toBe(GOALS.length);
  expect(table.find((line) => line.startsWith("| R1/limit |"))).toContain(
    "| 0.9 | yes (0.91 by CPU) |",
  );
  expect(table.find((line) => line.startsWith("| R1/peer |"))).toContain("| 1.2 | **no** |");
  expect(table.find((line) => line.startsWith("| W1/pgbench |"))).toContain(
    "|  | not measured: no pgbench |",
  );
});

test("a measurement that is no number meets no goal", () => {
  for (const goal of GOALS) expect(isMet(goal, Number.NaN)).toBe(false);
});

test("the line through samples of memory tells where it begins and what it gains in a minute", () => {
  const line = lineThrough([
    [10, 100],
    [11, 102],
    [12, 104],
  ]);

  expect(line).toStrictEqual({ perMinute: 2, start: 100 });
});
