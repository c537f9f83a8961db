import type { DocumentNode } from "graphql";

const DOCUMENTS = 1_000;
const CHARACTERS = 8_000_000;
/** A longer document is parsed anew each time: a few of them must not push out all others. */
const LONGEST = 50_000;

/**
 * Keeps documents that were parsed and found valid, the latest used ones, within bounds: their
 * texts come from outside, so neither their number nor their size may grow.
 */
export class DocumentStore {
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#documents.get(key);
    if (!document) return undefined;
    this.#documents.delete(key);
    this.#documents.set(key, document);
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    if (lengthOf(document) > LONGEST) return;
    await this.delete(key);
    this.#documents.set(key, document);
    this.#characters += lengthOf(document);
    while (this.#documents.size > DOCUMENTS || this.#characters > CHARACTERS) {
      const [oldest] = this.#documents.keys();
      if (oldest === undefined) return;
      await this.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    const document = this.#documents.get(key);
    if (document) this.#characters -= lengthOf(document);
    return this.#documents.delete(key);
  }
}

function lengthOf(document: DocumentNode): number {
  return document.loc?.source.body.length ?? LONGEST;
}
