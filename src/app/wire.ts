import {
  AttributionModelsResolver,
  AttributionPolicyResolver,
  AttributionResolver,
  AttributionShareResolver,
  ProgramAttributionResolver,
  TouchpointPartnerResolver,
  TouchpointResolver,
} from "../attribution/index.ts";
import { ExchangeRateResolver } from "../exchange/index.ts";
import { PeriodResolver } from "../closing/index.ts";
import { JournalResolver, TrialBalanceResolver } from "../ledger/index.ts";
import { CreateUploadResolver } from "../files/index.ts";
import { ExportResolver, GlMappingResolver, ReportResolver } from "../exports/index.ts";
import type { FileLinks } from "../files/index.ts";
import {
  BreachResolver,
  ClockFiringsResolver,
  DecideAppealResolver,
  DecideClaimConflictResolver,
  DecideConflictResolver,
  HandoverResolver,
  InboxResolver,
  InformationRequestResolver,
  AcceptanceChecklistResolver,
  LeadClocksResolver,
  SlaPolicyResolver,
} from "../handover/index.ts";
import {
  ApiKeyResolver,
  AuditResolver,
  IdentityMutations,
  MemberResolver,
  SessionResolver,
  StoredDocumentResolver,
  ViewerResolver,
} from "../identity/index.ts";
import type { Identity } from "../identity/index.ts";
import {
  AppealedCreditResolver,
  AwardedLeadResolver,
  CreditedLeadResolver,
  CreditResolver,
  EstimateResolver,
  IncentiveProgramResolver,
  ReversalAppealResolver,
  ReversalResolver,
  SimulationResolver,
} from "../incentives/index.ts";
import { ImportResolver } from "../intake/index.ts";
import {
  CommentResolver,
  LeadFeedbackResolver,
  ContactResolver,
  CorrectionResolver,
  DraftResolver,
  EvidenceResolver,
  LeadChangedResolver,
  LeadMutations,
  LeadResolver,
  LookNotes,
  readKnownPrograms,
  readStageMoves,
  ReasonResolver,
  RegisterLeadsResolver,
  RegisterVendorLeadResolver,
  ResubmitLeadResolver,
  WithdrawLeadResolver,
} from "../leads/index.ts";
import {
  AuditEntryPartnerResolver,
  CalendarResolver,
  MemberPartnerResolver,
  PartnerMutationsResolver,
  PartnerResolver,
  ProgramMutationsResolver,
  ProgramResolver,
  TierResolver,
  ViewerPartnerResolver,
} from "../partners/index.ts";
import {
  ApprovalItemsResolver,
  ApprovalPolicyResolver,
  ApprovalResolver,
  CreditHoldResolver,
  HeldCreditResolver,
} from "../approval/index.ts";
import { FraudRuleResolver, RuledHoldResolver } from "../fraud/index.ts";
import { TaxFormResolver, TaxProfileResolver, TaxRuleResolver } from "../tax/index.ts";
import { WaiverResolver } from "../waivers/index.ts";
import {
  BankFileResolver,
  BankStatementResolver,
  BatchBankFilesResolver,
  ClawbackFieldsResolver,
  ClawbackResolver,
  TaxRemittanceResolver,
  RepaymentResolver,
  PartnerPayoutAccountsResolver,
  PartnerPayoutsResolver,
  PayoutAccountResolver,
  PayoutBatchFieldsResolver,
  PayoutBatchResolver,
  PayoutCreditsResolver,
  PayoutOffsetsResolver,
  PayoutResolver,
  ReconciliationResolver,
} from "../payouts/index.ts";
import type { Payer } from "../payouts/index.ts";
import type { Vault } from "../platform/vault.ts";
import { ProductLineResolver } from "../products/index.ts";
import {
  AccountCustomersResolver,
  AppealResolver,
  CheckLeadResolver,
  ClaimConflictResolver,
  ConflictResolver,
  CustomerResolver,
  DirectClaimResolver,
  ExtensionRequestResolver,
  LeadClaimConflictsResolver,
  LeadCustomersResolver,
  LeadProtectionResolver,
  LikenessResolver,
  OverlapResolver,
  ProtectionResolver,
} from "../protection/index.ts";
import { LeadTargetListsResolver, TargetListResolver, TargetsResolver } from "../targets/index.ts";
import { UsageResolver } from "../usage/index.ts";
import { NoticeSettingsResolver } from "../notices/index.ts";
import type { Database } from "../platform/database/index.ts";
import { CursorSeal } from "../platform/graphql/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { FileStorage } from "../platform/storage/index.ts";
import { Reading } from "../platform/reading/index.ts";
import {
  AssessLeadResolver,
  AssessmentExplanationResolver,
  AssessmentResolver,
  CriteriaResolver,
  CriteriaReplayResolver,
  CriteriaSetResolver,
  CriteriaVersionResolver,
  QualificationResolver,
  answerRegistrations,
  DiscoveryCallResolver,
  QuestionAnswersResolver,
  QualifiedLeadResolver,
} from "../qualification/index.ts";
import {
  AttributionReportResolver,
  CreditReportResolver,
  CriteriaDiagnosticsResolver,
  QuestionnaireAgreementResolver,
  FunnelReportResolver,
  TaxReportResolver,
} from "../reporting/index.ts";
import {
  HandOverResolver,
  LeadAssignmentResolver,
  RoutingResolver,
  StaffResolver,
} from "../routing/index.ts";
import {
  EngagementResolver,
  LeadScoreResolver,
  ScoringCheckResolver,
  ScoringModelResolver,
  ScoringScheduleResolver,
  ScoringTrainingResolver,
} from "../scoring/index.ts";
import {
  AttributionDisputeResolver,
  LeadDisputesResolver,
  SettlementResolver,
} from "../settlement/index.ts";
import {
  DisputedStatementResolver,
  StatementDisputeResolver,
  StatementResolver,
} from "../statements/index.ts";
import {
  giveBack,
  MergeLeadsResolver,
  OfferResolver,
  SuccessionResolver,
  TransferLeadResolver,
} from "../succession/index.ts";

import { catalogOf } from "./catalog.ts";
import { isFreeMail } from "./free-mail.ts";
import { NodeResolver } from "./node.resolver.ts";
import { buildApiSchema } from "./schema.ts";

export interface WiringOptions {
  readonly database: Database;
  readonly cursorKey: Buffer;
  readonly newId: NewId;
  readonly identity: Identity;
  /** Makes the addresses of files. */
  readonly links: FileLinks;
  /** Where files lie that were sent. */
  readonly storage: FileStorage;
  /** How partners' accounts are kept, how long nothing is paid to one that was verified, and from whose account it is. */
  readonly banking: {
    readonly vault: Vault;
    readonly coolingDays: number;
    readonly payer: Payer | null;
  };
  /** Keeps partners' tax numbers. */
  readonly taxVault: Vault;
}

/** Puts the modules together by hand: every dependency of every resolver can be read here. */
export async function wire(options: WiringOptions) {
  const { database, newId, identity, links, storage, banking, taxVault } = options;
  const seal = new CursorSeal(options.cursorKey);
  const [moves, programs] = await Promise.all([
    readStageMoves(database),
    readKnownPrograms(database),
  ]);
  const catalog = catalogOf(moves, links);
  const reading = new Reading(database, catalog, seal);
  const access = new IdentityMutations(database);
  const mutations = new LeadMutations(database, reading);
  const moving = { database, newId, moves };
  const correcting = { ...moving, isFreeMail };
  const looks = new LookNotes({ database, newId });
  const answering = answerRegistrations(database);
  const registering = { database, newId, isFreeMail, programs, answering };

  const resolvers: readonly object[] = [
    new NodeResolver(reading, looks),
    new SessionResolver(identity, access),
    new MemberResolver({ identity, mutations: access, reading }),
    new ApiKeyResolver({ identity, mutations: access, reading }),
    new StoredDocumentResolver(identity, access),
    new ViewerResolver(),
    new AuditResolver(reading),
    new CreateUploadResolver({ database, newId, links }),
    new PartnerResolver(reading),
    new PartnerMutationsResolver({ database, newId, reading }),
    new TierResolver(reading),
    new CalendarResolver({ database, newId, reading }),
    new ProgramResolver(reading),
    new ProgramMutationsResolver({ database, newId, reading }),
    new ViewerPartnerResolver(reading),
    new MemberPartnerResolver(),
    new AuditEntryPartnerResolver(),
    new ProductLineResolver({ database, newId, reading }),
    new LeadResolver({ ...registering, mutations, reading, looks }),
    new LeadChangedResolver(database, reading),
    new RegisterLeadsResolver({ ...registering, reading }),
    new RegisterVendorLeadResolver(registering, mutations),
    new ResubmitLeadResolver(moving, mutations),
    new WithdrawLeadResolver(moving, mutations),
    new CommentResolver(moving, mutations),
    new LeadFeedbackResolver(),
    new ContactResolver(moving, mutations),
    new CorrectionResolver(correcting, mutations),
    new DraftResolver({ ...registering, mutations, reading }),
    new EvidenceResolver(moving, mutations),
    new ReasonResolver(reading),
    new NoticeSettingsResolver(database),
    new ImportResolver({ database, newId, reading }),
    new ConflictResolver(reading),
    new ClaimConflictResolver(reading),
    new LeadClaimConflictsResolver(),
    new LikenessResolver(),
    new LeadProtectionResolver(),
    new ProtectionResolver(moving, mutations),
    new ExtensionRequestResolver(reading),
    new CheckLeadResolver({ database, isFreeMail }),
    new OverlapResolver({ database, isFreeMail }),
    new DirectClaimResolver({ database, newId, isFreeMail, reading }),
    new CustomerResolver({ database, newId, isFreeMail, reading }),
    new AccountCustomersResolver(),
    new TargetListResolver({ database, newId, isFreeMail, reading }),
    new TargetsResolver(),
    new UsageResolver({ database, newId, isFreeMail, reading }),
    new LeadTargetListsResolver(),
    new LeadCustomersResolver(),
    new AppealResolver({ moving, mutations, reading }),
    new AttributionResolver(),
    new AttributionShareResolver(),
    new AttributionModelsResolver(database),
    new TouchpointResolver({ database, newId }, mutations),
    new TouchpointPartnerResolver(),
    new ExchangeRateResolver({ database, newId, reading }),
    new JournalResolver(reading),
    new TrialBalanceResolver(database),
    new PeriodResolver({ database, reading }),
    new IncentiveProgramResolver({ database, newId, reading }),
    new SettlementResolver({ database, newId, reading }, mutations),
    new AttributionDisputeResolver({ database, newId, reading }),
    new LeadDisputesResolver(),
    new AttributionPolicyResolver({ database, newId, reading }),
    new ProgramAttributionResolver(),
    new CreditResolver(reading),
    new AwardedLeadResolver(),
    new EstimateResolver({ database, newId }),
    new SimulationResolver({ database, newId, reading }),
    new CreditedLeadResolver(),
    new ReversalResolver({ database, newId, reading }),
    new ReversalAppealResolver({ database, newId, reading }),
    new CreditHoldResolver({ database, newId, reading }),
    new HeldCreditResolver(),
    new ApprovalResolver({ database, newId, reading }),
    new ApprovalItemsResolver(),
    new ApprovalPolicyResolver({ database, newId, reading }),
    new FraudRuleResolver({ database, newId, reading }),
    new RuledHoldResolver(),
    new TaxProfileResolver({ database, newId, reading, taxVault }),
    new TaxFormResolver({ database, newId, reading }),
    new TaxRuleResolver({ database, newId, reading }),
    new PayoutAccountResolver({ database, newId, reading, ...banking }),
    new PartnerPayoutAccountsResolver(),
    new PayoutBatchResolver({ database, newId, reading, ...banking }),
    new BankFileResolver({ database, newId, links }),
    new BatchBankFilesResolver(),
    new ReconciliationResolver(database),
    new BankStatementResolver({ database, newId, reading, storage, payer: banking.payer }),
    new PayoutBatchFieldsResolver(),
    new PayoutResolver({ database, newId, reading }),
    new PayoutCreditsResolver(),
    new PayoutOffsetsResolver(),
    new ClawbackResolver({ database, newId, reading }),
    new TaxRemittanceResolver({ database, newId, reading }),
    new RepaymentResolver({ database, newId, reading }),
    new WaiverResolver({ database, newId, reading }),
    new ClawbackFieldsResolver(),
    new PartnerPayoutsResolver(),
    new StatementResolver({ database, reading }),
    new DisputedStatementResolver(),
    new StatementDisputeResolver({ database, newId, reading }),
    new AppealedCreditResolver(),
    new AcceptanceChecklistResolver(),
    new LeadClocksResolver(),
    new ClockFiringsResolver(),
    new SlaPolicyResolver({ database, newId, reading }),
    new BreachResolver(database, reading),
    new StaffResolver({ database, newId, reading }),
    new RoutingResolver(moving, mutations, reading),
    new HandOverResolver(moving, mutations),
    new LeadAssignmentResolver(),
    new ScoringModelResolver({ database, newId, reading }),
    new ScoringTrainingResolver({ database, newId, reading }),
    new ScoringScheduleResolver({ database, newId, reading }),
    new ScoringCheckResolver(),
    new LeadScoreResolver(reading),
    new EngagementResolver({ database, newId }),
    new HandoverResolver(moving, mutations),
    new InboxResolver(database, reading),
    new InformationRequestResolver(correcting, mutations),
    new DecideConflictResolver(moving, reading),
    new DecideClaimConflictResolver(moving, reading),
    new DecideAppealResolver({ ...moving, giveBack: giveBack(moving) }, mutations),
    new QualificationResolver(moving, mutations),
    new CriteriaResolver(reading),
    new CriteriaSetResolver({ database, newId, reading }),
    new CriteriaVersionResolver(),
    new QualifiedLeadResolver(),
    new AssessLeadResolver({ database, newId }, mutations),
    new QuestionAnswersResolver(database, mutations, reading),
    new DiscoveryCallResolver({ database, newId, reading }),
    new AssessmentExplanationResolver(database),
    new AssessmentResolver(),
    new MergeLeadsResolver(moving, mutations),
    new OfferResolver(moving, reading),
    new TransferLeadResolver(moving, mutations),
    new SuccessionResolver(),
    new FunnelReportResolver(database),
    new CreditReportResolver(database),
    new TaxReportResolver(database),
    new AttributionReportResolver(database),
    new CriteriaDiagnosticsResolver(database),
    new CriteriaReplayResolver({ database, newId, reading }),
    new QuestionnaireAgreementResolver(database),
    new ExportResolver({ database, newId, reading }),
    new GlMappingResolver({ database, newId, reading }),
    new ReportResolver({ database, newId, reading }),
  ];
  const schema = buildApiSchema(containerOf(resolvers));
  catalog.checkAgainst(schema);
  return { schema, moves, registering };
}

function containerOf(instances: readonly object[]) {
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  return {
    get(someClass: new (...args: never[]) => object): object {
      const instance = byClass.get(someClass);
      if (!instance) throw new Error(`no resolver of class ${someClass.name} was wired`);
      return instance;
    },
  };
}
