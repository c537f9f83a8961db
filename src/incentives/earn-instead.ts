import { readSettledShares } from "../attribution/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { awardAnew } from "./award-anew.ts";
import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { nextInLine } from "./domain/next-in-line.ts";
import { reverseAwards } from "./reverse-awards.ts";
import type { LiveAward } from "./store/live-awards.ts";
import { readAwardsInWaiting, readPartnerNames } from "./store/standing-awards.ts";

/**
 * What is taken back of a milestone stands in nobody's way any more: the lead of the same deal that reached it next
 * earns what it would have earned then. Call it with the awards that are reversed.
 */
export async function earnInstead(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  undone: readonly LiveAward[],
  at: Date,
): Promise<void> {
  const waiting = nextInLine(await readAwardsInWaiting(tx, undone));
  const earning = waiting.filter(
    ({ calculation, dealMinor }) => calculation.base.minor !== "0" || (dealMinor ?? 0n) > 0n,
  );
  if (earning.length === 0) return;
  const shared = await Promise.all(
    earning.map(async (award) => ({ award, shares: await readSettledShares(tx, award.leadId) })),
  );
  const partnerIds = shared.flatMap(({ shares }) => shares.map(({ partnerId }) => partnerId));
  const partnerNames = await readPartnerNames(tx, partnerIds);
  await reverseAwards(deps, tx, earning, {
    event: "undo",
    at,
    told: { reason: "UNDONE", statement: null },
  });
  for (const { award, shares } of shared) {
    const settledAt = shares[0]?.settledAt ?? award.eventAt;
    const allocatedAt = settledAt > award.eventAt ? settledAt : null;
    await awardAnew(deps, tx, award, { shares, partnerNames, allocatedAt, at });
  }
}
