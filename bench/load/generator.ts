import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { atEnd } from "../at-end.ts";
import type { Fired, Load } from "./load.ts";

export interface Generator {
  fire(load: Load): Promise<Fired>;
}

/** Starts the load generator; it lives until the run ends, and is warm from the second load on. */
export function startGenerator(): Generator {
  const child = fork(path.join(import.meta.dirname, "load-process.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  atEnd(() => child.kill());
  return {
    async fire(load) {
      child.send(load);
      const [said] = (await once(child, "message")) as [{ fired?: Fired; error?: string }];
      if (!said.fired) throw new Error(`the load failed: ${said.error}`);
      return said.fired;
    },
  };
}
