import { randomBytes } from "node:crypto";

/** Crockford's base 32: nothing in a key needs quoting in a shell or a header. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
const PREFIX_LENGTH = 10;
/** 52 digits of five bits hold 260 random bits. */
const SECRET_LENGTH = 52;
const BEGINNING = "baton_live_";
const FORM = /^baton_live_[0-9a-hjkmnp-tv-z]{10}_[0-9a-hjkmnp-tv-z]{52}$/;

export interface NewApiKey {
  /** Tells keys apart in a list, and proves nothing. */
  readonly prefix: string;
  /** The whole key, `baton_live_<prefix>_<secret>`. Shown once. */
  readonly text: string;
}

export function newApiKey(): NewApiKey {
  const prefix = randomDigits(PREFIX_LENGTH);
  return { prefix, text: `${BEGINNING}${prefix}_${randomDigits(SECRET_LENGTH)}` };
}

/** Whether a bearer is meant as an API key, well-formed or not. */
export function looksLikeApiKey(bearer: string): boolean {
  return bearer.startsWith("baton_");
}

export function isApiKey(bearer: string): boolean {
  return FORM.test(bearer);
}

function randomDigits(length: number): string {
  return Array.from(randomBytes(length), (byte) => DIGITS.charAt(byte & 31)).join("");
}
