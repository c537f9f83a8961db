/** To whom a lead is owed: shares in parts per million that add up to exactly a million. */
export type { AttributionShare, PartByHand } from "./domain/settlement.ts";
export type { Settling } from "./settle-attribution.ts";
export { influenceReads, leadAttribution, shareReads } from "./graphql/attribution.reads.ts";
export { AttributionResolver, AttributionShareResolver } from "./graphql/attribution.resolver.ts";
export { AttributionModelsResolver } from "./graphql/attribution-models.resolver.ts";
export { sharesUnder } from "./domain/models.ts";
export type { AttributionModel } from "./domain/models.ts";
export { AttributionModelEnum } from "./graphql/attribution-policy.type.ts";
export { readTouchedLeads } from "./store/touched-leads.ts";
export type { TouchedLead } from "./store/touched-leads.ts";
export { attributionPolicyReads, programAttribution } from "./graphql/attribution-policy.reads.ts";
export {
  AttributionPolicyResolver,
  ProgramAttributionResolver,
} from "./graphql/attribution-policy.resolver.ts";
export { leadTouchpoints, touchpointReads } from "./graphql/touchpoint.reads.ts";
export { TouchpointPartnerResolver, TouchpointResolver } from "./graphql/touchpoint.resolver.ts";
export { keepAttribution, keepSettlement, moveAttribution } from "./pass-on-attribution.ts";
export { recordTouchpoints } from "./record-touchpoints.ts";
export { settleAnew, settleAttribution } from "./settle-attribution.ts";
export { readSettledShares } from "./store/settled-shares.ts";
export { queueClaimTouch } from "./store/touchpoint-store.ts";
export { readSettlingFacts } from "./store/settling-facts.ts";
export { supersedeSettlement } from "./supersede-attribution.ts";
