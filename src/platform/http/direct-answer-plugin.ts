import type { ApolloServerPlugin } from "@apollo/server";
import { HeaderMap } from "@apollo/server";

import type { RequestContext } from "../graphql/index.ts";
import { operationVariables } from "../graphql/operation-variables.ts";
import { answerDirectly } from "../reading/index.ts";

import { currentFacts } from "./request-facts.ts";

/** Answers queries straight from what was read, as far as that covers them; the rest is executed. */
export function directAnswerPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ schema, document, operation, request, contextValue }) {
          // execution tells that there is none, or no variables that fit
          if (!operation) return null;
          const variables = operationVariables({ schema, operation, request });
          if (!variables) return null;
          const data = await answerDirectly({
            schema,
            document,
            operation,
            variableValues: variables,
            context: contextValue,
          });
          if (data === null) return null;
          const facts = currentFacts();
          if (facts) facts.isDirect = true;
          return {
            http: { headers: new HeaderMap() },
            body: { kind: "single", singleResult: { data } },
          };
        },
      };
    },
  };
}
