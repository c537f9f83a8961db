import type { LeadId, Refusal, TouchpointId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { readIsManager } from "../leads/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { lockTouch, queueRetraction } from "./store/touchpoint-store.ts";

export interface RetractTouchpoint {
  readonly touchpointId: TouchpointId;
  /** Why, for the vendor alone. */
  readonly reason: string;
}

export interface TouchpointRetracted extends Outcome {
  readonly leadId: LeadId;
}

/**
 * Takes a touch back that was recorded wrongly: who recorded it, on its partner's side anybody, or a
 * sales manager. Not once its lead is an SQL: what counted then is on record.
 */
export const retractTouchpoint =
  (deps: { readonly database: Database }) => (call: Call<RetractTouchpoint>) =>
    once<RetractTouchpoint, TouchpointRetracted>(
      deps.database,
      call,
      async (tx): Promise<TouchpointRetracted | Refusal> => {
        const { session, actor, command, at } = call;
        const { touchpointId, reason } = command;
        if (actor.id === null) throw new Error("somebody takes a touch back");
        const isVendor = session.partnerId === null;
        const [touch, isManager] = await Promise.all([
          lockTouch(tx, session, touchpointId),
          isVendor ? readIsManager(tx, actor.id) : false,
        ]);
        if (!touch) return noSuchTouch(touchpointId);
        const isOwn = isVendor ? touch.recordedBy === actor.id : touch.source === "PARTNER";
        if (!isOwn && !isManager) return notYours(isVendor);
        if (touch.isRetracted) return retractedBefore();
        if (touch.isCounted) return countedAlready();
        queueRetraction(tx, session, touchpointId, { reason, at, by: actor.id });
        const { leadId } = touch;
        return { kind: "TouchpointRetracted", leadId, subjects: [leadId, touchpointId] };
      },
    );

function noSuchTouch(id: TouchpointId) {
  return refuse("NOT_FOUND", `There is no touch ${id} that you can see.`, {
    path: ["touchpointId"],
  });
}

function notYours(isVendor: boolean) {
  const message = isVendor
    ? "A touch is taken back by who recorded it or by a sales manager: ask one of them."
    : "The vendor recorded this touch: ask it to take it back.";
  return refuse("FORBIDDEN", message, { path: ["touchpointId"] });
}

function retractedBefore() {
  return refuse("ALREADY_DONE", "The touch was taken back before.", { path: ["touchpointId"] });
}

function countedAlready() {
  return refuse(
    "BUSINESS_RULE",
    "The lead is an SQL or ended: what counted when it was settled stays on record.",
    { path: ["touchpointId"] },
  );
}
