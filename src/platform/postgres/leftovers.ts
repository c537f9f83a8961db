import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lifeOf, processesIn } from "./process-facts.ts";

/** What a server writes about itself in `postmaster.pid`. */
export interface ServerNote {
  readonly pid: number;
  readonly port: number;
  /** True once the server takes connections, recovery included. */
  readonly ready: boolean;
}

export function readServerNote(cluster: string): ServerNote | null {
  try {
    const lines = readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return null;
  }
}

/**
 * Ends what a dead owner has left behind in this cluster: a server that is still shutting down, or
 * backends that outlived a killed server. Call it only while holding the folder's owner lock.
 * @throws when something does not end.
 */
export async function endLeftovers(cluster: string): Promise<void> {
  // SIGINT is the server's fast and clean stop; SIGQUIT gives up and leaves the rest to recovery.
  const steps: [NodeJS.Signals, number][] = [
    ["SIGINT", 20_000],
    ["SIGTERM", 2_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ];
  for (const [signal, milliseconds] of steps) {
    const left = leftovers(cluster);
    if (left.length === 0) return forgetServer(cluster);
    for (const pid of left) send(pid, signal);
    await untilGone(cluster, milliseconds);
  }
  if (leftovers(cluster).length === 0) return forgetServer(cluster);
  throw new Error(`Processes ${leftovers(cluster).join(", ")} still work in ${cluster}.`);
}

/** The server first: told to stop, it ends its backends itself. */
function leftovers(cluster: string): number[] {
  const note = readServerNote(cluster);
  const working = processesIn(cluster);
  return note && working.includes(note.pid) ? [note.pid] : working;
}

/**
 * PostgreSQL refuses to start when the pid in its note lives, even as somebody else's process. Any
 * other note stays, for the server's own checks.
 */
function forgetServer(cluster: string): void {
  const note = readServerNote(cluster);
  if (note && lifeOf(note.pid) !== null) rmSync(path.join(cluster, "postmaster.pid"));
}

async function untilGone(cluster: string, milliseconds: number): Promise<void> {
  const end = performance.now() + milliseconds;
  while (performance.now() < end && leftovers(cluster).length > 0) await sleep(20);
}

/** Sends a signal; a process that is gone already is as good. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
