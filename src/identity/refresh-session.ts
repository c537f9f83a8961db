import type { Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { Lifetimes, TokenPair } from "./credentials/token-pair.ts";
import { makeTokenPair } from "./credentials/token-pair.ts";
import type { TokenClaims, Tokens } from "./credentials/tokens.ts";
import { decideRefresh } from "./domain/refresh.ts";
import type { RefreshDecision } from "./domain/refresh.ts";
import {
  lockRefreshToken,
  markRotated,
  queueRefreshToken,
  revokeSession,
} from "./store/session-store.ts";
import type { RefreshFound } from "./store/session-store.ts";
import type { Standings } from "./store/standings.ts";
import type { AnonymousCall } from "./viewer.ts";

export interface RefreshSession {
  readonly refreshToken: string;
}

export interface RefreshSessionDeps {
  readonly database: Database;
  readonly tokens: Tokens;
  readonly lifetimes: Lifetimes;
  readonly standings: Standings;
}

/**
 * Exchanges a refresh token for a new pair, once. A token that was exchanged before has been copied
 * by somebody: the whole session ends, the thief's and the owner's alike. TOKEN_REFUSED for all that
 * is not exchanged.
 */
export const refreshSession =
  (deps: RefreshSessionDeps) =>
  async (call: AnonymousCall<RefreshSession>): Promise<TokenPair | Refusal> => {
    const text = call.command.refreshToken;
    const claims = deps.tokens.read("rt", text, call.at);
    if (!claims) return refused();
    const session = authSession(call.requestId);
    const exchanged = await deps.database.transaction<
      TokenPair | Exclude<RefreshDecision, "ROTATE">
    >(session, (tx) => exchange(deps, tx, call, claims));
    if (exchanged === "REUSED") deps.standings.forget(claims.sessionId);
    return typeof exchanged === "string" || isRefusal(exchanged) ? refused() : exchanged;
  };

/** What happened is returned, not refused: a refusal would undo the revocation. */
async function exchange(
  deps: RefreshSessionDeps,
  tx: Transaction,
  call: AnonymousCall<RefreshSession>,
  claims: TokenClaims,
): Promise<TokenPair | Exclude<RefreshDecision, "ROTATE">> {
  const { at } = call;
  const found = await lockRefreshToken(tx, {
    id: claims.tokenId,
    text: call.command.refreshToken,
    tokenVersion: claims.tokenVersion,
  });
  if (!found) return "ENDED";
  const decision = decideRefresh(found.facts, at);
  tx.queue(auditOf(call, claims, found, decision));
  if (decision === "REUSED") tx.queue(revokeSession(claims.sessionId, at));
  if (decision !== "ROTATE") return decision;

  const holder = { ...claims, sessionEndsAt: found.facts.sessionEndsAt };
  const pair = makeTokenPair(deps.tokens, deps.lifetimes, holder, at);
  tx.queue(markRotated(claims.tokenId, at));
  queueRefreshToken(tx, deps.database, claims.sessionId, pair, at);
  return pair;
}

function auditOf(
  call: AnonymousCall<RefreshSession>,
  claims: TokenClaims,
  found: RefreshFound,
  decision: RefreshDecision,
) {
  const partnerId = found.partnerUuid === null ? null : idOf("prt", found.partnerUuid);
  return auditRow({
    mutation: "refreshSession",
    at: call.at,
    actor: { kind: "MEMBER", id: uuidOf(claims.memberId), partnerId },
    requestId: call.requestId,
    subjects: [claims.sessionId],
    outcome: decision === "ROTATE" ? "DONE" : "REFUSED",
    code: decision === "ROTATE" ? null : "TOKEN_REFUSED",
  });
}

function refused(): Refusal {
  return refuse("TOKEN_REFUSED", "The refresh token is unknown, used or ended; log in again.", {
    path: ["refreshToken"],
  });
}
