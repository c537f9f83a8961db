/** Whom the vendor deals with: partners, their tiers, and the programs they enrol in, with form and terms. */
export { VENDOR_PARTNER_ID } from "./domain/vendor.ts";
export { refuseOtherVersion } from "./domain/version.ts";
export { readTimeZone } from "./domain/calendar.ts";
export { MOST_POINTS } from "./domain/checklist.ts";
export { ChecklistPointType } from "./graphql/checklist.type.ts";
export { calendarReads } from "./graphql/calendar.reads.ts";
export { CalendarResolver } from "./graphql/calendar.resolver.ts";
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
  recruitmentReads,
  tierPeriodReads,
  tierReads,
} from "./graphql/partner.reads.ts";
export { PartnerResolver } from "./graphql/partner.resolver.ts";
export { PartnerType } from "./graphql/partner.type.ts";
export { readCountryCode } from "./domain/country.ts";
export { TierResolver } from "./graphql/tier.resolver.ts";
export { PartnerTierType } from "./graphql/tier.type.ts";
export { CustomFieldTypeEnum, LeadKindEnum } from "./graphql/program-enums.ts";
export { ProgramFormType } from "./graphql/program-form.type.ts";
export { ProgramMutationsResolver } from "./graphql/program-mutations.resolver.ts";
export {
  programEnrolmentReads,
  programFormReads,
  programReads,
  programTermsReads,
  termsAcceptanceReads,
} from "./graphql/program.reads.ts";
export { ProgramResolver } from "./graphql/program.resolver.ts";
export { ProgramType } from "./graphql/program.type.ts";
export { publishForm } from "./publish-form.ts";
