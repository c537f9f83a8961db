import type { ClaimConflictId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { LeadMoved, MoveLeadDeps } from "../leads/index.ts";
import { readRegistrants, refuseOwnRegistration } from "../leads/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { ClaimOutcome } from "../protection/index.ts";
import { lockClaimConflict, queueClaimDecision, refuseClaimDecision } from "../protection/index.ts";

import { endLosingLead, prolong } from "./end-losing-lead.ts";
import type { Said } from "./end-losing-lead.ts";

export interface DecideClaimConflict extends Said {
  readonly claimConflictId: ClaimConflictId;
  readonly expectedVersion: number;
  readonly outcome: ClaimOutcome;
  /** What the decision rests on; for the vendor alone. */
  readonly evidence: string;
}

export interface ClaimConflictDecided extends Outcome {
  readonly kind: "ClaimConflictDecided";
  readonly claimConflictId: ClaimConflictId;
  /** What happened to the lead by an event of its own; empty where nothing shows. */
  readonly moved: readonly (Pick<LeadMoved, "leadId" | "eventId"> & {
    readonly verb: "decideConflict";
  })[];
}

/**
 * Decides whose a prospect is that a lead claims, and the vendor claims for itself from before. The
 * decision goes on record. A lead that loses is told what the loser of any conflict is told; one that stands
 * may be accepted, and goes on as if nothing had been.
 */
export const decideClaimConflict = (deps: MoveLeadDeps) => (call: Call<DecideClaimConflict>) =>
  once<DecideClaimConflict, ClaimConflictDecided>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    const { claimConflictId, outcome } = command;
    if (actor.id === null) throw new Error("somebody decides a conflict");
    const conflict = await lockClaimConflict(tx, claimConflictId, at);
    if (!conflict) return noSuchConflict(claimConflictId);
    const { leadId } = conflict;
    const registrants = await readRegistrants(tx, [leadId]);
    const refusal =
      refuseClaimDecision(conflict, { ...command, decider: actor.id }) ??
      refuseOwnRegistration(registrants, actor.id, "decideConflict");
    if (refusal) return refusal;

    const moved =
      outcome === "VENDOR_RETAINS"
        ? await endLosingLead(deps, tx, call, leadId, "DIRECT_ENGAGED")
        : await prolong(deps, tx, call, leadId);
    if (isRefusal(moved)) return moved;
    const eventId = moved?.eventId ?? null;
    const id = uuidOf(deps.newId("dec"));
    queueClaimDecision(tx, {
      ...command,
      id,
      conflictId: claimConflictId,
      eventId,
      at,
      by: actor.id,
    });
    return {
      kind: "ClaimConflictDecided",
      claimConflictId,
      moved: eventId === null ? [] : [{ leadId, eventId, verb: "decideConflict" }],
      subjects: [claimConflictId, ...(eventId === null ? [] : [leadId, eventId])],
    };
  });

function noSuchConflict(id: ClaimConflictId): Refusal {
  return refuse("NOT_FOUND", `There is no conflict ${id}.`, { path: ["claimConflictId"] });
}
