import { hash, randomBytes } from "node:crypto";

/** What a secret opens, so that one found in the wrong place can be told by its beginning. */
const KINDS = { passwordLink: "baton_pwl_", invitation: "baton_inv_" } as const;
export type SecretKind = keyof typeof KINDS;

const RANDOM_BYTES = 32;
const BODY = /^[\w-]{43}$/;

/** A secret of 256 random bits, shown once: only its hash is kept. */
export function newSecret(kind: SecretKind): string {
  return `${KINDS[kind]}${randomBytes(RANDOM_BYTES).toString("base64url")}`;
}

/** Whether a text has the form of such a secret; the database need not be asked about others. */
export function isSecret(kind: SecretKind, text: string): boolean {
  return text.startsWith(KINDS[kind]) && BODY.test(text.slice(KINDS[kind].length));
}

/**
 * SHA-256, under which a secret is kept and looked up. A plain hash will do: there are too many
 * random keys to try, unlike passwords.
 */
export function hashOfSecret(secret: string): Buffer {
  return hash("sha256", secret, "buffer");
}
