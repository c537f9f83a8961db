import { createHistogram, performance } from "node:perf_hooks";

/** How late the event loop was in the last whole window, in seconds. */
export interface LoopLag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface EventLoopGuard {
  /** True while the loop is, or a moment ago was, later than it may be: new work is to be refused. */
  isOverloaded(): boolean;
  lag(): LoopLag;
  stop(): void;
}

const BEAT_MS = 10;
const WINDOW_MS = 500;
const MICROSECONDS = 1e6;

/**
 * Watches the event loop. Whatever blocks it makes every caller wait; refusing quickly then serves
 * more of them than letting all time out. A refusal lasts one to two windows after the lag ends.
 *
 * The beat is ours: Node's `monitorEventLoopDelay` forgets the sample under way when it is reset, and
 * with it a block that begins at the turn of a window.
 */
export function watchEventLoop(options: { readonly maxLagMs: number }): EventLoopGuard {
  const histogram = createHistogram();
  let last: LoopLag = { p50: 0, p99: 0, max: 0 };
  let beaten = performance.now();
  let windowEnds = beaten + WINDOW_MS;
  let largestMs = 0;

  const lateMs = (now: number): number => Math.max(0, now - beaten - BEAT_MS);
  const beat = setInterval(() => {
    const now = performance.now();
    const late = lateMs(now);
    largestMs = Math.max(largestMs, late);
    histogram.record(Math.max(1, Math.trunc(late * 1000)));
    beaten = now;
    if (now < windowEnds) return;
    last = {
      p50: histogram.percentile(50) / MICROSECONDS,
      p99: histogram.percentile(99) / MICROSECONDS,
      max: largestMs / 1000,
    };
    histogram.reset();
    largestMs = 0;
    windowEnds = now + WINDOW_MS;
  }, BEAT_MS);
  beat.unref();

  return {
    // A beat that is overdue counts before it comes: requests may be read before timers run.
    isOverloaded: () =>
      Math.max(last.max * 1000, largestMs, lateMs(performance.now())) > options.maxLagMs,
    lag: () => last,
    stop: () => clearInterval(beat),
  };
}
