import { plantUsageSignal } from "./plant-usage.ts";
import { randomUUID } from "node:crypto";

import { hash } from "@node-rs/argon2";

import { idOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";

import { camt, payoutOf, plantUnmatched, sendStatement } from "./bank-says.ts";
import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import {
  plantApprovalPolicy,
  plantApprovalProposal,
  plantCreditHold,
  plantPolicyInForce,
} from "./plant-approval.ts";
import { runReplays } from "./plant-replays.ts";
import { plantGlMapping } from "./plant-gl-mappings.ts";
import { plantReport } from "./plant-reports.ts";
import {
  booked,
  letHoldsGo,
  plantPayable,
  plantClaimOf,
  plantPaidBack,
  plantPayers,
  plantPayoutBatch,
  plantSentBatch,
  plantWithheldAlone,
  plantRepayment,
  plantWriteOff,
  returned,
} from "./plant-payouts.ts";
import type { PlantedBatch } from "./plant-payouts.ts";
import { plantPeriod } from "./plant-periods.ts";
import { plantMissingLead, statementOf } from "./plant-statement-disputes.ts";
import {
  formInput,
  plantTaxForm,
  plantTaxProfile,
  plantTaxRule,
  profileInput,
  ruleInput,
} from "./plant-tax.ts";
import { endWaivers, plantWaivedDecision, plantWaiver, waiverInput } from "./plant-waivers.ts";
import { accountInput, freeCurrency, plantPayoutAccount } from "./plant-payout-accounts.ts";
import { CRITERIA, metAnswers, registration } from "./living-world.ts";
import type { LivingWorld } from "./living-world.ts";
import { done } from "./mutate.ts";
import { otherPerson, plantForVerb } from "./plant-conversation.ts";
import {
  plantClaimConflict,
  plantConflict,
  plantDirectClaim,
  plantLead,
  plantOffer,
} from "./plant-lead.ts";
import { plantProgram } from "./plant-program.ts";
import { callSaying, plantCall } from "./plant-calls.ts";
import { answersSaying } from "./plant-answers.ts";
import { draftCriteria, plantCriteria, SOME_CRITERIA } from "./plant-criteria.ts";
import {
  draftModel,
  plantPastModel,
  SOME_MODEL,
  SOME_SCHEDULE,
  SOME_TRAINING,
} from "./plant-scoring.ts";
import { sendFile } from "./send-file.ts";

const PASSWORD = "correct horse battery";

/** Whose things an input is about. */
export interface Subject {
  readonly world: LivingWorld;
  readonly partnerId: PartnerId;
  /** Who sends it, where that is not the vendor's staff: some things are for who made them alone. */
  readonly by?: CastMember;
}

/** Makes an input that would be done, with new things of its own for it to be done to. */
export type MutationSample = (subject: Subject) => Promise<Record<string, unknown>>;

const MONEY = { amount: "1000.00", currency: "EUR" };

const leadIn =
  (stage: string, more: Readonly<Record<string, unknown>> = {}): MutationSample =>
  async ({ world, partnerId }) => ({
    leadId: await plantLead(world, { partnerId, stage, ownerId: world.members.SALES_REP.memberId }),
    ...more,
  });

const answeringIn =
  (verb: string, stage: string, more: Readonly<Record<string, unknown>> = {}): MutationSample =>
  async (subject) => {
    const { world, partnerId } = subject;
    const ownerId = world.members.SALES_REP.memberId;
    const leadId = await plantLead(world, { partnerId, stage, ownerId });
    return { leadId, ...more, ...(await plantForVerb(world, verb, leadId)) };
  };

const memberWithPassword = async ({ world, partnerId }: Subject) =>
  plantMember(world, ["PARTNER_MEMBER"], partnerId, { passwordHash: await passwordHash() });

/** A call that whoever sends the input recorded. */
async function plantOwnCall(subject: Subject): Promise<string> {
  const { leadId } = (await leadIn("SAL")(subject)) as { leadId: string };
  return plantCall(subject.world, subject.by ?? subject.world.staff, leadId);
}

/** A touch that the partner's own side recorded. */
async function plantTouch(subject: Subject): Promise<string> {
  const { leadId } = (await leadIn("SAL")(subject)) as { leadId: string };
  const items = [{ leadId, role: "SOURCED", channel: "CALL", occurredAt: "2026-01-02T10:00:00Z" }];
  const selection = "results { touchpointId }";
  const made = await done(
    subject.world,
    adminOf(subject),
    "recordTouchpoints",
    { items },
    selection,
  );
  return made["results"][0].touchpointId;
}

/** A draft of somebody's who does nothing else. */
async function plantAttributionPolicy(world: LivingWorld): Promise<string> {
  const author = await plantMember(world, ["MARKETING_OPS"]);
  const input = { programId: await plantProgram(world), model: "LINEAR" };
  const selection = "attributionPolicy { id }";
  const drafted = await done(world, author.key, "saveAttributionPolicy", input, selection);
  return drafted["attributionPolicy"].id;
}

/** All of a lead for the subject's partner, as a person proposed it who does nothing else. */
async function plantProposal(subject: Subject): Promise<string> {
  const author = await plantMember(subject.world, ["MARKETING_OPS"]);
  const input = await sampleInput("proposeAttribution", subject);
  const selection = "attributionProposal { id }";
  const made = await done(subject.world, author.key, "proposeAttribution", input, selection);
  return made["attributionProposal"].id;
}

/** A dispute of the subject's partner over its own lead. */
async function plantDispute(subject: Subject): Promise<string> {
  const input = await sampleInput("disputeAttribution", subject);
  const selection = "attributionDispute { id }";
  const made = await done(subject.world, adminOf(subject), "disputeAttribution", input, selection);
  return made["attributionDispute"].id;
}

/** A statement, and a lead that is not on it. */
async function missingLeadOf(subject: Subject) {
  const { leadId } = await leadIn("SUBMITTED")(subject);
  return {
    statementId: await statementOf(subject.world, subject.partnerId),
    missingLeadId: String(leadId),
  };
}

async function plantDisputeOfStatement(subject: Subject): Promise<string> {
  return plantMissingLead(subject.world, adminMemberOf(subject), await missingLeadOf(subject));
}

/** Somebody who may do anything for the subject's partner. */
const adminOf = (subject: Subject): string => adminMemberOf(subject).key;

const adminMemberOf = ({ world, partnerId }: Subject): CastMember =>
  partnerId === world.alpha ? world.members.PARTNER_ADMIN : world.rival;

const invitationFor = async ({ world, partnerId }: Subject): Promise<string> => {
  const input = {
    partnerId,
    email: `${randomUUID()}@invited.example`,
    displayName: "Invited",
    roles: ["PARTNER_MEMBER"],
  };
  const payload = await done(world, world.staff.key, "inviteMember", input, "invitationId");
  return payload["invitationId"];
};

const addedLine = async (world: LivingWorld): Promise<string> => {
  const input = { name: newName() };
  const made = await done(world, world.staff.key, "saveProductLine", input, "productLine { id }");
  return made["productLine"].id;
};

const decidedLead =
  (
    wasDecided: "JUST_NOW" | "AND_APPEALED",
    more: Readonly<Record<string, unknown>>,
  ): MutationSample =>
  async ({ world, partnerId }) => {
    const ownerId = world.members.SALES_REP.memberId;
    const lead = { partnerId, stage: "REJECTED", ownerId, wasDecided };
    return { leadId: await plantLead(world, lead), ...more };
  };

/** Runs a verb of the staff's as somebody who may all, and answers with what it made. */
async function made(
  world: LivingWorld,
  verb: string,
  field: string,
  input: Readonly<Record<string, unknown>>,
): Promise<string> {
  const payload = await done(world, world.staff.key, verb, input, `${field} { id }`);
  return payload[field].id;
}

const newTargetList = (world: LivingWorld): Promise<string> =>
  made(world, "saveTargetList", "targetList", { name: newName(), purpose: "A sample" });
const newTarget = async (world: LivingWorld) => {
  const targetListId = await newTargetList(world);
  const input = { targetListId, companies: [registration(newName())["company"]] };
  const selection = "targetList { targets(first: 1) { nodes { account { id } } } }";
  const listed = await done(world, world.staff.key, "addTargets", input, selection);
  return { targetListId, accountIds: [listed["targetList"].targets.nodes[0].account.id] };
};

const newTeam = (world: LivingWorld): Promise<string> =>
  made(world, "saveTeam", "team", {
    name: newName(),
    managerId: world.members.SALES_MANAGER.memberId,
    memberIds: [world.members.SALES_REP.memberId],
  });
const newQueue = (world: LivingWorld): Promise<string> =>
  made(world, "saveQueue", "queue", { name: newName() });
const newSkill = (world: LivingWorld): Promise<string> =>
  made(world, "saveSkill", "skill", { name: newName() });
const AREAS = [{ country: "DE", region: "Bayern", postcodePrefix: "8" }];
const newTerritory = (world: LivingWorld): Promise<string> =>
  made(world, "saveTerritory", "territory", { name: newName(), areas: AREAS });

/** Somebody in sales of whom routing knows nothing yet. */
const newRep = async (world: LivingWorld): Promise<string> =>
  (await plantMember(world, ["SALES_REP"])).memberId;

/** The number of the rules in force. */
async function routingNumber(world: LivingWorld): Promise<number> {
  const [row] = await world.asOwner<{ n: number | null }>(
    "select max(number) as n from routing_version",
  );
  return row?.n ?? 0;
}

/** A lead that waits in a queue. */
async function queuedLead(subject: Subject): Promise<{ leadId: unknown }> {
  const { world } = subject;
  const { leadId } = await leadIn("SUBMITTED")(subject);
  const input = { leadId, queueId: await newQueue(world), reason: "A sample" };
  await done(world, world.staff.key, "reassignLead", input);
  return { leadId };
}

/** A partner that has no leads. */
async function plantPartner(world: LivingWorld): Promise<PartnerId> {
  const input = { name: `Sample ${randomUUID()}`, state: "ACTIVE" };
  const made = await done(world, world.staff.key, "createPartner", input, "partner { id }");
  return made["partner"].id;
}

function offerTo(more: Readonly<Record<string, unknown>> = {}): MutationSample {
  return async ({ world, partnerId }) => ({
    offerId: await plantOffer(world, { partnerId, ownerId: world.members.SALES_REP.memberId }),
    expectedVersion: 1,
    ...more,
  });
}

const FORM_FIELD = {
  isRequired: false,
  isPersonal: false,
  labels: [{ language: "en", text: "A sample" }],
  help: [{ language: "en", text: "Helps" }],
};

const TERMS = {
  text: "Terms",
  url: "https://terms.example/1",
  effectiveAt: "2099-01-01T00:00:00.000Z",
};

const PROGRAM_SETTINGS = {
  kinds: ["NEW_BUSINESS"],
  contactRule: "JOINT",
  needsTerms: true,
  acceptanceHours: 24,
  conversionDays: 20,
  protectionDays: 60,
  heartbeatDays: 20,
  extensionPolicy: "MANY",
  extensionDays: 30,
  checksPerDay: 5,
  appealDays: 7,
  directClaimDays: 30,
  handoverChecklist: [{ key: "needNamed", label: "The need is named" }],
};

const CALENDAR_SETTINGS = {
  timeZone: "Europe/Berlin",
  businessHours: [{ weekday: "MONDAY", from: "09:00", until: "17:00" }],
  holidays: [{ fallsOn: "2027-01-01", name: "New Year" }],
};

const newCalendar = async ({ world }: Subject): Promise<string> => {
  const input = { name: newName(), ...CALENDAR_SETTINGS };
  const made = await done(world, world.staff.key, "createCalendar", input, "calendar { id }");
  return made["calendar"].id;
};

const POLICY_TERMS = {
  targetMinutes: 480,
  inBusinessHours: true,
  warnAtPercent: [50, 100],
  restsForPartner: true,
  consequence: "AUTO_ACCEPT",
  heldBackPercent: 10,
};

/** A policy for clocks for which there is no other: of a program of its own. */
const newPolicy = async (subject: Subject) => {
  const { world } = subject;
  const input = {
    name: newName(),
    clock: "ACCEPTANCE",
    programId: await plantProgram(world),
    ...POLICY_TERMS,
  };
  const made = await done(world, world.staff.key, "createSlaPolicy", input, "slaPolicy { id }");
  return { slaPolicyId: made["slaPolicy"].id, expectedVersion: 1 };
};

/** A program in which nobody is, as whoever changes it names it. */
const newProgram = async ({ world }: Subject) => ({
  programId: await plantProgram(world),
  expectedVersion: 1,
});

/** A rule of an incentive program, with the note of its draft. */
const INCENTIVES = {
  rules: [
    { milestone: "SQL", kind: "FIXED_BOUNTY", amount: { amount: "100.00", currency: "EUR" } },
    {
      ...{ milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "7.5", recurringMonths: 12 },
      conditions: [{ key: "large", label: "The deal is large", expression: "dealAmount >= 1000" }],
    },
    {
      ...{ milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "1" },
      spiff: {
        ...{ key: "push", name: "Autumn push" },
        ...{ startsAt: "2026-09-01T00:00:00.000Z", endsAt: "2100-01-01T00:00:00.000Z" },
      },
    },
  ],
  rounding: "DOWN",
  quality: { targetPercent: "25", prior: 10, windowDays: 365, floor: "0.8", ceiling: "1.25" },
  leadCap: { amount: "7500.00", currency: "EUR" },
  partnerCap: {
    amount: { amount: "5000.00", currency: "EUR" },
    ...{ window: "QUARTER", onExcess: "REDISTRIBUTE" },
  },
  budget: { amount: { amount: "99000.00", currency: "EUR" }, onExcess: "WHOLE_OR_NOTHING" },
  holdback: { percent: "12.5", instalments: 3, every: 30, unit: "DAYS" },
  minimumPayout: { amount: { amount: "50.00", currency: "EUR" }, forcedAfterMonths: 12 },
  reversalDays: 30,
  clawbackSchedule: [
    { untilDay: 10, percent: "100" },
    { untilDay: 30, percent: "50" },
  ],
  effectiveAt: "2099-01-01T00:00:00.000Z",
  note: "As agreed",
};

type IncentivesNamed = { readonly incentiveProgramId: string; readonly expectedVersion: number };

/** An incentive program that somebody made, with a draft where one is asked for. */
const newIncentives =
  (hasDraft: boolean) =>
  async ({ world }: Subject): Promise<IncentivesNamed> => {
    const { key } = world.members.MARKETING_OPS;
    const programId = await plantProgram(world);
    const settings = { name: newName(), programId, currency: "EUR", timeZone: "UTC" };
    const shown = "incentiveProgram { id version }";
    const made = await done(world, key, "createIncentiveProgram", settings, shown);
    const named = { incentiveProgramId: made["incentiveProgram"].id, expectedVersion: 1 };
    if (!hasDraft) return named;
    await done(world, key, "saveIncentiveDraft", { ...named, ...INCENTIVES }, shown);
    return { ...named, expectedVersion: 2 };
  };

/** What a lead earned as an SQL. */
async function plantCredit(
  subject: Subject,
  by: CastMember = subject.world.staff,
): Promise<string> {
  const { world } = subject;
  const lead = await leadIn("SAL")(subject);
  const met = { criteriaVersionId: CRITERIA, answers: metAnswers() };
  await done(world, by.key, "qualifyLead", { ...lead, ...met });
  const seen = await world.ask(
    world.staff.key,
    "query ($id: ID!) { lead(by: { id: $id }) { credits(first: 1) { nodes { id } } } }",
    { id: lead["leadId"] },
  );
  return seen.data?.["lead"].credits.nodes[0].id;
}

/** Credit that somebody of finance took back, or reported as a fraud. */
async function plantReversal(subject: Subject, why: Readonly<Record<string, unknown>>) {
  const { world } = subject;
  const finance = await plantMember(world, ["FINANCE"]);
  const creditId = await plantCredit(subject);
  const input = { creditId, evidence: "A sample", ...why };
  const made = await done(world, finance.key, "reverseCredit", input, "reversal { id }");
  return { creditId, reversalId: made["reversal"].id as string };
}

/** The same, qualified by somebody who does nothing else: whoever did cannot approve it. */
async function plantApprovableCredit(subject: Subject): Promise<string> {
  const sales = await plantMember(subject.world, ["SALES_MANAGER"]);
  await letHoldsGo(subject.world, subject.partnerId);
  return plantCredit(subject, sales);
}

/** Credit of the partner's that is payable, and where its money goes. */
async function plantPayableCredit(subject: Subject): Promise<void> {
  const { world, partnerId } = subject;
  const payers = await plantPayers(world);
  await plantPaidBack(world, payers, partnerId);
  const creditId = await plantApprovableCredit(subject);
  await plantPayable(world, payers, partnerId, creditId);
}

/** Payouts that somebody of finance drafted. */
async function plantBatchOf(subject: Subject): Promise<PlantedBatch> {
  const { world, partnerId } = subject;
  await plantPayableCredit(subject);
  return plantPayoutBatch(world, await plantMember(world, ["FINANCE"]), [partnerId]);
}

/** A payout that was handed to the bank. */
async function plantSentPayout(subject: Subject): Promise<PlantedBatch> {
  const { world, partnerId } = subject;
  await plantPayableCredit(subject);
  return plantSentBatch(world, await plantPayers(world), [partnerId]);
}

/** What a partner owes back of what it was paid. */
async function plantClaim(subject: Subject): Promise<string> {
  const { world } = subject;
  const { payoutId } = await plantSentPayout(subject);
  return plantClaimOf(world, await plantPayers(world), payoutId, "A sample");
}

const CENT = { amount: "0.01", currency: "EUR" };

/** A hold on what a lead earned. */
async function plantHoldOf(subject: Subject, isRequested: boolean): Promise<string> {
  const { world } = subject;
  const finance = await plantMember(world, ["FINANCE"]);
  return plantCreditHold(world, finance, await plantCredit(subject), { isRequested });
}

const NOT_SO = { reason: "INACCURATE_DATA", trueOn: "2026-01-01" };

const newDraft = async (subject: Subject) => {
  const { world } = subject;
  const input = await sampleInput("saveDraft", subject);
  const saved = await done(world, adminOf(subject), "saveDraft", input, "draft { id }");
  return { draftId: saved["draft"].id };
};

const SAMPLES: Readonly<Record<string, MutationSample>> = {
  saveTeam: async ({ world }) => ({
    teamId: await newTeam(world),
    expectedVersion: 1,
    name: newName(),
    managerId: world.members.SALES_MANAGER.memberId,
    memberIds: [world.members.SALES_REP.memberId],
  }),
  saveQueue: async ({ world }) => ({
    queueId: await newQueue(world),
    expectedVersion: 1,
    name: newName(),
    teamId: await newTeam(world),
  }),
  saveTerritory: async ({ world }) => ({
    territoryId: await newTerritory(world),
    expectedVersion: 1,
    name: newName(),
    areas: AREAS,
  }),
  saveSkill: async ({ world }) => ({
    skillId: await newSkill(world),
    expectedVersion: 1,
    name: newName(),
  }),
  setRepProfile: async ({ world }) => {
    const memberId = await newRep(world);
    const said = { memberId, skillIds: [], territoryIds: [] };
    await done(world, world.staff.key, "setRepProfile", said);
    return {
      memberId,
      capacity: 10,
      skillIds: [await newSkill(world)],
      territoryIds: [await newTerritory(world)],
      expectedVersion: 1,
    };
  },
  recordAbsence: async ({ world }) => ({
    memberId: await newRep(world),
    deputyId: world.members.SALES_REP.memberId,
    absentFrom: "2098-01-01T00:00:00.000Z",
    absentUntil: "2099-01-01T00:00:00.000Z",
  }),
  endAbsence: async (subject) => {
    const { world } = subject;
    const input = await sampleInput("recordAbsence", subject);
    return { absenceId: await made(world, "recordAbsence", "absence", input) };
  },
  publishRouting: async ({ world }) => ({
    expectedNumber: await routingNumber(world),
    rules: [
      {
        name: "France",
        condition: 'country == "FR"',
        target: "PERSON",
        memberId: world.members.SALES_REP.memberId,
      },
      {
        name: "Large",
        condition: "value >= 50000",
        target: "LEAST_BUSY",
        teamId: await newTeam(world),
        skillIds: [await newSkill(world)],
        inTerritory: true,
      },
      {
        name: "French deals",
        moment: "SQL",
        condition: 'country == "FR"',
        target: "PERSON",
        memberId: world.members.SALES_REP.memberId,
      },
      { name: "Everything else", target: "QUEUE", queueId: await newQueue(world) },
    ],
    note: "A sample",
  }),
  claimLead: queuedLead,
  releaseLead: async (subject) => {
    const { world } = subject;
    const { leadId } = await queuedLead(subject);
    await done(world, world.staff.key, "claimLead", { leadId });
    return { leadId, queueId: await newQueue(world), reason: "Not mine" };
  },
  reassignLead: async (subject) => ({
    ...(await leadIn("SAL")(subject)),
    memberId: await newRep(subject.world),
    reason: "Knows them",
  }),
  handOverLead: async (subject) => ({
    ...(await leadIn("SQL")(subject)),
    memberId: await newRep(subject.world),
    note: "They decide in March",
  }),
  sendBackLead: async (subject) => {
    const { world } = subject;
    const lead = await leadIn("SQL")(subject);
    for (const memberId of [await newRep(world), await newRep(world)]) {
      const over = { ...lead, memberId, note: "They decide in March" };
      await done(world, world.staff.key, "handOverLead", over);
    }
    return { ...lead, reason: "No budget was named" };
  },
  reassignLeadsOf: async (subject) => {
    const { world } = subject;
    const memberId = await newRep(world);
    const { leadId } = await leadIn("SUBMITTED")(subject);
    await done(world, world.staff.key, "reassignLead", { leadId, memberId, reason: "A sample" });
    return { memberId, queueId: await newQueue(world), reason: "Gone on leave" };
  },
  acceptInvitation: async (subject) => {
    const { world } = subject;
    const input = { invitationId: await invitationFor(subject) };
    const { token } = await done(world, world.staff.key, "createInvitationLink", input, "token");
    return { token, password: PASSWORD };
  },
  addComment: leadIn("SAL", { text: "We met on Monday" }),
  addInternalComment: leadIn("SAL", { text: "A sample" }),
  recordTouchpoints: async (subject) => ({
    items: [
      {
        ...(await leadIn("SAL")(subject)),
        partnerId: subject.partnerId,
        role: "SOURCED",
        channel: "EVENT",
        campaign: "Fair in spring",
        cost: MONEY,
        occurredAt: "2026-01-02T10:00:00Z",
        reference: randomUUID(),
      },
    ],
  }),
  retractTouchpoint: async (subject) => ({
    touchpointId: await plantTouch(subject),
    reason: "Recorded twice",
  }),
  addContact: async (subject) => ({
    ...(await leadIn("SUBMITTED")(subject)),
    contact: otherPerson(),
  }),
  answerRequest: answeringIn("answerRequest", "SUBMITTED", { notes: "The buying department" }),
  declineCorrection: answeringIn("declineCorrection", "SAL", { comment: "That is another firm" }),
  removeContact: answeringIn("removeContact", "SUBMITTED"),
  requestInformation: leadIn("SUBMITTED", {
    questions: [{ field: "NOTES", question: "Which department?" }],
  }),
  setPrimaryContact: answeringIn("setPrimaryContact", "SUBMITTED"),
  takeCorrection: answeringIn("takeCorrection", "SAL"),
  updateNoticeSettings: async () => ({
    locale: "DE",
    mutedKinds: ["LEAD_COMMENTED"],
    allLeads: false,
  }),
  updateContact: answeringIn("updateContact", "SUBMITTED", { buyingRole: "DECIDES" }),
  updateLead: leadIn("SUBMITTED", { notes: "Corrected" }),
  acceptLead: async (subject) => ({
    ...(await leadIn("SUBMITTED")(subject)),
    ownerId: subject.world.members.SALES_REP.memberId,
  }),
  cancelImport: async (subject) => {
    const { world } = subject;
    const input = await sampleInput("importLeads", subject);
    const payload = await done(world, adminOf(subject), "importLeads", input, "importRun { id }");
    return { importRunId: payload["importRun"].id };
  },
  simulateProgram: async ({ world }) => ({
    programVersionId: world.ids.programVersion,
    ...{ from: "2026-01-01", until: "2026-04-01" },
  }),
  cancelSimulation: async (subject) => {
    const { world } = subject;
    const input = await sampleInput("simulateProgram", subject);
    const made = await done(world, world.staff.key, "simulateProgram", input, "simulation { id }");
    return { simulationId: made["simulation"].id };
  },
  replayCriteria: async ({ world }) => {
    await runReplays(world);
    const cohort = { from: "2026-01-01", until: "2027-01-01" };
    return { criteriaVersionId: CRITERIA, cohort };
  },
  cancelReplay: async (subject) => {
    const { world } = subject;
    const input = await sampleInput("replayCriteria", subject);
    const selection = "criteriaReplay { id }";
    const made = await done(world, world.staff.key, "replayCriteria", input, selection);
    return { criteriaReplayId: made["criteriaReplay"].id };
  },
  startExport: async () => ({ kind: "TRIAL_BALANCE" }),
  saveGlMapping: async () => ({
    effectiveOn: "2026-01-01",
    lines: [{ role: "EXPENSE", accountCode: "6000", accountName: "Partners" }],
  }),
  approveGlMapping: async ({ world }) => ({ glMappingId: await plantGlMapping(world) }),
  saveReport: async () => ({ name: newName(), kind: "TRIAL_BALANCE" }),
  retireReport: async ({ world }) => ({ reportId: await plantReport(world, world.staff) }),
  runReport: async ({ world }) => ({ reportId: await plantReport(world, world.staff) }),
  cancelExport: async ({ world }) => {
    const input = { kind: "TRIAL_BALANCE" };
    const made = await done(world, world.staff.key, "startExport", input, "exportRun { id }");
    return { exportRunId: made["exportRun"].id };
  },
  appealDecision: decidedLead("JUST_NOW", { comment: "We had met them before" }),
  dismissAppeal: decidedLead("AND_APPEALED", { note: "A sample" }),
  upholdAppeal: decidedLead("AND_APPEALED", { note: "A sample" }),
  reverseCredit: async (subject) => ({
    creditId: await plantCredit(subject),
    ...NOT_SO,
    evidence: "A sample",
    statement: "The address is nobody's",
  }),
  decideReversal: async (subject) => ({
    reversalId: (await plantReversal(subject, { reason: "FRAUD" })).reversalId,
    decision: "CONFIRM",
    note: "A sample",
  }),
  appealReversal: async (subject) => ({
    creditId: (await plantReversal(subject, NOT_SO)).creditId,
    grounds: "We had met them before",
  }),
  decideReversalAppeal: async (subject) => {
    const { creditId } = await plantReversal(subject, NOT_SO);
    const input = { creditId, grounds: "We had met them before" };
    const made = await done(
      subject.world,
      adminOf(subject),
      "appealReversal",
      input,
      "appeal { id }",
    );
    return { appealId: made["appeal"].id, decision: "UPHOLD", note: "A sample" };
  },
  saveProductLine: async ({ world }) => ({
    productLineId: await addedLine(world),
    name: newName(),
    parentId: await addedLine(world),
    expectedVersion: 1,
  }),
  retireProductLine: async ({ world }) => ({
    productLineId: await addedLine(world),
    expectedVersion: 1,
  }),
  countOverlap: async () => ({
    entries: Array.from({ length: 100 }, () => `${randomUUID()}.com`).join("\n"),
  }),
  markCustomer: async ({ world }) => ({
    company: registration(newName())["company"],
    productLineIds: [await addedLine(world)],
    customerFrom: "2026-01-01T10:00:00.000Z",
  }),
  saveTargetList: async ({ world }) => ({
    targetListId: await newTargetList(world),
    ...{ expectedVersion: 1, name: newName(), purpose: "All that build cranes" },
  }),
  addTargets: async ({ world }) => ({
    targetListId: await newTargetList(world),
    companies: [registration(newName())["company"]],
    accountIds: (await newTarget(world)).accountIds,
  }),
  removeTargets: async ({ world }) => newTarget(world),
  retireTargetList: async ({ world }) => ({
    targetListId: await newTargetList(world),
    reason: "The year is over",
  }),
  recordUsage: async () => ({
    events: [
      {
        ...{ company: registration(newName())["company"], metric: "active_users", quantity: 3 },
        ...{ reference: newName(), usedAt: "2026-01-01T10:00:00.000Z" },
      },
    ],
  }),
  setUsageThreshold: async () => ({
    metric: `of_${newName().replaceAll(/[^a-z0-9]/g, "_")}`.slice(0, 50),
    ...{ quantity: 100, withinDays: 30, reason: "Enough to talk to them" },
  }),
  decideUsageSignal: async ({ world }) => ({
    usageSignalId: await plantUsageSignal(world),
    note: "A student",
  }),
  endCustomer: async ({ world }) => {
    const lines = [await addedLine(world)];
    const input = { company: registration(newName())["company"], productLineIds: lines };
    const made = await done(world, world.staff.key, "markCustomer", input, "account { id }");
    return { accountId: made["account"].id, productLineIds: lines };
  },
  recordDirectClaim: async ({ world }) => ({
    company: registration(newName())["company"],
    productLineIds: [await addedLine(world)],
    evidence: "Minutes of the meeting",
    contactedAt: "2026-01-01T10:00:00.000Z",
  }),
  confirmDirectClaim: async ({ world }) => ({
    directClaimId: await plantDirectClaim(world),
    expectedVersion: 1,
  }),
  endDirectClaim: async ({ world }) => ({
    directClaimId: await plantDirectClaim(world),
    expectedVersion: 1,
  }),
  checkLead: async () => ({ company: registration(newName())["company"] }),
  convertLead: leadIn("SQL", { amount: MONEY, closeOn: "2099-01-01" }),
  createApiKey: async () => ({ name: "Sample", scopes: ["LEADS_READ"] }),
  createInvitationLink: async (subject) => ({ invitationId: await invitationFor(subject) }),
  createPartner: async ({ world }) => ({
    name: `Sample ${randomUUID()}`,
    tierId: world.ids.tier,
    state: "ACTIVE",
  }),
  createPartnerTier: async () => ({ name: `Tier ${randomUUID()}`, rank: newRank() }),
  createCalendar: async () => ({ name: newName(), ...CALENDAR_SETTINGS }),
  updateCalendar: async (subject) => ({
    calendarId: await newCalendar(subject),
    expectedVersion: 1,
    name: newName(),
    ...CALENDAR_SETTINGS,
  }),
  recordEngagement: async (subject) => ({
    items: [
      {
        ...(await leadIn("SAL")(subject)),
        ...{ kind: "VISIT", occurredAt: "2026-01-02T10:00:00Z", reference: newName() },
      },
    ],
  }),
  saveScoringModel: () => Promise.resolve(SOME_MODEL),
  trainScoringModel: () => Promise.resolve(SOME_TRAINING),
  saveScoringSchedule: () => Promise.resolve({ ...SOME_SCHEDULE, leftOut: [newName()] }),
  restoreScoringModel: async ({ world }) => ({
    scoringModelId: await plantPastModel(world, {
      author: await plantMember(world, ["SCORING_ANALYST"]),
      publisher: await plantMember(world, ["MARKETING_OPS"]),
    }),
    note: "It did better",
  }),
  publishScoringModel: async ({ world }) => ({
    scoringModelId: await draftModel(world, await plantMember(world, ["SCORING_ANALYST"])),
  }),
  saveCriteriaDraft: () => Promise.resolve(SOME_CRITERIA),
  publishCriteria: async ({ world }) => ({
    criteriaVersionId: await draftCriteria(world, world.members.MARKETING_OPS),
  }),
  retireCriteria: async ({ world }) => ({
    criteriaSetId: await plantCriteria(
      world,
      { marketing: world.members.MARKETING_OPS, sales: world.members.SALES_MANAGER },
      { programId: await plantProgram(world) },
    ),
    note: "They go with the others",
  }),
  saveAttributionPolicy: async ({ world }) => ({
    programId: await plantProgram(world),
    model: "ROLE_WEIGHTED",
    halfLifeDays: 14,
    windowDays: 180,
    roleWeights: [
      { role: "SOURCED", weight: 3 },
      { role: "CO_SELL", weight: 1 },
    ],
  }),
  putAttributionPolicyInForce: async ({ world }) => ({
    attributionPolicyId: await plantAttributionPolicy(world),
  }),
  settleAttribution: leadIn("SQL", { reason: "A touch was recorded late" }),
  proposeAttribution: async (subject) => ({
    ...(await leadIn("SQL")(subject)),
    shares: [{ partnerId: subject.partnerId, sharePpm: 1_000_000 }],
    reason: "As we agreed",
  }),
  decideAttributionProposal: async (subject) => ({
    attributionProposalId: await plantProposal(subject),
    isApproved: true,
  }),
  disputeAttribution: leadIn("SQL", { statement: "We brought it alone" }),
  decideAttributionDispute: async (subject) => ({
    attributionDisputeId: await plantDispute(subject),
    outcome: "UPHELD",
    answer: "So it was",
    shares: [{ partnerId: subject.partnerId, sharePpm: 1_000_000 }],
  }),
  placeCreditHold: async (subject) => ({
    creditId: await plantCredit(subject),
    kind: "FRAUD",
    reason: "Two of their leads came from one address",
    evidence: "A sample",
  }),
  requestHoldRelease: async (subject) => ({
    creditHoldId: await plantHoldOf(subject, false),
    reason: "It was a mistake",
  }),
  decideHoldRelease: async (subject) => ({
    creditHoldId: await plantHoldOf(subject, true),
    isReleased: true,
    note: "A sample",
  }),
  changeFraudRule: () =>
    Promise.resolve({
      ...{ rule: "BURST", isWatched: true, mostLeads: 200, withinMinutes: 30 },
      reason: "They had a fair",
    }),
  proposeApproval: async (subject) => ({
    creditIds: [await plantCredit(subject)],
    comment: "All of January",
  }),
  decideApproval: async (subject) => ({
    ...(await plantApprovalProposal(
      subject.world,
      await plantMember(subject.world, ["FINANCE"]),
      await plantApprovableCredit(subject),
    )),
    isApproved: true,
    note: "A sample",
  }),
  saveApprovalPolicy: async () => ({
    mostPerCredit: { amount: "5.00", currency: "EUR" },
    mostPerMonth: { amount: "5.00", currency: "EUR" },
    delayDays: 30,
    reason: "A sample",
  }),
  decideApprovalPolicy: async ({ world }) => ({
    approvalPolicyId: await plantApprovalPolicy(world, await plantMember(world, ["FINANCE"])),
    isApproved: true,
    note: "A sample",
  }),
  endApprovalPolicy: async ({ world }) => ({
    approvalPolicyId: await plantPolicyInForce(world),
    reason: "A sample",
  }),
  draftPayoutBatch: async (subject) => {
    await plantPayableCredit(subject);
    const minimum = { amount: "1.00", currency: "EUR" };
    return {
      ...{ currency: "EUR", partnerIds: [subject.partnerId], minimum },
      earnedUntil: "2100-01-01T00:00:00Z",
    };
  },
  approvePayoutBatch: async (subject) => {
    const { payoutBatchId, selectionHash } = await plantBatchOf(subject);
    return { payoutBatchId, selectionHash };
  },
  cancelPayoutBatch: async (subject) => ({
    payoutBatchId: (await plantBatchOf(subject)).payoutBatchId,
    reason: "Not this month",
  }),
  sendPayoutBatch: async (subject) => {
    const { payoutBatchId, selectionHash } = await plantBatchOf(subject);
    const { controller } = await plantPayers(subject.world);
    const approving = { payoutBatchId, selectionHash };
    await done(subject.world, controller.key, "approvePayoutBatch", approving);
    return { payoutBatchId };
  },
  requestBankFile: async (subject) => ({
    payoutBatchId: (await plantSentPayout(subject)).payoutBatchId,
    format: "CREDIT_TRANSFER",
  }),
  importBankStatement: async ({ world }) => {
    const finance = await plantMember(world, ["FINANCE"]);
    const entry = { amount: "12.00", bookedOn: "2026-01-02", words: "Rent" };
    const file = camt([entry], { messageId: newName().slice(0, 35) });
    return { uploadId: await sendStatement(world, finance, file) };
  },
  matchBankEntry: async (subject) => {
    const finance = await plantMember(subject.world, ["FINANCE"]);
    const { payoutId } = await plantSentPayout(subject);
    const { amount } = await payoutOf(subject.world, finance, payoutId);
    const bankEntryId = await plantUnmatched(subject.world, finance, { amount });
    return { bankEntryId, payoutId, note: "The bank left the id out" };
  },
  setAsideBankEntries: async ({ world }) => {
    const finance = await plantMember(world, ["FINANCE"]);
    return { bankEntryIds: [await plantUnmatched(world, finance)], note: "Rent" };
  },
  settlePayout: async (subject) => booked((await plantSentPayout(subject)).payoutId),
  returnPayout: async (subject) => returned((await plantSentPayout(subject)).payoutId),
  recordRepayment: async (subject) => {
    const clawbackId = await plantClaim(subject);
    const finance = await plantMember(subject.world, ["FINANCE"]);
    const bankEntryId = await plantUnmatched(subject.world, finance, { direction: "CRDT" });
    return { clawbackId, amount: CENT, bankEntryId };
  },
  waiveSecondPerson: async ({ world }) => {
    await endWaivers(world);
    return waiverInput();
  },
  endSecondPersonWaiver: async ({ world }) => ({
    secondPersonWaiverId: await plantWaiver(world),
    reason: "There are two again",
  }),
  reviewWaivedDecision: async ({ world }) => ({
    waivedDecisionId: (await plantWaivedDecision(world)).waivedDecision,
    ...{ isAccepted: true, note: "As the notice says" },
  }),
  proposeRepayment: async (subject) => {
    const clawbackId = await plantClaim(subject);
    const { bookedOn: receivedOn, bankReference } = booked("");
    return { clawbackId, amount: CENT, receivedOn, bankReference, evidence: "Their letter" };
  },
  decideRepayment: async (subject) => {
    const clawbackId = await plantClaim(subject);
    const repaymentProposalId = await plantRepayment(subject.world, clawbackId);
    return { repaymentProposalId, isApproved: true, note: "As the account shows" };
  },
  proposeWriteOff: async (subject) => ({
    clawbackId: await plantClaim(subject),
    amount: CENT,
    reason: "Less than it costs to ask for it",
  }),
  decideWriteOff: async (subject) => {
    const clawbackId = await plantClaim(subject);
    const writeOffId = await plantWriteOff(subject.world, clawbackId, "A sample");
    return { writeOffId, isApproved: true, note: "Less than it costs to ask for it" };
  },
  saveTaxProfile: ({ partnerId }) => Promise.resolve(profileInput({ partnerId })),
  decideTaxProfile: async (subject) => ({
    ...(await plantTaxProfile(subject.world, adminMemberOf(subject))),
    ...{ isVerified: true, note: "As the register shows" },
  }),
  recordTaxForm: ({ partnerId }) => Promise.resolve(formInput({ partnerId })),
  decideTaxForm: async (subject) => ({
    taxFormId: await plantTaxForm(subject.world, adminMemberOf(subject)),
    ...{ isAccepted: true, note: "As the original shows" },
  }),
  endTaxForm: async (subject) => ({
    taxFormId: await plantTaxForm(subject.world, adminMemberOf(subject)),
    reason: "We moved",
  }),
  saveTaxRule: () => Promise.resolve(ruleInput({ country: "NZ" })),
  decideTaxRule: async ({ world }) => ({
    taxRuleId: await plantTaxRule(world, world.members.FINANCE, { country: "NZ" }),
    ...{ isApproved: true, note: "As the notice says" },
  }),
  recordTaxRemittance: async (subject) =>
    plantWithheldAlone(subject.world, (await plantSentPayout(subject)).payoutId),
  decideTaxRemittance: async (subject) => {
    const { world } = subject;
    const input = await plantWithheldAlone(world, (await plantSentPayout(subject)).payoutId);
    const { key } = world.members.FINANCE;
    const made = await done(world, key, "recordTaxRemittance", input, "taxRemittance { id }");
    const decided = { isConfirmed: true, note: "As the bank says" };
    return { taxRemittanceId: made["taxRemittance"].id, ...decided };
  },
  savePayoutAccount: async ({ world, partnerId }) =>
    accountInput({ partnerId, currency: await freeCurrency(world, partnerId) }),
  verifyPayoutAccount: async (subject) => ({
    ...(await plantPayoutAccount(subject.world, adminMemberOf(subject))),
    note: "Asked by telephone",
  }),
  declinePayoutAccount: async (subject) => ({
    payoutAccountId: (await plantPayoutAccount(subject.world, adminMemberOf(subject)))
      .payoutAccountId,
    note: "They know nothing of it",
  }),
  endPayoutAccount: async (subject) => ({
    payoutAccountId: (await plantPayoutAccount(subject.world, adminMemberOf(subject)))
      .payoutAccountId,
    reason: "We left the bank",
  }),
  softClosePeriod: async ({ world }) => ({ accountingPeriodId: await plantPeriod(world) }),
  issueStatements: async ({ world }) => ({
    accountingPeriodId: await plantPeriod(world, "SOFT_CLOSED", "CLOSED"),
  }),
  disputeStatementLine: async (subject) => ({
    ...(await missingLeadOf(subject)),
    reason: "MISSING",
    grounds: "It became an SQL in that month",
    evidence: "A sample",
  }),
  withdrawStatementDispute: async (subject) => ({
    statementDisputeId: await plantDisputeOfStatement(subject),
  }),
  proposeDisputeOutcome: async (subject) => ({
    statementDisputeId: await plantDisputeOfStatement(subject),
    outcome: "DISMISSED",
    answer: "It earned nothing",
  }),
  decideStatementDispute: async (subject) => {
    const statementDisputeId = await plantDisputeOfStatement(subject);
    const finance = await plantMember(subject.world, ["FINANCE"]);
    const answer = { outcome: "DISMISSED", answer: "It earned nothing" };
    const input = { statementDisputeId, ...answer };
    await done(subject.world, finance.key, "proposeDisputeOutcome", input);
    return { statementDisputeId, isApproved: true, note: "A sample" };
  },
  hardClosePeriod: async ({ world }) => ({
    accountingPeriodId: await plantPeriod(world, "SOFT_CLOSED"),
  }),
  reopenPeriod: async ({ world }) => ({
    accountingPeriodId: await plantPeriod(world, "SOFT_CLOSED", "CLOSED"),
    reason: "An invoice came late",
    days: 3,
  }),
  decideReopening: async ({ world }) => ({
    accountingPeriodId: await plantPeriod(world, "SOFT_CLOSED", "CLOSED", "REOPENING_ASKED"),
    isApproved: true,
  }),
  markGlExported: async ({ world }) => ({
    accountingPeriodId: await plantPeriod(world, "SOFT_CLOSED", "CLOSED"),
    glReference: "JE-1207",
  }),
  createSlaPolicy: async ({ world }) => ({
    name: newName(),
    clock: "ACCEPTANCE",
    programId: await plantProgram(world),
    tierId: (
      await done(
        world,
        world.staff.key,
        "createPartnerTier",
        { name: newName(), rank: newRank() },
        "partnerTier { id }",
      )
    )["partnerTier"].id,
    ...POLICY_TERMS,
  }),
  updateSlaPolicy: async (subject) => ({
    ...(await newPolicy(subject)),
    ...POLICY_TERMS,
    name: newName(),
    isRetired: true,
  }),
  createProgram: async (subject) => ({
    ...PROGRAM_SETTINGS,
    calendarId: await newCalendar(subject),
    name: `Program ${randomUUID()}`,
    timeZone: "Europe/Berlin",
  }),
  updateProgram: async (subject) => ({
    ...(await newProgram(subject)),
    ...PROGRAM_SETTINGS,
    calendarId: await newCalendar(subject),
    name: `Program ${randomUUID()}`,
    timeZone: "Europe/Berlin",
  }),
  publishForm: async (subject) => ({
    ...(await newProgram(subject)),
    requiredFields: ["CONTACT_PHONE"],
    fields: [
      { ...FORM_FIELD, key: "size", type: "NUMBER", minimum: "1", maximum: "9" },
      { ...FORM_FIELD, key: "town", type: "TEXT", maxLength: 20 },
      {
        ...FORM_FIELD,
        key: "which",
        type: "CHOICE",
        options: [{ key: "A", labels: FORM_FIELD.labels }],
      },
    ],
  }),
  enrolPartner: async (subject) => ({
    programId: (await newProgram(subject)).programId,
    partnerId: subject.partnerId,
  }),
  endEnrolment: async (subject) => {
    const input = await sampleInput("enrolPartner", subject);
    await done(subject.world, subject.world.staff.key, "enrolPartner", input, "program { id }");
    return input;
  },
  importExchangeRates: async () => ({
    source: "Sample bank",
    base: "USD",
    csv: "Date,BHD\n2026-01-02,0.376",
    correctionReason: "As agreed",
  }),
  createIncentiveProgram: async ({ world }) => ({
    name: newName(),
    programId: await plantProgram(world),
    currency: "EUR",
    timeZone: "Europe/Berlin",
    versionPin: "REGISTRATION",
  }),
  saveIncentiveDraft: async (subject) => ({
    ...(await newIncentives(false)(subject)),
    ...INCENTIVES,
    tierMultipliers: [{ tierId: subject.world.ids.tier, multiplier: "1.2" }],
  }),
  approveIncentiveVersion: newIncentives(true),
  withdrawIncentiveDraft: newIncentives(true),
  retireIncentiveVersion: async (subject) => {
    const named = await newIncentives(true)(subject);
    await done(
      subject.world,
      subject.world.members.CONTROLLER.key,
      "approveIncentiveVersion",
      named,
      "incentiveProgram { id }",
    );
    return { ...named, expectedVersion: 3, number: 1, endsAt: "2099-06-01T00:00:00.000Z" };
  },
  publishTerms: async (subject) => ({ ...(await newProgram(subject)), ...TERMS }),
  acceptTerms: async ({ world, partnerId }) => ({
    programId: await plantProgram(world, { partnerId, hasTerms: true }),
    termsNumber: 1,
  }),
  saveDraft: async () => ({
    lead: {
      ...registration(newName()),
      programId: idOf("prg", "01970000-0000-7000-8000-000000000001"),
      externalReference: newName(),
      kind: "UPSELL",
      source: "EVENT",
      campaign: "Fair",
      notes: "Begun",
      estimatedValue: MONEY,
    },
  }),
  submitDraft: async (subject) => newDraft(subject),
  deleteDraft: async (subject) => newDraft(subject),
  setTierLimits: async ({ world }) => {
    const input = { name: `Tier ${randomUUID()}`, rank: newRank() };
    const made = await done(
      world,
      world.staff.key,
      "createPartnerTier",
      input,
      "partnerTier { id }",
    );
    return {
      tierId: made["partnerTier"].id,
      expectedVersion: 1,
      openLeadsLimit: 10,
      leadsPerDayLimit: 5,
    };
  },
  createUpload: async () => ({
    purpose: "EVIDENCE",
    fileName: "notes.txt",
    contentType: "text/plain",
    byteSize: 5,
  }),
  submitEvidence: leadIn("SUBMITTED", {
    items: [{ kind: "OTHER", url: "https://files.example/tender", note: "A sample" }],
  }),
  createPasswordLink: async (subject) => ({
    memberId: (await memberWithPassword(subject)).memberId,
  }),
  decideConflict: async ({ world, partnerId }) => ({
    conflictId: await plantConflict(world, {
      partnerId,
      rivalId: partnerId === world.alpha ? world.beta : world.alpha,
      ownerId: world.members.SALES_REP.memberId,
    }),
    expectedVersion: 1,
    outcome: "SPLIT",
    rule: "STRONGER_EVIDENCE",
    incumbentSharePpm: 600_000,
    evidence: "Calls of both",
    note: "A sample",
    statement: "You share it",
  }),
  decideClaimConflict: async ({ world, partnerId }) => ({
    claimConflictId: await plantClaimConflict(world, {
      partnerId,
      ownerId: world.members.SALES_REP.memberId,
    }),
    expectedVersion: 1,
    outcome: "VENDOR_RETAINS",
    rule: "EARLIEST_CLAIM",
    evidence: "Minutes of the fair",
    note: "A sample",
    statement: "The prospect is not available",
  }),
  decideExtension: async ({ world, partnerId }) => ({
    leadId: await plantLead(world, {
      partnerId,
      stage: "SAL",
      ownerId: world.members.SALES_REP.memberId,
      asksForDays: true,
    }),
    decision: "GRANT",
    note: "A sample",
  }),
  deactivateMember: async (subject) => ({ memberId: (await memberWithPassword(subject)).memberId }),
  disqualifyLead: leadIn("SAL", { reasonCode: "NO_BUDGET" }),
  importLeadsFor: async ({ world, partnerId }) => ({
    partnerId,
    uploadId: await sendFile(world, world.staff.key, {
      purpose: "IMPORT",
      fileName: "leads.csv",
      contentType: "text/csv",
      bytes: "company,name,email\n",
    }),
  }),
  importLeads: async (subject) => ({
    uploadId: await sendFile(subject.world, adminOf(subject), {
      purpose: "IMPORT",
      fileName: "leads.csv",
      contentType: "text/csv",
      bytes: "company,name,email\n",
    }),
    programId: idOf("prg", "01970000-0000-7000-8000-000000000001"),
    columns: [{ column: "company", field: "COMPANY_NAME" }],
    defaults: {
      consentBasis: "CONSENT",
      kind: "UPSELL",
      source: "EVENT",
      campaign: "Fair",
      currency: "EUR",
    },
  }),
  inviteMember: async ({ partnerId }) => ({
    partnerId,
    email: `${randomUUID()}@invited.example`,
    displayName: "Invited",
    roles: ["PARTNER_MEMBER"],
  }),
  login: async (subject) => {
    const { email, memberId } = await memberWithPassword(subject);
    return { email, memberId, password: PASSWORD };
  },
  loseLead: leadIn("OPPORTUNITY", { reasonCode: "PRICE" }),
  assessLead: leadIn("SAL", {
    criteriaVersionId: CRITERIA,
    answers: [{ criterionKey: "need", state: "MET", note: "A sample" }],
  }),
  recordDiscoveryCall: async (subject) => ({
    ...(await leadIn("SAL")(subject)),
    ...callSaying(subject.world.members.SALES_REP),
  }),
  correctDiscoveryCall: async (subject) => ({
    ...{ discoveryCallId: await plantOwnCall(subject), reason: "It was longer" },
    ...callSaying(subject.world.members.SALES_REP, { minutes: 30 }),
  }),
  removeDiscoveryCall: async (subject) => ({
    ...{ discoveryCallId: await plantOwnCall(subject), reason: "It never was" },
  }),
  answerQuestionnaire: async ({ world, partnerId }) => ({
    leadId: await plantLead(world, {
      ...{ partnerId, stage: "SUBMITTED", kind: "PRODUCT_QUALIFIED" },
      ownerId: world.members.SALES_REP.memberId,
    }),
    criteriaVersionId: world.ids.questionnaire,
    answers: answersSaying("audit", "Ines"),
  }),
  qualifyLead: leadIn("SAL", { criteriaVersionId: CRITERIA, answers: metAnswers() }),
  refreshSession: async (subject) => {
    const input = await sampleInput("login", subject);
    const tokens = await logIn(subject.world, input);
    return { refreshToken: tokens.refreshToken };
  },
  registerLead: async () => ({
    ...registration(newName()),
    programId: idOf("prg", "01970000-0000-7000-8000-000000000001"),
  }),
  registerLeadFor: async ({ partnerId }) => ({ partnerId, lead: registration(newName()) }),
  registerLeads: async () => ({
    errorPolicy: "REJECT_ALL",
    rows: [
      { lead: registration(newName()) },
      { clientKey: "second", lead: registration(newName()) },
    ],
  }),
  promoteLead: leadIn("SUBMITTED"),
  reopenLead: leadIn("LOST", { reason: "A sample" }),
  registerVendorLead: async () => registration(newName()),
  offerLead: async ({ world, partnerId }) => {
    const ownerId = world.members.SALES_REP.memberId;
    return {
      leadId: await plantLead(world, { partnerId: VENDOR_PARTNER_ID, stage: "SAL", ownerId }),
      partnerId,
      role: "DELIVERED",
      need: "Counts its stock by hand",
      message: "They are near you",
    };
  },
  withdrawOffer: offerTo(),
  acceptOffer: offerTo(),
  declineOffer: offerTo({ reason: "We have nobody there" }),
  mergeLeads: async (subject) => {
    const { world, partnerId } = subject;
    const ownerId = world.members.SALES_REP.memberId;
    const plant = (of: PartnerId) => plantLead(world, { partnerId: of, stage: "SAL", ownerId });
    const survivorId = await plant(partnerId);
    const other = await plant(partnerId === world.alpha ? world.beta : world.alpha);
    return {
      leadIds: [survivorId, other],
      survivorId,
      split: "SPLIT",
      shares: [
        { leadId: survivorId, sharePpm: 600_000 },
        { leadId: other, sharePpm: 400_000 },
      ],
      reason: "A sample",
    };
  },
  transferLead: async (subject) => ({
    ...(await leadIn("SAL")(subject)),
    partnerId: await plantPartner(subject.world),
    reasonCode: "CUSTOMER_REQUEST",
    settledShares: "KEEP",
  }),
  undoMove: leadIn("SAL", { reason: "A sample" }),
  releaseProtection: leadIn("SAL"),
  reportProgress: leadIn("SAL", { comment: "We met on Monday" }),
  requestExtension: leadIn("SAL", { comment: "The board meets in May" }),
  resubmitLead: leadIn("RECYCLED", { comment: "The budget is there now" }),
  resumeLead: leadIn("RECYCLED"),
  rejectLead: leadIn("SUBMITTED", { reasonCode: "TOO_EARLY", note: "A sample" }),
  returnLead: leadIn("SAL", { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" }),
  revokeApiKey: async (subject) => ({ keyId: (await memberWithPassword(subject)).keyId }),
  setPartnerState: async ({ world }) => {
    const input = { name: `Sample ${randomUUID()}`, state: "ACTIVE" };
    const made = await done(world, world.staff.key, "createPartner", input, "partner { id }");
    return { partnerId: made["partner"].id, state: "SUSPENDED", expectedVersion: 1 };
  },
  recordRecruiter: async ({ world }) => {
    const input = { name: `Sample ${randomUUID()}`, state: "ACTIVE" };
    const made = await done(world, world.staff.key, "createPartner", input, "partner { id }");
    return { partnerId: made["partner"].id, recruiterId: world.beta, reason: "A sample" };
  },
  setPartnerTier: async ({ world }) => {
    const input = { name: `Sample ${randomUUID()}`, state: "ACTIVE" };
    const made = await done(world, world.staff.key, "createPartner", input, "partner { id }");
    return { partnerId: made["partner"].id, tierId: world.ids.tier, expectedVersion: 1 };
  },
  setPassword: async (subject) => {
    const { world } = subject;
    const input = await sampleInput("createPasswordLink", subject);
    const { token } = await done(world, world.staff.key, "createPasswordLink", input, "token");
    return { token, password: PASSWORD };
  },
  storeDocuments: async () => ({
    documents: [`{ ${newName().replaceAll("-", "_")}: __typename }`],
  }),
  changeDeal: leadIn("WON", { amount: MONEY, reason: "A discount" }),
  winLead: leadIn("OPPORTUNITY", { amount: MONEY, closedOn: "2026-01-01" }),
  withdrawLead: leadIn("SUBMITTED", { comment: "A sample" }),
};

/** A new input for a mutation field; empty for one that takes none. */
export async function sampleInput(
  field: string,
  subject: Subject,
): Promise<Record<string, unknown>> {
  const mutation = subject.world.schema.getMutationType()?.getFields()[field];
  if (mutation?.args.length === 0) return {};
  const sample = SAMPLES[field];
  if (!sample) {
    throw new Error(
      `Mutation.${field} has no sample input: say with what it would be done in test/support/mutation-samples.ts`,
    );
  }
  return sample(subject);
}

/** What a partner alone does, among what takes a login. */
export const PARTNERS_VERBS: readonly string[] = [
  "acceptOffer",
  "acceptTerms",
  "addContact",
  "answerQuestionnaire",
  "answerRequest",
  "appealDecision",
  "appealReversal",
  "checkLead",
  "declineOffer",
  "deleteDraft",
  "disputeStatementLine",
  "importLeads",
  "registerLead",
  "registerLeads",
  "releaseProtection",
  "removeContact",
  "reportProgress",
  "requestExtension",
  "resubmitLead",
  "saveDraft",
  "submitDraft",
  "setPrimaryContact",
  "updateContact",
  "updateLead",
  "withdrawLead",
  "withdrawStatementDispute",
];

/** Somebody who may run the mutation and is not refused. */
export function bearerFor({ members, staff }: LivingWorld, field: string): string {
  if (PARTNERS_VERBS.includes(field)) return members.PARTNER_ADMIN.key;
  return ["createPasswordLink", "inviteMember"].includes(field) ? members.ADMIN.key : staff.key;
}

/** The names of all mutation fields, each of which has a sample. */
export function mutationFields(world: Pick<LivingWorld, "schema">): readonly string[] {
  return Object.keys(world.schema.getMutationType()?.getFields() ?? {});
}

/** Logs in from a place of its own. */
export async function logIn(
  world: LivingWorld,
  input: Readonly<Record<string, unknown>>,
): Promise<{ accessToken: string; refreshToken: string }> {
  const answer = await world.ask(
    null,
    "mutation ($input: LoginInput!) { login(input: $input) { tokens { accessToken refreshToken } errors { message } } }",
    { input },
    { headers: fromElsewhere() },
  );
  return answer.data?.["login"].tokens;
}

/** A network address that nobody has used before: attempts are counted by address. */
export function fromElsewhere(): Record<string, string> {
  places += 1;
  return { "x-forwarded-for": `10.${(places >> 16) & 255}.${(places >> 8) & 255}.${places & 255}` };
}
let places = 0;

/** A name for a company that nobody has registered. */
export const newName = (): string => `sample-${randomUUID().slice(0, 13)}`;

let rank = 100;
const newRank = (): number => (rank += 1);

let hashed: Promise<string> | null = null;
/** One hash for all: making each would only take time. */
function passwordHash(): Promise<string> {
  hashed ??= hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  return hashed;
}
