/** Whom the vendor deals with: partners, their tiers, and the programs they enrol in. */
export { VENDOR_PARTNER_ID } from "./domain/vendor.ts";
export {
  AuditEntryPartnerResolver,
  MemberPartnerResolver,
  ViewerPartnerResolver,
} from "./graphql/partner-fields.resolver.ts";
export { PartnerMutationsResolver } from "./graphql/partner-mutations.resolver.ts";
export {
  partnerOfAuditEntry,
  partnerOfMember,
  partnerReads,
  tierReads,
} from "./graphql/partner.reads.ts";
export { PartnerResolver } from "./graphql/partner.resolver.ts";
export { PartnerType } from "./graphql/partner.type.ts";
export { TierResolver } from "./graphql/tier.resolver.ts";
