import type { FieldNode, GraphQLLeafType, GraphQLOutputType } from "graphql";
import {
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from "graphql";

import { answerObjects } from "./answer-object.ts";
import type { AnswerObject } from "./answer-object.ts";
import type { Selecting } from "./selection.ts";
import { selectedFields } from "./selection.ts";

/** How an answer is coming along. */
export interface Building {
  /** False as soon as anything is not simply a value: an error, or a null where none may be. */
  isWhole: boolean;
}

/** A value as the resolver of a field would give it, as it stands in the answer. */
export type Complete = (value: unknown, building: Building) => unknown;

/** Prepares what execution does with the value of a field of this type and selection. */
export function completer(
  selecting: Selecting,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Complete {
  if (isNonNullType(type)) {
    const inner = completer(selecting, type.ofType, nodes);
    return (value, building) => {
      const completed = inner(value, building);
      if (completed === null) building.isWhole = false;
      return completed;
    };
  }
  if (isListType(type)) {
    const inner = completer(selecting, type.ofType, nodes);
    return (value, building) => {
      if (value === null || value === undefined) return null;
      if (!Array.isArray(value)) return notWhole(building);
      return value.map((item: unknown) => inner(item, building));
    };
  }
  if (isLeafType(type)) return leafCompleter(type);
  if (isAbstractType(type)) return (_, building) => notWhole(building);
  return objectCompleter(selecting, type.name, nodes);
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
    return {
      key,
      name,
      complete: definition ? completer(selecting, definition.type, inner) : null,
    };
  });
  const newObject = answerObjects(typeName);
  return (value, building) => {
    if (value === null || value === undefined) return null;
    if (!isRecord(value)) return notWhole(building);
    const made: AnswerObject = newObject();
    for (const { key, name, complete } of fields) {
      made[key] = complete ? complete(value[name], building) : typeName;
    }
    return made;
  };
}

function leafCompleter(type: GraphQLLeafType): Complete {
  const isText = isScalarType(type) && TEXTS.has(type.name);
  return (value, building) => {
    if (value === null || value === undefined) return null;
    if (isText && typeof value === "string") return value;
    try {
      const serialized: unknown = type.serialize(value);
      return serialized instanceof Date ? serialized.toISOString() : (serialized ?? null);
    } catch (error) {
      building.isWhole = false;
      return error;
    }
  };
}

// What the reading side makes is spelled as the answer wants it: see cells.ts for instants.
const TEXTS = new Set(["String", "ID", "DateTime", "Decimal", "CurrencyCode", "CountryCode"]);

/** Execution, which follows, says what is the matter. */
function notWhole(building: Building): null {
  building.isWhole = false;
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
