import { randomUUID } from "node:crypto";
import { globSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { Kind, parse, validate } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";

import { exampleOperations } from "../../src/app/example-operations.ts";
import { ALL_ROLES, isRole, makePasswords, ROLES } from "../../src/identity/index.ts";
import type { Role } from "../../src/identity/index.ts";
import { isRefusal } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { plantUsageSignal } from "../support/plant-usage.ts";
import { endWaivers } from "../support/plant-waivers.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { CRITERIA, metAnswers, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import {
  plantClaimConflict,
  plantConflict,
  plantDirectClaim,
  plantLead,
  plantOffer,
} from "../support/plant-lead.ts";
import {
  plantApprovalPolicy,
  plantApprovalProposal,
  plantCreditHold,
  plantPolicyInForce,
} from "../support/plant-approval.ts";
import type { PlantedProposal } from "../support/plant-approval.ts";
import { plantApprovedMapping, plantGlMapping } from "../support/plant-gl-mappings.ts";
import { plantReport } from "../support/plant-reports.ts";
import {
  letHoldsGo,
  plantPayable,
  plantPayers,
  plantPayoutBatch,
  plantSentBatch,
  plantWithheldAlone,
} from "../support/plant-payouts.ts";
import { camt, payoutOf, plantUnmatched, sendStatement } from "../support/bank-says.ts";
import { plantPeriod } from "../support/plant-periods.ts";
import { plantTaxRule } from "../support/plant-tax.ts";
import { plantPayoutAccount } from "../support/plant-payout-accounts.ts";
import { answersSaying, registeredOf } from "../support/plant-answers.ts";
import { plantCall } from "../support/plant-calls.ts";
import { draftCriteria, plantCriteria } from "../support/plant-criteria.ts";
import { plantProgram } from "../support/plant-program.ts";
import { runReplays } from "../support/plant-replays.ts";
import { plantMissingLead, statementOf } from "../support/plant-statement-disputes.ts";
import { draftModel, plantPastModel, plantTraining } from "../support/plant-scoring.ts";
import { sendFile } from "../support/send-file.ts";
import { overWebSocket, untilWatched } from "../support/watch.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../docs/examples");
const FILES = globSync("*.graphql", { cwd: FOLDER }).toSorted();
const PASSWORD = "a long walk on the beach";

/** Examples whose point is to be refused: the codes that their payloads answer with. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "03-own-duplicate.graphql": ["DUPLICATE_LEAD"],
};

let world: LivingWorld;
/** Whoever plays a role. The two roles of partners are at different ones: both register the same. */
let cast: Readonly<Record<Role, CastMember>>;

beforeAll(async () => {
  world = await openLivingWorld();
  const otherMember = await plantMember(world, ["PARTNER_MEMBER"], world.beta);
  cast = { ...world.members, PARTNER_MEMBER: otherMember };
  const hash = await makePasswords().hash(PASSWORD);
  if (isRefusal(hash)) throw new Error(hash.message);
  const { email } = await plantMember(world, ["PARTNER_ADMIN"], world.alpha, {
    passwordHash: hash,
  });
  await world.asOwner("update app_user set email = 'ada.brandt@alder.example' where email = $1", [
    email,
  ]);
});
afterAll(() => world.close());

const textOf = (file: string): string => readFileSync(path.join(FOLDER, file), "utf8");

/** The roles that an example is for; null stands for a caller without a token. */
function askersOf(text: string): (Role | null)[] {
  const named = /^# roles: (.+)$/m
    .exec(text)?.[1]
    ?.split(",")
    .map((role) => role.trim());
  if (named === undefined) return [...ALL_ROLES];
  return named.map((name) => {
    if (name === "ANYONE") return null;
    if (!isRole(name)) throw new Error(`there is no role ${name}`);
    return name;
  });
}

/** The variables as their file has them, its placeholders filled for this asker. */
async function variablesFor(file: string, role: Role | null): Promise<Record<string, unknown>> {
  const name = path.join(FOLDER, file.replace(/\.graphql$/, ".variables.json"));
  if (!existsSync(name)) return {};
  let text = readFileSync(name, "utf8");
  for (const [placeholder = "", what = ""] of text.matchAll(/\{\{(\w+)\}\}/g)) {
    text = text.replace(placeholder, await valueOf(what, role));
  }
  return JSON.parse(text);
}

async function valueOf(what: string, role: Role | null): Promise<string> {
  switch (what) {
    case "uuid":
      return randomUUID();
    case "untilNextMonth":
      await endWaivers(world);
      return new Date(Date.now() + 30 * 86_400_000).toISOString();
    case "submittedLeadId":
      return leadIn("SUBMITTED", role);
    case "acceptedLeadId":
      return leadIn("SAL", role);
    case "qualifiedLeadId":
      return leadIn("SQL", role);
    case "handedOverLeadId": {
      const leadId = await leadIn("SQL", role);
      const { memberId } = await plantMember(world, ["SALES_REP"]);
      const over = { leadId, memberId, note: "For you" };
      await done(world, cast.SALES_REP.key, "handOverLead", over);
      const back = { leadId, memberId: cast.SALES_REP.memberId, note: "Yours after all" };
      await done(world, cast.SALES_MANAGER.key, "handOverLead", back);
      return leadId;
    }
    case "wonLeadId":
      return plantLead(world, {
        partnerId: partnerOf(role),
        stage: "WON",
        ownerId: cast.SALES_REP.memberId,
      });
    case "convertedLeadId":
      return leadIn("OPPORTUNITY", role);
    case "returnedLeadId": {
      const leadId = await leadIn("SUBMITTED", role);
      const back = { leadId, reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };
      await done(world, cast.SALES_REP.key, "returnLead", back);
      return leadId;
    }
    case "askedLeadId": {
      const leadId = await leadIn("SUBMITTED", role);
      const questions = ["NOTES", "EVIDENCE"].map((field) => ({ field, question: "Which?" }));
      await done(world, cast.SALES_REP.key, "requestInformation", { leadId, questions });
      return leadId;
    }
    case "proposedLeadId": {
      const leadId = await leadIn("SAL", role);
      const company = { name: "Another firm" };
      await done(world, cast.PARTNER_ADMIN.key, "updateLead", { leadId, company });
      return leadId;
    }
    case "importUploadId":
      return importUpload(askerOf(role));
    case "vendorUploadId":
      return importUpload(cast.CHANNEL_MANAGER);
    case "importRunId": {
      const uploadId = await importUpload(askerOf(role));
      const { importRun } = await done(
        world,
        askerOf(role).key,
        "importLeads",
        { uploadId },
        "importRun { id }",
      );
      return importRun.id;
    }
    case "leadThatWaitsId": {
      const ownerId = cast.SALES_REP.memberId;
      const partnerId = world.alpha;
      return plantLead(world, { partnerId, stage: "SAL", ownerId, asksForDays: true });
    }
    case "rejectedLeadId":
      return decidedLead("JUST_NOW", partnerOf(role));
    case "appealedLeadId":
      return decidedLead("AND_APPEALED", world.alpha);
    case "touchpointId": {
      const leadId = await leadIn("SAL", role);
      const said = { role: "SOURCED", channel: "CALL", occurredAt: "2026-01-02T10:00:00Z" };
      const items = [{ leadId, partnerId: partnerOf(role), ...said }];
      const selection = "results { touchpointId }";
      const recorder = role === null ? cast.SALES_REP : cast[role];
      const made = await done(world, recorder.key, "recordTouchpoints", { items }, selection);
      return made["results"][0].touchpointId;
    }
    case "productLineId": {
      const input = { name: `Line ${randomUUID()}` };
      const made = await done(
        world,
        cast.ADMIN.key,
        "saveProductLine",
        input,
        "productLine { id }",
      );
      return made["productLine"].id;
    }
    case "salesRepId":
      return cast.SALES_REP.memberId;
    case "newRepId":
      return (await plantMember(world, ["SALES_REP"])).memberId;
    case "teamId":
      return saved("saveTeam", "team", { memberIds: [cast.SALES_REP.memberId] });
    case "queueId":
      return saved("saveQueue", "queue", {});
    case "skillId":
      return saved("saveSkill", "skill", {});
    case "territoryId":
      return saved("saveTerritory", "territory", { areas: [{ country: "DK" }] });
    case "absenceId": {
      const { memberId } = await plantMember(world, ["SALES_REP"]);
      const [absentFrom, absentUntil] = ["2098-01-01T00:00:00Z", "2099-01-01T00:00:00Z"];
      const input = { memberId, absentFrom, absentUntil };
      const { absence } = await done(
        world,
        world.staff.key,
        "recordAbsence",
        input,
        "absence { id }",
      );
      return absence.id;
    }
    case "queuedLeadId":
      return queuedLead();
    case "heldLeadId": {
      const leadId = await queuedLead();
      await done(world, cast.SALES_REP.key, "claimLead", { leadId });
      return leadId;
    }
    case "withheldOn": {
      const payoutId = await valueOf("sentPayoutId", role);
      const { remittedOn } = await plantWithheldAlone(world, payoutId);
      lastWithheldOn = String(remittedOn);
      return lastWithheldOn;
    }
    case "lastWithheldOn":
      return lastWithheldOn;
    case "taxRemittanceId": {
      const withheld = await plantWithheldAlone(world, await valueOf("sentPayoutId", role));
      const { key } = cast.FINANCE;
      const shown = "taxRemittance { id }";
      const made = await done(world, key, "recordTaxRemittance", withheld, shown);
      return made["taxRemittance"].id;
    }
    case "taxRuleId":
      return plantTaxRule(world, cast.FINANCE, { country: "IS" });
    case "usageSignalId":
      return plantUsageSignal(world);
    case "targetListId":
      return saved("saveTargetList", "targetList", {});
    case "targetAccountId": {
      const company = { name: "Target", domain: `${randomUUID()}.com` };
      const targetListId = await saved("saveTargetList", "targetList", {});
      const selection = "targetList { targets(first: 1) { nodes { account { id } } } }";
      const input = { targetListId, companies: [company] };
      const made = await done(world, world.staff.key, "addTargets", input, selection);
      return made["targetList"].targets.nodes[0].account.id;
    }
    case "customerAccountId": {
      const company = { name: "Customer", domain: `${randomUUID()}.com` };
      const made = await done(
        world,
        cast.SALES_REP.key,
        "markCustomer",
        { company },
        "account { id }",
      );
      return made["account"].id;
    }
    case "vendorLeadId":
      return plantLead(world, {
        partnerId: VENDOR_PARTNER_ID,
        stage: "SAL",
        ownerId: cast.SALES_REP.memberId,
      });
    case "offerId":
      return plantOffer(world, {
        partnerId: partnerOf(role),
        ownerId: cast.SALES_REP.memberId,
      });
    case "othersLeadId":
      return plantLead(world, {
        partnerId: world.beta,
        stage: "SUBMITTED",
        ownerId: cast.SALES_REP.memberId,
      });
    case "otherPartnerId":
      return world.beta;
    case "statementId":
      return statementOf(world, askerOf(role).partnerId ?? world.alpha);
    case "missingLeadId":
      return leadIn("SUBMITTED", role);
    case "statementDisputeId":
      return disputeOfStatement(role);
    case "answeredDisputeId": {
      const statementDisputeId = await disputeOfStatement(role);
      const finance = await plantMember(world, ["FINANCE"]);
      const answer = { outcome: "DISMISSED", answer: "It earned nothing" };
      await done(world, finance.key, "proposeDisputeOutcome", { statementDisputeId, ...answer });
      return statementDisputeId;
    }
    case "directClaimId":
      return plantDirectClaim(world);
    case "claimConflictId":
      return plantClaimConflict(world, {
        partnerId: world.alpha,
        ownerId: cast.SALES_REP.memberId,
      });
    case "conflictId":
      return plantConflict(world, {
        partnerId: world.alpha,
        rivalId: world.beta,
        ownerId: cast.SALES_REP.memberId,
      });
    case "draftId": {
      const lead = registration(`example-${randomUUID().slice(0, 8)}`);
      const { draft } = await done(world, askerOf(role).key, "saveDraft", { lead }, "draft { id }");
      return draft.id;
    }
    case "calendarId": {
      const businessHours = [{ weekday: "MONDAY", from: "09:00", until: "17:00" }];
      const input = { name: randomUUID(), timeZone: "UTC", businessHours };
      const made = await done(world, cast.ADMIN.key, "createCalendar", input, "calendar { id }");
      return made["calendar"].id;
    }
    case "questionnaireId":
      return world.ids.questionnaire;
    case "answeredLeadId":
      return world.ids.answeredLead;
    case "ownCallId":
      return plantCall(world, cast[role ?? "SALES_REP"], await leadIn("SAL", role));
    case "leadToAnswerId":
    case "acceptedAnsweredId": {
      const { partnerId, key } = askerOf(role);
      if (partnerId === null) throw new Error("a partner's member has a partner");
      const leadId = await registeredOf(world, key, partnerId, {
        ...registration(`example-${randomUUID().slice(0, 8)}`),
        kind: "PRODUCT_QUALIFIED",
      });
      if (what === "acceptedAnsweredId") {
        const criteriaVersionId = world.ids.questionnaire;
        const answers = answersSaying("audit", "Ines");
        await done(world, key, "answerQuestionnaire", { leadId, criteriaVersionId, answers });
        await done(world, cast.SALES_REP.key, "acceptLead", { leadId });
      }
      return leadId;
    }
    case "criteriaDraftId":
      return draftCriteria(world, cast.MARKETING_OPS);
    case "criteriaSetId":
      return plantCriteria(
        world,
        { marketing: cast.MARKETING_OPS, sales: cast.SALES_MANAGER },
        { leadKind: "UPSELL" },
      );
    case "learnedModelId":
      return plantTraining(world, await plantMember(world, ["SCORING_ANALYST"]));
    case "pastScoringModelId":
      return plantPastModel(world, {
        author: await plantMember(world, ["SCORING_ANALYST"]),
        publisher: await plantMember(world, ["MARKETING_OPS"]),
      });
    case "scoringModelId":
      return draftModel(world, await plantMember(world, ["SCORING_ANALYST"]));
    case "attributionPolicyId": {
      const author = await plantMember(world, ["MARKETING_OPS"]);
      const input = { programId: await plantProgram(world), model: "LINEAR" };
      const selection = "attributionPolicy { id }";
      const made = await done(world, author.key, "saveAttributionPolicy", input, selection);
      return made["attributionPolicy"].id;
    }
    case "attributionProposalId": {
      const author = await plantMember(world, ["MARKETING_OPS"]);
      const leadId = await leadIn("SQL", role);
      const shares = [{ partnerId: world.alpha, sharePpm: 1_000_000 }];
      const input = { leadId, shares, reason: "As we agreed" };
      const selection = "attributionProposal { id }";
      const made = await done(world, author.key, "proposeAttribution", input, selection);
      return made["attributionProposal"].id;
    }
    case "attributionDisputeId": {
      const input = { leadId: await leadIn("SQL", role), statement: "We brought it" };
      const selection = "attributionDispute { id }";
      const made = await done(
        world,
        cast.PARTNER_ADMIN.key,
        "disputeAttribution",
        input,
        selection,
      );
      return made["attributionDispute"].id;
    }
    case "creditHoldId": {
      const finance = await plantMember(world, ["FINANCE"]);
      return plantCreditHold(world, finance, (await credited(null)).creditId);
    }
    case "requestedHoldId": {
      const finance = await plantMember(world, ["FINANCE"]);
      const { creditId } = await credited(null);
      return plantCreditHold(world, finance, creditId, { isRequested: true });
    }
    case "approvalProposalId": {
      const finance = await plantMember(world, ["FINANCE"]);
      proposal = await plantApprovalProposal(world, finance, (await credited(null)).creditId);
      return proposal.approvalProposalId;
    }
    case "approvalPolicyId":
      return plantApprovalPolicy(world, await plantMember(world, ["FINANCE"]));
    case "approvalPolicyInForceId":
      return plantPolicyInForce(world);
    case "selectionHash":
      // of the proposal, or the batch, that the same example names
      return proposal?.selectionHash ?? "";
    case "payablePartnerId":
      await payable();
      return world.alpha;
    case "draftedBatchId": {
      await payable();
      const finance = await plantMember(world, ["FINANCE"]);
      const batch = await plantPayoutBatch(world, finance, [world.alpha]);
      proposal = { approvalProposalId: "", selectionHash: batch.selectionHash };
      return batch.payoutBatchId;
    }
    case "approvedBatchId": {
      const payoutBatchId = await valueOf("draftedBatchId", role);
      const { controller } = await plantPayers(world);
      const approving = { payoutBatchId, selectionHash: proposal?.selectionHash };
      await done(world, controller.key, "approvePayoutBatch", approving);
      return payoutBatchId;
    }
    case "sentBatchId":
      await payable();
      return (await plantSentBatch(world, await plantPayers(world), [world.alpha])).payoutBatchId;
    case "sentPayoutId":
      await payable();
      return (await plantSentBatch(world, await plantPayers(world), [world.alpha])).payoutId;
    case "bankStatementUploadId": {
      const { key } = cast.FINANCE;
      const payout = await payoutOf(world, { key }, await valueOf("sentPayoutId", role));
      const bookedOn = new Date().toISOString().slice(0, 10);
      const said = { ...payout, bookedOn, reference: "2026112800017" };
      return sendStatement(world, { key }, camt([said, { amount: "640.00", bookedOn }]));
    }
    case "bankTableUploadId": {
      const head = "Buchungstag;Betrag;Kundenreferenz;Bankreferenz;Verwendungszweck";
      const row = `27.11.2026;-1.640,00;;${randomUUID()};Miete`;
      return sendStatement(world, cast.FINANCE, `${head}\r\n${row}\r\n`, "text/csv");
    }
    case "unmatchedEntryId": {
      const finance = cast.FINANCE;
      const payoutId = await valueOf("sentPayoutId", role);
      unmatchedPayoutId = payoutId;
      const { amount } = await payoutOf(world, finance, payoutId);
      return plantUnmatched(world, finance, { amount });
    }
    case "unmatchedPayoutId":
      // of the entry that the same example names
      return unmatchedPayoutId;
    case "today":
      return new Date().toISOString().slice(0, 10);
    case "payoutAccountId": {
      const iban = "DE89370400440532013000";
      return (await plantPayoutAccount(world, cast.PARTNER_ADMIN, { iban })).payoutAccountId;
    }
    case "overPeriodId":
      return plantPeriod(world);
    case "softClosedPeriodId":
      return plantPeriod(world, "SOFT_CLOSED");
    case "closedPeriodId":
      return plantPeriod(world, "SOFT_CLOSED", "CLOSED");
    case "reopeningPeriodId":
      return plantPeriod(world, "SOFT_CLOSED", "CLOSED", "REOPENING_ASKED");
    case "slaPolicyId": {
      const programId = await plantProgram(world);
      const input = { name: randomUUID(), clock: "CONVERSION", programId, targetMinutes: 60 };
      const made = await done(world, cast.ADMIN.key, "createSlaPolicy", input, "slaPolicy { id }");
      return made["slaPolicy"].id;
    }
    case "creditId":
      return (await credited(role)).creditId;
    case "reportedReversalId":
      return (await reversed(role, { reason: "FRAUD" })).reversalId;
    case "reversedCreditId":
      return (await reversed(role)).creditId;
    case "programVersionId":
      return world.ids.programVersion;
    case "simulationId": {
      const period = { from: "2026-01-01", until: "2026-04-01" };
      const input = { programVersionId: world.ids.programVersion, ...period };
      const by = cast.MARKETING_OPS.key;
      const made = await done(world, by, "simulateProgram", input, "simulation { id }");
      return made["simulation"].id;
    }
    case "criteriaReplayId": {
      await runReplays(world);
      const cohort = { from: "2026-01-01", until: "2027-01-01" };
      const input = { criteriaVersionId: CRITERIA, cohort };
      const [by, selection] = [cast.MARKETING_OPS.key, "criteriaReplay { id }"];
      const made = await done(world, by, "replayCriteria", input, selection);
      return made["criteriaReplay"].id;
    }
    case "exportRunId": {
      const input = { kind: "TRIAL_BALANCE" };
      const made = await done(world, cast.FINANCE.key, "startExport", input, "exportRun { id }");
      return made["exportRun"].id;
    }
    case "reportId":
      return plantReport(world, cast.FINANCE);
    case "recipientId":
      return cast.CONTROLLER.memberId;
    case "glMappingId":
      return plantGlMapping(world);
    case "approvedGlMappingId":
      return plantApprovedMapping(world);
    case "reversalAppealId": {
      const { creditId } = await reversed(null);
      const input = { creditId, grounds: "It was so" };
      const by = cast.PARTNER_ADMIN.key;
      const made = await done(world, by, "appealReversal", input, "appeal { id }");
      return made["appeal"].id;
    }
    case "program":
      return plantProgram(world);
    case "incentiveProgram":
      return incentives("MADE");
    case "draftedIncentiveProgram":
      return incentives("DRAFTED");
    case "approvedIncentiveProgram":
      return incentives("APPROVED");
    case "enrolledProgram":
      return plantProgram(world, { partnerId: partnerOf(role) });
    case "termsProgram":
      return plantProgram(world, { partnerId: partnerOf(role), hasTerms: true });
    case "formProgram":
      return plantProgram(world, { partnerId: partnerOf(role), hasForm: true });
    case "partner":
      return partnerOf(role);
    case "newPartner": {
      const input = { name: randomUUID(), state: "ACTIVE" };
      const made = await done(world, world.staff.key, "createPartner", input, "partner { id }");
      return made["partner"].id;
    }
    case "newTier": {
      const tier = { name: randomUUID(), rank: Math.floor(Math.random() * 1e9) };
      const made = await done(
        world,
        world.staff.key,
        "createPartnerTier",
        tier,
        "partnerTier { id }",
      );
      return made["partnerTier"].id;
    }
    case "password":
      return PASSWORD;
    case "refreshToken":
      return refreshToken();
    default:
      throw new Error(`the test does not know how to fill {{${what}}}`);
  }
}

/** Something is payable to Alpha. */
async function payable(): Promise<void> {
  await letHoldsGo(world, world.alpha);
  const { creditId } = await credited(null);
  await plantPayable(world, await plantPayers(world), world.alpha, creditId);
}

/** The one that was planted last. */
let proposal: PlantedProposal | null = null;
let unmatchedPayoutId = "";
let lastWithheldOn = "";

/** What a lead of the asker's partner earned as an SQL. */
async function credited(role: Role | null): Promise<{ creditId: string }> {
  const ownerId = cast.SALES_REP.memberId;
  const leadId = await plantLead(world, { partnerId: partnerOf(role), stage: "SAL", ownerId });
  const met = { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() };
  await done(world, world.staff.key, "qualifyLead", met);
  const seen = await world.ask(
    world.staff.key,
    "query ($id: ID!) { lead(by: { id: $id }) { credits(first: 1) { nodes { id } } } }",
    { id: leadId },
  );
  return { creditId: seen.data?.["lead"].credits.nodes[0].id };
}

/** Such a credit that somebody took back, or reported. */
async function reversed(role: Role | null, why: object = {}) {
  const { creditId } = await credited(role);
  const { key } = await plantMember(world, ["FINANCE"]);
  const notSo = "reason" in why ? why : { reason: "INACCURATE_DATA", trueOn: "2026-01-01" };
  const input = { creditId, evidence: "A sample", ...notSo };
  const made = await done(world, key, "reverseCredit", input, "reversal { id }");
  return { creditId, reversalId: made["reversal"].id as string };
}

/** A thing of the staff's, with a name of its own. */
async function saved(verb: string, field: string, more: Record<string, unknown>): Promise<string> {
  const input = { name: randomUUID(), ...more };
  const payload = await done(world, world.staff.key, verb, input, `${field} { id }`);
  return payload[field].id;
}

/** An incentive program at version 1 that pays nothing, at 2 with a draft, at 3 with that approved. */
async function incentives(how: "MADE" | "DRAFTED" | "APPROVED"): Promise<string> {
  const { key } = await plantMember(world, ["MARKETING_OPS"]);
  const programId = await plantProgram(world);
  const settings = { name: randomUUID(), programId, currency: "EUR", timeZone: "UTC" };
  const shown = "incentiveProgram { id }";
  const { incentiveProgram } = await done(world, key, "createIncentiveProgram", settings, shown);
  const named = { incentiveProgramId: incentiveProgram.id, expectedVersion: 1 };
  const amount = { amount: "100.00", currency: "EUR" };
  const rules = [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount }];
  if (how !== "MADE") await done(world, key, "saveIncentiveDraft", { ...named, rules }, shown);
  if (how === "APPROVED") {
    const drafted = { ...named, expectedVersion: 2 };
    const by = await plantMember(world, ["CONTROLLER"]);
    await done(world, by.key, "approveIncentiveVersion", drafted, shown);
  }
  return named.incentiveProgramId;
}

/** A lead in review that waits in a queue. */
async function queuedLead(): Promise<string> {
  const ownerId = cast.SALES_REP.memberId;
  const leadId = await plantLead(world, { partnerId: world.alpha, stage: "SUBMITTED", ownerId });
  const queueId = await saved("saveQueue", "queue", {});
  await done(world, world.staff.key, "reassignLead", { leadId, queueId, reason: "An example" });
  return leadId;
}

/** Whose things an example is about: the asker's own partner, for the vendor's side any. */
const askerOf = (role: Role | null): CastMember =>
  role !== null && ROLES[role].side === "PARTNER" ? cast[role] : cast.PARTNER_ADMIN;

const importUpload = ({ key }: CastMember): Promise<string> =>
  sendFile(world, key, {
    purpose: "IMPORT",
    contentType: "text/csv",
    bytes: "Kunde,Name,E-Mail\nNordlicht GmbH,Anna,anna@nordlicht.example",
  });
/** A dispute of the asker's own partner (for the vendor's side of any). */
async function disputeOfStatement(role: Role | null): Promise<string> {
  const asker = askerOf(role);
  const statementId = await statementOf(world, asker.partnerId ?? world.alpha);
  const missingLeadId = await leadIn("SUBMITTED", role);
  return plantMissingLead(world, asker, { statementId, missingLeadId });
}

/** The partner of whoever asks; for the vendor's side any. */
function partnerOf(role: Role | null): PartnerId {
  const asker = role === null ? cast.PARTNER_ADMIN : cast[role];
  return asker.partnerId ?? world.alpha;
}

function decidedLead(wasDecided: "JUST_NOW" | "AND_APPEALED", partnerId: PartnerId) {
  const ownerId = cast.SALES_REP.memberId;
  return plantLead(world, { partnerId, stage: "REJECTED", ownerId, wasDecided });
}

const STEPS = ["SUBMITTED", "SAL", "SQL", "OPPORTUNITY"] as const;

/** A new lead of the asker's own partner (for the vendor's side of any), moved to a stage. */
async function leadIn(stage: (typeof STEPS)[number], role: Role | null): Promise<LeadId> {
  const { partnerId, key } = askerOf(role);
  if (partnerId === null) throw new Error("a partner's member has a partner");
  const input = registration(`example-${randomUUID().slice(0, 8)}`);
  const { lead } = await done(world, key, "registerLead", input, "lead { id }");
  const leadId: LeadId = lead.id;
  const match = matchLead({ database: world.database, newId, clock: () => new Date() });
  await match({ leadId, partnerId }, "job");

  const moves = [
    ["acceptLead", {}],
    ["qualifyLead", { criteriaVersionId: CRITERIA, answers: metAnswers() }],
    ["convertLead", { amount: { amount: "0", currency: "EUR" }, closeOn: "2031-01-31" }],
  ] as const;
  for (const [verb, more] of moves.slice(0, STEPS.indexOf(stage))) {
    await done(world, cast.SALES_REP.key, verb, { leadId, ...more });
  }
  return leadId;
}

async function refreshToken(): Promise<string> {
  const input = { email: "ada.brandt@alder.example", password: PASSWORD };
  const answer = await world.ask(
    null,
    "mutation ($input: LoginInput!) { login(input: $input) { tokens { refreshToken } } }",
    { input },
  );
  return answer.data?.["login"].tokens.refreshToken;
}

/** The codes in the payloads of an answer. */
function codesIn(data: Readonly<Record<string, unknown>>): string[] {
  return Object.values(data).flatMap((payload) =>
    typeof payload === "object" && payload !== null && "errors" in payload
      ? (payload.errors as { code: string }[]).map((error) => error.code)
      : [],
  );
}

test.each(FILES)("%s fits the schema", (file) => {
  expect(validate(world.schema, parse(textOf(file)))).toEqual([]);
});

const isWatched = (file: string): boolean =>
  parse(textOf(file)).definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && each.operation === "subscription",
  );

test("GraphiQL offers all examples", () => {
  const offered = exampleOperations().map(({ query }) => query);
  expect(offered.toSorted()).toEqual(FILES.map(textOf).toSorted());
});

test("each variables file belongs to an example", () => {
  const orphans = globSync("*.variables.json", { cwd: FOLDER }).filter(
    (name) => !FILES.includes(name.replace(/\.variables\.json$/, ".graphql")),
  );
  expect(orphans).toEqual([]);
});

const ASKED = FILES.flatMap((file) => askersOf(textOf(file)).map((role) => ({ file, role })));

test.each(ASKED)("$file runs for $role", async ({ file, role }) => {
  const bearer = role === null ? null : cast[role].key;
  if (isWatched(file)) {
    const variables = await variablesFor(file, role);
    const subscriber = await overWebSocket(world, bearer, { document: textOf(file), variables });
    await Promise.race([untilWatched(world, 1), subscriber.over]);
    expect(subscriber.errors()).toBeNull();
    await subscriber.leave();
    await untilWatched(world, 0);
    return;
  }
  const answer = await world.ask(bearer, textOf(file), await variablesFor(file, role));

  expect(answer.errors).toEqual([]);
  expect(answer.status).toBe(200);
  expect(codesIn(answer.data ?? {})).toEqual(REFUSED[file] ?? []);
  // an example that shows nothing explains nothing
  expect(Object.values(answer.data ?? {})).not.toContain(null);
});
