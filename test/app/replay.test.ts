import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { runCheck } from "../../src/app/invariants/run-check.ts";
import { plantCallers } from "../../src/app/replay/plant-callers.ts";
import { replay } from "../../src/app/replay/replay.ts";
import { writeTokens } from "../../src/app/replay/tokens.ts";
import { startServer } from "../../src/app/server.ts";
import type { RunningServer } from "../../src/app/server.ts";
import { readConfig } from "../../src/platform/config.ts";
import { createLogger } from "../../src/platform/logger.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { DEALS, MQLS, writeFunnel } from "./funnel-folder.ts";
import { openTroubledProxy } from "./troubled-proxy.ts";
import type { Trouble } from "./troubled-proxy.ts";

const folder = mkdtempSync(path.join(tmpdir(), "baton-replay-"));
const inFolder = (name: string): string => path.join(folder, name);
const tokens = inFolder("tokens.json");

let world: World;
let server: RunningServer;

beforeAll(async () => {
  world = await openWorld();
  server = await startServer(
    readConfig({
      DATABASE_URL: world.ownerUrl,
      DATABASE_URL_PARTNER: world.urls.partner,
      DATABASE_URL_VENDOR: world.urls.vendor,
      DATABASE_URL_JOBS: world.urls.jobs,
      DATABASE_URL_AUTH: world.urls.auth,
      DATABASE_URL_QUEUE: world.urls.queue,
      DATA_DIR: inFolder("server"),
      PORT: "0",
      LOG_LEVEL: "silent",
    }),
    createLogger("silent"),
  );
  const origins = ["(none)", "email", "social", "unknown"];
  writeTokens(tokens, await plantCallers(world.ownerUrl, origins, null, new Date()));
});
afterAll(async () => {
  await server?.stop();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  /** What was printed, and read where it is JSON. */
  readonly printed: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test says what it expects
  readonly report: any;
  readonly told: string;
}

async function run(
  args: readonly string[],
  options: { readonly stop?: AbortSignal; readonly environment?: Record<string, string> } = {},
): Promise<Run> {
  const printed: string[] = [];
  const told: string[] = [];
  const code = await replay(args, {
    environment: options.environment ?? {},
    clock: () => new Date(),
    print: (text) => printed.push(text),
    tell: (line) => told.push(line),
    stop: options.stop ?? new AbortController().signal,
  });
  const text = printed.join("\n");
  return {
    code,
    printed: text,
    report: text.startsWith("{") ? JSON.parse(text) : null,
    told: told.join("\n"),
  };
}

const against = (data: string, url = server.url): string[] => [
  ...["--data", inFolder(data), "--json"],
  ...["--url", url, "--tokens", tokens],
];

/** All that a replay leaves of the leads of one folder, and of the money in all. */
async function traces(prefix: string) {
  const [row] = await world.asOwner<Record<string, number>>(
    `select
       (select count(*)::int from lead where external_reference like $1) as leads,
       (select count(*)::int from lead_event as e join lead as l on l.id = e.lead_id where external_reference like $1) as events,
       (select count(*)::int from credit as c join lead as l on l.id = c.lead_id where external_reference like $1) as credits,
       (select count(*)::int from journal_txn) as postings`,
    [`${prefix}%`],
  );
  return row;
}

const line = (origin: string, leads: number, won: number) => ({
  origin,
  leads,
  registered: leads,
  qualified: won,
  won,
  credits: won,
  earnedMinorUnits: String(won * 20_000),
  currency: "EUR",
});

test("the funnel is driven through the API, and a second time adds nothing", async () => {
  writeFunnel(inFolder("first"), "1");

  const first = await run(against("first"));
  expect(first.report).toMatchObject({
    ok: true,
    partners: [
      line("(none)", 4, 1),
      line("email", 4, 0),
      line("social", 8, 1),
      line("unknown", 4, 1),
    ],
    total: {
      leads: 20,
      registered: 20,
      qualified: 3,
      won: 3,
      credits: 3,
      earnedMinorUnits: "60000",
    },
    bounty: { minorUnits: "20000", currency: "EUR" },
    added: { registered: 20, won: 3 },
    differences: [],
  });
  expect(first.report.leadsPerSecond).toBeGreaterThan(0);
  expect(first.code).toBe(0);
  expect(first.told).toMatch(/registered 20 of 20, after \d+ s\n[^]*won 3 of 3, after \d+ s/);
  const left = await traces("1");
  expect(left).toMatchObject({ leads: 20, events: 20 + 3 * 4, credits: 3 });

  const second = await run(against("first"));
  expect(second.report).toMatchObject({
    ok: true,
    total: { leads: 20, won: 3 },
    added: { registered: 0, won: 0 },
    leadsPerSecond: 0,
  });
  expect(second.code).toBe(0);
  expect(await traces("1")).toEqual(left);
});

test("leads say what the files say of them, in the words of the API", async () => {
  const [lead] = await world.asOwner(
    `select p.name as partner, l.campaign, c.domain, o.amount_minor, o.currency, o.close_on::text, k.consent_obtained_at,
       (select array_agg(e.comment order by e.seq) from lead_event as e where e.lead_id = l.id) as comments
     from lead as l
     join partner as p on p.id = l.partner_id
     join company as c on c.lead_id = l.id
     join contact as k on k.lead_id = l.id
     join opportunity as o on o.lead_id = l.id
     where l.external_reference = $1`,
    [`1${"2".padStart(31, "0")}`],
  );
  expect(lead).toEqual({
    partner: "unknown",
    campaign: `a${"2".padStart(31, "0")}`,
    domain: `1${"2".padStart(31, "0")}.example`,
    amount_minor: "600050",
    currency: "BRL",
    close_on: "2018-03-01",
    consent_obtained_at: new Date("2018-01-26T00:00:00Z"),
    comments: [
      null,
      `SDR d${"2".padStart(31, "0")}`,
      `Qualified by SDR d${"2".padStart(31, "0")}`,
      `SR e${"2".padStart(31, "0")}`,
      `Closed by SR e${"2".padStart(31, "0")}`,
    ],
  });
});

test("whatever the network does, nothing is lost and nothing doubled", async () => {
  writeFunnel(inFolder("troubled"), "2");
  // at every third request something else
  const troubles: Trouble[] = ["answer lost", "lost", "unavailable", "throttled"];
  const proxy = await openTroubledProxy(server.url, (n) =>
    n % 3 === 0 ? (troubles[(n / 3) % 4] ?? "none") : "none",
  );
  const { code, report } = await run(against("troubled", proxy.url));
  proxy.close();

  expect(report.differences).toEqual([]);
  expect(code).toBe(0);
  expect(await traces("2")).toMatchObject({ leads: 20, events: 32, credits: 3 });
}, 60_000);

test.each([10, 30])(
  "stopped at request %i it can be run again, and doubles nothing",
  async (at) => {
    const prefix = at.toString(36);
    writeFunnel(inFolder(`stopped-${at}`), prefix);
    const stopping = new AbortController();
    const proxy = await openTroubledProxy(server.url, (n) => {
      if (n === at) stopping.abort();
      return "none";
    });
    const stopped = await run(against(`stopped-${at}`, proxy.url), { stop: stopping.signal });
    proxy.close();

    expect(stopped).toMatchObject({ code: 130, printed: "" });
    expect(stopped.told).toMatch(/Stopped\. Run it again to go on from here\.$/);
    const done = await traces(prefix);
    expect(done?.["events"]).toBeLessThan(32);

    const again = await run(against(`stopped-${at}`));
    expect(again).toMatchObject({
      code: 0,
      report: { ok: true, total: { registered: 20, won: 3 } },
    });
    expect(again.report.added.registered).toBe(20 - (done?.["leads"] ?? 0));
    expect(await traces(prefix)).toMatchObject({ leads: 20, events: 32, credits: 3 });
  },
);

test("after all that, every promise of the data is kept", async () => {
  const urls = { jobs: world.urls.jobs, auth: world.urls.auth, owner: world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: true });
  expect(checked.filter(({ rows }) => rows !== 0)).toEqual([]);
});

test("what is not as the files say is named, and the exit code is 1", async () => {
  const owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
  await owner.query("set session_replication_role = replica");
  const lead = (row: number) =>
    `(select id from lead where external_reference = '1${row.toString(16).padStart(31, "0")}')`;
  await owner.query("alter table credit disable trigger credit_ends_once");
  await owner.query(`update credit set share_minor = 10000 where lead_id = ${lead(1)}`);
  await owner.query(`delete from credit where lead_id = ${lead(2)}`);
  await owner.query(
    `update opportunity set amount_minor = 1, close_on = '2020-01-01' where lead_id = ${lead(15)}`,
  );
  await owner.query(`update lead set stage = 'EXPIRED' where id = ${lead(3)}`);
  await owner.query(`update lead set external_reference = 'gone' where id = ${lead(4)}`);
  await owner.end();

  const { code, report } = await run(against("first"));

  expect(code).toBe(1);
  expect(report.ok).toBe(false);
  const at = (origin: string, row: number) => `${origin}: 1${row.toString(16).padStart(31, "0")}:`;
  const differences: string[] = report.differences;
  expect(differences.toSorted()).toEqual([
    `${at("(none)", 1)} earned 100.00 EUR, expected 200.00 EUR`,
    `${at("email", 3)} stands in EXPIRED, expected SUBMITTED`,
    `${at("social", 4)} is not registered`,
    `${at("social", 15)} was closed on 2020-01-01, expected 2018-11-14`,
    `${at("social", 15)} was won for 0.01 BRL, expected 0.00 BRL`,
    `${at("unknown", 2)} has 0 credits, expected 1`,
  ]);
  expect(report.partners).toContainEqual({
    ...line("unknown", 4, 1),
    credits: 0,
    earnedMinorUnits: "0",
  });

  const table = await run(against("first").filter((argument) => argument !== "--json"));
  expect(table.code).toBe(1);
  expect(table.printed).toMatch(/^partner +registered +SQL +won +credits +earned, EUR\n/);
  expect(table.printed).toMatch(/\nNot as the files say, 6 in all:\n/);
});

test("what cannot be replayed is named, and the exit code is 2", async () => {
  const told = async (...args: string[]): Promise<string> => {
    const { code, printed, told: words } = await run(args);
    expect({ code, printed }).toEqual({ code: 2, printed: "" });
    return words;
  };
  const url = ["--url", server.url, "--tokens", tokens];
  expect(await told()).toBe("Say which folder: npm run replay -- --data <folder>");
  expect(await told("--data", inFolder("nowhere"))).toBe(
    `There is no folder ${inFolder("nowhere")}.`,
  );
  writeFunnel(inFolder("half"), "7");
  rmSync(path.join(inFolder("half"), DEALS));
  expect(await told("--data", inFolder("half"))).toBe(
    `The folder ${inFolder("half")} lacks ${DEALS}.`,
  );
  rmSync(path.join(inFolder("half"), MQLS));
  expect(await told("--data", inFolder("half"))).toContain(`lacks ${MQLS} and ${DEALS}.`);

  expect(await told("--data", inFolder("first"), "--url", server.url)).toMatch(/go together/);
  expect(await told("--data", inFolder("first"), "--dat", "x")).toMatch(/--dat/);
  writeFunnel(inFolder("bad"), "8");
  const deals = path.join(inFolder("bad"), DEALS);
  writeFileSync(deals, readFileSync(deals, "utf8").replace("6000.5", "six"));
  expect(await told("--data", inFolder("bad"), ...url)).toMatch(/"six" is not an amount/);
  writeFileSync(deals, readFileSync(deals, "utf8").replace("six", "6").replace("80000", "90000"));
  expect(await told("--data", inFolder("bad"), ...url)).toMatch(
    /90000.* is not in olist_marketing/,
  );

  const few = inFolder("few.json");
  writeFileSync(few, JSON.stringify({ partners: { social: "x" }, sales: "x", finance: "x" }));
  expect(await told("--data", inFolder("first"), "--url", server.url, "--tokens", few)).toBe(
    `${few} has no partner's token for (none), email, unknown.`,
  );
});

test("without a server to aim at it runs one of its own, whose promises can be checked afterwards", async () => {
  writeFunnel(inFolder("own"), "9");
  const environment = {
    DATA_DIR: inFolder("own-data"),
    DATABASE_URL: "postgres://nobody@nowhere/x",
  };
  const arguments_ = ["--data", inFolder("own"), "--json"];

  const first = await run(arguments_, { environment });
  expect(first.report).toMatchObject({ ok: true, added: { registered: 20, won: 3 } });
  expect(first.code).toBe(0);
  const again = await run(arguments_, { environment });
  expect(again.report).toMatchObject({ ok: true, added: { registered: 0, won: 0 } });
  expect(again.code).toBe(0);

  const printed: string[] = [];
  const checked = await runCheck(["--json"], { DATA_DIR: environment.DATA_DIR }, (text) =>
    printed.push(text),
  );
  expect(JSON.parse(printed.join(""))).toMatchObject({ ok: true });
  expect(checked).toBe(0);
}, 120_000);

const REAL = path.resolve(import.meta.dirname, "../../../shared/data/olist");
const isReal = existsSync(REAL) && process.env["BATON_REAL_DATA"] === "1";
if (!isReal) {
  console.log("The replay of the real funnel is skipped: it takes its data and BATON_REAL_DATA=1.");
}

test.runIf(isReal)(
  "of the real funnel 4,171 leads are registered and 362 won, each with its credit",
  async () => {
    const environment = { DATA_DIR: inFolder("real-data") };
    const { code, report } = await run(["--data", REAL, "--json"], { environment });
    expect(report).toMatchObject({
      ok: true,
      total: { registered: 4_171, qualified: 362, won: 362, credits: 362 },
      differences: [],
    });
    expect(report.total.earnedMinorUnits).toBe(String(362 * 20_000));
    expect(report.partners).toHaveLength(11);
    expect(code).toBe(0);
  },
  600_000,
);
