import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

import { anchorText } from "./domain/anchor.ts";
import type { Anchor, SignedAnchor } from "./domain/anchor.ts";

/** What stands before the 32 bytes of an Ed25519 key in its DER forms (RFC 8410). */
const PRIVATE = Buffer.from("302e020100300506032b657004220420", "hex");
const PUBLIC = Buffer.from("302a300506032b6570032100", "hex");

/**
 * Signs anchors with a key that is made of 32 secret bytes. Whoever checks one needs the public half alone, and
 * cannot make another: that is why it is no HMAC.
 */
export class AnchorKey {
  readonly #private;
  /** 32 bytes. */
  readonly publicKey: Buffer;

  constructor(seed: Buffer) {
    const key = Buffer.concat([PRIVATE, seed.subarray(0, 32)]);
    this.#private = createPrivateKey({ key, format: "der", type: "pkcs8" });
    const told = createPublicKey(this.#private).export({ format: "der", type: "spki" });
    this.publicKey = told.subarray(PUBLIC.length);
  }

  /** 64 bytes. */
  sign(anchor: Anchor): Buffer {
    return sign(null, Buffer.from(anchorText(anchor)), this.#private);
  }
}

/** Whether what an anchor says was signed by the key that it names. */
export function isSigned(anchor: SignedAnchor): boolean {
  const key = Buffer.concat([PUBLIC, Buffer.from(anchor.publicKey, "hex")]);
  const publicKey = createPublicKey({ key, format: "der", type: "spki" });
  return verify(
    null,
    Buffer.from(anchorText(anchor)),
    publicKey,
    Buffer.from(anchor.signature, "hex"),
  );
}
