import { spawn } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { atEnd } from "./at-end.ts";

export interface Served {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly name: string;
  /** What node runs, with its arguments. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Answered without a server error as soon as it serves. */
  readonly health: string;
}

/** How a server is started that is looked into: flags of node, and variables. */
export interface Watched {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const START_MS = 90_000;

/** Starts a server as a process of its own, on a free port of 127.0.0.1, and waits until it serves. */
export async function startProcess(options: ProcessOptions): Promise<Served> {
  const port = await freePort();
  const child = spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"] ?? "", PORT: String(port), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const keep = (part: Buffer): void => {
    said = (said + part.toString()).slice(-4000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  let isGone = false;
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => {
      isGone = true;
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    if (isGone) return;
    child.kill("SIGTERM");
    await Promise.race([gone, sleep(15_000, undefined, { ref: false })]);
    if (!isGone) child.kill("SIGKILL");
    await gone;
  };
  const forget = atEnd(stop);
  const url = `http://127.0.0.1:${port}`;
  const until = performance.now() + START_MS;
  for (;;) {
    const isUp = await fetch(`${url}${options.health}`).then(
      async (response) => {
        await response.body?.cancel();
        return response.status < 500;
      },
      () => false,
    );
    if (isUp) break;
    if (isGone || performance.now() > until) {
      await stop();
      throw new Error(`${options.name} did not start:\n${said}`);
    }
    await sleep(100);
  }
  return {
    name: options.name,
    pid: child.pid ?? 0,
    url,
    stop: async () => {
      forget();
      await stop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
