import { isRefusal } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Transaction } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { queueLapsed, readAsked, readOverdue } from "./store/request-store.ts";
import type { OverdueRequest } from "./store/request-store.ts";

export interface CloseOverdueDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

/** Leads that are looked at in one go: the next one comes soon. */
const AT_ONCE = 100;
const ACTOR = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/**
 * Ends what partners did not answer in time. A lead that was not accepted yet expires, without
 * prejudice: it can be registered again. An accepted one stays where it is, and can be asked about
 * again. Run by two at once, each request is ended once.
 */
export const closeOverdueRequests =
  (deps: CloseOverdueDeps) =>
  async (requestId: string): Promise<void> => {
    const at = deps.clock();
    const overdue = await readOverdue(deps.database, systemSession(requestId), at, AT_ONCE);
    for (const request of overdue) {
      await deps.database.transaction(systemSession(requestId), (tx) =>
        closeOverdue(deps, tx, request, { at, requestId }),
      );
    }
  };

async function closeOverdue(
  deps: CloseOverdueDeps,
  tx: Transaction,
  { leadId, beforeAcceptance }: OverdueRequest,
  { at, requestId }: { readonly at: Date; readonly requestId: string },
): Promise<null> {
  const session = systemSession(requestId);
  const call = {
    command: { leadId, expectedVersion: null, comment: null },
    actor: ACTOR,
    session,
    at,
  };
  const mutation = beforeAcceptance ? "expireLead" : "lapseRequest";
  const [movable, { open }] = await Promise.all([
    beginMove(deps, tx, call, mutation),
    readAsked(tx, session, leadId),
  ]);
  // somebody answered, or the lead went on: there is nothing left to end
  if (isRefusal(movable) || !open || open.dueAt > at) return null;
  // that of a lead that expires is closed by its move
  if (!beforeAcceptance) queueLapsed(tx, open, movable.at);
  const { subjects } = completeMove(deps, tx, call, movable, "RequestOverdue", {
    eventType: beforeAcceptance ? "EXPIRED" : "REQUEST_LAPSED",
  });
  tx.queue(
    auditRow({ mutation, at, actor: ACTOR, requestId, subjects, outcome: "DONE", code: null }),
  );
  return null;
}
