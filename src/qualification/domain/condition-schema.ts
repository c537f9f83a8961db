import { atLineAndColumn, treeOf } from "../../kernel/index.ts";
import type { ConditionTree, ReadPart } from "../../kernel/index.ts";

import type { Question } from "./question.ts";

/** A schema of JSON Schema, draft 2020-12. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

type Literal = boolean | number | string;
type Read = ReadPart<JsonSchema>;
type Order = "<" | "<=" | ">" | ">=";
interface Asking {
  readonly questions: readonly Question[];
  readonly condition: string;
}

const MIRRORED: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const SAID = "==, !=, <, <=, >, >=, in and size() with written values, and &&, || and !";

/**
 * The same condition over answers as they are in JSON, where what was not answered is left out. Refused with
 * the position is what JSON Schema cannot say, and an option that a question does not have.
 */
export function schemaOfCondition(condition: string, questions: readonly Question[]): Read {
  return translate({ questions, condition }, treeOf(condition));
}

function translate(asking: Asking, tree: ConditionTree): Read {
  const { op } = tree;
  const [left, right] = partsOf(tree);
  if (op === "value" && typeof tree.args === "boolean") return said(tree.args);
  if (op === "id") return answered(asking, tree, { const: true }, false);
  if (op === "!_" && left) {
    const inner = translate(asking, left);
    return inner.ok ? said({ not: inner.value }) : inner;
  }
  if ((op === "&&" || op === "||") && left && right) {
    const both = [translate(asking, left), translate(asking, right)];
    const schemas = both.flatMap((each) => (each.ok ? [each.value] : []));
    const wrong = both.find((each) => !each.ok);
    return wrong ?? said({ [op === "&&" ? "allOf" : "anyOf"]: schemas });
  }
  if (op === "in" && left && right) return translateIn(asking, tree, left, right);
  if (left && right && literalOf(left) !== null)
    return translateComparison(asking, tree, MIRRORED[op] ?? op, [right, left]);
  return left && right
    ? translateComparison(asking, tree, op, [left, right])
    : unsayable(asking, tree);
}

function translateIn(
  asking: Asking,
  tree: ConditionTree,
  left: ConditionTree,
  right: ConditionTree,
): Read {
  const literal = literalOf(left);
  if (literal !== null && questionOf(asking, right)?.type === "SOME_OF")
    return (
      noOption(asking, left, right, [literal]) ??
      answered(asking, right, { contains: { const: literal } }, false)
    );
  const question = questionOf(asking, left);
  const literals = right.op === "list" ? partsOf(right).map(literalOf) : [null];
  const known = literals.filter((each) => each !== null);
  if (!question || known.length < literals.length) return unsayable(asking, tree);
  const isDefault = known.some((each) => isUnanswered(each));
  const schema = known.length === 0 ? false : { enum: [...new Set(known)] };
  return noOption(asking, right, left, known) ?? answered(asking, left, schema, isDefault);
}

function translateComparison(
  asking: Asking,
  tree: ConditionTree,
  op: string,
  [of, to]: readonly [ConditionTree, ConditionTree],
): Read {
  const literal = literalOf(to);
  if (literal === null) return unsayable(asking, tree);
  const [counted] = countedIn(of);
  if (counted)
    return typeof literal === "number" && questionOf(asking, counted)?.type === "SOME_OF"
      ? answered(asking, counted, sizeIs(op, literal), compares(op, 0, literal))
      : unsayable(asking, tree);
  const question = questionOf(asking, of);
  if (!question || question.type === "SOME_OF") return unsayable(asking, tree);
  const isOrder = op !== "==" && op !== "!=";
  if (isOrder && typeof literal !== "number") return unsayable(asking, tree);
  const schema = isOrder ? orderIs(op, literal) : { const: literal };
  const isDefault = isOrder ? compares(op, 0, literal) : isUnanswered(literal) === (op === "==");
  return (
    noOption(asking, to, of, [literal]) ??
    answered(asking, of, op === "!=" ? { not: schema } : schema, isDefault)
  );
}

/** What is not answered is left out: it passes where its value in conditions would. */
function answered(asking: Asking, of: ConditionTree, schema: JsonSchema, isDefault: boolean): Read {
  const question = questionOf(asking, of);
  if (!question) return unsayable(asking, of);
  const properties = { [question.key]: schema };
  return said(isDefault ? { properties } : { properties, required: [question.key] });
}

function noOption(
  asking: Asking,
  at: ConditionTree,
  of: ConditionTree,
  literals: readonly Literal[],
): Read | null {
  const question = questionOf(asking, of);
  if (!question || question.options.length === 0) return null;
  const keys = question.options.map(({ key }) => key);
  const other = literals.find((each) => each !== "" && !keys.includes(String(each)));
  if (other === undefined) return null;
  const where = atLineAndColumn(asking.condition, at.pos);
  return problem(`asks ${where} for no option of ${question.key}: there are ${keys.join(", ")}`);
}

const ORDERS: Readonly<Record<Order, string>> = {
  ...{ "<": "exclusiveMaximum", "<=": "maximum" },
  ...{ ">": "exclusiveMinimum", ">=": "minimum" },
};
const isOrderSign = (op: string): op is Order => op in ORDERS;
const orderIs = (op: string, literal: Literal): JsonSchema =>
  isOrderSign(op) ? { [ORDERS[op]]: literal } : false;

function sizeIs(op: string, size: number): JsonSchema {
  const least = (items: number): JsonSchema => (items <= 0 ? true : { minItems: items });
  const most = (items: number): JsonSchema => (items < 0 ? false : { maxItems: items });
  if (op === "==") return { allOf: [least(size), most(size)] };
  if (op === "!=") return { not: { allOf: [least(size), most(size)] } };
  if (op === ">" || op === ">=") return least(op === ">" ? size + 1 : size);
  return most(op === "<" ? size - 1 : size);
}

function compares(op: string, one: number, other: Literal): boolean {
  if (typeof other !== "number") return false;
  if (op === "==" || op === "!=") return (one === other) === (op === "==");
  if (op === "<" || op === "<=") return one < other || (op === "<=" && one === other);
  return one > other || (op === ">=" && one === other);
}

const isUnanswered = (literal: Literal): boolean =>
  literal === "" || literal === 0 || literal === false;

function questionOf({ questions }: Asking, { op, args }: ConditionTree): Question | undefined {
  return op === "id" ? questions.find(({ key }) => key === args) : undefined;
}

function countedIn({ op, args }: ConditionTree): readonly ConditionTree[] {
  if (op !== "call" || !Array.isArray(args) || args[0] !== "size") return [];
  const given: unknown = args[1];
  return Array.isArray(given) && given.length === 1 ? given.filter(isTree) : [];
}

/** A written value; null where it is none, or a number that JSON would not keep. */
function literalOf(tree: ConditionTree): Literal | null {
  const { op, args } = tree;
  if (op === "-_" && isTree(args)) {
    const positive = literalOf(args);
    return typeof positive === "number" && positive !== 0 ? -positive : positive === 0 ? 0 : null;
  }
  if (op !== "value") return null;
  if (typeof args === "string" || typeof args === "boolean") return args;
  return typeof args === "bigint" && Number.isSafeInteger(Number(args)) ? Number(args) : null;
}

const partsOf = ({ args }: ConditionTree): readonly ConditionTree[] =>
  (Array.isArray(args) ? args : [args]).filter(isTree);
const isTree = (value: unknown): value is ConditionTree =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;

const said = (value: JsonSchema): Read => ({ ok: true, value });
const problem = (text: string): Read => ({ ok: false, problem: text });
const unsayable = ({ condition }: Asking, { pos }: ConditionTree): Read =>
  problem(
    `asks what a form cannot check by itself ${atLineAndColumn(condition, pos)}; it may use ${SAID}`,
  );
