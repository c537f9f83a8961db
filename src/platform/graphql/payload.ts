import { GraphQLNonNull } from "graphql";
import type { GraphQLSchema } from "graphql";
import { Extensions } from "type-graphql";

import { objectTypesOf } from "./schema-fields.ts";

/** Marks the payload type of a mutation: it gets `query`, the way back to everything readable. */
export function Payload(): ClassDecorator {
  return (target) => {
    Extensions({ isPayload: true, access: { kind: "anyone" } })(target);
  };
}

/** Adds `query` to every payload. type-graphql has no class for Query that a field could name. */
export function withQueryInPayloads(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType();
  if (!query) throw new Error("the schema has no Query type");
  for (const type of objectTypesOf(schema)) {
    if (type.extensions["isPayload"] !== true) continue;
    type.getFields()["query"] = {
      name: "query",
      type: new GraphQLNonNull(query),
      description: "Anything else to read in the same request",
      args: [],
      resolve: () => ({}),
      deprecationReason: undefined,
      extensions: {},
      astNode: undefined,
    };
  }
  return schema;
}
