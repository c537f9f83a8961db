import type { GraphQLFieldConfig, GraphQLSchema } from "graphql";
import { defaultFieldResolver, GraphQLInputObjectType } from "graphql";
import { MapperKind, mapSchema } from "@graphql-tools/utils";

import { accessOf, isGranted, undeclaredFields } from "./access.ts";
import type { Needs } from "./access.ts";
import type { RequestContext } from "./context.ts";
import { apiError } from "./errors.ts";

/**
 * Puts the guard on every field that takes scopes, whichever way it is reached, and makes @oneOf
 * inputs what they say they are. Throws where a field says nothing about who may have it.
 */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  const undeclared = undeclaredFields(schema);
  if (undeclared.length > 0) {
    throw new Error(`these fields do not say who may have them: ${undeclared.join(", ")}`);
  }
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (
      field: GraphQLFieldConfig<unknown, RequestContext>,
      name,
      typeName,
    ) => {
      const access = accessOf(schema, typeName, name);
      if (access?.kind === "scoped") return guarded(field, `${typeName}.${name}`, access.needs);
      // below the roots whatever is reached was reached by somebody who may
      return access?.kind === "authenticated" && isRoot(schema, typeName)
        ? known(field)
        : undefined;
    },
    // type-graphql prints @oneOf but neither enforces it nor tells graphql-js
    [MapperKind.INPUT_OBJECT_TYPE]: (type) =>
      type.extensions["oneOf"] === true
        ? new GraphQLInputObjectType({ ...type.toConfig(), isOneOf: true })
        : undefined,
  });
}

function guarded(
  field: GraphQLFieldConfig<unknown, RequestContext>,
  coordinate: string,
  needs: Needs,
): GraphQLFieldConfig<unknown, RequestContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return {
    ...field,
    resolve: (source, args, context, info) => {
      if (!context.caller || !isGranted(needs, context.caller.scopes)) {
        throw forbidden(coordinate, needs);
      }
      return resolve(source, args, context, info);
    },
  };
}

function known(
  field: GraphQLFieldConfig<unknown, RequestContext>,
): GraphQLFieldConfig<unknown, RequestContext> {
  const resolve = field.resolve ?? defaultFieldResolver;
  return {
    ...field,
    resolve: (source, args, context, info) => {
      if (!context.caller) throw unauthenticated();
      return resolve(source, args, context, info);
    },
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
