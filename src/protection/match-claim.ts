import type { DirectClaimId } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { likeliest } from "./domain/candidates.ts";
import { compareProspects } from "./domain/compare-prospects.ts";
import { weightIn } from "./domain/word-weights.ts";
import type { MatchLeadDeps } from "./match-lead.ts";
import { queueClaimConflicts } from "./store/claim-conflict-store.ts";
import { readDirectlyClaimed } from "./store/claimed-prospects.ts";
import { queueNameOfClaim, readCorpus, readHits } from "./store/company-names.ts";
import { readRivals } from "./store/prospects.ts";
import { lockProspect } from "./store/prospect-lock.ts";

/**
 * Compares a claim of the vendor's own with the leads of all partners, as matchLead compares leads, and
 * opens a conflict with each that names the same prospect and claims it later. Run again, it changes nothing.
 */
export const matchClaim =
  ({ database, newId, clock }: MatchLeadDeps) =>
  async ({ claimId }: { readonly claimId: DirectClaimId }, requestId: string): Promise<void> => {
    const at = clock();
    const session = systemSession(requestId);
    const claim = await readDirectlyClaimed(database, session, claimId, at);
    if (claim === null) return;
    if (claim.name.words.length > 0)
      await database.transaction(session, (tx) => queueNameOfClaim(tx, claimId, claim.name));
    await database.transaction(session, async (tx) => {
      const names = likeliest(await readHits(tx, claim.name));
      const [rivals, corpus] = await Promise.all([
        readRivals(tx, VENDOR_PARTNER_ID, claim, names),
        readCorpus(tx, claim.name, names),
      ]);
      const weightOf = weightIn(corpus);
      const pairs = rivals
        .map(({ leadId, ...rival }) => ({
          ...{ id: newId("clc"), leadId, claimId },
          comparison: compareProspects(claim, rival, weightOf),
        }))
        .filter(({ comparison }) => comparison.decision === "SAME");
      if (pairs.length === 0) return null;
      await lockProspect(
        tx,
        pairs.map(({ leadId }) => leadId),
      );
      queueClaimConflicts(tx, pairs, at);
      return null;
    });
  };
