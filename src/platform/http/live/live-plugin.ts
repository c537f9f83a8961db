import type { ApolloServerPlugin } from "@apollo/server";

import { apiError } from "../../graphql/index.ts";
import type { RequestContext } from "../../graphql/index.ts";

import { STREAM_PATH } from "./event-stream-route.ts";

/** Sends each operation where it is answered: subscriptions to streams, all else to requests. */
export function livePlugin(): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation, contextValue }) {
          const isSubscription = operation?.operation === "subscription";
          if (isSubscription === (contextValue.watching !== null)) return;
          throw apiError(
            "BAD_REQUEST",
            isSubscription
              ? `Subscriptions come over a web socket (graphql-transport-ws) at /graphql, or as server-sent events of a POST to ${STREAM_PATH}`
              : "Only subscriptions are taken here: queries and mutations go to POST /graphql",
          );
        },
      };
    },
  };
}
