import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { LikenessRow } from "../store/likeness.row.ts";

const likeness = tableOf(LikenessRow);

export const likenessReads: Source = {
  type: "Likeness",
  table: likeness,
  isPartners: false,
  fields: {
    id: id("lik", likeness.cell("id")),
    matchedOn: column(likeness.cell("matchedOn")),
    compared: column(likeness.cell("compared")),
    agreedWords: column(likeness.cell("agreedWords")),
    contradictedBy: column(likeness.cell("contradictedBy")),
    confidencePpm: column(likeness.cell("confidencePpm")),
    foundAt: column(likeness.cell("foundAt")),
    incumbent: one("Lead", { id: "incumbentLeadId" }),
    challenger: one("Lead", { id: "challengerLeadId" }),
  },
};
