import type {
  DirectiveNode,
  DocumentNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
} from "graphql";
import type { GraphQLCompositeType } from "graphql";

import type { Access } from "./access.ts";
import { accessOf } from "./access.ts";

/** One use of a field in an operation: what it takes, where it stands, and when it counts. */
export interface FieldUse {
  readonly coordinate: string;
  readonly access: Access;
  /** The response path without list positions. */
  readonly path: readonly string[];
  /** The directives of the field and everything around it. */
  readonly directives: readonly (readonly DirectiveNode[])[];
  readonly isRoot: boolean;
}

const kept = new WeakMap<DocumentNode, Map<OperationDefinitionNode, readonly FieldUse[]>>();

/** Every field an operation uses, through fragments too; worked out once per document. */
export function fieldUses(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly FieldUse[] {
  const known = kept.get(document)?.get(operation);
  if (known) return known;
  const uses = collect(schema, document, operation);
  const byOperation = kept.get(document) ?? new Map<OperationDefinitionNode, readonly FieldUse[]>();
  byOperation.set(operation, uses);
  kept.set(document, byOperation);
  return uses;
}

/** False where @skip or @include take the use out of this request. */
export function isIncluded(use: FieldUse, variables: Readonly<Record<string, unknown>>): boolean {
  return use.directives.every((directives) => {
    const node = { directives };
    const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
    return skip?.["if"] !== true && include?.["if"] !== false;
  });
}

function collect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly FieldUse[] {
  const fragments = new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION
        ? [[definition.name.value, definition] as const]
        : [],
    ),
  );
  const uses = new Map<string, FieldUse>();

  const visit = (
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    path: readonly string[],
    around: readonly (readonly DirectiveNode[])[],
  ): void => {
    for (const selection of set.selections) {
      const directives = selection.directives?.length ? [...around, selection.directives] : around;
      if (selection.kind === Kind.FIELD) {
        visitField(selection, type, path, directives);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(
          selection.selectionSet,
          conditionType(selection.typeCondition?.name.value, type),
          path,
          directives,
        );
      } else {
        const fragment = fragments.get(selection.name.value);
        if (fragment) {
          visit(
            fragment.selectionSet,
            conditionType(fragment.typeCondition.name.value, type),
            path,
            directives,
          );
        }
      }
    }
  };

  const visitField = (
    field: {
      readonly name: { readonly value: string };
      readonly alias?: { readonly value: string } | undefined;
      readonly selectionSet?: SelectionSetNode | undefined;
    },
    type: GraphQLCompositeType,
    path: readonly string[],
    directives: readonly (readonly DirectiveNode[])[],
  ): void => {
    const name = field.name.value;
    const here = [...path, field.alias?.value ?? name];
    const access = accessOf(schema, type.name, name) ?? introspection(name);
    const use = {
      coordinate: `${type.name}.${name}`,
      access,
      path: here,
      directives,
      isRoot: path.length === 0,
    };
    // the first unconditional use of a coordinate stands for all of them
    const key = directives.length === 0 ? use.coordinate : `${use.coordinate} ${here.join(".")}`;
    if (!uses.has(key)) uses.set(key, use);
    if (!field.selectionSet || !(isObjectType(type) || isInterfaceType(type))) return;
    const definition = type.getFields()[name];
    const inner = definition ? getNamedType(definition.type) : null;
    if (inner && isCompositeType(inner)) visit(field.selectionSet, inner, here, directives);
  };

  const conditionType = (
    name: string | undefined,
    fallback: GraphQLCompositeType,
  ): GraphQLCompositeType => {
    const type = name === undefined ? fallback : schema.getType(name);
    return isCompositeType(type) ? type : fallback;
  };

  const root = schema.getRootType(operation.operation);
  if (root) visit(operation.selectionSet, root, [], []);
  return [...uses.values()];
}

/** __schema and __type answer authenticated callers; __typename says nothing. */
function introspection(name: string): Access {
  return name === "__typename" ? { kind: "anyone" } : { kind: "authenticated" };
}
