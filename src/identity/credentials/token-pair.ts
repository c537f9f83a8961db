import type { PartnerMemberId } from "../../kernel/index.ts";
import type { LoginSessionId } from "../domain/viewer.ts";

import type { Tokens } from "./tokens.ts";
import { newTokenId } from "./tokens.ts";

/** How long credentials live. */
export interface Lifetimes {
  readonly accessTokenSeconds: number;
  readonly refreshTokenDays: number;
}

/** What a login or a refresh hands out. */
export interface TokenPair {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  /** Good for one exchange. */
  readonly refreshToken: string;
  readonly refreshTokenId: string;
  readonly refreshTokenExpiresAt: Date;
}

export interface TokenHolder {
  readonly memberId: PartnerMemberId;
  readonly sessionId: LoginSessionId;
  readonly tokenVersion: number;
  /** When the whole session ends; no token outlives it. */
  readonly sessionEndsAt: Date;
}

const DAY_MS = 86_400_000;
const SESSION_DAYS = 90;

/** When a session that starts now ends, however often it is refreshed. */
export function sessionEnd(startedAt: Date): Date {
  return new Date(startedAt.getTime() + SESSION_DAYS * DAY_MS);
}

export function makeTokenPair(
  tokens: Tokens,
  lifetimes: Lifetimes,
  holder: TokenHolder,
  at: Date,
): TokenPair {
  const until = (milliseconds: number): Date =>
    new Date(Math.min(at.getTime() + milliseconds, holder.sessionEndsAt.getTime()));
  const accessTokenExpiresAt = until(lifetimes.accessTokenSeconds * 1000);
  const refreshTokenExpiresAt = until(lifetimes.refreshTokenDays * DAY_MS);
  const refreshTokenId = newTokenId();
  const claims = {
    memberId: holder.memberId,
    sessionId: holder.sessionId,
    tokenVersion: holder.tokenVersion,
    issuedAt: at,
  };
  return {
    accessToken: tokens.sign("at+jwt", {
      ...claims,
      tokenId: newTokenId(),
      expiresAt: accessTokenExpiresAt,
    }),
    accessTokenExpiresAt,
    refreshToken: tokens.sign("rt", {
      ...claims,
      tokenId: refreshTokenId,
      expiresAt: refreshTokenExpiresAt,
    }),
    refreshTokenId,
    refreshTokenExpiresAt,
  };
}
