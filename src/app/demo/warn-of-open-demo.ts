import { isLoopbackHost } from "../../platform/http/index.ts";
import type { Logger } from "../../platform/logger.ts";

/** Says loudly where a demo, whose tokens open everything, listens to other machines. */
export function warnOfOpenDemo(host: string, log: Logger): void {
  if (isLoopbackHost(host)) return;
  log.warn("DEMO REACHABLE FROM OTHER MACHINES", {
    note: "The demo's tokens open everything, as ADMIN too, to whoever has them. Set HOST=127.0.0.1, or DEMO=false and a new DATA_DIR for real data.",
  });
}
