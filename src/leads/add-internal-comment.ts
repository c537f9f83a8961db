import type { LeadId, Refusal } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { leadNotThere } from "./move-lead.ts";
import { queueInternalComment, readPartnerOf } from "./store/internal-comment-store.ts";

export interface AddInternalCommentDeps {
  readonly database: Database;
  readonly newId: NewId;
}

export interface AddInternalComment {
  readonly leadId: LeadId;
  readonly text: string;
}

export interface InternalCommentAdded extends Outcome {
  readonly leadId: LeadId;
}

/**
 * One of the vendor's people says something of a lead that its partner never learns. It is no event, in
 * any stage: the lead, its version and its times stay as they are.
 */
export const addInternalComment =
  (deps: AddInternalCommentDeps) => (call: Call<AddInternalComment>) =>
    once<AddInternalComment, InternalCommentAdded>(
      deps.database,
      call,
      async (tx): Promise<InternalCommentAdded | Refusal> => {
        const { leadId, text } = call.command;
        const partnerId = await readPartnerOf(tx, leadId);
        if (partnerId === null) return leadNotThere(leadId);
        const id = deps.newId("icm");
        const { at, actor } = call;
        queueInternalComment(deps.database, tx, { id, partnerId, leadId, text, at, by: actor.id });
        return { kind: "InternalCommentAdded", leadId, subjects: [leadId, id] };
      },
    );
