import { percentOf } from "../../incentives/index.ts";
import { isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { TaxRuleRow } from "../store/tax-rule.row.ts";

const rule = tableOf(TaxRuleRow);

/** For the vendor alone: partners have no row of it. */
export const taxRuleReads: Source = {
  type: "TaxRule",
  table: rule,
  isPartners: false,
  fields: {
    id: id("txr", rule.cell("id")),
    country: column(rule.cell("country")),
    year: column(rule.cell("year")),
    threshold: value([rule.cell("thresholdMinor"), rule.cell("currency")], ([minor, currency]) => {
      if (!isCurrency(currency)) throw new Error(`a rule is in an unknown currency ${currency}`);
      return toMoneyType(money(minor, currency));
    }),
    forms: column(rule.cell("forms")),
    report: column(rule.cell("report")),
    withholdingPercent: value([rule.cell("withholdingPpm")], ([ppm]) =>
      ppm === null ? null : percentOf(ppm),
    ),
    withoutForm: column(rule.cell("withoutForm")),
    source: column(rule.cell("source")),
    state: column(rule.cell("state")),
    proposedAt: column(rule.cell("proposedAt")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    decidedAt: column(rule.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(rule.cell("note")),
    replacedAt: column(rule.cell("replacedAt")),
  },
};
