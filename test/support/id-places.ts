import type { GraphQLInputType, GraphQLSchema } from "graphql";
import { getNamedType, isInputObjectType, isListType, isNonNullType } from "graphql";

import type { Prefix } from "../../src/kernel/index.ts";

/** A place in the arguments of a root field where an id is sent. */
export interface IdPlace {
  readonly root: "Query" | "Mutation";
  readonly field: string;
  /** `["filter", "partnerId"]`; a number is a place in a list. */
  readonly path: readonly (string | number)[];
  /** The kinds of ids that say something there; empty where they are nobody's. */
  readonly kinds: readonly Prefix[];
}

/** Which kinds of ids are somebody's own. */
const KINDS: readonly Prefix[] = [
  "lead",
  "prt",
  "mem",
  "key",
  "inv",
  "cfl",
  "crd",
  "aud",
  "cnt",
  "evt",
  "asm",
  "opp",
];

/** What the last word of a place takes. */
const BY_NAME: Readonly<Record<string, readonly Prefix[]>> = {
  leadId: ["lead"],
  partnerId: ["prt"],
  ownerId: ["mem"],
  memberId: ["mem"],
  keyId: ["key"],
  invitationId: ["inv"],
  subjectId: KINDS,
  // published for everybody
  criteriaVersionId: [],
  programId: [],
  tierId: [],
};

const BY_PLACE: Readonly<Record<string, readonly Prefix[]>> = {
  "node.id": KINDS,
  "nodes.ids.0": KINDS,
  "lead.by.id": ["lead"],
  "partner.id": ["prt"],
  "criteriaVersion.id": [],
};

/** Every place of the schema that takes an id. */
export function idPlaces(schema: GraphQLSchema): readonly IdPlace[] {
  return (["Query", "Mutation"] as const).flatMap((root) => {
    const type = root === "Query" ? schema.getQueryType() : schema.getMutationType();
    return Object.values(type?.getFields() ?? {}).flatMap((field) =>
      field.args
        .flatMap((argument) => pathsIn(argument.type, [argument.name]))
        .map((path) => ({ root, field: field.name, path, kinds: kindsAt(field.name, path) })),
    );
  });
}

function pathsIn(
  type: GraphQLInputType,
  path: readonly (string | number)[],
): readonly (readonly (string | number)[])[] {
  if (isNonNullType(type)) return pathsIn(type.ofType, path);
  if (isListType(type)) return pathsIn(type.ofType, [...path, 0]);
  const named = getNamedType(type);
  if (named.name === "ID") return [path];
  if (!isInputObjectType(named)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    pathsIn(field.type, [...path, field.name]),
  );
}

function kindsAt(field: string, path: readonly (string | number)[]): readonly Prefix[] {
  const place = [field, ...path].join(".");
  const last = path.findLast((each) => typeof each === "string") ?? "";
  const kinds = BY_PLACE[place] ?? BY_NAME[last];
  if (kinds) return kinds;
  throw new Error(`say in test/support/id-places.ts which kind of id ${place} takes`);
}

/** The arguments with a value put into a place; what is on the way there is kept or made. */
export function withValueAt(
  given: unknown,
  path: readonly (string | number)[],
  value: unknown,
): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === "number") return [withValueAt(undefined, rest, value)];
  const object = typeof given === "object" && given !== null ? given : {};
  return { ...object, [first]: withValueAt(Reflect.get(object, first), rest, value) };
}
