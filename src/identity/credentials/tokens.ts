import { createSecretKey, randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";

import jwt from "jsonwebtoken";
import { z } from "zod";

import type { PartnerMemberId } from "../../kernel/index.ts";
import { idOf, parseId, uuidOf } from "../../kernel/index.ts";
import type { LoginSessionId } from "../domain/viewer.ts";

export interface TokenKey {
  /** Names the key in a token's header. */
  readonly id: string;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  /** The first one signs; all of them verify, so a key is replaced without refusing anybody. */
  readonly keys: readonly [TokenKey, ...TokenKey[]];
}

/** `at+jwt` opens the API (RFC 9068); `rt` is exchanged for a new pair and opens nothing. */
export type TokenType = "at+jwt" | "rt";

export interface TokenClaims {
  /** The token's own id, a uuid. */
  readonly tokenId: string;
  readonly memberId: PartnerMemberId;
  readonly sessionId: LoginSessionId;
  readonly tokenVersion: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface Tokens {
  /** Signs a token. Times count in whole seconds, rounded down. */
  readonly sign: (type: TokenType, claims: TokenClaims) => string;
  /** The claims of a token that is genuine, of this type and in force; null for any other. */
  readonly read: (type: TokenType, token: string, at: Date) => TokenClaims | null;
}

const MAX_BYTES = 4_096;
const MIN_KEY_BYTES = 32;
/** Clocks of two instances may differ by so much. An end is an end, whatever the clocks. */
const SKEW_SECONDS = 30;
const ISSUED_AHEAD_SECONDS = 60;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Nothing else may stand in a header: no crit, no jku, x5u or jwk that would name the key. */
const headerOf = (type: TokenType) =>
  z.strictObject({ alg: z.literal("HS256"), typ: z.literal(type), kid: z.string().max(64) });

const UUID = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const CLAIMS = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  sub: z.string(),
  sid: UUID,
  jti: UUID,
  ver: z.int().min(1),
  iat: z.int(),
  nbf: z.int().optional(),
  exp: z.int(),
});

/**
 * Signs and reads tokens by jsonwebtoken, with all that it leaves open closed: keys are KeyObjects
 * (a text costs forty times as much per token), one algorithm, issuer, audience, type and every claim
 * demanded, unknown headers refused.
 */
export function makeTokens(settings: TokenSettings): Tokens {
  const keys = new Map(settings.keys.map((key) => [key.id, toKeyObject(key)]));
  const [signing] = settings.keys;
  const headers = { "at+jwt": headerOf("at+jwt"), rt: headerOf("rt") };
  const audiences = { "at+jwt": settings.audience, rt: `${settings.audience}#refresh` };

  return {
    sign: (type, claims) => {
      const key = keys.get(signing.id);
      if (!key) throw new Error("the signing key is not among the keys");
      return jwt.sign(
        {
          iss: settings.issuer,
          aud: audiences[type],
          sub: claims.memberId,
          sid: uuidOf(claims.sessionId),
          jti: claims.tokenId,
          ver: claims.tokenVersion,
          iat: secondsOf(claims.issuedAt),
          exp: secondsOf(claims.expiresAt),
        },
        key,
        { algorithm: "HS256", header: { alg: "HS256", typ: type, kid: signing.id } },
      );
    },

    read: (type, token, at) => {
      if (token.length > MAX_BYTES || !COMPACT.test(token)) return null;
      const header = headers[type].safeParse(jsonOf(token.slice(0, token.indexOf("."))));
      const key = header.success ? keys.get(header.data.kid) : undefined;
      if (!key) return null;
      const payload = verified(token, key, {
        algorithms: ["HS256"],
        issuer: settings.issuer,
        audience: audiences[type],
        clockTimestamp: secondsOf(at),
        clockTolerance: SKEW_SECONDS,
      });
      const claims = CLAIMS.safeParse(payload);
      return claims.success ? claimsInForce(claims.data, secondsOf(at)) : null;
    },
  };
}

export const newTokenId = (): string => randomUUID();

function verified(token: string, key: KeyObject, options: jwt.VerifyOptions): unknown {
  try {
    return jwt.verify(token, key, options);
  } catch {
    return null;
  }
}

function claimsInForce(claims: z.infer<typeof CLAIMS>, now: number): TokenClaims | null {
  const member = parseId("mem", claims.sub);
  if (!member.ok || claims.exp <= now || claims.iat > now + ISSUED_AHEAD_SECONDS) return null;
  return {
    tokenId: claims.jti,
    memberId: member.id,
    sessionId: idOf("ses", claims.sid),
    tokenVersion: claims.ver,
    issuedAt: new Date(claims.iat * 1000),
    expiresAt: new Date(claims.exp * 1000),
  };
}

function toKeyObject(key: TokenKey): KeyObject {
  if (key.secret.byteLength < MIN_KEY_BYTES) {
    throw new Error(`token key ${key.id} is shorter than ${MIN_KEY_BYTES} bytes`);
  }
  return createSecretKey(key.secret);
}

function jsonOf(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

function secondsOf(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}
