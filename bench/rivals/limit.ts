import path from "node:path";

import { startProcess } from "../start-process.ts";
import type { Served, Watched } from "../start-process.ts";
import { POOL_SIZE } from "../pool-size.ts";

export interface LimitOptions extends Watched {
  readonly name: string;
  readonly url: string;
  /** Whether each statement has the frame that row-level security needs. */
  readonly framed: boolean;
  readonly plan: "auto" | "generic";
  /** A file of recorded operations to run again, or nothing. */
  readonly recorded?: string;
}

/** Starts the limit handler as a process of its own. */
export function startLimit(options: LimitOptions): Promise<Served> {
  return startProcess({
    name: options.name,
    args: [...(options.flags ?? []), path.join(import.meta.dirname, "limit-server.ts")],
    cwd: import.meta.dirname,
    env: {
      NODE_ENV: "production",
      PG_URL: options.url,
      FRAME: options.framed ? "1" : "0",
      POOL: String(POOL_SIZE),
      PLAN: options.plan,
      REPLAY: options.recorded ?? "",
      ...options.env,
    },
    health: "/",
  });
}
