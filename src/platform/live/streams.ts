import type { PartnerId } from "../../kernel/index.ts";

import type { Change } from "./change.ts";
import type { ChangeFeed } from "./change-feed.ts";
import { Stream } from "./stream.ts";
import type { StreamEnd, Watcher } from "./stream.ts";

export interface StreamLimits {
  /** Streams at once on this server. */
  readonly inAll: number;
  /** Streams at once of one member or key. */
  readonly ofOne: number;
}

const STREAM_LIMITS: StreamLimits = { inAll: 20_000, ofOne: 200 };

export interface StreamFigures {
  /** Those that are told of what is committed. */
  readonly open: number;
  readonly ended: Readonly<Record<StreamEnd, number>>;
}

/** All who watch on this server. */
export class Streams {
  readonly #feed: Pick<ChangeFeed, "begin" | "rest">;
  readonly #limits: StreamLimits;
  readonly #open = new Set<Stream>();
  /** Those that are told of what is committed. */
  readonly #begun = new Set<Stream>();
  readonly #ofOne = new Map<string, number>();
  /** By the partner whose changes they are told of; the vendor's, of all, by null. */
  readonly #byPartner = new Map<PartnerId | null, Set<Stream>>();
  readonly #ended: Record<StreamEnd, number> = { STALLED: 0, MISSED: 0, REVOKED: 0, STOPPING: 0 };
  #isStopping = false;

  constructor(feed: Pick<ChangeFeed, "begin" | "rest">, limits: StreamLimits = STREAM_LIMITS) {
    this.#feed = feed;
    this.#limits = limits;
  }

  /**
   * A stream of what is committed from now on; close it. Null where there are too many.
   * @throws where changes cannot be followed now.
   */
  async open(watcher: Watcher): Promise<Stream | null> {
    const { actorId } = watcher;
    const own = this.#ofOne.get(actorId) ?? 0;
    if (this.#isStopping) throw new Error("the server stops");
    if (this.#open.size >= this.#limits.inAll || own >= this.#limits.ofOne) return null;
    const stream = new Stream(watcher);
    this.#open.add(stream);
    this.#ofOne.set(actorId, own + 1);
    const alike = this.#byPartner.get(watcher.partnerId) ?? new Set();
    this.#byPartner.set(watcher.partnerId, alike.add(stream));
    try {
      await this.#feed.begin();
      this.#begun.add(stream);
      return stream;
    } catch (error) {
      this.close(stream);
      throw error;
    }
  }

  close(stream: Stream): void {
    if (!this.#open.delete(stream)) return;
    this.#begun.delete(stream);
    stream.end("LEFT");
    if (stream.ended !== null && stream.ended !== "LEFT") this.#ended[stream.ended] += 1;
    const { actorId, partnerId } = stream.watcher;
    const alike = this.#byPartner.get(partnerId);
    alike?.delete(stream);
    if (alike?.size === 0) this.#byPartner.delete(partnerId);
    const left = (this.#ofOne.get(actorId) ?? 1) - 1;
    if (left > 0) this.#ofOne.set(actorId, left);
    else this.#ofOne.delete(actorId);
    if (this.#open.size === 0) this.#feed.rest();
  }

  isThere(): boolean {
    return this.#open.size > 0;
  }

  told(changes: readonly Change[]): void {
    for (const change of changes) {
      for (const stream of this.#byPartner.get(null) ?? []) stream.take(change);
      if (change.partnerId === null) continue;
      for (const stream of this.#byPartner.get(change.partnerId) ?? []) stream.take(change);
    }
  }

  missed(): void {
    for (const stream of this.#open) stream.end("MISSED");
  }

  /** Ends all, and lets no more in. */
  stop(): void {
    this.#isStopping = true;
    for (const stream of this.#open) stream.end("STOPPING");
  }

  figures(): StreamFigures {
    return { open: this.#begun.size, ended: this.#ended };
  }
}
