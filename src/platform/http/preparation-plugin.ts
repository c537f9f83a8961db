import type { ApolloServerPlugin } from "@apollo/server";

import type { RequestContext } from "../graphql/index.ts";

import { NO_DOCUMENT } from "./limits-plugin.ts";
import type { Metrics } from "./metrics.ts";

/** Counts what is done to a document that was not seen before. */
export function preparationPlugin(
  metrics: Pick<Metrics, "prepared">,
): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async parsingDidStart() {
          metrics.prepared("parsed");
        },
        async validationDidStart({ document }) {
          if (document !== NO_DOCUMENT) metrics.prepared("validated");
        },
      };
    },
  };
}
