import type { GraphQLOutputType } from "graphql";
import { getNullableType, isEnumType, isNonNullType, isScalarType } from "graphql";
import type { GraphQLEnumType } from "graphql";

import type { Sql } from "../database/index.ts";
import { sql, trustedText } from "../database/index.ts";

import type { Expressed } from "./payload.ts";
import type { TextPart } from "./text.ts";

const QUOTE = sql`'"'`;
/** "2027-02-01T10:00:00.000Z", with its quotation marks. */
const INSTANT = trustedText(String.raw`'\"YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\"'`);

/** How the database spells a value of a scalar's type as JSON; null in the place of what may not be. */
const SPELLED: Readonly<Record<string, (value: Sql) => Sql>> = {
  "Boolean boolean": (value) => sql`(${value})::text`,
  "Int integer": (value) => sql`(${value})::text`,
  "Int smallint": (value) => sql`(${value})::text`,
  "String text": (value) => sql`to_json(${value})::text`,
  "CountryCode text": (value) => sql`to_json(${value})::text`,
  "CurrencyCode text": (value) => sql`to_json(${value})::text`,
  "Date date": (value) =>
    sql`case when ${value} between '0001-01-01' and '9999-12-31' then ${QUOTE} || (${value})::text || ${QUOTE} end`,
  "DateTime timestamptz": (value) =>
    sql`case when ${value} between '0001-01-01 00:00+00' and '9999-12-31 23:59:59.999+00' then to_char(${value} at time zone 'UTC', ${INSTANT}) end`,
};

/** A value that the database itself can spell as the answer has it; null for all others. */
export function leafText(
  type: GraphQLOutputType,
  { sql: value, type: of }: Expressed,
): TextPart | null {
  const leaf = getNullableType(type);
  const spell = isScalarType(leaf)
    ? SPELLED[`${leaf.name} ${of}`]
    : isEnumType(leaf) && of === "text"
      ? spellingOf(leaf)
      : undefined;
  if (!spell) return null;
  const spelled = spell(value);
  // what is there and cannot be spelled stays null, and makes the whole null
  const text = isNonNullType(type)
    ? spelled
    : sql`case when ${value} is null then 'null' else ${spelled} end`;
  return () => text;
}

/** Names of an enum that stand for themselves, and no other text. */
function spellingOf(type: GraphQLEnumType): ((value: Sql) => Sql) | undefined {
  const values = type.getValues();
  if (values.some(({ name, value }) => name !== value)) return undefined;
  const names = trustedText(values.map(({ name }) => `'${name}'`).join(", "));
  return (value) => sql`case when ${value} in (${names}) then ${QUOTE} || ${value} || ${QUOTE} end`;
}
