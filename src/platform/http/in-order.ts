import type { ApolloServerPlugin } from "@apollo/server";

import type { RequestContext } from "../graphql/index.ts";

type Plugin = ApolloServerPlugin<RequestContext>;

/**
 * Makes one plugin of several whose hooks run one after the other. Apollo starts the hooks of all
 * plugins at once, and what one refuses (a document that expands without end) the next must not
 * begin to walk.
 */
export function inOrder(...plugins: readonly Plugin[]): Plugin {
  return {
    async requestDidStart(request) {
      const started = await Promise.all(
        plugins.map(async (plugin) => plugin.requestDidStart?.(request)),
      );
      const listeners = started.filter((listener) => listener !== undefined);
      return {
        async didResolveOperation(resolved) {
          for (const listener of listeners) await listener.didResolveOperation?.(resolved);
        },
        async willSendResponse(response) {
          for (const listener of listeners) await listener.willSendResponse?.(response);
        },
      };
    },
  };
}
