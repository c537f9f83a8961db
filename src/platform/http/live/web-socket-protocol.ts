import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

import { GraphQLError, parse } from "graphql";
import type { ExecutionResult, GraphQLFormattedError, GraphQLSchema } from "graphql";
import { CloseCode, makeServer } from "graphql-ws";
import type { ConnectionInitMessage, SubscribePayload } from "graphql-ws";
import type { WebSocket } from "ws";

import { apiError } from "../../graphql/index.ts";
import type { RequestContext } from "../../graphql/index.ts";
import type { IncomingRequest } from "../incoming-request.ts";
import { bearerOf } from "../incoming-request.ts";

import { failed } from "./watch.ts";
import type { Asked, Told, watcher } from "./watch.ts";

export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  readonly watch: ReturnType<typeof watcher>;
  readonly contextOf: (request: IncomingRequest) => Promise<RequestContext>;
}

/** Operations at once on one web socket. */
const MOST_OPERATIONS = 50;
/** Web sockets at once of one member or key. */
const MOST_OF_ONE = 200;

/** Who is behind a web socket. */
export interface Extra {
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
export function protocolOf({ schema, watch, contextOf }: ProtocolOptions) {
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
        return refusal(`A web socket has at most ${MOST_OPERATIONS} subscriptions: end some first`);
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

/** What is refused before it is an operation. */
function refusal(message: string): readonly ToldError[] {
  const { errors = [] } = failed(apiError("THROTTLED", message), randomUUID());
  return errors.map((error) => new ToldError(error));
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
