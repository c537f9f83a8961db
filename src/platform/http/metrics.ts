import { Counter, Gauge, Histogram, Registry } from "prom-client";

import type { ExportFigures } from "../database/index.ts";
import type { StreamFigures } from "../live/index.ts";
import type { MailCounts } from "../mail/index.ts";

import { TURNED_AWAY } from "./admission.ts";
import type { Admission } from "./admission.ts";
import type { EventLoopGuard } from "./event-loop-guard.ts";
import { figureGauges } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { liveFigures } from "./live/live-figures.ts";
import type { LiveFigures } from "./live/live-figures.ts";
import { mailGauges } from "./mail-gauges.ts";
import type { PoolFigures } from "./pool-figures.ts";

/** What the database side counts by itself; read whenever /metrics is. */
export interface DatabaseFigures {
  readonly traffic: () => {
    readonly statements: number;
    readonly roundTrips: number;
    readonly transactions: number;
  };
  readonly pools: () => readonly PoolFigures[];
  readonly exports: () => readonly ExportFigures[];
}

/** One answered request. Labels are from closed lists: no names, ids or partners. */
export interface Answered {
  readonly type: "query" | "mutation" | "subscription" | "none";
  readonly status: number;
  readonly codes: ReadonlySet<string>;
  /** True where a query was answered without execution. */
  readonly isDirect: boolean;
  /** Null where it was turned away at the door: that takes no time, and says nothing of the others'. */
  readonly seconds: number | null;
}

export type DocumentStep = "parsed" | "validated";

export interface Metrics {
  readonly contentType: string;
  begun(): void;
  answered(request: Answered): void;
  /** A document was parsed, or held against the schema: once for many requests with the same one. */
  prepared(step: DocumentStep): void;
  /** Of subscriptions. */
  readonly live: LiveFigures;
  /** Requests under way. */
  underway(): number;
  text(): Promise<string>;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The figures of one server, in a registry of its own. */
export function makeMetrics(
  database: DatabaseFigures,
  loop: EventLoopGuard,
  admission: Admission,
  streams: () => StreamFigures,
  mails: (() => MailCounts) | null,
  figures: readonly Figure[] = [],
): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: "baton_requests_total",
    help: "GraphQL requests answered, by the type of their operation and what became of them",
    labelNames: ["type", "outcome"],
    registers,
  });
  const errors = new Counter({
    name: "baton_errors_total",
    help: "GraphQL requests that were answered with an error of this code",
    labelNames: ["code"],
    registers,
  });
  const queries = new Counter({
    name: "baton_queries_total",
    help: "Queries answered straight from what was read (direct), or by execution",
    labelNames: ["way"],
    registers,
  });
  const durations = new Histogram({
    name: "baton_request_seconds",
    help: "Time from the request's head to the answer's end, in seconds",
    labelNames: ["type"],
    buckets: SECONDS,
    registers,
  });
  const documents = new Counter({
    name: "baton_documents_total",
    help: "GraphQL documents that were parsed or validated anew",
    labelNames: ["step"],
    registers,
  });
  let underway = 0;
  gauge(registry, "baton_requests_underway", "GraphQL requests under way", () => underway);
  admissionGauges(registry, admission);
  databaseGauges(registry, database);
  exportGauge(registry, database.exports);
  processGauges(registry, loop);
  if (mails) mailGauges(registry, mails);
  figureGauges(registry, figures);

  return {
    contentType: registry.contentType,
    begun: () => (underway += 1),
    answered: ({ type, status, codes, isDirect, seconds }) => {
      underway -= 1;
      requests.inc({ type, outcome: outcomeOf(status, codes) });
      if (type === "query") queries.inc({ way: isDirect ? "direct" : "executed" });
      if (seconds !== null) durations.observe({ type }, seconds);
      for (const code of codes) errors.inc({ code });
    },
    prepared: (step) => documents.inc({ step }),
    live: liveFigures(registry, streams),
    underway: () => underway,
    text: () => registry.metrics(),
  };
}

/** Ok; refused, where the caller can act on it; failed, where we have to. */
function outcomeOf(status: number, codes: ReadonlySet<string>): "ok" | "refused" | "failed" {
  const ours = ["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"];
  if (status >= 500 || ours.some((code) => codes.has(code))) return "failed";
  return status >= 400 || codes.size > 0 ? "refused" : "ok";
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

function admissionGauges(registry: Registry, admission: Admission): void {
  new Gauge({
    name: "baton_operations",
    help: "GraphQL operations let in and those that wait to be",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { running, waiting } = admission.figures();
      this.set({ state: "running" }, running);
      this.set({ state: "waiting" }, waiting);
    },
  });
  new Counter({
    name: "baton_operations_turned_away_total",
    help: "GraphQL operations refused since too many were there already, or the event loop was late, by the reason",
    labelNames: ["reason"],
    registers: [registry],
    collect() {
      this.reset();
      const { turnedAway } = admission.figures();
      for (const reason of TURNED_AWAY) this.inc({ reason }, turnedAway[reason]);
    },
  });
}

function databaseGauges(registry: Registry, { traffic, pools }: DatabaseFigures): void {
  total(registry, "baton_database_statements_total", "Statements sent", () => traffic().statements);
  total(registry, "baton_database_round_trips_total", "Round trips", () => traffic().roundTrips);
  total(
    registry,
    "baton_database_transactions_total",
    "Transactions",
    () => traffic().transactions,
  );
  new Gauge({
    name: "baton_database_connections",
    help: "Database connections by serving role: open, idle, and requests waiting for one",
    labelNames: ["role", "state"],
    registers: [registry],
    collect() {
      for (const { role, open, idle, waiting } of pools()) {
        this.set({ role, state: "open" }, open);
        this.set({ role, state: "idle" }, idle);
        this.set({ role, state: "waiting" }, waiting);
      }
    },
  });
}

function exportGauge(registry: Registry, exports: DatabaseFigures["exports"]): void {
  new Gauge({
    name: "baton_export_connections",
    help: "Database connections for files by serving role: how many there may be, and how many are taken",
    labelNames: ["role", "state"],
    registers: [registry],
    collect() {
      for (const { role, places, taken } of exports()) {
        this.set({ role, state: "places" }, places);
        this.set({ role, state: "taken" }, taken);
      }
    },
  });
}

/** A counter whose count is kept elsewhere. */
function total(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function processGauges(registry: Registry, loop: EventLoopGuard): void {
  new Gauge({
    name: "baton_event_loop_lag_seconds",
    help: "How late the event loop was in the last half second",
    labelNames: ["quantile"],
    registers: [registry],
    collect() {
      const { p50, p99, max } = loop.lag();
      this.set({ quantile: "0.5" }, p50);
      this.set({ quantile: "0.99" }, p99);
      this.set({ quantile: "1" }, max);
    },
  });
  const memory = "process_resident_memory_bytes";
  gauge(registry, memory, "Memory that the process holds", () => process.memoryUsage.rss());
  gauge(registry, "process_uptime_seconds", "Age of the process", () => process.uptime());
  const cpu = "process_cpu_seconds_total";
  total(registry, cpu, "Processor time used, user and system", () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  });
}
