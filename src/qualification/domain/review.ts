import { rateInterval } from "./rate-interval.ts";

/** So often criteria are reviewed where they do not say. */
export const REVIEW_MONTHS = 12;
export const MOST_REVIEW_MONTHS = 60;

/** Of fewer leads nobody is told. */
const LEAST_CLOSED = 20;

/** Leads that a version qualified, as they were closed: in a quarter, and in the four before it. */
export interface ClosedLeads {
  readonly closed: number;
  readonly won: number;
  readonly closedBefore: number;
  readonly wonBefore: number;
}

/** Whether the quarter differs from those before by more than chance: the intervals of the two rates have nothing in common. */
export function isRateOff({ closed, won, closedBefore, wonBefore }: ClosedLeads): boolean {
  const before = rateInterval(wonBefore, closedBefore, LEAST_CLOSED);
  const now = rateInterval(won, closed, LEAST_CLOSED);
  return before !== null && now !== null && (now.high < before.low || now.low > before.high);
}
