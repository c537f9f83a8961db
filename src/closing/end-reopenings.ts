import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { queueStep, readOverReopenings, readPeriod } from "./store/period-store.ts";

export interface EndReopeningsDeps {
  readonly database: Database;
  readonly clock: Clock;
}

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/** Soft-closes the periods that were opened again for a time that is over, each in a transaction of its own. */
export const endReopenings =
  ({ database, clock }: EndReopeningsDeps) =>
  async (requestId: string): Promise<void> => {
    const at = clock();
    const session = systemSession(requestId);
    for (const periodId of await readOverReopenings(database, session, at)) {
      await database.transaction(session, async (tx) => {
        const period = await readPeriod(tx, periodId, { at, by: SYSTEM_ACTOR });
        // somebody soft-closed it meanwhile
        if (period?.lastStep?.kind !== "REOPENED") return null;
        const number = period.lastStep.number + 1;
        queueStep(tx, { periodId, number, kind: "REOPENING_ENDED", at, by: SYSTEM_ACTOR });
        const audit = {
          mutation: "endReopening",
          at,
          actor: ACTOR,
          requestId,
          subjects: [periodId],
        };
        tx.queue(auditRow({ ...audit, outcome: "DONE", code: null }));
        return null;
      });
    }
  };
