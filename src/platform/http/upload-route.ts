import type { Readable } from "node:stream";

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { ErrorCode } from "../graphql/index.ts";

import { answerError } from "./answer-error.ts";
import { mayTakeLonger } from "./slow-bodies.ts";

/** A place where files arrive. */
export interface FileUpload {
  readonly path: string;
  /** Reads the body, or leaves it; whatever it does not read is thrown away. */
  readonly receive: (request: UploadRequest) => Promise<UploadAnswer>;
}

export interface UploadRequest {
  /** The request's own, unchecked. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly body: Readable;
  /** How long the body is, as its sender says; null where it does not. */
  readonly byteSize: number | null;
  readonly requestId: string;
}

export type UploadAnswer =
  | { readonly ok: true; readonly told: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly status: number;
      readonly code: ErrorCode;
      readonly message: string;
    };

/** Files under way at once in this process, whoever sends them: each holds a connection and a disk. */
const MOST_AT_ONCE = 32;
/** What is read of a body that nobody wants, so that its sender sees the answer. */
const MOST_THROWN_AWAY = 1_048_576;

/** Takes files by PUT: of any length in little memory, at the pace of the disk. */
export function uploadRoute(app: FastifyInstance, upload: FileUpload, mostMs: number): void {
  let underway = 0;
  app.register((scope, _options, done) => {
    // the body stays where it is until somebody reads it, whatever it says that it is
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", (_request, _body, parsed) => parsed(null));
    scope.put<{ Querystring: Record<string, unknown> }>(upload.path, async (request, reply) => {
      if (underway >= MOST_AT_ONCE) {
        throwAway(request);
        return answerError(reply, "SERVICE_UNAVAILABLE", "Too many files arrive; try again soon");
      }
      underway += 1;
      const late = setTimeout(() => request.raw.destroy(), mostMs);
      try {
        return await mayTakeLonger(request.raw.socket, () => received(upload, request, reply));
      } finally {
        clearTimeout(late);
        underway -= 1;
      }
    });
    done();
  });
}

async function received(
  upload: FileUpload,
  request: FastifyRequest<{ Querystring: Record<string, unknown> }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const length = request.headers["content-length"];
  const answer = await upload.receive({
    parameters: request.query,
    body: request.raw,
    byteSize: length === undefined ? null : Number(length),
    requestId: request.id,
  });
  throwAway(request);
  if (answer.ok) return reply.code(201).send(answer.told);
  return answerError(reply, answer.code, answer.message, { status: answer.status });
}

function throwAway({ raw }: FastifyRequest): void {
  let left = MOST_THROWN_AWAY;
  if (raw.readableEnded || raw.destroyed) return;
  raw.on("data", (part: Buffer) => {
    left -= part.length;
    if (left < 0) raw.destroy();
  });
}
