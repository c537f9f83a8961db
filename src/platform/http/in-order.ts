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
          for (const each of listeners) await each.parsingDidStart?.(context);
        },
        async validationDidStart(context) {
          for (const each of listeners) await each.validationDidStart?.(context);
        },
        async didResolveOperation(context) {
          for (const each of listeners) {
            if (each.didResolveOperation) await each.didResolveOperation(context);
          }
        },
        async responseForOperation(context) {
          for (const each of listeners) {
            const response =
              each.responseForOperation && (await each.responseForOperation(context));
            if (response) return response;
          }
          return null;
        },
        async willSendResponse(context) {
          for (const each of listeners) {
            if (each.willSendResponse) await each.willSendResponse(context);
          }
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
