import type { Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { Correctable } from "./domain/correction.ts";
import type { LeadVerb } from "./domain/verb.ts";
import type { Movable, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove } from "./move-lead.ts";
import { readCorrectable } from "./store/correction-store.ts";
import { readIsManager } from "./store/manager-queries.ts";
import type { OpenProposal } from "./store/proposal-store.ts";
import { readOpenProposal } from "./store/proposal-store.ts";

/** A locked lead, and the proposal about it that whoever calls may decide. */
export interface Decidable {
  readonly movable: Movable;
  readonly proposal: OpenProposal;
  readonly before: Correctable;
}

/** Reads what a decision on a proposal needs. It is the lead's owner's or a manager's to make. */
export async function beginDecision(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MoveLead>,
  verb: LeadVerb,
): Promise<Decidable | Refusal> {
  const { leadId } = call.command;
  const [movable, proposal, before, isManager] = await Promise.all([
    beginMove(deps, tx, call, verb),
    readOpenProposal(tx, call.session, leadId),
    readCorrectable(tx, call.session, leadId),
    readIsManager(tx, call.actor.id),
  ]);
  if (isRefusal(movable)) return movable;
  const { ownerId } = movable.lead;
  const isOwner = call.actor.id !== null && ownerId === idOf("mem", call.actor.id);
  if (!isOwner && !isManager) {
    return refuse(
      "FORBIDDEN",
      "A proposal is taken or declined by the lead's owner or a sales manager.",
    );
  }
  if (!proposal)
    return refuse(
      "BUSINESS_RULE",
      "No change of this lead is proposed: there is nothing to decide.",
    );
  if (!before) throw new Error(`the lead ${leadId} has no company or no contact`);
  return { movable, proposal, before };
}
