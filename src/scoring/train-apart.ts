import { Worker } from "node:worker_threads";

import type { Trained } from "./domain/training.ts";
import type { Lesson } from "./train-worker.ts";

/** Learns in a thread of its own, which is the same file built or not. */
export async function trainApart(lesson: Lesson): Promise<Trained> {
  const file = import.meta.filename.endsWith(".js") ? "train-worker.js" : "train-worker.ts";
  const worker = new Worker(new URL(file, import.meta.url));
  try {
    return await new Promise<Trained>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.once("exit", (code) => reject(new Error(`nothing was learned: exit ${code}`)));
      worker.postMessage(lesson);
    });
  } finally {
    await worker.terminate();
  }
}
