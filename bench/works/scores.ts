import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import type { Bench } from "../bench.ts";
import { cpuMsOfProcess, memoryOf } from "../processes.ts";
import { startBaton } from "../rivals/baton.ts";

import { resetPeak } from "./export.ts";

const SAVE = `mutation ($input: SaveScoringModelInput!, $key: String!) {
  saveScoringModel(input: $input) @idempotent(key: $key) { scoringModel { id } errors { message } }
}`;
const PUBLISH = `mutation ($input: PublishScoringModelInput!, $key: String!) {
  publishScoringModel(input: $input) @idempotent(key: $key) { scoringModel { id } errors { message } }
}`;
const PROGRESS = "{ scoringModels(first: 1) { nodes { rescoring { leads done finishedAt } } } }";

const RULES = {
  fit: [
    { label: "In our region", condition: 'country in ["DE", "NL"]', points: 20 },
    { label: "Large deal", condition: "value >= 50000", points: 30 },
  ],
  engagement: [
    { label: "Asked for a demo", signal: "DEMO_REQUEST", points: 30, halfLifeDays: 30, cap: 30 },
  ],
  ...{ fitCap: 50, engagementCap: 50, gradeAFrom: 75, gradeBFrom: 50, gradeCFrom: 25 },
};

interface Progress {
  readonly leads: number;
  readonly done: number;
  readonly finishedAt: string | null;
}

interface Answered {
  readonly data?: {
    readonly scoringModels?: { readonly nodes: readonly { readonly rescoring: Progress | null }[] };
  } & Readonly<
    Record<
      string,
      | {
          readonly scoringModel: { readonly id: string } | null;
          readonly errors: readonly { readonly message: string }[];
        }
      | undefined
    >
  >;
  readonly errors?: unknown;
}

/** S1: a model is published, and all open leads are scored by it: how many a second, and what memory it takes. */
export async function measureScores(bench: Bench): Promise<void> {
  const { cluster, report } = bench;
  const baton = await startBaton(cluster, 1);
  const [drafter, publisher] = [await marketer(bench), await marketer(bench)];
  const ask = async (key: string, query: string, variables: object = {}): Promise<Answered> => {
    const response = await fetch(`${baton.url}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answered;
  };
  const done = async (key: string, verb: string, query: string, input: object): Promise<string> => {
    const answer = await ask(key, query, { input, key: randomUUID() });
    const id = answer.data?.[verb]?.scoringModel?.id;
    if (id === undefined) throw new Error(JSON.stringify(answer));
    return id;
  };

  const scoringModelId = await done(drafter, "saveScoringModel", SAVE, RULES);
  await sleep(2_000);
  const idle = memoryOf(baton.pid).now;
  resetPeak(baton.pid);
  const cpu = cpuMsOfProcess(baton.pid);
  const begun = performance.now();
  await done(publisher, "publishScoringModel", PUBLISH, { scoringModelId });
  let last: Progress | null = null;
  while (last?.finishedAt === undefined || last.finishedAt === null) {
    await sleep(500);
    const answer = await ask(publisher, PROGRESS);
    last = answer.data?.scoringModels?.nodes[0]?.rescoring ?? null;
  }
  const seconds = (performance.now() - begun) / 1000;
  const node = (cpuMsOfProcess(baton.pid) - cpu) / 1000;
  report.say(
    `\nS1: ${last.done} of ${last.leads} open leads scored in ${seconds.toFixed(1)} s (${(last.done / seconds).toFixed(0)} leads/s, node ${node.toFixed(1)} s of CPU); resident ${idle.toFixed(0)} MB idle, ${memoryOf(baton.pid).peak.toFixed(0)} MB at most`,
  );
  await baton.stop();
}

/** The key of somebody new of the vendor's marketing. */
async function marketer({ world }: Bench): Promise<string> {
  const [member, user] = [randomUUID(), randomUUID()];
  const email = `${member}@vendor.example`;
  await world.ask(
    "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, 'VENDOR', now(), now())",
    [user, email],
  );
  await world.ask(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, null, 'Marketing', $3, array['MARKETING_OPS'], now(), now())`,
    [member, user, email],
  );
  return world.keyOf(member, "MARKETING_OPS");
}
