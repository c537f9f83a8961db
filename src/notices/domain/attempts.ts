/** Why a mail is not with whom it goes to. */
export interface Missed {
  /**
   * LATER, trying again may help; NEVER, it does not: the address does not exist, the content is not taken;
   * UNKNOWN, it may be there, and is not sent twice.
   */
  readonly refused: "LATER" | "NEVER" | "UNKNOWN";
  /** A code, without words that may name somebody. */
  readonly reason: string;
}

export type NextAttempt =
  | { readonly state: "FAILED" | "UNCERTAIN"; readonly reason: string }
  | { readonly state: "WAITING"; readonly reason: string; readonly dueAt: Date };

/** About two days in all. */
const MOST_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 12 * 3_600_000;

/** After a mail did not go: when it is tried again, each time three times as late, or that it is given up. */
export function nextAttempt({ refused, reason }: Missed, attempts: number, at: Date): NextAttempt {
  if (refused === "UNKNOWN") return { state: "UNCERTAIN", reason };
  if (refused === "NEVER" || attempts >= MOST_ATTEMPTS) return { state: "FAILED", reason };
  const pause = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), LONGEST_PAUSE_MS);
  return { state: "WAITING", reason, dueAt: new Date(at.getTime() + pause) };
}
