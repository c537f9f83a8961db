import type { AccountId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { stateOf } from "./domain/usage.ts";
import { awaitUsageOf, queueSignals, readOpenLeads, readReached } from "./store/usage-store.ts";

export interface FindUsageDeps extends MoveLeadDeps {
  readonly newId: NewId;
  readonly clock: Clock;
}

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/**
 * Signals an account that used as much as a threshold asks, once for each: its submitted leads are raised to MQL. Where it
 * has none, sales knows it already, or somebody has to look.
 */
export const findUsage =
  (deps: FindUsageDeps) =>
  async ({ accountId }: { readonly accountId: AccountId }, requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const at = deps.clock();
    await deps.database.transaction(session, async (tx) => {
      await awaitUsageOf(tx, accountId);
      const [reached, leads] = await Promise.all([
        readReached(tx, accountId),
        readOpenLeads(tx, accountId),
      ]);
      if (reached.length === 0) return null;
      let raised = 0;
      for (const { id: leadId, isSubmitted } of leads) {
        if (!isSubmitted) continue;
        const command = { leadId, expectedVersion: null, comment: null };
        const call = { command, actor: ACTOR, session, at };
        const movable = await beginMove(deps, tx, call, "promoteUsed");
        // it went on meanwhile
        if (isRefusal(movable)) continue;
        const { subjects } = completeMove(deps, tx, call, movable, "LeadPromoted", {
          eventType: "PROMOTED",
        });
        const done = { at, requestId, subjects, outcome: "DONE", code: null } as const;
        tx.queue(auditRow({ ...done, mutation: "findUsage", actor: ACTOR }));
        raised += 1;
      }
      const state = stateOf(raised, leads.length - raised);
      queueSignals(tx, deps.newId, accountId, reached, { state, raised, at });
      return null;
    });
  };
