/** Whom the vendor deals with: partners, their tiers, and the programs they enrol in. */
export { PartnerReader, PartnerResolver } from "./graphql/partner.resolver.ts";
export { PartnerType } from "./graphql/partner.type.ts";
