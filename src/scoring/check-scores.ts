import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { checkOf } from "./domain/check.ts";
import { Learned } from "./domain/learned-model.ts";
import { queueCheck, readDueCheck } from "./store/scoring-check-store.ts";
import { readExamples } from "./store/scoring-training-store.ts";

/**
 * Looks how the learned model in force fares on the leads that were decided in each month that is over, each
 * as it was known when it was decided; stopped in between it goes on with the next month.
 */
export const checkScores =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  async (requestId: string, stop?: AbortSignal): Promise<void> => {
    const session = systemSession(requestId);
    for (;;) {
      const due = stop?.aborted ? null : await readDueCheck(database, session, clock());
      if (!due) return;
      const { outcome, month: decidedFrom, until: decidedUntil } = due;
      const examples = await readExamples(database, session, {
        ...{ outcome, decidedFrom, decidedUntil },
      });
      const check = checkOf(due.report, new Learned(due.model), examples);
      await database.transaction(session, (tx) => {
        queueCheck(tx, due, check, clock());
        return Promise.resolve(null);
      });
    }
  };
