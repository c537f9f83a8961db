import { isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { TaxRemittanceRow } from "../store/tax-remittance.row.ts";

const remittance = tableOf(TaxRemittanceRow);

/** For the vendor alone: it adds up what was withheld of several partners. */
export const taxRemittanceReads: Source = {
  type: "TaxRemittance",
  table: remittance,
  isPartners: false,
  fields: {
    id: id("txm", remittance.cell("id")),
    state: column(remittance.cell("state")),
    country: column(remittance.cell("country")),
    amount: value(
      [remittance.cell("amountMinor"), remittance.cell("currency")],
      ([minor, currency]) => {
        if (!isCurrency(currency)) throw new Error(`tax is handed on in ${currency}`);
        return toMoneyType(money(minor, currency));
      },
    ),
    payoutCount: column(remittance.cell("payoutCount")),
    withheldFromOn: column(remittance.cell("withheldFrom")),
    withheldUntilOn: column(remittance.cell("withheldUntil")),
    remittedOn: column(remittance.cell("remittedOn")),
    bankReference: column(remittance.cell("bankReference")),
    recordedAt: column(remittance.cell("recordedAt")),
    recordedBy: one("PartnerMember", { id: "recordedBy" }),
    decidedAt: column(remittance.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(remittance.cell("note")),
  },
};
