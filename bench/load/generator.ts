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
  const gone = once(child, "exit").then((): never => {
    throw new Error("the load generator is gone");
  });
  // heard where a load is under way; at the end of the run nobody waits for it
  gone.catch(() => undefined);
  return {
    async fire(load) {
      child.send(load);
      const [said] = (await Promise.race([once(child, "message"), gone])) as [
        { fired?: Fired; error?: string },
      ];
      if (!said.fired) throw new Error(`the load failed: ${said.error}`);
      return said.fired;
    },
  };
}
