/**
 * Loaded into a server that is watched (`node --import`): notes when its event loop stood still and
 * when garbage was collected, and writes both to the file BENCH_LOOP at the end.
 */
import { writeFileSync } from "node:fs";
import { PerformanceObserver } from "node:perf_hooks";

/** In milliseconds of the wall clock, so that they can be held against another process's. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export interface LoopSeen {
  readonly stoodStill: readonly Span[];
  readonly collected: readonly Span[];
}

const TICK_MS = 2;
/** A tick is late by as much as a turn of the loop takes; what is shorter is no standing still. */
const STILL_MS = 3;

const file = process.env["BENCH_LOOP"];
if (file !== undefined) watch(file);

function watch(path: string): void {
  const stoodStill: Span[] = [];
  const collected: Span[] = [];
  const wall = (at: number): number => performance.timeOrigin + at;
  let last = performance.now();
  setInterval(() => {
    const now = performance.now();
    if (now - last > TICK_MS + STILL_MS)
      stoodStill.push({ from: wall(last + TICK_MS), until: wall(now) });
    last = now;
  }, TICK_MS).unref();
  new PerformanceObserver((seen) => {
    for (const { startTime, duration } of seen.getEntries())
      collected.push({ from: wall(startTime), until: wall(startTime + duration) });
  }).observe({ entryTypes: ["gc"] });
  const write = (): void => {
    writeFileSync(path, JSON.stringify({ stoodStill, collected } satisfies LoopSeen));
  };
  process.on("exit", write);
  process.on("SIGTERM", () => {
    if (process.listenerCount("SIGTERM") === 1) process.exit(0);
  });
}
