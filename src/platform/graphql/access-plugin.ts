import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";

import { isGranted } from "./access.ts";
import type { RequestContext } from "./context.ts";
import { apiError } from "./errors.ts";
import { forbidden } from "./guard.ts";
import type { FieldUse } from "./required-access.ts";
import { fieldUses, isIncluded } from "./required-access.ts";

/** Told of every mutation field that was denied, before anything runs. */
export type OnDenied = (context: RequestContext, mutation: string) => Promise<void>;

/**
 * Says before execution what the caller may not have: one FORBIDDEN per field coordinate, also
 * where the field would not have been reached (an empty list must not look like permission).
 * Without a token only fields declared for anyone run; the rest is 401.
 */
export function accessPlugin(onDenied: OnDenied): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      let denied: readonly FieldUse[] = [];
      return {
        async didResolveOperation({ contextValue, schema, document, operation, request }) {
          if (!operation) return;
          const variables = request.variables ?? {};
          const uses = fieldUses(schema, document, operation);
          const { caller } = contextValue;
          if (!caller) {
            const closed = uses.find(
              (use) => use.isRoot && use.access.kind !== "anyone" && isIncluded(use, variables),
            );
            if (closed) {
              throw apiError(
                "UNAUTHENTICATED",
                "A token is needed: send the header Authorization: Bearer … with an access token or an API key",
              );
            }
            return;
          }
          denied = uses.filter(
            (use) =>
              use.access.kind === "scoped" &&
              !isGranted(use.access.needs, caller.scopes) &&
              isIncluded(use, variables),
          );
          if (operation.operation === "mutation") {
            const mutations = denied.filter((use) => use.isRoot);
            await Promise.all(
              mutations.map((use) =>
                onDenied(contextValue, use.coordinate.slice("Mutation.".length)),
              ),
            );
          }
        },
        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== "single") return;
          const { singleResult } = response.body;
          const errors = withDenials(singleResult.errors ?? [], denied, contextValue.requestId);
          if (errors.length > 0) singleResult.errors = errors;
        },
      };
    },
  };
}

/** Keeps one FORBIDDEN per coordinate, and adds those that execution never met. */
function withDenials(
  errors: readonly GraphQLFormattedError[],
  denied: readonly FieldUse[],
  requestId: string,
): readonly GraphQLFormattedError[] {
  const told = new Set<unknown>();
  const kept = errors.filter((error) => {
    const coordinate =
      error.extensions?.["code"] === "FORBIDDEN" ? error.extensions["coordinate"] : null;
    if (typeof coordinate !== "string") return true;
    const isFirst = !told.has(coordinate);
    told.add(coordinate);
    return isFirst;
  });
  const untold = denied.flatMap((use) => {
    if (told.has(use.coordinate) || use.access.kind !== "scoped") return [];
    told.add(use.coordinate);
    const error = forbidden(use.coordinate, use.access.needs);
    return [
      { message: error.message, path: use.path, extensions: { ...error.extensions, requestId } },
    ];
  });
  return [...kept, ...untold];
}
