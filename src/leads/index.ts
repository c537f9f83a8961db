/**
 * Leads: registration, the stages and the moves between them (data), and the history of each lead.
 * A verb that pays lives above incentives and finds here what it moves.
 */
export { registerLead } from "./register-lead.ts";
export type { RegisterLeadDeps } from "./register-lead.ts";
export { LeadReader } from "./graphql/lead-reader.ts";
export { LeadResolver } from "./graphql/lead.resolver.ts";
export { LeadType } from "./graphql/lead.type.ts";
export { readStageMoves } from "./store/stage-moves.ts";
