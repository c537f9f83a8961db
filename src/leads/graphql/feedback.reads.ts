import { column, descending, page, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { LeadEventRow } from "../store/lead-event.row.ts";
import { LeadFeedbackRow } from "../store/lead-feedback.row.ts";

const feedback = tableOf(LeadFeedbackRow);
const event = feedback.with(LeadEventRow, { partnerId: "partnerId", id: "eventId" });

/** Of its own registrations alone: the table's policy says so. */
export const leadFeedbackReads: Source = {
  type: "LeadFeedback",
  table: feedback,
  isPartners: true,
  fields: {
    decision: column(event.cell("type")),
    givenAt: column(event.cell("at")),
    strengths: column(feedback.cell("strengths")),
    gaps: column(feedback.cell("gaps")),
    comment: column(feedback.cell("comment")),
  },
};

export const leadFeedback: AddedFields = {
  type: "Lead",
  fields: {
    feedback: page("LeadFeedback", { partnerId: "partnerId", leadId: "id" }, [descending("seq")]),
  },
};
