import { ApprovalItemRow } from "../approval/store/approval-item.row.ts";
import { ApprovalPolicyRow } from "../approval/store/approval-policy.row.ts";
import { ApprovalProposalRow } from "../approval/store/approval-proposal.row.ts";
import { CreditHoldRow } from "../approval/store/credit-hold.row.ts";
import { HoldReleaseRow } from "../approval/store/hold-release.row.ts";
import { FraudRuleRow } from "../fraud/store/fraud-rule.row.ts";
import { CreditApprovalRow } from "../incentives/store/credit-approval.row.ts";
import { BankEntryRow } from "../payouts/store/bank-entry.row.ts";
import { BankFileFetchRow } from "../payouts/store/bank-file-fetch.row.ts";
import { BankFileRow } from "../payouts/store/bank-file.row.ts";
import { TaxFormRow } from "../tax/store/tax-form.row.ts";
import { TaxRuleRow } from "../tax/store/tax-rule.row.ts";
import { TaxProfileRow } from "../tax/store/tax-profile.row.ts";
import { BankStatementRow } from "../payouts/store/bank-statement.row.ts";
import { PayoutAccountRow } from "../payouts/store/payout-account.row.ts";
import { PayoutBatchRow } from "../payouts/store/payout-batch.row.ts";
import { ClawbackRow } from "../payouts/store/clawback.row.ts";
import { PayoutOffsetRow } from "../payouts/store/payout-offset.row.ts";
import { RepaymentProposalRow } from "../payouts/store/repayment-proposal.row.ts";
import { RepaymentRow } from "../payouts/store/repayment.row.ts";
import { TaxRemittanceRow } from "../payouts/store/tax-remittance.row.ts";
import { SecondPersonWaiverRow } from "../waivers/store/second-person-waiver.row.ts";
import { WaivedDecisionRow } from "../waivers/store/waived-decision.row.ts";
import { WriteOffRow } from "../payouts/store/write-off.row.ts";
import { PayoutCreditRow } from "../payouts/store/payout-credit.row.ts";
import { PayoutLeftOutRow } from "../payouts/store/payout-left-out.row.ts";
import { PayoutRow } from "../payouts/store/payout.row.ts";
import { DisputeOutcomeRow } from "../statements/store/dispute-outcome.row.ts";
import { PartnerStatementRow } from "../statements/store/partner-statement.row.ts";
import { StatementDisputeRow } from "../statements/store/statement-dispute.row.ts";
import { StatementLineRow } from "../statements/store/statement-line.row.ts";
import { StatementPdfRow } from "../statements/store/statement-pdf.row.ts";
import { AttributionDisputeRow } from "../settlement/store/attribution-dispute.row.ts";
import { AttributionProposalRow } from "../settlement/store/attribution-proposal.row.ts";
import { AuditEntryRow } from "../identity/store/audit-entry.row.ts";
import { ApiKeyRow } from "../identity/store/api-key.row.ts";
import { AppUserRow } from "../identity/store/app-user.row.ts";
import { InvitationRow } from "../identity/store/invitation.row.ts";
import { LoginSessionRow } from "../identity/store/login-session.row.ts";
import { MembershipRow } from "../identity/store/membership.row.ts";
import { PasswordLinkRow } from "../identity/store/password-link.row.ts";
import { RefreshTokenRow } from "../identity/store/refresh-token.row.ts";
import { StoredDocumentRow } from "../identity/store/stored-document.row.ts";
import { UploadRow } from "../files/store/upload.row.ts";
import { CompanyKeyRow, CompanyRow } from "../leads/store/company.row.ts";
import { ContactRow } from "../leads/store/contact.row.ts";
import { CorrectionProposalRow } from "../leads/store/correction-proposal.row.ts";
import { EvidenceRow } from "../leads/store/evidence.row.ts";
import { InternalCommentRow } from "../leads/store/internal-comment.row.ts";
import { LeadEventInternalRow, LeadEventRow } from "../leads/store/lead-event.row.ts";
import { ClockFiringRow, ClockWatchRow, LeadClockRow } from "../handover/store/lead-clock.row.ts";
import { SlaPolicyRow, SlaPolicyVersionRow } from "../handover/store/sla-policy.row.ts";
import { AcceptanceChecklistRow } from "../handover/store/acceptance-checklist.row.ts";
import { InboxItemRow } from "../handover/store/inbox-item.row.ts";
import { InformationRequestRow } from "../handover/store/information-request.row.ts";
import { LeadFeedbackRow } from "../leads/store/lead-feedback.row.ts";
import { LeadLookRow } from "../leads/store/lead-look.row.ts";
import { ReasonRow } from "../leads/store/reason.row.ts";
import { LeadDraftRow } from "../leads/store/lead-draft.row.ts";
import { LeadRow } from "../leads/store/lead.row.ts";
import { AttributionShareRow } from "../attribution/store/attribution-share.row.ts";
import { AttributionPolicyRow } from "../attribution/store/attribution-policy.row.ts";
import { TouchpointRow } from "../attribution/store/touchpoint.row.ts";
import { ExchangeRateImportRow } from "../exchange/store/exchange-rate-import.row.ts";
import { ExchangeRateRow } from "../exchange/store/exchange-rate.row.ts";
import { ChainAnchorRow } from "../ledger/store/chain-anchor.row.ts";
import { JournalEntryRow } from "../ledger/store/journal-entry.row.ts";
import { JournalSealRow } from "../ledger/store/journal-seal.row.ts";
import { JournalTxnRow } from "../ledger/store/journal-txn.row.ts";
import { LedgerAccountRow } from "../ledger/store/ledger-account.row.ts";
import { AccountingPeriodRow } from "../closing/store/accounting-period.row.ts";
import { PeriodStepRow } from "../closing/store/period-step.row.ts";
import { AcceleratorRow } from "../incentives/store/accelerator.row.ts";
import { AwardRow } from "../incentives/store/award.row.ts";
import { CreditReversalRow } from "../incentives/store/credit-reversal.row.ts";
import { ReversalAppealRow } from "../incentives/store/reversal-appeal.row.ts";
import { CreditRow } from "../incentives/store/credit.row.ts";
import { IncentiveConditionRow } from "../incentives/store/incentive-condition.row.ts";
import { IncentiveQualityRow } from "../incentives/store/incentive-quality.row.ts";
import { IncentiveProgramRow } from "../incentives/store/incentive-program.row.ts";
import { IncentiveRuleRow } from "../incentives/store/incentive-rule.row.ts";
import { CreditInstalmentRow } from "../incentives/store/credit-instalment.row.ts";
import { SimulationRow } from "../incentives/store/simulation.row.ts";
import { TierMultiplierRow } from "../incentives/store/tier-multiplier.row.ts";
import { VolumeUnitChangeRow, VolumeUnitRow } from "../incentives/store/volume-unit.row.ts";
import { ProgramVersionRow } from "../incentives/store/program-version.row.ts";
import { ExportRunRow } from "../exports/store/export-run.row.ts";
import { GlMappingLineRow } from "../exports/store/gl-mapping-line.row.ts";
import { GlMappingRow } from "../exports/store/gl-mapping.row.ts";
import { ReportRow } from "../exports/store/report.row.ts";
import { ReportRunRow } from "../exports/store/report-run.row.ts";
import { ImportRunRow } from "../intake/store/import-run.row.ts";
import { CalendarRow, CalendarVersionRow } from "../partners/store/calendar.row.ts";
import { ProgramChecklistRow } from "../partners/store/program-checklist.row.ts";
import { PartnerTierPeriodRow } from "../partners/store/partner-tier-period.row.ts";
import { RecruitmentRow } from "../partners/store/recruitment.row.ts";
import { PartnerTierRow } from "../partners/store/partner-tier.row.ts";
import { ProductLineRow } from "../products/store/product-line.row.ts";
import { PartnerRow } from "../partners/store/partner.row.ts";
import { ProgramEnrolmentRow } from "../partners/store/program-enrolment.row.ts";
import { ProgramFormRow } from "../partners/store/program-form.row.ts";
import { ProgramTermsRow } from "../partners/store/program-terms.row.ts";
import { ProgramRow } from "../partners/store/program.row.ts";
import { TermsAcceptanceRow } from "../partners/store/terms-acceptance.row.ts";
import { EngagementDayRow, EngagementRow } from "../scoring/store/engagement.row.ts";
import { LeadScoreRow } from "../scoring/store/lead-score.row.ts";
import { ScoringCheckRow } from "../scoring/store/scoring-check.row.ts";
import { ScoringScheduleRow } from "../scoring/store/scoring-schedule.row.ts";
import { ScoringModelRow } from "../scoring/store/scoring-model.row.ts";
import { ScoringTrainingRow } from "../scoring/store/scoring-training.row.ts";
import { ScoringRunRow } from "../scoring/store/scoring-run.row.ts";
import {
  CompanyNameKeyRow,
  CompanyNameLeadRow,
  CompanyNameRow,
  CompanyNameWordRow,
} from "../protection/store/company-name.row.ts";
import { AccountLeadRow, AccountRow } from "../protection/store/account.row.ts";
import { CustomerRow } from "../protection/store/customer.row.ts";
import { TargetListRow } from "../targets/store/target-list.row.ts";
import { TargetRow } from "../targets/store/target.row.ts";
import { UsageSignalRow } from "../usage/store/usage-signal.row.ts";
import { UsageThresholdRow } from "../usage/store/usage-threshold.row.ts";
import { AppealRow } from "../protection/store/appeal.row.ts";
import { ClaimConflictRow } from "../protection/store/claim-conflict.row.ts";
import { ClaimDecisionRow } from "../protection/store/claim-decision.row.ts";
import { ConflictDecisionRow } from "../protection/store/conflict-decision.row.ts";
import { DirectClaimRow } from "../protection/store/direct-claim.row.ts";
import { ConflictRow } from "../protection/store/conflict.row.ts";
import { ExtensionRequestRow } from "../protection/store/extension-request.row.ts";
import { LeadDecisionRow } from "../protection/store/lead-decision.row.ts";
import { LikenessRow } from "../protection/store/likeness.row.ts";
import { ProtectionWindowRow } from "../protection/store/protection-window.row.ts";
import { LeadMatchingRow } from "../protection/store/lead-matching.row.ts";
import { AssessmentAnswerRow, AssessmentRow } from "../qualification/store/assessment.row.ts";
import { CriteriaReplayRow, ReplayedLeadRow } from "../qualification/store/criteria-replay.row.ts";
import {
  CriteriaSetRow,
  CriteriaVersionRow,
  CriterionRow,
} from "../qualification/store/criteria.row.ts";
import {
  LeadAssessmentAnswerRow,
  LeadAssessmentRow,
  LeadAssessmentSaveRow,
} from "../qualification/store/lead-assessment.row.ts";
import {
  DiscoveryCallNoteRow,
  DiscoveryCallParticipantRow,
  DiscoveryCallRow,
} from "../qualification/store/discovery-call.row.ts";
import { PartnerAnswersRow, SalesAnswersRow } from "../qualification/store/question-answers.row.ts";
import { OpportunityRow } from "../qualification/store/opportunity.row.ts";
import { AbsenceRow } from "../routing/store/absence.row.ts";
import { AssignmentRow } from "../routing/store/assignment.row.ts";
import { QueueRow } from "../routing/store/queue.row.ts";
import { RepProfileRow } from "../routing/store/rep-profile.row.ts";
import { RoutingVersionRow } from "../routing/store/routing-version.row.ts";
import { SkillRow } from "../routing/store/skill.row.ts";
import { TeamRow } from "../routing/store/team.row.ts";
import { TerritoryRow } from "../routing/store/territory.row.ts";
import { OfferRow } from "../succession/store/offer.row.ts";

/** The row classes of all modules: what TypeORM knows of the tables. */
export const entities: readonly (new () => object)[] = [
  ApiKeyRow,
  AuditEntryRow,
  AppUserRow,
  InvitationRow,
  LoginSessionRow,
  MembershipRow,
  PasswordLinkRow,
  RefreshTokenRow,
  StoredDocumentRow,
  UploadRow,
  PartnerRow,
  PartnerTierRow,
  PartnerTierPeriodRow,
  RecruitmentRow,
  CalendarRow,
  CalendarVersionRow,
  ProductLineRow,
  ProgramRow,
  ProgramFormRow,
  ProgramEnrolmentRow,
  ProgramTermsRow,
  TermsAcceptanceRow,
  LeadRow,
  LeadDraftRow,
  ReasonRow,
  CompanyRow,
  CompanyKeyRow,
  ContactRow,
  CorrectionProposalRow,
  InboxItemRow,
  InformationRequestRow,
  LeadClockRow,
  ClockWatchRow,
  ClockFiringRow,
  SlaPolicyRow,
  SlaPolicyVersionRow,
  LeadEventRow,
  LeadEventInternalRow,
  EvidenceRow,
  InternalCommentRow,
  AcceptanceChecklistRow,
  ProgramChecklistRow,
  LeadFeedbackRow,
  LeadLookRow,
  ImportRunRow,
  ConflictRow,
  ClaimConflictRow,
  ClaimDecisionRow,
  LikenessRow,
  CompanyNameRow,
  CompanyNameKeyRow,
  CompanyNameWordRow,
  CompanyNameLeadRow,
  LeadMatchingRow,
  AccountRow,
  AccountLeadRow,
  CustomerRow,
  TargetListRow,
  TargetRow,
  UsageSignalRow,
  UsageThresholdRow,
  ProtectionWindowRow,
  ExtensionRequestRow,
  AppealRow,
  DirectClaimRow,
  ConflictDecisionRow,
  LeadDecisionRow,
  AttributionShareRow,
  TouchpointRow,
  CreditInstalmentRow,
  TierMultiplierRow,
  AccountingPeriodRow,
  PeriodStepRow,
  AcceleratorRow,
  VolumeUnitChangeRow,
  VolumeUnitRow,
  IncentiveConditionRow,
  IncentiveQualityRow,
  ExchangeRateRow,
  ExchangeRateImportRow,
  LedgerAccountRow,
  JournalTxnRow,
  JournalEntryRow,
  JournalSealRow,
  ChainAnchorRow,
  IncentiveProgramRow,
  ProgramVersionRow,
  IncentiveRuleRow,
  AttributionPolicyRow,
  EngagementDayRow,
  EngagementRow,
  LeadScoreRow,
  ScoringCheckRow,
  ScoringModelRow,
  ScoringScheduleRow,
  ScoringRunRow,
  ScoringTrainingRow,
  AttributionProposalRow,
  AttributionDisputeRow,
  AwardRow,
  SimulationRow,
  ExportRunRow,
  GlMappingRow,
  GlMappingLineRow,
  ReportRow,
  ReportRunRow,
  CreditRow,
  CreditReversalRow,
  ReversalAppealRow,
  CreditHoldRow,
  HoldReleaseRow,
  FraudRuleRow,
  ApprovalProposalRow,
  ApprovalItemRow,
  ApprovalPolicyRow,
  CreditApprovalRow,
  TaxProfileRow,
  TaxFormRow,
  TaxRuleRow,
  PayoutAccountRow,
  PayoutBatchRow,
  PayoutRow,
  PayoutCreditRow,
  ClawbackRow,
  PayoutOffsetRow,
  RepaymentProposalRow,
  RepaymentRow,
  SecondPersonWaiverRow,
  WaivedDecisionRow,
  WriteOffRow,
  TaxRemittanceRow,
  PayoutLeftOutRow,
  BankFileRow,
  BankFileFetchRow,
  BankStatementRow,
  BankEntryRow,
  PartnerStatementRow,
  StatementLineRow,
  StatementPdfRow,
  StatementDisputeRow,
  DisputeOutcomeRow,
  AbsenceRow,
  AssignmentRow,
  QueueRow,
  RepProfileRow,
  RoutingVersionRow,
  SkillRow,
  TeamRow,
  TerritoryRow,
  AssessmentRow,
  AssessmentAnswerRow,
  LeadAssessmentRow,
  LeadAssessmentSaveRow,
  LeadAssessmentAnswerRow,
  PartnerAnswersRow,
  SalesAnswersRow,
  DiscoveryCallRow,
  DiscoveryCallParticipantRow,
  DiscoveryCallNoteRow,
  OpportunityRow,
  OfferRow,
  CriteriaReplayRow,
  ReplayedLeadRow,
  CriteriaSetRow,
  CriteriaVersionRow,
  CriterionRow,
];
