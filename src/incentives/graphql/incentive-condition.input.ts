import { Field, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import {
  LEAD_FACTS,
  LONGEST_LABEL,
  MOST_CONDITIONS,
  readExpression,
} from "../domain/conditions.ts";
import type { Condition } from "../domain/conditions.ts";

const FACTS = Object.entries(LEAD_FACTS)
  .map(([name, { type, meaning }]) => `- \`${name}\` (${type}): ${meaning}`)
  .join("\n");

@InputType("IncentiveConditionInput", {
  description: "What must hold of a lead for a rule to pay",
})
export class IncentiveConditionInput {
  @Field(() => String, {
    description:
      "What it is called, once in a rule: up to 40 small letters, digits and _, a letter first",
  })
  key: string;

  @Field(() => String, {
    description: `What it asks, as partners are told, for example "The lead has two contacts"; up to ${LONGEST_LABEL} characters`,
  })
  label: string;

  @Field(() => String, {
    description: `The same in CEL (cel.dev), for example \`contacts >= 2\`: true where the rule pays. What fails, since a lead does not say what it asks, counts as not met. It may ask:\n${FACTS}`,
  })
  expression: string;
}

const KEY = /^[a-z][a-z0-9_]{0,39}$/;

/** A name that a rule or a condition goes by in all versions. */
export function readKey(
  reader: InputReader,
  path: readonly (string | number)[],
  given: string,
): string {
  if (!KEY.test(given))
    reader.report(path, "is no key: expected up to 40 small letters, digits and _, a letter first");
  return given;
}

export function readConditions(
  reader: InputReader,
  path: readonly (string | number)[],
  given: readonly IncentiveConditionInput[],
): readonly Condition[] {
  if (given.length > MOST_CONDITIONS)
    reader.report(path, `may hold ${MOST_CONDITIONS}, got ${given.length}`);
  const keys = given.map(({ key }) => key);
  return given.slice(0, MOST_CONDITIONS).map(({ key, label, expression }, index) => {
    const at = (field: string) => [...path, index, field];
    if (keys.indexOf(key) < index) reader.report(at("key"), "is there twice");
    return {
      key: readKey(reader, at("key"), key),
      label: reader.text(at("label").map(String), label, LONGEST_LABEL),
      expression: reader.optional(at("expression"), expression, readExpression) ?? "false",
    };
  });
}
