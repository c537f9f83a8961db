import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideOwnCorrection } from "./correct-lead.ts";
import type { CorrectLeadDeps } from "./correct-lead.ts";
import { dividePatch, nothingChanges, wholePatch } from "./domain/correction.ts";
import type { GivenPatch } from "./domain/correction.ts";
import { fieldsIn } from "./domain/lead-data.ts";
import type { LeadMoved, MoveLead } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import { leadChanges, queueCorrection, readCorrectable } from "./store/correction-store.ts";
import { queueProposal, queueReplaced } from "./store/proposal-store.ts";

export interface UpdateLead extends MoveLead, GivenPatch {}

/**
 * A partner corrects its open lead. Once it was accepted, a change of what it is matched by is
 * proposed to whoever works on it, in place of a proposal that is still open; all else is done at
 * once. The claim's time never moves.
 */
export const updateLead = (deps: CorrectLeadDeps) => (call: Call<UpdateLead>) =>
  once<UpdateLead, LeadMoved>(deps.database, call, (tx) => update(deps, tx, call));

async function update(
  deps: CorrectLeadDeps,
  tx: Transaction,
  call: Call<UpdateLead>,
): Promise<LeadMoved | Refusal> {
  if (call.actor.partnerId === null)
    return refuse("FORBIDDEN", "What a lead says is its own partner's to correct.");
  const { leadId } = call.command;
  const [movable, before] = await Promise.all([
    beginMove(deps, tx, call, "updateLead"),
    readCorrectable(tx, call.session, leadId),
  ]);
  if (isRefusal(movable)) return movable;
  if (!before) throw new Error(`the lead ${leadId} has no company or no contact`);
  const { lead, at } = movable;
  const patch = wholePatch(before, call.command);
  if (isRefusal(patch)) return patch;
  const { free, proposed, proposedFields } = dividePatch(lead.stage, before.data, patch);
  if (fieldsIn(free).length === 0 && proposedFields.length === 0) return nothingChanges();
  const whole = await decideOwnCorrection(deps, tx, lead, before, { ...free, ...proposed });
  if (isRefusal(whole)) return whole;
  const isProposal = proposedFields.length > 0;
  const correction = isProposal ? await decideOwnCorrection(deps, tx, lead, before, free) : whole;
  if (isRefusal(correction)) return correction;

  queueCorrection(tx, lead, before, correction);
  if (isProposal) {
    queueReplaced(tx, lead, at);
    queueProposal(tx, lead, { id: deps.newId("cor"), fields: proposedFields, patch: proposed, at });
  }
  return completeMove(
    deps,
    tx,
    call,
    movable,
    isProposal ? "CorrectionProposed" : "LeadCorrected",
    {
      eventType: isProposal ? "CORRECTION_PROPOSED" : "CORRECTED",
      fields: whole.changed,
      sets: leadChanges(correction),
    },
  );
}
