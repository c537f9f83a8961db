import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { FraudRuleRow } from "../store/fraud-rule.row.ts";

const rule = tableOf(FraudRuleRow);

/** For the vendor alone: partners have no row of it. */
export const fraudRuleReads: Source = {
  type: "FraudRule",
  table: rule,
  isPartners: false,
  fields: {
    id: id("frl", rule.cell("id")),
    rule: column(rule.cell("rule")),
    isWatched: column(rule.cell("isWatched")),
    mostLeads: column(rule.cell("mostLeads")),
    withinMinutes: column(rule.cell("withinMinutes")),
    reason: column(rule.cell("reason")),
    setBy: one("PartnerMember", { id: "setBy" }),
    setAt: column(rule.cell("setAt")),
    before: one("FraudRule", { rule: "rule", replacedAt: "setAt" }),
  },
};

/** Which rule placed a hold, as it is in force now. */
export const holdFraudRule: AddedFields = {
  type: "CreditHold",
  fields: {
    fraudRule: one(
      "FraudRule",
      (inForce, of) =>
        sql`(${inForce("rule")} = ${of("rule")} and ${inForce("replacedAt")} is null)`,
    ),
  },
};
