import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";

import type { Config } from "../config.ts";
import { accessPlugin } from "../graphql/access-plugin.ts";
import type { OnDenied } from "../graphql/access-plugin.ts";
import type { RequestContext } from "../graphql/index.ts";
import type { Logger } from "../logger.ts";
import { stringifyAnswer } from "../reading/index.ts";

import { answerPlugin } from "./answer-plugin.ts";
import { costOnlyPlugin, costPlugin } from "./cost-plugin.ts";
import { directAnswerPlugin } from "./direct-answer-plugin.ts";
import { MOST_ERRORS, PARSE_OPTIONS } from "./document-limits.ts";
import { DocumentStore } from "./document-store.ts";
import { errorFormatter } from "./format-error.ts";
import { inOrder } from "./in-order.ts";
import { livePlugin } from "./live/live-plugin.ts";
import { limitsPlugin } from "./limits-plugin.ts";
import type { Metrics } from "./metrics.ts";
import { preparationPlugin } from "./preparation-plugin.ts";
import { currentFacts } from "./request-facts.ts";
import { rootTypesRule } from "./root-types-rule.ts";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly environment: Config["environment"];
  readonly logger: Logger;
  readonly onDenied: OnDenied;
  /** False has every query executed. */
  readonly answersDirectly?: boolean;
  /** What one operation may cost. */
  readonly maxCost: number;
  readonly metrics: Pick<Metrics, "prepared">;
}

/**
 * Apollo Server as we want it: it parses, validates and executes, and does nothing by itself; no
 * reports, no pages, no signals, no batches, no queries stored by
 * itself, and no word of the program's inside.
 */
export async function startApollo(options: ApolloOptions): Promise<ApolloServer<RequestContext>> {
  forgetApolloEnvironment();
  const apollo = new ApolloServer<RequestContext>({
    schema: options.schema,
    nodeEnv: options.environment,
    logger: loggerFor(options.logger),
    // for callers with a token, in every mode: the access plugin demands one
    introspection: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    documentStore: new DocumentStore(),
    parseOptions: PARSE_OPTIONS,
    validationRules: [rootTypesRule],
    validationOptions: { maxErrors: MOST_ERRORS },
    executionOptions: { maxCoercionErrors: MOST_ERRORS },
    stringifyResult: stringifyAnswer,
    formatError: errorFormatter(options.logger, currentFacts),
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      unexpectedErrors(options.logger),
      inOrder(
        limitsPlugin(),
        livePlugin(),
        preparationPlugin(options.metrics),
        accessPlugin(options.onDenied),
        costPlugin(options.maxCost),
        costOnlyPlugin(),
        ...(options.answersDirectly === false ? [] : [directAnswerPlugin()]),
        answerPlugin(),
      ),
    ],
  });
  await apollo.start();
  return apollo;
}

/** Apollo reads these by itself, and some of them make it refuse to start or report to a cloud. */
function forgetApolloEnvironment(): void {
  // oxlint-disable-next-line node/no-process-env -- to forget, not to read
  const environment = process.env;
  for (const name of Object.keys(environment)) {
    if (name.startsWith("APOLLO_")) Reflect.deleteProperty(environment, name);
  }
}

/** A plugin failed: Apollo answers that something went wrong, and only this hook sees what. */
function unexpectedErrors(logger: Logger) {
  return {
    async unexpectedErrorProcessingRequest({ error }: { readonly error: Error }) {
      logger.error("failed", { requestId: currentFacts()?.requestId ?? null, error });
    },
  };
}

/** Apollo's own remarks. Its errors repeat what the hook above has logged without their text. */
function loggerFor(logger: Logger) {
  const remark = (message: unknown) => ({ note: typeof message === "string" ? message : null });
  return {
    debug: (message?: unknown) => logger.debug("apollo", remark(message)),
    info: (message?: unknown) => logger.info("apollo", remark(message)),
    warn: (message?: unknown) => logger.warn("apollo", remark(message)),
    error: () => logger.error("apollo"),
  };
}
