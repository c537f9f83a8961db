import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { atEnd } from "../at-end.ts";
import type { Bench } from "../bench.ts";
import { median } from "../bench.ts";
import { W1, W2 } from "../documents.ts";
import type { Shot } from "../load/load.ts";
import { byCpu, measure, sayFigures, trafficOf } from "../measure.ts";
import type { Contender, Figures } from "../measure.ts";
import { startBaton } from "../rivals/baton.ts";
import { startLimit } from "../rivals/limit.ts";
import { findProgram, runPgbench, scriptOf, writeScript } from "../rivals/pgbench.ts";
import type { PgbenchResult, PgbenchRun } from "../rivals/pgbench.ts";
import { POOL_SIZE } from "../pool-size.ts";
import { record } from "../rivals/record.ts";
import type { RecordedOperation } from "../rivals/recorded.ts";
import { askOnce, graphqlShot } from "../shots.ts";
import { cpuMsOfFamily } from "../processes.ts";
import { askingInTurn } from "../world.ts";
import { poolOf } from "../pool-of-leads.ts";
import type { WaitingLeads } from "../pool-of-leads.ts";

/** As many as a database of two cores does best with. */
const CLIENTS = 2 * POOL_SIZE;

/** Partners that pgbench registers for: each is a script, which each client has to prepare. */
const SCRIPTS = 2;

/** W1 and W2 against the same statements sent by a bare handler and by pgbench. */
export async function measureWrites(bench: Bench): Promise<void> {
  const pgbench = findProgram("pgbench");
  const folder = mkdtempSync(path.join(tmpdir(), "baton-bench-"));
  const forget = atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const pool = await poolOf(bench);
  // without workers: what matching costs afterwards is nobody's here, and not Baton's alone
  const recorded = await recordBoth(bench, pool);
  const file = path.join(folder, "recorded.json");
  writeFileSync(file, JSON.stringify(recorded));
  if (bench.options.works.includes("W1"))
    await measureW1(bench, recorded[0], file, pgbench, folder);
  if (bench.options.works.includes("W2"))
    await measureW2(bench, recorded[1], file, pgbench, folder, pool);
  rmSync(folder, { recursive: true, force: true });
  forget();
}

type Both = readonly [RecordedOperation, RecordedOperation];

/** One operation of each is let through while PostgreSQL logs what the serving roles send. */
async function recordBoth(bench: Bench, pool: WaitingLeads): Promise<Both> {
  const { cluster, world, report } = bench;
  const logging = (how: string): Promise<unknown> =>
    world.ask(`alter role app_partner ${how}; alter role app_vendor ${how}`);
  await logging("set log_statement = 'all'");
  const served = await startBaton(cluster, 0);
  try {
    const [partner] = world.partners;
    if (!partner) throw new Error("nobody asks");
    const w1 = registerShot(partner.key);
    const say = (serial: string): Shot => ({
      ...w1,
      body: (w1.body ?? "").replaceAll("@n@", serial),
    });
    const first = await trafficOf(served, () =>
      askOk(served.url, say(String(Date.now()).padStart(14, "0"))),
    );
    report.found("W1/round-trips", first.roundTrips, `${first.statements} statements`);
    const serial = `9${String(Date.now()).padStart(13, "0")}`;
    const registered = await record(cluster, world, "w1", () => askOk(served.url, say(serial)), {
      serial,
      partner: partner.id,
      actor: partner.actor,
    });
    const qualify = (): Promise<void> =>
      askOk(served.url, qualifyShot(world.salesKey, pool.next(1)[0]?.apiId ?? ""));
    const second = await trafficOf(served, qualify);
    report.found("W2/round-trips", second.roundTrips, `${second.statements} statements`);
    const [lead] = pool.next(1);
    if (!lead) throw new Error("no lead waits to be qualified");
    const shot = qualifyShot(world.salesKey, lead.apiId);
    const key = `8${String(Date.now()).padStart(13, "0")}`;
    const qualified = await record(
      cluster,
      world,
      "w2",
      () => askOk(served.url, { ...shot, body: (shot.body ?? "").replaceAll("@n@", key) }),
      { serial: key, partner: lead.partner, lead: { id: lead.id, number: String(lead.number) } },
    );
    report.say(`the rivals of W1 send ${shapeOf(registered)}, as PostgreSQL's log recorded it`);
    report.say(`the rivals of W2 send ${shapeOf(qualified)}, as PostgreSQL's log recorded it`);
    return [registered, qualified];
  } finally {
    await served.stop();
    await logging("reset log_statement");
  }
}

const shapeOf = ({ flushes }: RecordedOperation): string =>
  `${flushes.map(({ statements }) => statements.length).join(" + ")} statements in ${flushes.length} flushes`;

async function askOk(url: string, shot: Shot): Promise<void> {
  const text = await askOnce(url, {
    ...shot,
    body: (shot.body ?? "").replaceAll("@n@", String(Date.now()).padStart(14, "0")),
  });
  if (/"errors":\s*\[\s*\{/.test(text)) throw new Error(text.slice(0, 600));
}

export function registerShot(key: string): Shot {
  return graphqlShot(key, W1, {
    key: "bench-@n@",
    input: {
      externalReference: "REF-@n@",
      campaign: "Spring webinar",
      estimatedValue: { amount: "12000.00", currency: "EUR" },
      company: { name: "Firm @n@ GmbH", domain: "firm-@n@.example", country: "DE" },
      contact: {
        name: "Anna Hansen",
        email: "anna@firm-@n@.example",
        jobTitle: "Managing director",
        consent: { basis: "CONSENT", source: "Spring webinar" },
      },
    },
  });
}

export function qualifyShot(key: string, leadId: string): Shot {
  return graphqlShot(key, W2, {
    key: "bench-@n@",
    input: {
      leadId,
      criteriaVersionId: "crt_01jw000000e00800000000000h",
      answers: ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
        criterionKey,
        state: "MET",
      })),
    },
  });
}

async function measureW1(
  bench: Bench,
  operation: RecordedOperation,
  file: string,
  pgbench: string | null,
  folder: string,
): Promise<void> {
  const { cluster, world, report } = bench;
  const turns = askingInTurn(world.partners);
  const baton = await startBaton(cluster, 0);
  const limit = await startLimit({
    name: "limit",
    url: cluster.urlOf("partner"),
    framed: true,
    plan: "auto",
    recorded: file,
  });
  const contenders: Contender[] = [
    { name: "Baton", served: baton, shots: turns.map((partner) => registerShot(partner.key)) },
    {
      name: "limit, same statements",
      served: limit,
      shots: turns.map((partner) => ({
        path: "/w1",
        headers: {},
        body: JSON.stringify({ serial: "@n@", partner: partner.id, actor: partner.actor }),
      })),
    },
  ];
  const files = world.partners.slice(0, SCRIPTS).map((partner) => {
    const script = scriptOf(operation, { partner: partner.id, actor: partner.actor }, null);
    return `${writeScript(folder, `w1-${partner.number}.sql`, script)}@${turns.filter((each) => each === partner).length}`;
  });
  await against(bench, "W1", "W1, a registration", contenders, pgbench, {
    url: cluster.urlOf("partner"),
    files,
  });
  const [count] = await world.ask<{ n: number }>(
    "select count(*)::integer as n from lead where claimed_at > now() - interval '1 hour'",
  );
  report.say(`leads registered meanwhile: ${count?.n ?? 0}`);
  await baton.stop();
  await limit.stop();
}

async function measureW2(
  bench: Bench,
  operation: RecordedOperation,
  file: string,
  pgbench: string | null,
  folder: string,
  pool: WaitingLeads,
): Promise<void> {
  const { cluster, world, report } = bench;
  const baton = await startBaton(cluster, 0);
  const limit = await startLimit({
    name: "limit",
    url: cluster.urlOf("vendor"),
    framed: true,
    plan: "auto",
    recorded: file,
  });
  const share = Math.floor(pool.left() / 3);
  const contenders: Contender[] = [
    {
      name: "Baton",
      served: baton,
      once: true,
      shots: pool.next(share).map((lead) => qualifyShot(world.salesKey, lead.apiId)),
    },
    {
      name: "limit, same statements",
      served: limit,
      once: true,
      shots: pool.next(share).map((lead) => ({
        path: "/w2",
        headers: {},
        body: JSON.stringify({
          serial: "@n@",
          lead: lead.id,
          partner: lead.partner,
          leadNumber: String(lead.number),
        }),
      })),
    },
  ];
  let firstNumber = pool.firstLeft();
  await against(bench, "W2", "W2, a qualification with its posting", contenders, pgbench, {
    url: cluster.urlOf("vendor"),
    files: [],
    next: (seconds) => {
      const name = writeScript(
        folder,
        `w2-${firstNumber}.sql`,
        scriptOf(operation, null, {
          firstNumber,
          clients: CLIENTS,
          lead: pool.leadSql,
          partner: pool.partnerSql,
        }),
      );
      // as many as the leads that are left allow: none may be qualified twice
      const transactions = Math.floor(
        Math.min(seconds * 600, (pool.last - firstNumber) / (bench.options.rounds + 1)) / CLIENTS,
      );
      firstNumber += transactions * CLIENTS;
      return { files: [name], transactions };
    },
  });
  const [count] = await world.ask<{ n: number }>(
    "select count(*)::integer as n from credit where earned_at > now() - interval '1 hour'",
  );
  report.say(`credits earned meanwhile: ${count?.n ?? 0}`);
  await baton.stop();
  await limit.stop();
}

interface Scripts {
  readonly url: string;
  readonly files: readonly string[];
  readonly next?: (seconds: number) => Pick<PgbenchRun, "files" | "transactions">;
}

/** The handlers in interleaved rounds, pgbench between them; the goals are the ratios. */
async function against(
  bench: Bench,
  work: "W1" | "W2",
  title: string,
  contenders: readonly Contender[],
  pgbench: string | null,
  scripts: Scripts,
): Promise<void> {
  const { options, report, cluster } = bench;
  const perRound: Figures[][] = [];
  const rates: PgbenchResult[] = [];
  const oneRound = { ...bench, options: { ...options, rounds: 1 } };
  for (let round = 0; round < options.rounds; round += 1) {
    perRound.push([...(await measure(oneRound, contenders))]);
    if (pgbench === null) continue;
    const { files, transactions } = scripts.next?.(options.seconds) ?? { files: scripts.files };
    const rate = await runPgbench({
      program: pgbench,
      url: scripts.url,
      files,
      clients: CLIENTS,
      seconds: options.seconds,
      cpuMs: () => cpuMsOfFamily(cluster.pid),
      ...(transactions === undefined ? {} : { transactions }),
    });
    rates.push(rate);
  }
  const figures = contenders.map((contender, index): Figures => {
    const rounds = perRound.map((round) => round[index] as Figures);
    const of = (key: Exclude<keyof Figures, "name">): number =>
      median(rounds.map((each) => each[key]));
    return {
      name: contender.name,
      okPerSecond: of("okPerSecond"),
      p50: of("p50"),
      p99: of("p99"),
      nodeMs: of("nodeMs"),
      databaseMs: of("databaseMs"),
      kilobytes: of("kilobytes"),
    };
  });
  const script: Figures = {
    name: `pgbench, same statements, ${CLIENTS} clients`,
    okPerSecond: median(rates.map((rate) => rate.perSecond)),
    p50: median(rates.map((rate) => rate.averageMs)),
    p99: Number.NaN,
    nodeMs: 0,
    databaseMs: median(rates.map((rate) => rate.databaseMs)),
    kilobytes: 0,
  };
  sayFigures(bench, title, pgbench === null ? figures : [...figures, script]);
  const [own, limit] = figures;
  if (!own || !limit) return;
  if (work === "W1")
    report.found("W1/limit", own.okPerSecond / limit.okPerSecond, byCpu(own, limit));
  else
    report.say(
      `W2 to the bare handler with the same statements: ${(own.okPerSecond / limit.okPerSecond).toFixed(2)}, ${byCpu(own, limit)}`,
    );
  if (pgbench === null) report.skipped(`${work}/pgbench`, "no pgbench");
  else report.found(`${work}/pgbench`, own.okPerSecond / script.okPerSecond);
}
