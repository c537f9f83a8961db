import { column, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ReasonRow } from "../store/reason.row.ts";

const reason = tableOf(ReasonRow);

export const reasonReads: Source = {
  type: "Reason",
  table: reason,
  isPartners: false,
  fields: {
    list: column(reason.cell("list")),
    code: column(reason.cell("code")),
    partnerCode: column(reason.cell("partnerCode")),
    label: column(reason.cell("label")),
    needsNote: column(reason.cell("needsNote")),
  },
};
