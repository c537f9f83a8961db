import type { GraphQLInputType, GraphQLLeafType, GraphQLSchema } from "graphql";
import { getNamedType, isInputObjectType, isLeafType, isListType, isNonNullType } from "graphql";

/** A value that a root field takes, in its arguments or inside one of them. */
export interface InputPlace {
  readonly root: "Query" | "Mutation";
  readonly field: string;
  /** `["filter", "partnerId"]`; a number is a place in a list. */
  readonly path: readonly (string | number)[];
  readonly type: GraphQLLeafType;
}

/** Every value of the schema that a caller can send. */
export function inputPlaces(schema: GraphQLSchema): readonly InputPlace[] {
  return (["Query", "Mutation"] as const).flatMap((root) => {
    const type = root === "Query" ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {}).flatMap((field) =>
      field.args.flatMap((argument) =>
        leavesIn(argument.type, [argument.name]).map((leaf) => ({
          root,
          field: field.name,
          ...leaf,
        })),
      ),
    );
  });
}

/** Of an input that holds inputs of its own kind, itself and those in it: further in it is the same. */
function leavesIn(
  type: GraphQLInputType,
  path: readonly (string | number)[],
  above: readonly string[] = [],
): readonly Pick<InputPlace, "path" | "type">[] {
  if (isNonNullType(type)) return leavesIn(type.ofType, path, above);
  if (isListType(type)) return leavesIn(type.ofType, [...path, 0], above);
  const named = getNamedType(type);
  if (isLeafType(named)) return [{ path, type: named }];
  if (!isInputObjectType(named)) return [];
  if (above.filter((name) => name === named.name).length > 1) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    leavesIn(field.type, [...path, field.name], [...above, named.name]),
  );
}

/** The arguments with a value put into a place; what is on the way there is kept or made. */
export function withValueAt(
  given: unknown,
  path: readonly (string | number)[],
  value: unknown,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") {
    const items: readonly unknown[] = Array.isArray(given) ? given : [];
    return [withValueAt(items[0], rest, value), ...items.slice(1)];
  }
  const object = typeof given === "object" && given !== null ? given : {};
  return { ...object, [first]: withValueAt(Reflect.get(object, first), rest, value) };
}
