import type { FastifyInstance } from "fastify";

import type { GoneSignal } from "../departure.ts";
import type { Logger } from "../logger.ts";

import { answerError } from "./answer-error.ts";
import { FileBody } from "./file-body.ts";
import type { FileParts } from "./file-body.ts";

/** Files that are fetched by a link that opens them itself, without a bearer. */
export interface LinkedFiles {
  readonly path: string;
  /** Null where the link opens nothing. The signal is aborted when nobody reads it any more. */
  readonly open: (
    parameters: Readonly<Record<string, unknown>>,
    requestId: string,
    signal: GoneSignal,
  ) => Promise<LinkedFile | null>;
}

export interface LinkedFile extends FileParts {
  /** As somebody typed it. */
  readonly fileName: string;
  readonly contentType: string;
  /** Null where nobody knows before it is written. */
  readonly byteSize: number | null;
}

/** Serves what a link opens, always as a file to be saved and never as a page to be shown. */
export function linkedFileRoute(
  app: FastifyInstance,
  files: LinkedFiles,
  { logger, mostMs }: { readonly logger: Logger; readonly mostMs: number },
): void {
  const route = { exposeHeadRoute: false };
  app.get<{ Querystring: Record<string, unknown> }>(files.path, route, async (request, reply) => {
    const { gone } = request.facts;
    const file = await files.open(request.query, request.id, gone);
    if (file === null) {
      const message = "The link opens nothing, or nothing any more: ask the API for another";
      return answerError(reply, "FORBIDDEN", message, { status: 403 });
    }
    const body = new FileBody(file);
    reply.raw.once("close", () => body.destroy());
    const late = setTimeout(() => body.destroy(new Error("the file took too long")), mostMs);
    body.once("close", () => clearTimeout(late));
    body.once("error", (error) => {
      if (!gone.aborted) logger.error("file broke off", { requestId: request.id, error });
    });
    if (file.byteSize !== null) reply.header("content-length", file.byteSize);
    return reply
      .type(file.contentType)
      .header("content-disposition", savedAs(file.fileName))
      .send(body);
  });
}

/** The header that names the file (RFC 6266): in ASCII for old readers, and as it was typed. */
function savedAs(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  const exact = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}
