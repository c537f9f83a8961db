import { isRefusal } from "../kernel/index.ts";
import type { Refusal } from "../kernel/index.ts";
import { lockStored, queueNeeded } from "../files/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideFiles } from "./domain/evidence.ts";
import type { EvidenceItem } from "./domain/evidence.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import { queueEvidence } from "./store/evidence-store.ts";

export interface SubmitEvidence extends MoveLead {
  readonly items: readonly EvidenceItem[];
}

/** One side adds files and links to an open lead. The files are the lead's from then on. */
export const submitEvidence = (deps: MoveLeadDeps) => (call: Call<SubmitEvidence>) =>
  once<SubmitEvidence, LeadMoved>(deps.database, call, async (tx): Promise<LeadMoved | Refusal> => {
    const { items } = call.command;
    const files = items.flatMap(({ uploadId }) => uploadId ?? []);
    const [movable, stored] = await Promise.all([
      beginMove(deps, tx, call, "submitEvidence"),
      lockStored(tx, call.session, files, call.at),
    ]);
    if (isRefusal(movable)) return movable;
    const refused = decideFiles(items, stored);
    if (refused) return refused;
    const moved = completeMove(deps, tx, call, movable, "EvidenceAdded", {
      eventType: "EVIDENCE_ADDED",
    });
    const { lead, at } = movable;
    const { eventId } = moved;
    const added = items.map((item) => ({ ...item, id: deps.newId("evd") }));
    queueEvidence(deps.database, tx, added, { lead, eventId, actor: call.actor, at, stored });
    if (files.length > 0) queueNeeded(tx, call.session, files);
    return moved;
  });
