import { spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { cleanEnvironment } from "./cluster.ts";
import type { ClusterPaths } from "./cluster.ts";
import { readServerNote, send } from "./leftovers.ts";
import type { RunAs } from "./run-as.ts";

/** How a server ended. */
export interface ServerExit {
  /** True when `stop()` was called before; else the server died by itself. */
  readonly expected: boolean;
  /** The server's exit code; 128 + n when signal n ended it; null when unknown. */
  readonly code: number | null;
}

export interface ServerProcess {
  readonly port: number;
  readonly exited: Promise<ServerExit>;
  /** Stops cleanly and resolves when the server is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Runs the server while its standard input, a pipe that this process holds, stays open. However
 * this process ends, kill -9 included, the pipe closes and the server gets SIGINT, a fast and
 * clean stop. The signal is repeated, since it is ignored until the server has set its handlers.
 */
const WATCHDOG = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(read -r line <&3; while kill -INT "$server"; do sleep 0.2; done) 2>/dev/null &
watch=$!
exec 3<&-
wait "$server"
status=$?
kill "$watch" 2>/dev/null
exit $status`;

const LOG_LIMIT_BYTES = 10_000_000;
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;

/**
 * Starts the server on a free port of 127.0.0.1 and waits until it takes connections.
 * @throws with the end of the server's log when it ends or hangs before that.
 */
export async function runServer(
  paths: ClusterPaths,
  runAs: RunAs,
  settings: Readonly<Record<string, string | number>>,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = launch(paths, runAs, { ...settings, port });
    const failure = await untilReady(paths, server);
    if (failure === null) return { port, exited: server.exited, stop: server.stop };
    await server.stop();
    // Somebody may take the port between our look and the server's.
    const taken = /could not bind|Address already in use/.test(failure);
    if (!taken || attempt >= 5) throw new Error(`PostgreSQL did not start. ${failure}`);
  }
}

type Launched = ReturnType<typeof launch>;

function launch(paths: ClusterPaths, runAs: RunAs, settings: Record<string, string | number>) {
  const { postgres } = runAs.binaries;
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const command = [...runAs.prefix, postgres, "-D", paths.cluster, ...options];
  const log = openSync(paths.log, logIsLarge(paths.log) ? "w" : "a", 0o600);
  const logStart = fstatSync(log).size;
  const child = spawn("/bin/sh", ["-c", WATCHDOG, "postgres-watchdog", ...command], {
    ...runAs.user,
    cwd: "/",
    env: cleanEnvironment(),
    // Its own process group: Ctrl-C must reach the application alone, which stops the server last.
    detached: true,
    stdio: ["pipe", log, log],
  });
  closeSync(log);
  let expected = false;
  const pipe = child.stdin;
  pipe?.on("error", () => undefined);
  const exited = new Promise<ServerExit>((resolve) => {
    const end = (code: number | null): void => {
      // Were only the watchdog killed, its watcher now still stops the server.
      pipe?.destroy();
      resolve({ expected, code });
    };
    child.on("error", () => end(null));
    child.on("exit", end);
  });
  const stop = async (): Promise<void> => {
    expected = true;
    pipe?.destroy();
    const patience = setTimeout(() => giveUp(paths.cluster), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(patience);
  };
  const runs = (): boolean => child.exitCode === null && child.signalCode === null;
  return { port: settings["port"], exited, stop, runs, logStart };
}

/** An immediate stop; the next start recovers from the log of writes. */
function giveUp(cluster: string): void {
  const note = readServerNote(cluster);
  if (note) send(note.pid, "SIGQUIT");
}

/** Null when ready, else what the server said last. */
async function untilReady(paths: ClusterPaths, server: Launched): Promise<string | null> {
  const end = performance.now() + START_TIMEOUT_MS;
  while (server.runs() && performance.now() < end) {
    const note = readServerNote(paths.cluster);
    // After a crash the note is first that of the dead server, which was ready on another port.
    if (note?.ready && note.port === server.port) return null;
    await sleep(10);
  }
  const said = readFileSync(paths.log).subarray(server.logStart).toString().slice(-2000).trim();
  return `${server.runs() ? "It is not ready after two minutes" : "It ended at once"}: ${said}`;
}

function logIsLarge(log: string): boolean {
  return (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" ? address?.port : undefined;
      probe.close(() => (port ? resolve(port) : reject(new Error("No free port on 127.0.0.1."))));
    });
  });
}
