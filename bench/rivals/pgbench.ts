import { spawn } from "node:child_process";
import { existsSync, globSync, writeFileSync } from "node:fs";
import path from "node:path";

import { atEnd } from "../at-end.ts";
import type { Piece, RecordedOperation, RecordedStatement } from "./recorded.ts";

/** A client program of PostgreSQL, on PATH or where Debian keeps it; null where there is none. */
export function findProgram(name: string): string | null {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  const onPath = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
  return onPath ?? globSync(`/usr/lib/postgresql/*/bin/${name}`).toSorted().at(-1) ?? null;
}

/** Whose work a script does: in the place of the recorded partner and actor. */
export interface ScriptSession {
  readonly partner: string;
  readonly actor: string;
}

/** How a script finds the next lead: as SQL over `:n`, a number that no other run of it has. */
export interface ScriptLeads {
  readonly firstNumber: number;
  readonly clients: number;
  readonly lead: string;
  readonly partner: string;
}

/**
 * A recorded operation as a pgbench script: the same statements in the same flushes, each flush a
 * pipeline. New ids are made of a random number and the transaction's instant, so none is fetched.
 */
export function scriptOf(
  operation: RecordedOperation,
  session: ScriptSession | null,
  leads: ScriptLeads | null,
): string {
  const lines = ["\\set r random(1, 900000000000000)"];
  if (leads) {
    lines.push(
      `\\set i :i + 1`,
      `\\set n ${leads.firstNumber} + :i * ${leads.clients} + :client_id`,
    );
  }
  for (const { statements } of operation.flushes) {
    lines.push("\\startpipeline");
    for (const statement of statements)
      lines.push(...commandsOf(statement, session, leads).map((command) => `${command};`));
    lines.push("\\endpipeline");
  }
  return `${lines.join("\n")}\n`;
}

function commandsOf(
  { text, types, values }: RecordedStatement,
  session: ScriptSession | null,
  leads: ScriptLeads | null,
): string[] {
  if (values.length === 0) {
    const commands = text.split(";").map((command) => command.trim());
    return commands
      .filter((command) => command !== "")
      .map((command) =>
        session === null
          ? command
          : command
              .replace(/(app\.partner_id = )'[^']*'/, `$1'${session.partner}'`)
              .replace(/(app\.actor_id = )'[^']*'/, `$1'${session.actor}'`),
      );
  }
  const written = text.replaceAll(/\$([0-9]+)/g, (_, place: string) => {
    const index = Number(place) - 1;
    const value = values[index] ?? null;
    const type = types[index] ?? "text";
    if (value === null) return `(null)::${type}`;
    return `(${value.map((piece) => sqlOf(piece, value.length > 1, session, leads)).join(" || ")})::${type}`;
  });
  return [written.trim()];
}

function sqlOf(
  piece: Piece,
  isPart: boolean,
  session: ScriptSession | null,
  leads: ScriptLeads | null,
): string {
  const text = (expression: string): string => (isPart ? `(${expression})::text` : expression);
  switch (piece.kind) {
    case "text":
      return literal(piece.text);
    case "id":
      return text(`bench.uid(${100 + piece.number}, (:r)::bigint, now())`);
    case "now":
      return text("date_trunc('milliseconds', now())");
    case "serial":
      return "lpad((:r)::text, 15, '0')";
    case "lead":
      return text(leads?.lead ?? "null");
    case "partner":
      return text(leads?.partner ?? (session ? literal(session.partner) : "null"));
    case "actor":
      return session ? literal(session.actor) : "null";
    case "lead-number":
      return "(:n)::text";
  }
}

/** A colon would begin a variable, wherever it stands. */
const literal = (text: string): string =>
  `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll(":", "\\072")}'`;

export interface PgbenchRun {
  readonly program: string;
  readonly url: string;
  readonly files: readonly string[];
  readonly clients: number;
  readonly seconds: number;
  /** Transactions for each client instead of a time. */
  readonly transactions?: number;
  /** CPU time of the database so far, in milliseconds. */
  readonly cpuMs: () => number;
}

export interface PgbenchResult {
  readonly perSecond: number;
  readonly averageMs: number;
  /** CPU of the database for each. */
  readonly databaseMs: number;
}

/** Until then its clients still connect and prepare; what they did by then does not count. */
const WARM_SECONDS = 3;

/** Runs pgbench once. @throws with its words when a client was aborted. */
export async function runPgbench(run: PgbenchRun): Promise<PgbenchResult> {
  const isTimed = run.transactions === undefined;
  const args = [
    ...["-n", "-M", "prepared", "-c", String(run.clients), "-j", "1", "-D", "i=-1"],
    ...(isTimed
      ? ["-P", "1", "-T", String(run.seconds + WARM_SECONDS)]
      : ["-t", String(run.transactions)]),
    ...run.files.flatMap((file) => ["-f", file]),
    run.url,
  ];
  let before = run.cpuMs();
  const warm = setTimeout(() => (before = run.cpuMs()), isTimed ? WARM_SECONDS * 1000 : 0);
  const said = await runProgram(run.program, args);
  clearTimeout(warm);
  const cpu = run.cpuMs() - before;
  const processed = Number(/actually processed: ([0-9]+)/.exec(said)?.[1]);
  const averageMs = Number(/latency average = ([0-9.]+)/.exec(said)?.[1]);
  const average = Number(/tps = ([0-9.]+)/.exec(said)?.[1]);
  if (!Number.isFinite(average) || processed === 0 || /aborted/.test(said)) {
    throw new Error(`pgbench: ${said.slice(0, 2000)}`);
  }
  if (!isTimed) return { perSecond: average, averageMs, databaseMs: cpu / processed };
  const rates = [...said.matchAll(/progress: [0-9.]+ s, ([0-9.]+) tps/g)]
    .slice(WARM_SECONDS)
    .map((each) => Number(each[1]));
  const counted = rates.reduce((sum, rate) => sum + rate, 0);
  return { perSecond: counted / rates.length, averageMs, databaseMs: cpu / counted };
}

/** Runs a program to its end and returns all it said. @throws when it failed. */
export async function runProgram(program: string, args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  const forget = atEnd(() => child.kill());
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  forget();
  if (code !== 0)
    throw new Error(`${path.basename(program)} failed (${code}): ${said.slice(0, 2000)}`);
  return said;
}

export function writeScript(folder: string, name: string, script: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, script);
  return file;
}
