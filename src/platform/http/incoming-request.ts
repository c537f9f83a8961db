import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

import type { GoneSignal } from "../departure.ts";
import type { ApiError } from "../graphql/errors.ts";
import { apiError } from "../graphql/index.ts";

/** What a request says of its sender, before anybody has judged it. */
export interface IncomingRequest {
  readonly requestId: string;
  /** The token or API key of the Authorization header; null where there is none. */
  readonly bearer: string | null;
  /** What is wrong with an Authorization header that holds no bearer. */
  readonly bearerProblem: ApiError | null;
  /** The caller's address, behind the proxies that we trust; for throttling only. */
  readonly remoteAddress: string;
  /** The header Idempotency-Key; null where there is none. */
  readonly idempotencyHeader: string | null;
  /** Aborted when nobody waits for what is read for the request any more. */
  readonly signal?: GoneSignal;
}

const REQUEST_ID = /^[A-Za-z0-9_.-]{8,64}$/;

/** The caller's own request id where it is one, so that its logs and ours can be joined; else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
}

const BEARER = /^bearer +([\x21-\x7e]+) *$/i;
/** No token or key of ours is near as long; a longer one is not even taken apart. */
const LONGEST_BEARER = 4_096;

/** The bearer that a request carries, or that its header holds anything else than one of bounded length. */
export function bearerOf(
  headers: IncomingHttpHeaders,
): Pick<IncomingRequest, "bearer" | "bearerProblem"> {
  const { authorization } = headers;
  if (authorization === undefined) return { bearer: null, bearerProblem: null };
  const bearer = BEARER.exec(authorization)?.[1];
  if (bearer !== undefined && bearer.length <= LONGEST_BEARER) {
    return { bearer, bearerProblem: null };
  }
  const bearerProblem = apiError(
    "UNAUTHENTICATED",
    `The header Authorization must be Bearer, a blank, and an access token or API key of at most ${LONGEST_BEARER} characters`,
  );
  return { bearer: null, bearerProblem };
}

/** The first value of a header that may come more than once. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
