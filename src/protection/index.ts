/**
 * Who owns the prospect: each registered lead is compared with those of all other partners, and
 * two that name the same prospect stand in a Conflict. All of it is the vendor's knowledge alone:
 * it has tables of its own, so that no field, time or version of a partner's lead can tell of it.
 */
export { likeliest, MOST_PER_KEY } from "./domain/candidates.ts";
export { compareProspects } from "./domain/compare-prospects.ts";
export type { Comparison, Prospect } from "./domain/compare-prospects.ts";
export { nameKeys } from "./domain/name-keys.ts";
export type { Name } from "./domain/name-likeness.ts";
export { weightIn } from "./domain/word-weights.ts";
export { accountsOfCompanies } from "./account-of-companies.ts";
export { readAccounts } from "./store/customer-store.ts";
export { AccountType } from "./graphql/account.type.ts";
export { acceptProspect } from "./accept-prospect.ts";
export { CheckLeadResolver } from "./graphql/check-lead.resolver.ts";
export { purgeOverlaps } from "./count-overlap.ts";
export { OverlapResolver } from "./graphql/overlap.resolver.ts";
export { endProtections } from "./end-protections.ts";
export type { EndProtectionsDeps } from "./end-protections.ts";
export { refuseDeciding } from "./domain/appeal.ts";
export { decideConflict } from "./domain/conflict-decision.ts";
export type {
  ConflictDecided,
  ConflictOutcome,
  ConflictSide,
  DecidableConflict,
  DecisionRule,
  Fate,
} from "./domain/conflict-decision.ts";
export { refuseUnlessCustomer, refuseUnlessFree } from "./domain/acceptance.ts";
export type { AcceptanceFacts } from "./domain/acceptance.ts";
export { accountReads } from "./graphql/account.reads.ts";
export { accountCustomers, customerReads, leadCustomers } from "./graphql/customer.reads.ts";
export {
  AccountCustomersResolver,
  CustomerResolver,
  LeadCustomersResolver,
} from "./graphql/customer.resolver.ts";
export { appealReads } from "./graphql/appeal.reads.ts";
export { AppealResolver } from "./graphql/appeal.resolver.ts";
export {
  claimConflictReads,
  claimDecisionReads,
  leadClaimConflicts,
} from "./graphql/claim-conflict.reads.ts";
export {
  ClaimConflictResolver,
  LeadClaimConflictsResolver,
} from "./graphql/claim-conflict.resolver.ts";
export { ClaimConflictType, ClaimOutcomeEnum } from "./graphql/claim-conflict.type.ts";
export { refuseClaimDecision } from "./domain/claim-decision.ts";
export type { ClaimOutcome } from "./domain/claim-decision.ts";
export { lockClaimConflict, queueClaimDecision } from "./store/claim-conflict-store.ts";
export { matchClaim } from "./match-claim.ts";
export { conflictReads } from "./graphql/conflict.reads.ts";
export { ConflictResolver } from "./graphql/conflict.resolver.ts";
export { conflictDecisionReads, leadDecisionReads } from "./graphql/decision.reads.ts";
export { ConflictOutcomeEnum, DecisionRuleEnum } from "./graphql/decision.type.ts";
export { ConflictType } from "./graphql/conflict.type.ts";
export { extensionRequestReads } from "./graphql/extension-request.reads.ts";
export { ExtensionRequestResolver } from "./graphql/extension-request.resolver.ts";
export { likenessReads } from "./graphql/likeness.reads.ts";
export { LikenessResolver } from "./graphql/likeness.resolver.ts";
export { directClaimReads } from "./graphql/direct-claim.reads.ts";
export { DirectClaimResolver } from "./graphql/direct-claim.resolver.ts";
export { leadProtection } from "./graphql/lead-protection.reads.ts";
export { LeadProtectionResolver } from "./graphql/lead-protection.resolver.ts";
export { protectionReads } from "./graphql/protection.reads.ts";
export { ProtectionResolver } from "./graphql/protection.resolver.ts";
export { lapseConflicts } from "./lapse-conflicts.ts";
export { matchLead } from "./match-lead.ts";
export type { MatchLeadDeps } from "./match-lead.ts";
export { lockConflict, queueDecision, queueToldDecision } from "./store/conflict-store.ts";
export { queueAppealDecided, queueClaimsBack, readAppealable } from "./store/appeal-store.ts";
export { readDirectClaimants } from "./store/direct-claim-store.ts";
export { readProtection } from "./store/protection-facts.ts";
export { MERGE_SPLITS, mergeParts } from "./domain/merge-parts.ts";
export type { MergedParts, MergeSplit, SplitAsked } from "./domain/merge-parts.ts";
export type { PartHolder, ProspectPart, StandingPart } from "./domain/prospect-part.ts";
export { shareProspect } from "./domain/share-prospect.ts";
export type { ProspectShared } from "./domain/share-prospect.ts";
export { queueParts, readFoundByVendor, readParts, readSharing } from "./store/sharing.ts";
export type { SharingLead } from "./store/sharing.ts";
export { readAcceptanceFacts } from "./store/acceptance-facts.ts";
export type { LeadKey } from "./store/prospect-lock.ts";
