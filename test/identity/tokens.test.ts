import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  randomUUID,
} from "node:crypto";

import jwt from "jsonwebtoken";
import { describe, expect, it } from "vitest";

import type { TokenClaims, TokenSettings } from "../../src/identity/credentials/tokens.ts";
import { makeTokens } from "../../src/identity/credentials/tokens.ts";
import { idOf } from "../../src/kernel/index.ts";

const at = new Date("2027-02-01T10:00:00Z");
const now = at.getTime() / 1000;
const secret = randomBytes(32);
const settings: TokenSettings = {
  issuer: "baton",
  audience: "baton-api",
  keys: [{ id: "1", secret }],
};
const tokens = makeTokens(settings);
const claims: TokenClaims = {
  tokenId: randomUUID(),
  memberId: idOf("mem", "01970000-0000-7000-8000-000000000001"),
  sessionId: idOf("ses", "01970000-0000-7000-8000-000000000002"),
  tokenVersion: 3,
  issuedAt: at,
  expiresAt: new Date(at.getTime() + 900_000),
};

const goodHeader = { alg: "HS256", typ: "at+jwt", kid: "1" };
const goodPayload = {
  iss: "baton",
  aud: "baton-api",
  sub: claims.memberId,
  sid: "01970000-0000-7000-8000-000000000002",
  jti: claims.tokenId,
  ver: 3,
  iat: now,
  exp: now + 900,
};

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString("base64url");

/** Signs by hand, with our own key unless told otherwise: only the shape is at fault. */
function forge(
  header: unknown = goodHeader,
  payload: unknown = goodPayload,
  key: string | Buffer = secret,
  digest = "sha256",
): string {
  const body = `${encode(header)}.${encode(payload)}`;
  return `${body}.${createHmac(digest, key).update(body).digest("base64url")}`;
}

/** A payload given as text, signed with our own key. */
function signed(payload: string): string {
  const body = `${encode(goodHeader)}.${Buffer.from(payload).toString("base64url")}`;
  return `${body}.${createHmac("sha256", secret).update(body).digest("base64url")}`;
}

const without = (field: keyof typeof goodPayload): unknown =>
  Object.fromEntries(Object.entries(goodPayload).filter(([name]) => name !== field));

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const publicPem = createPublicKey(rsa.privateKey)
  .export({ type: "spki", format: "pem" })
  .toString();
const unsigned = (alg: string): string =>
  `${encode({ ...goodHeader, alg })}.${encode(goodPayload)}.`;

const FORGED: readonly (readonly [string, string])[] = [
  ["alg none", unsigned("none")],
  ["alg None", unsigned("None")],
  ["alg NONE, signed all the same", forge({ ...goodHeader, alg: "NONE" })],
  ["an empty signature", unsigned("HS256")],
  ["the RS256 public key as HS256 secret", forge(goodHeader, goodPayload, publicPem)],
  [
    "RS256 by a key of one's own",
    jwt.sign(goodPayload, rsa.privateKey, {
      algorithm: "RS256",
      header: { alg: "RS256", typ: "at+jwt", kid: "1" },
    }),
  ],
  ["HS384", forge({ ...goodHeader, alg: "HS384" }, goodPayload, secret, "sha384")],
  ["HS512", forge({ ...goodHeader, alg: "HS512" }, goodPayload, secret, "sha512")],
  ["HS256 by another key", forge(goodHeader, goodPayload, randomBytes(32))],
  ["a kid that is a path", forge({ ...goodHeader, kid: "../../dev/null" }, goodPayload, "")],
  ["a kid that is SQL", forge({ ...goodHeader, kid: "' union select 'x'--" }, goodPayload, "x")],
  ["no kid", forge({ alg: "HS256", typ: "at+jwt" })],
  ["jku", forge({ ...goodHeader, jku: "http://127.0.0.1:1/keys" })],
  ["x5u", forge({ ...goodHeader, x5u: "http://127.0.0.1:1/cert" })],
  ["jwk", forge({ ...goodHeader, jwk: { kty: "oct", k: "AA" } })],
  ["an unknown crit", forge({ ...goodHeader, crit: ["exp2"], exp2: 1 })],
  ["typ JWT", forge({ ...goodHeader, typ: "JWT" })],
  ["typ rt", forge({ ...goodHeader, typ: "rt" })],
  ["a refresh token", tokens.sign("rt", claims)],
  ["another audience", forge(goodHeader, { ...goodPayload, aud: "other-api" })],
  ["two audiences", forge(goodHeader, { ...goodPayload, aud: ["baton-api", "other-api"] })],
  ["another issuer", forge(goodHeader, { ...goodPayload, iss: "elsewhere" })],
  ["no exp", forge(goodHeader, without("exp"))],
  ["no sub", forge(goodHeader, without("sub"))],
  ["no jti", forge(goodHeader, without("jti"))],
  ["no iat", forge(goodHeader, without("iat"))],
  ["no session", forge(goodHeader, without("sid"))],
  ["a lead as its subject", forge(goodHeader, { ...goodPayload, sub: "lead_01k8" })],
  ["expired a second ago", forge(goodHeader, { ...goodPayload, exp: now - 1 })],
  ["expired this second", forge(goodHeader, { ...goodPayload, exp: now })],
  ["exp as text", forge(goodHeader, { ...goodPayload, exp: "9999999999" })],
  ["not valid before a minute from now", forge(goodHeader, { ...goodPayload, nbf: now + 60 })],
  ["issued tomorrow", forge(goodHeader, { ...goodPayload, iat: now + 86_400, exp: now + 90_000 })],
  ["a claim of its own making", forge(goodHeader, { ...goodPayload, scope: "ADMIN" })],
  [
    "64 kB, all but its claims spaces",
    signed(`${JSON.stringify(goodPayload)}${" ".repeat(48_000)}`),
  ],
  ["spaces after it", `${tokens.sign("at+jwt", claims)} `],
  ["a payload that is no object", forge(goodHeader, "admin")],
  ["a header that is no JSON", `!!!.${encode(goodPayload)}.x`],
  ["four parts", `${forge()}.x`],
  ["nothing", ""],
  ["Bearer left in", `Bearer ${forge()}`],
];

describe("tokens", () => {
  it("that we sign are read back", () => {
    expect(tokens.read("at+jwt", tokens.sign("at+jwt", claims), at)).toEqual(claims);
    expect(tokens.read("rt", tokens.sign("rt", claims), at)).toEqual(claims);
  });

  it("made by hand just like ours are read too: the forgeries below fail by their one fault", () => {
    expect(tokens.read("at+jwt", forge(), at)).toEqual(claims);
    expect(tokens.read("at+jwt", signed(`${JSON.stringify(goodPayload)}  `), at)).toEqual(claims);
    expect(tokens.read("at+jwt", forge(goodHeader, { ...goodPayload, nbf: now + 30 }), at)).toEqual(
      claims,
    );
    expect(
      tokens.read("at+jwt", forge(goodHeader, { ...goodPayload, iat: now + 60 }), at),
    ).not.toBeNull();
    expect(
      tokens.read("at+jwt", forge(goodHeader, { ...goodPayload, exp: now + 1 }), at),
    ).not.toBeNull();
  });

  it.each(FORGED)("with %s open nothing", (_name, token) => {
    expect(tokens.read("at+jwt", token, at)).toBeNull();
  });

  it("for access are not exchanged as refresh tokens", () => {
    expect(tokens.read("rt", tokens.sign("at+jwt", claims), at)).toBeNull();
  });

  it("with any one letter changed open nothing", () => {
    const token = tokens.sign("at+jwt", claims);
    const accepted = [...token].filter((letter, index) => {
      const changed = `${token.slice(0, index)}${letter === "A" ? "B" : "A"}${token.slice(index + 1)}`;
      return tokens.read("at+jwt", changed, at) !== null;
    });

    expect(accepted).toEqual([]);
  });

  it("stay good while a key is replaced, and not after", () => {
    const signed = tokens.sign("at+jwt", claims);
    const next = { id: "2", secret: randomBytes(32) };
    const both = makeTokens({ ...settings, keys: [next, settings.keys[0]] });
    const after = makeTokens({ ...settings, keys: [next] });

    expect(both.read("at+jwt", signed, at)).toEqual(claims);
    expect(after.read("at+jwt", both.sign("at+jwt", claims), at)).toEqual(claims);
    expect(after.read("at+jwt", signed, at)).toBeNull();
  });

  it("are never signed with a key under 32 bytes", () => {
    expect(() => makeTokens({ ...settings, keys: [{ id: "1", secret: randomBytes(31) }] })).toThrow(
      "shorter than 32 bytes",
    );
  });

  it("cost little to read: a second of processor time reads thousands", () => {
    const token = tokens.sign("at+jwt", claims);
    const before = process.cpuUsage();
    for (let count = 0; count < 1_000; count += 1) tokens.read("at+jwt", token, at);
    const spent = process.cpuUsage(before);

    // a text as the key would take about 740 ms
    expect((spent.user + spent.system) / 1000).toBeLessThan(400);
  });
});
