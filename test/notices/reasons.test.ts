import { expect, test } from "vitest";

import { TOLD_REASONS } from "../../src/incentives/domain/reversal.ts";
import { reasonIn } from "../../src/notices/domain/reasons.ts";

const spoken = (code: string) => [reasonIn("EN", code), reasonIn("DE", code)];

test.each(Object.keys(TOLD_REASONS))(
  "why a credit was taken back is told in words, in both languages: %s",
  (code) => {
    const [english, german] = spoken(code);
    expect([english, german]).not.toContain(code);
    expect(english).not.toBe(german);
  },
);

test("a reason that is not known yet is told as it is", () => {
  expect(spoken("LATER_REASON")).toEqual(["LATER_REASON", "LATER_REASON"]);
});
