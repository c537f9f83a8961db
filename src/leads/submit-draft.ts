import type { LeadDraftId, LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal, parseId, refuseAll } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { fingerprintOf, once } from "../platform/mutation/index.ts";

import { readSubmission, refuseDraftChange } from "./domain/draft.ts";
import { decideRegistration } from "./domain/register.ts";
import { readFacts, registrationIds, standingQuery } from "./register-lead.ts";
import type { LeadRegisteredOutcome, RegisterLeadDeps } from "./register-lead.ts";
import { onlyPartnersDraft } from "./save-draft.ts";
import { lockDraft, storeSubmitted } from "./store/draft-store.ts";
import { queueRegistrations } from "./store/registration-store.ts";

export interface SubmitDraft {
  readonly draftId: LeadDraftId;
  readonly expectedVersion: number | null;
}

/**
 * A partner registers what it has drafted, by all the rules of registerLead. The claim counts from
 * now, when all that is required is there. Submitted again, it answers with the lead that it became.
 */
export const submitDraft = (deps: RegisterLeadDeps) => (call: Call<SubmitDraft>) =>
  once<SubmitDraft, LeadRegisteredOutcome>(deps.database, call, (tx) => submit(deps, tx, call));

async function submit(
  deps: RegisterLeadDeps,
  tx: Transaction,
  { command, actor, at }: Call<SubmitDraft>,
): Promise<LeadRegisteredOutcome | Refusal> {
  const { draftId, expectedVersion } = command;
  const { partnerId } = actor;
  if (partnerId === null) return onlyPartnersDraft();
  const draft = await lockDraft(tx, partnerId, draftId);
  if (draft?.leadId) return known(leadIdIn(draft.leadId));
  const refused = refuseDraftChange(draft, draftId, expectedVersion);
  if (refused || !draft) return refused ?? onlyPartnersDraft();
  const read = readSubmission(draft.content, at);
  if (!read.ok) return refuseAll(read.problems) ?? onlyPartnersDraft();

  const hash = fingerprintOf(draft.content);
  const ids = registrationIds(deps, read.command, { at, partnerId, actor });
  const [standing] = await readFacts(deps, tx, [standingQuery(read.command, ids, hash)]);
  if (!standing) throw new Error("a registration stands nowhere");
  const decided = decideRegistration(read.command, standing, ids);
  if (isRefusal(decided)) return decided;
  const { leadId } = decided;
  tx.queue(storeSubmitted(partnerId, draftId, leadId, at));
  if (decided.kind === "LeadAlreadyRegistered") return known(leadId);
  queueRegistrations(deps.database, tx, [{ registered: decided, hash }]);
  const { eventId } = decided;
  return { kind: "LeadRegistered", leadId, eventId, subjects: [leadId, eventId, draftId] };
}

const known = (leadId: LeadId): LeadRegisteredOutcome => ({
  kind: "LeadAlreadyRegistered",
  leadId,
  eventId: null,
  subjects: [leadId],
});

function leadIdIn(text: string): LeadId {
  const parsed = parseId("lead", text);
  if (!parsed.ok) throw new Error(`a draft became no lead: ${text}`);
  return parsed.id;
}
