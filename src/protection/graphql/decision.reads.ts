import { sql } from "../../platform/database/index.ts";
import { column, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { DECISION_RULES, NEEDED } from "../domain/conflict-decision.ts";
import type { DecisionRule } from "../domain/conflict-decision.ts";
import { ConflictDecisionRow } from "../store/conflict-decision.row.ts";
import { LeadDecisionRow } from "../store/lead-decision.row.ts";

const decision = tableOf(ConflictDecisionRow);

const decidedByName = decision.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select decider.display_name from membership as decider where decider.id = ${of(decision, "decidedBy")})`,
);

export const conflictDecisionReads: Source = {
  type: "ConflictDecision",
  table: decision,
  isPartners: false,
  fields: {
    outcome: column(decision.cell("outcome")),
    rule: column(decision.cell("rule")),
    policyVersion: column(decision.cell("policyVersion")),
    incumbentClaimedAt: column(decision.cell("incumbentClaimedAt")),
    challengerClaimedAt: column(decision.cell("challengerClaimedAt")),
    incumbentSharePpm: column(decision.cell("incumbentSharePpm")),
    challengerSharePpm: column(decision.cell("challengerSharePpm")),
    evidence: column(decision.cell("evidence")),
    note: column(decision.cell("note")),
    statement: column(decision.cell("statement")),
    decidedAt: column(decision.cell("decidedAt")),
    decidedByName: column(decidedByName),
  },
};

const told = tableOf(LeadDecisionRow);

const isRule = (text: string): text is DecisionRule => Object.hasOwn(DECISION_RULES, text);

export const leadDecisionReads: Source = {
  type: "LeadDecision",
  table: told,
  isPartners: true,
  fields: {
    outcome: column(told.cell("outcome")),
    rule: column(told.cell("rule")),
    needed: value([told.cell("outcome"), told.cell("rule")], ([outcome, rule]) =>
      outcome === "NOT_AVAILABLE" && isRule(rule) ? NEEDED[rule] : null,
    ),
    claimedAt: column(told.cell("claimedAt")),
    sharePpm: column(told.cell("sharePpm")),
    statement: column(told.cell("statement")),
    decidedAt: column(told.cell("decidedAt")),
  },
};
