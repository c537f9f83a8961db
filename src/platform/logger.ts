import { pino, stdTimeFunctions } from "pino";
import type { DestinationStream } from "pino";

import type { Config } from "./config.ts";
import { gatheredLines } from "./gathered-lines.ts";
import type { Lines } from "./gathered-lines.ts";

/**
 * All that a log line may hold besides its time, level and event. What is not in this list is not
 * written: no variables, no headers, no names, nothing that a person typed.
 */
export interface LogFields {
  readonly requestId?: string | null;
  readonly method?: string | null;
  readonly route?: string | null;
  /** The operation's name in the document. */
  readonly operation?: string | null;
  readonly operationType?: string | null;
  /** SHA-256 of the document: tells which one it was without showing what stood in it. */
  readonly documentHash?: string | null;
  /** What the operation costs; null where it was not understood. */
  readonly cost?: number | null;
  readonly callerKind?: string | null;
  readonly actorId?: string | null;
  readonly partnerId?: string | null;
  readonly mutation?: string | null;
  readonly codes?: readonly string[];
  /** Why requests were turned away. */
  readonly reasons?: readonly string[];
  readonly status?: number;
  readonly ms?: number;
  readonly count?: number;
  readonly job?: string | null;
  readonly jobId?: string | null;
  readonly attempt?: number;
  readonly signal?: string | null;
  /** Where the server listens. */
  readonly url?: string | null;
  /** Words of our own; never anything that came from outside. */
  readonly note?: string | null;
  /** Of an error its name, code and stack are written; see `describeError`. */
  readonly error?: unknown;
}

/** Writes one JSON line per event. */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

const STANDARD_OUTPUT = 1;
const LONGEST_EVENT = 120;

type Writer = (value: unknown) => unknown;

const WRITERS: Readonly<Record<keyof LogFields, Writer>> = {
  requestId: text(64),
  method: text(16),
  route: text(64),
  operation: text(64),
  operationType: text(16),
  documentHash: text(64),
  cost: number,
  callerKind: text(16),
  actorId: text(64),
  partnerId: text(64),
  mutation: text(64),
  codes: texts,
  reasons: texts,
  status: number,
  ms: number,
  count: number,
  job: text(64),
  jobId: text(64),
  attempt: number,
  signal: text(16),
  url: text(200),
  note: text(300),
  error: (value) => (value === undefined || value === null ? undefined : describeError(value)),
};

/**
 * The program's log: JSON lines on the standard output, or wherever `destination` leads.
 * Every field passes the list above; control characters are replaced, so that no text can end a
 * line or colour a terminal.
 */
export function createLogger(level: Config["logLevel"], destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const out: Partial<Lines> & DestinationStream = destination ?? gatheredLines(STANDARD_OUTPUT);
  const lines = pino(options, out);
  const write =
    (of: "debug" | "info" | "warn" | "error") =>
    (event: string, fields: LogFields = {}): void => {
      // what the level leaves out is not even looked at
      if (!lines.isLevelEnabled(of)) return;
      lines[of](allowed(fields), printable(event, LONGEST_EVENT));
      // whoever is to act on a line has it at once, and all that came before
      if (of === "warn" || of === "error") out.flush?.();
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
  };
}

const FIELDS = Object.entries(WRITERS);

function allowed(fields: LogFields): Record<string, unknown> {
  const given: Readonly<Record<string, unknown>> = { ...fields };
  const line: Record<string, unknown> = {};
  for (const [name, write] of FIELDS) {
    const value = Object.hasOwn(given, name) ? write(given[name]) : undefined;
    if (value !== undefined) line[name] = value;
  }
  return line;
}

interface ErrorFacts {
  readonly name: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly stack: string;
  readonly cause?: ErrorFacts;
}

const CAUSES = 3;
const STACK_LENGTH = 4_000;

/**
 * What the log may know of an error. A database's message, detail, query and parameters may repeat
 * a row, so of those errors only the code, the constraint and the frames stay; of all others the
 * message stays too, without what it quotes.
 */
export function describeError(error: unknown, causesLeft = CAUSES): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error, stack: "" };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const constraint =
    "constraint" in error && typeof error.constraint === "string" ? error.constraint : undefined;
  const { cause } = error;
  return {
    name: printable(error.name, 64),
    ...(code === undefined ? {} : { code: printable(code, 64) }),
    ...(constraint === undefined ? {} : { constraint: printable(constraint, 64) }),
    stack: stackOf(error, code),
    ...(cause instanceof Error && causesLeft > 0
      ? { cause: describeError(cause, causesLeft - 1) }
      : {}),
  };
}

const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Messages quote what they found, the last quote may have lost its end; an address is somebody's without quotes. */
const QUOTED = /"[^"]*(?:"|$)|'[^']*'|`[^`]*`|[^\s<>"]+@[^\s<>"]+/g;
const LONGEST_READ = 2_000;

function stackOf(error: Error, code: string | undefined): string {
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const isDatabases = code !== undefined && SQLSTATE.test(code);
  const message = isDatabases
    ? ""
    : printable(error.message.slice(0, LONGEST_READ).replaceAll(QUOTED, '"…"'), 300);
  return [message, ...frames.map((frame) => printable(frame.trim(), 300))]
    .filter((line) => line !== "")
    .join("\n")
    .slice(0, STACK_LENGTH);
}

function text(longest: number): Writer {
  return (value) => (typeof value === "string" ? printable(value, longest) : undefined);
}

function texts(value: unknown): unknown {
  return Array.isArray(value) ? value.slice(0, 20).map(text(64)) : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Controls, line ends, direction marks and half pairs: nothing that a line of a log needs. */
const UNPRINTABLE = /[\p{C}\u2028\u2029]/gu;

/** All that ids, codes and routes are made of; a text of nothing else needs no second look. */
const PLAIN = /^[ -~]*$/;

function printable(value: string, longest: number): string {
  const start = value.length > longest ? value.slice(0, longest) : value;
  return PLAIN.test(start) ? start : start.replaceAll(UNPRINTABLE, "\ufffd");
}
