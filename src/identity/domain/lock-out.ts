/** So many failures in a row lock, for so long; a pause of that length starts a new row. */
const FAILURES = 5;
const LOCK_MS = 15 * 60_000;

/** What is remembered of the attempts so far. */
export interface Attempts {
  /** Failures in a row, none of them a quarter of an hour after the one before. */
  readonly failures: number;
  readonly lastAt: Date;
  readonly lockedUntil: Date | null;
}

export type AttemptDecision =
  { readonly allowed: true; readonly attempts: Attempts } | { readonly allowed: false };

/**
 * Decides on one more attempt before it is made. It is counted as failed at once, and forgotten
 * when it succeeds: parallel guesses cannot all see the same free place. The fifth attempt locks
 * for a quarter of an hour, so no quarter of an hour ever sees a sixth; attempts while locked
 * neither count nor prolong the lock.
 */
export function decideAttempt(before: Attempts | null, at: Date): AttemptDecision {
  if (before?.lockedUntil && at < before.lockedUntil) return { allowed: false };
  const goesOn =
    before !== null &&
    before.lockedUntil === null &&
    at.getTime() < before.lastAt.getTime() + LOCK_MS;
  const failures = goesOn ? before.failures + 1 : 1;
  const lockedUntil = failures < FAILURES ? null : new Date(at.getTime() + LOCK_MS);
  return { allowed: true, attempts: { failures, lastAt: at, lockedUntil } };
}
