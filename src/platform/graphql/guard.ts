import type { GraphQLSchema } from "graphql";
import { defaultFieldResolver } from "graphql";

import { accessOf, isGranted, undeclaredFields } from "./access.ts";
import type { Needs } from "./access.ts";
import { apiError } from "./errors.ts";
import { fieldsOf, inputTypesOf } from "./schema-fields.ts";
import type { ApiField } from "./schema-fields.ts";

/**
 * Puts the guard on every field that takes scopes, whichever way it is reached, and makes @oneOf
 * inputs what they say they are. Throws where a field says nothing about who may have it.
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const undeclared = undeclaredFields(schema);
  if (undeclared.length > 0) {
    throw new Error(`these fields do not say who may have them: ${undeclared.join(", ")}`);
  }
  for (const { typeName, field } of fieldsOf(schema)) {
    const access = accessOf(schema, typeName, field.name);
    if (access?.kind === "scoped") {
      field.resolve = guarded(field, `${typeName}.${field.name}`, access.needs);
    }
    // below the roots whatever is reached was reached by somebody who may
    if (access?.kind === "authenticated" && isRoot(schema, typeName)) field.resolve = known(field);
  }
  // type-graphql prints @oneOf but neither enforces it nor tells graphql-js
  for (const type of inputTypesOf(schema)) {
    if (type.extensions["oneOf"] === true) type.isOneOf = true;
  }
  return schema;
}

type Resolve = NonNullable<ApiField["resolve"]>;

function guarded(
  { resolve = defaultFieldResolver }: ApiField,
  coordinate: string,
  needs: Needs,
): Resolve {
  return (source, args, context, info) => {
    if (!context.caller || !isGranted(needs, context.caller.scopes)) {
      throw forbidden(coordinate, needs);
    }
    return resolve(source, args, context, info);
  };
}

function known({ resolve = defaultFieldResolver }: ApiField): Resolve {
  return (source, args, context, info) => {
    if (!context.caller) throw unauthenticated();
    return resolve(source, args, context, info);
  };
}

/** True for the types through which everything is reached. */
export function isRoot(schema: GraphQLSchema, typeName: string): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return roots.some((root) => root?.name === typeName);
}

/** What a caller without a token gets for anything but what is declared for anyone. */
export function unauthenticated() {
  return apiError(
    "UNAUTHENTICATED",
    "A token is needed: send the header Authorization: Bearer … with an access token or an API key",
  );
}

/** The one error a caller gets for a field it lacks the scopes for. */
export function forbidden(coordinate: string, needs: Needs) {
  const wanted = needs.map((group) => group.join(" and ")).join(", or ");
  return apiError("FORBIDDEN", `${coordinate} takes the scope ${wanted}`, {
    coordinate,
    requiredScopes: needs,
  });
}
