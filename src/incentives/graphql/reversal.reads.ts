import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { sql } from "../../platform/database/index.ts";
import { percentOf } from "../domain/percent.ts";
import { CreditReversalRow } from "../store/credit-reversal.row.ts";

const reversal = tableOf(CreditReversalRow);

const milestone = reversal.expression<string>(
  "text",
  ({ column: of }) =>
    sql`(select award.milestone from award where award.id = ${of(reversal, "awardId")})`,
);

export const creditReversalReads: Source = {
  type: "CreditReversal",
  table: reversal,
  isPartners: false,
  fields: {
    id: id("rvs", reversal.cell("id")),
    state: column(reversal.cell("state")),
    reason: column(reversal.cell("reason")),
    milestone: column(milestone),
    lead: one("Lead", { id: "leadId" }),
    evidence: column(reversal.cell("evidence")),
    trueOn: column(reversal.cell("trueOn")),
    statement: column(reversal.cell("statement")),
    takenPercent: value([reversal.cell("takenPpm")], ([ppm]) =>
      ppm === null ? null : percentOf(ppm),
    ),
    requestedBy: one("PartnerMember", { id: "requestedBy" }),
    requestedAt: column(reversal.cell("requestedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(reversal.cell("decidedAt")),
    note: column(reversal.cell("note")),
    effectiveAt: column(reversal.cell("effectiveAt")),
  },
};
