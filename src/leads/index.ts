/**
 * Leads: registration, the stages and the moves between them (data), and the history of each lead.
 * A verb that pays lives above incentives and finds here what it moves.
 */
export { decideOwnCorrection } from "./correct-lead.ts";
export type { CorrectLeadDeps } from "./correct-lead.ts";
export { wholePatch } from "./domain/correction.ts";
export type { GivenPatch } from "./domain/correction.ts";
export { readGivenFields } from "./domain/custom-fields.ts";
export type { RawCustomField } from "./domain/custom-fields.ts";
export { companyWords } from "./domain/company-words.ts";
export { fieldsGivenIn, isAskedField, pathOfField } from "./domain/lead-data.ts";
export type { AskedField, LeadPatch } from "./domain/lead-data.ts";
export { companyKeys, emailKey, foldName, registrableDomain } from "./domain/match-keys.ts";
export { leadReference } from "./domain/reference.ts";
export { readPatch } from "./domain/patch.ts";
export { chooseReason } from "./domain/reason.ts";
export type { ReasonGiven } from "./domain/reason.ts";
export { noSuchLines, registeredAgain } from "./domain/register.ts";
export { readCompany, readLines, readTenderReference } from "./domain/registration.ts";
export { whyNotReopened } from "./domain/second-thoughts.ts";
export { refuseOwnRegistration } from "./domain/own-registration.ts";
export { CLAIMING_STAGES, isBeforeAcceptance } from "./domain/stage.ts";
export type { Stage } from "./domain/stage.ts";
export type { StageMove } from "./domain/stage-move.ts";
export type { LeadVerb, MovingVerb } from "./domain/verb.ts";
export { commentReads, internalCommentReads, leadComments } from "./graphql/comment.reads.ts";
export { CommentResolver } from "./graphql/comment.resolver.ts";
export { contactReads } from "./graphql/contact.reads.ts";
export { ContactResolver } from "./graphql/contact.resolver.ts";
export { correctionProposalReads } from "./graphql/correction-proposal.reads.ts";
export { CorrectLeadFields } from "./graphql/correction.input.ts";
export { CorrectionResolver } from "./graphql/correction.resolver.ts";
export { leadDraftReads } from "./graphql/draft.reads.ts";
export { DraftResolver } from "./graphql/draft.resolver.ts";
export { evidenceReads } from "./graphql/evidence.reads.ts";
export { EvidenceResolver } from "./graphql/evidence.resolver.ts";
export {
  ConsentBasisEnum,
  LeadFieldEnum,
  LeadSourceEnum,
  LeadStage,
  MatchKeyEnum,
} from "./graphql/lead-enums.ts";
export { QuestionAnswerInput } from "./graphql/question-answer.input.ts";
export type {
  AnsweringRegistration,
  AnswerRegistrations,
  HeldAnswers,
  KeptAnswers,
} from "./registration-answers.ts";
export { CompanyInput } from "./graphql/lead.input.ts";
export { leadLookReads, leadLooks } from "./graphql/lead-look.reads.ts";
export { LeadLookConnection } from "./graphql/lead-look.type.ts";
export { LookNotes } from "./note-looks.ts";
export { leadEventReads } from "./graphql/lead-event.reads.ts";
export { leadFeedback, leadFeedbackReads } from "./graphql/feedback.reads.ts";
export { LeadFeedbackResolver } from "./graphql/feedback.resolver.ts";
export { LeadMutations, leadPayloadType } from "./graphql/lead.payload.ts";
export { leadReads, leadTable } from "./graphql/lead.reads.ts";
export { LeadChangedResolver } from "./graphql/lead-changed.resolver.ts";
export { LeadResolver } from "./graphql/lead.resolver.ts";
export { ContactType, LeadConnection, LeadType } from "./graphql/lead.type.ts";
export {
  DecideLeadFields,
  DecideLeadWithReasonFields,
  MoveLeadFields,
  MoveLeadWithReasonFields,
  readDecision,
  readDecisionWithReason,
  readMove,
  readMoveForReason,
  readMoveWithReason,
  MoveLeadForReasonFields,
} from "./graphql/move.input.ts";
export { reasonReads } from "./graphql/reason.reads.ts";
export { ErrorPolicyEnum, RegisterLeadsResolver } from "./graphql/register-leads.resolver.ts";
export { RegisterVendorLeadResolver } from "./graphql/register-vendor-lead.resolver.ts";
export { ResubmitLeadResolver } from "./graphql/resubmit-lead.resolver.ts";
export { ReasonResolver } from "./graphql/reason.resolver.ts";
export { WithdrawLeadResolver } from "./graphql/withdraw-lead.resolver.ts";
export { beginMove, completeMove, leadNotThere, moveWithReason } from "./move-lead.ts";
export type {
  LeadMoved,
  Movable,
  MoveLead,
  MoveLeadDeps,
  MoveLeadWithReason,
} from "./move-lead.ts";
export { openEvidence } from "./open-evidence.ts";
export { checkRegistrations, registerLeads } from "./register-leads.ts";
export type { RegisterLeads } from "./register-leads.ts";
export { registerLead } from "./register-lead.ts";
export type { RegisterLeadDeps } from "./register-lead.ts";
export type { Said } from "./domain/search-terms.ts";
export { queueTerms, queueTermsAnew, readSaid } from "./store/lead-terms.ts";
export { readSurvivor } from "./store/survivor-queries.ts";
export { queueClaimedAgain, readHolder } from "./store/claimed-again.ts";
export { leadChanges, queueCorrection, readCorrectable } from "./store/correction-store.ts";
export { readIsManager } from "./store/manager-queries.ts";
export { readRegistrants } from "./store/registrant-queries.ts";
export { continuesIn, lockLead, readReasons } from "./store/lead-move-store.ts";
export type { LockedLead } from "./store/lead-move-store.ts";
export { readKnownPrograms } from "./store/program-rules.ts";
export { readStageMoves } from "./store/stage-moves.ts";
export { sweepDrafts } from "./sweep-drafts.ts";
export { beginUndo, completeUndo } from "./undo-lead-move.ts";
export { withdrawLead } from "./withdraw-lead.ts";
export { matchKeysOf } from "./domain/register.ts";
export {
  CONSENT_BASES,
  isConsentBasis,
  isLeadSource,
  LEAD_SOURCES,
  readRegistration,
} from "./domain/registration.ts";
export type {
  ConsentBasis,
  LeadSource,
  RawRegistration,
  ReadRegistration,
  RegisterLead,
} from "./domain/registration.ts";
