/**
 * How leads go on in others: a transfer ends a lead and opens one of another partner's. It stands
 * above all that such a lead has: its protection, its shares, its deal.
 */
export { leadSuccession } from "./graphql/succession.reads.ts";
export { MergeLeadsResolver } from "./graphql/merge-leads.resolver.ts";
export { SuccessionResolver } from "./graphql/succession.resolver.ts";
export { TransferLeadResolver } from "./graphql/transfer-lead.resolver.ts";
export { giveBack } from "./transfer-lead.ts";
