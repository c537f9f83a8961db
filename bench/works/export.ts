import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import type { Bench } from "../bench.ts";
import { median } from "../bench.ts";
import { cpuMsOfProcess, memoryOf } from "../processes.ts";
import { startBaton } from "../rivals/baton.ts";
import { findProgram, runProgram } from "../rivals/pgbench.ts";

/** The credits with their postings and leads. */
export const PLAIN = `
  select k.id, k.award_id, k.partner_id, k.partner_name, k.lead_id, l.external_reference, c.name, k.program_name, k.program_version,
    k.milestone, k.weight_ppm, k.award_gross_minor, k.share_minor, k.currency, k.state, k.earned_at, k.effective_on, s.seq
  from credit as k
  join journal_txn as t on t.source_type = 'awd' and t.source_id = k.award_id and t.kind = 'ACCRUE'
  join journal_seal as s on s.txn_id = t.id
  left join lead as l on l.id = k.lead_id
  left join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  order by k.earned_at, k.id`;

/** A text that a spreadsheet would run gets an apostrophe, as in Baton's file. */
const guarded = (column: string): string =>
  `case when ${column} ~ '^\\s*[=+\\-@]' then '''' || ${column} else ${column} end`;
const GUARDED = ["k.partner_name", "l.external_reference", "c.name", "k.program_name"].reduce(
  (text, column) => text.replace(column, guarded(column)),
  PLAIN,
);

/** X1: the file of all credits against psql's \\copy of the same rows, and what memory it takes. */
export async function measureExport(bench: Bench): Promise<{ readonly peakMb: number }> {
  const { cluster, world, report, options } = bench;
  const psql = findProgram("psql");
  const baton = await startBaton(cluster, 0);
  const download = async (): Promise<{ seconds: number; rows: number; bytes: number }> => {
    const begun = performance.now();
    const response = await fetch(`${baton.url}/exports/credits.csv`, {
      headers: { authorization: `Bearer ${world.financeKey}` },
    });
    if (!response.ok || !response.body) throw new Error(`the file: ${response.status}`);
    let rows = -1;
    let bytes = 0;
    for await (const part of response.body as AsyncIterable<Uint8Array>) {
      bytes += part.length;
      for (let at = part.indexOf(10); at !== -1; at = part.indexOf(10, at + 1)) rows += 1;
    }
    return { seconds: (performance.now() - begun) / 1000, rows, bytes };
  };
  const copy = (query: string): Promise<number> => copySeconds(psql ?? "", cluster.url, query);
  const [credits] = await world.ask<{ n: number }>(`
    select count(*)::integer as n from credit`);
  await sleep(1_000);
  const idle = memoryOf(baton.pid).now;
  const own: number[] = [];
  const plain: number[] = [];
  const guardedTimes: number[] = [];
  let peak = 0;
  let size = 0;
  let nodeSeconds = 0;
  for (let round = 0; round < Math.min(3, options.rounds); round += 1) {
    resetPeak(baton.pid);
    const cpu = cpuMsOfProcess(baton.pid);
    const file = await download();
    nodeSeconds = (cpuMsOfProcess(baton.pid) - cpu) / 1000;
    if (file.rows !== credits?.n)
      throw new Error(`the file has ${file.rows} rows of ${credits?.n} credits`);
    own.push(file.seconds);
    size = file.bytes;
    peak = Math.max(peak, memoryOf(baton.pid).peak);
    if (psql === null) continue;
    plain.push(await copy(PLAIN));
    guardedTimes.push(await copy(GUARDED));
  }
  await baton.stop();
  const megabytes = (size / 1024 / 1024).toFixed(1);
  report.say("");
  report.say(
    `X1: ${credits?.n} credits, ${megabytes} MB, in ${median(own).toFixed(2)} s (node ${nodeSeconds.toFixed(2)} s of CPU); \\copy ${median(plain).toFixed(2)} s, with the formula guard ${median(guardedTimes).toFixed(2)} s; resident ${idle.toFixed(0)} MB idle, ${peak.toFixed(0)} MB at most`,
  );
  if (psql === null) {
    report.skipped("X1/copy", "no psql");
    report.skipped("X1/guarded-copy", "no psql");
  } else {
    report.found("X1/copy", median(plain) / median(own));
    report.found("X1/guarded-copy", median(guardedTimes) / median(own));
  }
  report.found("X1/memory", peak - idle, `${idle.toFixed(0)} MB idle, ${credits?.n} credits`);
  return { peakMb: peak };
}

/** How long psql takes to \\copy a query's rows, in seconds. */
export async function copySeconds(psql: string, url: string, query: string): Promise<number> {
  const begun = performance.now();
  const command = `\\copy (${query.replaceAll(/\s+/g, " ").trim()}) to '/dev/null' csv header`;
  await runProgram(psql, ["-X", "-q", "-c", command, url]);
  return (performance.now() - begun) / 1000;
}

/** Lets the kernel forget the highest mark of a process's memory. */
export function resetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
