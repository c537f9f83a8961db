import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { binariesIn } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";

/** How PostgreSQL's programs are started, since they refuse to run as root. */
export interface RunAs {
  /** Words put before the program, e.g. `unshare …`. */
  readonly prefix: readonly string[];
  /** The user to become; absent when the process stays what it is. */
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly binaries: Binaries;
  /** Gives a file or folder, with all it holds, to whoever PostgreSQL runs as. */
  own(target: string): void;
}

interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Chooses how to run: as we are when not root; else in a user namespace, where root's own files
 * belong to an ordinary user (works under a home of mode 0700, and changes no owner); else as the
 * user `postgres` or `nobody`.
 * @param cluster the data folder; one that belongs to somebody else already is run as that user.
 * @throws when neither is possible, naming the folder in the way.
 */
export function chooseRunAs(cluster: string, binaries: Binaries): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [], binaries, own: () => undefined };
  const accounts = readAccounts();
  const existing = statSync(cluster, { throwIfNoEntry: false });
  if (existing && existing.uid !== 0) {
    return asUser(
      { name: `${existing.uid}`, uid: existing.uid, gid: existing.gid },
      cluster,
      binaries,
    );
  }
  const nobody = accounts.find((account) => account.name === "nobody");
  const prefix = nobody && namespaceFor(nobody);
  if (prefix && canRun(prefix, binaries)) return { prefix, binaries, own: () => undefined };
  const account = accounts.find((candidate) => candidate.name === "postgres") ?? nobody;
  if (account) return asUser(account, cluster, binaries);
  throw new Error(
    `PostgreSQL does not run as root; user namespaces are not allowed here, and there is no user ` +
      `"postgres" or "nobody" to become. Start as an ordinary user, or set DATABASE_URL.`,
  );
}

function namespaceFor(account: Account): string[] {
  return ["unshare", "--user", `--map-user=${account.uid}`, `--map-group=${account.gid}`];
}

function canRun(prefix: readonly string[], binaries: Binaries): boolean {
  const trial = ["-c", '"$@" --version', "trial", ...prefix, binaries.postgres];
  return spawnSync("/bin/sh", trial, { cwd: "/", stdio: "ignore" }).status === 0;
}

/** Runs as another user, with the binaries copied to where that user can reach them if need be. */
function asUser(account: Account, cluster: string, binaries: Binaries): RunAs {
  const folder = path.dirname(path.resolve(cluster));
  // The folder is ours to open a crack: others may pass it, not list it; secrets in it are 0600.
  chmodSync(folder, (statSync(folder).mode & 0o777) | 0o011);
  const inTheWay = closedTo(account, folder);
  if (inTheWay !== null) {
    throw new Error(
      `PostgreSQL does not run as root, and the user ${account.name} cannot reach ${folder} because ` +
        `${inTheWay} is closed to others. Choose a DATA_DIR outside of it (e.g. /var/lib/baton), ` +
        `start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  return {
    prefix: [],
    user: { uid: account.uid, gid: account.gid },
    binaries:
      closedTo(account, binaries.packageDir) === null ? binaries : reachableCopy(binaries, folder),
    own: (target) => giveTo(account, target),
  };
}

/** The first folder on the way to `target` that the account may not pass, or null. */
export function closedTo(account: Account, target: string): string | null {
  const parent = path.dirname(target);
  const above = parent === target ? null : closedTo(account, parent);
  if (above !== null) return above;
  const { uid, gid, mode } = statSync(target);
  const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
  return (mode >> shift) & 1 ? null : target;
}

/** A copy beside the data, which root owns, so that nobody else can change what is run. */
function reachableCopy(binaries: Binaries, folder: string): Binaries {
  const target = path.join(folder, `postgres-${versionOf(binaries.packageDir)}`);
  if (!existsSync(target)) {
    const draft = `${target}.init`;
    const native = path.join(draft, "native");
    rmSync(draft, { recursive: true, force: true });
    cpSync(path.join(binaries.packageDir, "native"), native, {
      recursive: true,
      verbatimSymlinks: true,
    });
    chmodSync(draft, 0o755);
    renameSync(draft, target);
  }
  return binariesIn(target);
}

function versionOf(packageDir: string): string {
  const text = readFileSync(path.join(packageDir, "package.json"), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The folder itself last, so that a change of owner cut short is done again. */
function giveTo(account: Account, target: string): void {
  const found = statSync(target);
  if (found.uid === account.uid) return;
  if (found.isDirectory()) {
    for (const name of readdirSync(target)) giveTo(account, path.join(target, name));
  }
  chownSync(target, account.uid, account.gid);
}

function readAccounts(): Account[] {
  return readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"))
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
