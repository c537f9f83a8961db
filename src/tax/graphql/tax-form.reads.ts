import { localDate } from "../../kernel/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { isValidOn } from "../domain/tax-form.ts";
import { TaxFormRow } from "../store/tax-form.row.ts";

const form = tableOf(TaxFormRow);

export const taxFormReads: Source = {
  type: "TaxForm",
  table: form,
  isPartners: true,
  fields: {
    id: id("txf", form.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    kind: column(form.cell("kind")),
    state: column(form.cell("state")),
    isValid: value([form.cell("state"), form.cell("lastValidOn")], ([state, lastValidOn], { at }) =>
      isValidOn({ state, lastValidOn }, localDate(at, "UTC")),
    ),
    receivedOn: column(form.cell("receivedOn")),
    lastValidOn: column(form.cell("lastValidOn")),
    remark: column(form.cell("remark")),
    recordedAt: column(form.cell("recordedAt")),
    recordedBy: one("PartnerMember", { id: "recordedBy" }),
    decidedAt: column(form.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(form.cell("note")),
    endedAt: column(form.cell("endedAt")),
    endReason: column(form.cell("endReason")),
  },
};
