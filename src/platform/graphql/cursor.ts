import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** Where a page ended: the values of the order's keys at that row. */
export type CursorKeys = readonly (string | null)[];

/**
 * Makes and reads cursors. A cursor belongs to one caller and one list (its order and filter):
 * it is signed over both, so one that was edited, borrowed or taken to another list is refused.
 */
export class CursorSeal {
  readonly #key: KeyObject;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  write(keys: CursorKeys, belongsTo: string): string {
    const body = Buffer.from(JSON.stringify(keys)).toString("base64url");
    return `${body}.${this.#sign(body, belongsTo)}`;
  }

  /** The keys, or null where the cursor is not one that this list gave this caller. */
  read(cursor: string, belongsTo: string): CursorKeys | null {
    const [body, signature, more] = cursor.split(".");
    if (!body || !signature || more !== undefined || cursor.length > 2_000) return null;
    const expected = Buffer.from(this.#sign(body, belongsTo));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    const keys: unknown = JSON.parse(Buffer.from(body, "base64url").toString());
    return isKeys(keys) ? keys : null;
  }

  #sign(body: string, belongsTo: string): string {
    return createHmac("sha256", this.#key)
      .update(`${belongsTo}\n${body}`)
      .digest("base64url")
      .slice(0, 22);
  }
}

function isKeys(value: unknown): value is CursorKeys {
  return Array.isArray(value) && value.every((key) => key === null || typeof key === "string");
}
