import { HeaderMap } from "@apollo/server";
import type { ApolloServerPlugin, GraphQLResponse } from "@apollo/server";

import { excerpt } from "../../kernel/index.ts";
import { asksCostOnly } from "../graphql/cost-only.ts";
import { costPlan } from "../graphql/cost-plan.ts";
import { costliest, costOf } from "../graphql/cost.ts";
import type { Costliest } from "../graphql/cost.ts";
import type { RequestContext } from "../graphql/index.ts";
import { apiError } from "../graphql/index.ts";
import { operationVariables } from "../graphql/operation-variables.ts";

import { currentFacts } from "./request-facts.ts";

/** Works out what an operation costs, and refuses what costs too much, before any of it runs. */
export function costPlugin(limit: number): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (!operation) return;
          const variables = operationVariables({ schema, operation, request });
          // variables that do not fit are told by execution, which then runs nothing
          if (!variables) return;
          const plan = costPlan(schema, document, operation);
          const requested = costOf(plan, variables);
          const facts = currentFacts();
          if (facts) facts.cost = { requested, limit };
          if (requested <= limit || asksCostOnly(request)) return;
          throw tooDear(requested, limit, costliest(plan, variables, limit));
        },
      };
    },
  };
}

/** Answers a request with `x-cost-only: 1` without running it: its cost is added as to every answer. */
export function costOnlyPlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async responseForOperation({ request }): Promise<GraphQLResponse | null> {
          const isKnown = (currentFacts()?.cost ?? null) !== null;
          if (!isKnown || !asksCostOnly(request)) return null;
          return {
            http: { status: 200, headers: new HeaderMap() },
            body: { kind: "single", singleResult: { data: null } },
          };
        },
      };
    },
  };
}

function tooDear(requested: number, limit: number, { path, smaller }: Costliest) {
  const advice = smaller
    ? `with first: ${smaller.first} at ${excerpt(smaller.path.join("."))} it would fit`
    : "ask for less at once";
  return apiError(
    "COST_LIMIT_EXCEEDED",
    `The operation costs ${requested}, allowed are ${limit}; most of it is ${excerpt(path.join("."))}: ${advice}`,
    { requested, limit, costliestPath: path, smallerPage: smaller },
  );
}
