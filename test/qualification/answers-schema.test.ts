import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { atLineAndColumn, conditionsOver } from "../../src/kernel/index.ts";
import { answersSchema } from "../../src/qualification/domain/answers-schema.ts";
import { schemaOfCondition } from "../../src/qualification/domain/condition-schema.ts";
import type { Question } from "../../src/qualification/domain/question.ts";
import { problemsOfQuestions } from "../../src/qualification/domain/questionnaire.ts";

const question = (key: string, type: Question["type"], more: Partial<Question> = {}): Question => ({
  ...{ key, label: key, labels: [], type, required: false, options: [] },
  ...{ criterionKey: null, condition: null, ...more },
});
const option = (key: string) => ({ key, label: key, labels: [], suggests: null });
const CHOICE = { options: ["x", "y", "z"].map(option) };

const EARLIER: readonly Question[] = [
  question("one", "ONE_OF", CHOICE),
  question("some", "SOME_OF", CHOICE),
  question("yes", "YES_NO"),
  question("count", "NUMBER"),
  question("text", "TEXT"),
  question("day", "DATE"),
];
const ASKABLE = {
  one: { type: "string", meaning: "" },
  some: { type: "list<string>", meaning: "" },
  yes: { type: "bool", meaning: "" },
  count: { type: "int", meaning: "" },
  text: { type: "string", meaning: "" },
  day: { type: "string", meaning: "" },
} as const;

interface Answers {
  readonly one?: string;
  readonly some?: readonly string[];
  readonly yes?: boolean;
  readonly count?: number;
  readonly text?: string;
  readonly day?: string;
  readonly last?: string;
}

/** Whether the condition holds, as CEL says of the answers. */
const conditions = conditionsOver(ASKABLE, atLineAndColumn);
const holds = (condition: string, answers: Answers): boolean | null =>
  conditions.holds(condition, {
    ...{ one: answers.one ?? "", some: answers.some ?? [], yes: answers.yes ?? false },
    ...{ count: BigInt(answers.count ?? 0), text: answers.text ?? "", day: answers.day ?? "" },
  });

const sign = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
const equality = fc.constantFrom("==", "!=");
const number = fc.integer({ min: -3, max: 3 });
const choice = fc.constantFrom("x", "y", "z", "");
const simple = fc.oneof(
  fc.constantFrom("yes", "true", "false", "yes == true", "false != yes", "yes == false"),
  fc.tuple(equality, choice).map(([op, key]) => `one ${op} "${key}"`),
  fc.tuple(equality, choice).map(([op, key]) => `"${key}" ${op} one`),
  fc.array(choice, { maxLength: 4 }).map((keys) => `one in ${JSON.stringify(keys)}`),
  choice.map((key) => `"${key}" in some`),
  fc.tuple(sign, number).map(([op, size]) => `size(some) ${op} ${size}`),
  fc.tuple(sign, number).map(([op, size]) => `${size} ${op} size(some)`),
  fc.tuple(sign, number).map(([op, count]) => `count ${op} ${count}`),
  fc.tuple(sign, number).map(([op, count]) => `${count} ${op} count`),
  fc.array(number, { maxLength: 4 }).map((counts) => `count in ${JSON.stringify(counts)}`),
  fc.tuple(equality, fc.constantFrom("", "a")).map(([op, text]) => `text ${op} "${text}"`),
  equality.map((op) => `day ${op} "2027-01-31"`),
);
const { condition: anyCondition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small" },
    simple,
    tie("condition").map((part) => `!(${part})`),
    fc
      .tuple(tie("condition"), fc.constantFrom("&&", "||"), tie("condition"))
      .map(([left, op, right]) => `(${left}) ${op} (${right})`),
  ),
}));
const answers: fc.Arbitrary<Answers> = fc.record(
  {
    one: fc.constantFrom("x", "y", "z"),
    some: fc.subarray(["x", "y", "z"], { minLength: 1 }),
    yes: fc.boolean(),
    count: number,
    text: fc.constantFrom("a", "b"),
    day: fc.constantFrom("2027-01-31", "2028-02-29"),
    last: fc.constant("said"),
  },
  { requiredKeys: [] },
);

const ajv = new Ajv2020({ formats: { date: true }, strictTypes: false });
const takes = (questions: readonly Question[], given: unknown): boolean => {
  const schema = answersSchema(questions);
  if (typeof schema === "boolean") throw new Error("a questionnaire is an object");
  const isTaken = ajv.compile(schema)(given);
  ajv.removeSchema();
  return isTaken === true;
};

describe("The schema of a questionnaire says what CEL says", () => {
  test("a question must be answered where its condition holds, and must not where it does not", () => {
    fc.assert(
      fc.property(anyCondition, answers, (condition, given) => {
        fc.pre(condition.length <= 1_000 && conditions.read(condition).ok);
        expect(schemaOfCondition(condition, EARLIER).ok).toBe(true);
        const isAsked = holds(condition, given);
        const isAnswered = given.last !== undefined;
        const last = (required: boolean) => question("last", "TEXT", { required, condition });

        expect(isAsked).not.toBeNull();
        expect(takes([...EARLIER, last(true)], given)).toBe(isAsked === isAnswered);
        expect(takes([...EARLIER, last(false)], given)).toBe(isAsked === true || !isAnswered);
      }),
      { numRuns: 500 },
    );
  });

  test("a question behind one that is not asked is not asked either, where it asks for its answer", () => {
    const chain = [
      question("yes", "YES_NO", { required: true }),
      question("one", "ONE_OF", { ...CHOICE, required: true, condition: "yes" }),
      question("text", "TEXT", { required: true, condition: 'one == "x"' }),
    ];

    expect(problemsOfQuestions(chain, [])).toEqual([]);
    expect(takes(chain, { yes: false })).toBe(true);
    expect(takes(chain, {})).toBe(false);
    expect(takes(chain, { yes: true, one: "x", text: "a" })).toBe(true);
    expect(takes(chain, { yes: true, one: "x" })).toBe(false);
    expect(takes(chain, { yes: true, one: "y" })).toBe(true);
    expect(takes(chain, { yes: false, one: "x", text: "a" })).toBe(false);
  });

  test("values of another kind, options that there are not and keys that nobody asked are not taken", () => {
    const wrong: readonly unknown[] = [
      ...[{ one: "w" }, { one: ["x"] }, { some: "x" }, { some: [] }, { some: ["x", "x"] }],
      ...[{ some: ["w"] }, { yes: "true" }, { yes: null }, { count: 1.5 }, { count: "1" }],
      ...[
        { count: 1e13 },
        { text: "" },
        { text: "x".repeat(2_001) },
        { other: "x" },
        [],
        "x",
        null,
      ],
    ];

    for (const given of wrong) expect(takes(EARLIER, given), JSON.stringify(given)).toBe(false);
  });

  test("days are those of the calendar", () => {
    const isDay = (text: string) => {
      const at = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === text;
    };
    const part = (most: number) =>
      fc.integer({ min: 0, max: most }).map((of) => String(of).padStart(2, "0"));
    const text = fc
      .tuple(fc.constantFrom("1900", "2000", "2023", "2024", "2100"), part(13), part(32))
      .map((parts) => parts.join("-"));

    fc.assert(
      fc.property(text, (day) => {
        expect(takes(EARLIER, { day })).toBe(isDay(day));
      }),
      { numRuns: 1_000 },
    );
    expect(takes(EARLIER, { day: "2024-2-9" })).toBe(false);
  });
});
