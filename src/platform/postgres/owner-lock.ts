import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { systemClock } from "../clock.ts";
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
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (create(file, own)) return { release: () => release(file, own) };
    const found = read(file);
    if (found === null) continue;
    if (found.token === own.token) return { release: () => release(file, own) };
    if (lifeOf(found.pid) === found.life) throw new FolderInUseError(file, found.pid);
    clearAway(file, found);
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

/** Clearing away takes a moment; a mark that is older was left by one who died at it. */
const CLEARING_MS = 10_000;
const PAUSE_MS = 20;

/**
 * Removes a dead owner's lock. One process at a time does that, and looks again first: who comes late
 * finds a successor's lock, and leaves it.
 */
export function clearAway(file: string, dead: Pick<Owner, "token">): void {
  const mark = `${file}.clearing`;
  if (!takeMark(mark)) return;
  try {
    if (read(file)?.token === dead.token) rmSync(file, { force: true });
  } finally {
    rmSync(mark, { force: true, recursive: true });
  }
}

/** Making a folder is atomic. False where somebody else is at it; then a moment has passed. */
function takeMark(mark: string): boolean {
  try {
    mkdirSync(mark);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    const since = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (systemClock().getTime() - since > CLEARING_MS)
      rmSync(mark, { force: true, recursive: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return false;
  }
}

function release(file: string, own: Owner): void {
  if (read(file)?.token === own.token) rmSync(file, { force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
