import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const NONCE = 12;
const TAG = 16;

/** A number, or a file that holds some, as it is kept: nobody who has the database alone can read it. */
export interface Sealed {
  readonly keyId: string;
  /** Nonce, tag, text: AES-256-GCM, bound to what it is of. */
  readonly bytes: Buffer;
}

/**
 * Keeps numbers of accounts and of taxpayers. Its key is derived from the secrets of the installation, which the database does not
 * hold: a copy of the database pays nobody and tells nobody's number.
 */
export class Vault {
  readonly #keyId = "1";
  readonly #sealing: Buffer;
  readonly #marking: Buffer;

  /** @param secret 32 bytes that are the same after every start. */
  constructor(secret: Buffer) {
    const derived = (name: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", name, 32));
    this.#sealing = derived("seal numbers");
    this.#marking = derived("mark numbers");
  }

  /** Seals a text for what it is of: the id of an account or a profile, or the name of a file. */
  seal(plain: string, owner: string): Sealed {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#sealing, nonce);
    cipher.setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return { keyId: this.#keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
  }

  /** The text that was sealed for this owner; null where these secrets do not open it. */
  open({ keyId, bytes }: Sealed, owner: string): string | null {
    if (keyId !== this.#keyId) return null;
    const opening = createDecipheriv("aes-256-gcm", this.#sealing, bytes.subarray(0, NONCE));
    opening.setAAD(Buffer.from(owner));
    opening.setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    try {
      return opening.update(bytes.subarray(NONCE + TAG), undefined, "utf8") + opening.final("utf8");
    } catch {
      return null;
    }
  }

  /** The same for the same text, and for nobody without these secrets a way to try numbers out. */
  mark(text: string): Buffer {
    return createHmac("sha256", this.#marking).update(text).digest();
  }
}
