import { isRefusal } from "../kernel/index.ts";
import type { MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Clock } from "../platform/clock.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import type { Actor, Call } from "../platform/mutation/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { queueLapseOfClaimsOver } from "./store/claim-conflict-store.ts";
import type { DueEnd } from "./store/due-protections.ts";
import { isStillDue, readDueEnds, recordReminders } from "./store/due-protections.ts";

export interface EndProtectionsDeps extends MoveLeadDeps {
  readonly clock: Clock;
}

/** Leads, and conflicts with claims, that are ended in one go; those that are left come with the next. */
const BATCH = 100;

const SYSTEM: Actor = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null };

/**
 * Ends what has run out, each lead in a transaction of its own: a lead whose days are over expires,
 * and where nothing was heard of its partner the protection alone lapses. Whether a conflict is open
 * plays no part: a protection that outlived its day would tell of it. Conflicts with claims of the vendor's
 * that have expired or ended lapse. Says how many were due.
 */
export async function endProtections(deps: EndProtectionsDeps, requestId: string): Promise<number> {
  const at = deps.clock();
  const session = systemSession(requestId);
  const due = await readDueEnds(deps.database, session, at, BATCH);
  const failures: unknown[] = [];
  for (const end of due) {
    // one that fails keeps none of the others waiting
    await endProtection(deps, end, at, requestId).catch((error: unknown) => failures.push(error));
  }
  await recordReminders(deps.database, session, at);
  await deps.database.transaction(session, (tx) => {
    queueLapseOfClaimsOver(tx, at, BATCH);
    return Promise.resolve(null);
  });
  if (failures.length > 0) throw failures[0];
  return due.length;
}

const ENDED = {
  expireLead: { kind: "LeadExpired", eventType: "EXPIRED" },
  lapseProtection: { kind: "ProtectionLapsed", eventType: "PROTECTION_LAPSED" },
} as const;

/** Whoever was quicker (the partner, the vendor, another instance) is not undone, and nothing is noted. */
async function endProtection(
  deps: MoveLeadDeps,
  end: DueEnd,
  at: Date,
  requestId: string,
): Promise<void> {
  const call = callOf(end, at, requestId);
  await deps.database.transaction(call.session, async (tx) => {
    const [movable, stillDue] = await Promise.all([
      beginMove(deps, tx, call, end.verb),
      isStillDue(tx, end, at),
    ]);
    if (isRefusal(movable) || !stillDue) return null;
    const { kind, eventType } = ENDED[end.verb];
    const { subjects } = completeMove(deps, tx, call, movable, kind, { eventType });
    const { mutation, actor } = call;
    tx.queue(auditRow({ mutation, at, actor, requestId, subjects, outcome: "DONE", code: null }));
    return null;
  });
}

const callOf = ({ leadId, verb }: DueEnd, at: Date, requestId: string): Call<MoveLead> => ({
  mutation: verb,
  key: null,
  fingerprint: Buffer.alloc(32),
  actor: SYSTEM,
  session: systemSession(requestId),
  at,
  command: { leadId, expectedVersion: null, comment: null },
});
