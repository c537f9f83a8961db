import type { ApolloServer } from "@apollo/server";
import { HeaderMap } from "@apollo/server";
import type { GraphQLFormattedError } from "graphql";

import { systemClock } from "../../clock.ts";
import { Departure } from "../../departure.ts";
import { unauthenticated } from "../../graphql/guard.ts";
import { apiError } from "../../graphql/index.ts";
import type { Caller, RequestContext } from "../../graphql/index.ts";
import { Watching } from "../../live/index.ts";
import type { Logger } from "../../logger.ts";
import type { Change, Slots, Stream, StreamEnd, Streams } from "../../live/index.ts";

import type { Admission } from "../admission.ts";
import { chooseDocument } from "../choose-document.ts";
import type { FindDocument } from "../choose-document.ts";
import { extensionsOf, tellError } from "../format-error.ts";
import { OVERLOADED } from "../graphql-route.ts";
import type { IncomingRequest } from "../incoming-request.ts";
import { newRequestFacts, withFacts } from "../request-facts.ts";
import type { RequestFacts } from "../request-facts.ts";

import type { LiveFigures } from "./live-figures.ts";
import { SharedAnswers } from "./shared-answers.ts";
import { StreamLog } from "./stream-log.ts";

export interface WatchDeps {
  readonly apollo: ApolloServer<RequestContext>;
  readonly contextOf: (request: IncomingRequest) => Promise<RequestContext>;
  readonly findDocument: FindDocument;
  readonly streams: Streams;
  /** Reads for streams at once: what is asked by requests comes first. */
  readonly slots: Slots;
  /** How often is looked whether whoever watches still may; in milliseconds. */
  readonly recheckMs: number;
  readonly admission: Pick<Admission, "turnAway" | "enter">;
  readonly logger: Logger;
  readonly figures: LiveFigures;
}

/** An operation as it came. */
export interface Asked {
  readonly query: unknown;
  readonly documentId: unknown;
  readonly operationName: unknown;
  readonly variables: unknown;
}

/** One answer of a stream. */
export interface Told {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An operation that is watched; or what stands in its way, told as any answer. */
export type Watched =
  | { readonly refused: Told }
  | {
      /** An answer for each change that the caller may see; the last one has errors where the server ended it. */
      readonly told: AsyncGenerator<Told>;
    };

interface Answered {
  readonly told: Told;
  /** Null where the token had ended by then. */
  readonly caller: Caller | null;
}

/** What whoever watched is told when the server ends its stream. */
const ENDS: Readonly<Record<Exclude<StreamEnd, "REVOKED">, string>> = {
  STALLED: "Too much changed before it was taken: subscribe again, and read anew what you show",
  MISSED: "Changes may have been missed: subscribe again, and read anew what you show",
  STOPPING: "The server stops: subscribe again, and read anew what you show",
};

/**
 * Runs a subscription: once, to see what it watches and whether the caller may; then for each change that it
 * watches, as the caller may see it at that moment. What the caller may not see is not told at all.
 */
export function watcher(deps: WatchDeps) {
  const shared = new SharedAnswers<Answered>();
  return async (asked: Asked, incoming: IncomingRequest): Promise<Watched> => {
    const body: Record<string, unknown> = { ...asked };
    const request = { method: "POST", headers: new HeaderMap(), search: "", body };
    const contextNow = () => deps.contextOf(incoming);
    const log = new StreamLog(deps.logger, incoming.requestId);
    const ask = async (change: Change | null) => {
      const watching = new Watching(change);
      const context = { ...(await contextNow()), watching };
      const { told, facts } = await run(deps, request.body, context);
      return { told, facts, caller: context.caller, topics: watching.topics };
    };
    try {
      const first = await admitted(deps.admission, async () => {
        const { caller } = await contextNow();
        log.caller = caller;
        await chooseDocument(request, caller, deps.findDocument);
        return ask(null);
      });
      log.facts = first.facts;
      if (first.told.errors || !first.caller) return refusing(log, first.told);
      const stream = await open(deps.streams, first.caller, first.topics);
      log.opened();
      const recheck = setInterval(() => {
        // what cannot be asked now is asked again
        contextNow().then(
          (now) => now.caller === null && stream.end("REVOKED"),
          () => undefined,
        );
      }, deps.recheckMs).unref();
      const key = `${incoming.bearer} ${JSON.stringify(request.body)}`;
      const { actorId } = stream.watcher;
      const answer = (change: Change): Promise<Answered> =>
        shared.of(change, key, () => deps.slots.run(actorId, () => ask(change)));
      const told = answers(deps, stream, answer, contextNow, incoming.requestId);
      return {
        told: endable(told, stream, () => {
          clearInterval(recheck);
          deps.streams.close(stream);
          log.ended(stream);
        }),
      };
    } catch (error) {
      return refusing(log, failed(error, incoming.requestId));
    }
  };
}

/** An operation that begins takes its turn like any other; what it is told later takes turns of its own. */
async function admitted<Result>(
  admission: WatchDeps["admission"],
  work: () => Promise<Result>,
): Promise<Result> {
  const leave = admission.turnAway() === null ? await admission.enter(new Departure()) : null;
  if (leave === null) throw apiError("SERVICE_UNAVAILABLE", OVERLOADED);
  return work().finally(leave);
}

function refusing(log: StreamLog, refused: Told): Watched {
  log.refused(refused.errors?.map(({ extensions }) => String(extensions?.["code"])) ?? []);
  return { refused };
}

async function open(
  streams: Streams,
  { session }: Caller,
  topics: Watching["topics"],
): Promise<Stream> {
  const { actorId, partnerId } = session;
  const stream = await streams
    .open({ actorId: actorId ?? "", partnerId, topics })
    .catch((error: unknown) => {
      throw apiError(
        "SERVICE_UNAVAILABLE",
        "Changes cannot be followed now; try again in a moment",
        {
          cause: error,
        },
      );
    });
  if (stream) return stream;
  throw apiError(
    "THROTTLED",
    "Too many subscriptions are open, of this caller or in all: end some, or try again later",
    { retryAfterSeconds: 30 },
  );
}

async function* answers(
  deps: WatchDeps,
  stream: Stream,
  answer: (change: Change) => Promise<Answered>,
  contextNow: () => Promise<RequestContext>,
  requestId: string,
): AsyncGenerator<Told> {
  try {
    for (;;) {
      const change = await stream.next();
      if (change === null) break;
      const { told, caller } = await answer(change);
      if (stream.ended === "LEFT") return;
      const isNothing = Object.values(told.data ?? {}).every((value) => value === null);
      if (isNothing && !told.errors) continue;
      deps.figures.told(systemClock().getTime() - change.at.getTime());
      yield told;
      // whoever may not have it any more is not asked again and again
      if (caller === null || (isNothing && told.errors)) return;
    }
    if (stream.ended === null || stream.ended === "LEFT") return;
    if (stream.ended === "REVOKED") throw (await contextNow()).bearerProblem ?? unauthenticated();
    throw apiError("SERVICE_UNAVAILABLE", ENDS[stream.ended]);
  } catch (error) {
    yield failed(error, requestId);
  }
}

/** Whoever leaves is gone at once: a generator that waits for its next change would not hear of it. */
function endable(
  told: AsyncGenerator<Told>,
  stream: Stream,
  onEnd: () => void,
): AsyncGenerator<Told> {
  let isOver = false;
  const ended = (): void => {
    if (!isOver) onEnd();
    isOver = true;
  };
  const settle = async (result: Promise<IteratorResult<Told>>) => {
    try {
      const found = await result;
      if (found.done === true) ended();
      return found;
    } catch (error) {
      ended();
      throw error;
    }
  };
  const leave = (): void => stream.end("LEFT");
  return {
    next: () => settle(told.next()),
    return: (value) => {
      leave();
      return settle(told.return(value));
    },
    throw: (error) => {
      leave();
      return settle(told.throw(error));
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    [Symbol.asyncDispose]: async () => {
      leave();
      await settle(told.return(undefined));
    },
  };
}

/** By Apollo, as all that is asked: parsed, limited, priced, guarded and formatted the same way. */
async function run(
  { apollo }: WatchDeps,
  body: Readonly<Record<string, unknown>>,
  context: RequestContext,
): Promise<{ readonly told: Told; readonly facts: RequestFacts }> {
  const facts = newRequestFacts(context.requestId);
  const request = {
    ...textOf("query", body["query"]),
    ...textOf("operationName", body["operationName"]),
    variables: objectOf(body["variables"]),
  };
  const response = await withFacts(facts, () =>
    apollo.executeOperation(request, { contextValue: context }),
  );
  if (response.body.kind !== "single") throw new Error("an answer came in parts");
  return { told: response.body.singleResult, facts };
}

function textOf(name: string, value: unknown): Record<string, string> {
  if (value === null || value === undefined) return {};
  if (typeof value === "string") return { [name]: value };
  throw apiError("BAD_REQUEST", `${name} must be text`);
}

function objectOf(value: unknown): Record<string, unknown> {
  if (value === null || value === undefined) return {};
  if (typeof value === "object" && !Array.isArray(value)) return { ...value };
  throw apiError("BAD_REQUEST", "variables must be an object");
}

/** An error as an answer of a stream. */
export function failed(error: unknown, requestId: string): Told {
  const tellable = tellError(error);
  const { message } = tellable;
  return {
    errors: [{ message, extensions: extensionsOf(tellable, requestId) }],
    extensions: { requestId },
  };
}
