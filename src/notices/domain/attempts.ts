/** What a mail server said, or that it said nothing. */
export interface Refused {
  /** True where trying again is of no use: the address does not exist, the content is not taken. */
  readonly isForGood: boolean;
  /** Its code, without words that may name somebody. */
  readonly reason: string;
}

export type NextAttempt =
  | { readonly state: "FAILED"; readonly reason: string }
  | { readonly state: "WAITING"; readonly reason: string; readonly dueAt: Date };

/** About two days in all. */
const MOST_ATTEMPTS = 10;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 12 * 3_600_000;

/** After a mail was not taken: when it is tried again, each time three times as late, or that it is given up. */
export function nextAttempt(
  { isForGood, reason }: Refused,
  attempts: number,
  at: Date,
): NextAttempt {
  if (isForGood || attempts >= MOST_ATTEMPTS) return { state: "FAILED", reason };
  const pause = Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), LONGEST_PAUSE_MS);
  return { state: "WAITING", reason, dueAt: new Date(at.getTime() + pause) };
}
