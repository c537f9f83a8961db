/**
 * Who of the vendor's works on a lead: teams, queues, territories, skills and absences; the rules by
 * which a lead finds its holder, with why; and how it is claimed, released and passed on. Of all this a
 * partner sees the owner of an accepted lead, and nothing else.
 */
export { assignmentReads, leadAssignments, routingVersionReads } from "./graphql/routing.reads.ts";
export { HandOverResolver } from "./graphql/hand-over.resolver.ts";
export { LeadAssignmentResolver } from "./graphql/lead-assignment.resolver.ts";
export { RoutingResolver } from "./graphql/routing.resolver.ts";
export {
  absenceReads,
  queueReads,
  repProfileReads,
  skillReads,
  teamReads,
  territoryReads,
} from "./graphql/staff.reads.ts";
export { QueueType } from "./graphql/staff.type.ts";
export { StaffResolver } from "./graphql/staff.resolver.ts";
export { holds, readCondition } from "./domain/condition.ts";
export type { Giving } from "./give-lead.ts";
export { findOwner, giveToAnother } from "./give-overdue.ts";
export { handLeadsOn, handOverSql, routeNewLead } from "./route-new-lead.ts";
export type { RouteByItselfDeps } from "./route-new-lead.ts";
export { readHolderId } from "./store/assignment-store.ts";
export { readOwner } from "./store/owner-queries.ts";
export type { Owner } from "./store/owner-queries.ts";
export { readRoutedLeads } from "./store/subject-store.ts";
export type { RoutedLead } from "./store/subject-store.ts";
