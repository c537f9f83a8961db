/**
 * What currencies are worth in one another: rates by day, as somebody published them, and the exact
 * way from one currency into another.
 */
export { cross } from "./domain/crossing.ts";
export type { Crossing } from "./domain/crossing.ts";
export { exchangeRateImportReads, exchangeRateReads } from "./graphql/exchange-rate.reads.ts";
export { ExchangeRateResolver } from "./graphql/exchange-rate.resolver.ts";
export { readCrossings } from "./store/crossings.ts";
