import type { IncomingMessage, Server, ServerResponse } from "node:http";

import type { Logger } from "../logger.ts";

import type { Admission, TurnedAway } from "./admission.ts";
import { errorBody } from "./answer-error.ts";
import { GRAPHQL_PATH, OVERLOADED } from "./graphql-route.ts";
import { DEFAULT_HEADERS, RETRY_AFTER_SECONDS } from "./headers.ts";
import { requestIdOf } from "./incoming-request.ts";
import type { Metrics } from "./metrics.ts";

export interface FrontDoorOptions {
  readonly admission: Admission;
  readonly metrics: Pick<Metrics, "begun" | "answered">;
  readonly logger: Logger;
  readonly bodyLimitBytes: number;
  /** True when answers are the last ones on their connections. */
  readonly isClosing: () => boolean;
}

/** How long refusals are gathered for one line of the log; in milliseconds. */
const LOGGED_EVERY_MS = 1_000;

const REFUSED = {
  type: "none",
  status: 503,
  codes: new Set(["SERVICE_UNAVAILABLE"]),
  isDirect: false,
  seconds: null,
} as const;

/**
 * Turns GraphQL requests away while too many are inside, before anything is made of them: under
 * overload a refusal is the most frequent answer there is, and what it costs is missing to those who
 * were let in. It is answered and counted like any other; the log tells how many there were in a
 * second. What is GraphQL's by an address written in another way passes, and meets the same question
 * in the route. Call it when all who handle the server's requests are there; what it returns ends it.
 */
export function guardFrontDoor(server: Server, options: FrontDoorOptions): () => void {
  const { admission, metrics } = options;
  const note = notedTogether(options.logger);
  const inside = server.listeners("request");
  server.removeAllListeners("request");
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const reason = isGraphql(request) ? admission.turnAway() : null;
    if (reason === null) {
      for (const handle of inside) Reflect.apply(handle, server, [request, response]);
      return;
    }
    metrics.begun();
    refuse(request, response, options);
    metrics.answered(REFUSED);
    note.one(reason);
  });
  return note.tell;
}

function isGraphql({ method, url = "" }: IncomingMessage): boolean {
  if ((method !== "POST" && method !== "GET") || !url.startsWith(GRAPHQL_PATH)) return false;
  return url.length === GRAPHQL_PATH.length || url[GRAPHQL_PATH.length] === "?";
}

const ID = "@id@";
/** The parts of the body around the request's id, which needs no quoting. */
const BODY = errorBody("SERVICE_UNAVAILABLE", OVERLOADED, ID).split(ID);
const HEADERS = Object.entries({
  ...DEFAULT_HEADERS,
  "content-type": "application/json; charset=utf-8",
  "retry-after": RETRY_AFTER_SECONDS,
}).flat();

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { bodyLimitBytes, isClosing }: FrontDoorOptions,
): void {
  const requestId = requestIdOf(request);
  const body = BODY.join(requestId);
  const headers = [...HEADERS, "x-request-id", requestId];
  headers.push("content-length", String(Buffer.byteLength(body)));
  if (isClosing()) headers.push("connection", "close");
  response.writeHead(REFUSED.status, headers).end(body);
  throwAway(request, bodyLimitBytes);
}

/**
 * Reads a body that nobody wants, so that its sender sees the answer and may ask again on the same
 * connection; but no more of it than would have been taken.
 */
function throwAway(request: IncomingMessage, limit: number): void {
  let left = limit;
  request.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) request.socket.destroy();
  });
}

/** One line for all refusals of a second. */
function notedTogether(logger: Logger): {
  readonly one: (reason: TurnedAway) => void;
  readonly tell: () => void;
} {
  let count = 0;
  const reasons = new Set<TurnedAway>();
  const tell = (): void => {
    if (count === 0) return;
    const { codes, status } = REFUSED;
    logger.warn("turned away", { count, reasons: [...reasons], codes: [...codes], status });
    count = 0;
    reasons.clear();
  };
  const one = (reason: TurnedAway): void => {
    count += 1;
    reasons.add(reason);
    if (count === 1) setTimeout(tell, LOGGED_EVERY_MS).unref();
  };
  return { one, tell };
}
