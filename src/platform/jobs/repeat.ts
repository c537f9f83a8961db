import { setTimeout as sleep } from "node:timers/promises";

import type { Logger } from "../logger.ts";

/** Something that is done again and again while the process lives, without a job for each time. */
export interface Repeat {
  readonly name: string;
  /** The pause between the end of one time and the beginning of the next. */
  readonly pauseMs: number;
  /** What takes longer than a moment gives up when the signal says that the process ends. */
  readonly work: (requestId: string, stop: AbortSignal) => Promise<void>;
}

/**
 * Begins at once and goes on until it is stopped; a failure is logged, and the next time comes as
 * if nothing had happened. The function returned stops it and waits for the time under way.
 */
export function startRepeat(repeat: Repeat, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const ended = loop(repeat, log, stopping.signal);
  return async () => {
    stopping.abort();
    await ended;
  };
}

async function loop(repeat: Repeat, log: Logger, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const begun = performance.now();
    try {
      await repeat.work(repeat.name, stop);
    } catch (error) {
      log.error("repeat failed", { job: repeat.name, ms: performance.now() - begun, error });
    }
    await pause(repeat.pauseMs, stop);
  }
}

/** Waits, but no longer than until the signal. */
export async function pause(ms: number, stop: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stop });
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}
