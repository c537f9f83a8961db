import type { FieldNode, GraphQLLeafType, GraphQLOutputType } from "graphql";
import {
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";

import { answerObjects } from "./answer-object.ts";
import type { AnswerObject } from "./answer-object.ts";
import { flawed, inBraces, listText, NULL, quoted, unlessNull } from "./json-text.ts";
import type { Telling } from "./json-text.ts";
import type { Selecting } from "./selection.ts";
import { selectedFields } from "./selection.ts";

/** What execution does with the value that a field's resolver gives. */
export interface Complete {
  /** As it goes into the answer; an error in the place of what cannot. */
  readonly value: (given: unknown) => unknown;
  /** The same as JSON. */
  readonly text: (given: unknown, telling: Telling) => string;
}

/** Prepares what is done with values of a field of this type and selection. */
export function completer(
  selecting: Selecting,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Complete {
  if (isNonNullType(type)) {
    const inner = completer(selecting, type.ofType, nodes);
    return {
      value: inner.value,
      text: (given, telling) => unlessNull(inner.text(given, telling), telling),
    };
  }
  if (isListType(type)) return listCompleter(completer(selecting, type.ofType, nodes));
  if (isLeafType(type)) return leafCompleter(type);
  if (isAbstractType(type)) return UNTOLD;
  return objectCompleter(selecting, type.name, nodes);
}

/** Execution says what is the matter. */
const UNTOLD: Complete = {
  value: () => null,
  text: (_, telling) => flawed(telling),
};

function listCompleter(inner: Complete): Complete {
  return {
    value: (given) =>
      Array.isArray(given) ? given.map((item: unknown) => inner.value(item)) : null,
    text: (given, telling) => {
      if (given === null || given === undefined) return NULL;
      if (!Array.isArray(given)) return flawed(telling);
      return listText(given, (item: unknown) => inner.text(item, telling));
    },
  };
}

/** A plain object with a property for each field, as an object of the type. */
function objectCompleter(
  selecting: Selecting,
  typeName: string,
  nodes: readonly FieldNode[],
): Complete {
  const type = selecting.schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`${typeName} is no object type`);
  const definitions = type.getFields();
  const fields = [...selectedFields(selecting, type, nodes)].map(([key, inner]) => {
    const name = inner[0]?.name.value ?? "";
    const definition = definitions[name];
    const complete = definition ? completer(selecting, definition.type, inner) : null;
    return { key, name, complete };
  });
  const newObject = answerObjects(typeName);
  const itself = JSON.stringify(typeName);
  const object = inBraces(
    fields.map(({ key, name, complete }) => ({
      key,
      text: (given: Readonly<Record<string, unknown>>, telling: Telling) =>
        complete ? complete.text(given[name], telling) : itself,
    })),
  );
  return {
    value: (given) => {
      if (!isRecord(given)) return null;
      const made: AnswerObject = newObject();
      for (const { key, name, complete } of fields)
        made[key] = complete ? complete.value(given[name]) : typeName;
      return made;
    },
    text: (given, telling) => {
      if (given === null || given === undefined) return NULL;
      return isRecord(given) ? object(given, telling) : flawed(telling);
    },
  };
}

function leafCompleter(type: GraphQLLeafType): Complete {
  const spell = speller(type);
  const serialized = serializer(type);
  return {
    value: serialized,
    text: (given, telling) => {
      if (given === null || given === undefined) return NULL;
      return spell(given) ?? textOf(serialized(given), telling);
    },
  };
}

// What the reading side makes is spelled as the answer wants it: see cells.ts for instants.
const TEXTS = new Set(["String", "ID", "DateTime", "Decimal", "CurrencyCode", "CountryCode"]);

/** A day as the database spells it: that there is such a day it knows. */
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const MOST = 2 ** 31 - 1;

/** Writes what is simply a value of a type that has no fields; null of all else. */
export function speller(type: GraphQLOutputType): (value: unknown) => string | null {
  const leaf = getNullableType(type);
  if (isEnumType(leaf)) {
    const names = new Map<unknown, string>(
      leaf.getValues().map(({ name, value }) => [value, `"${name}"`]),
    );
    return (value) => names.get(value) ?? null;
  }
  if (!isScalarType(leaf)) return () => null;
  if (TEXTS.has(leaf.name)) return (value) => (typeof value === "string" ? quoted(value) : null);
  switch (leaf.name) {
    case "Date":
      return (value) => (typeof value === "string" && DAY.test(value) ? `"${value}"` : null);
    case "Int":
      return (value) =>
        typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= MOST
          ? `${value}`
          : null;
    case "Boolean":
      return (value) => (value === true ? "true" : value === false ? "false" : null);
    default:
      return () => null;
  }
}

function serializer(type: GraphQLLeafType) {
  const isText = TEXTS.has(type.name);
  return (given: unknown): unknown => {
    if (given === null || given === undefined) return null;
    if (isText && typeof given === "string") return given;
    try {
      const serialized: unknown = type.serialize(given);
      return serialized instanceof Date ? serialized.toISOString() : (serialized ?? null);
    } catch (error) {
      return error;
    }
  };
}

function textOf(serialized: unknown, telling: Telling): string {
  return serialized instanceof Error ? flawed(telling) : JSON.stringify(serialized);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
