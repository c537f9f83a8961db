import type { Identity } from "../identity/index.ts";
import { toCaller } from "../identity/index.ts";
import type { Clock } from "../platform/clock.ts";
import { apiError, Loading } from "../platform/graphql/index.ts";
import type { Caller, RequestContext } from "../platform/graphql/index.ts";
import type { IncomingRequest } from "../platform/http/index.ts";

/** Finds out who asks. A bearer that opens nothing is an error, not an anonymous caller. */
export function makeContextOf(identity: Pick<Identity, "authenticate">, clock: Clock) {
  return async (request: IncomingRequest): Promise<RequestContext> => ({
    caller:
      request.bearer === null ? null : await callerOf(identity, request.bearer, request.requestId),
    requestId: request.requestId,
    at: clock(),
    loading: new Loading(),
    remoteAddress: request.remoteAddress,
    idempotencyHeader: request.idempotencyHeader,
    idempotency: null,
  });
}

async function callerOf(
  identity: Pick<Identity, "authenticate">,
  bearer: string,
  requestId: string,
): Promise<Caller> {
  const viewer = await identity.authenticate(bearer);
  if (!viewer) {
    throw apiError(
      "UNAUTHENTICATED",
      "The token is not, or no longer, valid: log in again or use another key",
    );
  }
  return toCaller(viewer, requestId);
}
