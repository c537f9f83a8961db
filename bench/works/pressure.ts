import { setTimeout as sleep } from "node:timers/promises";

import type { Bench } from "../bench.ts";
import { median } from "../bench.ts";
import { R1, R1_STAGES } from "../documents.ts";
import type { Fired } from "../load/load.ts";
import { fireAt } from "../measure.ts";
import type { Contender } from "../measure.ts";
import { memoryOf } from "../processes.ts";
import { startBaton } from "../rivals/baton.ts";
import { startLimit } from "../rivals/limit.ts";
import { graphqlShot, limitShot } from "../shots.ts";
import type { Watched } from "../start-process.ts";
import { askingInTurn } from "../world.ts";

/** Connections enough that what is due can be sent while earlier answers are still awaited. */
export const OPEN_CONNECTIONS = 200;
const OVERLOAD_CONNECTIONS = 1_000;

function batonContender(bench: Bench, served: Contender["served"]): Contender {
  const turns = askingInTurn(bench.world.partners);
  const shots = turns.map((partner) => graphqlShot(partner.key, R1, { stages: R1_STAGES }));
  return { name: "Baton", served, shots };
}

/** R1 at half and at nine tenths of each one's own peak: how far its slow answers are from its usual. */
export async function measureLatency(bench: Bench): Promise<void> {
  const { report, options } = bench;
  const contenders = await latencyContenders(bench);
  const peaks: number[] = [];
  for (const contender of contenders) {
    await fireAt(bench, contender, { kind: "closed", seconds: 2 }, options.connections);
    const pace = { kind: "closed", seconds: options.seconds } as const;
    peaks.push((await fireAt(bench, contender, pace, options.connections)).okPerSecond);
  }
  report.say("");
  for (const [goal, share] of [
    ["p99/half", 0.5],
    ["p99/nine-tenths", 0.9],
  ] as const) {
    const spreads = contenders.map((): number[] => []);
    for (let round = 0; round < options.rounds; round += 1) {
      for (const [index, contender] of contenders.entries()) {
        const perSecond = (peaks[index] ?? 1) * share;
        const seconds = Math.max(options.seconds, 3);
        const pace = { kind: "open", perSecond, seconds, coreShare: 1 } as const;
        const fired = await fireAt(bench, contender, pace, OPEN_CONNECTIONS);
        spreads[index]?.push(fired.p99 / fired.p50);
        report.say(
          `${contender.name} at ${share} of its peak (${perSecond.toFixed(0)}/s): p50 ${fired.p50.toFixed(1)} ms, p99 ${fired.p99.toFixed(1)} ms`,
        );
      }
    }
    const [own = [], other = []] = spreads;
    report.found(
      goal,
      median(own) / median(other),
      `p99/p50 ${median(own).toFixed(2)}, the handler's ${median(other).toFixed(2)}`,
    );
  }
  for (const { served } of contenders) await served.stop();
}

/** Baton and the bare handler, each with R1. */
export async function latencyContenders(
  bench: Bench,
  watched: (name: string) => Watched = () => ({}),
): Promise<readonly Contender[]> {
  const { cluster } = bench;
  const baton = await startBaton(cluster, 0, watched("Baton"));
  const limit = await startLimit({
    name: "limit",
    url: cluster.urlOf("partner"),
    framed: true,
    plan: "auto",
    ...watched("limit"),
  });
  const turns = askingInTurn(bench.world.partners);
  return [
    batonContender(bench, baton),
    {
      name: "limit",
      served: limit,
      shots: turns.map((partner) => limitShot(partner, `/r1-text/${R1_STAGES.join(",")}`)),
    },
  ];
}

/** Five times what it can do, and how soon it is well again. With the workers that it has by default. */
export async function measureOverload(bench: Bench): Promise<void> {
  const { cluster, report, options } = bench;
  const baton = await startBaton(cluster, 2);
  const contender = batonContender(bench, baton);
  const closed = (seconds: number) => ({ kind: "closed", seconds }) as const;
  await fireAt(bench, contender, closed(2), options.connections);
  const peak = await fireAt(bench, contender, closed(options.seconds * 2), options.connections);
  const seconds = Math.max(options.seconds, 5);
  const over = await fireAt(
    bench,
    contender,
    { kind: "open", perSecond: 5 * peak.okPerSecond, seconds, coreShare: 0.5 },
    OVERLOAD_CONNECTIONS,
  );
  const recovery = await secondsUntilWell(bench, contender, peak.okPerSecond / 2);
  await baton.stop();
  report.say("");
  report.say(
    `overload: peak ${peak.okPerSecond.toFixed(0)}/s; asked ${(over.fired / seconds).toFixed(0)}/s, answered ${over.okPerSecond.toFixed(0)}/s, ${over.refused} refused, ${over.failed} failed (${over.failure?.slice(0, 80) ?? "none"}), ${over.withheld} withheld; p50 ${over.p50.toFixed(0)} ms, p99 ${over.p99.toFixed(0)} ms; the generator took ${(over.generatorCpuMs / over.seconds / 1000).toFixed(2)} of a core`,
  );
  report.found("overload/goodput", over.okPerSecond / peak.okPerSecond);
  if (over.refused === 0) {
    report.skipped("overload/retry-after", "nothing was refused");
    report.skipped("overload/refusal-p99", "nothing was refused");
  } else {
    report.found("overload/retry-after", over.refusedWithRetryAfter / over.refused);
    report.found("overload/refusal-p99", over.refusedP99, `${over.refused} refusals`);
  }
  report.found("overload/recovery", recovery);
}

/** Half of the peak, second by second, until a second was served whole. */
async function secondsUntilWell(
  bench: Bench,
  contender: Contender,
  perSecond: number,
): Promise<number> {
  const begun = performance.now();
  for (;;) {
    const pace = { kind: "open", perSecond, seconds: 1, coreShare: 1 } as const;
    const fired: Fired = await fireAt(bench, contender, pace, OPEN_CONNECTIONS);
    const past = (performance.now() - begun) / 1000;
    if (fired.refused + fired.failed === 0 && fired.ok >= perSecond * 0.9)
      return past - fired.seconds;
    if (past > 30) return past;
  }
}

/** Resident memory of the server as it is delivered: idle, and at most while it is asked R1. */
export async function measureMemory(bench: Bench): Promise<void> {
  const { cluster, report, options } = bench;
  const baton = await startBaton(cluster, 2);
  await sleep(3_000);
  const idle = memoryOf(baton.pid).now;
  const contender = batonContender(bench, baton);
  await fireAt(
    bench,
    contender,
    { kind: "closed", seconds: options.seconds * 2 },
    options.connections,
  );
  const { peak } = memoryOf(baton.pid);
  await baton.stop();
  report.found("memory/idle", idle);
  report.found("memory/load", peak, `${options.connections} connections, R1`);
}
