import { databaseFailure } from "../database/index.ts";

/** Why the database did not answer, where the fault is neither the caller's nor the program's. */
export type DatabaseTrouble = "SERVICE_UNAVAILABLE" | "TIMEOUT";

const STATEMENT_STOPPED = "57014";

/**
 * SQLSTATEs after which the same request may succeed: connection (08), login (28), resources (53),
 * shut down or starting (57P), and lost races that no retry of ours won (40001, 40P01, 55P03).
 */
const PASSING = /^(08...|28...|53...|57P..|40001|40P01|55P03|25P03)$/;

const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** What the driver says without any code when a connection is not to be had, or was lost. */
const DRIVER_WORDS =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end|Query read timeout)/;

/** Reads off a driver's error whether the database was out of reach, overloaded or too slow. */
export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && typeof error.code === "string" && NETWORK.has(error.code)) {
    return "SERVICE_UNAVAILABLE";
  }
  const failure = databaseFailure(error);
  if (failure?.code === STATEMENT_STOPPED) return "TIMEOUT";
  if (failure && PASSING.test(failure.code)) return "SERVICE_UNAVAILABLE";
  return DRIVER_WORDS.test(error.message) ? "SERVICE_UNAVAILABLE" : null;
}
