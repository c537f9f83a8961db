import {
  DirectiveLocation,
  GraphQLDirective,
  type GraphQLEnumType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from "graphql";

/** `@idempotent(key:)`: makes the mutation field safe to send again. */
export const idempotentDirective = new GraphQLDirective({
  name: "idempotent",
  description:
    "Makes this mutation field safe to retry: the same caller, field, key and input have the same outcome, once",
  locations: [DirectiveLocation.FIELD],
  args: {
    key: {
      type: new GraphQLNonNull(GraphQLString),
      description: "1 to 255 characters of your choice; a new UUID for each new intent is advised",
    },
  },
});

/** Marks mutations that refuse to run without a key. */
export const requiresIdempotencyDirective = new GraphQLDirective({
  name: "requiresIdempotency",
  description:
    "This mutation creates something or moves money and refuses to run without @idempotent",
  locations: [DirectiveLocation.FIELD_DEFINITION],
});

/** Prints what the guard enforces. */
export const requiresScopesDirective = (scope: GraphQLEnumType): GraphQLDirective =>
  new GraphQLDirective({
    name: "requiresScopes",
    description:
      "The scopes a caller needs: all of one of the groups. Enforced; this is the declaration itself",
    locations: [
      DirectiveLocation.FIELD_DEFINITION,
      DirectiveLocation.OBJECT,
      DirectiveLocation.INTERFACE,
    ],
    args: {
      scopes: {
        type: new GraphQLNonNull(
          new GraphQLList(new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(scope)))),
        ),
        description: "Groups of scopes; one whole group is enough",
      },
    },
  });
