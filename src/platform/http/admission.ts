import { performance } from "node:perf_hooks";

import type { GoneSignal } from "../departure.ts";

export interface AdmissionLimits {
  /** Operations under way at most. */
  readonly operations: number;
  /** Operations that wait for their turn at most. */
  readonly waiting: number;
  /** How long one may wait, in milliseconds; who would wait longer is refused at once. */
  readonly waitMs: number;
}

/** Why an operation was not let in: the event loop is late, too many wait, the wait would be, or was, too long. */
export const TURNED_AWAY = ["event_loop", "queue_full", "wait_expected", "wait_over"] as const;
export type TurnedAway = (typeof TURNED_AWAY)[number];

export interface AdmissionFigures {
  readonly running: number;
  readonly waiting: number;
  readonly turnedAway: Readonly<Record<TurnedAway, number>>;
}

/** How much the newest operation weighs in the recent service time. */
const NEWEST = 0.1;

type Turn = "begin" | "wait_over" | "gone";

/**
 * The door before the operations: as many at once as the database has use for, a short queue, and
 * an early no for whoever would wait too long. More callers than can be served then cost little,
 * and those that are let in are served as quickly as ever.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #isLate: () => boolean;
  readonly #queue = new Set<(turn: Turn) => void>();
  readonly #turnedAway: Record<TurnedAway, number> = {
    event_loop: 0,
    queue_full: 0,
    wait_expected: 0,
    wait_over: 0,
  };
  #running = 0;
  /** Of an operation, on average of the recent ones; in milliseconds. */
  #serviceMs = 0;

  /** `isLate`: whether the event loop is too late for any new work. */
  constructor(limits: AdmissionLimits, isLate: () => boolean = () => false) {
    this.#limits = limits;
    this.#isLate = isLate;
  }

  /** Counts and returns the reason why whoever comes now is refused; null where it may try. */
  turnAway(): TurnedAway | null {
    return this.#isLate() ? this.#no("event_loop") : this.#tooMany();
  }

  /**
   * Waits for a turn. Returns what to call when the operation has ended; null where there is no
   * turn, or the caller is gone.
   */
  async enter(gone: GoneSignal): Promise<(() => void) | null> {
    if (gone.aborted) return null;
    if (this.#running < this.#limits.operations) {
      this.#running += 1;
      return this.#leaving();
    }
    if (this.#tooMany() !== null) return null;
    const turn = await this.#turn(gone);
    if (turn === "begin") return this.#leaving();
    if (turn === "wait_over") this.#no(turn);
    return null;
  }

  figures(): AdmissionFigures {
    return { running: this.#running, waiting: this.#queue.size, turnedAway: this.#turnedAway };
  }

  #tooMany(): TurnedAway | null {
    const { operations, waiting, waitMs } = this.#limits;
    if (this.#running < operations) return null;
    if (this.#queue.size >= waiting) return this.#no("queue_full");
    const expectedMs = ((this.#queue.size + 1) * this.#serviceMs) / operations;
    return expectedMs > waitMs ? this.#no("wait_expected") : null;
  }

  #no(reason: TurnedAway): TurnedAway {
    this.#turnedAway[reason] += 1;
    return reason;
  }

  #turn(gone: GoneSignal): Promise<Turn> {
    return new Promise((resolve) => {
      const take = (turn: Turn): void => {
        clearTimeout(late);
        gone.removeEventListener("abort", leave);
        this.#queue.delete(take);
        resolve(turn);
      };
      const leave = (): void => take("gone");
      const late = setTimeout(() => take("wait_over"), this.#limits.waitMs);
      gone.addEventListener("abort", leave, { once: true });
      this.#queue.add(take);
    });
  }

  #leaving(): () => void {
    const begun = performance.now();
    return () => {
      this.#serviceMs += (performance.now() - begun - this.#serviceMs) * NEWEST;
      const [next] = this.#queue;
      // the turn is handed on: whoever comes in between cannot take it
      if (next) next("begin");
      else this.#running -= 1;
    };
  }
}
