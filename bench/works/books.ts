import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Bench } from "../bench.ts";
import { cpuMsOfProcess, memoryOf } from "../processes.ts";
import { startBaton } from "../rivals/baton.ts";
import { findProgram } from "../rivals/pgbench.ts";

import { copySeconds, PLAIN, resetPeak } from "./export.ts";

const START = `mutation ($format: ExportFormat!, $key: String!) {
  startExport(input: { kind: CREDIT_DETAIL, format: $format }) @idempotent(key: $key) { exportRun { id } errors { message } }
}`;
const RUNS =
  "{ exportRuns(first: 1) { nodes { status failure startedAt finishedAt doneRows byteSize } } }";

interface Run {
  readonly status: string;
  readonly failure: string | null;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly doneRows: number;
  readonly byteSize: string;
}

interface Answered {
  readonly data?: {
    readonly exportRuns?: { readonly nodes: readonly Run[] };
    readonly startExport?: { readonly errors: readonly { readonly message: string }[] };
  };
  readonly errors?: unknown;
}

/** X2: credit detail as a file of the books, format by format, against psql's \\copy of the same credits, and what memory it takes. */
export async function measureBooks({ cluster, world, report }: Bench): Promise<void> {
  const baton = await startBaton(cluster, 1);
  const ask = async (query: string, variables: object = {}): Promise<Answered> => {
    const response = await fetch(`${baton.url}/graphql`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${world.financeKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answered;
  };
  const written = async (format: string): Promise<Run> => {
    const asked = await ask(START, { format, key: randomUUID() });
    const refused = asked.errors ?? asked.data?.startExport?.errors[0];
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
    for (;;) {
      await sleep(500);
      const [run] = (await ask(RUNS)).data?.exportRuns?.nodes ?? [];
      if (run?.status === "DONE") return run;
      if (run?.status === "FAILED") throw new Error(run.failure ?? "it failed");
    }
  };
  const psql = findProgram("psql");
  await sleep(2_000);
  const idle = memoryOf(baton.pid).now;
  report.say("");
  for (const format of ["CSV", "XLSX", "PARQUET"]) {
    resetPeak(baton.pid);
    const cpu = cpuMsOfProcess(baton.pid);
    const run = await written(format);
    const seconds = (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000;
    const node = (cpuMsOfProcess(baton.pid) - cpu) / 1000;
    const copy = psql === null ? null : await copySeconds(psql, cluster.url, PLAIN);
    const ratio =
      copy === null
        ? "no psql"
        : `\\copy ${copy.toFixed(2)} s, ${(copy / seconds).toFixed(2)} of its speed`;
    const megabytes = (Number(run.byteSize) / 1024 / 1024).toFixed(0);
    report.say(
      `X2: ${run.doneRows} rows as ${format}, ${megabytes} MB, in ${seconds.toFixed(1)} s (${(run.doneRows / seconds).toFixed(0)} rows/s, node ${node.toFixed(1)} s of CPU); ${ratio}; resident ${idle.toFixed(0)} MB idle, ${memoryOf(baton.pid).peak.toFixed(0)} MB at most`,
    );
  }
  await baton.stop();
}
