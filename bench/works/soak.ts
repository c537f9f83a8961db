import { spawnSync } from "node:child_process";
import path from "node:path";

import type { Bench } from "../bench.ts";
import { lineThrough } from "../line-through.ts";
import { ROOT } from "../product.ts";
import { R1, R1_STAGES, R2, R3, reportsOf } from "../documents.ts";
import type { Shot } from "../load/load.ts";
import { poolOf } from "../pool-of-leads.ts";
import { memoryOf } from "../processes.ts";
import { startBaton } from "../rivals/baton.ts";
import { graphqlShot } from "../shots.ts";
import { askingInTurn } from "../world.ts";
import { hasReports } from "./dashboard.ts";
import { qualifyShot, registerShot } from "./writes.ts";

const SEGMENT_SECONDS = 10;
/** Before that a heap has not found its size, and a slope says nothing. */
const SHORTEST_MINUTES = 10;
/** Of the samples, those before this share are the warming up. */
const WARM_SHARE = 0.2;

/**
 * Mixed load at half of its peak for so many minutes, resident memory every 10 seconds, and at the
 * end the product's own invariants on what came of it. The workers run, so matching is in it.
 */
export async function soak(bench: Bench): Promise<void> {
  const { cluster, world, report, options, generator } = bench;
  const baton = await startBaton(cluster, 2);
  const withReports = await hasReports(baton.url, world.salesKey);
  if (!withReports) report.say("soak: without R3, which the schema does not have");
  const makeShots = await mixOf(bench, withReports);
  const load = { url: baton.url, from: 0, once: true, connections: 64 };
  const closed = { kind: "closed", seconds: SEGMENT_SECONDS / 2 } as const;
  await generator.fire({
    ...load,
    shots: makeShots(20_000, 0),
    pace: closed,
    connections: options.connections,
  });
  const peak = await generator.fire({
    ...load,
    shots: makeShots(20_000, 50),
    pace: closed,
    connections: options.connections,
  });
  const perSecond = peak.okPerSecond / 2;
  report.say(
    `soak: ${options.soakMinutes} minutes at ${perSecond.toFixed(1)}/s, half of the mixed peak`,
  );
  const samples: (readonly [number, number])[] = [];
  let ok = 0;
  let notOk = 0;
  let failure: string | null = null;
  const begun = performance.now();
  const until = begun + options.soakMinutes * 60_000;
  while (performance.now() < until) {
    const count = Math.ceil(perSecond * SEGMENT_SECONDS);
    const fired = await generator.fire({
      ...load,
      shots: makeShots(count, Math.ceil(count / 10)),
      pace: { kind: "open", perSecond, seconds: SEGMENT_SECONDS, coreShare: 1 },
    });
    ok += fired.ok;
    notOk += fired.failed + fired.refused;
    failure ??= fired.failure;
    samples.push([(performance.now() - begun) / 60_000, memoryOf(baton.pid).now]);
    if (samples.length % 6 === 0) {
      const [minutes, megabytes] = samples.at(-1) ?? [0, 0];
      report.say(
        `soak: ${minutes.toFixed(1)} min, ${megabytes.toFixed(0)} MB, p50 ${fired.p50.toFixed(1)} ms, p99 ${fired.p99.toFixed(1)} ms`,
      );
    }
  }
  const warm = samples.slice(Math.floor(samples.length * WARM_SHARE));
  const { perMinute, start } = lineThrough(warm);
  const percent = ((perMinute * 30) / start) * 100;
  report.say(`soak: ${ok} answered, ${notOk} not (${failure ?? "none"})`);
  const told = `${options.soakMinutes} minutes from ${start.toFixed(0)} MB, ${perMinute.toFixed(2)} MB a minute`;
  if (options.soakMinutes < SHORTEST_MINUTES) {
    report.skipped("soak/slope", `${told}; too short for a slope`);
  } else report.found("soak/slope", percent, told);
  // sealing and matching finish what was begun
  const invariants = spawnSync(
    process.execPath,
    [path.join(ROOT, "src/app/cli.ts"), "invariants"],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        DATABASE_URL: cluster.url,
        DATA_DIR: cluster.dataDir,
        LOG_LEVEL: "warn",
      },
      encoding: "utf8",
    },
  );
  const lines = invariants.stdout.split("\n").filter((line) => line.trim() !== "");
  report.say(`invariants after the soak: ${lines.at(-1) ?? invariants.stderr}`);
  await baton.stop();
  if (invariants.status !== 0)
    throw new Error(`invariants after the soak:\n${invariants.stdout}${invariants.stderr}`);
}

/** 40 % R1, 25 % R2, 20 % W1, 10 % W2 while there are leads for it, 5 % R3. */
async function mixOf(bench: Bench, withReports: boolean) {
  const { world } = bench;
  const pool = await poolOf(bench);
  const turns = askingInTurn(world.partners);
  const leads = await world.ask<{ partner_id: string; api_id: string }>(
    `select partner_id, bench.api_id('lead', id) as api_id from lead where partner_id = any($1) order by claimed_at desc limit 2000`,
    [world.partners.map((partner) => partner.id)],
  );
  const [span] = await world.ask<{ from: string; to: string }>(
    `select started::date::text as "from", (now() + interval '1 day')::date::text as "to" from bench.setting`,
  );
  let turn = 0;
  return (count: number, qualifications: number): Shot[] => {
    const waiting = [...pool.next(qualifications)];
    return Array.from({ length: count }, (_, index): Shot => {
      turn += 1;
      const partner = turns[turn % turns.length];
      if (!partner) throw new Error("nobody asks");
      const place = index % 20;
      if (place === 3 || place === 13) {
        const lead = waiting.pop();
        if (lead) return qualifyShot(world.salesKey, lead.apiId);
      }
      if (place % 5 === 4) return registerShot(partner.key);
      if (place === 7 && withReports) return graphqlShot(partner.key, R3, reportsOf(span));
      if (place % 5 === 1) {
        const lead = leads[turn % leads.length];
        const owner = world.partners.find((each) => each.id === lead?.partner_id) ?? partner;
        return graphqlShot(owner.key, R2, { id: lead?.api_id });
      }
      return graphqlShot(partner.key, R1, { stages: R1_STAGES });
    });
  };
}
