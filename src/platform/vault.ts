import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const NONCE = 12;
const TAG = 16;

/** A number, or a file that holds some, as it is kept: nobody who has the database alone can read it. */
export interface Sealed {
  readonly keyId: string;
  /** Nonce, tag, text: AES-256-GCM, bound to what it is of. */
  readonly bytes: Buffer;
}

/** A secret that came after the first one, by which a vault seals from then on. */
export interface LaterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly secret: Buffer;
}

const FIRST_KEY = "1";
const derived = (secret: Buffer, name: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, "", name, 32));

/**
 * Keeps numbers of accounts and of taxpayers. Its keys are derived from the secrets of the installation, which the database does not
 * hold: a copy of the database pays nobody and tells nobody's number. Each key opens what it sealed; the latest one seals.
 */
export class Vault {
  readonly #sealing: ReadonlyMap<string, Buffer>;
  readonly #marking: Buffer;
  /** Names the key by which it seals. */
  readonly keyId: string;

  /**
   * @param secret 32 bytes that are the same after every start. What is marked is marked by it, whatever came later.
   * @param later secrets that came after it, the latest one last.
   */
  constructor(secret: Buffer, later: readonly LaterKey[] = []) {
    const keys = [{ id: FIRST_KEY, secret }, ...later];
    this.#sealing = new Map(keys.map((each) => [each.id, derived(each.secret, "seal numbers")]));
    this.#marking = derived(secret, "mark numbers");
    this.keyId = keys.at(-1)?.id ?? FIRST_KEY;
  }

  /** Seals a text for what it is of: the id of an account or a profile, or the name of a file. */
  seal(plain: string, owner: string): Sealed {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#keyOf(this.keyId), nonce);
    cipher.setAAD(Buffer.from(owner));
    const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return { keyId: this.keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), text]) };
  }

  /** The text that was sealed for this owner; null where these secrets do not open it. */
  open({ keyId, bytes }: Sealed, owner: string): string | null {
    const key = this.#sealing.get(keyId);
    if (key === undefined) return null;
    const opening = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE));
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

  #keyOf(id: string): Buffer {
    const key = this.#sealing.get(id);
    if (key === undefined) throw new Error(`the vault has no key ${id}`);
    return key;
  }
}
