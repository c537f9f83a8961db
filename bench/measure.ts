import type { Bench } from "./bench.ts";
import { median } from "./bench.ts";
import type { Fired, Pace, Shot } from "./load/load.ts";
import { cpuMsOfFamily, cpuMsOfProcess } from "./processes.ts";
import type { Served } from "./start-process.ts";

/** One of those measured against each other, and what it is asked. */
export interface Contender {
  readonly name: string;
  readonly served: Served;
  readonly shots: readonly Shot[];
  /** True where a shot cannot be fired twice; then each load takes the next ones. */
  readonly once?: boolean;
}

export interface Figures {
  readonly name: string;
  readonly okPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly nodeMs: number;
  readonly databaseMs: number;
  readonly kilobytes: number;
}

const used = new WeakMap<Contender, number>();

/** Fires one load at a contender; what it does not answer as it should ends the run. */
export async function fireAt(
  bench: Bench,
  contender: Contender,
  pace: Pace,
  connections: number,
): Promise<Fired> {
  const from = used.get(contender) ?? 0;
  const isLast = contender.once === true;
  const shots = isLast ? contender.shots.slice(from, from + LARGEST_ONCE) : contender.shots;
  const fired = await bench.generator.fire({
    url: contender.served.url,
    shots,
    from: isLast ? 0 : from % contender.shots.length,
    once: isLast,
    connections,
    pace,
  });
  used.set(contender, from + fired.fired);
  return fired;
}

/** More than any round can use; a message to the generator should not hold them all. */
const LARGEST_ONCE = 20_000;

/**
 * Measures all in turn, round after round, each round beginning with another one: what the machine
 * does meanwhile falls on all alike. Medians of the rounds, after one that does not count.
 */
export async function measure(
  bench: Bench,
  contenders: readonly Contender[],
  connections = bench.options.connections,
): Promise<readonly Figures[]> {
  const rounds = new Map<Contender, Omit<Figures, "name">[]>(
    contenders.map((contender) => [contender, []]),
  );
  const { seconds } = bench.options;
  for (let round = 0; round <= bench.options.rounds; round += 1) {
    const order = contenders.map(
      (_, index) => contenders[(index + round) % contenders.length] as Contender,
    );
    for (const contender of order) {
      const { pid } = contender.served;
      const node = cpuMsOfProcess(pid);
      const database = cpuMsOfFamily(bench.cluster.pid);
      const length = round === 0 ? Math.max(1, seconds / 3) : seconds;
      const fired = await fireAt(
        bench,
        contender,
        { kind: "closed", seconds: length },
        connections,
      );
      if (fired.failed > fired.ok / 100) {
        throw new Error(
          `${contender.name}: ${fired.failed} of ${fired.fired} failed: ${fired.failure}`,
        );
      }
      if (round === 0) continue;
      rounds.get(contender)?.push({
        okPerSecond: fired.okPerSecond,
        p50: fired.p50,
        p99: fired.p99,
        nodeMs: (cpuMsOfProcess(pid) - node) / fired.fired,
        databaseMs: (cpuMsOfFamily(bench.cluster.pid) - database) / fired.fired,
        kilobytes: fired.bytes / fired.fired / 1024,
      });
    }
  }
  return contenders.map((contender) => ({
    name: contender.name,
    ...medianOf(rounds.get(contender) ?? []),
  }));
}

function medianOf(rounds: readonly Omit<Figures, "name">[]): Omit<Figures, "name"> {
  const of = (key: keyof Omit<Figures, "name">): number => median(rounds.map((each) => each[key]));
  return {
    okPerSecond: of("okPerSecond"),
    p50: of("p50"),
    p99: of("p99"),
    nodeMs: of("nodeMs"),
    databaseMs: of("databaseMs"),
    kilobytes: of("kilobytes"),
  };
}

/** The figures as a table, with the ratio of each one's throughput to the first one's. */
export function sayFigures(bench: Bench, title: string, figures: readonly Figures[]): void {
  const { say } = bench.report;
  say("");
  say(`${title}, ${bench.cluster.leads} leads`);
  say("");
  say("| | per s | to Baton | p50 ms | p99 ms | node CPU ms | PostgreSQL CPU ms | KB |");
  say("|---|--:|--:|--:|--:|--:|--:|--:|");
  const base = figures[0]?.okPerSecond ?? 1;
  for (const each of figures) {
    const cells = [
      each.name,
      each.okPerSecond.toFixed(0),
      (each.okPerSecond / base).toFixed(2),
      each.p50.toFixed(1),
      each.p99.toFixed(1),
      each.nodeMs.toFixed(2),
      each.databaseMs.toFixed(2),
      each.kilobytes.toFixed(1),
    ];
    say(`| ${cells.join(" | ")} |`);
  }
}

/** What one request costs the database, by Baton's own count. */
export async function trafficOf(
  served: Served,
  ask: () => Promise<unknown>,
): Promise<{ readonly statements: number; readonly roundTrips: number }> {
  const read = async (): Promise<[number, number]> => {
    const text = await (await fetch(`${served.url}/metrics`)).text();
    const figure = (name: string): number =>
      Number(
        new RegExp(`^baton_database_${name}_total(?:\\{[^}]*\\})? ([0-9]+)`, "m").exec(text)?.[1],
      );
    return [figure("statements"), figure("round_trips")];
  };
  // what the caller may do is looked up, then remembered: the first time is not counted
  await ask();
  const [statements, roundTrips] = await read();
  await ask();
  const after = await read();
  return { statements: after[0] - statements, roundTrips: after[1] - roundTrips };
}

/** The same ratio by CPU time per request, of node and PostgreSQL together: noise moves it less. */
export function byCpu(own: Figures, other: Figures): string {
  const ratio = (other.nodeMs + other.databaseMs) / (own.nodeMs + own.databaseMs);
  return `${ratio.toFixed(2)} by CPU`;
}
