import type { ApolloServerPlugin } from "@apollo/server";
import type { DocumentNode, OperationDefinitionNode } from "graphql";

import type { RequestContext } from "../graphql/index.ts";
import { apiError } from "../graphql/index.ts";

import type { Excess } from "./document-limits.ts";
import { documentExcess, variablesExcess } from "./document-limits.ts";

/** Refuses what is too deep, too wide or too long before any of it runs. */
export function limitsPlugin(): ApolloServerPlugin<RequestContext> {
  // the same document comes many times: its operations are counted once
  const counted = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Excess | null>>();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (operation) {
            const known =
              counted.get(document) ?? new Map<OperationDefinitionNode, Excess | null>();
            counted.set(document, known);
            if (!known.has(operation)) {
              known.set(operation, documentExcess(schema, document, operation));
            }
            refuse(known.get(operation) ?? null);
          }
          refuse(variablesExcess(request.variables ?? {}));
        },
      };
    },
  };
}

function refuse(excess: Excess | null): void {
  if (!excess) return;
  const { counted, count, limit } = excess;
  throw apiError(
    "LIMIT_EXCEEDED",
    `Too many ${counted}: counted ${count}, allowed are ${limit}; ask for less at once`,
    { counted, count, limit },
  );
}
