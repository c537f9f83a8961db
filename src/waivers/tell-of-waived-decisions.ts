import { notify } from "../notices/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { readReportDue } from "./store/waiver-report.ts";

export interface TellOfWaivedDecisionsDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Tells whoever reviews and audits how many decisions one person made alone in the month before, and how many of all wait
 * for a review for more than a week: once a month at most, however many look, and not where there is nothing to tell.
 */
export const tellOfWaivedDecisions =
  ({ database, clock }: TellOfWaivedDecisionsDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const at = clock();
    const uuid = await readReportDue(database, session, at);
    if (uuid === null) return;
    await database.transaction(session, (tx) => {
      notify(tx, {
        ...{ uuid, partnerId: VENDOR_PARTNER_ID, kind: "DECIDED_ALONE", forVendor: true },
        ...{ leadId: null, at, memberUuids: null },
      });
      return Promise.resolve(null);
    });
  };
