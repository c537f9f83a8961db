import { setTimeout as sleep } from "node:timers/promises";

/** Somebody asked the replay to stop; what it waited for is left for the next run. */
export class Stopped extends Error {}

/** How often to come back: ever less often, and not for ever. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly inAllMs: number;
}

/** Waits between attempts at one thing. */
export class Patience {
  readonly #waits: Waits;
  readonly #stop: AbortSignal;
  #nextMs: number;
  #leftMs: number;

  constructor(waits: Waits, stop: AbortSignal) {
    this.#waits = waits;
    this.#stop = stop;
    this.#nextMs = waits.firstMs;
    this.#leftMs = waits.inAllMs;
  }

  /**
   * Waits, at least so long as the other side asked for; false where the patience is at its end.
   * Throws Stopped where the replay is to stop.
   */
  async another(atLeastMs = 0): Promise<boolean> {
    if (this.#leftMs <= 0) return false;
    // not all at the same moment, who were turned away at the same moment
    const ms = Math.max(atLeastMs, this.#nextMs * (0.5 + Math.random()));
    this.#nextMs = Math.min(2 * this.#nextMs, this.#waits.longestMs);
    this.#leftMs -= ms;
    await sleep(ms, undefined, { signal: this.#stop }).catch(() => undefined);
    if (this.#stop.aborted) throw new Stopped();
    return true;
  }
}
