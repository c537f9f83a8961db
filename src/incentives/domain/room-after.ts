import type { PartnerId } from "../../kernel/index.ts";

import type { AwardEarned } from "./award.ts";
import type { Limit, Room } from "./caps.ts";
import type { RuleToApply } from "./award.ts";

/**
 * What is left of a program's limits for a rule, once other rules of the program have earned at the same
 * milestone: they take from the same.
 */
export function roomAfter(
  room: Room,
  { programId }: Pick<RuleToApply, "programId">,
  earlier: readonly AwardEarned[],
): Room {
  const own = earlier.filter(({ rule }) => rule.programId === programId);
  if (own.length === 0) return room;
  const takenBy = (partnerId: PartnerId): bigint =>
    own
      .flatMap(({ credits }) => credits)
      .reduce(
        (sum, credit) => sum + (credit.partnerId === partnerId ? credit.amount.minor : 0n),
        0n,
      );
  const all = own.reduce((sum, { gross, forfeited }) => sum + gross.minor - forfeited.minor, 0n);
  return {
    lead: room.lead && usedBy(room.lead, all),
    partners: new Map(
      [...room.partners].map(([partnerId, limit]) => [
        partnerId,
        usedBy(limit, takenBy(partnerId)),
      ]),
    ),
    budget: room.budget && usedBy(room.budget, all),
  };
}

const usedBy = <Some extends Limit>(limit: Some, minor: bigint): Some => ({
  ...limit,
  used: limit.used + minor,
});
