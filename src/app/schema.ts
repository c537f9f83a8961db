import "reflect-metadata";

import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { GraphQLEnumType, lexicographicSortSchema, specifiedDirectives } from "graphql";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";

import { SCOPES } from "../identity/index.ts";
import {
  DateTimeScalar,
  guardSchema,
  idempotentDirective,
  requiresIdempotencyDirective,
  requiresScopesDirective,
  withQueryInPayloads,
} from "../platform/graphql/index.ts";

import { resolverClasses } from "./resolvers.ts";

/** Finds the instance of a resolver class; type-graphql asks it for each field. */
export interface ResolverContainer {
  get(someClass: new (...args: never[]) => object): object;
}

/** Builds the schema of all modules, guarded. Throws where a field does not say who may have it. */
export function buildApiSchema(container: ResolverContainer): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: resolverClasses,
    container,
    validate: false,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    directives: [
      ...specifiedDirectives,
      idempotentDirective,
      requiresIdempotencyDirective,
      requiresScopesDirective(scopeEnum),
    ],
  });
  return guardSchema(withQueryInPayloads(schema));
}

/** The schema as text, sorted, with the directives that say what is enforced. */
export function printApiSchema(schema: GraphQLSchema): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`;
}

const scopeEnum = new GraphQLEnumType({
  name: "Scope",
  description: "Rights of users (by role) and API keys",
  values: Object.fromEntries(
    Object.entries(SCOPES).map(([scope, facts]) => [scope, { description: facts.meaning }]),
  ),
});
