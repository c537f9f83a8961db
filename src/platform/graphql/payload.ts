import { MapperKind, mapSchema } from "@graphql-tools/utils";
import { GraphQLNonNull, GraphQLObjectType } from "graphql";
import type { GraphQLSchema } from "graphql";
import { Extensions } from "type-graphql";

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
  return mapSchema(schema, {
    [MapperKind.OBJECT_TYPE]: (type) => {
      if (type.extensions["isPayload"] !== true) return undefined;
      const config = type.toConfig();
      return new GraphQLObjectType({
        ...config,
        fields: {
          ...config.fields,
          query: {
            type: new GraphQLNonNull(query),
            description: "Anything else to read in the same request",
            resolve: () => ({}),
          },
        },
      });
    },
  });
}
