/** PostgreSQL's own words about a failure; only code and constraint may steer the program. */
export interface DatabaseFailure {
  readonly code: string;
  readonly constraint: string | null;
}

/** Reads SQLSTATE and constraint off a driver error; null for anything that is none. */
export function databaseFailure(error: unknown): DatabaseFailure | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string")
    return null;
  if (!/^[0-9A-Z]{5}$/.test(error.code)) return null;
  const constraint = "constraint" in error ? error.constraint : null;
  return { code: error.code, constraint: typeof constraint === "string" ? constraint : null };
}

/** The transaction is already lost; the statement before this one has the cause. */
export const IN_FAILED_TRANSACTION = "25P02";
export const LOCK_NOT_AVAILABLE = "55P03";

const TRANSIENT = new Set(["40001", "40P01"]);

/** True where the same transaction, run again, may well succeed (serialisation, deadlock). */
export function isTransient(error: unknown): boolean {
  const failure = databaseFailure(error);
  return failure !== null && TRANSIENT.has(failure.code);
}
