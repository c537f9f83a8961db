import { sql } from "../../platform/database/index.ts";
import { ascending, descending, expression, page } from "../../platform/reading/index.ts";
import type { AddedFields } from "../../platform/reading/index.ts";

/** What the vendor knows of a lead's rivals. A partner's statement does not so much as name the tables. */
export const leadProtection: AddedFields = {
  type: "Lead",
  fields: {
    conflicts: page(
      "Conflict",
      (conflict, lead) =>
        sql`(${conflict("incumbentLeadId")} = ${lead("id")} or ${conflict("challengerLeadId")} = ${lead("id")})`,
      [ascending("openedAt"), ascending("id")],
    ),
    likenesses: page(
      "Likeness",
      (likeness, lead) =>
        sql`(${likeness("incumbentLeadId")} = ${lead("id")} or ${likeness("challengerLeadId")} = ${lead("id")})`,
      [descending("confidencePpm"), ascending("id")],
    ),
    matchingFinishedAt: expression(
      "timestamptz",
      (lead) =>
        sql`(select matching.finished_at from lead_matching as matching join company as matched on matched.partner_id = matching.partner_id and matched.lead_id = matching.lead_id and matched.keys_version = matching.keys_version where matching.partner_id = ${lead("partnerId")} and matching.lead_id = ${lead("id")})`,
    ),
  },
};
