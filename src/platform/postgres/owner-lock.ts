import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { lifeOf } from "./process-facts.ts";

/** Holds a data folder for this process until released, or until this process dies. */
export interface OwnerLock {
  /** Gives the folder free. Safe to call twice. */
  release(): void;
}

const Owner = z.object({ pid: z.number().int(), life: z.string(), token: z.string() });
type Owner = z.infer<typeof Owner>;

/**
 * Takes the lock file, also from an owner that has died: the file names the owner's pid and the
 * start of its life, since a pid alone may since belong to somebody else.
 * @throws when another living process, or this one, holds it already.
 */
export function takeOwnership(file: string): OwnerLock {
  const own: Owner = {
    pid: process.pid,
    life: lifeOf(process.pid) ?? "",
    token: randomBytes(8).toString("hex"),
  };
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (create(file, own)) return { release: () => release(file, own) };
    const found = read(file);
    if (found === null) continue;
    if (found.token === own.token) return { release: () => release(file, own) };
    if (lifeOf(found.pid) === found.life) throw new FolderInUseError(file, found.pid);
    clearAway(file, found, own.token);
  }
  throw new Error(`Could not take the lock ${file}: other processes keep taking it.`);
}

/** The data folder belongs to another living process. */
export class FolderInUseError extends Error {
  constructor(file: string, pid: number) {
    super(
      `The data folder is in use: process ${pid} holds ${file} and is still running. ` +
        `Stop that process first, or choose another DATA_DIR.`,
    );
    this.name = "FolderInUseError";
  }
}

/** Linking a finished file is atomic: nobody ever reads a half-written lock. */
function create(file: string, owner: Owner): boolean {
  const draft = `${file}.${owner.token}`;
  writeFileSync(draft, JSON.stringify(owner), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Null when there is no lock; a file that is no lock of ours counts as left by the dead. */
function read(file: string): Owner | null {
  try {
    const parsed = Owner.safeParse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.success ? parsed.data : nobody;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? null : nobody;
  }
}

const nobody: Owner = { pid: 0, life: "dead", token: "unreadable" };

/**
 * Moves a dead owner's lock aside. Of two processes that see the same dead owner one may move the
 * other's fresh lock instead; it sees so by the token, and puts that lock back.
 */
export function clearAway(file: string, dead: Pick<Owner, "token">, token: string): void {
  const aside = `${file}.${token}.dead`;
  try {
    renameSync(file, aside);
    if (read(aside)?.token !== dead.token) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(file: string, own: Owner): void {
  if (read(file)?.token === own.token) rmSync(file, { force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
