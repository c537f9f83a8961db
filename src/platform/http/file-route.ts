import type { FastifyInstance } from "fastify";

import type { GoneSignal } from "../departure.ts";
import { isGranted } from "../graphql/access.ts";
import { forbidden, unauthenticated } from "../graphql/guard.ts";
import type { RequestContext } from "../graphql/index.ts";
import type { Logger } from "../logger.ts";

import { answerError } from "./answer-error.ts";
import { FileBody } from "./file-body.ts";
import type { FileParts } from "./file-body.ts";
import { contextFor } from "./graphql-route.ts";
import type { GraphqlRouteOptions } from "./graphql-route.ts";

/** A file that is written while it is sent: of any length in little memory. */
export interface FileDownload {
  readonly path: string;
  readonly fileName: string;
  readonly contentType: string;
  /** The scopes that it takes, all of them. */
  readonly needs: readonly string[];
  /**
   * Opens the file. `parameters` are the request's own, unchecked; throws apiError for wrong ones.
   * The signal is aborted when nobody reads it any more.
   */
  readonly open: (
    context: RequestContext,
    parameters: Readonly<Record<string, unknown>>,
    signal: GoneSignal,
  ) => Promise<OpenFile>;
}

export interface OpenFile extends FileParts {
  /** What the answer says of the file, beside its type and name. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface FileServing {
  readonly contextOf: GraphqlRouteOptions["contextOf"];
  readonly logger: Logger;
  /** How long a file may take, whoever reads it; in milliseconds. */
  readonly mostMs: number;
}

/** Serves a file to whoever has its scopes, with the bearer that the API takes. */
export function fileRoute(
  app: FastifyInstance,
  { contextOf, logger, mostMs }: FileServing,
  file: FileDownload,
): void {
  // a HEAD would open the file and read nothing of it
  const route = { exposeHeadRoute: false };
  app.get<{ Querystring: Record<string, unknown> }>(file.path, route, async (request, reply) => {
    const context = await contextFor(request, contextOf);
    if (!context.caller) {
      const { message } = context.bearerProblem ?? unauthenticated();
      return answerError(reply, "UNAUTHENTICATED", message);
    }
    if (!isGranted([file.needs], context.caller.scopes)) {
      const { message, extensions } = forbidden(file.path, [file.needs]);
      return answerError(reply, "FORBIDDEN", message, { status: 403, extensions });
    }
    const { gone } = request.facts;
    const opened = await file.open(context, request.query, gone);
    const body = new FileBody(opened);
    // whatever became of the answer, with it the file is over
    reply.raw.once("close", () => body.destroy());
    const late = setTimeout(() => body.destroy(new Error("the file took too long")), mostMs);
    body.once("close", () => clearTimeout(late));
    // one that breaks off has its head sent: the connection is reset, so that nobody takes it for whole
    body.once("error", (error) => {
      if (!gone.aborted && reply.raw.headersSent) {
        logger.error("file broke off", { requestId: request.id, error });
      }
    });
    return reply
      .headers(opened.headers)
      .type(file.contentType)
      .header("content-disposition", `attachment; filename="${file.fileName}"`)
      .send(body);
  });
}
