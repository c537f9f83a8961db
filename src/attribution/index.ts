/** To whom a lead is owed: shares in parts per million that add up to exactly a million. */
export type { AttributionShare } from "./domain/settlement.ts";
export { leadAttribution, shareReads } from "./graphql/attribution.reads.ts";
export { AttributionResolver, AttributionShareResolver } from "./graphql/attribution.resolver.ts";
export { attributionPolicyReads, programAttribution } from "./graphql/attribution-policy.reads.ts";
export {
  AttributionPolicyResolver,
  ProgramAttributionResolver,
} from "./graphql/attribution-policy.resolver.ts";
export { leadTouchpoints, touchpointReads } from "./graphql/touchpoint.reads.ts";
export { TouchpointPartnerResolver, TouchpointResolver } from "./graphql/touchpoint.resolver.ts";
export { keepAttribution, moveAttribution } from "./pass-on-attribution.ts";
export { settleAnew, settleAttribution } from "./settle-attribution.ts";
export { readSettledShares } from "./store/settled-shares.ts";
export { readSettlingFacts } from "./store/settling-facts.ts";
export { supersedeSettlement } from "./supersede-attribution.ts";
