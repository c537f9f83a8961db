import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll } from "vitest";
import { z } from "zod";

import { buildIfNeeded } from "../../src/app/build.ts";

/** A server in a process of its own, as users run it, for tests to signal and kill. */
export interface Instance {
  readonly pid: number;
  /** Everything it printed so far. */
  readonly printed: () => { readonly out: string; readonly err: string };
  /** Its log lines so far; what is no log line is left out. */
  readonly log: () => readonly LogLine[];
  /** Resolves with where it listens; rejects with what it printed where it ends before. */
  readonly listening: Promise<string>;
  readonly exited: Promise<Exit>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Kills it (SIGKILL unless told) and waits until it is gone. */
  readonly end: (signal?: NodeJS.Signals) => Promise<Exit>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const LogLine = z.looseObject({ level: z.string(), event: z.string() });
export type LogLine = z.infer<typeof LogLine>;

export type Variables = Readonly<Record<string, string>>;

export interface SpawnOptions {
  readonly root?: string;
  /** The program's file from the root; `npm start` runs src/app/start.ts. */
  readonly program?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** How many files and sockets it may have open. */
  readonly openFiles?: number;
}

export const ROOT = path.resolve(import.meta.dirname, "../..");
const MAIN = "dist/src/app/main.js";

const living = new Map<() => void, Promise<unknown>>();
const killAll = (): void => {
  for (const kill of living.keys()) kill();
};
process.on("exit", killAll);
// of a test that failed half-way nothing may be left running
afterAll(async () => {
  killAll();
  await Promise.all(living.values());
});

/** Builds what `dist/` lacks; call it before the first instance. */
export async function buildServer(): Promise<void> {
  await buildIfNeeded(ROOT);
}

/** Spawns a server with these variables and no others of ours; its port is free unless given. */
export function startInstance(variables: Variables, options: SpawnOptions = {}): Instance {
  const root = options.root ?? ROOT;
  const program = [process.execPath, path.join(root, options.program ?? MAIN)];
  const limit = options.openFiles === undefined ? "" : `ulimit -n ${options.openFiles}; `;
  const child = spawn("/bin/sh", ["-c", `${limit}exec "$@"`, "limited", ...program], {
    ...options.user,
    cwd: root,
    env: {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      NODE_COMPILE_CACHE: path.join(root, "dist/.compile-cache"),
      PORT: "0",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  let out = "";
  let err = "";
  child.stderr.on("data", (part: Buffer) => (err += part.toString()));
  const exited = new Promise<Exit>((resolve) => {
    // not `exit`: by `close` all that it printed has arrived
    child.on("close", (code, signal) => {
      living.delete(kill);
      resolve({ code, signal });
    });
  });
  living.set(kill, exited);
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (part: Buffer) => {
      out += part.toString();
      const url =
        /"event":"listening".*?"url":"([^"]+)"|"url":"([^"]+)".*?"event":"listening"/.exec(out);
      const found = url?.[1] ?? url?.[2];
      if (found !== undefined) resolve(found);
    });
    const words = ({ code, signal }: Exit): void =>
      reject(
        new Error(`the server ended (${code ?? signal}) and said: ${err || out.slice(-2000)}`),
      );
    exited.then(words, reject);
  });
  listening.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    printed: () => ({ out, err }),
    log: () => logLines(out),
    listening,
    exited,
    signal: (signal) => void child.kill(signal),
    end: async (signal = "SIGKILL") => {
      child.kill(signal);
      return exited;
    },
  };
}

/** Starts it and waits until it listens. */
export async function serve(
  variables: Variables,
  options?: SpawnOptions,
): Promise<{ instance: Instance; url: string }> {
  const instance = startInstance(variables, options);
  return { instance, url: await instance.listening };
}

function logLines(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    try {
      const parsed = LogLine.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch {
      // the last line, half read
      return [];
    }
  });
}

/** What the job library prints, past every log, of a worker whose connection was lost. */
const LIBRARY_TRACE =
  /^Trace: [^]*?\n {4}at file:\S+graphile-worker\/dist\/main\.js:\d+:\d+\n {4}at process\.processTicks\S+ \S+\n/gm;

/** Lines that say that something happened which nobody had foreseen. */
export function surprises(instance: Instance): readonly unknown[] {
  const err = instance.printed().err.replaceAll(LIBRARY_TRACE, "");
  const failed = instance
    .log()
    .filter(({ level, event }) => level === "fatal" || (level === "error" && event === "failed"));
  return [...(err === "" ? [] : [err]), ...failed];
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

/** Asks again and again until the answer is as wanted; throws the last one else. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean,
  milliseconds: number,
): Promise<Answer> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (performance.now() > end) {
      throw new Error(`after ${milliseconds} ms still: ${JSON.stringify(answer)}`);
    }
    await sleep(25);
  }
}
