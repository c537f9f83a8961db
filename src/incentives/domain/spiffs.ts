import { refuse } from "../../kernel/index.ts";
import type { Refusal } from "../../kernel/index.ts";

/** What is paid on top for a time: a rule of its own, by the instant of the milestone. */
export interface Spiff {
  /** What its awards are kept under, in all versions: it is earned once. */
  readonly key: string;
  /** What partners are told it is called. */
  readonly name: string;
  readonly startsAt: Date;
  /** From when it pays no more. */
  readonly endsAt: Date;
}

/** A spiff in an award's calculation: instants in UTC, as text. */
export interface SpiffTrace {
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** The database holds the same bound in constraint incentive_rule_spiff. */
export const LONGEST_SPIFF_NAME = 100;

export const spiffTrace = ({ name, startsAt, endsAt }: Omit<Spiff, "key">): SpiffTrace => ({
  ...{ name, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
});

/** Whether a rule pays for what was reached at an instant; one that is no spiff always does. */
export function isInTime({ spiff }: { readonly spiff?: SpiffTrace | null }, at: Date): boolean {
  if (!spiff) return true;
  return Date.parse(spiff.startsAt) <= at.getTime() && at.getTime() < Date.parse(spiff.endsAt);
}

/** A spiff pays while its version does: one that is over by then is a mistake. The database holds the same at the approval. */
export function refuseSpiffsOver(
  rules: readonly { readonly spiff: Spiff | null }[],
  effectiveAt: Date,
): Refusal | null {
  const index = rules.findIndex(({ spiff }) => spiff !== null && spiff.endsAt <= effectiveAt);
  const over = rules[index]?.spiff;
  if (!over) return null;
  return refuse(
    "VALIDATION_FAILED",
    `rules.${index}.spiff.endsAt is ${over.endsAt.toISOString()}, and the version pays from ${effectiveAt.toISOString()} on: nobody could earn it. Give a later endsAt, or leave the rule out.`,
    { path: ["rules", index, "spiff", "endsAt"] },
  );
}

/** What an approval meets that comes when a spiff is over. */
export function spiffIsOver(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "A spiff of the draft is over before the version would begin, so that nobody could earn it: save the draft without it, or with a later endsAt.",
  );
}
