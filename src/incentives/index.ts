/**
 * What leads earn: incentive programs with their versions, awards, and the partners' credits. An
 * award is made in the transaction of its milestone, with its posting.
 */
export { acceleratorReads } from "./graphql/accelerator.reads.ts";
export { awardAnew } from "./award-anew.ts";
export { adjustAwards } from "./adjust-awards.ts";
export { awardAgain } from "./award-again.ts";
export { awardMilestone } from "./award-milestone.ts";
export type { MilestoneReached } from "./award-milestone.ts";
export { endApprovals } from "./end-approvals.ts";
export { earnMonths } from "./earn-months.ts";
export { closes } from "./domain/gates.ts";
export { isSpiffKey } from "./domain/incentive-program.ts";
export { percentOf, readRate } from "./domain/percent.ts";
export { releaseDeferred } from "./release-deferred.ts";
export { earnInstead } from "./earn-instead.ts";
export { awardReads, leadAwards } from "./graphql/award.reads.ts";
export { AwardedLeadResolver } from "./graphql/award.resolver.ts";
export { creditReads, leadCredits, NEWEST_CREDIT_FIRST } from "./graphql/credit.reads.ts";
export { CreditConnection, CreditType, ToldReasonEnum } from "./graphql/credit.type.ts";
export { MilestoneEnum } from "./graphql/incentive-rule.type.ts";
export { CreditedLeadResolver, CreditResolver } from "./graphql/credit.resolver.ts";
export { incentiveConditionReads } from "./graphql/incentive-condition.reads.ts";
export { EstimateResolver } from "./graphql/estimate.resolver.ts";
export {
  incentiveProgramReads,
  incentiveRuleReads,
  programVersionReads,
  tierMultiplierReads,
} from "./graphql/incentive-program.reads.ts";
export { incentiveQualityReads } from "./graphql/quality.reads.ts";
export { IncentiveProgramResolver } from "./graphql/incentive-program.resolver.ts";
export { creditAppeal, reversalAppealReads } from "./graphql/reversal-appeal.reads.ts";
export {
  AppealedCreditResolver,
  ReversalAppealResolver,
} from "./graphql/reversal-appeal.resolver.ts";
export { creditReversalReads } from "./graphql/reversal.reads.ts";
export { ReversalResolver } from "./graphql/reversal.resolver.ts";
export { SimulationResolver } from "./graphql/simulation.resolver.ts";
export { simulationReads } from "./graphql/simulation.reads.ts";
export { payRecruiters } from "./pay-recruiters.ts";
export { putBountyInForce } from "./put-bounty-in-force.ts";
export type { OwnerQueries } from "./put-bounty-in-force.ts";
export { runSimulation } from "./run-simulation.ts";
export { reverseAwards, whyNotReversed } from "./reverse-awards.ts";
export { readAwardsOfDeal } from "./store/adjustable-awards.ts";
export { readAwardFacts, readDealAwardFacts } from "./store/award-facts.ts";
export { readLiveAwards, readWithChanges } from "./store/live-awards.ts";
export { liveInstalments } from "./store/payout-terms-store.ts";
export { readPartnerNames, readStandingAwards } from "./store/standing-awards.ts";
export type { StandingAward } from "./store/standing-awards.ts";
