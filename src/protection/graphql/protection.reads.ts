import { sql } from "../../platform/database/index.ts";
import { column, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ProtectionWindowRow } from "../store/protection-window.row.ts";

const window = tableOf(ProtectionWindowRow);

// what its partner knows of its own lead, and nothing of others
const isExclusive = window.expression<boolean>(
  "boolean",
  ({ column: of }) =>
    sql`(select protected.tender_reference is null and not exists (select from lead_decision as told where told.partner_id = protected.partner_id and told.lead_id = protected.id and told.outcome = 'SHARED') from lead as protected where protected.partner_id = ${of(window, "partnerId")} and protected.id = ${of(window, "leadId")})`,
);

export const protectionReads: Source = {
  type: "ProtectionWindow",
  table: window,
  isPartners: true,
  fields: {
    state: column(window.cell("state")),
    exclusive: column(isExclusive),
    protectedFrom: column(window.cell("protectedFrom")),
    protectedUntil: column(window.cell("protectedUntil")),
    endsOn: column(window.cell("endsOn")),
    lapsesAt: column(window.cell("lapsesAt")),
    endReason: column(window.cell("endReason")),
  },
};
