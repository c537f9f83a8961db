/**
 * What accounts use of the product: recorded as the vendor's systems tell it, and signalled once it is enough to be worth
 * sales' attention. All of it is the vendor's knowledge alone.
 */
export { findUsage } from "./find-usage.ts";
export type { FindUsageDeps } from "./find-usage.ts";
export { usageSignalReads, usageThresholdReads } from "./graphql/usage.reads.ts";
export { UsageResolver } from "./graphql/usage.resolver.ts";
