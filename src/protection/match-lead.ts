import type { Clock } from "../platform/clock.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { likeliest } from "./domain/candidates.ts";
import { compareProspects } from "./domain/compare-prospects.ts";
import { inOrder } from "./domain/conflict.ts";
import type { ComparedPair } from "./domain/conflict.ts";
import { weightIn } from "./domain/word-weights.ts";
import type { FoundClaimPair } from "./store/claim-conflict-store.ts";
import { queueClaimConflicts } from "./store/claim-conflict-store.ts";
import { readClaimsOf } from "./store/claimed-prospects.ts";
import { queueName, readCorpus, readHits } from "./store/company-names.ts";
import {
  queueConflicts,
  queueLapseForTender,
  queueLikenesses,
  queueMatched,
  readClaiming,
} from "./store/matching-store.ts";
import type { ClaimedProspect } from "./store/prospects.ts";
import { readProspect, readRivals } from "./store/prospects.ts";
import type { LeadKey } from "./store/prospect-lock.ts";
import { lockProspect } from "./store/prospect-lock.ts";

export interface MatchLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly clock: Clock;
}

/** Likenesses of one lead that are kept: the surest. A person looks at a few, not at hundreds. */
const MOST_LIKENESSES = 20;

/**
 * Compares a registered lead with those of all other partners, opens a conflict for each that names
 * the same prospect, notes those that may, and marks the lead as matched. Of two leads registered at
 * once, at least the later job sees both. Run again, it changes nothing; a closed lead opens no
 * conflict.
 */
export const matchLead =
  ({ database, newId, clock }: MatchLeadDeps) =>
  async (lead: LeadKey, requestId: string): Promise<void> => {
    const at = clock();
    const session = systemSession(requestId);
    const prospect = await readProspect(database, session, lead);
    if (prospect !== null && prospect.name.words.length > 0) {
      await database.transaction(session, (tx) => queueName(tx, lead, prospect.name));
    }
    await database.transaction(session, async (tx) => {
      const { pairs, claims } =
        prospect === null ? NOBODY : await compareWithOthers(tx, lead, prospect, at);
      const same = pairs.filter(({ comparison }) => comparison.decision === "SAME");
      const possible = pairs
        .filter(({ comparison }) => comparison.decision === "POSSIBLE")
        .toSorted((one, other) => other.comparison.confidencePpm - one.comparison.confidencePpm)
        .slice(0, MOST_LIKENESSES);

      const rivals = same.map((pair) => otherOf(pair, lead));
      // sent together, but run in turn: the read sees what was committed before the lock
      const [, claiming] = await Promise.all([
        lockProspect(tx, [lead.leadId, ...rivals]),
        readClaiming(tx, [lead.leadId, ...rivals]),
      ]);
      const conflicts = same
        .filter((pair) => claiming.has(pair.incumbent) && claiming.has(pair.challenger))
        .map((pair) => ({ id: newId("cfl"), ...pair }));
      const claimed = claims.map((pair) => ({ id: newId("clc"), leadId: lead.leadId, ...pair }));
      const likenesses = possible.map((pair) => ({ id: newId("lik"), ...pair }));
      if (conflicts.length > 0) queueConflicts(tx, conflicts, at);
      if (claimed.length > 0) queueClaimConflicts(tx, claimed, at);
      if (likenesses.length > 0) queueLikenesses(tx, likenesses, at);
      if (prospect !== null && prospect.tenderKey !== null) queueLapseForTender(tx, lead, at);
      queueMatched(database, tx, lead, {
        keysVersion: prospect?.keysVersion ?? 1,
        finishedAt: at,
      });
      return null;
    });
  };

/** How a lead compares with others, and with which claims of the vendor's own it is the same prospect. */
interface Compared {
  readonly pairs: readonly ComparedPair[];
  readonly claims: readonly Pick<FoundClaimPair, "claimId" | "comparison">[];
}

const NOBODY: Compared = { pairs: [], claims: [] };

async function compareWithOthers(
  tx: Transaction,
  lead: LeadKey,
  prospect: ClaimedProspect,
  at: Date,
): Promise<Compared> {
  const names = likeliest(await readHits(tx, prospect.name));
  const [rivals, claims, corpus] = await Promise.all([
    readRivals(tx, lead.partnerId, prospect, names),
    readClaimsOf(tx, prospect, names, at),
    readCorpus(tx, prospect.name, names),
  ]);
  const weightOf = weightIn(corpus);
  return {
    // several partners may be accepted for one tender: of that they are no rivals
    pairs: rivals
      .filter(({ tenderKey }) => tenderKey === null || tenderKey !== prospect.tenderKey)
      .map((rival) => inOrder(prospect, rival, compareProspects(prospect, rival, weightOf))),
    // the vendor is no rival of its own
    claims: (lead.partnerId === VENDOR_PARTNER_ID ? [] : claims)
      .map((claim) => ({
        claimId: claim.claimId,
        comparison: compareProspects(prospect, claim, weightOf),
      }))
      .filter(({ comparison }) => comparison.decision === "SAME"),
  };
}

const otherOf = (pair: ComparedPair, { leadId }: LeadKey) =>
  pair.incumbent === leadId ? pair.challenger : pair.incumbent;
