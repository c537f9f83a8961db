import type { LeadId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { readReachesMql } from "./store/scored-leads.ts";

export interface PromoteScoredDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/**
 * Raises a submitted lead to MQL whose score has reached what the model asks for. A lead that went on
 * meanwhile, or fell beneath it, stays where it is; a score that falls later takes nothing back.
 */
export const promoteScored =
  (deps: PromoteScoredDeps) =>
  async ({ leadId }: { readonly leadId: LeadId }, requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    const at = deps.clock();
    const command = { leadId, expectedVersion: null, comment: null };
    const call = { command, actor: ACTOR, session, at };
    await deps.database.transaction(session, async (tx) => {
      const [movable, reaches] = await Promise.all([
        beginMove(deps, tx, call, "promoteScored"),
        readReachesMql(tx, leadId),
      ]);
      if (isRefusal(movable) || !reaches) return null;
      const { subjects } = completeMove(deps, tx, call, movable, "LeadPromoted", {
        eventType: "PROMOTED",
      });
      const done = { at, requestId, subjects, outcome: "DONE", code: null } as const;
      tx.queue(auditRow({ ...done, mutation: "promoteScored", actor: ACTOR }));
      return null;
    });
  };
