import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { isRateOff } from "./domain/review.ts";
import { queueOld, queueRateOff, readToReview } from "./store/criteria-review-store.ts";

export interface RemindOfCriteriaDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Puts on record that a version in force grew old, or that what it qualified was won more or less often in the last
 * quarter than in the four before; of which whoever publishes criteria is told. Once for each version and cause, however
 * many look.
 */
export const remindOfCriteria =
  ({ database, clock }: RemindOfCriteriaDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const at = clock();
    const versions = await readToReview(database, session, at);
    const old = versions.filter(({ isOld }) => isOld);
    const off = versions.flatMap(({ versionId, quarter }) =>
      quarter && isRateOff(quarter) ? [{ versionId, quarter }] : [],
    );
    if (old.length + off.length === 0) return;
    await database.transaction(session, (tx) => {
      for (const { versionId } of old) queueOld(tx, versionId, at);
      for (const { versionId, quarter } of off) queueRateOff(tx, versionId, quarter, at);
      return Promise.resolve(null);
    });
  };
