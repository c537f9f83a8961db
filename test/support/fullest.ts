import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from "graphql";

import { isScope, SCOPES } from "../../src/identity/domain/scopes.ts";
import { accessOf } from "../../src/platform/graphql/access.ts";

export interface FullestOptions {
  /** How many levels of objects below the type itself. */
  readonly depth: number;
  /** How many rows of each list inside; the lists' own default where left out. */
  readonly first?: number;
  /** Which fields are asked for; all where left out. */
  readonly isAsked?: (typeName: string, fieldName: string) => boolean;
}

/**
 * All that can be asked of an object type, as the text of a selection: to a depth, no type inside
 * itself, and of pages the nodes rather than the edges, which hold the same.
 */
export function fullest(
  schema: GraphQLSchema,
  typeName: string,
  options: FullestOptions,
  above: readonly string[] = [],
): string {
  const type = schema.getType(typeName);
  if (isAbstractType(type)) {
    const parts = schema
      .getPossibleTypes(type)
      .map(
        (each) => `... on ${each.name} { ${ofObject(schema, each, options, above, each.name)} }`,
      );
    return ["__typename", ...parts].join(" ");
  }
  if (!isObjectType(type)) throw new Error(`${typeName} has no fields`);
  return ofObject(schema, type, options, above, null);
}

// the same key in two types of one selection may hold two types of value: there it needs a name of its own
function ofObject(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  options: FullestOptions,
  above: readonly string[],
  prefix: string | null,
): string {
  const path = [...above, type.name];
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    if (options.isAsked?.(type.name, field.name) === false) return [];
    const alias = prefix === null ? "" : `${prefix}_${field.name}: `;
    const inner = getNamedType(field.type);
    if (!isCompositeType(inner)) return [`${alias}${field.name}`];
    if (options.depth === 0 || path.includes(inner.name) || inner.name === "Query") return [];
    if (field.name === "edges") return [];
    const isPage = type.name.endsWith("Connection");
    const below = { ...options, depth: isPage ? options.depth : options.depth - 1 };
    const isPaged = field.args.some((each) => each.name === "first");
    const args = isPaged && options.first !== undefined ? `(first: ${options.first})` : "";
    return [`${alias}${field.name}${args} { ${fullest(schema, inner.name, below, path)} }`];
  });
  return parts.length === 0 ? "__typename" : parts.join(" ");
}

/** Whether any partner could have a field: what takes the vendor's scopes is refused before it is looked for. */
export const partnersMayHave =
  (schema: GraphQLSchema) =>
  (typeName: string, fieldName: string): boolean => {
    const access = accessOf(schema, typeName, fieldName);
    if (access?.kind !== "scoped") return true;
    return access.needs.some((all) =>
      all.every((name) => isScope(name) && SCOPES[name].forPartners),
    );
  };
