import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { SlaPolicyRow, SlaPolicyVersionRow } from "../store/sla-policy.row.ts";

const policy = tableOf(SlaPolicyRow);
const terms = policy.with(SlaPolicyVersionRow, { policyId: "id", number: "number" });

export const slaPolicyReads: Source = {
  type: "SlaPolicy",
  table: policy,
  isPartners: false,
  fields: {
    id: id("sla", policy.cell("id")),
    name: column(policy.cell("name")),
    clock: column(policy.cell("clock")),
    program: one("Program", { id: "programId" }),
    tier: one("PartnerTier", { id: "tierId" }),
    targetMinutes: column(terms.cell("targetMinutes")),
    inBusinessHours: column(terms.cell("inBusinessHours")),
    warnAtPercent: column(terms.cell("warnAt")),
    restsForPartner: column(terms.cell("restsForPartner")),
    consequence: column(terms.cell("consequence")),
    heldBackPercent: column(terms.cell("heldBackPercent")),
    retiredAt: column(policy.cell("retiredAt")),
    version: column(policy.cell("version")),
    createdAt: column(policy.cell("createdAt")),
    updatedAt: column(policy.cell("updatedAt")),
  },
};
