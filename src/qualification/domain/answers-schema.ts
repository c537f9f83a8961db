import { LONGEST_ANSWER } from "../../kernel/index.ts";
import { schemaOfCondition } from "./condition-schema.ts";
import type { JsonSchema } from "./condition-schema.ts";
import { LARGEST_NUMBER } from "./question.ts";
import type { Question } from "./question.ts";

/** Each day of the calendar: a format is no more than a remark to most validators. */
const DAY =
  "^(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)$";

/**
 * What answers to a questionnaire look like, in JSON Schema, draft 2020-12: an object by the keys of the
 * questions. What was not asked must not be in it; what was, and is required, must.
 */
export function answersSchema(questions: readonly Question[]): JsonSchema {
  const branches = questions.flatMap((question, index) =>
    branchOf(question, questions.slice(0, index)),
  );
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: Object.fromEntries(questions.map((each) => [each.key, schemaOf(each)])),
    required: questions
      .filter(({ required, condition }) => required && condition === null)
      .map(({ key }) => key),
    additionalProperties: false,
    ...(branches.length > 0 && { allOf: branches }),
  };
}

function branchOf(
  { key, required, condition }: Question,
  before: readonly Question[],
): readonly JsonSchema[] {
  if (condition === null) return [];
  const asked = schemaOfCondition(condition, before);
  if (!asked.ok) throw new Error(`a condition was saved that ${asked.problem}`);
  const unasked = { properties: { [key]: false } };
  return [{ if: asked.value, then: required ? { required: [key] } : true, else: unasked }];
}

function schemaOf(question: Question): JsonSchema {
  const title = question.label;
  const choices = question.options.map(({ key, label }) => ({ const: key, title: label }));
  switch (question.type) {
    case "TEXT":
      return { title, type: "string", minLength: 1, maxLength: LONGEST_ANSWER };
    case "NUMBER":
      return { title, type: "integer", minimum: -LARGEST_NUMBER, maximum: LARGEST_NUMBER };
    case "DATE":
      return { title, type: "string", format: "date", pattern: DAY };
    case "YES_NO":
      return { title, type: "boolean" };
    case "ONE_OF":
      return { title, type: "string", oneOf: choices };
    case "SOME_OF": {
      const items = { type: "string", oneOf: choices };
      return { title, type: "array", items, minItems: 1, uniqueItems: true };
    }
  }
}
