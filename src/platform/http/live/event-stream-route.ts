import { once } from "node:events";
import { PassThrough } from "node:stream";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { ERROR_CODES, isErrorCode } from "../../graphql/errors.ts";

import { answerError } from "../answer-error.ts";
import { bearerOf } from "../incoming-request.ts";

import type { Asked, Told, Watched } from "./watch.ts";
import type { watcher } from "./watch.ts";

export const STREAM_PATH = "/graphql/stream";

/** A sign of life: proxies end what is silent for a minute. */
const PING_MS = 15_000;
/** How long nothing may be taken before a reader counts as gone. */
const STALLED_MS = 30_000;

export interface EventStreamOptions {
  readonly watch: ReturnType<typeof watcher>;
}

/** Serves subscriptions as server-sent events: one connection for each, as the GraphQL over SSE protocol has it. */
export function eventStreamRoute(app: FastifyInstance, options: EventStreamOptions): void {
  app.post(STREAM_PATH, async (request, reply) => {
    const asked = askedIn(request.body);
    if (asked === null) return answerError(reply, "BAD_REQUEST", "The body must be a JSON object");
    const watched = await options.watch(asked, {
      requestId: request.id,
      ...bearerOf(request.headers),
      remoteAddress: request.ip,
      idempotencyHeader: null,
    });
    if ("refused" in watched) {
      const status = statusOf(watched.refused);
      if (status === 401 || status === 429 || status >= 500)
        return reply.code(status).send(watched.refused);
    }
    return stream(request, reply, watched);
  });
}

function askedIn(body: unknown): Asked | null {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return null;
  const given: Partial<Asked> = body;
  const { query, documentId, operationName, variables } = given;
  return { query, documentId, operationName, variables };
}

/** What is wrong with the operation is told in the stream: clients of the protocol read no other body. */
function statusOf({ errors = [] }: Told): number {
  const code = errors[0]?.extensions?.["code"];
  return isErrorCode(code) ? ERROR_CODES[code].status : 500;
}

function stream(request: FastifyRequest, reply: FastifyReply, watched: Watched): FastifyReply {
  const body = new PassThrough();
  write(body, request, watched).catch(() => body.destroy());
  return reply
    .type("text/event-stream; charset=utf-8")
    .header("cache-control", "no-store")
    .header("x-accel-buffering", "no")
    .send(body);
}

async function write(body: PassThrough, request: FastifyRequest, watched: Watched): Promise<void> {
  let takenAt = performance.now();
  body.on("drain", () => (takenAt = performance.now()));
  const ping = setInterval(() => {
    if (!body.writableNeedDrain) body.write(":\n\n");
    else if (performance.now() - takenAt > STALLED_MS) request.raw.destroy();
  }, PING_MS).unref();
  const gone = new AbortController();
  const leave = (): void => {
    gone.abort();
    if ("told" in watched) watched.told.return(undefined).catch(() => undefined);
    body.destroy();
  };
  request.facts.gone.addEventListener("abort", leave);
  // whoever hung up before is not told of by the signal
  if (request.facts.gone.aborted) leave();
  try {
    const send = async (text: string): Promise<void> => {
      if (!body.write(text)) await once(body, "drain", { signal: gone.signal });
    };
    // the head goes out before anything has changed
    await send(":\n\n");
    for await (const told of "told" in watched ? watched.told : [watched.refused]) {
      if (gone.signal.aborted) return;
      takenAt = performance.now();
      await send(`event: next\ndata: ${JSON.stringify(told)}\n\n`);
    }
    if (!gone.signal.aborted) body.end("event: complete\ndata: \n\n");
  } finally {
    clearInterval(ping);
    request.facts.gone.removeEventListener("abort", leave);
  }
}
