import type { Identity } from "../identity/index.ts";
import { toCaller } from "../identity/index.ts";
import type { Clock } from "../platform/clock.ts";
import { apiError } from "../platform/graphql/index.ts";
import type { RequestContext } from "../platform/graphql/index.ts";
import type { IncomingRequest } from "../platform/http/index.ts";

/**
 * Finds out who asks. A bearer that opens nothing is an error for whatever takes one; who logs in
 * or refreshes a session may send the old one along.
 */
export function makeContextOf(identity: Pick<Identity, "authenticate">, clock: Clock) {
  return async (request: IncomingRequest): Promise<RequestContext> => {
    const { bearer, requestId } = request;
    const viewer = bearer === null ? null : await identity.authenticate(bearer);
    const opensNothing = bearer !== null && viewer === null;
    return {
      caller: viewer && toCaller(viewer, requestId, request.signal),
      bearerProblem: opensNothing ? tokenInvalid() : request.bearerProblem,
      requestId,
      at: clock(),
      remoteAddress: request.remoteAddress,
      idempotencyHeader: request.idempotencyHeader,
      idempotency: [],
      ahead: new Map(),
      watching: null,
    };
  };
}

function tokenInvalid() {
  return apiError(
    "UNAUTHENTICATED",
    "The token is not, or no longer, valid: log in again or use another key",
  );
}
