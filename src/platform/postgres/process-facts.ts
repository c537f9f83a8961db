import { execFileSync } from "node:child_process";
import type { StdioOptions } from "node:child_process";
import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync } from "node:fs";

/**
 * A text that tells this life of a pid from any other process with the same number, or null when
 * no such process lives (a zombie is dead: it holds nothing any more).
 */
export function lifeOf(pid: number): string | null {
  return process.platform === "linux" ? linuxLife(pid) : psLife(pid);
}

function linuxLife(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field, the name, may hold blanks and brackets: count from its last bracket.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (fields[0] === "Z" || fields[0] === "X") return null;
  const boot = readOrNull("/proc/sys/kernel/random/boot_id") ?? "";
  return `${boot.trim()}:${fields[19] ?? ""}`;
}

function psLife(pid: number): string | null {
  try {
    const query = ["-o", "stat=,lstart=", "-p", `${pid}`];
    const answer = execFileSync("ps", query, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [state, ...started] = answer.trim().split(/\s+/);
    return !state || state.startsWith("Z") ? null : started.join(" ");
  } catch {
    return null;
  }
}

/**
 * The living processes whose working directory is `folder`: every process of a PostgreSQL cluster
 * works in its data folder, so this finds the server and stray backends.
 */
export function processesIn(folder: string): number[] {
  const there = process.platform === "linux" ? procWorkers : lsofWorkers;
  if (!existsSync(folder)) return [];
  return there(realpathSync(folder)).filter((pid) => lifeOf(pid) !== null);
}

function procWorkers(folder: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => workingDirectory(pid) === folder);
}

function workingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
}

/** macOS has no /proc; its lsof lists who works where, and fails when nobody does. */
function lsofWorkers(folder: string): number[] {
  try {
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    const pids = execFileSync("lsof", ["-t", "-a", "-d", "cwd", folder], {
      encoding: "utf8",
      stdio,
    });
    return pids.trim().split("\n").map(Number);
  } catch {
    return [];
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
