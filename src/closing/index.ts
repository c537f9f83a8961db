/**
 * When the books of a month are shut. Finance soft-closes a month that is over, and from then on what leads earn is booked
 * in the next one; what finance does still belongs to it. Somebody else closes it once its books are in order, with a
 * trial balance that can be computed again for ever. It is opened again by two persons, for some days, and never once it
 * went to the books of the firm.
 */
export { endReopenings } from "./end-reopenings.ts";
export type { EndReopeningsDeps } from "./end-reopenings.ts";
export { periodReads, periodStepReads } from "./graphql/period.reads.ts";
export { PeriodResolver } from "./graphql/period.resolver.ts";
export { AccountingPeriodType } from "./graphql/period.type.ts";
