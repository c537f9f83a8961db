import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { fastify } from "fastify";
import type { FastifyInstance } from "fastify";
import type { GraphQLSchema } from "graphql";

import type { Config } from "../config.ts";
import type { OnDenied } from "../graphql/access-plugin.ts";
import type { RequestContext } from "../graphql/index.ts";
import { Slots } from "../live/index.ts";
import type { MailCounts } from "../mail/index.ts";
import type { Streams } from "../live/index.ts";
import type { Logger } from "../logger.ts";

import { Admission } from "./admission.ts";
import type { AdmissionLimits } from "./admission.ts";
import { answerError, errorHandler } from "./answer-error.ts";
import { startApollo } from "./apollo.ts";
import type { FindDocument } from "./choose-document.ts";
import { answerBrokenRequest } from "./connection-errors.ts";
import { watchEventLoop } from "./event-loop-guard.ts";
import { fileRoute } from "./file-route.ts";
import type { FileDownload } from "./file-route.ts";
import { guardFrontDoor } from "./front-door.ts";
import { explorerRoute } from "./graphiql/explorer-route.ts";
import type { ExplorerOptions } from "./graphiql/explorer-route.ts";
import { GRAPHQL_PATH, graphqlRoute } from "./graphql-route.ts";
import { putHeaders } from "./headers.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import { requestIdOf } from "./incoming-request.ts";
import { eventStreamRoute, STREAM_PATH } from "./live/event-stream-route.ts";
import { watcher } from "./live/watch.ts";
import { webSockets } from "./live/web-sockets.ts";
import { linkedActionRoute } from "./linked-action-route.ts";
import { loginPageRoute } from "./login-page-route.ts";
import type { LoginPage } from "./login-page-route.ts";
import type { LinkedAction } from "./linked-action-route.ts";
import { linkedFileRoute } from "./linked-file-route.ts";
import type { LinkedFiles } from "./linked-file-route.ts";
import { metricsRoute } from "./metrics-route.ts";
import type { Figure } from "./figure.ts";
import { makeMetrics } from "./metrics.ts";
import type { DatabaseFigures } from "./metrics.ts";
import { addressOf, openEntrances } from "./entrances.ts";
import type { Entrances } from "./entrances.ts";
import { errorsRoute, healthRoute, readinessRoute, schemaRoute } from "./plain-routes.ts";
import type { Readiness } from "./readiness.ts";
import { requestLog } from "./request-log.ts";
import { uploadRoute } from "./upload-route.ts";
import type { FileUpload } from "./upload-route.ts";

type HttpConfig = Pick<
  Config,
  | "host"
  | "port"
  | "publicUrl"
  | "trustProxy"
  | "bodyLimitBytes"
  | "maxCost"
  | "metricsToken"
  | "environment"
>;

export interface HttpServerOptions {
  readonly config: HttpConfig;
  readonly logger: Logger;
  /** Guarded, as `guardSchema` gives it. */
  readonly schema: GraphQLSchema;
  /** The schema as text. */
  readonly sdl: string;
  /** Finds out who asks; a bearer that opens nothing is told in the context. */
  readonly contextOf: (request: IncomingRequest) => Promise<RequestContext>;
  readonly findDocument: FindDocument;
  /** Told of each denied mutation. */
  readonly onDenied: OnDenied;
  readonly readiness: Readiness;
  readonly database: DatabaseFigures;
  readonly explorer: ExplorerOptions;
  /** Who watches what changes. */
  readonly streams: Streams;
  /** What became of mails. */
  readonly mails?: () => MailCounts;
  /** Figures of those above, for /metrics. */
  readonly figures?: readonly Figure[];
  /** How often is looked whether whoever watches still may; in milliseconds. */
  readonly recheckMs?: number;
  /** Files to download. */
  readonly files?: readonly FileDownload[];
  /** Where files arrive. */
  readonly uploads?: readonly FileUpload[];
  /** Files that are fetched by links. */
  readonly linkedFiles?: readonly LinkedFiles[];
  /** What links in mails do. */
  readonly linkedActions?: readonly LinkedAction[];
  /** Where links in mails ask for a login. */
  readonly loginPages?: readonly LoginPage[];
  /** False has every query executed; what is answered is the same either way. */
  readonly answersDirectly?: boolean;
  /** How many operations are let in; all where it says nothing. */
  readonly admission?: AdmissionLimits;
  /** How long a file may take at most; in milliseconds. */
  readonly fileMs?: number;
  /** How late the event loop may be before requests are refused; in milliseconds. */
  readonly maxLagMs?: number;
}

export interface HttpServer {
  /** Starts to listen; the address tells the port where 0 was asked for. */
  listen(): Promise<AddressInfo>;
  /**
   * Ends: first /readyz says no, then nobody is let in any more and who is in gets a last answer,
   * and what is under way ends within `ms` milliseconds or is cut off.
   */
  drain(ms: number): Promise<void>;
  /** Node's server beneath, for limits and web sockets. */
  readonly server: FastifyInstance["server"];
}

/** Nobody may hold a connection by sending slowly. In milliseconds. */
const TIMEOUTS = {
  headers: 10_000,
  request: 20_000,
  silence: 30_000,
  /** Longer than the idle time of common load balancers, which would else meet closed doors. */
  keepAlive: 65_000,
  check: 5_000,
} as const;

const HEADER_BYTES = 16_384;
const MAX_LAG_MS = 1_500;
const FILE_MS = 15 * 60_000;
/** With the half minute for which a credential is remembered, whoever was shut out hears nothing after a minute. */
const RECHECK_MS = 20_000;
/** How long a last answer has to be sent. */
const TOLD_MS = 100;
/** Reads for streams at once. */
const STREAM_READS = 4;
const OPEN_DOOR: AdmissionLimits = { operations: Infinity, waiting: Infinity, waitMs: Infinity };
/** How long load balancers have to see that /readyz says no, before the door closes. */
const NOTICE_MS = 500;
/** How long those inside have to send one more request, whose answer tells them to go elsewhere. */
const GRACE_MS = 500;

/** Puts the HTTP side together: GraphQL, GraphiQL, health, metrics and schema on one server. */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { config, logger, streams } = options;
  const loop = watchEventLoop({ maxLagMs: options.maxLagMs ?? MAX_LAG_MS });
  const admission = new Admission(options.admission ?? OPEN_DOOR, () => loop.isOverloaded());
  const metrics = makeMetrics(
    options.database,
    loop,
    admission,
    () => streams.figures(),
    options.mails ?? null,
    options.figures ?? [],
  );
  const { environment, maxCost } = config;
  const apollo = await startApollo({ ...options, environment, maxCost, metrics });
  let isDraining = false;
  let isDoorClosed = false;
  let entrances: Entrances | null = null;

  const app = openApp(options, () => isDoorClosed);
  requestLog(app, logger, metrics);
  graphqlRoute(app, {
    apollo,
    contextOf: options.contextOf,
    findDocument: options.findDocument,
    admission,
  });
  const watch = watcher({
    apollo,
    contextOf: options.contextOf,
    findDocument: options.findDocument,
    streams,
    slots: new Slots(STREAM_READS),
    figures: metrics.live,
    recheckMs: options.recheckMs ?? RECHECK_MS,
    admission,
    logger,
  });
  eventStreamRoute(app, { watch });
  const closeSockets = webSockets(app.server, {
    schema: options.schema,
    watch,
    contextOf: options.contextOf,
    admission,
    bodyLimitBytes: config.bodyLimitBytes,
    isClosing: () => isDoorClosed,
  });
  healthRoute(app);
  readinessRoute(app, options.readiness, () => isDraining);
  metricsRoute(app, metrics, config.metricsToken);
  schemaRoute(app, options.sdl);
  errorsRoute(app);
  explorerRoute(app, options.explorer, config.publicUrl);
  const serving = { contextOf: options.contextOf, logger, mostMs: options.fileMs ?? FILE_MS };
  for (const file of options.files ?? []) fileRoute(app, serving, file);
  for (const files of options.linkedFiles ?? []) linkedFileRoute(app, files, serving);
  for (const action of options.linkedActions ?? []) linkedActionRoute(app, action);
  for (const page of options.loginPages ?? []) loginPageRoute(app, page);
  for (const upload of options.uploads ?? []) uploadRoute(app, upload, serving.mostMs);
  const endFrontDoor = guardFrontDoor(app.server, {
    admission,
    metrics,
    logger,
    bodyLimitBytes: config.bodyLimitBytes,
    isClosing: () => isDoorClosed,
  });

  return {
    server: app.server,
    listen: async () => {
      const { port, host } = config;
      entrances = await openEntrances(app.server, { port, host }, (how) => app.listen(how));
      return addressOf(app.server);
    },
    drain: async (ms) => {
      isDraining = true;
      await sleep(Math.min(NOTICE_MS, ms / 4));
      const cut = setTimeout(() => {
        logger.warn("cut off", { count: metrics.underway() });
        app.server.closeAllConnections();
      }, ms);
      // whoever watches is told before its socket is closed
      streams.stop();
      await sleep(Math.min(TOLD_MS, ms / 10));
      isDoorClosed = true;
      closeSockets();
      const left = entrances?.close();
      await sleep(Math.min(GRACE_MS, ms / 4));
      await app.close();
      await left;
      clearTimeout(cut);
      endFrontDoor();
      await apollo.stop();
      loop.stop();
    },
  };
}

function openApp(options: HttpServerOptions, isDoorClosed: () => boolean): FastifyInstance {
  const { config, logger } = options;
  const onError = errorHandler({ bodyLimitBytes: config.bodyLimitBytes, logger });
  const app: FastifyInstance = fastify({
    logger: false,
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: trusted(config.trustProxy),
    bodyLimit: config.bodyLimitBytes,
    requestTimeout: TIMEOUTS.request,
    connectionTimeout: TIMEOUTS.silence,
    keepAliveTimeout: TIMEOUTS.keepAlive,
    // what still comes on open connections while we drain is served too
    return503OnClosing: false,
    onProtoPoisoning: "error",
    onConstructorPoisoning: "error",
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, _request, reply) => {
      putHeaders(reply, isDoorClosed());
      onError(error, reply.request, reply);
    },
    http: {
      headersTimeout: TIMEOUTS.headers,
      connectionsCheckingInterval: TIMEOUTS.check,
      maxHeaderSize: HEADER_BYTES,
      // what else a client would like to upgrade to is served as it came
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
  });
  // Only JSON is read. Any other body is Apollo's to refuse: it tells forged cross-site requests.
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser("*", { parseAs: "string" }, (_request, _body, done) => done(null));
  app.addHook("onSend", (_request, reply, payload, done) => {
    putHeaders(reply, isDoorClosed());
    done(null, payload);
  });
  app.setErrorHandler(onError);
  const paths = (of: readonly { readonly path: string }[] = []) => of.map(({ path }) => path);
  const filePaths = new Set([...paths(options.files), ...paths(options.linkedFiles)]);
  const uploadPaths = new Set(paths(options.uploads));
  app.setNotFoundHandler((request, reply) => {
    const [path = ""] = request.url.split("?");
    if (filePaths.has(path)) {
      reply.header("allow", "GET");
      return answerError(reply, "BAD_REQUEST", "A file is fetched with GET", { status: 405 });
    }
    if (uploadPaths.has(path)) {
      reply.header("allow", "PUT");
      return answerError(reply, "BAD_REQUEST", "A file is sent with PUT", { status: 405 });
    }
    if (path === STREAM_PATH) {
      reply.header("allow", "POST");
      return answerError(reply, "BAD_REQUEST", "A subscription is POSTed", { status: 405 });
    }
    if (path !== GRAPHQL_PATH) {
      const message = "There is nothing here; the API is at /graphql, GraphiQL at /graphiql";
      return answerError(reply, "BAD_REQUEST", message, { status: 404 });
    }
    reply.header("allow", "GET, POST");
    const message = "GraphQL takes POST, and GET for queries";
    return answerError(reply, "BAD_REQUEST", message, { status: 405 });
  });
  return app;
}

/** Fastify believes no plain number of proxies; counted from us outwards, it is what was meant. */
function trusted(proxies: Config["trustProxy"]) {
  if (typeof proxies !== "number") return proxies;
  return (_address: string, hop: number) => hop < proxies;
}
