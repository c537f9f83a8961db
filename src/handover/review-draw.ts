import { createHmac, createSecretKey } from "node:crypto";
import type { KeyObject } from "node:crypto";

/**
 * Draws the leads that a person looks at before they are accepted, whoever else claims their prospects:
 * among them those that somebody does claim tell their partner nothing. By a key that nobody outside
 * knows, and always alike, so that neither what a lead is called nor a second try tells.
 */
export class ReviewDraw {
  readonly #key: KeyObject;

  constructor(key: Buffer) {
    this.#key = createSecretKey(key);
  }

  /** Whether it is among so many per cent of all. */
  isDrawn(prospect: string, percent: number): boolean {
    const digest = createHmac("sha256", this.#key).update(`review\n${prospect}`).digest();
    return digest.readUInt32BE() < (percent / 100) * 2 ** 32;
  }
}
