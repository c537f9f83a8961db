import type { Transaction } from "../platform/database/index.ts";

import { clawBackPaid } from "./claw-back-paid.ts";
import { NOTHING_HELD } from "./domain/holdback.ts";
import { takenOf } from "./domain/recruiter-pay.ts";
import type { FollowingChange } from "./domain/recruiter-pay.ts";
import { endApprovals } from "./end-approvals.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { queueChange } from "./queue-change.ts";
import { accountOf, keptOf } from "./queue-recruiter-award.ts";
import type { Recruiting } from "./queue-recruiter-award.ts";
import { reverseAwards } from "./reverse-awards.ts";
import { readAwardToChange } from "./store/adjustable-awards.ts";
import { readWithChanges } from "./store/live-awards.ts";
import { readRecruiterAwards } from "./store/recruiter-pay-store.ts";

/**
 * Queues what recruiters have less, the award that came last first: taken back as a whole, or made less. What was paid of it is
 * owed back. All that ends what was approved is sent before: the database asks of what is sent together whether it is the percent.
 */
export async function takeFromRecruiter(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  recruiting: Recruiting,
  changes: readonly FollowingChange[],
): Promise<void> {
  const { at } = recruiting;
  const had = await readRecruiterAwards(
    tx,
    changes.map(({ of }) => of.creditId),
  );
  const taken = changes.flatMap((change) =>
    takenOf(had.get(change.of.creditId) ?? [], -change.minor).map((each) => ({ ...each, change })),
  );
  if (taken.length === 0) return;
  const awards = taken.map(({ award }) => award);
  await clawBackPaid(deps, tx, {
    awardIds: awards.map(({ id }) => id),
    taken: taken.map(({ award, minor }) => ({ creditId: award.creditId, minor })),
    at,
  });
  await endApprovals(deps, tx, awards, at);
  const [live, changed] = await Promise.all([
    readWithChanges(
      tx,
      taken.filter(({ isAll }) => isAll).map(({ award }) => award.id),
    ),
    Promise.all(
      taken
        .filter(({ isAll }) => !isAll)
        .map(async (each) => ({
          ...each,
          award: await readAwardToChange(tx, each.award.id, null),
        })),
    ),
  ]);
  for (const { award, minor, change } of changed) {
    const less = { ...change, minor: -minor };
    queueChange(deps, tx, award, {
      ...{ grossMinor: -minor, forfeitedMinor: 0n, parts: [-minor], held: [NOTHING_HELD] },
      account: accountOf(recruiting, less, true),
      calculation: { ...keptOf(recruiting, less), adjusts: award.id },
      ...{ at, takenBack: null },
    });
  }
  await reverseAwards(deps, tx, live, {
    ...{ event: "reversal", at, told: { reason: "BASE_REVERSED", statement: null } },
  });
}
