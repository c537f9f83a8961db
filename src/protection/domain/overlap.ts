import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Entries that a list has at least: of a shorter one, counts would tell of single companies. */
const FEWEST_ENTRIES = 100;
const MOST_ENTRIES = 5_000;
/** Entries by which a list differs from each earlier one at least, on the side where it differs more. */
const FEWEST_OTHERS = 20;
/** Numbers are told in steps of this, downwards. */
const STEP = 5;

/** How many lists a party may have compared today, and has. */
export interface OverlapQuota {
  readonly limit: number;
  readonly used: number;
  /** When the next day begins. */
  readonly resetsAt: Date;
}

export function refuseBeyondQuota({ limit, used, resetsAt }: OverlapQuota): Refusal | null {
  if (used < limit) return null;
  return refuse(
    "LIMIT_EXCEEDED",
    `${limit} list a day is compared; the next one at ${resetsAt.toISOString()}.`,
  );
}

/** Refuses a list of too few companies, however many lines name them. */
export function refuseSize(distinct: number): Refusal | null {
  const path = ["entries"];
  if (distinct < FEWEST_ENTRIES) {
    return refuse(
      "VALIDATION_FAILED",
      `entries names ${distinct} different companies; a list has ${FEWEST_ENTRIES} at least.`,
      { path },
    );
  }
  if (distinct <= MOST_ENTRIES) return null;
  return refuse(
    "VALIDATION_FAILED",
    `entries names ${distinct} different companies; a list has ${MOST_ENTRIES} at most.`,
    { path },
  );
}

/** Refuses a list that differs too little from an earlier one: the two counts would tell of what differs. */
export function refuseAlike(nearest: number | null): Refusal | null {
  if (nearest === null || nearest >= FEWEST_OTHERS) return null;
  return refuse(
    "BUSINESS_RULE",
    `The list differs from an earlier one by fewer than ${FEWEST_OTHERS} companies. What was told of that one holds for this one, as nearly as it may be known.`,
    { path: ["entries"] },
  );
}

/** Rounded down; of fewer than five nothing is told. */
export const roundedDown = (count: number): number => count - (count % STEP);
