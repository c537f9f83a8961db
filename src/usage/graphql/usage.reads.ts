import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { UsageSignalRow } from "../store/usage-signal.row.ts";
import { UsageThresholdRow } from "../store/usage-threshold.row.ts";

const threshold = tableOf(UsageThresholdRow);
const signal = tableOf(UsageSignalRow);

/** For the vendor alone: partners have no row of it. */
export const usageThresholdReads: Source = {
  type: "UsageThreshold",
  table: threshold,
  isPartners: false,
  fields: {
    id: id("ust", threshold.cell("id")),
    metric: column(threshold.cell("metric")),
    quantity: value([threshold.cell("quantity")], ([quantity]) => quantity.toString()),
    withinDays: column(threshold.cell("withinDays")),
    reason: column(threshold.cell("reason")),
    setBy: one("PartnerMember", { id: "setBy" }),
    setAt: column(threshold.cell("setAt")),
    replacedAt: column(threshold.cell("replacedAt")),
  },
};

export const usageSignalReads: Source = {
  type: "UsageSignal",
  table: signal,
  isPartners: false,
  fields: {
    id: id("usg", signal.cell("id")),
    account: one("Account", { id: "accountId" }),
    threshold: one("UsageThreshold", { id: "thresholdId" }),
    quantity: value([signal.cell("quantity")], ([quantity]) => quantity.toString()),
    reachedAt: column(signal.cell("reachedAt")),
    foundAt: column(signal.cell("foundAt")),
    state: column(signal.cell("state")),
    raisedLeads: column(signal.cell("raised")),
    leadId: id("lead", signal.cell("leadId")),
    closedBy: one("PartnerMember", { id: "closedBy" }),
    closedAt: column(signal.cell("closedAt")),
    note: column(signal.cell("note")),
  },
};
