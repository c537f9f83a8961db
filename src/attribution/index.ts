/** To whom a lead is owed: shares in parts per million that add up to exactly a million. */
export type { AttributionShare } from "./domain/settlement.ts";
export { leadAttribution, shareReads } from "./graphql/attribution.reads.ts";
export { AttributionResolver, AttributionShareResolver } from "./graphql/attribution.resolver.ts";
export { settleAttribution } from "./settle-attribution.ts";
export { supersedeAttribution } from "./supersede-attribution.ts";
