import { sql } from "../../platform/database/index.ts";
import { column, descending, id, one, page, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { AttributionDisputeRow } from "../store/attribution-dispute.row.ts";

const dispute = tableOf(AttributionDisputeRow);

export const attributionDisputeReads: Source = {
  type: "AttributionDispute",
  table: dispute,
  isPartners: true,
  fields: {
    id: id("atd", dispute.cell("id")),
    state: column(dispute.cell("state")),
    partner: one("Partner", { id: "partnerId" }),
    lead: one("Lead", (lead, of) => sql`(${lead("id")} = ${of("leadId")})`),
    statement: column(dispute.cell("statement")),
    openedAt: column(dispute.cell("openedAt")),
    dueAt: column(dispute.cell("dueAt")),
    decidedAt: column(dispute.cell("decidedAt")),
    answer: column(dispute.cell("answer")),
  },
};

/** The disputes over a lead that the viewer may see, the latest first. */
export const leadDisputes: AddedFields = {
  type: "Lead",
  fields: {
    attributionDisputes: page("AttributionDispute", { leadId: "id" }, [
      descending("openedAt"),
      descending("id"),
    ]),
  },
};
