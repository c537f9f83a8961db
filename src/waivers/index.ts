/**
 * Waivers of the second person: a firm that has one person for its books lets that one decide what they prepared, for some
 * days and with a reason. Guards in the database put each such decision on record as it is made, and another person
 * reviews it later. Without a waiver two persons are needed, as ever.
 */
export { secondPersonWaiverReads, waivedDecisionReads } from "./graphql/waiver.reads.ts";
export { WaiverResolver } from "./graphql/waiver.resolver.ts";
export { tellOfWaivedDecisions } from "./tell-of-waived-decisions.ts";
