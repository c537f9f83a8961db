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
export { checkScores } from "./check-scores.ts";
export { scoringCheckReads } from "./graphql/scoring-check.reads.ts";
export { scoringScheduleReads } from "./graphql/scoring-schedule.reads.ts";
export {
  ScoringCheckResolver,
  ScoringScheduleResolver,
} from "./graphql/scoring-schedule.resolver.ts";
export { promoteScored } from "./promote-scored.ts";
export { decayScores, rescoreLeads } from "./rescore-leads.ts";
export { publishScoringModel } from "./publish-scoring-model.ts";
export { saveScoringModel } from "./save-scoring-model.ts";
export type { SaveScoringModel } from "./save-scoring-model.ts";
export { scoringTrainingReads } from "./graphql/scoring-training.reads.ts";
export { ScoringTrainingResolver } from "./graphql/scoring-training.resolver.ts";
export { runTraining } from "./run-training.ts";
export { trainScoringModel } from "./train-scoring-model.ts";
export { trainOnSchedule } from "./train-on-schedule.ts";
export { scoreLead } from "./score-lead.ts";
// for the measurement of what is learned
export { compareInFolds } from "./domain/comparison.ts";
export type { Comparison } from "./domain/comparison.ts";
export { shareOf } from "./domain/chance.ts";
export type { EngagementItem } from "./domain/engagement.ts";
export { ENGAGEMENT_NAMES, signalName, VISIT_SECONDS } from "./domain/features.ts";
export { Learned } from "./domain/learned-model.ts";
export { measuresOf } from "./domain/measures.ts";
export type { Measures } from "./domain/measures.ts";
export { plainModel } from "./domain/plain-model.ts";
export type { PlainKind } from "./domain/plain-model.ts";
export type { DatedExample } from "./domain/training.ts";
export { recordEngagement } from "./record-engagement.ts";
export { readExamples, readLearned } from "./store/scoring-training-store.ts";
