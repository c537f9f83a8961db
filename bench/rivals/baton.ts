import path from "node:path";

import type { Cluster } from "../cluster.ts";
import { ROOT } from "../product.ts";
import { startProcess } from "../start-process.ts";
import type { Served, Watched } from "../start-process.ts";

/** Starts Baton itself, built, on the cluster. With 0 workers jobs are left to nobody. */
export function startBaton(
  cluster: Cluster,
  workers: number,
  { flags = [], env = {} }: Watched = {},
): Promise<Served> {
  return startProcess({
    name: "Baton",
    args: [...flags, path.join(ROOT, "dist/src/app/main.js")],
    cwd: ROOT,
    env: {
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      DATABASE_URL: cluster.url,
      DATA_DIR: cluster.dataDir,
      LOG_LEVEL: "warn",
      WORKER_CONCURRENCY: String(workers),
      ...env,
    },
    health: "/readyz",
  });
}
