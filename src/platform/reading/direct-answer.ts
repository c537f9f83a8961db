import type {
  DocumentNode,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import {
  defaultFieldResolver,
  getArgumentValues,
  isNonNullType,
  Kind,
  OperationTypeNode,
} from "graphql";
import type { FragmentDefinitionNode, GraphQLObjectType } from "graphql";

import type { RequestContext } from "../graphql/index.ts";

import { answerTypeOf, isWhole } from "./answer-object.ts";
import { selectedIn } from "./selection.ts";

export interface Resolved {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/**
 * Answers a query without execution, where each field at its root gives an answer object that is
 * whole: then its tree is the answer. Null where anything else is to be told; what was read by
 * then waits in `context.ahead`, so that execution, which follows, asks nothing twice.
 */
export async function answerDirectly(resolved: Resolved): Promise<Record<string, unknown> | null> {
  const { schema, operation, context } = resolved;
  const query = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !query || !context.caller) return null;
  const fields = rootFields(resolved, query);
  if (!fields) return null;

  const reading = fields.map(({ key, read }) => {
    const value = read();
    value.catch(() => undefined);
    context.ahead.set(key, value);
    return value;
  });
  const values = await Promise.allSettled(reading);
  const data: Record<string, unknown> = {};
  for (const [index, { key, isRequired }] of fields.entries()) {
    const settled = values[index];
    if (settled?.status !== "fulfilled" || !isAnswer(settled.value, isRequired)) return null;
    data[key] = settled.value;
  }
  return data;
}

interface RootField {
  readonly key: string;
  readonly isRequired: boolean;
  readonly read: () => Promise<unknown>;
}

/** The fields at the root, ready to be read; null where execution must see to one of them. */
function rootFields(resolved: Resolved, query: GraphQLObjectType): readonly RootField[] | null {
  const { schema, operation, variableValues, context } = resolved;
  const fragments = fragmentsOf(resolved.document);
  const selecting = { schema, fragments, variableValues };
  const fields: RootField[] = [];
  for (const [key, nodes] of selectedIn(selecting, query, [operation.selectionSet])) {
    const [node] = nodes;
    const name = node?.name.value ?? "";
    const definition = query.getFields()[name];
    if (!node || !definition) return null;
    const resolve = definition.resolve ?? defaultFieldResolver;
    const info: GraphQLResolveInfo = {
      fieldName: name,
      fieldNodes: nodes,
      returnType: definition.type,
      parentType: query,
      path: { prev: undefined, key, typename: query.name },
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues,
    };
    fields.push({
      key,
      isRequired: isNonNullType(definition.type),
      read: async (): Promise<unknown> =>
        resolve(undefined, getArgumentValues(definition, node, variableValues), context, info),
    });
  }
  return fields;
}

/** True for what needs nothing more done to it. */
function isAnswer(value: unknown, isRequired: boolean): boolean {
  if (typeof value !== "object") return false;
  if (value === null) return !isRequired;
  if (Array.isArray(value)) return value.every((each) => each === null || isAnswer(each, true));
  return answerTypeOf(value) !== null && isWhole(value);
}

const fragmentsOfDocuments = new WeakMap<
  DocumentNode,
  Readonly<Record<string, FragmentDefinitionNode>>
>();

function fragmentsOf(document: DocumentNode): Readonly<Record<string, FragmentDefinitionNode>> {
  const known = fragmentsOfDocuments.get(document);
  if (known) return known;
  const fragments = Object.fromEntries(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  );
  fragmentsOfDocuments.set(document, fragments);
  return fragments;
}
