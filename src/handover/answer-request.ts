import type { Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type {
  CorrectLeadDeps,
  GivenPatch,
  LeadMoved,
  LeadPatch,
  MoveLead,
} from "../leads/index.ts";
import {
  beginMove,
  completeMove,
  decideOwnCorrection,
  fieldsGivenIn,
  isBeforeAcceptance,
  leadChanges,
  pathOfField,
  queueCorrection,
  readCorrectable,
  wholePatch,
} from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseAnswer } from "./domain/information-request.ts";
import type { GivenField } from "./domain/information-request.ts";
import { queueAnswered, readAsked } from "./store/request-store.ts";

export interface AnswerRequest extends MoveLead, GivenPatch {
  /** What shows it, in words. */
  readonly evidence: string | null;
}

/**
 * The partner answers all that was asked. What it says goes into the lead at once, also where the
 * lead was accepted: sales asked for it. The lead's clock goes on with what was left.
 */
export const answerRequest = (deps: CorrectLeadDeps) => (call: Call<AnswerRequest>) =>
  once<AnswerRequest, LeadMoved>(deps.database, call, (tx) => answer(deps, tx, call));

async function answer(
  deps: CorrectLeadDeps,
  tx: Transaction,
  call: Call<AnswerRequest>,
): Promise<LeadMoved | Refusal> {
  if (call.actor.partnerId === null)
    return refuse("FORBIDDEN", "What is asked of a lead is its own partner's to answer.");
  const { leadId, evidence } = call.command;
  const [movable, asked, before] = await Promise.all([
    beginMove(deps, tx, call, "answerRequest"),
    readAsked(tx, call.session, leadId),
    readCorrectable(tx, call.session, leadId),
  ]);
  if (isRefusal(movable)) return movable;
  if (!before) throw new Error(`the lead ${leadId} has no company or no contact`);
  const { lead, at } = movable;
  const patch = wholePatch(before, call.command);
  if (isRefusal(patch)) return patch;
  const { open } = asked;
  const isInReview = isBeforeAcceptance(lead.stage);
  const refused = refuseAnswer(open, givenIn(patch, evidence), {
    at,
    isInReview,
    pathOf: pathOfField,
  });
  if (refused || !open) return refused ?? refuse("BUSINESS_RULE", "Nothing is asked at present.");
  const correction = await decideOwnCorrection(deps, tx, lead, before, patch);
  if (isRefusal(correction)) return correction;

  queueCorrection(tx, lead, before, correction);
  queueAnswered(tx, open, { at, evidence });
  return completeMove(deps, tx, call, movable, "RequestAnswered", {
    eventType: "REQUEST_ANSWERED",
    fields: [...correction.changed, ...(evidence === null ? [] : (["EVIDENCE"] as const))],
    sets: leadChanges(correction),
  });
}

function givenIn(patch: LeadPatch, evidence: string | null): readonly GivenField[] {
  const shown = { field: "EVIDENCE", isCleared: false };
  return [...fieldsGivenIn(patch), ...(evidence === null ? [] : [shown])];
}
