import type { EventId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import type { Feedback } from "../domain/feedback.ts";

import { LeadFeedbackRow } from "./lead-feedback.row.ts";
import type { LockedLead } from "./lead-move-store.ts";

/** Queues what is said with the decision that the event tells of; the lead is as it was before. */
export function queueFeedback(
  database: Database,
  tx: Transaction,
  {
    lead,
    eventId,
    feedback,
  }: {
    readonly lead: LockedLead;
    readonly eventId: EventId;
    readonly feedback: Feedback;
  },
): void {
  tx.queue(
    database.insert(LeadFeedbackRow, {
      ...feedback,
      eventId: uuidOf(eventId),
      partnerId: uuidOf(lead.partnerId),
      leadId: uuidOf(lead.id),
      seq: lead.version + 1,
    }),
  );
}
