import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { AppealRow } from "../store/appeal.row.ts";

const appeal = tableOf(AppealRow);

export const appealReads: Source = {
  type: "Appeal",
  table: appeal,
  isPartners: true,
  fields: {
    id: id("apl", appeal.cell("id")),
    state: column(appeal.cell("state")),
    against: column(appeal.cell("against")),
    evidence: column(appeal.cell("evidence")),
    openedAt: column(appeal.cell("openedAt")),
    decidedAt: column(appeal.cell("decidedAt")),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
  },
};
