import { getNamedType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { CURRENCIES, addDays, idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { sealJournals } from "../../src/ledger/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { scoreLead } from "../../src/scoring/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { fullest } from "../support/fullest.ts";
import { CRITERIA, metAnswers, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { newName, sampleInput } from "../support/mutation-samples.ts";
import { plantAnchors } from "../support/plant-books.ts";
import { plantBreaches } from "../support/plant-clocks.ts";
import { plantCall } from "../support/plant-calls.ts";
import { plantClaimConflict, plantLead, plantOffer } from "../support/plant-lead.ts";
import { draftCriteria, SOME_CRITERION } from "../support/plant-criteria.ts";
import { draftModel, plantChecks } from "../support/plant-scoring.ts";
import { plantApprovalProposal, plantCreditHold } from "../support/plant-approval.ts";
import { camt, importStatement, plantUnmatched } from "../support/bank-says.ts";
import {
  plantManyClawbacks,
  plantManyRemittances,
  plantPayoutBatch,
} from "../support/plant-payouts.ts";
import { plantManyWaivers } from "../support/plant-waivers.ts";
import { plantMonths } from "../support/plant-periods.ts";
import { plantStatements } from "../support/plant-statements.ts";
import { plantTaxProfile } from "../support/plant-tax.ts";
import { newIban, plantPayoutAccount } from "../support/plant-payout-accounts.ts";
import { plantProgram } from "../support/plant-program.ts";
import { plantManyReplayed } from "../support/plant-replays.ts";
import { nodeIds, querySamples } from "../support/samples.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
  for (let wave = 0; wave < 8; wave += 1) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => tellMore(wave * 10 + index)));
  }
  // each version follows the one before it
  for (let number = 0; number < 30; number += 1) {
    const rules = await sampleInput("publishRouting", { world, partnerId: world.alpha });
    await done(world, world.staff.key, "publishRouting", rules);
    await draftModel(world, world.members.SCORING_ANALYST);
    const set = { name: newName(), framework: "OWN", programId: await plantProgram(world) };
    const told = { criteria: [SOME_CRITERION], changeNote: "By themselves" };
    await draftCriteria(world, world.members.MARKETING_OPS, { ...set, ...told });
    // few are under way at once
    const replayed = await sampleInput("replayCriteria", { world, partnerId: world.alpha });
    await done(world, world.staff.key, "replayCriteria", replayed);
  }
  await plantManyReplayed(world, world.ids.criteriaReplay, 60);
  await sampleInput("draftPayoutBatch", { world, partnerId: world.alpha });
  await withdrawnBatches(30);
  await bankSays(30);
  await plantChecks(world, 30);
  await plantBreaches(world, world.alpha);
  await sealJournals(world.database, "test");
  await plantAnchors(world, 60);
  const [ofAlpha] = await world.asOwner<{ id: string }>(
    "select id from credit where partner_id = $1 limit 1",
    [uuidOf(world.alpha)],
  );
  const statementId = await plantStatements(world, {
    ...{ startsOn: "2015-03-01", partnerId: world.alpha, creditId: idOf("crd", ofAlpha?.id ?? "") },
    ...{
      currencies: ["EUR", ...CURRENCIES.filter((each) => each !== "EUR").slice(0, 59)],
      times: 60,
    },
  });
  for (let lineNumber = 1; lineNumber <= 30; lineNumber += 1) {
    const input = { statementId, lineNumber, reason: "AMOUNT", grounds: "It was more" };
    await done(world, world.members.PARTNER_ADMIN.key, "disputeStatementLine", input);
  }
  await plantMonths(world, 60);
  await plantManyClawbacks(world, 60);
  for (let number = 0; number < 30; number += 1)
    await plantCall(world, world.staff, world.leads.discussed, {
      memberIds: [world.staff.memberId, world.members.PARTNER_ADMIN.memberId],
    });
  await plantManyRemittances(world, 60);
  await plantManyWaivers(world, 60);
  world.stopForgettingCredentials();
  await Promise.all(callers().map((each) => world.ask(each.key, "{ viewer { side } }")));
});
afterAll(() => world.close());

const callers = (): readonly CastMember[] => [world.staff, world.members.PARTNER_ADMIN];

/** Of each of these there is more with each call. */
const OF_STAFF = [
  "saveSkill",
  "saveTargetList",
  "decideUsageSignal",
  "saveTerritory",
  "saveTeam",
  "saveQueue",
  "setRepProfile",
  "recordAbsence",
  "saveGlMapping",
  "saveReport",
  "saveApprovalPolicy",
  "decideTaxForm",
  "saveTaxRule",
];

/** One more of everything; every third prospect is claimed by two. */
async function tellMore(number: number): Promise<void> {
  const { alpha, beta, members, staff, rival } = world;
  const name = newName();
  const register = async (by: CastMember, partnerId: typeof alpha): Promise<LeadId> => {
    const input = registration(name);
    const made = await done(world, by.key, "registerLead", input, "lead { id }");
    const leadId = made["lead"].id;
    const deps = { database: world.database, newId, clock: () => new Date() };
    await matchLead(deps)({ leadId, partnerId }, "job");
    return leadId;
  };
  const leadId = await register(members.PARTNER_MEMBER, alpha);
  const link = { kind: "OTHER", url: `https://${name}.example` };
  await done(world, staff.key, "submitEvidence", { leadId, items: [link, link] });
  for (const verb of ["addComment", "addInternalComment"])
    await done(world, staff.key, verb, { leadId, text: `Said of ${name}` });
  const input = await sampleInput("importLeads", { world, partnerId: alpha });
  await done(world, members.PARTNER_ADMIN.key, "importLeads", input);
  const ownerId = members.SALES_REP.memberId;
  await plantLead(world, { partnerId: alpha, stage: "SAL", ownerId, asksForDays: true });
  const wasDecided = "AND_APPEALED";
  await plantClaimConflict(world, { partnerId: alpha, ownerId });
  await done(world, staff.key, "saveProductLine", { name });
  const incentives = await sampleInput("createIncentiveProgram", { world, partnerId: alpha });
  await done(world, staff.key, "createIncentiveProgram", incentives);
  const csv = `Date,SEK\n${addDays("2025-01-01", number)},11.5`;
  const ofDay = { source: "Bank", csv };
  await done(world, staff.key, "importExchangeRates", ofDay, "exchangeRateImport { id }");
  await done(
    world,
    staff.key,
    "createCalendar",
    await sampleInput("createCalendar", { world, partnerId: alpha }),
  );
  await done(
    world,
    staff.key,
    "createSlaPolicy",
    await sampleInput("createSlaPolicy", { world, partnerId: alpha }),
  );
  const simulated = await sampleInput("simulateProgram", { world, partnerId: alpha });
  await done(world, staff.key, "simulateProgram", simulated);
  await done(world, staff.key, "startExport", { kind: "TRIAL_BALANCE" });
  await scoreLead({ database: world.database, clock: () => new Date() })({ leadId }, "job");
  await plantOffer(world, { partnerId: alpha, ownerId });
  await plantLead(world, { partnerId: alpha, stage: "REJECTED", ownerId, wasDecided });
  if (number % 3 === 0) {
    await register(rival, beta);
    return;
  }
  await plantProgram(world, { partnerId: alpha });
  const draft = await sampleInput("saveDraft", { world, partnerId: alpha });
  await done(world, members.PARTNER_ADMIN.key, "saveDraft", draft);
  const owner = { leadId, ownerId: members.SALES_REP.memberId };
  await done(world, staff.key, "acceptLead", owner);
  const answers = { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() };
  await done(world, staff.key, "qualifyLead", answers);
  await plantMember(world, ["PARTNER_MEMBER"], alpha);
  await plantPayoutAccount(world, members.PARTNER_ADMIN, { iban: newIban() });
  await plantTaxProfile(world, members.PARTNER_ADMIN);
  const creditId = await earnedBy(leadId);
  await plantApprovalProposal(world, members.FINANCE, creditId);
  if (number % 2 === 1) await disagree(leadId, creditId);
  for (const verb of OF_STAFF)
    await done(world, staff.key, verb, await sampleInput(verb, { world, partnerId: alpha }));
  if (number % 3 === 1) {
    await done(world, staff.key, "createPartner", { name, state: "ACTIVE" });
    await done(world, staff.key, "createPartnerTier", { name, rank: 1_000 + number });
  }
}

/** What the bank said of nothing that was paid: so many statements, and one of so many entries. */
async function bankSays(many: number): Promise<void> {
  const finance = world.members.FINANCE;
  const entries = Array.from({ length: many }, (_, index) => ({
    ...{ amount: `${index + 1}.00`, bookedOn: "2026-01-02", words: "Rent" },
  }));
  for (const entry of entries) await plantUnmatched(world, finance, entry);
  await importStatement(world, finance, camt(entries));
}

/** Batches of what is payable to Alpha, each withdrawn. */
async function withdrawnBatches(many: number): Promise<void> {
  const finance = world.members.FINANCE;
  for (let number = 0; number < many; number += 1) {
    const { payoutBatchId } = await plantPayoutBatch(world, finance, [world.alpha]);
    await done(world, finance.key, "cancelPayoutBatch", { payoutBatchId, reason: "Not yet" });
  }
}

async function earnedBy(leadId: LeadId): Promise<string> {
  const [credit] = await world.asOwner<{ id: string }>("select id from credit where lead_id = $1", [
    uuidOf(leadId),
  ]);
  return idOf("crd", credit?.id ?? "");
}

/** To whom the lead is owed, and that its credit is held and taken back, is disagreed about. */
async function disagree(leadId: LeadId, creditId: string): Promise<void> {
  const { alpha, members, staff } = world;
  const whole = {
    leadId,
    shares: [{ partnerId: alpha, sharePpm: 1_000_000 }],
    reason: "As agreed",
  };
  await done(world, staff.key, "proposeAttribution", whole);
  const partner = members.PARTNER_ADMIN.key;
  await done(world, partner, "disputeAttribution", { leadId, statement: "It is ours alone" });
  await plantCreditHold(world, members.FINANCE, creditId);
  const why = { reason: "INACCURATE_DATA", trueOn: "2026-01-01", evidence: "Nobody is there" };
  await done(world, members.FINANCE.key, "reverseCredit", { ...why, creditId });
  await done(world, partner, "appealReversal", { creditId, grounds: "We had met them before" });
}

interface RootField {
  readonly name: string;
  readonly args: string;
  readonly isPaged: boolean;
  readonly inside: (first: number) => string;
}

/** Every field of Query, with something to ask it for and all that it can tell. */
function rootFields(): readonly RootField[] {
  const { schema } = world;
  const samples = querySamples(world);
  const anyNode = nodeIds(world)["Lead"] ?? "";
  const ofNodes: Readonly<Record<string, string>> = {
    node: `(id: "${anyNode}")`,
    nodes: `(ids: ["${anyNode}"])`,
  };
  return Object.values(schema.getQueryType()!.getFields()).flatMap((field) =>
    asksOf(field.name).map((isAsked) => ({
      name: field.name,
      args: ofNodes[field.name] ?? samples[`Query.${field.name}`]?.[0] ?? "",
      isPaged: field.args.some((each) => each.name === "first"),
      inside: (first) =>
        fullest(schema, getNamedType(field.type).name, {
          depth: field.name.startsWith("node") ? 0 : 2,
          ...{ first, isAsked },
        }),
    })),
  );
}

/** All fields of all types that have an id are more than one document holds: half of the types each. */
function asksOf(name: string): readonly ((type: string) => boolean)[] {
  if (!name.startsWith("node")) return [() => true];
  return [(type) => type < "M", (type) => type >= "M"];
}

/** What a list asks besides its page stands in its sample. */
function argumentsOf({ isPaged, args }: RootField, first: number): string {
  if (!isPaged) return args;
  return args === "" ? `(first: ${first})` : args.replace(/first: \d+/, `first: ${first}`);
}

async function costOf(caller: CastMember, field: RootField, first: number) {
  const args = argumentsOf(field, first);
  const document = `{ ${field.name}${args} { ${field.inside(first)} } }`;
  const { result, statements } = await world.costOf(() => world.ask(caller.key, document));
  expect(result.status, result.text).toBe(200);
  const rows: number = result.data?.[field.name]?.nodes?.length ?? 0;
  return { statements, rows };
}

test("what a query costs does not grow with the page, however much is asked of each row", async () => {
  for (const caller of callers()) {
    for (const field of rootFields()) {
      const one = await costOf(caller, field, 1);
      const some = await costOf(caller, field, 25);
      const many = await costOf(caller, field, 50);

      // of a single row something may be missing, and is then not read
      expect(one.statements, field.name).toBeLessThanOrEqual(many.statements);
      expect([field.name, some.statements]).toEqual([field.name, many.statements]);
      // a partner sees itself alone, and nothing of conflicts and the audit log
      const isShort = caller !== world.staff && many.rows <= 1;
      // drafts are their partner's alone
      if (field.name === "drafts" && caller === world.staff) continue;
      // of what may pay it, and of criteria, a partner sees no more than is approved
      const isOfPublished = ["incentivePrograms", "criteriaSets"].includes(field.name);
      if (isOfPublished && caller !== world.staff) continue;
      if (field.isPaged && !isShort) expect(many.rows, field.name).toBeGreaterThan(25);
    }
  }
});

const KNOWN = "{ viewer { displayName memberId apiKeyId side roles scopes expiresAt } }";

test("whatever a query asks, each field at the root costs one statement", async () => {
  for (const caller of callers()) {
    const costs = new Map<string, number>();
    for (const field of rootFields()) {
      costs.set(field.name, (await costOf(caller, field, 50)).statements);
    }
    // a partner may ask for nothing of some
    const most = [...costs].filter(([name]) => !["viewer", "estimateEarnings"].includes(name));
    expect(Math.max(...most.map(([, count]) => count)), JSON.stringify([...costs])).toBe(1);
    // it reads what a milestone reads that is reached, and computes: the lead, the rules, and what they ask
    expect(costs.get("estimateEarnings")).toBeLessThanOrEqual(4);
    // who asks is known; its settings are read where they are asked for, and its partner where it has one
    expect(costs.get("viewer")).toBe(caller === world.staff ? 1 : 2);
    const known = await world.costOf(() => world.ask(caller.key, KNOWN));
    expect([known.result.errors, known.statements]).toEqual([[], 0]);
  }
});

test("leads with all that hangs on them, counted, cost one statement in one round trip", async () => {
  const document = `{ leads(first: 50) { totalCount nodes {
    id stage company { name domain } partner { name } owner { displayName }
    attribution { othersPpm shares { sharePpm partner { name } } }
    credits { totalCount nodes { amount { amount } } } timeline { nodes { seq } }
  } pageInfo { endCursor hasNextPage } } }`;
  for (const caller of callers()) {
    const cost = await world.costOf(() => world.ask(caller.key, document));
    expect(cost.result.errors, cost.result.text).toEqual([]);
    expect([cost.statements, cost.roundTrips]).toEqual([1, 1]);
  }
});

describe("a verb waits for the database no more often than it must", () => {
  const roundTripsOf = async (caller: CastMember, field: string, input: unknown) => {
    const selection = "lead { id stage company { name } } errors { __typename code }";
    const { result, roundTrips } = await world.costOf(() =>
      mutate(world, caller.key, field, input, { selection }),
    );
    expect(result.data?.[field].errors, result.text).toEqual([]);
    return roundTrips;
  };
  const sample = (field: string) => sampleInput(field, { world, partnerId: world.alpha });

  test("registerLead twice, its answer read", async () => {
    const { PARTNER_MEMBER } = world.members;
    // its own first use is noted
    await world.ask(PARTNER_MEMBER.key, "{ viewer { side } }");
    const input = await sample("registerLead");
    expect(await roundTripsOf(PARTNER_MEMBER, "registerLead", input)).toBeLessThanOrEqual(2);
  });

  test("qualifyLead three times, with award, credit and posting, and once more where that is limited", async () => {
    const limited = await sample("qualifyLead");
    expect(await roundTripsOf(world.staff, "qualifyLead", limited)).toBe(4);
    await world.asOwner(
      `alter table incentive_program_version disable trigger incentive_program_version_guard;
       alter table incentive_condition disable trigger incentive_condition_guard;
       alter table incentive_quality disable trigger incentive_quality_guard;
       alter table incentive_tier_multiplier disable trigger incentive_tier_multiplier_guard;
       delete from incentive_tier_multiplier;
       delete from incentive_condition;
       delete from incentive_quality;
       update incentive_program_version
       set partner_cap_minor = null, partner_cap_window = null, partner_cap_excess = null,
         partner_cap_defer_windows = null, budget_minor = null, budget_excess = null;
       alter table incentive_program_version enable always trigger incentive_program_version_guard`,
    );
    const input = await sample("qualifyLead");
    expect(await roundTripsOf(world.staff, "qualifyLead", input)).toBeLessThanOrEqual(3);
  });

  test.each(["acceptLead", "rejectLead", "returnLead", "convertLead", "winLead", "loseLead"])(
    "%s three times",
    async (field) => {
      const input = await sample(field);
      expect(await roundTripsOf(world.staff, field, input)).toBeLessThanOrEqual(3);
    },
  );
});
