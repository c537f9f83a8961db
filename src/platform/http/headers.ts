import type { FastifyReply } from "fastify";

/** For answers that are data: nothing in them may be run, framed or guessed to be something else. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";

export const DEFAULT_HEADERS: Readonly<Record<string, string>> = {
  // answers depend on who asks: no cache, here or on the way, may give one caller another's
  "cache-control": "no-store",
  "content-security-policy": DATA_POLICY,
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const DEFAULTS = Object.entries(DEFAULT_HEADERS);

export const RETRY_AFTER_SECONDS = "1";

/**
 * Puts onto an answer what every answer carries, where its route has not said otherwise. The last
 * one on a connection says so.
 */
export function putHeaders(reply: FastifyReply, isLast: boolean): void {
  for (const [name, value] of DEFAULTS) {
    if (!reply.hasHeader(name)) reply.header(name, value);
  }
  reply.header("x-request-id", reply.request.id);
  if (reply.statusCode === 401) reply.header("www-authenticate", "Bearer");
  if (reply.statusCode === 503 && !reply.hasHeader("retry-after")) {
    reply.header("retry-after", RETRY_AFTER_SECONDS);
  }
  if (isLast) reply.header("connection", "close");
}
