import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ExtensionRequestRow } from "../store/extension-request.row.ts";

const request = tableOf(ExtensionRequestRow);

export const extensionRequestReads: Source = {
  type: "ExtensionRequest",
  table: request,
  isPartners: true,
  fields: {
    id: id("ext", request.cell("id")),
    state: column(request.cell("state")),
    days: column(request.cell("days")),
    requestedAt: column(request.cell("requestedAt")),
    decidedAt: column(request.cell("decidedAt")),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
  },
};
