import { GraphQLError } from "graphql";

/** The closed list of top-level error codes, with the HTTP status where the whole request fails. */
export const ERROR_CODES = {
  UNAUTHENTICATED: {
    status: 401,
    meaning: "No token, or one that is not (or no longer) valid.",
  },
  FORBIDDEN: {
    status: 200,
    meaning: "The caller lacks a scope; the field is null, requiredScopes says what it takes.",
  },
  BAD_REQUEST: {
    status: 400,
    meaning:
      "The HTTP request carries no GraphQL request; the status may also be 404, 405, 406 or 415.",
  },
  BAD_USER_INPUT: {
    status: 400,
    meaning: "An argument or variable is malformed; nothing was done.",
  },
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: "The document is no GraphQL." },
  GRAPHQL_VALIDATION_FAILED: {
    status: 400,
    meaning: "The document does not fit the schema.",
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    status: 200,
    meaning: "Only whole documents are taken: send the text as query, not its hash alone.",
  },
  LIMIT_EXCEEDED: {
    status: 400,
    meaning:
      "The document is too deep, too wide or asks for too much at once; a body that is too large has status 413.",
  },
  COST_LIMIT_EXCEEDED: {
    status: 400,
    meaning:
      "The operation would cost more than is allowed; nothing was run. The cost is in extensions.cost of every answer.",
  },
  PERSISTED_DOCUMENT_NOT_FOUND: {
    status: 404,
    meaning: "No document is stored under the documentId, or none that the caller may run.",
  },
  DOCUMENT_NOT_ALLOWED: {
    status: 403,
    meaning: "The API key runs stored documents only, and this one is not stored.",
  },
  THROTTLED: {
    status: 429,
    meaning: "Too many attempts; Retry-After says when to come back.",
  },
  IDEMPOTENCY_KEY_REQUIRED: {
    status: 200,
    meaning: "This mutation creates something or moves money and must carry @idempotent(key:).",
  },
  INTERNAL_SERVER_ERROR: {
    status: 500,
    meaning: "Our fault; the request id leads to it in the log.",
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    meaning: "The database cannot be reached or is overloaded; try again.",
  },
  TIMEOUT: {
    status: 503,
    meaning: "The database took too long and was stopped; ask for less, or try again.",
  },
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
}

const HELP_BASE = "/docs/errors#";

/** The page that explains a code. */
export function helpUrl(code: string): string {
  return `${HELP_BASE}${code.toLowerCase().replaceAll("_", "-")}`;
}

/** Codes after which the very same request may succeed. */
const RETRYABLE: ReadonlySet<string> = new Set([
  "THROTTLED",
  "SERVICE_UNAVAILABLE",
  "TIMEOUT",
  "BUSY",
  "MATCHING_PENDING",
]);

export const isRetryable = (code: string): boolean => RETRYABLE.has(code);

/** An error whose words were written for the caller; every other error's are kept from it. */
export class ApiError extends GraphQLError {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, extensions: Readonly<Record<string, unknown>>) {
    const { status } = ERROR_CODES[code];
    const http = status === 200 ? {} : { http: { status } };
    super(message, { extensions: { code, ...http, ...extensions } });
    this.code = code;
  }
}

/** A top-level error that its reader may see as it is. */
export function apiError(
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
): ApiError {
  return new ApiError(code, message, extensions);
}
