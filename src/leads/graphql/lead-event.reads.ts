import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { LeadEventInternalRow, LeadEventRow } from "../store/lead-event.row.ts";
import { ReasonRow } from "../store/reason.row.ts";

const event = tableOf(LeadEventRow);
// the vendor's own: a partner's statement does not so much as name these two
const internal = event.withOptional(LeadEventInternalRow, {
  partnerId: "partnerId",
  eventId: "id",
});
const reason = internal.withOptional(ReasonRow, { id: "reasonId" });

// of the other side's people a partner sees none, and the name is null
const actorName = event.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select actor.display_name from membership as actor where actor.id = ${of(event, "actorId")})`,
);

export const leadEventReads: Source = {
  type: "LeadEvent",
  table: event,
  isPartners: true,
  fields: {
    id: id("evt", event.cell("id")),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    seq: column(event.cell("seq")),
    type: column(event.cell("type")),
    fromStage: value([event.cell("fromStage")], ([stage]) => (stage === "NONE" ? null : stage)),
    toStage: column(event.cell("toStage")),
    passedStages: column(event.cell("passed")),
    occurredAt: column(event.cell("at")),
    actor: value([actorName, event.cell("byVendor")], ([name, isVendor]) => ({
      displayName: name ?? (isVendor ? "Vendor" : "Partner"),
      isVendor,
    })),
    reasonCode: column(event.cell("reasonCode")),
    comment: column(event.cell("comment")),
    feedback: one("LeadFeedback", { partnerId: "partnerId", eventId: "id" }),
    fields: column(event.cell("fields")),
    internalReasonCode: column(reason.cell("code")),
    internalNote: column(internal.cell("note")),
  },
};
