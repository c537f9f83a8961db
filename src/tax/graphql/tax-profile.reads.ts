import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { TaxProfileRow } from "../store/tax-profile.row.ts";

const profile = tableOf(TaxProfileRow);

export const taxProfileReads: Source = {
  type: "TaxProfile",
  table: profile,
  isPartners: true,
  fields: {
    id: id("txp", profile.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    state: column(profile.cell("state")),
    legalName: column(profile.cell("legalName")),
    legalForm: column(profile.cell("legalForm")),
    country: column(profile.cell("country")),
    vatId: column(profile.cell("vatId")),
    taxIdEnds: column(profile.cell("taxIdEnds")),
    isSelfBilled: column(profile.cell("isSelfBilled")),
    proposedAt: column(profile.cell("proposedAt")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    decidedAt: column(profile.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(profile.cell("note")),
    replacedAt: column(profile.cell("replacedAt")),
  },
};
