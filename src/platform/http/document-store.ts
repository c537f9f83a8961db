import type { DocumentNode } from "graphql";

const DOCUMENTS = 1_000;
const BYTES = 64 * 1_048_576;
/** A longer text is parsed anew each time: a few of them must not push out all others. */
export const LONGEST_DOCUMENT_BYTES = 50_000;
/**
 * What a word or sign of a document takes in memory, parsed and with all that is worked out of it
 * (field uses, limits, cost): some 300 bytes were measured for the parsed form alone.
 */
const BYTES_PER_TOKEN = 800;

interface Kept {
  readonly document: DocumentNode;
  readonly bytes: number;
}

/**
 * Keeps documents that were parsed and found valid, the latest used ones, within bounds: their
 * texts come from outside, so neither their number nor their size may grow. Whatever else is
 * worked out of a document hangs on it by weak maps, and goes when it does.
 */
export class DocumentStore {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  async get(key: string): Promise<DocumentNode | undefined> {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept.document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    const text = document.loc?.source.body;
    const length = text === undefined ? Infinity : Buffer.byteLength(text);
    if (length > LONGEST_DOCUMENT_BYTES) return;
    await this.delete(key);
    const bytes = length + (document.tokenCount ?? length) * BYTES_PER_TOKEN;
    this.#kept.set(key, { document, bytes });
    this.#bytes += bytes;
    while (this.#kept.size > DOCUMENTS || this.#bytes > BYTES) {
      const [oldest] = this.#kept.keys();
      if (oldest === undefined) return;
      await this.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    this.#bytes -= this.#kept.get(key)?.bytes ?? 0;
    return this.#kept.delete(key);
  }
}
