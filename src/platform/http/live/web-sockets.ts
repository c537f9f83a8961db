import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";

import { GraphQLError, parse } from "graphql";
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from "graphql";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import type { ConnectionInitMessage, SubscribePayload } from "graphql-ws";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";

import type { RequestContext } from "../../graphql/index.ts";
import type { Admission } from "../admission.ts";
import { GRAPHQL_PATH } from "../graphql-route.ts";
import type { IncomingRequest } from "../incoming-request.ts";
import { bearerOf } from "../incoming-request.ts";

import type { Asked, Told, watcher } from "./watch.ts";

export interface WebSocketOptions {
  readonly schema: GraphQLSchema;
  readonly watch: ReturnType<typeof watcher>;
  readonly contextOf: (request: IncomingRequest) => Promise<RequestContext>;
  readonly admission: Pick<Admission, "turnAway">;
  /** The longest message that is taken. */
  readonly bodyLimitBytes: number;
  readonly isClosing: () => boolean;
}

/** Web sockets at once on this server. */
const MOST_SOCKETS = 20_000;
/** Operations at once on one web socket. */
const MOST_OPERATIONS = 50;
/** Web sockets at once of one member or key. */
const MOST_OF_ONE = 200;
/** How often a socket has to show that somebody is there. */
const PING_MS = 20_000;
/** How long a socket may be open on which nothing is watched. */
const IDLE_MS = 60_000;
/** How long a socket that is closed has to say goodbye. */
const CLOSING_MS = 2_000;
/** What waits for a reader that takes nothing, before it is cut off; in bytes. */
const MOST_UNTAKEN = 1_000_000;

/** Who is behind a web socket. */
interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Operations that are being opened, or are open: the library forgets some of those before we have. */
  readonly watched: Set<WatchedOperation>;
  opening: number;
  /** When something was watched last. */
  busyAt: number;
  /** Null until it has said who it is. */
  actorId: string | null;
}

/**
 * Serves subscriptions over web sockets at /graphql, by the protocol graphql-transport-ws. What it returns
 * closes all of them.
 */
export function webSockets(server: Server, options: WebSocketOptions): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => handleProtocols(protocols),
    maxPayload: options.bodyLimitBytes,
    perMessageDeflate: false,
    // the types do not have it yet
    ...{ closeTimeout: CLOSING_MS },
  });
  const protocol = protocolOf(options);
  server.on("upgrade", (request, socket, head) => {
    const [path] = (request.url ?? "").split("?");
    if (path !== GRAPHQL_PATH)
      return refuse(socket, 404, "There is a web socket at /graphql alone");
    const isFull = options.isClosing() || sockets.clients.size >= MOST_SOCKETS;
    if (isFull || options.admission.turnAway() !== null)
      return refuse(socket, 503, "The server is overloaded or stops; try again in a moment");
    sockets.handleUpgrade(request, socket, head, (opened) => serve(opened, request, protocol));
  });
  return () => {
    for (const socket of sockets.clients) socket.close(1001, "Going away");
    const cut = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, 1_000);
    cut.unref();
  };
}

function refuse(socket: Duplex, status: 404 | 503, message: string): void {
  // nobody else listens to it any more: an error that is not heard would end the process
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  const reason = status === 404 ? "Not Found" : "Service Unavailable";
  const retry = status === 503 ? "retry-after: 1\r\n" : "";
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-type: text/plain; charset=utf-8\r\n${retry}content-length: ${Buffer.byteLength(message)}\r\n\r\n${message}`,
  );
}

type Protocol = ReturnType<typeof protocolOf>;

function serve(socket: WebSocket, request: IncomingMessage, protocol: Protocol): void {
  let isAlive = true;
  const extra: Extra = {
    ...{ socket, request, watched: new Set(), opening: 0, actorId: null },
    busyAt: performance.now(),
  };
  socket.on("pong", () => (isAlive = true));
  const ping = setInterval(() => {
    // a reader that takes nothing answers nothing either
    if (!isAlive) return socket.terminate();
    if (extra.watched.size + extra.opening > 0) extra.busyAt = performance.now();
    else if (performance.now() - extra.busyAt > IDLE_MS) socket.close(1000, "Nothing is watched");
    isAlive = false;
    socket.ping();
  }, PING_MS).unref();
  socket.on("error", () => socket.terminate());
  const closed = protocol.server.opened(
    {
      protocol: socket.protocol,
      // resolves when it was handed on: the next answer is made when this one is taken
      send: (data) =>
        new Promise((resolve) => {
          if (socket.readyState === socket.OPEN) socket.send(data, () => resolve());
          else resolve();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) =>
        socket.on("message", (data) => {
          // what is said is answered; whoever does not take the answers says no more
          if (socket.bufferedAmount > MOST_UNTAKEN) return socket.terminate();
          const text = Buffer.isBuffer(data) ? data.toString() : "";
          take(text).catch(() => socket.close(CloseCode.BadRequest, "Bad message"));
        }),
    },
    extra,
  );
  socket.once("close", (code, reason) => {
    clearInterval(ping);
    for (const { told } of extra.watched) told.return(undefined).catch(() => undefined);
    if (extra.actorId !== null) protocol.sockets.left(extra.actorId);
    closed(code, reason.toString()).catch(() => undefined);
  });
}

/** How many sockets each member or key has. */
class SocketsOfEach {
  readonly #count = new Map<string, number>();

  /** False where it has too many already. */
  came(actorId: string): boolean {
    const count = this.#count.get(actorId) ?? 0;
    if (count >= MOST_OF_ONE) return false;
    this.#count.set(actorId, count + 1);
    return true;
  }

  left(actorId: string): void {
    const count = (this.#count.get(actorId) ?? 1) - 1;
    if (count > 0) this.#count.set(actorId, count);
    else this.#count.delete(actorId);
  }
}

/** The library wants a document to see that it is a subscription: which one it is was read by the watcher. */
const SOME_SUBSCRIPTION = parse("subscription { watched }");

/** What the library hands from one hook to the next; among those of its socket until it is over. */
class WatchedOperation {
  readonly told: AsyncGenerator<Told>;
  readonly #among: Set<WatchedOperation>;

  constructor(told: AsyncGenerator<Told>, among: Set<WatchedOperation>) {
    this.told = told;
    this.#among = among;
    among.add(this);
  }

  end(): void {
    this.#among.delete(this);
  }
}

/** The protocol's side of it: every operation is given to the watcher, which refuses what is no subscription. */
function protocolOf({ schema, watch, contextOf }: WebSocketOptions) {
  const sockets = new SocketsOfEach();
  const server = makeServer<ConnectionInitMessage["payload"], Extra>({
    schema,
    onConnect: async ({ extra, connectionParams }) => {
      const { caller } = await contextOf(incomingOf(extra, connectionParams));
      const actorId = caller?.session.actorId ?? null;
      if (actorId === null) {
        extra.socket.close(CloseCode.Unauthorized, "A valid token is needed");
        return false;
      }
      if (!sockets.came(actorId)) {
        extra.socket.close(
          TRY_LATER,
          `There are ${MOST_OF_ONE} web sockets of this caller already`,
        );
        return false;
      }
      // it may have gone while that was found out
      if (extra.socket.readyState !== extra.socket.OPEN) sockets.left(actorId);
      else extra.actorId = actorId;
      return true;
    },
    onSubscribe: async ({ extra, connectionParams }, _id, payload) => {
      if (extra.watched.size + extra.opening >= MOST_OPERATIONS)
        return [new GraphQLError(`A web socket has at most ${MOST_OPERATIONS} subscriptions`)];
      extra.opening += 1;
      try {
        const watched = await watch(askedIn(payload), incomingOf(extra, connectionParams));
        if ("refused" in watched)
          return (watched.refused.errors ?? []).map((error) => new ToldError(error));
        const contextValue = new WatchedOperation(watched.told, extra.watched);
        if (extra.socket.readyState !== extra.socket.OPEN) await watched.told.return(undefined);
        return { schema, document: SOME_SUBSCRIPTION, contextValue };
      } finally {
        extra.opening -= 1;
      }
    },
    subscribe: ({ contextValue }) => {
      if (contextValue instanceof WatchedOperation) return asResults(contextValue);
      throw new Error("an operation that is not watched was subscribed to");
    },
    onNext: ({ extra }, _id, _payload, _args, { errors = [] }) => {
      if (errors.some(({ extensions }) => extensions["code"] === "UNAUTHENTICATED"))
        setImmediate(() => extra.socket.close(CloseCode.Forbidden, "The token has ended"));
    },
  });
  return { server, sockets };
}

/** RFC 6455 and its registry: try again later. */
const TRY_LATER = 1013;

/** An error that was formatted before it came here, and is sent as it is. */
class ToldError extends GraphQLError {
  readonly #told: GraphQLFormattedError;

  constructor(told: GraphQLFormattedError) {
    super(told.message, { extensions: { ...told.extensions } });
    this.#told = told;
  }

  override toJSON(): GraphQLFormattedError {
    return this.#told;
  }
}

/** The same in the library's types; it must hear at once that whoever watched is gone. */
function asResults(operation: WatchedOperation): AsyncGenerator<ExecutionResult> {
  const { told } = operation;
  const asResult = async (next: Promise<IteratorResult<Told>>) => {
    const read = await next.catch((error: unknown) => {
      operation.end();
      throw error;
    });
    if (read.done === true) {
      operation.end();
      return { done: true as const, value: undefined };
    }
    const { errors, ...rest } = read.value;
    const result = errors ? { ...rest, errors: errors.map((each) => new ToldError(each)) } : rest;
    return { done: false as const, value: result };
  };
  return {
    next: () => asResult(told.next()),
    return: (value) => asResult(told.return(value)),
    throw: (error) => asResult(told.throw(error)),
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      await asResult(told.return(undefined));
    },
  };
}

function askedIn({
  query,
  operationName,
  variables,
  extensions,
  ...more
}: SubscribePayload): Asked {
  const beside: Partial<Asked> = more;
  return {
    query: query === "" ? null : query,
    documentId: beside.documentId ?? extensions?.["documentId"],
    operationName,
    variables,
  };
}

/** Who asks, by what came with the connection's first message, else by the head of its request. */
function incomingOf(
  { request }: Extra,
  parameters: Readonly<Record<string, unknown>> | undefined,
): IncomingRequest {
  const given = parameters?.["authorization"] ?? parameters?.["Authorization"];
  const authorization = typeof given === "string" ? given : request.headers.authorization;
  return {
    requestId: randomUUID(),
    ...bearerOf(authorization === undefined ? {} : { authorization }),
    remoteAddress: request.socket.remoteAddress ?? "",
    idempotencyHeader: null,
  };
}
