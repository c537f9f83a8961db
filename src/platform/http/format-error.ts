import type { GraphQLFormattedError } from "graphql";
import { GraphQLError } from "graphql";

import type { ErrorCode } from "../graphql/errors.ts";
import { AskerGone } from "../database/index.ts";
import { ApiError, helpUrl, isErrorCode, isRetryable } from "../graphql/errors.ts";
import { describeError } from "../logger.ts";
import type { Logger } from "../logger.ts";

import { databaseTrouble } from "./database-trouble.ts";
import { inputPathOf } from "./input-path.ts";
import type { RequestFacts } from "./request-facts.ts";
import { safeMessage } from "./safe-message.ts";

/** What a caller is told of an error, and what was behind it where that is not all. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
  /** To be logged; null where the caller is told everything there is. */
  readonly cause: unknown;
}

const OUR_FAULT = "Something went wrong on our side; the request id leads to it in the log";
const UNAVAILABLE = "The database cannot be reached or is overloaded; try again in a moment";
const TOO_SLOW =
  "The database took too long and was stopped; ask for less at once, or try again in a moment";

/** Everything about an error that may leave the house, besides its message and its place. */
const ALLOWED = [
  "requiredScopes",
  "coordinate",
  "retryAfterSeconds",
  "counted",
  "count",
  "limit",
  "requested",
  "costliestPath",
  "smallerPage",
  "inputPath",
] as const;

/** Codes of Apollo's own, given before any field runs, and what they are here. */
const REQUEST_CODES: Readonly<Record<string, ErrorCode>> = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  BAD_REQUEST: "BAD_REQUEST",
  OPERATION_RESOLUTION_FAILURE: "BAD_REQUEST",
  PERSISTED_QUERY_NOT_FOUND: "PERSISTED_QUERY_NOT_SUPPORTED",
  PERSISTED_QUERY_NOT_SUPPORTED: "PERSISTED_QUERY_NOT_SUPPORTED",
};

const TOO_MANY_TOKENS = /^Syntax Error: Document contains more that (\d+) tokens/;
const ARGUMENT = /^Argument "\w+" (of required type|of non-null type|has invalid value)/;

/**
 * Decides what a caller is told: our own errors as they are, the GraphQL library's without what it
 * echoes, the database out of reach as such, and of anything else only that it is our fault.
 */
export function tellError(error: unknown): ToldError {
  const own = chainOf(error).find((each) => each instanceof ApiError);
  if (own) return told(own.code, own.message, allowedOf(own.extensions));
  if (error instanceof GraphQLError) {
    const library = ofLibrary(error);
    if (library) return library;
  }
  const cause = lastInChain(error);
  // nobody reads it, and nothing went wrong
  if (cause instanceof AskerGone) return told("TIMEOUT", TOO_SLOW);
  const trouble = databaseTrouble(cause);
  if (trouble === "TIMEOUT") return told("TIMEOUT", TOO_SLOW, {}, cause);
  if (trouble) return told("SERVICE_UNAVAILABLE", UNAVAILABLE, {}, cause);
  return told("INTERNAL_SERVER_ERROR", OUR_FAULT, {}, cause);
}

function ofLibrary(error: GraphQLError): ToldError | null {
  const { code } = error.extensions;
  const known = typeof code === "string" ? REQUEST_CODES[code] : undefined;
  if (known && error.path === undefined) {
    const limit = TOO_MANY_TOKENS.exec(error.message)?.[1];
    if (limit !== undefined) return tooManyTokens(Number(limit));
    const reason = error.originalError?.message;
    const inputPath = known === "BAD_USER_INPUT" ? inputPathOf(error.message, reason) : null;
    return told(known, safeMessage(error.message, reason), inputPath ? { inputPath } : {});
  }
  const last = lastInChain(error);
  if (last instanceof GraphQLError && ARGUMENT.test(last.message)) {
    return told("BAD_USER_INPUT", safeMessage(last.message), {
      inputPath: inputPathOf(last.message),
    });
  }
  return null;
}

function tooManyTokens(limit: number): ToldError {
  return told("LIMIT_EXCEEDED", `The document has more than ${limit} tokens: send smaller ones`, {
    counted: "tokens",
    limit,
  });
}

/** Apollo's formatter: each error that leaves passes here, and what it hides goes into the log. */
export function errorFormatter(logger: Logger, factsOf: () => RequestFacts | null) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const facts = factsOf();
    const tellable = tellError(error);
    // also of what Apollo refuses before any of our plugins sees it
    facts?.codes.add(tellable.code);
    if (tellable.cause !== null) logCause(logger, facts, tellable);
    const { locations, path } = formatted;
    return {
      message: tellable.message,
      ...(locations ? { locations } : {}),
      ...(path ? { path } : {}),
      extensions: extensionsOf(tellable, facts?.requestId ?? null),
    };
  };
}

/** The extensions of every error: what it is, which request it belongs to, and what helps. */
export function extensionsOf(
  error: Pick<ToldError, "code" | "extensions">,
  requestId: string | null,
): Record<string, unknown> {
  return {
    code: error.code,
    requestId,
    helpUrl: helpUrl(error.code),
    retryable: isRetryable(error.code),
    ...error.extensions,
  };
}

/** Of an error that others formatted, what may leave, with what every error carries. */
export function completed(error: GraphQLFormattedError, requestId: string): GraphQLFormattedError {
  const given = error.extensions ?? {};
  const code = isErrorCode(given["code"]) ? given["code"] : "INTERNAL_SERVER_ERROR";
  const extensions = extensionsOf({ code, extensions: allowedOf(given) }, requestId);
  return { ...error, extensions };
}

function logCause(logger: Logger, facts: RequestFacts | null, { code, cause }: ToldError): void {
  const key = JSON.stringify(describeError(cause));
  if (facts?.logged.has(key)) return;
  facts?.logged.add(key);
  const fields = { requestId: facts?.requestId ?? null, codes: [code], error: cause };
  if (code === "INTERNAL_SERVER_ERROR") logger.error("failed", fields);
  else logger.warn("database unavailable", fields);
}

function told(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
  cause: unknown = null,
): ToldError {
  return { code, message, extensions, cause };
}

function allowedOf(extensions: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    ALLOWED.filter((name) => name in extensions).map((name) => [name, extensions[name]]),
  );
}

const DEEPEST_CHAIN = 10;

/** An error and those it was made of, outermost first. */
function chainOf(error: unknown): unknown[] {
  const chain = [error];
  for (let last = error; last instanceof GraphQLError && last.originalError;) {
    last = last.originalError;
    chain.push(last);
    if (chain.length >= DEEPEST_CHAIN) break;
  }
  return chain;
}

function lastInChain(error: unknown): unknown {
  return chainOf(error).at(-1);
}
