import type { GraphQLSchema } from "graphql";

import type { Prefix } from "../../src/kernel/index.ts";

import { inputPlaces } from "./input-places.ts";
import type { InputPlace } from "./input-places.ts";

/** A place in the arguments of a root field where an id is sent. */
export interface IdPlace extends InputPlace {
  /** The kinds of ids that say something there; empty where they are nobody's. */
  readonly kinds: readonly Prefix[];
}

/** Which kinds of ids are somebody's own. */
const KINDS: readonly Prefix[] = [
  "lead",
  "prt",
  "mem",
  "key",
  "inv",
  "cfl",
  "clc",
  "acc",
  "cus",
  "ext",
  "apl",
  "dcl",
  "off",
  "crd",
  "awd",
  "sim",
  "pac",
  "prd",
  "stm",
  "sdp",
  "rvs",
  "rap",
  "aud",
  "cnt",
  "cor",
  "irq",
  "evt",
  "asm",
  "dsc",
  "opp",
  "evd",
  "imp",
  "prg",
  "inc",
  "pgv",
  "drf",
  "asg",
];

/** What the last word of a place takes. */
const BY_NAME: Readonly<Record<string, readonly Prefix[]>> = {
  contactId: ["cnt"],
  leadId: ["lead"],
  partnerId: ["prt"],
  partnerIds: ["prt"],
  recruiterId: ["prt"],
  replacesId: ["prt"],
  ownerId: ["mem"],
  memberId: ["mem"],
  toMemberId: ["mem"],
  memberIds: ["mem"],
  recipientIds: ["mem"],
  managerId: ["mem"],
  deputyId: ["mem"],
  keyId: ["key"],
  invitationId: ["inv"],
  uploadId: ["upl"],
  importRunId: ["imp"],
  conflictId: ["cfl"],
  claimConflictId: ["clc"],
  directClaimId: ["dcl"],
  accountId: ["acc"],
  accountIds: ["acc"],
  offerId: ["off"],
  leadIds: ["lead"],
  survivorId: ["lead"],
  programId: ["prg"],
  programIds: ["prg"],
  incentiveProgramId: ["inc"],
  draftId: ["drf"],
  touchpointId: ["tch"],
  discoveryCallId: ["dsc"],
  contactIds: ["cnt"],
  creditId: ["crd"],
  taxProfileId: ["txp"],
  taxFormId: ["txf"],
  taxRuleId: [],
  taxRemittanceId: [],
  payoutAccountId: ["pac"],
  creditIds: ["crd"],
  creditHoldId: [],
  statementId: ["stm"],
  statementDisputeId: ["sdp"],
  missingCreditId: ["crd"],
  correctingCreditId: ["crd"],
  missingLeadId: ["lead"],
  correctingPostingId: [],
  approvalProposalId: [],
  approvalPolicyId: [],
  payoutBatchId: [],
  bankEntryId: [],
  bankEntryIds: [],
  payoutId: ["pay"],
  clawbackId: ["clw"],
  writeOffId: ["wof"],
  repaymentProposalId: ["rpp"],
  secondPersonWaiverId: ["wvr"],
  waivedDecisionId: ["wvd"],
  subjectId: KINDS,
  // the vendor's own, of no partner
  teamId: [],
  targetListId: [],
  usageSignalId: [],
  queueId: [],
  territoryId: [],
  territoryIds: [],
  skillId: [],
  skillIds: [],
  absenceId: [],
  // published for everybody
  criteriaVersionId: [],
  criteriaSetId: [],
  productLineId: [],
  productLineIds: [],
  parentId: [],
  tierId: [],
  // the vendor's own settings: partners may send nothing that names one
  calendarId: [],
  slaPolicyId: [],
  attributionPolicyId: [],
  scoringModelId: [],
  // the vendor's own to decide
  attributionProposalId: [],
  attributionDisputeId: [],
  reversalId: [],
  programVersionId: [],
  simulationId: [],
  criteriaReplayId: [],
  exportRunId: [],
  glMappingId: [],
  reportId: [],
  accountingPeriodId: [],
  appealId: [],
};

const BY_PLACE: Readonly<Record<string, readonly Prefix[]>> = {
  "node.id": KINDS,
  "nodes.ids.0": KINDS,
  "lead.by.id": ["lead"],
  "partner.id": ["prt"],
  "program.id": ["prg"],
  "incentiveProgram.id": ["inc"],
  "attributionUnder.leadId": ["lead"],
  "explainAssessment.leadId": ["lead"],
  "attributionAsOf.leadId": ["lead"],
  "attributionReport.input.partnerId": ["prt"],
  "criteriaVersion.id": [],
  // no partner may ask for them at all
  "slaBreaches.input.programId": [],
  "criteriaDiagnostics.input.programId": [],
  "questionnaireAgreement.input.partnerId": [],
  "slaBreaches.input.partnerId": [],
  "slaBreaches.input.ownerId": [],
  // nor for the books
  "journalTransactions.filter.accountId": [],
  "journalTransactions.filter.partnerId": [],
  "journalTransactions.filter.incentiveProgramId": [],
  "journalTransactions.filter.creditId": [],
  "journalTransactions.filter.sourceId": [],
  "trialBalance.input.partnerId": [],
  "trialBalance.input.incentiveProgramId": [],
};

/** Every place of the schema that takes an id. */
export function idPlaces(schema: GraphQLSchema): readonly IdPlace[] {
  return inputPlaces(schema)
    .filter((place) => place.type.name === "ID")
    .map((place) => ({ ...place, kinds: kindsAt(place.field, place.path) }));
}

function kindsAt(field: string, path: readonly (string | number)[]): readonly Prefix[] {
  const place = [field, ...path].join(".");
  const last = path.findLast((each) => typeof each === "string") ?? "";
  const kinds = BY_PLACE[place] ?? BY_NAME[last];
  if (kinds) return kinds;
  throw new Error(`say in test/support/id-places.ts which kind of id ${place} takes`);
}
