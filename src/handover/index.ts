/** The hand-over: the vendor's answer to a registration — accept, reject, return. */
export { acceptLead } from "./accept-lead.ts";
export { HandoverResolver } from "./graphql/handover.resolver.ts";
export { rejectLead } from "./reject-lead.ts";
export { returnLead } from "./return-lead.ts";
