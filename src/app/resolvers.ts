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
  CommentResolver,
  ContactResolver,
  CorrectionResolver,
  DraftResolver,
  EvidenceResolver,
  LeadResolver,
  ReasonResolver,
  RegisterLeadsResolver,
  RegisterVendorLeadResolver,
  ResubmitLeadResolver,
  WithdrawLeadResolver,
} from "../leads/index.ts";
import { NoticeSettingsResolver } from "../notices/index.ts";
import {
  AuditEntryPartnerResolver,
  MemberPartnerResolver,
  PartnerMutationsResolver,
  PartnerResolver,
  ProgramMutationsResolver,
  ProgramResolver,
  TierResolver,
  ViewerPartnerResolver,
} from "../partners/index.ts";
import { ProductLineResolver } from "../products/index.ts";
import {
  AccountCustomersResolver,
  AppealResolver,
  CheckLeadResolver,
  ConflictResolver,
  CustomerResolver,
  DirectClaimResolver,
  ExtensionRequestResolver,
  LeadCustomersResolver,
  LeadProtectionResolver,
  LikenessResolver,
  OverlapResolver,
  ProtectionResolver,
} from "../protection/index.ts";
import {
  AssessmentResolver,
  CriteriaResolver,
  QualificationResolver,
  QualifiedLeadResolver,
} from "../qualification/index.ts";
import { CreditReportResolver, FunnelReportResolver } from "../reporting/index.ts";
import {
  MergeLeadsResolver,
  OfferResolver,
  SuccessionResolver,
  TransferLeadResolver,
} from "../succession/index.ts";

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
  ProgramResolver,
  ProgramMutationsResolver,
  ViewerPartnerResolver,
  MemberPartnerResolver,
  AuditEntryPartnerResolver,
  ProductLineResolver,
  LeadResolver,
  RegisterLeadsResolver,
  RegisterVendorLeadResolver,
  ResubmitLeadResolver,
  WithdrawLeadResolver,
  CommentResolver,
  ContactResolver,
  CorrectionResolver,
  DraftResolver,
  EvidenceResolver,
  ReasonResolver,
  NoticeSettingsResolver,
  ImportResolver,
  ConflictResolver,
  LikenessResolver,
  LeadProtectionResolver,
  ProtectionResolver,
  ExtensionRequestResolver,
  CheckLeadResolver,
  OverlapResolver,
  AppealResolver,
  DirectClaimResolver,
  CustomerResolver,
  AccountCustomersResolver,
  LeadCustomersResolver,
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
  MergeLeadsResolver,
  OfferResolver,
  TransferLeadResolver,
  SuccessionResolver,
  FunnelReportResolver,
  CreditReportResolver,
] as const;
