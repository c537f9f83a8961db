import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, one, page, tableOf } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { ClaimConflictRow } from "../store/claim-conflict.row.ts";
import { ClaimDecisionRow } from "../store/claim-decision.row.ts";

const conflict = tableOf(ClaimConflictRow);

export const claimConflictReads: Source = {
  type: "ClaimConflict",
  table: conflict,
  isPartners: false,
  fields: {
    id: id("clc", conflict.cell("id")),
    state: column(conflict.cell("state")),
    matchedOn: column(conflict.cell("matchedOn")),
    agreedWords: column(conflict.cell("agreedWords")),
    confidencePpm: column(conflict.cell("confidencePpm")),
    openedAt: column(conflict.cell("openedAt")),
    endedAt: column(conflict.cell("endedAt")),
    version: column(conflict.cell("version")),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    directClaim: one("DirectClaim", { id: "claimId" }),
    decision: one("ClaimDecision", { conflictId: "id" }),
    looks: page("LeadLook", { partnerId: "partnerId", leadId: "leadId" }, [
      ascending("lookedAt"),
      ascending("id"),
    ]),
  },
};

const decision = tableOf(ClaimDecisionRow);

const decidedByName = decision.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select decider.display_name from membership as decider where decider.id = ${of(decision, "decidedBy")})`,
);

export const claimDecisionReads: Source = {
  type: "ClaimDecision",
  table: decision,
  isPartners: false,
  fields: {
    outcome: column(decision.cell("outcome")),
    rule: column(decision.cell("rule")),
    policyVersion: column(decision.cell("policyVersion")),
    leadClaimedAt: column(decision.cell("leadClaimedAt")),
    claimCountsFrom: column(decision.cell("claimCountsFrom")),
    evidence: column(decision.cell("evidence")),
    note: column(decision.cell("note")),
    statement: column(decision.cell("statement")),
    decidedAt: column(decision.cell("decidedAt")),
    decidedByName: column(decidedByName),
  },
};

/** The vendor's alone, as all of it is. */
export const leadClaimConflicts: AddedFields = {
  type: "Lead",
  fields: {
    claimConflicts: page("ClaimConflict", { partnerId: "partnerId", leadId: "id" }, [
      ascending("openedAt"),
      ascending("id"),
    ]),
  },
};
