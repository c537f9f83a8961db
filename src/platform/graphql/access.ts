import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import { isInterfaceType, isObjectType } from "graphql";
import { Directive, Extensions } from "type-graphql";

/**
 * Who may have a field: one scope of each group is not enough, all scopes of one group are
 * (OR of ANDs). No groups: every authenticated caller.
 */
export type Needs = readonly (readonly string[])[];

export type Access =
  | { readonly kind: "scoped"; readonly needs: Needs }
  /** Any authenticated caller. */
  | { readonly kind: "authenticated" }
  /** Callers without a token too. */
  | { readonly kind: "anyone" };

export type AnyDecorator = ClassDecorator & PropertyDecorator & MethodDecorator;

const EXTENSION = "access";

/** Declares which scopes a type's fields, or one field, take; prints as @requiresScopes. */
export function Scoped(...needs: readonly (readonly string[])[]): AnyDecorator {
  const printed = needs.map((group) => `[${group.join(", ")}]`).join(", ");
  return together(
    Extensions({ [EXTENSION]: { kind: "scoped", needs } }),
    Directive(`@requiresScopes(scopes: [${printed}])`),
  );
}

/** Declares that every authenticated caller may have it: it says nothing by itself. */
export function Authenticated(): AnyDecorator {
  return together(Extensions({ [EXTENSION]: { kind: "authenticated" } }));
}

/** Declares that a caller without a token may have it. */
export function Anyone(): AnyDecorator {
  return together(Extensions({ [EXTENSION]: { kind: "anyone" } }));
}

type TypeGraphqlDecorator = MethodDecorator & PropertyDecorator & ClassDecorator;

function together(...decorators: readonly TypeGraphqlDecorator[]): AnyDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor): void => {
    for (const decorator of decorators)
      Reflect.apply(decorator, undefined, [target, key, descriptor]);
  };
}

/** What holds for a field: its type's declaration and its own together; null where there is neither. */
export function accessOf(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
): Access | null {
  const type = schema.getType(typeName);
  if (!isObjectType(type) && !isInterfaceType(type)) return null;
  const field = type.getFields()[fieldName];
  if (!field) return null;
  return both(readAccess(type.extensions), readAccess(field.extensions));
}

/** What everything of a type takes; nothing where it says nothing. */
export function typeNeeds(type: GraphQLObjectType): Needs {
  const access = readAccess(type.extensions);
  return access?.kind === "scoped" ? access.needs : [[]];
}

/** Scopes add up: a field never takes less than its type does. */
function both(ofType: Access | null, ofField: Access | null): Access | null {
  if (ofType?.kind !== "scoped") return ofField ?? ofType;
  if (ofField?.kind !== "scoped") return ofType;
  const needs = ofType.needs.flatMap((left) =>
    ofField.needs.map((right) => [...new Set([...left, ...right])]),
  );
  return { kind: "scoped", needs };
}

function readAccess(extensions: Readonly<Record<string, unknown>>): Access | null {
  const declared = extensions[EXTENSION];
  return isAccess(declared) ? declared : null;
}

function isAccess(value: unknown): value is Access {
  return typeof value === "object" && value !== null && "kind" in value;
}

/** True where the scopes held are enough. */
export function isGranted(needs: Needs, held: ReadonlySet<string>): boolean {
  return needs.some((group) => group.every((scope) => held.has(scope)));
}

/** The coordinates (`Lead.contact`) that nothing declares; a schema with any does not start. */
export function undeclaredFields(schema: GraphQLSchema): readonly string[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).map((field) => [type.name, field.name] as const)
        : [],
    )
    .filter(([type, field]) => accessOf(schema, type, field) === null)
    .map(([type, field]) => `${type}.${field}`);
}
