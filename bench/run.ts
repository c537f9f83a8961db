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
import { Findings, goalTable, NOT_ASKED } from "./report.ts";
import { plantWorld } from "./world.ts";
import { measureBooks } from "./works/books.ts";
import { measureDashboard } from "./works/dashboard.ts";
import { measureExport } from "./works/export.ts";
import { measureGrowth } from "./works/growth.ts";
import { measureFilters } from "./works/filters.ts";
import { measurePages } from "./works/pages.ts";
import { measureLatency, measureMemory, measureOverload } from "./works/pressure.ts";
import { profileReads } from "./works/profile.ts";
import { measureReads } from "./works/reads.ts";
import { measureScores } from "./works/scores.ts";
import { soak } from "./works/soak.ts";
import { profileTail } from "./works/tail.ts";
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

async function run(options: Options, findings: Findings): Promise<string> {
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
  if (options.soakMinutes > 0) await soak(bench);
  else {
    if (asked("R1", "R2")) await measureReads(bench);
    if (asked("profile")) await profileReads(bench);
    if (asked("R3")) await measureDashboard(bench);
    if (asked("X1")) await measureExport(bench);
    if (asked("X2")) await measureBooks(bench);
    if (asked("pages")) await measurePages(bench);
    if (asked("filters")) await measureFilters(bench);
    if (asked("latency")) await measureLatency(bench);
    if (asked("tail")) await profileTail(bench);
    if (asked("overload")) await measureOverload(bench);
    if (asked("memory")) await measureMemory(bench);
    // last, since they add rows to what the others read
    if (asked("W1", "W2")) await measureWrites(bench);
    if (asked("S1")) await measureScores(bench);
  }
  const [version] = await world.ask<{ server_version: string }>("show server_version");
  forget();
  await owner.end();
  await cluster.stop();
  if (options.soakMinutes === 0 && asked("growth")) await measureGrowth(bench);
  return version?.server_version ?? "?";
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
  const postgres = await run(options, findings);
  const outcomes = findings.outcomes();
  // a part of the picture does not take the whole one's place
  if (options.isWhole) writeResults(options, findings, postgres);
  const asked = outcomes.filter((outcome) => outcome.detail !== NOT_ASKED);
  for (const line of ["", ...goalTable(asked)]) findings.say(line);
  if (options.json) {
    console.log(
      JSON.stringify(outcomes.map(({ name, ratio, goal, met }) => ({ name, ratio, goal, met }))),
    );
  }
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await endAll();
}
