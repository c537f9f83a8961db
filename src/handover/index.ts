/**
 * The hand-over: the vendor's answer to a registration — accept, reject, return — and what it asks
 * before it answers.
 */
export { acceptLead } from "./accept-lead.ts";
export { closeOverdueRequests } from "./close-overdue-requests.ts";
export type { CloseOverdueDeps } from "./close-overdue-requests.ts";
export { leadAcceptanceClock } from "./graphql/acceptance-clock.reads.ts";
export { AcceptanceClockResolver } from "./graphql/acceptance-clock.resolver.ts";
export { DecideAppealResolver } from "./graphql/decide-appeal.resolver.ts";
export { DecideConflictResolver } from "./graphql/decide-conflict.resolver.ts";
export { HandoverResolver } from "./graphql/handover.resolver.ts";
export { informationRequestReads, leadRequests } from "./graphql/information-request.reads.ts";
export { InformationRequestResolver } from "./graphql/information-request.resolver.ts";
export { rejectLead } from "./reject-lead.ts";
export { returnLead } from "./return-lead.ts";
