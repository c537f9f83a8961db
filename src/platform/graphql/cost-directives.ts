import type { ConstDirectiveNode, FieldDefinitionNode, GraphQLSchema } from "graphql";
import {
  DirectiveLocation,
  getNamedType,
  getNullableType,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  isCompositeType,
  isListType,
  Kind,
  parse,
  parseType,
} from "graphql";
import { Directive } from "type-graphql";

import type { AnyDecorator } from "./access.ts";
import { DEFAULT_PAGE_SIZE } from "./page.ts";
import { fieldsOf } from "./schema-fields.ts";
import type { ApiField } from "./schema-fields.ts";

/** `@cost(weight:)`, of the IBM GraphQL cost specification. */
export const costDirective = new GraphQLDirective({
  name: "cost",
  description:
    "What one object or value of this field counts in the cost of an operation; where nothing is said an object counts 1 and a scalar 0",
  locations: [DirectiveLocation.FIELD_DEFINITION, DirectiveLocation.OBJECT],
  args: {
    weight: {
      type: new GraphQLNonNull(GraphQLString),
      description: "A decimal number, 0 or more",
    },
  },
});

/** `@listSize(…)`, of the IBM GraphQL cost specification. */
export const listSizeDirective = new GraphQLDirective({
  name: "listSize",
  description: "How many items a list counts as in the cost of an operation",
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    assumedSize: {
      type: GraphQLInt,
      description: "Without a slicing argument: as many as there will ever be, or a page's default",
    },
    slicingArguments: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
      description:
        "The arguments that say how many: a number, or a list, which counts by its items",
    },
    sizedFields: {
      type: new GraphQLList(new GraphQLNonNull(GraphQLString)),
      description: "The fields of the returned object that are the list; without them it is itself",
    },
    requireOneSlicingArgument: {
      type: GraphQLBoolean,
      defaultValue: true,
      description: "Whether one of the slicing arguments must be given",
    },
  },
});

/** A mutation is a transaction with audit and idempotency: some ten rows, whatever it does. */
const MUTATION = 10;
/** A list of objects that says nothing of its length. */
export const USUAL_LIST = 20;

/** Declares what a field counts in place of 1 (an object) or 0 (a scalar). */
export function Cost(weight: number): AnyDecorator {
  return Directive(`@cost(weight: "${weight}")`);
}

/** Declares how many items a list has at most, where that is neither a page nor 20. */
export function ListSize(size: number): AnyDecorator {
  return Directive(`@listSize(assumedSize: ${size})`);
}

/** Declares that a list has an item for each of an argument's. */
export function ListSizedBy(argument: string): AnyDecorator {
  return Directive(`@listSize(slicingArguments: ["${argument}"])`);
}

/**
 * Puts @cost and @listSize on whatever follows a rule: pages, mutations, the errors of payloads and
 * lists of objects that say nothing. What a field declares by itself stays.
 */
export function withCosts(schema: GraphQLSchema): GraphQLSchema {
  const mutation = schema.getMutationType()?.name;
  for (const { typeName, field } of fieldsOf(schema)) {
    const declared = new Set(field.astNode?.directives?.map((each) => each.name.value));
    const added = directivesOf(field, typeName === mutation).filter(
      (each) => !declared.has(each.name.value),
    );
    if (added.length > 0) field.astNode = declaredWith(field, added);
  }
  return schema;
}

function directivesOf(field: ApiField, isMutation: boolean): readonly ConstDirectiveNode[] {
  if (isMutation) return directives(`@cost(weight: "${MUTATION}")`);
  if (isPaged(field)) {
    return directives(
      `@listSize(assumedSize: ${DEFAULT_PAGE_SIZE}, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)`,
    );
  }
  const named = getNamedType(field.type);
  if (!isListType(getNullableType(field.type)) || !isCompositeType(named)) return [];
  // a page's own lists are sized by the page
  const isOfPage = field.args.length === 0;
  if (isOfPage && (field.name === "edges" || field.name === "nodes")) return [];
  // refusals are no rows, and nothing is read for them
  const free = named.name === "UserError" ? `@cost(weight: "0") ` : "";
  return directives(`${free}@listSize(assumedSize: ${USUAL_LIST})`);
}

/** Takes the arguments of a page. */
function isPaged({ args }: ApiField): boolean {
  const isTaken = (name: string): boolean => args.some((each) => each.name === name);
  return isTaken("first") && isTaken("last");
}

function directives(text: string): readonly ConstDirectiveNode[] {
  const [type] = parse(`scalar Any ${text}`, { noLocation: true }).definitions;
  return type?.kind === Kind.SCALAR_TYPE_DEFINITION ? (type.directives ?? []) : [];
}

function declaredWith(
  { name, type, astNode }: ApiField,
  added: readonly ConstDirectiveNode[],
): FieldDefinitionNode {
  return {
    kind: Kind.FIELD_DEFINITION,
    name: { kind: Kind.NAME, value: name },
    type: parseType(String(type), { noLocation: true }),
    ...astNode,
    directives: [...(astNode?.directives ?? []), ...added],
  };
}
