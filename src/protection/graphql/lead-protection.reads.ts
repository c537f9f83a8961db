import { sql } from "../../platform/database/index.ts";
import { ascending, descending, expression, one, page } from "../../platform/reading/index.ts";
import type { AddedFields } from "../../platform/reading/index.ts";

/**
 * A lead's protection, and what the vendor alone knows: its rivals and its account. Of those a
 * partner's statement does not so much as name the tables.
 */
export const leadProtection: AddedFields = {
  type: "Lead",
  fields: {
    protection: one("ProtectionWindow", { partnerId: "partnerId", leadId: "id" }, [
      descending("openedAt"),
      descending("id"),
    ]),
    decision: one("LeadDecision", { partnerId: "partnerId", leadId: "id" }, [
      descending("decidedAt"),
      descending("id"),
    ]),
    account: one(
      "Account",
      (account, lead) =>
        sql`${account("id")} = (select linked.account_id from account_lead as linked where linked.partner_id = ${lead("partnerId")} and linked.lead_id = ${lead("id")})`,
    ),
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
