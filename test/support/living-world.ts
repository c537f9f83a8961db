import { tmpdir } from "node:os";

import { idOf, money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { ALL_ROLES, ROLES } from "../../src/identity/index.ts";
import type { Role } from "../../src/identity/index.ts";
import { putBountyInForce } from "../../src/incentives/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { lapseConflicts, matchLead } from "../../src/protection/index.ts";

import { plantBooks } from "./plant-books.ts";
import type { PlantedBooks } from "./plant-books.ts";
import { plantExports, plantOwnExport } from "./plant-exports.ts";
import { plantApprovedMapping } from "./plant-gl-mappings.ts";
import { plantPastTax } from "./plant-tax.ts";
import { plantTargets } from "./plant-targets.ts";
import { plantUsage } from "./plant-usage.ts";
import { plantReplays } from "./plant-replays.ts";
import { plantSimulations } from "./plant-simulations.ts";
import { plantMember } from "./cast.ts";
import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import { plantApproval, plantApprovalProposal, plantPastPolicy } from "./plant-approval.ts";
import { plantFraud } from "./plant-fraud.ts";
import { plantClawback, plantPayouts, plantWithheld } from "./plant-payouts.ts";
import { plantPastPeriod } from "./plant-periods.ts";
import { plantRecruiterPay, RECRUITER_PAY } from "./plant-recruiter-pay.ts";
import { plantReports } from "./plant-reports.ts";
import { plantStatementDisputes } from "./plant-statement-disputes.ts";
import { plantStatements } from "./plant-statements.ts";
import { newIban, plantPastAccount, plantPayoutAccount } from "./plant-payout-accounts.ts";
import { plantCriteria, plantCriteriaReview } from "./plant-criteria.ts";
import { plantCall, plantCalls } from "./plant-calls.ts";
import { plantAnswers, plantQuestionnaire, registeredOf } from "./plant-answers.ts";
import { plantLearned, plantSchedule, plantScoring, SOME_MODEL } from "./plant-scoring.ts";
import { plantReviewed } from "./plant-waivers.ts";
import { plantStaff } from "./plant-staff.ts";
import type { Staff } from "./plant-staff.ts";
import { keptWorld } from "./kept-world.ts";
import { runImports } from "./run-imports.ts";
import { sendFile } from "./send-file.ts";
import { openServedWorld } from "./served-world.ts";
import type { ServedWorld, ServedWorldOptions } from "./served-world.ts";

/** In every text that belongs to the partner Alpha, and in nothing of anybody else's. */
export const CANARY = "kanarek";

/** The built-in criteria: BANT. */
export const CRITERIA = idOf("crt", "01970000-0000-7000-8000-000000000011");

/** A served world in which there is one of everything that the API can show. */
export type LivingWorld = ServedWorld & Living;

/** Who and what is in a living world. */
export interface Living {
  readonly alpha: PartnerId;
  readonly beta: PartnerId;
  /** Somebody in each role; the partners' roles at Alpha. */
  readonly members: Readonly<Record<Role, CastMember>>;
  /** A member of the vendor's staff who holds all its roles. */
  readonly staff: CastMember;
  /** Beta's administrator. */
  readonly rival: CastMember;
  /** Alpha's leads. */
  readonly leads: {
    /** Went all the way. */
    readonly won: LeadId;
    /** Was an SQL, then returned with a note of the vendor's. */
    readonly returned: LeadId;
    readonly submitted: LeadId;
    /** Claims the same prospect as a lead of Beta's. */
    readonly disputed: LeadId;
    /** Was asked about, accepted, and not corrected as its partner proposed. */
    readonly discussed: LeadId;
    /** Lost a conflict to a lead of Beta's. */
    readonly lost: LeadId;
    /** Shares its prospect with a lead of Beta's. */
    readonly shared: LeadId;
    /** Ended, and goes on in another one of Alpha's. */
    readonly merged: LeadId;
    /** Accepted, and its partner asks for more days of protection. */
    readonly waiting: LeadId;
  };
  /** Beta's leads: the other side of the dispute, and an SQL. */
  readonly rivalLeads: { readonly disputed: LeadId; readonly sql: LeadId };
  /** One id of each kind, all of Alpha's or about it. */
  readonly ids: Readonly<Record<Thing | keyof Staff, string>>;
}

export type Thing =
  | "tier"
  | "invitation"
  | "deactivated"
  | "revokedKey"
  | "conflict"
  | "importRun"
  | "likeness"
  | "account"
  | "extension"
  | "appeal"
  | "directClaim"
  | "claimConflict"
  | "productLine"
  | "customer"
  | "targetList"
  | "usageSignal"
  | "usageThreshold"
  | "offer"
  | "award"
  | "simulation"
  | "exportRun"
  | "glMapping"
  | "report"
  | "credit"
  | "creditReversal"
  | "reversalAppeal"
  | "auditEntry"
  | "calendar"
  | "slaPolicy"
  | "attributionPolicy"
  | "scoringModel"
  | "scoringSchedule"
  | "criteriaSet"
  | "criteriaReplay"
  | "questionnaire"
  | "answeredLead"
  | "discoveryCall"
  | "followedLead"
  | "attributionProposal"
  | "taxProfile"
  | "taxForm"
  | "taxRule"
  | "taxRemittance"
  | "payoutAccount"
  | "creditHold"
  | "approvalProposal"
  | "approvalPolicy"
  | "payoutBatch"
  | "payout"
  | "clawback"
  | "writeOff"
  | "repaymentProposal"
  | "secondPersonWaiver"
  | "waivedDecision"
  | "bankStatement"
  | "bankEntry"
  | "accountingPeriod"
  | "statement"
  | "statementDispute"
  | "attributionDispute"
  | "program"
  | "accelerating"
  | "incentiveProgram"
  | "programVersion"
  | "exchangeRate"
  | "exchangeRateImport"
  | "journalTransaction"
  | "ledgerAccount"
  | "chainAnchor"
  | "confirmedLead"
  | "limited"
  | "draft";

/** Opens a living world of one's own. It came to be once for all test files: each clones it. */
export async function openLivingWorld(given: ServedWorldOptions = {}): Promise<LivingWorld> {
  const { told, ...beginning } = await keptWorld("living", comeToLife);
  return { ...(await openServedWorld(given, beginning)), ...told };
}

async function comeToLife(world: ServedWorld): Promise<Living> {
  const staff = await plantMember(world, vendorRoles(), null, { name: "Staff" });
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2020-01-01"),
      draftedBy: staff.memberId,
      approvedBy: newId("mem"),
    },
  );
  // as if what is paid had been limited from the beginning on
  await world.asOwner(
    `alter table incentive_program_version disable trigger incentive_program_version_guard;
     update incentive_program_version
     set lead_cap_minor = 1000000, partner_cap_minor = 10000000, partner_cap_window = 'YEAR', partner_cap_excess = 'FORFEIT',
       budget_minor = 100000000, budget_excess = 'FORFEIT';
     alter table incentive_program_version enable always trigger incentive_program_version_guard`,
  );
  // before anything is earned
  const rates = await plantRates(world, staff);
  // tests ask more often than a partner may in a day
  await world.asOwner("update program set checks_per_day = 100000, overlaps_per_day = 100000");
  const tier = await done(
    world,
    staff.key,
    "createPartnerTier",
    { name: "Gold", rank: 3 },
    "partnerTier { id }",
  );
  const tierId: string = tier["partnerTier"].id;
  // and its tier had counted, once
  await world.asOwner(
    `alter table incentive_tier_multiplier disable trigger incentive_tier_multiplier_guard;
     insert into incentive_tier_multiplier (version_id, tier_id, multiplier_ppm)
     select id, '${uuidOf(tierId as `tir_${string}`)}', 1000000 from incentive_program_version;
     alter table incentive_tier_multiplier enable always trigger incentive_tier_multiplier_guard`,
  );
  const partner = async (name: string): Promise<PartnerId> => {
    const input = { name, country: "DE", state: "ACTIVE", tierId };
    const payload = await done(world, staff.key, "createPartner", input, "partner { id }");
    return payload["partner"].id;
  };
  const alpha = await partner(`${CANARY} Alpha`);
  const beta = await partner("Beta");
  // Alpha stood on no tier for a while
  for (const [index, each] of [null, tierId].entries()) {
    const input = { partnerId: alpha, tierId: each, expectedVersion: index + 1 };
    await done(world, staff.key, "setPartnerTier", input, "partner { id }");
  }
  // and was recruited by Beta, once more after a while
  for (const [recruiterId, replacesId] of [
    [beta, null],
    [null, beta],
    [beta, null],
  ]) {
    const input = { partnerId: alpha, recruiterId, replacesId, reason: "They met at a fair" };
    await done(world, staff.key, "recordRecruiter", input, "partner { id }");
  }
  const members = Object.fromEntries(
    await Promise.all(
      ALL_ROLES.map(async (role) => {
        const at = ROLES[role].side === "PARTNER" ? alpha : null;
        const name = at === null ? `Vendor's ${role}` : `${CANARY} ${role}`;
        return [role, await plantMember(world, [role], at, { name })] as const;
      }),
    ),
  ) as Record<Role, CastMember>;
  const rival = await plantMember(world, ["PARTNER_ADMIN", "PARTNER_MEMBER"], beta, {
    name: "Berta",
  });

  const tell = new Storyteller(world, members.SALES_REP, staff, members.PARTNER_MEMBER, rival);
  const stories = await tell.all();
  const seen = await world.ask(
    staff.key,
    `query ($id: ID!) { lead(by: { id: $id }) { account { id } } }`,
    { id: stories.leads.won },
  );
  const { id: accountId } = seen.data?.["lead"].account ?? {};
  await done(world, staff.key, "endCustomer", { accountId });
  const sales = members.SALES_REP;
  const things = await plantThings(world, members.PARTNER_ADMIN, staff, sales, alpha);
  for (const by of [members.PARTNER_ADMIN, rival]) await plantOwnExport(world, by);
  const settled = await plantSettlements(world, staff, members.PARTNER_ADMIN, stories.leads.won);
  const note = `${CANARY} passed on`;
  const arranged = await plantStaff(world, { staff, sales }, stories.leads.submitted, note);
  const visits = ["VISIT", "DOWNLOAD"].map((kind) => ({
    ...{ leadId: stories.leads.submitted, kind, reference: `${CANARY} ${kind}` },
    occurredAt: "2026-01-02T10:00:00Z",
  }));
  await done(world, staff.key, "recordEngagement", { items: visits });
  await plantLearned(world, { author: members.SCORING_ANALYST, publisher: staff });
  const scoringSchedule = await plantSchedule(world, members.SCORING_ANALYST);
  const scoringModel = await plantScoring(
    world,
    { author: members.SCORING_ANALYST, publisher: staff },
    { ...SOME_MODEL, mqlFrom: 110, note: `${CANARY} note` },
  );
  const approvedId = await approvableCredit(world, members.CONTROLLER, alpha);
  const approval = await plantApproval(
    world,
    { finance: members.FINANCE, controller: members.CONTROLLER },
    approvedId,
    CANARY,
  );
  const payers = { finance: members.FINANCE, controller: members.CONTROLLER };
  // what another partner has to wait for, having no account
  const betas = await approvableCredit(world, members.CONTROLLER, beta);
  const proposed = await plantApprovalProposal(world, payers.finance, betas, CANARY);
  const approved = { ...proposed, isApproved: true, note: CANARY };
  await done(world, payers.controller.key, "decideApproval", approved);
  const payouts = await plantPayouts(world, payers, { alpha, beta }, CANARY);
  const approvalPolicy = await plantPastPolicy(world, payers, things.accelerating, CANARY);
  let sqls = 0;
  const newSql = async (): Promise<LeadId> => {
    sqls += 1;
    const name = `${CANARY}-paid-${sqls}`;
    const by = members.PARTNER_MEMBER.key;
    const leadId = await registeredOf(world, by, alpha, registration(name));
    const met = { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() };
    await done(world, members.SALES_MANAGER.key, "acceptLead", { leadId });
    await done(world, members.SALES_MANAGER.key, "qualifyLead", met);
    return leadId;
  };
  const taxed = { ...payers, admin: members.PARTNER_ADMIN };
  const tax = await plantPastTax(world, taxed, CANARY);
  const taxRemittance = await plantWithheld(world, payers, { partnerId: alpha, newSql }, CANARY);
  const claims = await plantClawback(world, payers, { partnerId: alpha, newSql }, CANARY);
  const alone = await plantReviewed(world, CANARY);
  const suspected = { id: approvedId, partnerId: alpha };
  await plantFraud(world, members.CONTROLLER, suspected, CANARY);
  const payoutAccount = await plantPastAccount(world, members.PARTNER_ADMIN, CANARY);
  // what Alpha and Beta both say is theirs
  const iban = newIban();
  for (const by of [members.PARTNER_ADMIN, rival]) await plantPayoutAccount(world, by, { iban });
  const judges = { marketing: members.MARKETING_OPS, sales: members.SALES_MANAGER };
  const { program: programId, productLine: productLineId } = things;
  const criteriaSet = await plantCriteria(world, judges, {
    ...{ programId, productLineId, leadKind: "RENEWAL" },
  });
  const criteriaSetId = await plantCriteria(world, judges, { leadKind: "UPSELL" });
  for (const { key } of [judges.sales, judges.marketing])
    await done(world, key, "retireCriteria", { criteriaSetId, note: "As the others" });
  const ending = { criteriaSetId: criteriaSet, note: "Renewals are no leads" };
  await done(world, judges.sales.key, "retireCriteria", ending);
  await plantCriteriaReview(world);
  const criteriaReplay = await plantReplays(world, members.MARKETING_OPS, {
    ...{ criteriaSetId: criteriaSet, leadId: stories.leads.won },
  });
  const questionnaire = await plantQuestionnaire(world, judges, "PRODUCT_QUALIFIED");
  const answeredLead = await registeredOf(world, members.PARTNER_MEMBER.key, alpha, {
    ...registration(`${CANARY}-answered`),
    kind: "PRODUCT_QUALIFIED",
  });
  await plantAnswers(
    world,
    { partner: members.PARTNER_MEMBER, sales },
    { leadId: answeredLead, criteriaVersionId: questionnaire },
    CANARY,
  );
  const call = await plantCall(world, sales, answeredLead);
  await done(world, sales.key, "assessLead", {
    ...{ leadId: answeredLead, criteriaVersionId: questionnaire },
    answers: [{ criterionKey: "shown", state: "MET", discoveryCallId: call }],
  });
  const spoken = { partner: members.PARTNER_MEMBER, sales };
  const discoveryCall = await plantCalls(world, spoken, stories.leads.discussed, CANARY);
  await done(world, sales.key, "assessLead", {
    ...{ leadId: stories.leads.discussed, criteriaVersionId: CRITERIA },
    answers: [{ criterionKey: "budget", state: "MET", discoveryCallId: discoveryCall }],
  });
  const followedLead = await plantRecruiterPay(world, alpha);
  const books = await plantBooks(world, tmpdir());
  const accountingPeriod = await plantPastPeriod(world, CANARY);
  const statement = await plantStatements(world, {
    ...{ startsOn: "2015-02-01", partnerId: alpha, currencies: ["EUR"], times: 2 },
    creditId: things.credit,
  });
  const statementDispute = await plantStatementDisputes(
    world,
    { admin: members.PARTNER_ADMIN, finance: members.FINANCE, controller: members.CONTROLLER },
    {
      ...{ statementId: statement, partnerId: alpha, creditId: things.credit },
      leadId: stories.leads.submitted,
    },
    CANARY,
  );
  await matchAll(world);
  // a refusal, so that the audit log has one among its latest
  await world.ask(
    members.PARTNER_ADMIN.key,
    `mutation { revokeApiKey(input: { keyId: "wrong" }) { errors { code } } }`,
  );
  return {
    alpha,
    beta,
    members,
    staff,
    rival,
    ...stories,
    ids: {
      ...things,
      ...arranged,
      ...rates,
      ...settled,
      ...books,
      scoringModel,
      scoringSchedule,
      payoutAccount,
      ...tax,
      taxRemittance,
      ...approval,
      approvalPolicy,
      ...payouts,
      ...claims,
      ...alone,
      accountingPeriod,
      statement,
      statementDispute,
      criteriaReplay,
      criteriaSet,
      questionnaire,
      answeredLead,
      discoveryCall,
      followedLead,
      tier: tierId,
    },
  };
}

/** A credit of a partner's that nothing keeps from being approved. */
export async function approvableCredit(
  world: ServedWorld,
  controller: CastMember,
  partnerId: PartnerId,
): Promise<string> {
  const seen = await world.ask(
    controller.key,
    "query ($partner: ID!) { creditsToApprove(first: 50, partnerId: $partner) { nodes { id kind } } }",
    { partner: partnerId },
  );
  const found = seen.data?.["creditsToApprove"].nodes.find(
    ({ kind }: { kind: string }) => kind === "AWARD",
  );
  if (!found) throw new Error("nothing of the partner's can be approved");
  return found.id;
}

/** What waits to be compared with all others would soon have waited too long. */
async function matchAll({ asOwner, database }: ServedWorld): Promise<void> {
  const waiting = await asOwner<{ id: string; partner_id: string }>(
    `select lead.id, lead.partner_id
     from lead
     join company on company.lead_id = lead.id
     left join lead_matching as matching
       on matching.lead_id = lead.id and matching.keys_version = company.keys_version
     where lead.stage = 'SUBMITTED' and matching.lead_id is null
     order by lead.claimed_at, lead.id`,
  );
  const match = matchLead({ database, newId, clock: () => new Date() });
  for (const { id, partner_id: partnerId } of waiting)
    await match({ leadId: idOf("lead", id), partnerId: idOf("prt", partnerId) }, "job");
}

async function addedLine(world: ServedWorld, by: CastMember, name: string): Promise<string> {
  const made = await done(world, by.key, "saveProductLine", { name }, "productLine { id }");
  return made["productLine"].id;
}

/** Every role of the vendor's side. */
function vendorRoles(): Role[] {
  return ALL_ROLES.filter((role) => ROLES[role].side === "VENDOR");
}

/** Lets leads happen, through the API. */
class Storyteller {
  readonly #world: ServedWorld;
  readonly #sales: CastMember;
  readonly #staff: CastMember;
  readonly #alpha: CastMember;
  readonly #beta: CastMember;

  constructor(
    world: ServedWorld,
    sales: CastMember,
    staff: CastMember,
    alpha: CastMember,
    beta: CastMember,
  ) {
    this.#world = world;
    this.#sales = sales;
    this.#staff = staff;
    this.#alpha = alpha;
    this.#beta = beta;
  }

  async all(): Promise<Pick<Living, "leads" | "rivalLeads">> {
    const won = await this.#register(this.#alpha, `${CANARY}-won`);
    await this.#qualify(won, `${CANARY} qualified`, "SHOWN");
    await this.#handOverAndBack(won);
    const touch = { leadId: won, role: "SOURCED", channel: "EVENT" };
    const met = { items: [{ ...touch, occurredAt: "2026-01-02T10:00:00Z" }] };
    await done(this.#world, this.#alpha.key, "recordTouchpoints", met);
    await this.#deal(won);

    const returned = await this.#register(this.#alpha, `${CANARY}-returned`);
    await this.#qualify(returned, null);
    await this.#move("returnLead", returned, {
      reasonCode: "TIMING_LATER",
      note: `${CANARY} internal`,
      comment: `${CANARY} comment`,
      revisitOn: "2099-01-01",
    });
    const submitted = await this.#register(this.#alpha, `${CANARY}-submitted`);
    await this.#touched(submitted);

    // Beta claims a prospect first; Alpha writes it its own way, but for the address
    const rivalDisputed = await this.#register(this.#beta, "disputed");
    const disputed = await this.#register(this.#alpha, `${CANARY}-disputed`, "disputed.com");
    await this.#lapsed();
    const discussed = await this.#discussed();
    const { lost, shared } = await this.#decided();
    await this.#appealed();
    const waiting = await this.#asksForDays(`${CANARY}-waiting`);
    const granted = await this.#asksForDays(`${CANARY}-granted`);
    await done(this.#world, this.#staff.key, "decideExtension", {
      leadId: granted,
      decision: "GRANT",
    });
    const merged = await this.#merged();
    await this.#takenBack();
    const sql = await this.#register(this.#beta, "beta-sql");
    await this.#qualify(sql, null);
    return {
      leads: { won, returned, submitted, disputed, discussed, lost, shared, merged, waiting },
      rivalLeads: { disputed: rivalDisputed, sql },
    };
  }

  /** Sales asks, the partner answers and adds a person; once accepted, a correction is declined. */
  async #discussed(): Promise<LeadId> {
    const name = `${CANARY}-discussed`;
    const tender = { reference: name, issuer: `${name} issuer`, dueOn: "2031-01-31" };
    const leadId = await this.#register(this.#alpha, name, `${name}.com`, { tender });
    const questions = ["NOTES", "EVIDENCE"].map((field) => ({ field, question: `${name}?` }));
    await this.#move("requestInformation", leadId, { questions });
    const partner = (verb: string, more: Record<string, unknown>) =>
      done(this.#world, this.#alpha.key, verb, { leadId, ...more });
    await this.#move("addInternalComment", leadId, { text: `${name} among us` });
    await partner("addComment", { text: `${name} said` });
    await partner("answerRequest", { notes: `${name} notes`, evidence: `${name} evidence` });
    await partner("addContact", {
      contact: {
        name: `${name} other`,
        email: `other@${name}.com`,
        buyingRole: "USES",
        consent: { basis: "CONSENT" },
      },
    });
    await matchLead(this.#deps())({ leadId, partnerId: partnerOf(this.#alpha) }, "job");
    await this.#move("acceptLead", leadId, {});
    // by two people, who do not find the same
    await this.#assess(leadId, "PARTIAL", this.#staff);
    await this.#assess(leadId, "MET", this.#sales);
    await partner("updateLead", {
      company: { name: `${name} new`, domain: `${name}.net`, country: "AT", taxId: `${name} nr` },
      contact: { email: `new@${name}.net`, phone: "+43 1 234567" },
      productLineIds: [await addedLine(this.#world, this.#staff, "Discussed")],
      tender: { ...tender, reference: `${name} new` },
    });
    await this.#move("declineCorrection", leadId, { comment: `${name} declined` });
    return leadId;
  }

  /** Two conflicts that were decided: one against Alpha, one to share. */
  async #decided(): Promise<Pick<Living["leads"], "lost" | "shared">> {
    await this.#register(this.#beta, "outdone");
    const lost = await this.#register(this.#alpha, `${CANARY}-outdone`, "outdone.com");
    await this.#decide(lost, "FIRST_WINS", {});
    await this.#register(this.#beta, "halved");
    const shared = await this.#register(this.#alpha, `${CANARY}-halved`, "halved.com");
    await this.#decide(shared, "SPLIT", { incumbentSharePpm: 400_000 });
    return { lost, shared };
  }

  /** A rejection that its partner appealed, and a disqualification that somebody took back. */
  async #appealed(): Promise<void> {
    const rejected = await this.#register(this.#alpha, `${CANARY}-appealed`);
    await this.#move("rejectLead", rejected, { reasonCode: "TOO_EARLY" });
    await this.#appeal(rejected);
    const reinstated = await this.#register(this.#alpha, `${CANARY}-reinstated`);
    await this.#move("acceptLead", reinstated, {});
    await this.#move("disqualifyLead", reinstated, { reasonCode: "NO_NEED" });
    await this.#appeal(reinstated);
    await done(this.#world, this.#staff.key, "upholdAppeal", { leadId: reinstated });
    await matchLead(this.#deps())({ leadId: reinstated, partnerId: partnerOf(this.#alpha) }, "job");
  }

  async #appeal(leadId: LeadId): Promise<void> {
    const grounds = { leadId, comment: `${CANARY} was there before` };
    await done(this.#world, this.#alpha.key, "appealDecision", grounds);
  }

  /** Alpha's own touch, which was taken back and told again, and one of Beta's that the vendor knows of. */
  async #touched(leadId: LeadId): Promise<void> {
    const said = { leadId, role: "SOURCED", occurredAt: "2026-01-02T10:00:00Z" };
    const cost = { amount: "12.50", currency: "EUR" };
    const own = { ...said, channel: "EVENT", campaign: `${CANARY} fair`, cost, reference: CANARY };
    const record = async (by: CastMember, item: object) => {
      const selection = "results { touchpointId }";
      const input = { items: [item] };
      const made = await done(this.#world, by.key, "recordTouchpoints", input, selection);
      return made["results"][0].touchpointId as string;
    };
    const touchpointId = await record(this.#alpha, own);
    const wrong = { touchpointId, reason: `${CANARY} was elsewhere` };
    await done(this.#world, this.#alpha.key, "retractTouchpoint", wrong);
    await record(this.#alpha, own);
    const partnerId = partnerOf(this.#beta);
    await record(this.#sales, { ...said, partnerId, channel: "CALL", campaign: `${CANARY} call` });
  }

  /** Two of Alpha's that name one prospect. */
  async #merged(): Promise<LeadId> {
    const names = ["one", "other"].map((each) => `${CANARY}-merged-${each}`);
    const [first, second] = [
      await this.#register(this.#alpha, names[0] ?? ""),
      await this.#register(this.#alpha, names[1] ?? ""),
    ];
    const comment = `${CANARY} is one`;
    const input = { leadIds: [first, second], split: "SURVIVOR_HAS_ALL", reason: comment, comment };
    await done(this.#world, this.#staff.key, "mergeLeads", input);
    await matchLead(this.#deps())({ leadId: first, partnerId: partnerOf(this.#alpha) }, "job");
    return second;
  }

  /** Credit that was taken back and had again after an appeal, and credit that a fraud had obtained. */
  async #takenBack(): Promise<void> {
    const finance = await plantMember(this.#world, ["FINANCE"], null, { name: "Fine Finance" });
    const said = { evidence: `${CANARY} evidence`, statement: `${CANARY} statement` };
    const take = async (name: string, why: Readonly<Record<string, unknown>>) => {
      const leadId = await this.#register(this.#alpha, `${CANARY}-${name}`);
      await this.#qualify(leadId, null);
      const seen = await this.#world.ask(
        this.#staff.key,
        "query ($id: ID!) { lead(by: { id: $id }) { credits(first: 1) { nodes { id } } } }",
        { id: leadId },
      );
      const creditId: string = seen.data?.["lead"].credits.nodes[0].id;
      const input = { creditId, ...said, ...why };
      const made = await done(this.#world, finance.key, "reverseCredit", input, "reversal { id }");
      return { creditId, reversalId: made["reversal"].id as string };
    };
    const trueOn = "2026-01-01";
    for (const [name, reason, decision] of [
      ["inaccurate", "INACCURATE_DATA", "UPHOLD"],
      ["duplicate", "DUPLICATE", "DISMISS"],
    ] as const) {
      const { creditId } = await take(name, { reason, trueOn });
      const grounds = { creditId, grounds: `${CANARY} had met them` };
      const { appeal } = await done(
        this.#world,
        this.#alpha.key,
        "appealReversal",
        grounds,
        "appeal { id }",
      );
      const decided = { appealId: appeal.id, decision, note: `${CANARY} note` };
      await done(this.#world, this.#staff.key, "decideReversalAppeal", decided);
    }
    const { reversalId } = await take("fraud", { reason: "FRAUD" });
    const decided = { reversalId, decision: "CONFIRM", note: `${CANARY} note` };
    await done(this.#world, this.#staff.key, "decideReversal", decided);
  }

  async #asksForDays(name: string): Promise<LeadId> {
    const leadId = await this.#register(this.#alpha, name);
    await this.#move("acceptLead", leadId, {});
    const why = { leadId, comment: `${CANARY} wants more days` };
    await done(this.#world, this.#alpha.key, "requestExtension", why);
    return leadId;
  }

  async #decide(leadId: LeadId, outcome: string, more: Record<string, unknown>): Promise<void> {
    const seen = await this.#world.ask(
      this.#staff.key,
      "query ($id: ID!) { lead(by: { id: $id }) { conflicts { nodes { id version } } } }",
      { id: leadId },
    );
    const [conflict] = seen.data?.["lead"].conflicts.nodes ?? [];
    await done(this.#world, this.#staff.key, "decideConflict", {
      conflictId: conflict.id,
      expectedVersion: conflict.version,
      outcome,
      rule: "EARLIEST_CLAIM",
      evidence: `${CANARY} evidence`,
      note: `${CANARY} note`,
      statement: "Decided by the day of the claim",
      ...more,
    });
  }

  /** A conflict that ended because the later claim was taken back. */
  async #lapsed(): Promise<void> {
    await this.#register(this.#beta, "lapsed");
    const taken = await this.#register(this.#alpha, `${CANARY}-lapsed`, "lapsed.com");
    const uploadId = await sendFile(this.#world, this.#alpha.key, {
      fileName: `${CANARY}.txt`,
      bytes: `${CANARY} file`,
    });
    await done(this.#world, this.#alpha.key, "submitEvidence", {
      leadId: taken,
      items: [
        { kind: "EMAIL", uploadId, note: `${CANARY} note` },
        { kind: "DOCUMENT", url: `https://${CANARY}.example/tender` },
      ],
    });
    await done(this.#world, this.#alpha.key, "withdrawLead", { leadId: taken });
    await lapseConflicts(this.#deps())({ leadId: taken, partnerId: partnerOf(this.#alpha) }, "job");
  }

  async #register(
    by: CastMember,
    name: string,
    domain = `${name}.com`,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<LeadId> {
    const payload = await done(
      this.#world,
      by.key,
      "registerLead",
      { ...registration(name, domain), ...more },
      "lead { id }",
    );
    const leadId: LeadId = payload["lead"].id;
    await matchLead(this.#deps())({ leadId, partnerId: partnerOf(by) }, "job");
    return leadId;
  }

  async #qualify(leadId: LeadId, comment: string | null, by?: "SHOWN"): Promise<void> {
    await this.#move("acceptLead", leadId, { comment });
    const shown = by ? { discoveryCallId: await plantCall(this.#world, this.#sales, leadId) } : {};
    await this.#move("qualifyLead", leadId, {
      criteriaVersionId: CRITERIA,
      answers: metAnswers().map((each) => ({ ...each, ...shown })),
      feedback: { strengths: ["NEED"], gaps: ["TIMING"], comment },
    });
  }

  async #assess(leadId: LeadId, state: string, by: CastMember): Promise<void> {
    const answers = [{ criterionKey: "need", state, note: `${CANARY} found` }];
    const input = { leadId, criteriaVersionId: CRITERIA, answers };
    await done(this.#world, by.key, "assessLead", input);
  }

  async #handOverAndBack(leadId: LeadId): Promise<void> {
    const memberId = this.#staff.memberId;
    await this.#move("handOverLead", leadId, { memberId, note: `${CANARY} handed over` });
    const back = { leadId, reason: `${CANARY} sent back` };
    await done(this.#world, this.#staff.key, "sendBackLead", back);
  }

  async #deal(leadId: LeadId): Promise<void> {
    const amount = { amount: "5000", currency: "EUR" };
    await this.#move("convertLead", leadId, { amount, closeOn: "2099-06-30" });
    await this.#move("winLead", leadId, { amount, closedOn: "2026-01-01" });
  }

  async #move(verb: string, leadId: LeadId, more: Record<string, unknown>): Promise<void> {
    await done(this.#world, this.#sales.key, verb, { leadId, ...more });
  }

  #deps() {
    return { database: this.#world.database, newId, clock: () => new Date() };
  }
}

/** A registration in which every field says something. */
export function registration(name: string, domain = `${name}.com`): Record<string, unknown> {
  return {
    company: { name, domain, country: "DE", taxId: `${name} tax` },
    contact: {
      name: `${name} person`,
      email: `${name}@${domain}`,
      phone: "+49 30 123456",
      jobTitle: `${name} title`,
      buyingRole: "DECIDES",
      consent: {
        basis: "CONSENT",
        source: `${name} source`,
        obtainedAt: "2026-01-01T00:00:00.000Z",
      },
    },
    externalReference: `${name}-ref`,
    campaign: `${name} campaign`,
    notes: `${name} notes`,
    estimatedValue: { amount: "1234.56", currency: "EUR" },
  };
}

/** Answers that meet the built-in criteria. */
export const metAnswers = (): readonly Record<string, unknown>[] =>
  ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
    criterionKey,
    state: "MET",
    note: "Said in the call",
  }));

function partnerOf(member: CastMember): PartnerId {
  if (member.partnerId === null) throw new Error("a member of the vendor has no partner");
  return member.partnerId;
}

async function plantThings(
  world: ServedWorld,
  admin: CastMember,
  staff: CastMember,
  sales: CastMember,
  alpha: PartnerId,
): Promise<
  Omit<
    Living["ids"],
    | "tier"
    | "exchangeRate"
    | "exchangeRateImport"
    | "taxProfile"
    | "taxForm"
    | "taxRule"
    | "taxRemittance"
    | "payoutAccount"
    | "creditHold"
    | "approvalProposal"
    | "approvalPolicy"
    | "payoutBatch"
    | "payout"
    | "clawback"
    | "writeOff"
    | "repaymentProposal"
    | "secondPersonWaiver"
    | "waivedDecision"
    | "bankStatement"
    | "bankEntry"
    | "accountingPeriod"
    | "statement"
    | "statementDispute"
    | "attributionProposal"
    | "scoringModel"
    | "scoringSchedule"
    | "questionnaire"
    | "answeredLead"
    | "discoveryCall"
    | "followedLead"
    | "criteriaReplay"
    | "criteriaSet"
    | "attributionDispute"
    | keyof PlantedBooks
    | keyof Staff
  >
> {
  const invited = await done(
    world,
    admin.key,
    "inviteMember",
    {
      email: `${CANARY}@invited.example`,
      displayName: `${CANARY} Invited`,
      roles: ["PARTNER_MEMBER"],
    },
    "invitationId",
  );
  const leaving = await plantMember(world, ["PARTNER_MEMBER"], alpha, {
    name: `${CANARY} leaving`,
  });
  await done(world, staff.key, "deactivateMember", { memberId: leaving.memberId });
  const made = await done(
    world,
    admin.key,
    "createApiKey",
    { name: `${CANARY} key`, scopes: ["LEADS_READ"] },
    "key apiKey { id }",
  );
  await world.ask(made["key"], "{ viewer { side } }");
  await done(world, admin.key, "revokeApiKey", { keyId: made["apiKey"].id });
  const rows = `company,name,email,consent\n${CANARY},${CANARY},${CANARY},CONSENT\n`;
  const importRun = await importOf(world, admin, rows);
  // one that is told to end before it begins, and one whose file is none
  const ended = await importOf(world, admin, "company");
  await done(world, admin.key, "cancelImport", { importRunId: ended });
  const header = "company,name,email,consent\n";
  await importOf(world, admin, Buffer.from(`${header}${CANARY} K\xf6ln,x,x,x`, "latin1"));
  await runImports(world);

  const productLine = await addedLine(world, staff, "Suite");
  const retired = { productLineId: productLine, expectedVersion: 1 };
  await done(world, staff.key, "retireProductLine", retired);
  const customer = await done(
    world,
    sales.key,
    "markCustomer",
    { company: registration(`${CANARY}-customer`)["company"] },
    "account { id customers { id } }",
  );
  await done(world, sales.key, "endCustomer", { accountId: customer["account"].id });
  // somebody had looked at a lead of the company before it was claimed
  await done(world, admin.key, "registerLead", registration(`${CANARY}-direct`), "lead { id }");
  await world.asOwner(
    `insert into lead_look (id, partner_id, lead_id, member_id, day, looked_at)
     select gen_random_uuid(), partner_id, id, $1, current_date, now() - interval '1 hour'
     from lead
     where accepted_at is null`,
    [uuidOf(sales.memberId)],
  );
  const planted = await plantPrograms(world, admin, staff, alpha);
  for (const name of [`${CANARY}-direct`, `${CANARY}-direct-before`]) {
    const recorded = await done(
      world,
      sales.key,
      "recordDirectClaim",
      {
        company: registration(name)["company"],
        evidence: `${CANARY} minutes`,
        contactedAt: "2026-01-01T10:00:00.000Z",
      },
      "directClaim { id }",
    );
    const claim = { directClaimId: recorded["directClaim"].id, expectedVersion: 1 };
    if (!name.endsWith("before")) continue;
    await done(world, staff.key, "confirmDirectClaim", claim);
    await done(world, sales.key, "endDirectClaim", { ...claim, expectedVersion: 2 });
  }
  const offers = await offersTo(world, { admin, staff, sales }, alpha);
  const claimConflict = await claimedBefore(world, { admin, sales }, `${CANARY}-claimed`);
  await done(world, staff.key, "decideClaimConflict", {
    claimConflictId: await claimedBefore(world, { admin, sales }, `${CANARY}-retained`),
    expectedVersion: 1,
    outcome: "VENDOR_RETAINS",
    rule: "EARLIEST_CLAIM",
    evidence: `${CANARY} minutes`,
    note: `${CANARY} note`,
    statement: `${CANARY} statement`,
  });
  const seen = await world.ask(
    staff.key,
    `query ($partner: ID!) {
      conflicts(state: OPEN) { nodes { id challenger { likenesses { nodes { id } } } } }
      credits(filter: { partnerId: $partner }) { nodes { id } }
      creditReversals { nodes { id } }
      reversalAppeals { nodes { id } }
      auditLog { nodes { id partner { id } } }
      appeals { nodes { id } }
      directClaims { nodes { id } }
      extensionRequests { nodes { id lead { id account { id } } } }
    }`,
    { partner: alpha },
  );
  const extended = seen.data?.["extensionRequests"].nodes[0].lead;
  const accountId = extended.account.id;
  const entry = seen.data?.["auditLog"].nodes.find(
    (node: { partner: { id: string } | null }) => node.partner?.id === alpha,
  );
  const of = { incentiveProgramId: planted.incentiveProgram };
  const glMapping = await plantApprovedMapping(world, of);
  return {
    invitation: invited["invitationId"],
    deactivated: leaving.memberId,
    revokedKey: made["apiKey"].id,
    productLine,
    customer: customer["account"].customers[0].id,
    conflict: seen.data?.["conflicts"].nodes[0].id,
    importRun,
    likeness: seen.data?.["conflicts"].nodes[0].challenger.likenesses.nodes[0].id,
    award: await awardOf(world, alpha),
    simulation: await plantSimulations(world, staff, planted.programVersion),
    glMapping,
    exportRun: await plantExports(world, staff, glMapping),
    report: await plantReports(world, staff),
    credit: seen.data?.["credits"].nodes[0].id,
    creditReversal: seen.data?.["creditReversals"].nodes[0].id,
    reversalAppeal: seen.data?.["reversalAppeals"].nodes[0].id,
    directClaim: seen.data?.["directClaims"].nodes[0].id,
    claimConflict,
    offer: offers.open,
    appeal: seen.data?.["appeals"].nodes[0].id,
    extension: seen.data?.["extensionRequests"].nodes[0].id,
    account: accountId,
    targetList: await plantTargets(world, accountId),
    ...(await plantUsage(world, accountId, extended.id)),
    auditEntry: entry.id,
    ...planted,
  };
}

/** An award of which a partner has a credit. */
async function awardOf(world: ServedWorld, partnerId: PartnerId): Promise<string> {
  const [row] = await world.asOwner<{ award_id: string }>(
    "select award_id from credit where partner_id = $1 order by id limit 1",
    [uuidOf(partnerId)],
  );
  if (!row) throw new Error("nothing was earned");
  return idOf("awd", row.award_id);
}

/** The conflict of a lead with what the vendor had claimed before. */
async function claimedBefore(
  world: ServedWorld,
  { admin, sales }: Readonly<Record<"admin" | "sales", CastMember>>,
  name: string,
): Promise<string> {
  const lead = registration(name);
  const claim = { company: lead["company"], evidence: `${CANARY} minutes` };
  await done(world, sales.key, "recordDirectClaim", claim, "directClaim { id }");
  const made = await done(world, admin.key, "registerLead", lead, "lead { id }");
  const leadId: LeadId = made["lead"].id;
  const deps = { database: world.database, newId, clock: () => new Date() };
  await matchLead(deps)({ leadId, partnerId: partnerOf(admin) }, "job");
  const seen = await world.ask(
    sales.key,
    "query ($id: ID!) { lead(by: { id: $id }) { claimConflicts { nodes { id } } } }",
    { id: leadId },
  );
  return seen.data?.["lead"].claimConflicts.nodes[0].id;
}

/** Leads of the vendor's own that it offers: one that is open, one that was taken, and one that was not. */
async function offersTo(
  world: ServedWorld,
  by: Readonly<Record<"admin" | "staff" | "sales", CastMember>>,
  partnerId: PartnerId,
): Promise<{ readonly open: string }> {
  const offer = async (name: string) => {
    const input = { ...registration(`${CANARY}-${name}`), source: "VENDOR_CAMPAIGN" };
    const { lead } = await done(world, by.staff.key, "registerVendorLead", input, "lead { id }");
    const deps = { database: world.database, newId, clock: () => new Date() };
    await matchLead(deps)({ leadId: lead.id, partnerId: VENDOR_PARTNER_ID }, "job");
    await done(world, by.sales.key, "acceptLead", { leadId: lead.id });
    const said = { need: `${CANARY} need`, message: `${CANARY} message`, role: "CO_SELL" };
    const offered = { leadId: lead.id, partnerId, ...said };
    const made = await done(world, by.staff.key, "offerLead", offered, "offer { id }");
    return { offerId: made["offer"].id as string, expectedVersion: 1 };
  };
  const open = await offer("offered");
  await done(world, by.admin.key, "acceptOffer", await offer("taken"));
  const reason = `${CANARY} has nobody there`;
  await done(world, by.admin.key, "declineOffer", { ...(await offer("declined")), reason });
  return { open: open.offerId };
}

/** Asks for the import of a file; its id. */
async function importOf(
  world: ServedWorld,
  by: CastMember,
  bytes: string | Buffer,
): Promise<string> {
  const file = { fileName: `${CANARY}.csv`, contentType: "text/csv", bytes } as const;
  const uploadId = await sendFile(world, by.key, { purpose: "IMPORT", ...file });
  const asked = await done(world, by.key, "importLeads", { uploadId }, "importRun { id }");
  return asked["importRun"].id;
}

/** A rate of exchange that was corrected. */
async function plantRates(
  world: ServedWorld,
  staff: CastMember,
): Promise<{ exchangeRate: string; exchangeRateImport: string }> {
  const send = async (rate: string, more: object = {}): Promise<string> => {
    const csv = `Date,USD,BGN\n2026-01-02,${rate},1.9558`;
    const input = { source: `${CANARY} bank`, csv, ...more };
    const made = await done(
      world,
      staff.key,
      "importExchangeRates",
      input,
      "exchangeRateImport { id }",
    );
    return made["exchangeRateImport"].id;
  };
  await send("1.0837");
  const exchangeRateImport = await send("1.0838", { correctionReason: `${CANARY} misprint` });
  const [rate] = await world.asOwner<{ id: string }>(
    "select id from exchange_rate where revision = 2",
  );
  if (!rate) throw new Error("there is no rate");
  return { exchangeRate: idOf("fxr", rate.id), exchangeRateImport };
}

async function tierOf(world: ServedWorld, partnerId: PartnerId): Promise<string> {
  const [row] = await world.asOwner<{ tier_id: string }>(
    "select tier_id from partner where id = $1",
    [uuidOf(partnerId)],
  );
  return idOf("tir", row?.tier_id ?? "");
}

/** An incentive program with a version in force, one that was withdrawn, one that is ended, and a draft. */
async function plantIncentives(
  world: ServedWorld,
  staff: CastMember,
  programId: string,
  tierMultipliers: readonly object[],
): Promise<{ incentiveProgram: string; programVersion: string; accelerating: string }> {
  const controller = await plantMember(world, ["CONTROLLER"], null, { name: "Cora Control" });
  const settings = { name: PARTS, programId, currency: "EUR", timeZone: "UTC" };
  const amount = { amount: "50.00", currency: "EUR" };
  const spiff = {
    ...{ key: "push", name: `${CANARY} push` },
    ...{ startsAt: "2026-01-01T00:00:00.000Z", endsAt: "2101-01-01T00:00:00.000Z" },
  };
  const conditions = [
    { key: "first_time", label: `${CANARY} first time`, expression: "cycle == 1" },
  ];
  const draft = {
    rules: [
      { milestone: "SQL", kind: "FIXED_BOUNTY", amount, conditions },
      { milestone: "OPPORTUNITY", kind: "FIXED_BOUNTY", amount, onSkip: "PAY_SKIPPED" },
      { milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "7.5", spiff },
    ],
    rounding: "HALF_UP",
    tierMultipliers,
    quality: { targetPercent: "25", prior: 10, windowDays: 365, floor: "1", ceiling: "1.5" },
    leadCap: { amount: "7500.00", currency: "EUR" },
    partnerCap: {
      amount: { amount: "5000.00", currency: "EUR" },
      ...{ window: "MONTH", onExcess: "REDISTRIBUTE" },
    },
    budget: { amount: { amount: "99000.00", currency: "EUR" }, onExcess: "WHOLE_OR_NOTHING" },
    holdback: { percent: "20", instalments: 4, every: 3, unit: "MONTHS" },
    minimumPayout: { amount: { amount: "50.00", currency: "EUR" }, forcedAfterMonths: 12 },
    clawbackSchedule: [{ untilDay: 60, percent: "50" }],
    note: `${CANARY} note`,
  };
  let id: string | null = null;
  let version = 0;
  const run = async (by: CastMember, verb: string, input: object): Promise<void> => {
    const which = id === null ? {} : { incentiveProgramId: id, expectedVersion: version };
    const made = await done(
      world,
      by.key,
      verb,
      { ...which, ...input },
      "incentiveProgram { id version }",
    );
    ({ id, version } = made["incentiveProgram"]);
  };
  await run(staff, "createIncentiveProgram", settings);
  await run(staff, "saveIncentiveDraft", draft);
  await run(controller, "approveIncentiveVersion", {});
  await run(staff, "saveIncentiveDraft", draft);
  await run(controller, "withdrawIncentiveDraft", {});
  await run(staff, "saveIncentiveDraft", { ...draft, effectiveAt: "2099-01-01T00:00:00.000Z" });
  await run(controller, "approveIncentiveVersion", {});
  const ends = { number: 3, endsAt: "2100-01-01T00:00:00.000Z" };
  await run(controller, "retireIncentiveVersion", ends);
  await run(staff, "saveIncentiveDraft", draft);
  if (id === null) throw new Error("nothing was made");
  const [first] = await world.asOwner<{ id: string }>(
    "select id from incentive_program_version where incentive_program_id = $1 and number = 1",
    [uuidOf(id)],
  );
  if (!first) throw new Error("there is no version");
  return {
    incentiveProgram: id,
    programVersion: idOf("pgv", first.id),
    accelerating: await plantAccelerating(world, { staff, controller }, programId),
  };
}

/** When what is only to be read pays. */
const FAR_OFF = { from: "2098-01-01T00:00:00.000Z", until: "2098-04-01T00:00:00.000Z" };

/**
 * An incentive program that pays more for more leads, which one with caps does not, and by the month; what was over its cap waited.
 * Whoever recruited a partner of it is told its name.
 */
async function plantAccelerating(
  world: ServedWorld,
  { staff, controller }: { readonly staff: CastMember; readonly controller: CastMember },
  programId: string,
): Promise<string> {
  const settings = { name: "Quarterly volume", programId, currency: "EUR", timeZone: "UTC" };
  const shown = "incentiveProgram { id }";
  const made = await done(world, staff.key, "createIncentiveProgram", settings, shown);
  const incentiveProgramId: string = made["incentiveProgram"].id;
  const accelerator = {
    ...{ kind: "RETROACTIVE", period: "QUARTER" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 11, multiplier: "1.2" },
    ],
  };
  const amount = { amount: "50.00", currency: "EUR" };
  const rules = [
    { milestone: "SQL", kind: "FIXED_BOUNTY", amount, accelerator },
    { milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "5", recurringMonths: 12 },
    {
      ...{ milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "1" },
      spiff: { key: "far", name: "Far off", startsAt: FAR_OFF.from, endsAt: FAR_OFF.until },
      accelerator: {
        ...{ kind: "MARGINAL", measure: "AMOUNT", period: "YEAR" },
        brackets: [
          { aboveAmount: { amount: "0.00", currency: "EUR" }, multiplier: "1" },
          { aboveAmount: { amount: "50000.00", currency: "EUR" }, multiplier: "1.5" },
        ],
      },
    },
  ];
  // before it paid bounties of which what is over a cap waits
  const cap = { amount, window: "MONTH", onExcess: "DEFER", deferWindows: 3 };
  const deferring = {
    rules: [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount }],
    partnerCap: cap,
  };
  for (const [index, terms] of [deferring, { rules }].entries()) {
    const saved = { ...terms, recruiterPay: RECRUITER_PAY };
    const draft = { incentiveProgramId, expectedVersion: 1 + 2 * index, ...saved };
    await done(world, staff.key, "saveIncentiveDraft", draft, shown);
    const approving = { incentiveProgramId, expectedVersion: 2 + 2 * index };
    await done(world, controller.key, "approveIncentiveVersion", approving, shown);
  }
  return incentiveProgramId;
}

/** A program of Alpha's alone with a lead under it, one that it has left, and a tier with limits. */
async function plantPrograms(
  world: ServedWorld,
  admin: CastMember,
  staff: CastMember,
  alpha: PartnerId,
): Promise<
  Pick<
    Living["ids"],
    | "calendar"
    | "slaPolicy"
    | "attributionPolicy"
    | "program"
    | "accelerating"
    | "incentiveProgram"
    | "programVersion"
    | "confirmedLead"
    | "limited"
    | "draft"
  >
> {
  const calendar = {
    name: `${CANARY} calendar`,
    timeZone: "UTC",
    businessHours: [{ weekday: "MONDAY", from: "09:00", until: "17:00" }],
    holidays: [{ fallsOn: "2027-12-25", name: `${CANARY} day` }],
  };
  const calendars = await done(world, staff.key, "createCalendar", calendar, "calendar { id }");
  const calendarId: string = calendars["calendar"].id;
  const handoverChecklist = [{ key: "called", label: `${CANARY} called them` }];
  const settings = {
    ...{ name: `${CANARY} program`, timeZone: "UTC", needsTerms: true, calendarId },
    handoverChecklist,
  };
  const { program } = await done(world, staff.key, "createProgram", settings, "program { id }");
  const programId: string = program.id;
  const tier = { name: "Silver", rank: 2 };
  const { partnerTier } = await done(
    world,
    staff.key,
    "createPartnerTier",
    tier,
    "partnerTier { id }",
  );
  const policy = { name: `${CANARY} policy`, clock: "ACCEPTANCE", targetMinutes: 60 };
  const newPolicy = { ...policy, programId };
  const made = await done(world, staff.key, "createSlaPolicy", newPolicy, "slaPolicy { id }");
  const oldPolicy = {
    ...{ ...policy, name: `${CANARY} old policy`, tierId: partnerTier.id },
    ...{ consequence: "AUTO_ACCEPT", heldBackPercent: 10 },
  };
  const old = await done(world, staff.key, "createSlaPolicy", oldPolicy, "slaPolicy { id }");
  const ending = { slaPolicyId: old["slaPolicy"].id, expectedVersion: 1, isRetired: true };
  await done(world, staff.key, "updateSlaPolicy", ending, "slaPolicy { id }");
  const limits = { openLeadsLimit: 1_000, leadsPerDayLimit: 100 };
  const ofTier = { tierId: partnerTier.id, expectedVersion: 1, ...limits };
  await done(world, staff.key, "setTierLimits", ofTier, "partnerTier { id }");
  const other = { name: "Limited", tierId: partnerTier.id };
  const { partner } = await done(world, staff.key, "createPartner", other, "partner { id }");
  for (const partnerId of [alpha, partner.id])
    await done(world, staff.key, "enrolPartner", { programId, partnerId }, "program { id }");
  const left = { programId, partnerId: partner.id };
  await done(world, staff.key, "endEnrolment", left, "program { id }");
  const terms = { text: `${CANARY} terms`, url: `https://vendor.example/${CANARY}` };
  const ofProgram = { programId, expectedVersion: 1 };
  await done(world, staff.key, "publishTerms", { ...ofProgram, ...terms }, "program { id }");
  await done(world, admin.key, "acceptTerms", { programId, termsNumber: 1 }, "program { id }");
  const labels = [{ language: "en", text: `${CANARY} label` }];
  const options = [{ key: "A", labels }];
  const fields = [
    { key: "size", type: "NUMBER", minimum: "1", maximum: "9", labels, help: labels },
    { key: "town", type: "TEXT", maxLength: 100, isPersonal: true, labels },
    { key: "which", type: "MULTI_CHOICE", labels, options },
  ];
  const form = { programId, expectedVersion: 2, requiredFields: ["COMPANY_DOMAIN"], fields };
  await done(world, staff.key, "publishForm", form, "program { id }");
  const input = {
    ...registration(`${CANARY}-program`),
    programId,
    customFields: [
      { key: "size", value: "5" },
      { key: "town", value: CANARY },
      { key: "which", values: ["A"] },
    ],
  };
  await done(world, admin.key, "registerLead", input, "lead { id }");
  // what is personal is not everybody's to see, once it was accepted
  const customFields = input.customFields.filter(({ key }) => key !== "town");
  const another = { ...input, ...registration(`${CANARY}-confirmed`), customFields };
  const { lead: confirmed } = await done(world, admin.key, "registerLead", another, "lead { id }");
  const deps = { database: world.database, newId, clock: () => new Date() };
  await matchLead(deps)({ leadId: confirmed.id, partnerId: alpha }, "job");
  const accepting = { leadId: confirmed.id, checklist: ["called"] };
  await done(world, staff.key, "acceptLead", accepting);
  const incentives = await plantIncentives(world, staff, programId, [
    { tierId: partnerTier.id, multiplier: "1.2" },
    { tierId: await tierOf(world, alpha), multiplier: "1" },
  ]);
  for (const name of ["part", "part-restored"])
    await plantPartTaken(world, { staff, admin }, alpha, {
      ...{ ...another, ...registration(`${CANARY}-${name}`) },
    });
  return {
    ...incentives,
    calendar: calendarId,
    slaPolicy: made["slaPolicy"].id,
    attributionPolicy: await plantAttribution(world, staff, programId),
    program: programId,
    confirmedLead: confirmed.id,
    limited: partner.id,
    draft: await plantDrafts(world, admin),
  };
}

/** The incentive program that takes credit back by parts. */
const PARTS = `${CANARY} incentives`;

/** A lead that has earned, of whose credit a part was taken back; and counts again where its name says so. */
async function plantPartTaken(
  world: ServedWorld,
  { staff, admin }: Readonly<Record<"staff" | "admin", CastMember>>,
  alpha: PartnerId,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { lead } = await done(world, admin.key, "registerLead", input, "lead { id }");
  const leadId: LeadId = lead.id;
  const deps = { database: world.database, newId, clock: () => new Date() };
  await matchLead(deps)({ leadId, partnerId: alpha }, "job");
  await done(world, staff.key, "acceptLead", { leadId, checklist: ["called"] });
  const met = { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() };
  await done(world, staff.key, "qualifyLead", met);
  const creditIds = async (): Promise<readonly string[]> => {
    const seen = await world.ask(
      staff.key,
      "query ($id: ID!) { lead(by: { id: $id }) { credits(first: 9) { nodes { id programName } } } }",
      { id: leadId },
    );
    const all: { id: string; programName: string }[] = seen.data?.["lead"].credits.nodes;
    return all.flatMap(({ id, programName }) => (programName === PARTS ? [id] : []));
  };
  const [creditId] = await creditIds();
  const finance = await plantMember(world, ["FINANCE"], null, { name: "Paula Part" });
  const why = { reason: "INACCURATE_DATA", trueOn: "2026-01-01", evidence: `${CANARY} evidence` };
  const said = { creditId, ...why, statement: `${CANARY} statement` };
  await done(world, finance.key, "reverseCredit", said, "reversal { id }");
  if (!JSON.stringify(input).includes("part-restored")) return;
  const [part] = await creditIds();
  const grounds = { creditId: part, grounds: `${CANARY} had met them` };
  const { appeal } = await done(world, admin.key, "appealReversal", grounds, "appeal { id }");
  const decided = { appealId: appeal.id, decision: "UPHOLD", note: `${CANARY} note` };
  const other = await plantMember(world, ["CHANNEL_MANAGER"], null, { name: "Olga Other" });
  await done(world, other.key, "decideReversalAppeal", decided);
}

/** A dispute that was turned down, and a settlement by hand that was not approved: what was settled stands. */
async function plantSettlements(
  world: ServedWorld,
  staff: CastMember,
  admin: CastMember,
  leadId: LeadId,
): Promise<Pick<Living["ids"], "attributionProposal" | "attributionDispute">> {
  const said = { leadId, statement: `${CANARY} was first` };
  const selection = "attributionDispute { id }";
  const opened = await done(world, admin.key, "disputeAttribution", said, selection);
  const attributionDisputeId: string = opened["attributionDispute"].id;
  const decision = { attributionDisputeId, outcome: "REJECTED", answer: `${CANARY} was not` };
  await done(world, staff.key, "decideAttributionDispute", decision, selection);
  const author = await plantMember(world, ["MARKETING_OPS"], null, { name: "Proposer" });
  const shares = [{ partnerId: partnerOf(admin), sharePpm: 1_000_000 }];
  const proposal = { leadId, shares, reason: `${CANARY} reason` };
  const made = await done(
    world,
    author.key,
    "proposeAttribution",
    proposal,
    "attributionProposal { id }",
  );
  const attributionProposalId: string = made["attributionProposal"].id;
  const declined = { attributionProposalId, isApproved: false };
  await done(world, staff.key, "decideAttributionProposal", declined, "attributionProposal { id }");
  return { attributionProposal: attributionProposalId, attributionDispute: attributionDisputeId };
}

/** A policy by which the program's leads are owed that become SQLs, and a draft of another one. */
async function plantAttribution(
  world: ServedWorld,
  staff: CastMember,
  programId: string,
): Promise<string> {
  const author = await plantMember(world, ["MARKETING_OPS"], null, { name: "Author" });
  const save = async (model: string) => {
    const weights = [{ role: "SOURCED", weight: 3 }];
    const roleWeights = model === "ROLE_WEIGHTED" ? weights : null;
    const input = { programId, model, windowDays: 180, roleWeights };
    const selection = "attributionPolicy { id }";
    const made = await done(world, author.key, "saveAttributionPolicy", input, selection);
    return made["attributionPolicy"].id as string;
  };
  const attributionPolicyId = await save("ROLE_WEIGHTED");
  const which = { attributionPolicyId };
  await done(world, staff.key, "putAttributionPolicyInForce", which, "attributionPolicy { id }");
  await save("LINEAR");
  return attributionPolicyId;
}

/** One draft that says all there is to say and cannot be registered as it is, and one that became a lead. */
async function plantDrafts(world: ServedWorld, admin: CastMember): Promise<string> {
  const complete = { lead: registration(`${CANARY}-submitted-draft`) };
  const { draft: first } = await done(world, admin.key, "saveDraft", complete, "draft { id }");
  await done(world, admin.key, "submitDraft", { draftId: first.id }, "lead { id }");
  const person = {
    name: CANARY,
    email: `${CANARY}@`,
    phone: "030",
    jobTitle: CANARY,
    buyingRole: "USES",
    consent: { basis: "CONSENT", obtainedAt: "2026-01-01T10:00:00.000Z", source: CANARY },
  };
  const lead = {
    externalReference: CANARY,
    kind: "UPSELL",
    source: "EVENT",
    campaign: CANARY,
    notes: CANARY,
    estimatedValue: { amount: "many", currency: "EUR" },
    company: { name: CANARY, domain: CANARY, country: "Germany", taxId: CANARY },
    contact: person,
    otherContacts: [person],
    customFields: [{ key: "size", value: CANARY }],
    productLineIds: [newId("pln")],
    tender: { reference: CANARY, issuer: CANARY, dueOn: "2031-01-31" },
  };
  const program = await world.ask(admin.key, "{ programs { nodes { id isDefault } } }");
  const standard = program.data?.["programs"].nodes.find(
    (node: { isDefault: boolean }) => node.isDefault,
  );
  const input = { lead: { ...lead, programId: standard.id } };
  const { draft } = await done(world, admin.key, "saveDraft", input, "draft { id }");
  return draft.id;
}
