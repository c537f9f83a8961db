import { closeSync, openSync, readSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import type { Cluster } from "../cluster.ts";
import type { World } from "../world.ts";
import type { Piece, RecordedFlush, RecordedOperation, RecordedStatement } from "./recorded.ts";

/** What varies from run to run and is known beforehand, as it stands in the statements' values. */
export interface Varying {
  /** Stands wherever the request put it: in e-mail, company, key … */
  readonly serial?: string;
  readonly lead?: { readonly id: string; readonly number: string };
  readonly partner?: string;
  readonly actor?: string;
}

/**
 * Records what the server really sends for one operation: PostgreSQL logs every statement with its
 * values while `act` runs. What it sent in one flush is told by what it must have waited for: the
 * facts come before the writes, the writes before COMMIT, COMMIT before what the answer reads.
 */
export async function record(
  cluster: Cluster,
  world: World,
  name: string,
  act: () => Promise<void>,
  varying: Varying,
): Promise<RecordedOperation> {
  const begun = Date.now();
  const lines = await loggedWhile(cluster, act);
  const pieces = makePieces(varying, begun);
  const flushes: RecordedStatement[][] = [];
  for (const { text, values } of lines) {
    const statement: RecordedStatement = {
      text,
      types: await typesOf(world, text, values.length),
      values: values.map((value) => (value === null ? null : pieces(value))),
    };
    const last = flushes.at(-1);
    if (!last || beginsFlush(text, last)) flushes.push([statement]);
    else last.push(statement);
  }
  return { name, flushes: flushes.map((statements): RecordedFlush => ({ statements })) };
}

/** The statements that PostgreSQL logged while `act` ran, with their values. */
export async function loggedWhile(
  cluster: Cluster,
  act: () => Promise<unknown>,
): Promise<readonly Logged[]> {
  const from = statSync(cluster.logFile).size;
  await act();
  await sleep(500);
  return statementsIn(readFrom(cluster.logFile, from));
}

/** Whether the product must have had an answer before it sent this. */
function beginsFlush(text: string, flush: readonly RecordedStatement[]): boolean {
  const hasWritten = flush.some((each) => isWrite(each.text));
  if (/^\s*begin\b/.test(text)) return true;
  // a transaction that only reads is one flush, COMMIT with it
  if (/^\s*commit\b/.test(text)) return hasWritten;
  return isWrite(text) && !hasWritten;
}

/** The key's claim is sent with what is read; a posting is a call, and writes. */
const isWrite = (text: string): boolean =>
  /^\s*(insert|update|delete|select\s+app\.)/.test(text) &&
  !/^\s*insert\s+into\s+"?idempotency_claim/.test(text);

export interface Logged {
  readonly pid: string;
  readonly text: string;
  readonly values: readonly (string | null)[];
}

function statementsIn(log: string): Logged[] {
  const entries = log.split(/^@@/m).filter((entry) => entry !== "");
  const statements: Logged[] = [];
  for (const [index, entry] of entries.entries()) {
    const found =
      /^([0-9]+)@LOG: {2}(?:[0-9A-Z]{5}: )?(?:execute [^:]*|statement): ([\s\S]*)$/.exec(entry);
    if (!found) continue;
    const [, pid = "", raw = ""] = found;
    const detail = entries[index + 1] ?? "";
    const listed = /^[0-9]+@DETAIL: {2}[Pp]arameters: ([\s\S]*)$/.exec(detail)?.[1];
    statements.push({
      pid,
      text: raw.replaceAll("\n\t", "\n").trimEnd(),
      values: listed === undefined ? [] : readValues(listed.replaceAll("\n\t", "\n")),
    });
  }
  return statements;
}

/** `$1 = 'a ''b''', $2 = NULL` */
function readValues(listed: string): (string | null)[] {
  const values: (string | null)[] = [];
  const one = /\$[0-9]+ = (?:NULL|'((?:[^']|'')*)')(?:, |\s*$)/gy;
  for (let found = one.exec(listed); found; found = one.exec(listed)) {
    values.push(found[1] === undefined ? null : found[1].replaceAll("''", "'"));
  }
  return values;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/;
/** The digits of an id of the API: where it is of now, each run writes its own uuid there. */
const API_ID = /(?<=[a-z]_)[0-9a-hjkmnp-tv-z]{26}/;
const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)/;

function makePieces(varying: Varying, begun: number): (value: string) => Piece[] {
  const ids = new Map<string, number>();
  const known = [
    varying.serial,
    varying.lead?.id,
    varying.partner,
    varying.actor,
    varying.lead && `c${varying.lead.number}.example`,
    varying.lead && `person.${varying.lead.number}@`,
  ].filter((text) => text !== undefined);
  const pattern = new RegExp(
    `(${[...known.map((text) => text.replaceAll(".", "\\.")), UUID.source, API_ID.source, INSTANT.source].join("|")})`,
  );
  const isOfNow = (ms: number): boolean => ms >= begun - 5 && ms <= Date.now() + 5;
  const pieceOf = (text: string): readonly Piece[] => {
    const { lead } = varying;
    if (text === varying.serial) return [{ kind: "serial" }];
    if (text === lead?.id) return [{ kind: "lead" }];
    if (text === varying.actor) return [{ kind: "actor" }];
    if (text === varying.partner) return [{ kind: "partner" }];
    if (lead && text === `c${lead.number}.example`)
      return [
        { kind: "text", text: "c" },
        { kind: "lead-number" },
        { kind: "text", text: ".example" },
      ];
    if (lead && text === `person.${lead.number}@`)
      return [
        { kind: "text", text: "person." },
        { kind: "lead-number" },
        { kind: "text", text: "@" },
      ];
    const uuid = uuidIn(text);
    if (uuid !== null && isOfNow(msOf(uuid))) {
      const number = ids.get(uuid) ?? ids.size + 1;
      ids.set(uuid, number);
      return [{ kind: "id", number }];
    }
    if (INSTANT.test(text) && isOfNow(Date.parse(text))) return [{ kind: "now" }];
    return [{ kind: "text", text }];
  };
  return (value) =>
    value
      .split(pattern)
      .filter((part) => part !== "")
      .flatMap(pieceOf);
}

const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

function uuidIn(text: string): string | null {
  if (UUID.test(text)) return text;
  if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(text)) return null;
  const value = [...text].reduce((all, digit) => all * 32n + BigInt(DIGITS.indexOf(digit)), 0n);
  const hex = value.toString(16).padStart(32, "0");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const msOf = (uuid: string): number => Number.parseInt(uuid.replace("-", "").slice(0, 12), 16);

async function typesOf(world: World, text: string, count: number): Promise<string[]> {
  if (count === 0) return [];
  await world.ask(`prepare bench_types as ${text}`);
  const [row] = await world.ask<{ types: string[] }>(
    "select parameter_types::text[] as types from pg_prepared_statements where name = 'bench_types'",
  );
  await world.ask("deallocate bench_types");
  return row?.types ?? [];
}

function readFrom(file: string, from: number): string {
  const handle = openSync(file, "r");
  try {
    const length = statSync(file).size - from;
    const buffer = Buffer.alloc(length);
    readSync(handle, buffer, 0, length, from);
    return buffer.toString();
  } finally {
    closeSync(handle);
  }
}
