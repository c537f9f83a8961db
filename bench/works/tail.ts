import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Bench } from "../bench.ts";
import type { Slow } from "../load/load.ts";
import type { LoopSeen, Span } from "../load/watch-loop.ts";
import { fireAt } from "../measure.ts";
import type { Contender } from "../measure.ts";

import { latencyContenders, OPEN_CONNECTIONS } from "./pressure.ts";

const LONGER = 4;
const WATCH = path.join(import.meta.dirname, "../load/watch-loop.ts");

/**
 * What the slowest answers of R1 waited for at half and nine tenths of the peak: Baton's and the
 * bare handler's, held against when the event loop of each stood still and collected garbage.
 */
export async function profileTail(bench: Bench): Promise<void> {
  const { report, options } = bench;
  const dir = mkdtempSync(path.join(tmpdir(), "baton-tail-"));
  const fileOf = (name: string): string => path.join(dir, `${name}.json`);
  try {
    const contenders = await latencyContenders(bench, (name) => ({
      flags: ["--import", WATCH],
      env: { BENCH_LOOP: fileOf(name) },
    }));
    const loads: Load[] = [];
    for (const contender of contenders) {
      const closed = { kind: "closed", seconds: options.seconds } as const;
      await fireAt(bench, contender, { kind: "closed", seconds: 2 }, options.connections);
      const { okPerSecond } = await fireAt(bench, contender, closed, options.connections);
      for (const share of [0.5, 0.9]) {
        const seconds = options.seconds * LONGER;
        const pace = {
          kind: "open",
          perSecond: okPerSecond * share,
          seconds,
          coreShare: 1,
        } as const;
        const fired = await fireAt(bench, contender, pace, OPEN_CONNECTIONS);
        loads.push({
          contender,
          share,
          fired: fired.fired,
          p50: fired.p50,
          slowest: fired.slowest,
        });
      }
    }
    for (const { served } of contenders) await served.stop();
    report.say("");
    report.say(
      `What the slowest hundredth of R1's answers waited for, ${bench.cluster.leads} leads`,
    );
    report.say("");
    report.say(
      "| | of peak | answers | p50 ms | slowest 1 % ms | loop collecting | loop at work | loop free | 1 % that met a collection |",
    );
    report.say("|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for (const load of loads) {
      const seen = JSON.parse(readFileSync(fileOf(load.contender.name), "utf8")) as LoopSeen;
      report.say(lineOf(load, seen));
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
}

interface Load {
  readonly contender: Contender;
  readonly share: number;
  readonly fired: number;
  readonly p50: number;
  readonly slowest: readonly Slow[];
}

function lineOf({ contender, share, fired, p50, slowest }: Load, seen: LoopSeen): string {
  const last = slowest.slice(0, Math.max(1, Math.floor(fired / 100)));
  const mean = (of: (slow: Slow) => number): number =>
    last.reduce((sum, slow) => sum + of(slow), 0) / last.length;
  const collecting = (slow: Slow): number => overlap(slow, seen.collected);
  const still = (slow: Slow): number => overlap(slow, seen.stoodStill);
  const all = mean((slow) => slow.ms);
  const inCollection = mean(collecting);
  const atWork = Math.max(0, mean(still) - inCollection);
  const met = last.filter((slow) => collecting(slow) > 0).length / last.length;
  const cells = [
    contender.name,
    share.toString(),
    String(fired),
    p50.toFixed(1),
    all.toFixed(1),
    ...[inCollection, atWork, all - inCollection - atWork].map((each) => each.toFixed(1)),
    `${(100 * met).toFixed(0)} %`,
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Milliseconds of the wait that fell on any of the spans. */
function overlap({ due, ms }: Slow, spans: readonly Span[]): number {
  return spans.reduce(
    (sum, { from, until }) => sum + Math.max(0, Math.min(until, due + ms) - Math.max(from, due)),
    0,
  );
}
