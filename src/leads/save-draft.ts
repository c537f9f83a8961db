import type { LeadDraftId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseDraftChange } from "./domain/draft.ts";
import type { DraftContent } from "./domain/draft.ts";
import { lockDraft, removeDraft, storeDraft } from "./store/draft-store.ts";
import { LeadDraftRow } from "./store/lead-draft.row.ts";

export interface DraftDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface SaveDraft {
  /** Null for a new one. */
  readonly draftId: LeadDraftId | null;
  readonly expectedVersion: number | null;
  /** All that it says from now on. */
  readonly content: DraftContent;
}

export interface DraftTouched extends Outcome {
  readonly draftId: LeadDraftId;
}

/** A partner keeps what it has written so far. Nobody else sees it, and it claims nothing. */
export const saveDraft = (deps: DraftDeps) => (call: Call<SaveDraft>) =>
  once<SaveDraft, DraftTouched>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    if (actor.partnerId === null || actor.id === null) return onlyPartnersDraft();
    const { draftId: given, content, expectedVersion } = command;
    const draftId = given ?? deps.newId("drf");
    if (given === null) {
      tx.queue(
        deps.database.insert(LeadDraftRow, {
          partnerId: uuidOf(actor.partnerId),
          id: uuidOf(draftId),
          content,
          createdBy: actor.id,
          version: 1,
          createdAt: at,
          updatedAt: at,
        }),
      );
    } else {
      const draft = await lockDraft(tx, actor.partnerId, given);
      const refused = refuseDraftChange(draft, given, expectedVersion);
      if (refused) return refused;
      tx.queue(storeDraft(actor.partnerId, given, content, at));
    }
    return { kind: "DraftSaved", draftId, subjects: [draftId] };
  });

export interface DeleteDraft {
  readonly draftId: LeadDraftId;
}

/** A partner throws a draft away. */
export const deleteDraft = (deps: Pick<DraftDeps, "database">) => (call: Call<DeleteDraft>) =>
  once<DeleteDraft, DraftTouched>(deps.database, call, async (tx) => {
    const { draftId } = call.command;
    const { partnerId } = call.actor;
    if (partnerId === null) return onlyPartnersDraft();
    const refused = refuseDraftChange(await lockDraft(tx, partnerId, draftId), draftId, null);
    if (refused) return refused;
    tx.queue(removeDraft(partnerId, draftId));
    return { kind: "DraftDeleted", draftId, subjects: [draftId] };
  });

export function onlyPartnersDraft(): Refusal {
  return refuse("FORBIDDEN", "Drafts are a partner's own.");
}
