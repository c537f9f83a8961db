import path from "node:path";
import pg from "pg";

import type { Cluster } from "../cluster.ts";
import { startProcess } from "../start-process.ts";
import type { Served } from "../start-process.ts";
import { POOL_SIZE } from "../pool-size.ts";

/** Starts PostGraphile, with the partner's role and settings per request or as the owner. */
export async function startPostGraphile(cluster: Cluster, rls: boolean): Promise<Served> {
  return startProcess({
    name: rls ? "PostGraphile" : "PostGraphile without RLS",
    args: [path.join(import.meta.dirname, "postgraphile-server.ts")],
    cwd: import.meta.dirname,
    env: {
      NODE_ENV: "production",
      GRAPHILE_ENV: "production",
      PG_URL: rls ? await authenticatorOf(cluster) : cluster.url,
      SUPER_URL: cluster.url,
      POOL: String(POOL_SIZE),
      RLS: rls ? "1" : "0",
    },
    health: "/graphql",
  });
}

/**
 * Its own login, which may become app_partner and nothing else. It sets the partner with
 * set_config, which Baton has taken from everybody: here it is given back to this login alone.
 */
async function authenticatorOf(cluster: Cluster): Promise<string> {
  const password = "bench-authenticator";
  const owner = new pg.Client({ connectionString: cluster.url });
  await owner.connect();
  try {
    await owner.query(`
      do $$ begin
        create role bench_authenticator login noinherit;
      exception when duplicate_object then null;
      end $$;
      alter role bench_authenticator password '${password}';
      grant app_partner to bench_authenticator;
      grant execute on function pg_catalog.set_config(text, text, boolean) to bench_authenticator`);
  } finally {
    await owner.end();
  }
  const url = new URL(cluster.url);
  url.username = "bench_authenticator";
  url.password = password;
  return url.href;
}
