import { setTimeout as sleep } from "node:timers/promises";

import type { Fired, Load, Shot, Slow } from "./load.ts";
import { Wire } from "./wire.ts";
import type { Answer } from "./wire.ts";

let serial = Math.floor(performance.timeOrigin % 1e9) * 1e5;

/** Fires the load and counts what came back. */
export async function fire(load: Load): Promise<Fired> {
  const count = new Count();
  const next = makeNext(load);
  const port = Number(new URL(load.url).port);
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const fireOne = async (wire: Wire, due: number): Promise<boolean> => {
    const request = next();
    if (request === null) return false;
    try {
      count.take(await wire.ask(request), due);
    } catch (error) {
      count.fail(String(error));
    }
    return true;
  };
  if (load.pace.kind === "closed") await fireClosed(load, load.pace, begun, port, fireOne);
  else count.withheld = await fireOpen(load, load.pace, begun, port, fireOne);
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  // what a rate was asked of is what was answered meanwhile, not what came in afterwards
  const window = load.pace.kind === "open" ? load.pace.seconds : seconds;
  return count.summary(seconds, (user + system) / 1000, begun, window);
}

type FireOne = (wire: Wire, due: number) => Promise<boolean>;

async function fireClosed(
  load: Load,
  pace: { readonly seconds: number; readonly count?: number },
  begun: number,
  port: number,
  fireOne: FireOne,
): Promise<void> {
  const until = begun + pace.seconds * 1000;
  let left = pace.count ?? Infinity;
  const one = async (): Promise<void> => {
    const wire = new Wire(port);
    while (left > 0 && performance.now() < until) {
      left -= 1;
      if (!(await fireOne(wire, performance.now()))) break;
    }
    wire.close();
  };
  await Promise.all(Array.from({ length: load.connections }, one));
}

/** What is due is fired when it is due, on a free connection; without one it waits, and that counts. */
async function fireOpen(
  load: Load,
  pace: { readonly perSecond: number; readonly seconds: number; readonly coreShare: number },
  begun: number,
  port: number,
  fireOne: FireOne,
): Promise<number> {
  const free = Array.from({ length: load.connections }, () => new Wire(port));
  const all = [...free];
  const waiting: number[] = [];
  const underWay = new Set<Promise<void>>();
  let due = 0;
  let withheld = 0;
  let cpu = process.cpuUsage();
  let since = performance.now();
  let isOverShare = false;
  const send = (): void => {
    while (free.length > 0 && waiting.length > 0) {
      const wire = free.pop();
      const at = waiting.shift();
      if (!wire || at === undefined) return;
      const sent: Promise<void> = fireOne(wire, at).then(() => {
        underWay.delete(sent);
        free.push(wire);
        send();
      });
      underWay.add(sent);
    }
  };
  for (;;) {
    const now = performance.now();
    if (now - since >= 100) {
      const { user, system } = process.cpuUsage(cpu);
      isOverShare = (user + system) / 1000 / (now - since) > pace.coreShare;
      cpu = process.cpuUsage();
      since = now;
    }
    const elapsed = Math.min(now - begun, pace.seconds * 1000);
    for (; due < (elapsed / 1000) * pace.perSecond; due += 1) {
      if (isOverShare) withheld += 1;
      else waiting.push(begun + (due / pace.perSecond) * 1000);
    }
    send();
    if (elapsed >= pace.seconds * 1000) break;
    await sleep(2);
  }
  // whoever had not even been sent when time was up never is
  withheld += waiting.length;
  waiting.length = 0;
  await Promise.all(underWay);
  for (const wire of all) wire.close();
  return withheld;
}

function makeNext(load: Load): () => string | null {
  let index = load.from;
  const texts = load.shots.map((shot) => textOf(shot));
  return () => {
    if (load.once && index >= texts.length) return null;
    const text = texts[index % texts.length] ?? null;
    index += 1;
    if (text === null || !text.includes("@n@")) return text;
    serial += 1;
    return text.replaceAll("@n@", String(serial).padStart(14, "0"));
  };
}

/** The length is counted with the number's own length: it has 14 digits. */
function textOf({ path, headers, body }: Shot): string {
  const lines = Object.entries({ host: "127.0.0.1", connection: "keep-alive", ...headers });
  if (body !== null) {
    const length = Buffer.byteLength(body.replaceAll("@n@", "0".repeat(14)));
    lines.push(["content-type", "application/json"], ["content-length", String(length)]);
  }
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${body === null ? "GET" : "POST"} ${path} HTTP/1.1\r\n${head}\r\n${body ?? ""}`;
}

/** As many as a hundredth of any load that is looked into. */
const MOST_SLOW = 200;

/** A refusal in a payload and an error at the top are both failures here: the work was not done. */
const ERRORS = /"errors":\s*\[\s*\{/;

class Count {
  withheld = 0;
  readonly #ok: Slow[] = [];
  readonly #answeredAt: number[] = [];
  readonly #refused: number[] = [];
  #refusedWithRetryAfter = 0;
  #failed = 0;
  #failure: string | null = null;
  #bytes = 0;

  /** `due`: when it was, by this process's clock. */
  take(answer: Answer, due: number): void {
    const ms = performance.now() - due;
    this.#bytes += answer.bytes;
    if (answer.status === 429 || answer.status === 503) {
      this.#refused.push(ms);
      if (answer.retryAfter) this.#refusedWithRetryAfter += 1;
    } else if (answer.status === 200 && !ERRORS.test(answer.start)) {
      this.#ok.push({ due: performance.timeOrigin + due, ms });
      this.#answeredAt.push(performance.now());
    } else this.fail(`${answer.status} ${answer.start}`);
  }

  fail(what: string): void {
    this.#failed += 1;
    this.#failure ??= what;
  }

  summary(seconds: number, generatorCpuMs: number, begun: number, window: number): Fired {
    const inTime = this.#answeredAt.filter((each) => each <= begun + window * 1000).length;
    const slowest = this.#ok.toSorted((a, b) => b.ms - a.ms);
    const ok = slowest.map(({ ms }) => ms).toReversed();
    const refused = this.#refused.toSorted((a, b) => a - b);
    return {
      fired: ok.length + refused.length + this.#failed,
      ok: ok.length,
      refused: refused.length,
      refusedWithRetryAfter: this.#refusedWithRetryAfter,
      failed: this.#failed,
      failure: this.#failure,
      withheld: this.withheld,
      seconds,
      okPerSecond: inTime / window,
      p50: at(ok, 0.5),
      p99: at(ok, 0.99),
      refusedP99: at(refused, 0.99),
      slowest: slowest.slice(0, MOST_SLOW),
      generatorCpuMs,
      bytes: this.#bytes,
    };
  }
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
