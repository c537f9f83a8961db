import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, page, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { LeadLookRow } from "../store/lead-look.row.ts";

const look = tableOf(LeadLookRow);

const memberName = look.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select looker.display_name from membership as looker where looker.id = ${of(look, "memberId")})`,
);

export const leadLookReads: Source = {
  type: "LeadLook",
  table: look,
  isPartners: false,
  fields: {
    leadId: id("lead", look.cell("leadId")),
    memberId: id("mem", look.cell("memberId")),
    memberName: column(memberName),
    lookedAt: column(look.cell("lookedAt")),
  },
};

export const leadLooks: AddedFields = {
  type: "Lead",
  fields: {
    looks: page("LeadLook", { partnerId: "partnerId", leadId: "id" }, [
      ascending("lookedAt"),
      ascending("id"),
    ]),
  },
};
