import type { Clock } from "../platform/clock.ts";

import { isApiKey, looksLikeApiKey } from "./credentials/api-key.ts";
import { hashOfSecret } from "./credentials/secret.ts";
import type { Tokens } from "./credentials/tokens.ts";
import { viewerOf } from "./domain/standing.ts";
import type { Viewer } from "./domain/viewer.ts";
import type { Standings } from "./store/standings.ts";

export interface AuthenticateDeps {
  readonly tokens: Tokens;
  readonly standings: Standings;
  readonly clock: Clock;
}

/**
 * Tells who sends a bearer, an access token or an API key; null where it opens nothing. Whoever
 * keeps a stream open asks again every half minute: what ended meanwhile is null then.
 */
export const authenticate =
  (deps: AuthenticateDeps) =>
  (bearer: string): Promise<Viewer | null> =>
    looksLikeApiKey(bearer) ? byKey(deps, bearer) : byToken(deps, bearer);

async function byKey(deps: AuthenticateDeps, key: string): Promise<Viewer | null> {
  if (!isApiKey(key)) return null;
  const standing = await deps.standings.ofKey(hashOfSecret(key));
  return standing && viewerOf(standing, deps.clock());
}

async function byToken(deps: AuthenticateDeps, token: string): Promise<Viewer | null> {
  const at = deps.clock();
  const claims = deps.tokens.read("at+jwt", token, at);
  if (!claims) return null;
  const standing = await deps.standings.ofSession(claims.sessionId);
  if (standing?.memberId !== claims.memberId) return null;
  if (standing.tokenVersion !== claims.tokenVersion) return null;
  const viewer = viewerOf(standing, at);
  return viewer && { ...viewer, expiresAt: claims.expiresAt };
}
