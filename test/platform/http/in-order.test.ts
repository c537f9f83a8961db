import type { ApolloServerPlugin } from "@apollo/server";
import { ApolloServer } from "@apollo/server";
import { expect, it } from "vitest";

import type { RequestContext } from "../../../src/platform/graphql/index.ts";
import { apiError } from "../../../src/platform/graphql/index.ts";
import { inOrder } from "../../../src/platform/http/in-order.ts";

it("does not begin to look at what a plugin before has refused, and gives answers in order", async () => {
  const seen: string[] = [];
  const watching = (name: string, refuses: boolean): ApolloServerPlugin<RequestContext> => ({
    requestDidStart: async () => ({
      didResolveOperation: async () => {
        seen.push(`${name} looks`);
        await Promise.resolve();
        if (refuses) throw apiError("LIMIT_EXCEEDED", "too much");
      },
      willSendResponse: async () => {
        await Promise.resolve();
        seen.push(`${name} answers`);
      },
    }),
  });
  const apollo = new ApolloServer<RequestContext>({
    typeDefs: "type Query { a: String }",
    plugins: [
      inOrder(watching("first", false), watching("second", true), watching("third", false)),
    ],
  });

  await apollo.executeOperation({ query: "{ a }" });
  await apollo.stop();

  expect(seen).toEqual([
    "first looks",
    "second looks",
    "first answers",
    "second answers",
    "third answers",
  ]);
});
