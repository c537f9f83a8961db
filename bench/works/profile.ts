import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Bench } from "../bench.ts";
import { fireAt } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { askingInTurn } from "../world.ts";

import { leadShots, leadsOf, pageShots } from "./reads.ts";

/** Whose work a frame is, by where its code lies; the first that fits. */
const PARTS: readonly (readonly [part: string, place: RegExp])[] = [
  ["nobody", /^\((?:idle|root)\)/],
  ["garbage collection", /^\(garbage collector\)/],
  ["Node: the system's calls", /^(?:writev?|writeUtf8String|writeLatin1String|read|shutdown) $/],
  ["Baton: the answer out of the rows", /\/dist\/src\/(?:platform\/reading|kernel)\//],
  ["Baton: everything else", /\/dist\/src\//],
  ["the driver (pg)", /node_modules\/pg/],
  ["graphql-js", /node_modules\/graphql\//],
  ["Apollo Server", /node_modules\/@apollo\//],
  [
    "Fastify, pino",
    /node_modules\/(?:fastify|@fastify|pino|find-my-way|light-my|secure-json|avvio)/,
  ],
  ["other libraries", /node_modules\//],
  ["Node: HTTP, sockets, streams, timers", / node:/],
];
const ENGINE = "Node: the engine";

interface Profile {
  readonly startTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Where the time of a request goes: Baton's main thread under R1 and R2, sampled. */
export async function profileReads(bench: Bench): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), "baton-profile-"));
  try {
    const turns = askingInTurn(bench.world.partners);
    const served = await startBaton(bench.cluster, 0, {
      flags: ["--cpu-prof", `--cpu-prof-dir=${dir}`],
    });
    const works = [
      { name: "R1", shots: pageShots(turns) },
      { name: "R2", shots: leadShots(await leadsOf(bench, turns)) },
    ];
    const { seconds, connections } = bench.options;
    const loads = [];
    for (const { name, shots } of works) {
      const contender = { name: "Baton", served, shots };
      // what is compiled at the first asking is not what a request costs
      await fireAt(bench, contender, { kind: "closed", seconds }, connections);
      const from = micros();
      const { fired } = await fireAt(bench, contender, { kind: "closed", seconds }, connections);
      loads.push({ name, from, until: micros(), fired });
    }
    await served.stop();
    const [file = ""] = readdirSync(dir).filter((each) => each.endsWith(".0.001.cpuprofile"));
    const profile = JSON.parse(readFileSync(path.join(dir, file), "utf8")) as Profile;
    sayParts(
      bench,
      loads.map((load) => ({ ...load, parts: partsOf(profile, load) })),
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The clock by which V8 dates its samples. */
const micros = (): number => Number(process.hrtime.bigint() / 1000n);

/** Microseconds of each part between two instants. */
function partsOf(
  { nodes, samples, timeDeltas, startTime }: Profile,
  { from, until }: { readonly from: number; readonly until: number },
): ReadonlyMap<string, number> {
  const partOfNode = new Map(
    nodes.map(({ id, callFrame }) => {
      const place = `${callFrame.functionName} ${callFrame.url}`;
      return [id, PARTS.find(([, pattern]) => pattern.test(place))?.[0] ?? ENGINE];
    }),
  );
  const parts = new Map<string, number>();
  let at = startTime;
  for (const [index, id] of samples.entries()) {
    const delta = timeDeltas[index] ?? 0;
    at += delta;
    if (at < from || at > until) continue;
    const part = partOfNode.get(id) ?? ENGINE;
    parts.set(part, (parts.get(part) ?? 0) + delta);
  }
  parts.delete("nobody");
  return parts;
}

interface Load {
  readonly name: string;
  readonly fired: number;
  readonly parts: ReadonlyMap<string, number>;
}

function sayParts({ report, cluster }: Bench, loads: readonly Load[]): void {
  const all = [...new Set([...PARTS.map(([part]) => part), ENGINE])].filter((part) =>
    loads.some(({ parts }) => parts.has(part)),
  );
  const total = ({ parts }: Load): number => [...parts.values()].reduce((a, b) => a + b, 0);
  const cell = (load: Load, time: number): string =>
    `${(time / 1000 / load.fired).toFixed(3)} | ${((100 * time) / total(load)).toFixed(0)} %`;
  report.say("");
  report.say(`Where the time of Baton's main thread goes, ${cluster.leads} leads`);
  report.say("");
  report.say(`| | ${loads.map(({ name }) => `${name} ms | ${name}`).join(" | ")} |`);
  report.say(`|---|${loads.map(() => "--:|--:|").join("")}`);
  for (const part of all) {
    report.say(
      `| ${part} | ${loads.map((load) => cell(load, load.parts.get(part) ?? 0)).join(" | ")} |`,
    );
  }
  report.say(`| all | ${loads.map((load) => cell(load, total(load))).join(" | ")} |`);
}
