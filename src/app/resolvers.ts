import { AttributionResolver, AttributionShareResolver } from "../attribution/index.ts";
import { CreateUploadResolver } from "../files/index.ts";
import {
  AcceptanceClockResolver,
  DecideAppealResolver,
  DecideConflictResolver,
  HandoverResolver,
  InformationRequestResolver,
} from "../handover/index.ts";
import {
  ApiKeyResolver,
  AuditResolver,
  MemberResolver,
  SessionResolver,
  StoredDocumentResolver,
  ViewerResolver,
} from "../identity/index.ts";
import { CreditedLeadResolver, CreditResolver } from "../incentives/index.ts";
import { ImportResolver } from "../intake/index.ts";
import {
  ContactResolver,
  CorrectionResolver,
  EvidenceResolver,
  LeadResolver,
  ReasonResolver,
  RegisterLeadsResolver,
  ResubmitLeadResolver,
  WithdrawLeadResolver,
} from "../leads/index.ts";
import {
  AuditEntryPartnerResolver,
  MemberPartnerResolver,
  PartnerMutationsResolver,
  PartnerResolver,
  TierResolver,
  ViewerPartnerResolver,
} from "../partners/index.ts";
import {
  AppealResolver,
  CheckLeadResolver,
  ConflictResolver,
  DirectClaimResolver,
  ExtensionRequestResolver,
  LeadProtectionResolver,
  LikenessResolver,
  ProtectionResolver,
} from "../protection/index.ts";
import {
  AssessmentResolver,
  CriteriaResolver,
  QualificationResolver,
  QualifiedLeadResolver,
} from "../qualification/index.ts";
import { CreditReportResolver, FunnelReportResolver } from "../reporting/index.ts";

import { NodeResolver } from "./node.resolver.ts";

/** Every resolver class, along the ladder; the schema is what they declare. */
export const resolverClasses = [
  NodeResolver,
  SessionResolver,
  MemberResolver,
  ApiKeyResolver,
  StoredDocumentResolver,
  ViewerResolver,
  AuditResolver,
  CreateUploadResolver,
  PartnerResolver,
  PartnerMutationsResolver,
  TierResolver,
  ViewerPartnerResolver,
  MemberPartnerResolver,
  AuditEntryPartnerResolver,
  LeadResolver,
  RegisterLeadsResolver,
  ResubmitLeadResolver,
  WithdrawLeadResolver,
  ContactResolver,
  CorrectionResolver,
  EvidenceResolver,
  ReasonResolver,
  ImportResolver,
  ConflictResolver,
  LikenessResolver,
  LeadProtectionResolver,
  ProtectionResolver,
  ExtensionRequestResolver,
  CheckLeadResolver,
  AppealResolver,
  DirectClaimResolver,
  AttributionResolver,
  AttributionShareResolver,
  CreditResolver,
  CreditedLeadResolver,
  AcceptanceClockResolver,
  HandoverResolver,
  InformationRequestResolver,
  DecideConflictResolver,
  DecideAppealResolver,
  QualificationResolver,
  CriteriaResolver,
  QualifiedLeadResolver,
  AssessmentResolver,
  FunnelReportResolver,
  CreditReportResolver,
] as const;
