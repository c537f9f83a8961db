import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

import pg from "pg";
import { z } from "zod";

import { urlOfRunning } from "../../platform/postgres/index.ts";
import { readDemoFile } from "../demo/demo-file.ts";

/** What a measurement has of its surroundings. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The program that serves. */
  readonly main: string;
  readonly print: (text: string) => void;
  readonly monotonic: () => number;
}

const Answer = z.object({ data: z.record(z.string(), z.unknown()) });

/** A server with demo data, in a process and a folder of its own. */
export class OwnServer {
  readonly #on: Surroundings;
  readonly #dataDir: string;
  #process: ChildProcess | null = null;

  constructor(on: Surroundings, dataDir: string) {
    this.#on = on;
    this.#dataDir = dataDir;
  }

  async start(): Promise<void> {
    const { environment, main } = this.#on;
    const own = { DATA_DIR: this.#dataDir, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "error" };
    const before = readDemoFile(this.#dataDir)?.url;
    this.#process = spawn(process.execPath, [main], {
      env: { PATH: environment["PATH"], ...own, DEMO: "true" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    // the file says where it listens; a server before this one had another port
    for (;;) {
      const url = readDemoFile(this.#dataDir)?.url;
      if (url !== undefined && url !== before) return;
      if (this.#process.exitCode !== null) throw new Error("the server ended");
      await pause(200);
    }
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** A figure of the process's memory, as Linux has it. */
  megabytes(name: "VmRSS" | "VmHWM"): number | null {
    try {
      const status = readFileSync(`/proc/${this.#process?.pid}/status`, "utf8");
      const kilobytes = new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1];
      return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
    } catch {
      return null;
    }
  }

  /** Where it is served, and its demo's tokens. */
  demo(): { readonly url: string; readonly tokens: Readonly<Record<string, string>> } {
    const demo = readDemoFile(this.#dataDir);
    if (!demo) throw new Error("the server has no demo");
    return demo;
  }

  /** Works on its database as the owner. */
  async asOwner<Result>(work: (owner: pg.Client) => Promise<Result>): Promise<Result> {
    const url = urlOfRunning(this.#dataDir, "baton");
    if (url === null) throw new Error("the embedded database is not there");
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    try {
      return await work(owner);
    } finally {
      await owner.end();
    }
  }

  /** The data that a document is answered with. */
  async ask(
    token: string | undefined,
    query: string,
    variables: object,
  ): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const response = await fetch(`${this.demo().url}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const answer = await response.text();
      if (response.status === 200) return Answer.parse(JSON.parse(answer)).data;
      // one that is busy says so, and is asked again
      if (response.status !== 503) throw new Error(answer);
      await pause(500);
    }
  }
}
