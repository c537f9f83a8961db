import type { ApolloServerPlugin } from "@apollo/server";
import type { DocumentNode, OperationDefinitionNode } from "graphql";
import { Kind } from "graphql";

import type { RequestContext } from "../graphql/index.ts";
import { apiError } from "../graphql/index.ts";

import type { Excess } from "./document-limits.ts";
import { documentExcess, variablesExcess, writtenExcess } from "./document-limits.ts";

/** Stands in for a document that is refused before it is validated: there is nothing in it to look at. */
export const NO_DOCUMENT: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Refuses what is too deep, too wide or too long before any of it runs. */
export function limitsPlugin(): ApolloServerPlugin<RequestContext> {
  // the same document comes many times: its operations are counted once
  const counted = new WeakMap<DocumentNode, Map<OperationDefinitionNode, Excess | null>>();
  return {
    async requestDidStart() {
      let written: Excess | null = null;
      return {
        async validationDidStart(context) {
          written = writtenExcess(context.document);
          // here Apollo takes an exception for a fault of the server's; the next hook may refuse
          if (written) Reflect.set(context, "document", NO_DOCUMENT);
        },
        async didResolveOperation({ schema, document, operation, request }) {
          refuse(written);
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
