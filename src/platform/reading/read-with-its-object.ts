import type { GraphQLSchema } from "graphql";
import { defaultFieldResolver } from "graphql";

import { fieldsOf, interfacesOf, objectTypesOf } from "../graphql/index.ts";
import type { ApiField } from "../graphql/index.ts";

import { answerTypeOf } from "./answer-object.ts";

/** The body of a field's resolver whose value was read in the statement of its object. */
export function readWithItsObject(): never {
  throw new Error("the field is read with its object, and its object was made without reading");
}

/**
 * Makes execution take the fields of answer objects as they were read: under the key that each has
 * in the answer. All other objects are resolved as before.
 */
export function withReading(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType()?.name;
  const changing = [schema.getMutationType()?.name, schema.getSubscriptionType()?.name];
  for (const { typeName, field } of fieldsOf(schema)) {
    if (changing.includes(typeName)) continue;
    field.resolve = typeName === query ? takingWhatIsAhead(field) : takingWhatWasRead(field);
  }
  for (const type of objectTypesOf(schema)) type.isTypeOf = undefined;
  for (const type of interfacesOf(schema)) {
    const { resolveType } = type;
    type.resolveType = (value, context, info, abstractType) =>
      answerTypeOf(value) ?? resolveType?.(value, context, info, abstractType);
  }
  return schema;
}

type Resolve = NonNullable<ApiField["resolve"]>;

/** A field at the root may have been read before execution began. */
function takingWhatIsAhead({ resolve = defaultFieldResolver }: ApiField): Resolve {
  return (source, args, context, info) => {
    const isRoot = info.path.prev === undefined;
    const ahead = isRoot ? context.ahead.get(String(info.path.key)) : undefined;
    return ahead ?? resolve(source, args, context, info);
  };
}

function takingWhatWasRead({ resolve = defaultFieldResolver }: ApiField): Resolve {
  return (source, args, context, info) => {
    if (answerTypeOf(source) === null || !isRecord(source))
      return resolve(source, args, context, info);
    const value = source[info.path.key];
    if (value === undefined)
      throw new Error(`${info.parentType.name}.${info.fieldName} was not read`);
    if (value instanceof Error) throw value;
    return value;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}
