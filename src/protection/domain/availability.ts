import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { Comparison } from "./compare-prospects.ts";

export const AVAILABILITIES = {
  AVAILABLE: "Nothing stands against it today. Only a registration claims it.",
  NOT_AVAILABLE: "It is not to be had; why is told to nobody.",
  NEEDS_MORE_INFORMATION:
    "What was given does not tell it: add the domain, the tax id, the country.",
} as const;
export type Availability = keyof typeof AVAILABILITIES;

/**
 * What a partner is told of a prospect, by how it compares with what others claim, the vendor among them. A name alone
 * clears nobody: it may be written in another way.
 */
export function availabilityOf(
  companyKeys: readonly string[],
  comparisons: readonly Pick<Comparison, "decision">[],
): Availability {
  const found = new Set(comparisons.map(({ decision }) => decision));
  if (found.has("SAME")) return "NOT_AVAILABLE";
  const isTold = companyKeys.some((key) => !key.startsWith("name:"));
  return found.has("POSSIBLE") || !isTold ? "NEEDS_MORE_INFORMATION" : "AVAILABLE";
}

/** How often a partner may ask, and has. */
export interface CheckQuota {
  readonly limit: number;
  readonly used: number;
  /** When the day ends in the program's zone. */
  readonly resetsAt: Date;
}

export function refuseBeyond({ limit, used, resetsAt }: CheckQuota): Refusal | null {
  if (used < limit) return null;
  return refuse(
    "LIMIT_EXCEEDED",
    `A partner may check ${limit} prospects a day in this program; the next one at ${resetsAt.toISOString()}.`,
  );
}
