/**
 * `npm run bench`: Baton measured against the limit and against its best peer, on one machine, in
 * interleaved rounds. What it measures and what cannot be compared stands in bench/README.md.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import pg from "pg";

import { atEnd, endAll } from "./at-end.ts";
import type { Bench } from "./bench.ts";
import { openCluster } from "./cluster.ts";
import { startGenerator } from "./load/generator.ts";
import { readOptions } from "./options.ts";
import type { Options } from "./options.ts";
import { Findings, goalTable } from "./report.ts";
import { plantWorld } from "./world.ts";
import { measureReads } from "./works/reads.ts";
import { measureWrites } from "./works/writes.ts";
import { writeResults } from "./write-results.ts";

function installPeers(say: (line: string) => void): void {
  if (existsSync(path.join(import.meta.dirname, "node_modules/postgraphile/package.json"))) return;
  say("installing the peers, once: npm ci in bench/");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: import.meta.dirname,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) throw new Error("the peers could not be installed");
}

async function run(options: Options, findings: Findings): Promise<void> {
  const say = (line: string): void => findings.say(line);
  installPeers(say);
  const generator = startGenerator();
  const cluster = await openCluster({ leads: options.leads, pool: options.pool }, say);
  const owner = new pg.Client({ connectionString: cluster.url });
  owner.on("error", () => undefined);
  await owner.connect();
  const forget = atEnd(() => owner.end());
  const world = await plantWorld(cluster, owner);
  const bench: Bench = { options, cluster, world, generator, report: findings };
  const asked = (...works: readonly Options["works"][number][]): boolean =>
    works.some((work) => options.works.includes(work));
  if (asked("R1", "R2")) await measureReads(bench);
  if (asked("W1", "W2")) await measureWrites(bench);
  forget();
  await owner.end();
  await cluster.stop();
}

const onSignal = (signal: NodeJS.Signals) => (): void => {
  console.error(`ended by ${signal}`);
  endAll().then(
    () => process.exit(130),
    () => process.exit(130),
  );
};
process.on("SIGINT", onSignal("SIGINT"));
process.on("SIGTERM", onSignal("SIGTERM"));

try {
  const options = readOptions(process.argv.slice(2));
  const findings = new Findings((line) => {
    if (options.json) console.error(line);
    else console.log(line);
  });
  await run(options, findings);
  const outcomes = findings.outcomes();
  for (const line of ["", ...goalTable(outcomes)]) findings.say(line);
  writeResults(options, findings);
  if (options.json) {
    console.log(JSON.stringify(outcomes.map(({ name, ratio, goal, met }) => ({ name, ratio, goal, met }))));
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await endAll();
}
