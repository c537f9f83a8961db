import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { conflictBetween } from "./domain/conflict.ts";
import { queueConflicts, queueMatched, readClaim, readRivals } from "./store/matching-store.ts";
import type { LeadKey } from "./store/prospect-lock.ts";
import { lockProspect } from "./store/prospect-lock.ts";

export interface MatchLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly clock: Clock;
}

/**
 * Compares a registered lead with those of all other partners, opens a conflict for each that
 * names the same prospect, and marks the lead as matched. Of two leads registered at once, at
 * least the later job sees both. Run again, it changes nothing; a closed lead opens no conflict.
 */
export const matchLead =
  ({ database, newId, clock }: MatchLeadDeps) =>
  async (lead: LeadKey, requestId: string): Promise<void> => {
    const at = clock();
    await database.transaction(systemSession(requestId), async (tx) => {
      // sent together, but run in turn: the two reads see what was committed before the lock
      const [, claim, rivals] = await Promise.all([
        lockProspect(tx, lead),
        readClaim(tx, lead),
        readRivals(tx, lead),
      ]);
      const found = claim === null ? [] : rivals.map((rival) => conflictBetween(claim, rival));
      const conflicts = found
        .filter((each) => each !== null)
        .map((each) => ({ id: newId("cfl"), ...each }));
      if (conflicts.length > 0) queueConflicts(tx, conflicts, at);
      queueMatched(database, tx, lead, at);
      return null;
    });
  };
