import type { PartnerId } from "../../kernel/index.ts";

import type { Change, Topic } from "./change.ts";

/** Who watches what. */
export interface Watcher {
  /** The member or key that watches. */
  readonly actorId: string;
  /** The partner whose changes alone are watched; null for the vendor's side. */
  readonly partnerId: PartnerId | null;
  readonly topics: ReadonlySet<Topic>;
}

/** Why a stream was ended by the server. */
export type StreamEnd = "STALLED" | "MISSED" | "REVOKED" | "STOPPING";

/** Changes that wait for one watcher, as ids. */
const MOST_WAITING = 1_000;

/** The changes that one watcher is to be told of, in order, until it leaves or is ended. */
export class Stream {
  readonly watcher: Watcher;
  readonly #waiting: Change[] = [];
  #wake: (() => void) | null = null;
  #end: StreamEnd | "LEFT" | null = null;

  constructor(watcher: Watcher) {
    this.watcher = watcher;
  }

  get ended(): StreamEnd | "LEFT" | null {
    return this.#end;
  }

  /** Takes the change where it is watched; a watcher that falls too far behind is ended. */
  take(change: Change): void {
    if (!this.watcher.topics.has(change.topic)) return;
    if (this.#waiting.length >= MOST_WAITING) {
      this.end("STALLED");
      return;
    }
    this.#waiting.push(change);
    this.#wake?.();
  }

  end(why: StreamEnd | "LEFT"): void {
    this.#end ??= why;
    this.#waiting.length = 0;
    this.#wake?.();
  }

  /** The next change; null where there is none any more. */
  async next(): Promise<Change | null> {
    while (this.#end === null) {
      const change = this.#waiting.shift();
      if (change) return change;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
    return null;
  }
}
