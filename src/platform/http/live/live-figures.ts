import { Counter, Gauge, Histogram } from "prom-client";
import type { Registry } from "prom-client";

import type { StreamFigures } from "../../live/index.ts";

/** What is counted of streams. */
export interface LiveFigures {
  /** An answer is told so long after the change. */
  told(ms: number): void;
}

const SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function liveFigures(registry: Registry, streams: () => StreamFigures): LiveFigures {
  const registers = [registry];
  const delays = new Histogram({
    name: "baton_live_delay_seconds",
    help: "Time from a change to the answer that tells a subscriber of it, in seconds",
    buckets: SECONDS,
    registers,
  });
  new Gauge({
    name: "baton_live_streams",
    help: "Subscriptions that are open",
    registers,
    collect() {
      this.set(streams().open);
    },
  });
  new Counter({
    name: "baton_live_streams_ended_total",
    help: "Subscriptions that the server ended, by the reason",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(streams().ended)) this.inc({ reason }, count);
    },
  });
  return { told: (ms) => delays.observe(Math.max(0, ms) / 1000) };
}
