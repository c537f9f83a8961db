import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdtempSync, openSync } from "node:fs";
import { readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RunAs } from "./run-as.ts";

/** The files of one embedded database inside a data folder. */
export interface ClusterPaths {
  readonly cluster: string;
  readonly lock: string;
  readonly log: string;
  readonly password: string;
}

/** The name of the superuser that initdb makes; it owns the database. */
export const OWNER = "baton";

/** Where everything is; nothing is made. */
export function pathsIn(dataDir: string): ClusterPaths {
  const inside = (name: string): string => path.join(path.resolve(dataDir), name);
  return {
    cluster: inside("postgres"),
    lock: inside("postgres.lock"),
    log: inside("postgres.log"),
    password: inside("postgres.password"),
  };
}

/**
 * Makes the cluster when there is none. It is made beside its place and then renamed, so that a
 * crash half-way leaves nothing that looks like a database.
 * @param durable whether to wait until all of it is on the disk.
 */
export async function ensureCluster(
  paths: ClusterPaths,
  runAs: RunAs,
  durable: boolean,
): Promise<void> {
  if (existsSync(path.join(paths.cluster, "PG_VERSION"))) {
    if (existsSync(paths.password)) return;
    throw new Error(`The database in ${paths.cluster} is there but its ${paths.password} is lost.`);
  }
  // A name of its own: the initdb of a start that was killed may still be writing into its draft.
  removeDrafts(paths);
  const draft = mkdtempSync(`${paths.cluster}.init-`);
  const passwordDraft = `${paths.password}.init`;
  const password = randomBytes(24).toString("base64url");
  writeFileSync(passwordDraft, password, { mode: 0o600 });
  for (const given of [draft, passwordDraft]) runAs.own(given);
  await initdb(runAs, draft, passwordDraft, durable);
  rmSync(passwordDraft);
  writeFileSync(paths.password, password, { mode: 0o600 });
  renameSync(draft, paths.cluster);
  syncFolder(path.dirname(paths.cluster));
}

function removeDrafts(paths: ClusterPaths): void {
  const folder = path.dirname(paths.cluster);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${path.basename(paths.cluster)}.init`)) continue;
    rmSync(path.join(folder, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The owner's password, a secret of this data folder. */
export function readPassword(paths: ClusterPaths): string {
  return readFileSync(paths.password, "utf8").trim();
}

/**
 * The built-in C.UTF-8 sorts by code point and knows Unicode's letters, the same on every host and
 * after every upgrade of its libraries. The host's own locale of that name matters to little else,
 * so its absence is no reason to fail.
 */
async function initdb(runAs: RunAs, draft: string, pwfile: string, durable: boolean) {
  const args = (locale: string): string[] => [
    ...["-D", draft, "-U", OWNER, "-E", "UTF8", "--auth=scram-sha-256", `--pwfile=${pwfile}`],
    ...["--locale-provider=builtin", "--builtin-locale=C.UTF-8", `--locale=${locale}`],
    ...["--no-instructions", ...(durable ? [] : ["--no-sync"])],
  ];
  const first = await run(runAs, runAs.binaries.initdb, args("C.UTF-8"));
  if (first.code === 0) return;
  const last = /invalid locale/.test(first.output)
    ? await run(runAs, runAs.binaries.initdb, args("C"))
    : first;
  if (last.code !== 0) throw new Error(`initdb failed: ${last.output.trim()}`);
}

function run(runAs: RunAs, program: string, args: string[]) {
  const [command = program, ...rest] = [...runAs.prefix, program, ...args];
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, rest, {
      ...runAs.user,
      cwd: "/",
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (part: Buffer) => (output += part.toString()));
    child.stderr.on("data", (part: Buffer) => (output += part.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** PGDATA, PGPORT and their like of the caller must not reach the server. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env["PATH"] ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
