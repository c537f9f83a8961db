import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  SelectionNode,
  SelectionSetNode,
} from "graphql";
import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
} from "graphql";

/** What of a document is needed to know what is selected. */
export interface Selecting {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variableValues: Readonly<Record<string, unknown>>;
}

/** The fields selected of an object type by their keys in the answer, in the answer's order. */
export type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

/** Collects what fields (several where one key stands twice) select of the object type they give. */
export function selectedFields(
  selecting: Selecting,
  type: GraphQLObjectType,
  parents: readonly FieldNode[],
): SelectedFields {
  return selectedIn(
    selecting,
    type,
    parents.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : [])),
  );
}

/** The same of selection sets. */
export function selectedIn(
  selecting: Selecting,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectedFields {
  const found = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const set of sets) collect(selecting, type, set, found, visited);
  return found;
}

function collect(
  selecting: Selecting,
  type: GraphQLObjectType,
  set: SelectionSetNode,
  found: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of set.selections) {
    if (!isIncluded(selection, selecting.variableValues)) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const same = found.get(key);
      if (same) same.push(selection);
      else found.set(key, [selection]);
      continue;
    }
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      if (condition === undefined || applies(selecting.schema, condition, type))
        collect(selecting, type, selection.selectionSet, found, visited);
      continue;
    }
    const name = selection.name.value;
    const fragment = selecting.fragments[name];
    if (!fragment || visited.has(name)) continue;
    visited.add(name);
    if (applies(selecting.schema, fragment.typeCondition.name.value, type))
      collect(selecting, type, fragment.selectionSet, found, visited);
  }
}

function applies(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  if (condition === type.name) return true;
  const named = schema.getType(condition);
  return isAbstractType(named) && schema.isSubType(named, type);
}

function isIncluded(node: SelectionNode, variables: Readonly<Record<string, unknown>>): boolean {
  if (!node.directives || node.directives.length === 0) return true;
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.["if"] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.["if"] !== false
  );
}
