import { notify } from "../notices/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { readOverdueDisputes } from "./store/overdue-disputes.ts";

export interface RemindOfStatementDisputesDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** Tells finance that the time of a dispute has passed: once each, however often it runs. */
export const remindOfStatementDisputes =
  ({ database, clock }: RemindOfStatementDisputesDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const overdue = await readOverdueDisputes(database, session, clock());
    if (overdue.length === 0) return;
    await database.transaction(session, async (tx) => {
      for (const { uuid, partnerId, dueAt } of overdue)
        notify(tx, {
          ...{ uuid, partnerId, kind: "STATEMENT_DISPUTE_OVERDUE", forVendor: true },
          ...{ leadId: null, at: dueAt, memberUuids: null },
        });
      return null;
    });
  };
