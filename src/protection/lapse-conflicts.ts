import { systemSession } from "../platform/database/index.ts";

import type { MatchLeadDeps } from "./match-lead.ts";
import { queueClaimLapse } from "./store/claim-conflict-store.ts";
import { queueLapse } from "./store/matching-store.ts";
import type { LeadKey } from "./store/prospect-lock.ts";
import { lockProspect } from "./store/prospect-lock.ts";

/**
 * Ends the open conflicts of a lead that has closed: there is nothing left to decide. Of a lead
 * that claims its prospect still, or again, none is touched.
 */
export const lapseConflicts =
  ({ database, clock }: Pick<MatchLeadDeps, "database" | "clock">) =>
  async (lead: LeadKey, requestId: string): Promise<void> => {
    const at = clock();
    await database.transaction(systemSession(requestId), async (tx) => {
      await lockProspect(tx, [lead.leadId]);
      queueLapse(tx, lead, at);
      queueClaimLapse(tx, lead, at);
      return null;
    });
  };
