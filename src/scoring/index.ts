/**
 * What leads score, for the vendor alone: models that one person drafts and another publishes, points for
 * what a lead is and for what its prospect does, which halve with time. A score ranks leads, and raises a
 * submitted one to MQL where the model says so; nothing that a partner reads but that tells of it.
 */
export { engagementDayReads, leadEngagement } from "./graphql/engagement.reads.ts";
export { EngagementResolver } from "./graphql/engagement.resolver.ts";
export { leadScore, leadScoreReads } from "./graphql/lead-score.reads.ts";
export { LeadScoreResolver } from "./graphql/lead-score.resolver.ts";
export { GradeEnum, LeadScoreType } from "./graphql/lead-score.type.ts";
export { scoringModelReads, scoringRunReads } from "./graphql/scoring-model.reads.ts";
export { ScoringModelResolver } from "./graphql/scoring-model.resolver.ts";
export type { Grade } from "./domain/score.ts";
export { promoteScored } from "./promote-scored.ts";
export { decayScores, rescoreLeads } from "./rescore-leads.ts";
export { publishScoringModel } from "./publish-scoring-model.ts";
export { saveScoringModel } from "./save-scoring-model.ts";
export type { SaveScoringModel } from "./save-scoring-model.ts";
export { scoreLead } from "./score-lead.ts";
