import type {
  ApolloServerPlugin,
  GraphQLRequestContext,
  GraphQLRequestListener,
} from "@apollo/server";

import type { RequestContext } from "../graphql/index.ts";

type Plugin = ApolloServerPlugin<RequestContext>;
type Listener = GraphQLRequestListener<RequestContext>;

/**
 * Makes one plugin of several whose hooks run one after the other. Apollo starts the hooks of all
 * plugins at once, and what one refuses (a document that expands without end) the next must not
 * begin to walk. It hands on the hooks that ours have, and no others.
 */
export function inOrder(...plugins: readonly Plugin[]): Plugin {
  return {
    async requestDidStart(request) {
      const listeners = await started(plugins, request);
      return {
        async parsingDidStart(context) {
          for (const listener of listeners) await listener.parsingDidStart?.(context);
        },
        async validationDidStart(context) {
          for (const listener of listeners) await listener.validationDidStart?.(context);
        },
        async didResolveOperation(context) {
          for (const { didResolveOperation: hook } of listeners) if (hook) await hook(context);
        },
        async responseForOperation(context) {
          for (const { responseForOperation: hook } of listeners) {
            const response = hook ? await hook(context) : null;
            if (response) return response;
          }
          return null;
        },
        async willSendResponse(context) {
          for (const { willSendResponse: hook } of listeners) if (hook) await hook(context);
        },
      };
    },
  };
}

async function started(
  plugins: readonly Plugin[],
  request: GraphQLRequestContext<RequestContext>,
): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  for (const plugin of plugins) {
    const listener = await plugin.requestDidStart?.(request);
    if (listener) listeners.push(listener);
  }
  return listeners;
}
