import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { lockOffer, queueOfferEnded, readOverdueOffers } from "./store/offer-store.ts";

export interface ExpireOffersDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Offers that are looked at in one go: the next ones come soon. */
const AT_ONCE = 100;
const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/** Ends the offers that were not answered in time, each in a transaction of its own, and each once. */
export async function expireOffers(
  { database, clock }: ExpireOffersDeps,
  requestId: string,
): Promise<number> {
  const at = clock();
  const session = systemSession(requestId);
  const overdue = await readOverdueOffers(database, session, at, AT_ONCE);
  for (const id of overdue) {
    await database.transaction(session, async (tx) => {
      const offer = await lockOffer(tx, session, id);
      // somebody answered meanwhile
      if (offer?.state !== "OFFERED") return null;
      queueOfferEnded(tx, id, { state: "EXPIRED", at });
      const audit = { mutation: "expireOffer", at, actor: ACTOR, requestId, subjects: [id] };
      tx.queue(auditRow({ ...audit, outcome: "DONE", code: null }));
      return null;
    });
  }
  return overdue.length;
}
