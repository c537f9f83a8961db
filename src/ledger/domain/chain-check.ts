import type { Anchor } from "./anchor.ts";

/** A link of a chain as it was found, and the hash that its posting has as it stands. */
export interface FoundLink {
  /** A uuid. */
  readonly entityId: string;
  readonly seq: bigint;
  readonly prevHash: string;
  readonly hash: string;
  readonly recomputed: string;
}

const FIRST = "0".repeat(64);

/**
 * Walks the chains of all entities, each from its first link on, and holds them against anchors that were kept elsewhere.
 * What is rewritten within the chain shows in its own hashes; a chain that was written anew as a whole is sound in
 * itself, and shows in the anchors alone.
 */
export class ChainCheck {
  readonly #last = new Map<string, { readonly seq: bigint; readonly hash: string }>();
  readonly #anchors = new Map<string, readonly Anchor[]>();
  readonly #faults: string[] = [];
  #links = 0;

  constructor(anchors: readonly Anchor[]) {
    this.#anchors = Map.groupBy(anchors, ({ entityId, seq }) => `${entityId} ${seq}`);
  }

  add(link: FoundLink): void {
    const { entityId, seq, prevHash, hash, recomputed } = link;
    const before = this.#last.get(entityId) ?? { seq: 0n, hash: FIRST };
    if (seq !== before.seq + 1n) this.#report(link, `follows ${before.seq}: links are missing`);
    if (prevHash !== before.hash) this.#report(link, "does not carry the hash of the one before");
    if (hash !== recomputed) this.#report(link, "has not the hash of its posting as it stands");
    const key = `${entityId} ${seq}`;
    for (const anchor of this.#anchors.get(key) ?? [])
      if (anchor.hash !== hash)
        this.#report(link, `had another hash at ${anchor.at}: the chain was written anew`);
    this.#anchors.delete(key);
    this.#last.set(entityId, { seq, hash });
    this.#links += 1;
  }

  /** What is wrong, once all links were added; anchors of links that are not there are too. */
  end(): { readonly links: number; readonly faults: readonly string[] } {
    const lost = [...this.#anchors.values()]
      .flat()
      .map(
        ({ entityId, seq, at }) =>
          `entity ${entityId}, seq ${seq}: it was there at ${at}, and is gone`,
      );
    return { links: this.#links, faults: [...this.#faults, ...lost] };
  }

  #report({ entityId, seq }: FoundLink, words: string): void {
    this.#faults.push(`entity ${entityId}, seq ${seq}: ${words}`);
  }
}
