import { isRequiredArgument } from "graphql";
import type { GraphQLSchema } from "graphql";

import { idOf, prefixOf, PREFIXES } from "../../src/kernel/index.ts";

import type { LivingWorld } from "./living-world.ts";
import { CRITERIA } from "./living-world.ts";
import type { Samples } from "./selections.ts";

/** The rule about bursts, as Baton comes. */
const FRAUD_RULE = idOf("frl", "01970000-0000-7000-8000-0000000000f4");

const PERIOD = `from: "2025-01-01T00:00:00Z", until: "2029-01-01T00:00:00Z"`;

/** With what to call the queries that take arguments, so that they answer with something. */
export function querySamples(world: LivingWorld): Samples {
  const { leads, ids } = world;
  const samples: Samples = {
    "Query.lead": [
      leads.won,
      leads.returned,
      leads.submitted,
      leads.disputed,
      leads.discussed,
      leads.lost,
      leads.shared,
      leads.merged,
      ids.confirmedLead,
      ids.followedLead,
    ].map((id) => `(by: { id: "${id}" })`),
    "Query.partner": [world.alpha, ids.limited].map((id) => `(id: "${id}")`),
    "Query.program": [`(id: "${ids.program}")`],
    "Query.incentiveProgram": [ids.incentiveProgram, ids.accelerating].map((id) => `(id: "${id}")`),
    "Query.criteriaVersion": [`(id: "${CRITERIA}")`],
    "Query.criteriaFor": [`(leadId: "${world.leads.won}")`],
    "Query.funnelReport": ["PARTNER", "MONTH"].map(
      (dimension) => `(input: { from: "2025-01-01", to: "2029-01-01", groupBy: [${dimension}] })`,
    ),
    "Query.slaBreaches": [`(input: { ${PERIOD} }, first: 100)`],
    "Query.slaReport": [`(input: { ${PERIOD}, groupBy: [CLOCK] })`],
    // whose inbox it is depends on who asks
    "Query.salesInbox": [`(filter: { holders: [ANYBODY] }, first: 100)`],
    "Query.salesInboxCounts": [`(filter: { holders: [ANYBODY] })`],
    "Query.attributionReport": ["PARTNER", "PROGRAM", "MONTH"].map(
      (dimension) =>
        `(input: { from: "2025-01-01", to: "2029-01-01", groupBy: [${dimension}], models: [LINEAR] })`,
    ),
    "Query.targetLists": ["(withRetired: true, first: 100)"],
    "Query.replayedLeads": [`(criteriaReplayId: "${ids.criteriaReplay}", first: 100)`],
    "Query.criteriaDiagnostics": [
      `(input: { from: "2025-01-01", to: "2029-01-01", leastLeads: 1, opportunityDays: 1 })`,
    ],
    "Query.questionnaireAnswers": [`(leadId: "${ids.answeredLead}")`],
    "Query.discoveryCalls": [`(leadId: "${leads.discussed}", withRemoved: true, first: 100)`],
    "Query.questionnaireAgreement": [true, false].map(
      (byPartner) => `(input: { from: "2025-01-01", to: "2029-01-01", byPartner: ${byPartner} })`,
    ),
    "Query.explainAssessment": [leads.discussed, ids.answeredLead].map(
      (leadId) => `(leadId: "${leadId}", language: DE)`,
    ),
    "Query.attributionUnder": [`(leadId: "${leads.won}", models: [LINEAR])`],
    "Query.estimateEarnings": [`(leadId: "${leads.returned}")`, `(leadId: "${ids.confirmedLead}")`],
    "Query.attributionAsOf": [`(leadId: "${leads.won}", at: "2099-01-01T00:00:00Z")`],
    "Query.periodChecks": [`(accountingPeriodId: "${ids.accountingPeriod}")`],
    "Query.taxReport": [`(input: { year: ${new Date().getUTCFullYear()} })`],
    "Query.creditReport": [`(input: { from: "2025-01-01", to: "2029-01-01", groupBy: [PARTNER] })`],
  };
  const missing = queriesWithoutSamples(world.schema, samples);
  if (missing.length > 0) {
    throw new Error(
      `${missing.join(", ")} cannot be called without arguments: say with which in test/support/samples.ts`,
    );
  }
  return samples;
}

function queriesWithoutSamples(schema: GraphQLSchema, samples: Samples): readonly string[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  return fields
    .filter((field) => field.args.some(isRequiredArgument))
    .map((field) => `Query.${field.name}`)
    .filter((coordinate) => !NODE_FIELDS.includes(coordinate) && !samples[coordinate]);
}

/** What answers with anything that has an id; it is asked for each type by itself. */
export const NODE_FIELDS: readonly string[] = ["Query.node", "Query.nodes"];

/** An object of each type that has an id of its own, Alpha's where it is somebody's. */
export function nodeIds(world: LivingWorld): Readonly<Record<string, string>> {
  const { ids, members } = world;
  const objects = [
    world.leads.won,
    world.alpha,
    members.PARTNER_ADMIN.memberId,
    members.PARTNER_ADMIN.keyId,
    CRITERIA,
    ids.tier,
    ids.productLine,
    ids.customer,
    ids.targetList,
    ids.usageSignal,
    ids.usageThreshold,
    ids.conflict,
    ids.importRun,
    ids.likeness,
    ids.account,
    ids.extension,
    ids.appeal,
    ids.directClaim,
    ids.claimConflict,
    ids.offer,
    ids.award,
    ids.simulation,
    ids.criteriaReplay,
    ids.exportRun,
    ids.glMapping,
    ids.report,
    ids.credit,
    ids.creditReversal,
    ids.reversalAppeal,
    ids.auditEntry,
    ids.calendar,
    ids.slaPolicy,
    ids.attributionPolicy,
    ids.scoringModel,
    ids.scoringSchedule,
    ids.criteriaSet,
    ids.discoveryCall,
    ids.attributionProposal,
    ids.attributionDispute,
    ids.taxProfile,
    ids.taxForm,
    ids.taxRule,
    ids.taxRemittance,
    ids.payoutAccount,
    ids.creditHold,
    FRAUD_RULE,
    ids.approvalProposal,
    ids.approvalPolicy,
    ids.payoutBatch,
    ids.payout,
    ids.clawback,
    ids.writeOff,
    ids.repaymentProposal,
    ids.secondPersonWaiver,
    ids.waivedDecision,
    ids.bankStatement,
    ids.bankEntry,
    ids.accountingPeriod,
    ids.statement,
    ids.statementDispute,
    ids.program,
    ids.incentiveProgram,
    ids.programVersion,
    ids.journalTransaction,
    ids.ledgerAccount,
    ids.chainAnchor,
    ids.exchangeRate,
    ids.exchangeRateImport,
    ids.draft,
    ids.team,
    ids.queue,
    ids.territory,
    ids.skill,
    ids.repProfile,
    ids.absence,
    ids.routing,
    ids.assignment,
  ];
  const byType = Object.fromEntries(
    objects.map((id) => {
      const prefix = prefixOf(id);
      if (prefix === null) throw new Error(`${id} is no id`);
      return [PREFIXES[prefix], id];
    }),
  );
  const missing = nodeTypes(world.schema).filter((type) => byType[type] === undefined);
  if (missing.length > 0) {
    throw new Error(
      `there is no ${missing.join(", no ")} to ask for by its id: name one in test/support/samples.ts`,
    );
  }
  return byType;
}

/** The object types that implement Node. */
function nodeTypes(schema: GraphQLSchema): readonly string[] {
  const node = schema.getType("Node");
  return node && "getFields" in node && "getInterfaces" in node
    ? Object.values(schema.getTypeMap())
        .filter((type) => "getInterfaces" in type && type.getInterfaces().includes(node as never))
        .map((type) => type.name)
    : [];
}
