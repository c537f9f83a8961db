import type { RawQuestionAnswer } from "../../src/kernel/index.ts";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { InputReader, readGivenAnswers } from "../../src/kernel/index.ts";
import { answersSchema } from "../../src/qualification/domain/answers-schema.ts";
import { decideAnswers, readAnswers } from "../../src/qualification/domain/question-answers.ts";
import type { Question } from "../../src/qualification/domain/question.ts";
import { problemsOfQuestions } from "../../src/qualification/domain/questionnaire.ts";
import { suggestionsOf } from "../../src/qualification/domain/suggestion.ts";

const question = (key: string, type: Question["type"], more: Partial<Question> = {}): Question => ({
  ...{ key, label: key, labels: [], type, required: false, options: [] },
  ...{ criterionKey: null, condition: null, ...more },
});
const option = (key: string) => ({ key, label: key, labels: [], suggests: null });
const CHOICE = { options: ["x", "y", "z"].map(option) };

const EARLIER: readonly Question[] = [
  question("one", "ONE_OF", { ...CHOICE, required: true }),
  question("some", "SOME_OF", CHOICE),
  question("yes", "YES_NO", { condition: 'one != "z"' }),
  question("count", "NUMBER"),
];

const condition = fc.constantFrom(
  ...["yes", "!yes", 'one == "x"', 'one in ["x", ""]', '"y" in some', "size(some) >= 2"],
  ...["count > 0", "count <= 0", "count == 12", 'yes && one == "y"', "yes || size(some) == 0"],
);
const later = fc
  .tuple(condition, fc.boolean(), condition, fc.boolean())
  .map(([first, isFirst, second, isSecond]): readonly Question[] => [
    ...EARLIER,
    question("text", "TEXT", { condition: first, required: isFirst }),
    question("day", "DATE", { condition: second, required: isSecond }),
    question("last", "YES_NO", { condition: 'text != ""', required: true }),
  ]);

/** Anything, and mostly what is right, or nearly so. */
const value = fc.oneof(
  fc.constantFrom<unknown>("x", "y", "z", "w", "", true, false, 0, 12, -3, 1.5, 1e12, 1e12 + 1, -0),
  fc.constantFrom<unknown>(["x"], ["x", "y"], ["y", "x", "z"], ["x", "x"], [], ["w"], null, {}),
  fc.constantFrom<unknown>(
    "2027-01-31",
    "2027-02-29",
    "2028-02-29",
    "0000-01-01",
    "x".repeat(2_001),
  ),
  fc.constantFrom<unknown>("\u{1F600}".repeat(2_000), "\u{1F600}".repeat(2_001), "12", "true"),
);
const right = {
  one: fc.constantFrom("x", "y", "z"),
  some: fc.subarray(["x", "y", "z"], { minLength: 1 }),
  yes: fc.boolean(),
  count: fc.integer({ min: -2, max: 12 }),
  text: fc.constant("a"),
  day: fc.constant("2027-01-31"),
  last: fc.boolean(),
};
const answers: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 4, arbitrary: fc.record(right, { requiredKeys: [] }) },
  { weight: 2, arbitrary: fc.record(right, { requiredKeys: ["one", "some", "yes", "count"] }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.record(right, { requiredKeys: ["one"] }),
        fc.dictionary(fc.constantFrom(...Object.keys(right), "other"), value, { maxKeys: 2 }),
      )
      .map(([good, bad]) => ({ ...good, ...bad })),
  },
);

const ajv = new Ajv2020({ formats: { date: true }, strictTypes: false });
/** What the schema of questions takes; compiled once, since some hundred questionnaires come again and again. */
const compiled = new Map<string, (given: unknown) => boolean>();
function takes(questions: readonly Question[], given: unknown): boolean {
  const name = JSON.stringify(questions);
  const schema = answersSchema(questions);
  if (typeof schema === "boolean") throw new Error("a questionnaire is an object");
  const validate = compiled.get(name) ?? ajv.compile(schema);
  compiled.set(name, validate);
  return validate(given);
}
const reads = (questions: readonly Question[], given: Record<string, unknown>) =>
  readAnswers(questions, new Map(Object.entries(given)));

/** What was given, as it is sent. */
const sent = (given: Record<string, unknown>): readonly RawQuestionAnswer[] =>
  Object.entries(given).map(([questionKey, each]) =>
    Array.isArray(each)
      ? { questionKey, values: each.map(String) }
      : { questionKey, value: String(each) },
  );
function decided(questions: readonly Question[], raw: readonly RawQuestionAnswer[]) {
  const reader = new InputReader();
  const given = readGivenAnswers(reader, raw);
  expect(reader.problems).toEqual([]);
  return decideAnswers(questions, given);
}

describe("Answers are read as the schema of their questionnaire says", () => {
  test("what the schema takes is read, and nothing else", () => {
    let taken = 0;
    fc.assert(
      fc.property(later, answers, (questions, given) => {
        fc.pre(problemsOfQuestions(questions, []).length === 0);
        const isTaken = takes(questions, given);
        taken += isTaken ? 1 : 0;
        const read = reads(questions, given);
        expect(read.wrong.length === 0, JSON.stringify([given, read.wrong])).toBe(isTaken);
        if (isTaken)
          expect(read.answers.map(({ key }) => key).toSorted()).toEqual(
            Object.keys(given).toSorted(),
          );
      }),
      { numRuns: 2_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });

  test("what the schema takes is taken as it is sent, as texts", () => {
    fc.assert(
      fc.property(later, fc.record(right, { requiredKeys: ["one"] }), (questions, given) => {
        fc.pre(problemsOfQuestions(questions, []).length === 0);
        const found = decided(questions, sent(given));
        expect(Array.isArray(found)).toBe(takes(questions, given));
        if (Array.isArray(found)) expect(found).toEqual(reads(questions, given).answers);
      }),
      { numRuns: 500 },
    );
  });

  test("answers are kept in one form: a number without zeros before it, options in the order of the question", () => {
    expect(
      decided(EARLIER, [
        { questionKey: "count", value: "-007" },
        { questionKey: "some", values: ["z", "x"] },
        { questionKey: "one", value: " x " },
      ]),
    ).toEqual([
      { key: "one", type: "ONE_OF", values: ["x"] },
      { key: "some", type: "SOME_OF", values: ["x", "z"] },
      { key: "count", type: "NUMBER", values: ["-7"] },
    ]);
  });

  test("everything that is wrong is told at once, each with its place", () => {
    const questions = [...EARLIER, question("why", "TEXT", { required: true, condition: "yes" })];
    const told = decided(questions, [
      { questionKey: "yes", value: "true" },
      { questionKey: "some", values: ["x", "w"] },
      { questionKey: "colour", value: "red" },
      { questionKey: "count", value: "1.5" },
      { questionKey: "yes", value: "true" },
    ]);

    expect(told).toMatchObject({
      ...{ code: "VALIDATION_FAILED", path: ["answers", 4] },
      message: '"yes" is answered twice.',
      others: [
        {
          path: ["answers", 2],
          message: '"colour" is none of the questions: one, some, yes, count, why.',
        },
        { path: ["answers"], message: '"one" must be answered.' },
        { path: ["answers", 1], message: '"some" takes the keys of options, each once: x, y, z.' },
        {
          path: ["answers", 3],
          message: '"count" takes a whole number such as 12, up to 1000000000000 either way.',
        },
        { path: ["answers"], message: '"why" must be answered.' },
      ],
    });
  });

  test("what was not asked is refused, also where it was asked before somebody went back", () => {
    const questions = [
      question("yes", "YES_NO", { required: true }),
      question("one", "ONE_OF", { ...CHOICE, required: true, condition: "yes" }),
    ];

    expect(decided(questions, sent({ yes: false, one: "x" }))).toMatchObject({
      path: ["answers", 1],
      message: '"one" is not asked, by what was answered before it.',
    });
    expect(decided(questions, sent({ yes: false }))).toHaveLength(1);
  });

  test("texts are bounded before anything is made of them", () => {
    const reader = new InputReader();
    const many = Array.from({ length: 31 }, () => ({ questionKey: "a", value: "x" }));
    readGivenAnswers(reader, many);
    readGivenAnswers(reader, []);
    readGivenAnswers(reader, [
      { questionKey: "a" },
      { questionKey: "a", value: "x", values: ["y"] },
      { questionKey: "a", values: Array.from({ length: 21 }, () => "x") },
      { questionKey: "a", value: "x".repeat(2_001) },
      { questionKey: "a", value: " " },
    ]);

    expect(reader.problems.map(({ message }) => message)).toEqual([
      "answers may hold 30, got 31",
      "answers is empty: answer one question at least",
      "answers.0 says neither value nor values",
      "answers.1.values and value exclude each other",
      "answers.2.values may hold 20, got 21",
      expect.stringContaining("answers.3.value"),
      "answers.4.value is missing",
    ]);
  });
});

describe("Options suggest a state of a criterion", () => {
  const saying = (key: string, suggests: "NOT_MET" | "PARTIAL" | "MET" | null) => ({
    ...option(key),
    suggests,
  });
  const questions = [
    question("one", "ONE_OF", {
      criterionKey: "need",
      options: [saying("x", "MET"), saying("y", "NOT_MET"), saying("z", null)],
    }),
    question("some", "SOME_OF", {
      criterionKey: "need",
      options: [saying("x", "MET"), saying("y", "PARTIAL")],
    }),
    question("text", "TEXT", { criterionKey: "budget" }),
  ];
  const suggested = (given: Record<string, unknown>) =>
    suggestionsOf(questions, reads(questions, given).answers);

  test.each([
    [{ one: "x" }, "MET", ["one"]],
    [{ one: "x", some: ["x"] }, "MET", ["one", "some"]],
    [{ one: "x", some: ["x", "y"] }, "PARTIAL", ["one", "some"]],
    [{ one: "y", some: ["x"] }, "NOT_MET", ["one", "some"]],
    [{ one: "z", some: ["y"] }, "PARTIAL", ["some"]],
  ])(
    "%j: the weakest counts, and each question that says something is named",
    (given, state, by) => {
      expect(suggested(given)).toEqual([{ criterionKey: "need", state, questionKeys: by }]);
    },
  );

  test("what says nothing suggests nothing", () => {
    expect(suggested({ one: "z", text: "much" })).toEqual([]);
  });
});
