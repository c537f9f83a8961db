import { sql } from "../../platform/database/index.ts";
import { ascending, one, page } from "../../platform/reading/index.ts";
import type { AddedFields } from "../../platform/reading/index.ts";

/** From which leads one goes on. A partner's statement does not so much as name the table. */
export const leadSuccession: AddedFields = {
  type: "Lead",
  fields: {
    continuesIn: one("Lead", { partnerId: "partnerId", id: "continuesIn" }),
    mergedFrom: page(
      "Lead",
      (ended, lead) =>
        sql`${ended("id")} in (select succession.lead_id from lead_succession as succession where succession.root_lead_id = ${lead("id")})`,
      [ascending("claimedAt"), ascending("id")],
    ),
  },
};
