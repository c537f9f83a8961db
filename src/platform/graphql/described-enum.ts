import { registerEnumType } from "type-graphql";

/**
 * Registers an enum whose values and meanings stand in one list: `{ SUBMITTED: "In review …" }`.
 * Returns what type-graphql takes as the type of a field.
 */
export function describedEnum(
  name: string,
  description: string,
  meanings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const values = Object.fromEntries(Object.keys(meanings).map((value) => [value, value]));
  registerEnumType(values, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries(meanings).map(([value, meaning]) => [value, { description: meaning }]),
    ),
  });
  return values;
}
