import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { AnswerState, Criterion } from "../../src/qualification/domain/criterion.ts";
import { ANSWER_STATES } from "../../src/qualification/domain/criterion.ts";
import { rateInterval } from "../../src/qualification/domain/rate-interval.ts";
import { replayLead } from "../../src/qualification/domain/replay.ts";
import type { DecidedLead } from "../../src/qualification/domain/replay.ts";
import { judge } from "../../src/qualification/domain/verdict.ts";

const criterion = (key: string, more: Partial<Criterion> = {}): Criterion => ({
  ...{ key, slot: key.toUpperCase(), label: key, required: false, weight: 10 },
  ...{ axis: "INTENT", condition: null, ...more },
});
const lead = (
  wasQualified: boolean,
  answers: Readonly<Record<string, AnswerState>> = {},
  facts: DecidedLead["facts"] = {},
): DecidedLead => ({
  ...{ id: "x", partnerId: "p", kind: "NEW_BUSINESS", isWon: false, productLineIds: [] },
  ...{ decision: wasQualified ? "QUALIFIED" : "DISQUALIFIED", decidedAt: new Date(0), facts },
  answers: Object.entries(answers).map(([criterionKey, state]) => ({
    ...{ criterionKey, state, note: null },
  })),
});
const asking = (criteria: readonly Criterion[], minPoints: number | null = null) => ({
  ...{ criteria, minPoints, minFit: null },
});
const changeOf = (...given: Parameters<typeof replayLead>) => replayLead(...given).change;
const need = asking([criterion("need", { required: true })]);

describe("What criteria would have made of a lead", () => {
  test.each([
    ["GAINED", false, { need: "MET" }],
    ["LOST", true, { need: "PARTIAL" }],
    ["UNCHANGED", true, { need: "CONFIRMED" }],
    ["UNCHANGED", false, { need: "NOT_MET" }],
    ["UNDECIDABLE", true, {}],
    ["UNDECIDABLE", false, { need: "UNKNOWN" }],
  ] as const)("is %s where it was an SQL: %s, and was found %j", (change, was, answers) => {
    expect(changeOf(need, lead(was, answers))).toBe(change);
  });

  test("is said of what was not asked as well, where it makes no difference", () => {
    const criteria = asking([criterion("need", { weight: 30 }), criterion("size")], 30);

    expect(changeOf(criteria, lead(false, { need: "MET" }))).toBe("GAINED");
    expect(changeOf(criteria, lead(true, { need: "PARTIAL" }))).toBe("LOST");
  });

  test("is not said where a condition may have spoken otherwise than who was asked", () => {
    const criteria = asking([criterion("need", { required: true, condition: "value >= 1" })]);

    expect(replayLead(criteria, lead(true, { need: "MET" }))).toEqual({
      ...{ change: "UNDECIDABLE", unanswered: [], forgotten: ["value"] },
    });
    expect(changeOf(criteria, lead(true, { need: "NOT_MET" }))).toBe("LOST");
  });

  test("goes by what a condition says of the facts that are known, as a lead is judged", () => {
    const criteria = asking([criterion("need", { required: true, condition: "value >= 1" })]);
    const worth = (value: bigint) => ({ value });

    expect(changeOf(criteria, lead(true, { need: "MET" }, worth(0n)))).toBe("LOST");
    expect(changeOf(criteria, lead(true, { need: "MET" }, worth(1n)))).toBe("UNCHANGED");
    // it answers where nobody did, and never goes before what somebody found
    expect(changeOf(criteria, lead(false, {}, worth(1n)))).toBe("GAINED");
    expect(changeOf(criteria, lead(true, { need: "NOT_MET" }, worth(1n)))).toBe("LOST");
  });

  test("is said where what is not known of the facts makes no difference", () => {
    const condition = 'kind == "UPSELL" || value >= 1';
    const criteria = asking([criterion("need", { required: true, condition })]);

    expect(changeOf(criteria, lead(false, {}, { kind: "UPSELL" }))).toBe("GAINED");
    expect(replayLead(criteria, lead(false, {}, { kind: "RENEWAL" }))).toEqual({
      ...{ change: "UNDECIDABLE", unanswered: ["need"], forgotten: ["value"] },
    });
  });

  test("a condition that says nothing of a lead whose facts are known leaves what was found", () => {
    const condition = 'fields["size"] == "large"';
    const criteria = asking([criterion("need", { required: true, condition })]);

    expect(changeOf(criteria, lead(true, { need: "MET" }, { fields: {} }))).toBe("UNCHANGED");
    expect(replayLead(criteria, lead(true, {}, { fields: {} }))).toEqual({
      ...{ change: "UNDECIDABLE", unanswered: ["need"], forgotten: [] },
    });
  });

  test("where it is said, holds of whatever would have been answered to what was not asked", () => {
    const states = Object.keys(ANSWER_STATES) as AnswerState[];
    const found = fc.constantFrom(...states);
    const known = fc.constantFrom(...states.filter((state) => state !== "UNKNOWN"));
    const asked = fc.record({
      ...{ required: fc.boolean(), weight: fc.integer({ min: 0, max: 30 }), found, known },
    });
    fc.assert(
      fc.property(
        fc.array(asked, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        (questions, points, was) => {
          const criteria = asking(
            questions.map(({ required, weight }, index) =>
              criterion(`k${index}`, { required, weight }),
            ),
            points,
          );
          const then = Object.fromEntries(
            questions.map((asks, index) => [`k${index}`, asks.found]),
          );
          const { change } = replayLead(criteria, lead(was, then));
          const whole = questions.map((asks, index) => ({
            ...{ criterionKey: `k${index}`, note: null },
            state: asks.found === "UNKNOWN" ? asks.known : asks.found,
          }));
          const { isMet } = judge(criteria, whole, () => null);
          if (change === "UNDECIDABLE") return;
          expect(isMet).toBe(change === "UNCHANGED" ? was : change === "GAINED");
        },
      ),
    );
  });
});

describe("The rate of what was won", () => {
  test("has the bounds of Wilson's interval", () => {
    const told = rateInterval(3, 10, 10);

    expect([told?.rate, told?.low, told?.high].map((figure) => figure?.toFixed(4))).toEqual([
      ...["0.3000", "0.1078", "0.6032"],
    ]);
    expect(rateInterval(0, 10, 10)).toMatchObject({ rate: 0, low: 0 });
    expect(rateInterval(0, 10, 10)?.high.toFixed(4)).toBe("0.2775");
    expect(rateInterval(10, 10, 10)?.low.toFixed(4)).toBe("0.7225");
  });

  test("is not told of fewer leads than say anything", () => {
    expect(rateInterval(9, 9, 10)).toBeNull();
    expect(rateInterval(0, 0, 0)).toBeNull();
  });
});
