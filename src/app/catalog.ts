import { leadAttribution, shareReads } from "../attribution/index.ts";
import type { FileLinks } from "../files/index.ts";
import {
  clockFiringReads,
  informationRequestReads,
  leadClockReads,
  leadClocks,
  leadRequests,
  slaPolicyReads,
} from "../handover/index.ts";
import { apiKeyReads, auditReads, memberReads } from "../identity/index.ts";
import { creditReads, leadCredits } from "../incentives/index.ts";
import { importRunReads } from "../intake/index.ts";
import {
  commentReads,
  contactReads,
  correctionProposalReads,
  evidenceReads,
  internalCommentReads,
  leadComments,
  leadDraftReads,
  leadEventReads,
  leadLookReads,
  leadLooks,
  leadReads,
  reasonReads,
} from "../leads/index.ts";
import type { StageMove } from "../leads/index.ts";
import {
  calendarReads,
  partnerOfAuditEntry,
  partnerOfMember,
  partnerReads,
  programEnrolmentReads,
  programFormReads,
  programReads,
  programTermsReads,
  termsAcceptanceReads,
  tierReads,
} from "../partners/index.ts";
import { Catalog } from "../platform/reading/index.ts";
import { productLineReads } from "../products/index.ts";
import {
  accountCustomers,
  accountReads,
  appealReads,
  conflictDecisionReads,
  conflictReads,
  customerReads,
  directClaimReads,
  extensionRequestReads,
  leadCustomers,
  leadDecisionReads,
  leadProtection,
  likenessReads,
  protectionReads,
} from "../protection/index.ts";
import {
  answerReads,
  assessmentReads,
  criteriaReads,
  criterionReads,
  opportunityReads,
  qualifiedLead,
} from "../qualification/index.ts";
import { leadSuccession, offerReads } from "../succession/index.ts";

/** How all that is read is read, along the ladder. */
export function catalogOf(moves: readonly StageMove[], links: FileLinks): Catalog {
  return new Catalog(
    [
      memberReads,
      apiKeyReads,
      auditReads,
      partnerReads,
      tierReads,
      calendarReads,
      productLineReads,
      programReads,
      programFormReads,
      programEnrolmentReads,
      programTermsReads,
      termsAcceptanceReads,
      leadReads(moves),
      leadEventReads,
      commentReads,
      internalCommentReads,
      leadLookReads,
      leadDraftReads,
      contactReads,
      correctionProposalReads,
      evidenceReads(links),
      reasonReads,
      importRunReads(links),
      conflictReads,
      likenessReads,
      protectionReads,
      extensionRequestReads,
      accountReads,
      customerReads,
      appealReads,
      directClaimReads,
      conflictDecisionReads,
      leadDecisionReads,
      shareReads,
      creditReads,
      informationRequestReads,
      leadClockReads,
      clockFiringReads,
      slaPolicyReads,
      criteriaReads,
      criterionReads,
      assessmentReads,
      answerReads,
      opportunityReads,
      offerReads,
    ],
    [
      partnerOfMember,
      partnerOfAuditEntry,
      leadLooks,
      leadComments,
      leadProtection,
      accountCustomers,
      leadCustomers,
      leadAttribution,
      leadCredits,
      leadClocks,
      leadRequests,
      qualifiedLead,
      leadSuccession,
    ],
  );
}
