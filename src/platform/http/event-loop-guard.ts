import { monitorEventLoopDelay } from "node:perf_hooks";

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

const RESOLUTION_MS = 10;
const WINDOW_MS = 500;
const NANOSECONDS = 1e9;

/**
 * Watches the event loop. Whatever blocks it makes every caller wait; refusing quickly then serves
 * more of them than letting all time out. A refusal lasts one to two windows after the lag ends.
 */
export function watchEventLoop(options: { readonly maxLagMs: number }): EventLoopGuard {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let last: LoopLag = { p50: 0, p99: 0, max: 0 };
  const turn = setInterval(() => {
    last = {
      p50: inSeconds(histogram.percentile(50)),
      p99: inSeconds(histogram.percentile(99)),
      max: inSeconds(histogram.max),
    };
    histogram.reset();
  }, WINDOW_MS);
  turn.unref();

  const limit = options.maxLagMs / 1000;
  return {
    // A window holds some fifty samples, so its 99th percentile is its largest one, which costs
    // nothing to read.
    isOverloaded: () => Math.max(last.max, inSeconds(histogram.max)) > limit,
    lag: () => last,
    stop: () => {
      clearInterval(turn);
      histogram.disable();
    },
  };
}

/** Of an empty histogram the library gives the smallest or largest number there is. */
function inSeconds(nanoseconds: number): number {
  const seconds = nanoseconds / NANOSECONDS;
  return Number.isFinite(seconds) && seconds < 86_400 ? seconds : 0;
}
