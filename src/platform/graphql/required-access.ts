import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
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
  print,
} from "graphql";

import type { Access } from "./access.ts";
import { accessOf } from "./access.ts";
import { apiError } from "./errors.ts";
import { isRoot } from "./guard.ts";

/** One use of a field in an operation: what it takes, where it stands, and when it counts. */
export interface FieldUse {
  readonly coordinate: string;
  readonly access: Access;
  /** The response path without list positions. */
  readonly path: readonly string[];
  /** The directives of the field and everything around it. */
  readonly conditions: readonly DirectiveNode[];
  /** True for the fields through which everything is reached, wherever they stand. */
  readonly isEntry: boolean;
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
  const uses = new Collector(schema, document).collect(operation);
  const byOperation = kept.get(document) ?? new Map<OperationDefinitionNode, readonly FieldUse[]>();
  byOperation.set(operation, uses);
  kept.set(document, byOperation);
  return uses;
}

/** False where @skip or @include take the use out of this request. */
export function isIncluded(use: FieldUse, variables: Readonly<Record<string, unknown>>): boolean {
  return use.conditions.every((condition) => {
    const node = { directives: [condition] };
    const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
    const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
    return skip?.["if"] !== true && include?.["if"] !== false;
  });
}

/** What surrounds a selection. */
interface Place {
  readonly type: GraphQLCompositeType;
  readonly path: readonly string[];
  readonly conditions: readonly DirectiveNode[];
}

const MAX_VISITS = 10_000;

/**
 * Walks an operation. A fragment is walked once per type and set of conditions, however often it
 * is spread, and the walk as a whole is bounded: documents that expand without end are refused.
 */
class Collector {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #uses = new Map<string, FieldUse>();
  readonly #walked = new Set<string>();
  #visits = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#fragments = new Map(
      document.definitions.flatMap((definition) =>
        definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
      ),
    );
  }

  collect(operation: OperationDefinitionNode): readonly FieldUse[] {
    const type = this.#schema.getRootType(operation.operation);
    if (type) this.#walk(operation.selectionSet, { type, path: [], conditions: [] });
    return [...this.#uses.values()];
  }

  #walk(set: SelectionSetNode, place: Place): void {
    for (const selection of set.selections) {
      this.#visits += 1;
      if (this.#visits > MAX_VISITS) {
        throw apiError(
          "LIMIT_EXCEEDED",
          `The document expands to more than ${MAX_VISITS} selections`,
        );
      }
      const conditions = [...place.conditions, ...conditionsOf(selection.directives)];
      if (selection.kind === Kind.FIELD) {
        this.#field(selection, { ...place, conditions });
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = this.#typeNamed(selection.typeCondition?.name.value, place.type);
        this.#walk(selection.selectionSet, { ...place, type, conditions });
      } else {
        this.#spread(selection.name.value, { ...place, conditions });
      }
    }
  }

  #spread(name: string, place: Place): void {
    const fragment = this.#fragments.get(name);
    if (!fragment) return;
    const signature = [...new Set(place.conditions.map((condition) => print(condition)))].sort();
    const key = `${name} ${place.type.name} ${signature.join(" ")}`;
    if (this.#walked.has(key)) return;
    this.#walked.add(key);
    const type = this.#typeNamed(fragment.typeCondition.name.value, place.type);
    this.#walk(fragment.selectionSet, { ...place, type });
  }

  #field(field: FieldNode, { type, path, conditions }: Place): void {
    const name = field.name.value;
    const here = [...path, field.alias?.value ?? name];
    this.#note({
      coordinate: `${type.name}.${name}`,
      access: accessOf(this.#schema, type.name, name) ?? introspection(name),
      path: here,
      conditions,
      isEntry: isRoot(this.#schema, type.name) || name === "__schema" || name === "__type",
    });
    if (!field.selectionSet || !(isObjectType(type) || isInterfaceType(type))) return;
    const definition = type.getFields()[name];
    const inner = definition ? getNamedType(definition.type) : null;
    if (inner && isCompositeType(inner)) {
      this.#walk(field.selectionSet, { type: inner, path: here, conditions });
    }
  }

  /** An unconditional use of a coordinate stands for all of them. */
  #note(use: FieldUse): void {
    const key =
      use.conditions.length === 0 ? use.coordinate : `${use.coordinate} ${use.path.join(".")}`;
    if (!this.#uses.has(key)) this.#uses.set(key, use);
  }

  #typeNamed(name: string | undefined, fallback: GraphQLCompositeType): GraphQLCompositeType {
    const type = name === undefined ? fallback : this.#schema.getType(name);
    return isCompositeType(type) ? type : fallback;
  }
}

function conditionsOf(directives: readonly DirectiveNode[] | undefined): readonly DirectiveNode[] {
  return (directives ?? []).filter(({ name }) => name.value === "skip" || name.value === "include");
}

/** __schema and __type answer authenticated callers; __typename says nothing. */
function introspection(name: string): Access {
  return name === "__typename" ? { kind: "anyone" } : { kind: "authenticated" };
}
