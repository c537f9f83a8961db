import { MapperKind, mapSchema } from "@graphql-tools/utils";
import type { GraphQLFieldConfig, GraphQLSchema } from "graphql";
import { defaultFieldResolver, GraphQLInterfaceType, GraphQLObjectType } from "graphql";

import type { RequestContext } from "../graphql/index.ts";

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
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (
      field: GraphQLFieldConfig<unknown, RequestContext>,
      _name,
      typeName,
    ) => {
      if (changing.includes(typeName)) return undefined;
      return typeName === query ? takingWhatIsAhead(field) : takingWhatWasRead(field);
    },
    [MapperKind.OBJECT_TYPE]: (type) => {
      const { isTypeOf, ...config } = type.toConfig();
      return isTypeOf ? new GraphQLObjectType(config) : undefined;
    },
    [MapperKind.INTERFACE_TYPE]: (type) => {
      const config = type.toConfig();
      const { resolveType } = config;
      return new GraphQLInterfaceType({
        ...config,
        resolveType: (value, context, info, abstractType) =>
          answerTypeOf(value) ?? resolveType?.(value, context, info, abstractType),
      });
    },
  });
}

/** A field at the root may have been read before execution began. */
function takingWhatIsAhead(
  field: GraphQLFieldConfig<unknown, RequestContext>,
): GraphQLFieldConfig<unknown, RequestContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return {
    ...field,
    resolve: (source, args, context, info) => {
      const isRoot = info.path.prev === undefined;
      const ahead = isRoot ? context.ahead.get(String(info.path.key)) : undefined;
      return ahead ?? resolve(source, args, context, info);
    },
  };
}

function takingWhatWasRead(
  field: GraphQLFieldConfig<unknown, RequestContext>,
): GraphQLFieldConfig<unknown, RequestContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return {
    ...field,
    resolve: (source, args, context, info) => {
      if (answerTypeOf(source) === null || !isRecord(source))
        return resolve(source, args, context, info);
      const value = source[info.path.key];
      if (value === undefined)
        throw new Error(`${info.parentType.name}.${info.fieldName} was not read`);
      if (value instanceof Error) throw value;
      return value;
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}
