/**
 * Qualification: published criteria, assessments under them, and the verbs that follow acceptance.
 * qualify-lead.ts is where a partner earns.
 */
export {
  AssessmentResolver,
  CriteriaResolver,
  QualifiedLeadResolver,
} from "./graphql/criteria.resolver.ts";
export { AssessmentExplanationResolver } from "./graphql/assessment-explanation.resolver.ts";
export { AssessLeadResolver } from "./graphql/assess-lead.resolver.ts";
export {
  assessedLead,
  openAssessmentReads,
  savedAnswerReads,
} from "./graphql/open-assessment.reads.ts";
export {
  partnerAnswersReads,
  questionnaireAnswersReads,
  salesAnswersReads,
} from "./graphql/question-answers.reads.ts";
export { callParticipantReads, discoveryCallReads } from "./graphql/discovery-call.reads.ts";
export { DiscoveryCallResolver } from "./graphql/discovery-call.resolver.ts";
export { QuestionAnswersResolver } from "./graphql/question-answers.resolver.ts";
export { criteriaReplayReads, replayedLeadReads } from "./graphql/criteria-replay.reads.ts";
export { CriteriaReplayResolver } from "./graphql/criteria-replay.resolver.ts";
export { CriteriaSetResolver, CriteriaVersionResolver } from "./graphql/criteria-set.resolver.ts";
export { handoverBriefReads, leadBrief } from "./graphql/handover-brief.reads.ts";
export {
  answerReads,
  assessmentReads,
  criteriaReads,
  criteriaSetReads,
  criterionReads,
  opportunityReads,
  qualifiedLead,
} from "./graphql/qualification.reads.ts";
export { QualificationResolver } from "./graphql/qualification.resolver.ts";
export { answerRegistrations } from "./answer-registrations.ts";
export { convertLead } from "./convert-lead.ts";
export { disqualifyLead } from "./disqualify-lead.ts";
export { loseLead } from "./lose-lead.ts";
export { qualifyLead } from "./qualify-lead.ts";
export { HEALTHY_ACCEPTANCE } from "./domain/diagnostics.ts";
export type { CriterionInfluence, Share } from "./domain/diagnostics.ts";
export { rateInterval } from "./domain/rate-interval.ts";
export { questionnaireAgreement } from "./questionnaire-agreement.ts";
export type { AgreedQuestion } from "./questionnaire-agreement.ts";
export { runReplay } from "./run-replay.ts";
export { sweepReplays } from "./sweep-replays.ts";
export { diagnoseCriteria, MOST_NAMED, MOST_PATTERNS } from "./diagnose-criteria.ts";
export type { CriteriaDiagnosis } from "./diagnose-criteria.ts";
export { remindOfCriteria } from "./remind-of-criteria.ts";
export type { RemindOfCriteriaDeps } from "./remind-of-criteria.ts";
export { winLead } from "./win-lead.ts";
