import type { DirectiveNode, FieldNode, GraphQLField, GraphQLSchema, ValueNode } from "graphql";
import {
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
} from "graphql";

import { costDirective, listSizeDirective, USUAL_LIST } from "./cost-directives.ts";
import type { VariableValues } from "./operation-variables.ts";
import { MAX_PAGE_SIZE } from "./page.ts";

/** How many items a list counts as: fixed, or by what the request says. */
export interface Size {
  readonly assumed: number;
  /** What the arguments say; a page's are numbers, others are lists. */
  readonly given: readonly Given[];
}

/** One slicing argument as the document has it. */
export type Given =
  | { readonly kind: "constant"; readonly value: unknown }
  | { readonly kind: "variable"; readonly name: string };

/** What a field counts, as the schema's directives say it. */
export interface Price {
  readonly weight: number;
  readonly assumedSize: number | null;
  readonly slicingArguments: readonly string[];
  readonly sizedFields: readonly string[];
}

const prices = new WeakMap<GraphQLField<unknown, unknown>, Price>();

/** What a field counts; read from its declaration once. */
export function priceOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): Price {
  const known = prices.get(field);
  if (known) return known;
  const named = getNamedType(field.type);
  const price = named.name.startsWith("__")
    ? introspectionPrice(schema, field)
    : declaredPrice(field);
  prices.set(field, price);
  return price;
}

function declaredPrice(field: GraphQLField<unknown, unknown>): Price {
  const named = getNamedType(field.type);
  const ofField = weightIn(field);
  const ofType = isObjectType(named) ? weightIn(named) : null;
  const list = field.astNode ? getDirectiveValues(listSizeDirective, field.astNode) : undefined;
  const isList = isListType(getNullableType(field.type));
  const assumed = list?.["assumedSize"];
  return {
    weight: ofField ?? ofType ?? (isCompositeType(named) ? 1 : 0),
    assumedSize: typeof assumed === "number" ? assumed : isList ? USUAL_LIST : null,
    slicingArguments: textsIn(list?.["slicingArguments"]),
    sizedFields: textsIn(list?.["sizedFields"]),
  };
}

/** An item of the schema is made of nothing but memory. */
const INTROSPECTION_ITEM = 0.1;
const INTROSPECTION_LIST = 5;

/** The schema's own types declare nothing; what is no list costs nothing beside those that are. */
function introspectionPrice(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): Price {
  const isList = isListType(getNullableType(field.type));
  return {
    weight: isList && isCompositeType(getNamedType(field.type)) ? INTROSPECTION_ITEM : 0,
    assumedSize: isList ? (sizesIn(schema)[field.name] ?? INTROSPECTION_LIST) : null,
    slicingArguments: [],
    sizedFields: [],
  };
}

const sizes = new WeakMap<GraphQLSchema, Readonly<Record<string, number>>>();

/** How long the lists of a type of the schema are on average, rounded up; and that of all types. */
function sizesIn(schema: GraphQLSchema): Readonly<Record<string, number>> {
  const known = sizes.get(schema);
  if (known) return known;
  const types = Object.values(schema.getTypeMap());
  const withFields = types.filter((type) => isObjectType(type) || isInterfaceType(type));
  const fields = withFields.flatMap((type) => Object.values(type.getFields()));
  const sum = (each: readonly number[]): number => each.reduce((a, b) => a + b, 0);
  const perType = (total: number): number => Math.ceil(total / types.length);
  const found = {
    types: types.length,
    fields: perType(fields.length),
    args: Math.ceil(sum(fields.map((field) => field.args.length)) / fields.length),
    interfaces: perType(sum(withFields.map((type) => type.getInterfaces().length))),
    possibleTypes: perType(
      sum(types.filter(isAbstractType).map((type) => schema.getPossibleTypes(type).length)),
    ),
    inputFields: perType(
      sum(types.filter(isInputObjectType).map((type) => Object.keys(type.getFields()).length)),
    ),
    enumValues: perType(sum(types.filter(isEnumType).map((type) => type.getValues().length))),
  };
  sizes.set(schema, found);
  return found;
}

interface Declared {
  readonly astNode?: { readonly directives?: readonly DirectiveNode[] } | null | undefined;
}

function weightIn({ astNode }: Declared): number | null {
  const weight = astNode ? getDirectiveValues(costDirective, astNode)?.["weight"] : undefined;
  return typeof weight === "string" ? Number(weight) : null;
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The size of a list that this use of a field gives; null where it is none. */
export function sizeOf(price: Price, node: FieldNode): Size | null {
  const { assumedSize, slicingArguments } = price;
  if (assumedSize === null && slicingArguments.length === 0) return null;
  const given = slicingArguments.flatMap((name) => {
    const argument = node.arguments?.find((each) => each.name.value === name);
    return argument ? [givenBy(argument.value)] : [];
  });
  return { assumed: assumedSize ?? 0, given };
}

function givenBy(value: ValueNode): Given {
  if (value.kind === Kind.VARIABLE) return { kind: "variable", name: value.name.value };
  if (value.kind === Kind.INT) return { kind: "constant", value: Number(value.value) };
  if (value.kind === Kind.LIST) return { kind: "constant", value: value.values };
  if (value.kind === Kind.NULL) return { kind: "constant", value: null };
  // anything else is one item of a list, or is refused
  return { kind: "constant", value: [value] };
}

/**
 * How many items a list counts as in one request. A page that is out of bounds is refused before it
 * is read; until then it counts as the default or the largest, never as less than nothing.
 */
export function countIn(size: Size, variables: VariableValues): number {
  const counts = size.given.flatMap((given) => {
    const value = given.kind === "constant" ? given.value : variables[given.name];
    if (Array.isArray(value)) return [value.length];
    return typeof value === "number" && value >= 1 ? [Math.min(value, MAX_PAGE_SIZE)] : [];
  });
  return counts.length === 0 ? size.assumed : Math.max(...counts);
}
