import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";

import { openSecrets, ROOT, startPostgres, urlOf } from "./product.ts";
import { atEnd } from "./at-end.ts";
import { markSeeded, stateOfSeed } from "./seed/mark.ts";
import { bringForward, seed } from "./seed/seed.ts";
import type { SeedSize } from "./seed/seed.ts";

/** Room for 1,000,000 leads in memory, and as many backends as all rivals together open. */
const SETTINGS = {
  shared_buffers: "1GB",
  max_connections: 200,
  max_wal_size: "8GB",
  checkpoint_timeout: "30min",
  // what each statement says of its values is needed once, to hand the same work to the rivals
  log_error_verbosity: "default",
  log_line_prefix: "@@%p@",
};

/** A seeded database of this run, a copy of the cached one: every run begins with the same rows. */
export interface Cluster {
  readonly leads: number;
  readonly pool: number;
  readonly dataDir: string;
  /** The postmaster; its children do the work. */
  readonly pid: number;
  /** As the owner, a superuser. */
  readonly url: string;
  /** As a role that serves. */
  readonly urlOf: (role: "partner" | "vendor") => string;
  readonly logFile: string;
  readonly stop: () => Promise<void>;
}

/** Opens the cluster of so many leads, seeding it first where it is not in the cache. */
export async function openCluster(size: SeedSize, say: (line: string) => void): Promise<Cluster> {
  const dataDir = path.join(ROOT, ".baton/bench", `leads-${size.leads}-${size.pool}`);
  const state = stateOfSeed(dataDir);
  if (state === "unusable") {
    say(`the cached database of ${size.leads} leads is unfinished or of another schema: anew`);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
  mkdirSync(dataDir, { recursive: true });
  const postgres = await startPostgres({ dataDir, database: "seeded", settings: SETTINGS });
  const forget = atEnd(() => postgres.stop());
  const admin = new URL(postgres.url);
  admin.pathname = "/postgres";
  const { rolePasswords } = openSecrets(dataDir);
  if (state !== "current") {
    if (state === "behind") await bringForward(postgres.url, rolePasswords, say);
    else await seed(postgres.url, rolePasswords, size, say);
    markSeeded(dataDir);
  }
  await copyDatabase(admin.href);
  const owner = new URL(postgres.url);
  owner.pathname = "/baton";
  const [pid] = readFileSync(path.join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n");
  return {
    ...size,
    dataDir,
    pid: Number(pid),
    url: owner.href,
    urlOf: (role) => urlOf(owner.href, role, rolePasswords),
    logFile: path.join(dataDir, "postgres.log"),
    stop: async () => {
      forget();
      await postgres.stop();
    },
  };
}

async function copyDatabase(adminUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query("drop database if exists baton with (force)");
    await admin.query("create database baton template seeded strategy file_copy");
    await admin.query("checkpoint");
  } finally {
    await admin.end();
  }
}
