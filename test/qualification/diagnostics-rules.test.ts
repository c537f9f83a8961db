import fc from "fast-check";
import { expect, test } from "vitest";

import type { AnswerState, Criterion } from "../../src/qualification/domain/criterion.ts";
import { ANSWER_STATES } from "../../src/qualification/domain/criterion.ts";
import { agreementOf, influencesOf } from "../../src/qualification/domain/diagnostics.ts";
import type { AnswerPair } from "../../src/qualification/domain/diagnostics.ts";
import { judge } from "../../src/qualification/domain/verdict.ts";

const criterion = (key: string, more: Partial<Criterion> = {}): Criterion => ({
  ...{ key, slot: key.toUpperCase(), label: key, required: false, weight: 10 },
  ...{ axis: "INTENT", condition: null, ...more },
});
const STATES = Object.keys(ANSWER_STATES) as AnswerState[];

test("of points that others bring anyway none is decided, and of those that are just enough all are", () => {
  const criteria = [criterion("budget"), criterion("need"), criterion("trade", { weight: 0 })];
  const version = { id: "v", criteria, minPoints: 10, minFit: null };
  const decided = (answers: Readonly<Record<string, AnswerState>>) =>
    influencesOf({ ...version, patterns: [{ answers, leads: 3 }] }).map(({ part }) => part);

  expect(decided({ budget: "MET", need: "MET", trade: "MET" })).toEqual([0, 0, 0]);
  expect(decided({ budget: "MET", need: "NOT_MET", trade: "MET" })).toEqual([3, 0, 0]);
  // half of ten, and half of ten: with either met it is enough, without it is not
  expect(decided({ budget: "PARTIAL", need: "PARTIAL" })).toEqual([3, 3, 0]);
  expect(decided({})).toEqual([3, 3, 0]);
});

test("a criterion on which no outcome hung could have been found in any way", () => {
  const some = fc.record({
    required: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 3 }),
    found: fc.array(fc.constantFrom(...STATES), { minLength: 3, maxLength: 3 }),
    minPoints: fc.option(fc.integer({ min: 0, max: 20 })),
  });
  fc.assert(
    fc.property(some, ({ required, weights, found, minPoints }) => {
      const criteria = ["a", "b", "c"].map((key, index) =>
        criterion(key, { required: required[index] ?? false, weight: weights[index] ?? 0 }),
      );
      const answers = { a: found[0]!, b: found[1]!, c: found[2]! };
      const policy = { criteria, minPoints, minFit: null };
      const verdictWith = (key: string, state: AnswerState) =>
        judge(
          policy,
          Object.entries({ ...answers, [key]: state }).map(([criterionKey, each]) => ({
            ...{ criterionKey, state: each, note: null },
          })),
          () => null,
        ).isMet;

      for (const { criterion: each, part } of influencesOf({
        ...{ ...policy, id: "v", patterns: [{ answers, leads: 1 }] },
      })) {
        const verdicts = new Set(STATES.map((state) => verdictWith(each.key, state)));
        expect(part).toBe(verdicts.size - 1);
      }
    }),
  );
});

test.each([
  ["nothing", [], { part: 0, whole: 0, kappa: null }],
  ["the same on everything", [["MET", "MET", 7]], { part: 7, whole: 7, kappa: null }],
  [
    "always the contrary",
    [
      ["MET", "NOT_MET", 5],
      ["NOT_MET", "MET", 5],
    ],
    { part: 0, whole: 10, kappa: -1 },
  ],
  [
    "as often alike as by chance",
    [
      ["MET", "MET", 4],
      ["MET", "NOT_MET", 4],
      ["NOT_MET", "MET", 1],
      ["NOT_MET", "NOT_MET", 1],
    ],
    { part: 5, whole: 10, kappa: 0 },
  ],
  // 35 of 50 alike; by chance 25 * 30 + 25 * 20 of 2,500 are
  [
    "mostly the same",
    [
      ["MET", "MET", 20],
      ["MET", "NOT_MET", 5],
      ["NOT_MET", "MET", 10],
      ["NOT_MET", "NOT_MET", 15],
    ],
    { part: 35, whole: 50, kappa: 0.4 },
  ],
] as const)("two people find %s", (_, pairs, expected) => {
  const told = pairs.map(([first, second, answers]): AnswerPair => ({ first, second, answers }));
  expect(agreementOf(told)).toEqual(expected);
});
