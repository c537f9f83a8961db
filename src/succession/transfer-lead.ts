import type { LeadId, PartnerId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import {
  beginMove,
  chooseReason,
  completeMove,
  lockLead,
  readReasons,
  readSaid,
} from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseGivingBack, refuseTransfer } from "./domain/transfer.ts";
import type { SettledShares } from "./domain/transfer.ts";
import { passLeadOn } from "./pass-lead-on.ts";
import { readJoinedSince, readTransferFacts } from "./store/transfer-facts.ts";

export interface TransferLead extends MoveLeadWithReason {
  /** Whose it is to be. */
  readonly partnerId: PartnerId;
  readonly settledShares: SettledShares;
}

export interface LeadTransferred extends Outcome, Pick<LeadMoved, "leadId"> {
  /** What happened to the two leads, each by an event of its own. */
  readonly moved: readonly (Pick<LeadMoved, "leadId" | "eventId"> & {
    readonly verb: "transferLead";
  })[];
}

/**
 * Passes a lead on to another partner. It ends, and that partner has a lead of its own which goes on
 * as this one stood, under the same protection. Both are told by events of their own lead, and neither
 * who the other is. Credit that was earned stays.
 */
export const transferLead = (deps: MoveLeadDeps) => (call: Call<TransferLead>) =>
  once<TransferLead, LeadTransferred>(deps.database, call, (tx) => transfer(deps, tx, call));

async function transfer(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Pick<Call<TransferLead>, "command" | "actor" | "session" | "at">,
): Promise<LeadTransferred | Refusal> {
  const { leadId, partnerId, settledShares } = call.command;
  const [movable, reasons, facts, said] = await Promise.all([
    beginMove(deps, tx, call, "transferLead"),
    readReasons(tx, "TRANSFER"),
    readTransferFacts(tx, leadId, partnerId),
    readSaid(tx, call.session, leadId),
  ]);
  if (isRefusal(movable)) return movable;
  const { lead, at } = movable;
  const refusal = refuseTransfer(lead.partnerId, partnerId, facts);
  if (refusal) return refusal;
  const reason = chooseReason(reasons, call.command.reason);
  if (isRefusal(reason)) return reason;
  if (!said) throw new Error(`the lead ${leadId} says nothing`);

  const { comment, reason: given } = call.command;
  const ended = completeMove(deps, tx, call, movable, "LeadPassedOn", {
    eventType: "TRANSFERRED",
    reason,
    note: given.note,
  });
  const { actor } = call;
  const taken = passLeadOn(deps, tx, {
    ...{ ending: lead, to: partnerId, settledShares, role: null, said, actor, at, comment },
    reasonCode: reason.partnerCode,
  });
  return {
    kind: "LeadTransferred",
    leadId: taken.leadId,
    moved: [ended, taken].map(({ leadId: id, eventId }) => ({
      leadId: id,
      eventId,
      verb: "transferLead",
    })),
    subjects: [...ended.subjects, ...taken.subjects],
  };
}

/** A lead that was passed on, and what became of it. */
export interface GivingBack {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
}

/**
 * Passes what became of a lead back to its partner, whose appeal against the transfer was upheld. Where
 * another lead was merged in since, what became of it is not this partner's alone to have back.
 */
export const giveBack =
  (deps: MoveLeadDeps) =>
  async (
    tx: Transaction,
    call: Pick<Call<MoveLead>, "command" | "actor" | "session" | "at">,
    back: GivingBack,
  ): Promise<LeadTransferred | Refusal> => {
    const command = {
      ...call.command,
      partnerId: back.partnerId,
      settledShares: "MOVE",
      reason: { code: "APPEAL_UPHELD", note: null },
    } as const;
    // sent first: whoever merges meanwhile waits for this lead, or is waited for
    const locked = lockLead(tx, call.session, command.leadId);
    const [, joined] = await Promise.all([locked, readJoinedSince(tx, back.leadId)]);
    return refuseGivingBack(command.leadId, joined) ?? transfer(deps, tx, { ...call, command });
  };
