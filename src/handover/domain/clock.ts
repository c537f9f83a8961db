/** How a clock stands. */
export const CLOCK_STATES = {
  DUE: "It runs, and there is time left.",
  PAUSED: "It rests: the partner has to answer first, or is suspended.",
  FULFILLED: "What it measures was done in time.",
  BREACHED: "It ran out before that was done.",
} as const;
export type ClockState = keyof typeof CLOCK_STATES;

/** A clock's times, as RFC 3339 texts in UTC. */
export interface ClockTimes {
  readonly dueAt: string;
  readonly pausedAt: string | null;
  readonly stoppedAt: string | null;
  readonly answered: boolean;
}

/**
 * How a clock stands at an instant. One that ran out stays breached, also where it was paused or
 * answered afterwards; null where it was stopped in time by something else than an answer.
 */
export function clockState(times: ClockTimes, at: Date): ClockState | null {
  const { dueAt, pausedAt, stoppedAt, answered } = times;
  const until = pausedAt ?? stoppedAt;
  if ((until === null ? at : new Date(until)) >= new Date(dueAt)) return "BREACHED";
  if (stoppedAt !== null) return answered ? "FULFILLED" : null;
  return pausedAt === null ? "DUE" : "PAUSED";
}

/** When it runs out; null where it does not run. */
export const dueInstant = ({ dueAt, pausedAt, stoppedAt }: ClockTimes): string | null =>
  pausedAt === null && stoppedAt === null ? dueAt : null;
