import { expect, test } from "vitest";

import { whyNotIssued } from "../../src/statements/domain/issue.ts";

const MARCH = {
  startsOn: "2026-03-01",
  isClosed: true,
  isIssued: false,
  missing: null,
  later: null,
};
const why = (more: object) => whyNotIssued({ ...MARCH, ...more });

test("Statements are of a month that is closed, once, and month by month", () => {
  expect(whyNotIssued(MARCH)).toBeNull();
  expect(why({ isIssued: true })).toMatchObject({
    code: "ALREADY_DONE",
    message: "Statements of 2026-03 were issued before: each stays as it is.",
  });
  expect(why({ isClosed: false })?.message).toBe(
    "2026-03 is not closed: a statement is of a month in which nothing is booked any more. Close it first.",
  );
  expect(why({ later: "2026-04-01" })?.message).toBe(
    "Statements of 2026-04 were issued before, and hold what was booked in 2026-03.",
  );
  expect(why({ missing: "2026-02-01" })?.message).toBe(
    "2026-02 has no statements yet, and something is booked in it: statements are issued month by month.",
  );
});
