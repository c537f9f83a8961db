import { expect, test } from "vitest";

import { daysOf, refuseDays } from "../../src/exports/domain/report.ts";
import type { ReportPeriod } from "../../src/exports/domain/report.ts";

const MONTHS = { month: "2026-02-01", closed: "2025-11-01" };

test.each<[ReportPeriod, string | null, string]>([
  ["LAST_MONTH", "2026-02-01", "2026-03-01"],
  ["LAST_CLOSED_MONTH", "2025-11-01", "2025-12-01"],
  ["LAST_QUARTER", "2025-10-01", "2026-01-01"],
  ["YEAR_TO_DATE", "2026-01-01", "2026-03-01"],
  ["ALL_TIME", null, "2026-03-01"],
])("%s of February 2026 is from %s until %s", (period, from, until) => {
  expect(daysOf({ kind: "CREDIT_DETAIL", period }, MONTHS)).toEqual({ from, until });
  expect(daysOf({ kind: "TRIAL_BALANCE", period }, MONTHS)).toEqual({ from: null, until });
});

test.each([
  ["2025-12-01", "2025-10-01", "2026-01-01"],
  ["2026-03-01", "2026-01-01", "2026-04-01"],
  ["2026-04-01", "2026-01-01", "2026-04-01"],
])("the last quarter that is over with %s is from %s until %s", (month, from, until) => {
  const report = { kind: "GL_JOURNAL", period: "LAST_QUARTER" } as const;
  expect(daysOf(report, { month, closed: null })).toEqual({ from, until });
});

test("a report of the last closed month is of no days before one is closed", () => {
  const none = { ...MONTHS, closed: null };
  expect(refuseDays({ period: "LAST_CLOSED_MONTH" }, none)?.code).toBe("BUSINESS_RULE");
  expect(refuseDays({ period: "LAST_CLOSED_MONTH" }, MONTHS)).toBeNull();
  expect(refuseDays({ period: "LAST_MONTH" }, none)).toBeNull();
});
