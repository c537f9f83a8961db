import { sql } from "../../platform/database/index.ts";
import { column, descending, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { momentOf } from "../domain/routing-rule.ts";
import type { RoutingRule } from "../domain/routing-rule.ts";
import { AssignmentRow } from "../store/assignment.row.ts";
import { RoutingVersionRow } from "../store/routing-version.row.ts";

const version = tableOf(RoutingVersionRow);

export const routingVersionReads: Source = {
  type: "RoutingVersion",
  table: version,
  isPartners: false,
  fields: {
    id: id("rtv", version.cell("id")),
    number: column(version.cell("number")),
    rules: value([version.cell("rules")], ([rules]) => rules.map(toRule)),
    note: column(version.cell("note")),
    publishedAt: column(version.cell("publishedAt")),
    publishedBy: one("PartnerMember", { id: "publishedBy" }),
  },
};

function toRule(rule: RoutingRule) {
  const { name, condition, target } = rule;
  return {
    name,
    moment: momentOf(rule),
    condition,
    target: target.kind,
    memberId: target.kind === "PERSON" ? target.memberId : null,
    queueId: target.kind === "QUEUE" ? target.queueId : null,
    teamId: "teamId" in target ? target.teamId : null,
    skillIds: "teamId" in target ? target.skillIds : [],
    inTerritory: "teamId" in target && target.inTerritory,
  };
}

const assignment = tableOf(AssignmentRow);

export const assignmentReads: Source = {
  type: "Assignment",
  table: assignment,
  isPartners: false,
  fields: {
    id: id("asg", assignment.cell("id")),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    member: one("PartnerMember", { id: "memberId" }),
    queue: one("Queue", { id: "queueId" }),
    cause: column(assignment.cell("cause")),
    explanation: column(assignment.cell("explanation")),
    routing: one("RoutingVersion", { number: "routingNumber" }),
    rulePosition: column(assignment.cell("rulePosition")),
    note: column(assignment.cell("note")),
    assignedAt: column(assignment.cell("assignedAt")),
    assignedBy: one("PartnerMember", { id: "assignedBy" }),
    endedAt: column(assignment.cell("endedAt")),
  },
};

/** Who of the vendor's holds a lead, beside what its own module tells. */
export const leadAssignments: AddedFields = {
  type: "Lead",
  fields: {
    assignment: one(
      "Assignment",
      (held, lead) => sql`(${held("leadId")} = ${lead("id")} and ${held("endedAt")} is null)`,
    ),
    assignments: page("Assignment", { leadId: "id" }, [descending("assignedAt"), descending("id")]),
  },
};
