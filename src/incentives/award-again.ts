import { readSettledShares } from "../attribution/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { awardMilestone } from "./award-milestone.ts";
import type { AwardMilestoneDeps, MilestoneReached } from "./award-milestone.ts";
import type { Milestone } from "./domain/incentive-program.ts";
import type { AwardFacts } from "./store/award-facts.ts";
import { readTakenBack } from "./store/taken-back.ts";

/**
 * Awards a milestone that the lead had reached before, to whom it was settled then: by the rules whose award
 * was taken back since, in the next generation. What is live earns nothing again.
 */
export async function awardAgain(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  reached: Omit<MilestoneReached, "shares"> & { readonly milestone: Milestone },
  facts: AwardFacts,
): Promise<void> {
  const [isTakenBack, shares] = await Promise.all([
    readTakenBack(tx, reached.leadId, reached.milestone),
    readSettledShares(tx, reached.leadId),
  ]);
  const rules = facts.rules.filter(isTakenBack);
  await awardMilestone(deps, tx, { ...reached, shares }, { ...facts, rules });
}
