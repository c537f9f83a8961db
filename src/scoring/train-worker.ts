import { parentPort } from "node:worker_threads";

import type { FeatureOf } from "./domain/training-report.ts";
import { train } from "./domain/training.ts";
import type { DatedExample } from "./domain/training.ts";

/** What is learned from what. */
export interface Lesson {
  readonly features: readonly FeatureOf[];
  readonly examples: readonly DatedExample[];
}

/** Learns in a thread of its own: it takes seconds, in which the process answers others. */
parentPort?.once("message", ({ features, examples }: Lesson) => {
  parentPort?.postMessage(train(features, examples));
});
