import { readSettlingFacts, settleAnew } from "../attribution/index.ts";
import type { PartByHand } from "../attribution/index.ts";
import {
  awardAnew,
  endApprovals,
  readPartnerNames,
  readStandingAwards,
  readWithChanges,
  reverseAwards,
} from "../incentives/index.ts";
import type { Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { readSharing } from "../protection/index.ts";

import { instantAfter, whyNotByHand } from "./domain/settling-again.ts";
import type { SettledLead } from "./store/settled-lead.ts";
import { queueSettlement } from "./store/settlement-store.ts";
import type { SettledBecause } from "./store/settlement-store.ts";

export interface SettlementDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** How a lead is settled otherwise, and why. */
export interface SettledOtherwise {
  readonly lead: SettledLead & { readonly milestoneAt: Date };
  /** Null for what the policy says of all that is known now. */
  readonly byHand: readonly PartByHand[] | null;
  readonly because: SettledBecause;
  readonly at: Date;
  readonly by: string;
}

/**
 * Settles a lead otherwise than it stands, its row locked: the shares that counted end, others begin, and each
 * award that it has earned, or a lead that was merged into it, is reversed and made anew for those who have it now. Null once that is queued.
 */
export async function settleOtherwise(
  deps: SettlementDeps,
  tx: Transaction,
  { lead, byHand, because, at, by }: SettledOtherwise,
): Promise<Refusal | null> {
  const { milestoneAt } = lead;
  const [facts, shared, awards] = await Promise.all([
    readSettlingFacts(tx, lead.id, { at: milestoneAt, by }),
    readSharing(tx, lead.id),
    readStandingAwards(tx, lead.id),
  ]);
  if (!byHand && shared.sharing.length > 0) return owedByDecision();
  if (!byHand && facts.isToldByActor) return toldByYou();
  if (byHand) {
    const weighing = shared.sharing.filter(({ weightPpm }) => weightPpm > 0);
    const refusal = whyNotByHand(byHand, {
      known: new Set(
        (
          await readPartnerNames(
            tx,
            byHand.map(({ partnerId }) => partnerId),
          )
        ).keys(),
      ),
      weighing: new Set(weighing.map(({ partnerId }) => partnerId)),
      taker: shared.isFoundByVendor ? lead.partnerId : null,
    });
    if (refusal) return refusal;
  }
  if (awards.some(({ isReported }) => isReported)) return reported();
  if (awards.some((award) => award.isTakenInPart)) return takenInPart();

  const settledAt = instantAfter(at, lead.settledAt);
  await endApprovals(deps, tx, awards, settledAt);
  const shares = settleAnew(deps.database, tx, {
    ...{ ...shared, ...facts, lead, milestoneAt, at: settledAt },
    ...(byHand ? { byHand } : {}),
  });
  queueSettlement(tx, { leadId: lead.id, settledAt, because, by });
  const told = { reason: "SETTLED_ANEW", statement: null } as const;
  const changed = await readWithChanges(
    tx,
    awards.map(({ id }) => id),
  );
  await reverseAwards(deps, tx, changed, { event: "settle", at: settledAt, told });
  const partnerNames = await readPartnerNames(
    tx,
    shares.map(({ partnerId }) => partnerId),
  );
  for (const award of awards)
    await awardAnew(deps, tx, award, {
      shares,
      partnerNames,
      allocatedAt: settledAt,
      at: settledAt,
    });
  return null;
}

function owedByDecision(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "A decision or a merge says whose the prospect is, and no policy: propose by hand with proposeAttribution.",
    { path: ["leadId"] },
  );
}

function toldByYou(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "You recorded a partner's touch by which the lead would be shared: somebody else settles it.",
    { path: ["leadId"] },
  );
}

function reported(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "A fraud was reported of a credit of the lead: decideReversal first, then it is settled.",
    { path: ["leadId"] },
  );
}

function takenInPart(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "A part of what the lead earned was taken back from those who share it: it is not settled otherwise, unless an appeal against that is upheld.",
    { path: ["leadId"] },
  );
}
