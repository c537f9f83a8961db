import { readdirSync, readFileSync } from "node:fs";

const TICK_MS = 10;

/** CPU time of a process so far, children it has reaped included; 0 when it is gone. */
function cpuMsOf(pid: number): number {
  const fields = statOf(pid);
  if (!fields) return 0;
  return fields.slice(11, 15).reduce((sum, text) => sum + Number(text), 0) * TICK_MS;
}

/** CPU time of PostgreSQL so far: the postmaster and all its backends, ended ones included. */
export function cpuMsOfFamily(pid: number): number {
  return familyOf(pid).reduce((sum, each) => sum + cpuMsOf(each), 0);
}

export const cpuMsOfProcess = cpuMsOf;

/** Resident memory of a process in megabytes: now, and at most since it was last reset. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const read = (name: string): number =>
    Number(new RegExp(`${name}:\\s+([0-9]+) kB`).exec(status)?.[1] ?? 0) / 1024;
  return { now: read("VmRSS"), peak: read("VmHWM") };
}

function familyOf(pid: number): number[] {
  const family = [pid];
  for (const name of readdirSync("/proc")) {
    if (!/^[0-9]+$/.test(name)) continue;
    if (Number(statOf(Number(name))?.[1]) === pid) family.push(Number(name));
  }
  return family;
}

/** The fields of /proc/<pid>/stat after the name, which may hold spaces: state, parent … */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
