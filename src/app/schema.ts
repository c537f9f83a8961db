import "reflect-metadata";

import { printSchemaWithDirectives } from "@graphql-tools/utils";
import { GraphQLSchema, isEnumType, lexicographicSortSchema, specifiedDirectives } from "graphql";
import { buildSchemaSync } from "type-graphql";

import {
  costDirective,
  DateTimeScalar,
  guardSchema,
  idempotentDirective,
  listSizeDirective,
  noPubSub,
  requiresIdempotencyDirective,
  requiresScopesDirective,
  withCosts,
  withQueryInPayloads,
} from "../platform/graphql/index.ts";

import { withReading } from "../platform/reading/index.ts";

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
    // it would introspect the whole schema; Apollo validates it, and a test what type-graphql would
    skipCheck: true,
    pubSub: noPubSub,
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    directives: [
      ...specifiedDirectives,
      idempotentDirective,
      requiresIdempotencyDirective,
      costDirective,
      listSizeDirective,
    ],
  });
  const described = withRootsDescribed(withScopesDirective(schema));
  return guardSchema(withReading(withCosts(withQueryInPayloads(described))));
}

/** The schema as text, sorted, with the directives that say what is enforced. */
export function printApiSchema(schema: GraphQLSchema): string {
  return `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`;
}

/** The directive's argument has the schema's own enum: there is one type named Scope. */
function withScopesDirective(schema: GraphQLSchema): GraphQLSchema {
  const scope = schema.getType("Scope");
  if (!isEnumType(scope)) throw new Error("the schema has no enum Scope");
  const config = schema.toConfig();
  return new GraphQLSchema({
    ...config,
    directives: [...config.directives, requiresScopesDirective(scope)],
  });
}

const ROOTS: Readonly<Record<string, string>> = {
  Query: "All that can be read; each field says who may have it",
  Mutation:
    "All that can be done. What stands in the way is told in the payload's errors, and then nothing was changed",
  Subscription:
    "What can be watched: an answer for each change that the caller may see, at most once; after a break, subscribe again and read anew",
};

/** type-graphql has no class, and so no description, for the types at the root. */
function withRootsDescribed(schema: GraphQLSchema): GraphQLSchema {
  for (const type of [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ]) {
    if (!type) continue;
    const description = ROOTS[type.name];
    if (description === undefined) throw new Error(`nothing is said of the root ${type.name}`);
    type.description = description;
  }
  return schema;
}
