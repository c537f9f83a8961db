import { column, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ProtectionWindowRow } from "../store/protection-window.row.ts";

const window = tableOf(ProtectionWindowRow);

export const protectionReads: Source = {
  type: "ProtectionWindow",
  table: window,
  isPartners: true,
  fields: {
    state: column(window.cell("state")),
    protectedFrom: column(window.cell("protectedFrom")),
    protectedUntil: column(window.cell("protectedUntil")),
    endsOn: column(window.cell("endsOn")),
    lapsesAt: column(window.cell("lapsesAt")),
    endReason: column(window.cell("endReason")),
  },
};
