import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

import { ERROR_CODES } from "../graphql/errors.ts";
import type { ErrorCode } from "../graphql/errors.ts";
import type { Logger } from "../logger.ts";

import { extensionsOf, tellError } from "./format-error.ts";

/** The body of an answer that no GraphQL execution stands behind, in the shape of one that failed. */
export function errorBody(
  code: ErrorCode,
  message: string,
  requestId: string,
  extensions: Readonly<Record<string, unknown>> = {},
): string {
  const error = { message, extensions: extensionsOf({ code, extensions }, requestId) };
  return `${JSON.stringify({ errors: [error], extensions: { requestId } })}\n`;
}

/** Answers with one error; `status` where it differs from the code's own. */
export function answerError(
  reply: FastifyReply,
  code: ErrorCode,
  message: string,
  options: { readonly status?: number; readonly extensions?: Record<string, unknown> } = {},
): FastifyReply {
  const { request } = reply;
  request.facts?.codes.add(code);
  return reply
    .code(options.status ?? ERROR_CODES[code].status)
    .type("application/json; charset=utf-8")
    .send(errorBody(code, message, request.id, options.extensions));
}

interface Words {
  readonly status: number;
  readonly message: string;
}

/** What the HTTP layer may find wrong with a request, in our words: its own may echo the request. */
const FRAMEWORK_ERRORS: Readonly<Record<string, Words>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, message: "The body is not JSON" },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, message: "The body is empty" },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    message: "The body is not as long as Content-Length says",
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    message: "The body must be JSON: send Content-Type: application/json",
  },
  FST_ERR_BAD_URL: { status: 400, message: "The address is malformed" },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, message: "The address is too long" },
};

/** Answers for whatever goes wrong before or around the routes. */
export function errorHandler(options: {
  readonly bodyLimitBytes: number;
  readonly logger: Logger;
}) {
  return (error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
      // The connection stays, and what still comes is thrown away: a caller that is cut off while
      // it sends would not see why.
      reply.removeHeader("connection");
      request.raw.resume();
      const limit = options.bodyLimitBytes;
      return answerError(reply, "LIMIT_EXCEEDED", `The body is larger than ${limit} bytes`, {
        status: 413,
        extensions: { counted: "bytes", limit },
      });
    }
    if (request.raw.readableAborted) {
      // nobody is there to read the answer, and nothing of ours went wrong
      options.logger.info("aborted", { requestId: request.id });
      return answerError(reply, "BAD_REQUEST", "The body ended before it was whole");
    }
    const words = FRAMEWORK_ERRORS[error.code];
    if (words) return answerError(reply, "BAD_REQUEST", words.message, { status: words.status });
    const { code, message, cause } = tellError(error);
    if (cause !== null) options.logger.error("failed", { requestId: request.id, error: cause });
    return answerError(reply, code, message);
  };
}
