/**
 * Reads what GraphQL selects, in one statement for each field at the root: the sources say of
 * which tables types are made, the compiler makes SQL of a selection and answers of rows.
 */
export { stringifyAnswer } from "./answer-text.ts";
export { composedCondition } from "./composed-filter.ts";
export { answerDirectly } from "./direct-answer.ts";
export { Catalog } from "./catalog.ts";
export type { AddedFields } from "./catalog.ts";
export { readWithItsObject, withReading } from "./read-with-its-object.ts";
export { Reading } from "./reading.ts";
export type { Answer, Condition } from "./reading.ts";
export {
  ascending,
  column,
  descending,
  expression,
  id,
  list,
  one,
  page,
  part,
  partWhere,
  sum,
  value,
} from "./source.ts";
export type { ColumnOf, Fields, OrderBy, Source } from "./source.ts";
export { tableOf } from "./tables.ts";
export type { Cell, Viewing } from "./tables.ts";
