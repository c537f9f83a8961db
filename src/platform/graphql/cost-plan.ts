import type {
  DirectiveNode,
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
} from "graphql";

import type { Size } from "./price.ts";
import { priceOf, sizeOf } from "./price.ts";

/** A @skip or @include whose outcome a variable decides. */
export interface Condition {
  readonly variable: string;
  /** The value with which the field counts. */
  readonly wanted: boolean;
}

/** A field that counts, as far as it can be worked out before the variables are known. */
export interface CostNode {
  /** Its key in the answer. */
  readonly key: string;
  /** It counts where one of these holds as a whole; null: always. */
  readonly when: readonly (readonly Condition[])[] | null;
  readonly weight: number;
  /** How often it and all below counts for one parent; null: once. */
  readonly size: Size | null;
  /** The page that its own fields are the rows of; null where it is none. */
  readonly page: Size | null;
  /** What is below it, for each type that it may be of: the dearest counts. */
  readonly branches: readonly (readonly CostNode[])[];
}

export type CostPlan = readonly CostNode[];

const kept = new WeakMap<DocumentNode, Map<OperationDefinitionNode, CostPlan>>();

/** What an operation counts, but for the variables; worked out once per document. */
export function costPlan(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CostPlan {
  const known = kept.get(document)?.get(operation);
  if (known) return known;
  const plan = new Planner(schema, document).plan(operation);
  const byOperation = kept.get(document) ?? new Map<OperationDefinitionNode, CostPlan>();
  byOperation.set(operation, plan);
  kept.set(document, byOperation);
  return plan;
}

/** A selection set, and the conditions under which it counts. */
interface Part {
  readonly set: SelectionSetNode;
  readonly conditions: readonly Condition[];
}

/** All uses of one key of the answer, which execution merges into one field. */
interface Uses {
  readonly node: FieldNode;
  readonly conditions: (readonly Condition[])[];
  readonly parts: Part[];
}

interface Paged {
  readonly size: Size;
  readonly fields: readonly string[];
}

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    this.#fragments = new Map(
      document.definitions.flatMap((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
      ),
    );
  }

  plan(operation: OperationDefinitionNode): CostPlan {
    const root = this.#schema.getRootType(operation.operation);
    if (!root) return [];
    return this.#fields(root, [{ set: operation.selectionSet, conditions: [] }], null);
  }

  #branches(
    type: GraphQLCompositeType,
    parts: readonly Part[],
    paged: Paged | null,
  ): CostNode["branches"] {
    const types = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    return types
      .map((each) => this.#fields(each, parts, paged))
      .filter((fields) => fields.length > 0);
  }

  #fields(type: GraphQLObjectType, parts: readonly Part[], paged: Paged | null): CostPlan {
    const uses = new Map<string, Uses>();
    for (const part of parts) this.#collect(type, part, uses);
    return [...uses].flatMap(([key, each]) => this.#node(type, key, each, paged) ?? []);
  }

  #collect(type: GraphQLObjectType, { set, conditions }: Part, uses: Map<string, Uses>): void {
    for (const selection of set.selections) {
      const own = conditionsOf(selection.directives);
      if (own === null) continue;
      const all = [...conditions, ...own];
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = uses.get(key) ?? { node: selection, conditions: [], parts: [] };
        known.conditions.push(all);
        if (selection.selectionSet) {
          known.parts.push({ set: selection.selectionSet, conditions: all });
        }
        uses.set(key, known);
        continue;
      }
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#fragments.get(selection.name.value)
          : selection;
      if (!fragment || !this.#applies(fragment.typeCondition?.name.value, type)) continue;
      this.#collect(type, { set: fragment.selectionSet, conditions: all }, uses);
    }
  }

  #applies(name: string | undefined, type: GraphQLObjectType): boolean {
    const condition = name === undefined ? type : this.#schema.getType(name);
    if (condition === type) return true;
    return isAbstractType(condition) && this.#schema.isSubType(condition, type);
  }

  /** Null where nothing of it counts, as with most fields of any document. */
  #node(type: GraphQLObjectType, key: string, uses: Uses, paged: Paged | null): CostNode | null {
    const name = uses.node.name.value;
    const field = this.#definition(type, name);
    if (!field) return null;
    const price = priceOf(this.#schema, field);
    const own = sizeOf(price, uses.node);
    const isPage = price.sizedFields.length > 0;
    const named = getNamedType(field.type);
    const below = isPage && own ? { size: own, fields: price.sizedFields } : null;
    const branches = isCompositeType(named) ? this.#branches(named, uses.parts, below) : [];
    if (price.weight === 0 && branches.length === 0) return null;
    const isAlways = uses.conditions.some((each) => each.length === 0);
    return {
      key,
      when: isAlways ? null : uses.conditions,
      weight: price.weight,
      size: paged?.fields.includes(name) === true ? paged.size : isPage ? null : own,
      page: isPage ? own : null,
      branches,
    };
  }

  #definition(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | null {
    if (type === this.#schema.getQueryType()) {
      if (name === "__schema") return SchemaMetaFieldDef;
      if (name === "__type") return TypeMetaFieldDef;
    }
    return type.getFields()[name] ?? null;
  }
}

/** What is left to the variables; null where the field never counts. */
function conditionsOf(
  directives: readonly DirectiveNode[] | undefined,
): readonly Condition[] | null {
  const conditions: Condition[] = [];
  for (const { name, arguments: given } of directives ?? []) {
    if (name.value !== "skip" && name.value !== "include") continue;
    const wanted = name.value === "include";
    const value = given?.find((each) => each.name.value === "if")?.value;
    if (value?.kind === Kind.BOOLEAN && value.value !== wanted) return null;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, wanted });
  }
  return conditions;
}
