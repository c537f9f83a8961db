/**
 * The hand-over: the vendor's answer to a registration — accept, reject, return — what it asks before it
 * answers, and the clocks against which it does.
 */
export { acceptLead } from "./accept-lead.ts";
export { closeOverdueRequests } from "./close-overdue-requests.ts";
export type { CloseOverdueDeps } from "./close-overdue-requests.ts";
export { ReviewDraw } from "./review-draw.ts";
export { fireClocks } from "./fire-clocks.ts";
export type { FireClocksDeps } from "./fire-clocks.ts";
export {
  acceptanceChecklistReads,
  leadAcceptanceChecklist,
} from "./graphql/acceptance-checklist.reads.ts";
export { AcceptanceChecklistResolver } from "./graphql/acceptance-checklist.resolver.ts";
export { BreachResolver } from "./graphql/breach.resolver.ts";
export { DecideAppealResolver } from "./graphql/decide-appeal.resolver.ts";
export { DecideClaimConflictResolver } from "./graphql/decide-claim-conflict.resolver.ts";
export { DecideConflictResolver } from "./graphql/decide-conflict.resolver.ts";
export { HandoverResolver } from "./graphql/handover.resolver.ts";
export { inboxChangeReads, inboxItemReads } from "./graphql/inbox.reads.ts";
export { InboxResolver } from "./graphql/inbox.resolver.ts";
export { informationRequestReads, leadRequests } from "./graphql/information-request.reads.ts";
export { InformationRequestResolver } from "./graphql/information-request.resolver.ts";
export { clockFiringReads, leadClockReads, leadClocks } from "./graphql/lead-clock.reads.ts";
export { ClockFiringsResolver, LeadClocksResolver } from "./graphql/lead-clock.resolver.ts";
export { slaPolicyReads } from "./graphql/sla-policy.reads.ts";
export { SlaPolicyResolver } from "./graphql/sla-policy.resolver.ts";
export { rejectLead } from "./reject-lead.ts";
export { returnLead } from "./return-lead.ts";
