import type {
  CustomField,
  CustomFieldType,
  Refusal,
  RegistrationForm,
} from "../../kernel/index.ts";
import {
  decimalOf,
  excerpt,
  InputReader,
  isLocalDate,
  lengthOf,
  millionthsOf,
} from "../../kernel/index.ts";

/** An answer to a field of a program's own, as it arrives. */
export interface RawCustomField {
  readonly key: string;
  readonly value?: string | null;
  readonly values?: readonly string[] | null;
}

/** An answer that is text, and not yet held against the form; no values clear. */
export interface GivenCustomField {
  readonly key: string;
  readonly values: readonly string[];
}

/** An answer as a lead keeps it: it can be told without the form. */
export interface CustomValue {
  readonly key: string;
  readonly type: CustomFieldType;
  /** One, but of several choices. */
  readonly values: readonly string[];
  readonly isPersonal: boolean;
}

const MOST_ANSWERS = 50;
const MOST_VALUES = 200;
const LONGEST = 1_000;

/** Reads answers as texts: what they must be is known once the form is. */
export function readGivenFields(
  reader: InputReader,
  raw: readonly RawCustomField[] | null | undefined,
): readonly GivenCustomField[] {
  const given = raw ?? [];
  if (given.length > MOST_ANSWERS)
    reader.report(["customFields"], `may hold ${MOST_ANSWERS}, got ${given.length}`);
  return given.slice(0, MOST_ANSWERS).map(({ key, value, values }, index) => {
    const path = ["customFields", String(index)];
    const several = values ?? [];
    if (several.length > 0 && typeof value === "string")
      reader.report([...path, "values"], "and value exclude each other");
    if (several.length > MOST_VALUES)
      reader.report([...path, "values"], `may hold ${MOST_VALUES}, got ${several.length}`);
    const one = reader.optionalText([...path, "value"], value, LONGEST, "many");
    const more = several
      .slice(0, MOST_VALUES)
      .map((each, place) => reader.text([...path, "values", String(place)], each, LONGEST));
    return {
      key: reader.text([...path, "key"], key, 40),
      values: one === null ? more : [one],
    };
  });
}

export interface Answered {
  /** In the order of the form. */
  readonly values: readonly CustomValue[];
  readonly problems: readonly Refusal[];
}

/**
 * Holds answers against a form; every problem with its path. With `before`, what is not answered
 * anew stays as it was.
 */
export function answer(
  { fields }: RegistrationForm,
  given: readonly GivenCustomField[],
  before: readonly CustomValue[] = [],
): Answered {
  const reader = new InputReader();
  const answers = new Map<string, readonly string[]>(
    before.map(({ key, values }) => [key, values]),
  );
  const seen = new Set<string>();
  for (const [index, { key, values }] of given.entries()) {
    const path = ["customFields", String(index)];
    const field = fields.find((each) => each.key === key);
    if (!field) {
      const known = fields.map((each) => each.key).join(", ");
      reader.report(
        [...path, "key"],
        `names no field of the form: "${excerpt(key)}"; ${known === "" ? "it has none of its own" : `it has ${known}`}`,
      );
    } else if (seen.has(key)) reader.report([...path, "key"], "is answered twice");
    else answers.set(key, valuesOf(reader, path, field, values));
    seen.add(key);
  }
  for (const { key, isRequired } of fields) {
    if (isRequired && (answers.get(key) ?? []).length === 0 && !hasProblem(reader, given, key))
      reader.report(["customFields"], `lacks ${key}, which the form requires`);
  }
  return {
    values: fields.flatMap(({ key, type, isPersonal }) => {
      const values = answers.get(key) ?? [];
      return values.length === 0 ? [] : [{ key, type, values, isPersonal }];
    }),
    problems: reader.problems,
  };
}

/** Whether an answer to the field was refused already. */
function hasProblem(
  { problems }: InputReader,
  given: readonly GivenCustomField[],
  key: string,
): boolean {
  const index = given.findIndex((each) => each.key === key);
  return problems.some(({ path }) => index >= 0 && path?.[1] === String(index));
}

/** The values in the form in which they are kept; a field that is cleared has none. */
function valuesOf(
  reader: InputReader,
  path: readonly string[],
  field: CustomField,
  given: readonly string[],
): readonly string[] {
  if (field.type === "MULTI_CHOICE") return chosen(reader, path, field, given);
  const [first, ...more] = given;
  if (first === undefined) return [];
  if (more.length > 0) {
    reader.report([...path, "values"], `may hold one: ${field.key} is no MULTI_CHOICE`);
    return [];
  }
  const read = readValue(field, first);
  if ("value" in read) return [read.value];
  reader.report([...path, "value"], `${read.problem}: "${excerpt(first)}"`);
  return [];
}

/** The options chosen, in the order of the form, each once; files hold several in one text. */
function chosen(
  reader: InputReader,
  path: readonly string[],
  { options }: CustomField,
  texts: readonly string[],
): readonly string[] {
  const given = texts.flatMap((text) => text.split(";").map((key) => key.trim()));
  for (const [place, key] of given.entries()) {
    if (!options.some((option) => option.key === key))
      reader.report([...path, "values", String(place)], `is no option: "${excerpt(key)}"`);
  }
  return options.flatMap(({ key }) => (given.includes(key) ? [key] : []));
}

type ReadValue = { readonly value: string } | { readonly problem: string };

function readValue(field: CustomField, text: string): ReadValue {
  const { type, options, maxLength } = field;
  switch (type) {
    case "TEXT":
      return maxLength !== null && lengthOf(text) > maxLength
        ? { problem: `is longer than ${maxLength} characters` }
        : { value: text };
    case "NUMBER":
      return readNumber(field, text);
    case "BOOLEAN":
      return text === "true" || text === "false"
        ? { value: text }
        : { problem: "is neither true nor false" };
    case "DATE":
      return isLocalDate(text)
        ? within(text, field, (bound) => text.localeCompare(bound))
        : { problem: "is no day of the calendar such as 2027-01-31" };
    case "CHOICE":
    case "MULTI_CHOICE":
      return options.some(({ key }) => key === text)
        ? { value: text }
        : { problem: "is no option" };
  }
}

function readNumber(field: CustomField, text: string): ReadValue {
  const number = millionthsOf(text);
  if (number === null) return { problem: "is no decimal number such as 12.5" };
  return within(decimalOf(number), field, (bound) => {
    const limit = millionthsOf(bound) ?? number;
    return number < limit ? -1 : Number(number > limit);
  });
}

function within(
  value: string,
  { minimum, maximum }: CustomField,
  compare: (bound: string) => number,
): ReadValue {
  if (minimum !== null && compare(minimum) < 0) return { problem: `is below ${minimum}` };
  if (maximum !== null && compare(maximum) > 0) return { problem: `is above ${maximum}` };
  return { value };
}
