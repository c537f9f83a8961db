import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import {
  defaultFieldResolver,
  getArgumentValues,
  isNonNullType,
  Kind,
  OperationTypeNode,
} from "graphql";
import type { FragmentDefinitionNode, GraphQLObjectType } from "graphql";

import type { RequestContext } from "../graphql/index.ts";

import { AnswerText } from "./answer-text.ts";
import { Readable, takesReadables } from "./readable.ts";
import { selectedIn } from "./selection.ts";

export interface Resolved {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/**
 * Answers a query without execution, where what is read for each field at its root can be told as
 * text. Null where anything else is to be told; what was read by then waits in `context.ahead`,
 * so that execution, which follows, asks nothing twice.
 */
export async function answerDirectly(resolved: Resolved): Promise<AnswerText | null> {
  const { schema, operation, context } = resolved;
  const query = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !query || !context.caller) return null;
  const fields = rootFields(resolved, query);
  if (!fields) return null;

  const found = await Promise.allSettled(fields.map(({ resolve }) => resolve()));
  const texts = fields.map(({ isRequired }, index) => textOf(found[index], isRequired));
  if (texts.every((text) => text !== null)) {
    const told = fields.map(({ key }, index) => `${JSON.stringify(key)}:${texts[index]}`);
    return new AnswerText(`{${told.join(",")}}`);
  }
  for (const [index, { key }] of fields.entries()) {
    const value = valueOf(found[index]);
    value.catch(() => undefined);
    context.ahead.set(key, value);
  }
  return null;
}

/** Null where it cannot be told as text. */
function textOf(
  found: PromiseSettledResult<unknown> | undefined,
  isRequired: boolean,
): string | null {
  if (found?.status !== "fulfilled") return null;
  const { value } = found;
  if (value === null && !isRequired) return "null";
  if (!Array.isArray(value)) return value instanceof Readable ? value.text() : null;
  const texts = value.map((item: unknown) =>
    item === null ? "null" : item instanceof Readable ? item.text() : null,
  );
  return texts.every((text) => text !== null) ? `[${texts.join(",")}]` : null;
}

async function valueOf(found: PromiseSettledResult<unknown> | undefined): Promise<unknown> {
  if (found?.status !== "fulfilled") throw found?.reason;
  const { value } = found;
  return Array.isArray(value) ? value.map(itself) : itself(value);
}

const itself = (item: unknown): unknown => (item instanceof Readable ? item.value() : item);

interface RootField {
  readonly key: string;
  readonly isRequired: boolean;
  readonly resolve: () => Promise<unknown>;
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
    const resolver = definition.resolve ?? defaultFieldResolver;
    const info = takesReadables({
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
    });
    fields.push({
      key,
      isRequired: isNonNullType(definition.type),
      resolve: async (): Promise<unknown> =>
        resolver(undefined, getArgumentValues(definition, node, variableValues), context, info),
    });
  }
  return fields;
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
