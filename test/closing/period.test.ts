import { expect, test } from "vitest";

import {
  whyNotClosed,
  whyNotDecided,
  whyNotExported,
  whyNotReopened,
  whyNotSoftClosed,
} from "../../src/closing/domain/period.ts";
import type { StandingPeriod } from "../../src/closing/domain/period.ts";

const MARCH: StandingPeriod = {
  ...{ startsOn: "2026-03-01", endsBefore: "2026-04-01", today: "2026-04-01" },
  ...{ state: "OPEN", isExported: false, openBefore: null, isOwn: false, lastStep: null },
};
const march = (more: Partial<StandingPeriod>): StandingPeriod => ({ ...MARCH, ...more });
const last = (kind: NonNullable<StandingPeriod["lastStep"]>["kind"]) => ({
  lastStep: { number: 3, kind },
});

test("a month is soft-closed from the day after its last one on, once", () => {
  expect(whyNotSoftClosed(march({ today: "2026-03-31" }))?.message).toBe(
    "2026-03 is not over: it can be soft-closed from 2026-04-01 on, in the zone of the books.",
  );
  expect(whyNotSoftClosed(march({}))).toBeNull();
  expect(whyNotSoftClosed(march({ state: "SOFT_CLOSED" }))).toMatchObject({
    ...{ code: "ALREADY_DONE", message: "2026-03 is soft-closed already." },
  });
});

test("a month is closed after finance, by somebody else, and after the month before", () => {
  const soft = { state: "SOFT_CLOSED" } as const;
  const said = (more: Partial<StandingPeriod>) => whyNotClosed(march(more), [])?.message;

  expect(said({})).toBe("2026-03 is open: finance soft-closes it first.");
  expect(said({ ...soft, isOwn: true })).toBe(
    "You prepared 2026-03 for its close: somebody else has to close it.",
  );
  expect(said({ ...soft, openBefore: "2026-01-01" })).toBe(
    "2026-01 is not closed: months are closed one after the other.",
  );
  expect(said(soft)).toBeUndefined();
  expect(said({ state: "CLOSED" })).toBe("2026-03 is closed already.");
});

test("a month whose books are not in order is told what is wrong, and how often", () => {
  const findings = [
    { check: "SEALED", faults: 0 },
    { check: "DATED", faults: 2 },
    { check: "COMPLETE", faults: 1 },
  ] as const;

  expect(whyNotClosed(march({ state: "SOFT_CLOSED" }), findings)).toMatchObject({
    message:
      "The books of 2026-03 are not in order. Each of its postings is booked on a day of the period (not so: 2); Each of its postings has two lines or more (not so: 1). Look at periodChecks, put it right, and close it then.",
    details: { checks: ["DATED", "COMPLETE"] },
  });
});

test("a closed month is opened again as long as it did not go to the books of the firm", () => {
  const closed = { state: "CLOSED", ...last("CLOSED") } as const;

  expect(whyNotReopened(march(closed))).toBeNull();
  expect(whyNotReopened(march({ state: "SOFT_CLOSED" }))?.message).toBe(
    "2026-03 is soft-closed, not closed.",
  );
  expect(whyNotReopened(march({ ...closed, ...last("REOPENING_ASKED") }))?.code).toBe(
    "ALREADY_DONE",
  );
  expect(whyNotReopened(march({ ...closed, isExported: true }))).toMatchObject({
    code: "PERIOD_CLOSED",
    message:
      "2026-03 went to the books of the firm and is not opened again: post an adjustment in an open period.",
  });
});

test("whoever asked to open a month again does not decide it", () => {
  const asked = { state: "CLOSED", ...last("REOPENING_ASKED") } as const;

  expect(whyNotDecided(march(asked))).toBeNull();
  expect(whyNotDecided(march({ ...asked, isOwn: true }))?.message).toBe(
    "You asked to open 2026-03 again: somebody else has to decide it.",
  );
  expect(whyNotDecided(march({ state: "CLOSED", ...last("REOPENED") }))?.message).toBe(
    "Nobody asked to open 2026-03 again.",
  );
});

test("what goes to the books of the firm is closed, and goes once", () => {
  const closed = { state: "CLOSED", ...last("CLOSED") } as const;

  expect(whyNotExported(march(closed))).toBeNull();
  expect(whyNotExported(march({ state: "SOFT_CLOSED" }))?.message).toBe(
    "2026-03 is soft-closed: what goes to the books of the firm is closed first, so that it never changes.",
  );
  expect(whyNotExported(march({ ...closed, ...last("REOPENING_ASKED") }))?.message).toBe(
    "Somebody asked to open 2026-03 again: decide that first.",
  );
  expect(whyNotExported(march({ ...closed, isExported: true }))?.code).toBe("ALREADY_DONE");
});
