/**
 * How leads go on in others: a transfer, or an offer of the vendor's that is taken, ends a lead and opens
 * one of another partner's; a merge leads several into one. It stands above all that such a lead has: its
 * protection, its shares, its deal.
 */
export { leadSuccession } from "./graphql/succession.reads.ts";
export { expireOffers } from "./expire-offers.ts";
export type { ExpireOffersDeps } from "./expire-offers.ts";
export { offerReads } from "./graphql/offer.reads.ts";
export { OfferResolver } from "./graphql/offer.resolver.ts";
export { MergeLeadsResolver } from "./graphql/merge-leads.resolver.ts";
export { SuccessionResolver } from "./graphql/succession.resolver.ts";
export { TransferLeadResolver } from "./graphql/transfer-lead.resolver.ts";
export { giveBack } from "./transfer-lead.ts";
