/**
 * What was settled of a lead is settled otherwise: anew before its lock, by hand as two persons say, or as a
 * dispute ends. What was earned by it goes to others by reversal, never by a change of what was written.
 */
export { attributionDisputeReads, leadDisputes } from "./graphql/attribution-dispute.reads.ts";
export {
  AttributionDisputeResolver,
  LeadDisputesResolver,
} from "./graphql/attribution-dispute.resolver.ts";
export { attributionProposalReads } from "./graphql/attribution-proposal.reads.ts";
export { remindOfDisputes } from "./remind-of-disputes.ts";
export type { RemindOfDisputesDeps } from "./remind-of-disputes.ts";
export { SettlementResolver } from "./graphql/settlement.resolver.ts";
