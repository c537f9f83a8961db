import { idOf, uuidOf } from "../kernel/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import {
  insertStatement,
  queueWritten,
  readUnwritten,
  readWaitingMonth,
} from "./store/statement-writing.ts";

export interface WriteStatementsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: NewId;
}

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/**
 * Writes the statements of months that were issued, month by month, each in a transaction of its own: whoever is stopped
 * in between goes on where it was. A month is done once a look finds nobody without one.
 */
export async function writeStatements(
  { database, clock, newId }: WriteStatementsDeps,
  requestId: string,
  stop?: AbortSignal,
): Promise<number> {
  const session = systemSession(requestId);
  let written = 0;
  const failures: unknown[] = [];
  for (;;) {
    const periodId = await readWaitingMonth(database, session);
    if (periodId === null) return written;
    const unwritten = await readUnwritten(database, session, periodId);
    const before = written;
    for (const each of unwritten) {
      if (stop?.aborted) return written;
      const writing = database.transaction(session, async (tx) => {
        const [id, at] = [newId("stm"), clock()];
        if (!(await insertStatement(tx, each, { id: uuidOf(id), at }))) return null;
        const subjects = [id, idOf("prt", each.partnerId), idOf("prd", periodId)];
        const row = { mutation: "writeStatement", at, actor: ACTOR, requestId, subjects };
        tx.queue(auditRow({ ...row, outcome: "DONE", code: null }));
        written += 1;
        return null;
      });
      // one that fails keeps none of the others waiting
      await writing.catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0 && written === before) throw failures[0];
    if (unwritten.length > 0) continue;
    await database.transaction(session, async (tx) => {
      queueWritten(tx, periodId, clock());
      return null;
    });
  }
}
