import type { GraphQLField, GraphQLInputObjectType, GraphQLSchema } from "graphql";
import { isInputObjectType, isInterfaceType, isObjectType } from "graphql";
import type { GraphQLInterfaceType, GraphQLObjectType } from "graphql";

import type { RequestContext } from "./context.ts";

// What a schema is given after it was built is put on the types that it has: making it anew with
// other types would take longer, each time, than building it did.

/** The schema's own object types; those by which a schema tells of itself are left out. */
export const objectTypesOf = (schema: GraphQLSchema): readonly GraphQLObjectType[] =>
  typesOf(schema).filter(isObjectType);

export const interfacesOf = (schema: GraphQLSchema): readonly GraphQLInterfaceType[] =>
  typesOf(schema).filter(isInterfaceType);

export const inputTypesOf = (schema: GraphQLSchema): readonly GraphQLInputObjectType[] =>
  typesOf(schema).filter(isInputObjectType);

const typesOf = (schema: GraphQLSchema) =>
  Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));

export type ApiField = GraphQLField<unknown, RequestContext>;

/** The fields of the schema's object types, each with the name of its type. */
export const fieldsOf = (
  schema: GraphQLSchema,
): readonly { readonly typeName: string; readonly field: ApiField }[] =>
  objectTypesOf(schema).flatMap((type) =>
    Object.values(type.getFields()).map((field) => ({ typeName: type.name, field })),
  );
