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

import { answerTypeOf, isWhole } from "./answer-object.ts";
import { AnswerText } from "./answer-text.ts";
import { Readable, takesReadable } from "./readable.ts";
import { selectedIn } from "./selection.ts";

export interface Resolved {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variableValues: Readonly<Record<string, unknown>>;
  readonly context: RequestContext;
}

/**
 * Answers a query without execution, where what is read for each field at its root is whole: the
 * text that the database wrote, or objects. Null where anything else is to be told; what is known
 * by then waits in `context.ahead`, so that execution, which follows, asks nothing twice.
 */
export async function answerDirectly(resolved: Resolved): Promise<AnswerText | null> {
  const { schema, operation, context } = resolved;
  const query = schema.getQueryType();
  if (operation.operation !== OperationTypeNode.QUERY || !query || !context.caller) return null;
  const fields = rootFields(resolved, query);
  if (!fields) return null;

  const found = await Promise.allSettled(fields.map(({ resolve }) => resolve()));
  const keep = (index: number, value: Promise<unknown>): void => {
    value.catch(() => undefined);
    context.ahead.set(fields[index]?.key ?? "", value);
  };
  const isCovered = found.every(
    (each, index) => each.status === "fulfilled" && isAnswer(each.value, fields[index]),
  );
  if (!isCovered) {
    for (const [index, each] of found.entries()) keep(index, objectOf(each));
    return null;
  }
  const texts = await Promise.allSettled(
    found.map(async (each) => (each.status === "fulfilled" ? textOf(each.value) : null)),
  );
  const told: string[] = [];
  for (const [index, text] of texts.entries()) {
    const { key = "", isRequired } = fields[index] ?? {};
    if (text.status === "rejected") keep(index, Promise.reject(text.reason));
    else if (text.value !== null && !(isRequired && text.value === "null"))
      told.push(`${JSON.stringify(key)}:${text.value}`);
  }
  return told.length === fields.length ? new AnswerText(`{${told.join(",")}}`) : null;
}

function textOf(value: unknown): Promise<string | null> | string {
  return value instanceof Readable ? value.text() : JSON.stringify(value);
}

async function objectOf(found: PromiseSettledResult<unknown>): Promise<unknown> {
  if (found.status === "rejected") throw found.reason;
  return found.value instanceof Readable ? found.value.object() : found.value;
}

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
    const info = takesReadable({
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

/** True for what is read as text, and for what needs nothing more done to it. */
function isAnswer(value: unknown, field: RootField | undefined): boolean {
  return value instanceof Readable || isWholeValue(value, field?.isRequired ?? true);
}

function isWholeValue(value: unknown, isRequired: boolean): boolean {
  if (typeof value !== "object") return false;
  if (value === null) return !isRequired;
  if (Array.isArray(value)) return value.every((each) => each === null || isWholeValue(each, true));
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
