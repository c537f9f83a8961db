import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from "graphql";
import { BREAK, Kind, visit } from "graphql";

import { accessOf } from "../graphql/access.ts";

/** How much one operation may ask for. Each number is far above what people write by hand. */
const LIMITS = {
  /** Words and signs of a document; enforced while it is parsed. */
  tokens: 2_000,
  /** Fields inside fields. */
  depth: 12,
  /** The same under __schema and __type, which nest types in types. */
  introspectionDepth: 20,
  /** Fields in all, each use of a fragment counted. */
  fields: 1_000,
  /** Fields, fragments and inline fragments that are walked to count the former. */
  selections: 10_000,
  rootFields: 20,
  /** Fields that stand in one place again: the library's rules compare each with each. */
  repeats: 50,
  /** Mutations that need no token (login), so that one request is one guess. */
  openMutations: 1,
  directives: 10,
  listItems: 100,
  /** Lists and objects inside one another in variables. */
  variableDepth: 20,
} as const;

/** How documents are parsed, wherever they are. */
export const PARSE_OPTIONS = { maxLexicalTokens: LIMITS.tokens } as const;
/** As many faults of a document are told. */
export const MOST_ERRORS = 20;

/** What was counted, how much was found when the counting ended, and how much is allowed. */
export interface Excess {
  readonly counted: string;
  readonly count: number;
  readonly limit: number;
}

/**
 * The first limit that a document exceeds as it is written, whatever the schema says and without
 * following its fragments: that takes no longer than parsing it did, and can come before validation,
 * which takes a hundred times as long for some documents.
 */
export function writtenExcess(document: DocumentNode): Excess | null {
  let repeats = 0;
  for (const definition of document.definitions) {
    if (!("selectionSet" in definition) || !definition.selectionSet) continue;
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    const places: (readonly FieldNode[])[] = [fieldsIn(definition.selectionSet)];
    if (isOperation) {
      const found = over("fields at the root", places[0]?.length ?? 0, LIMITS.rootFields);
      if (found) return { ...found, count: LIMITS.rootFields + 1 };
    }
    for (let place = places.pop(); place; place = places.pop()) {
      repeats += place.length - new Set(place.map(({ alias, name }) => (alias ?? name).value)).size;
      for (const { selectionSet } of place) if (selectionSet) places.push(fieldsIn(selectionSet));
    }
    const found = over("repeated fields", repeats, LIMITS.repeats);
    if (found) return { ...found, count: LIMITS.repeats + 1 };
  }
  return listExcess(document);
}

/** The fields of one place, with those of its inline fragments, which stand in the same place. */
function fieldsIn(selectionSet: SelectionSetNode): readonly FieldNode[] {
  const fields: FieldNode[] = [];
  const waiting = [...selectionSet.selections];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (next.kind === Kind.FIELD) fields.push(next);
    if (next.kind === Kind.INLINE_FRAGMENT) waiting.push(...next.selectionSet.selections);
  }
  return fields;
}

/**
 * The first limit that an operation exceeds; null where it stays within all. Counting ends at the
 * limit, so fragments that would expand to millions of fields cost no more than honest ones.
 */
export function documentExcess(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Excess | null {
  return new Counting(schema, document, operation).excess();
}

function listExcess(document: DocumentNode): Excess | null {
  let longest = 0;
  visit(document, {
    ListValue(node) {
      longest = Math.max(longest, node.values.length);
      return longest > LIMITS.listItems ? BREAK : undefined;
    },
  });
  return over("items in a list", longest, LIMITS.listItems);
}

interface Step {
  readonly selection: SelectionNode;
  readonly depth: number;
  readonly isIntrospection: boolean;
}

class Counting {
  readonly #schema: GraphQLSchema;
  readonly #operation: OperationDefinitionNode;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  #fields = 0;
  #selections = 0;
  #rootFields = 0;
  #openMutations = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#operation = operation;
    this.#fragments = new Map(
      document.definitions.flatMap((each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
      ),
    );
  }

  /** Walks with a list of its own, not by recursion: a deep document must not end the stack. */
  excess(): Excess | null {
    const waiting: Step[] = [];
    push(waiting, this.#operation.selectionSet.selections, { depth: 1, isIntrospection: false });
    for (let step = waiting.pop(); step; step = waiting.pop()) {
      const found = this.#count(step);
      if (found) return found;
      const { selection } = step;
      const inside =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#fragments.get(selection.name.value)?.selectionSet
          : selection.selectionSet;
      const isField = selection.kind === Kind.FIELD;
      push(waiting, inside?.selections ?? [], {
        depth: isField ? step.depth + 1 : step.depth,
        isIntrospection: step.isIntrospection || (isField && isIntrospective(selection.name.value)),
      });
    }
    return null;
  }

  #count({ selection, depth, isIntrospection }: Step): Excess | null {
    this.#selections += 1;
    const directives = selection.directives?.length ?? 0;
    const common =
      over("fragments and fields", this.#selections, LIMITS.selections) ??
      over("directives in one place", directives, LIMITS.directives);
    if (common || selection.kind !== Kind.FIELD) return common;

    this.#fields += 1;
    if (depth === 1) this.#countRoot(selection.name.value);
    const deepest = isIntrospection ? LIMITS.introspectionDepth : LIMITS.depth;
    return (
      over("levels of fields", depth, deepest) ??
      over("fields", this.#fields, LIMITS.fields) ??
      over("mutations without a token", this.#openMutations, LIMITS.openMutations) ??
      over("fields at the root", this.#rootFields, LIMITS.rootFields)
    );
  }

  #countRoot(name: string): void {
    this.#rootFields += 1;
    if (this.#operation.operation !== "mutation") return;
    const root = this.#schema.getMutationType();
    const access = root ? accessOf(this.#schema, root.name, name) : null;
    if (access?.kind === "anyone") this.#openMutations += 1;
  }
}

function push(
  waiting: Step[],
  selections: readonly SelectionNode[],
  place: Omit<Step, "selection">,
): void {
  for (const selection of selections) waiting.push({ selection, ...place });
}

const isIntrospective = (name: string): boolean => name === "__schema" || name === "__type";

/** The first limit that variables exceed: how deep they nest, and how long their lists are. */
export function variablesExcess(variables: Readonly<Record<string, unknown>>): Excess | null {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [
    { value: variables, depth: 0 },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value !== "object" || value === null) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    const found =
      over("levels in variables", depth, LIMITS.variableDepth) ??
      (Array.isArray(value) ? over("items in a list", items.length, LIMITS.listItems) : null);
    if (found) return found;
    for (const item of items) waiting.push({ value: item, depth: depth + 1 });
  }
  return null;
}

function over(counted: string, count: number, limit: number): Excess | null {
  return count > limit ? { counted, count, limit } : null;
}
