import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ALL_INVARIANTS } from "../../src/app/invariants/all.ts";
import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { LEDGER_INVARIANTS } from "../../src/app/invariants/ledger.ts";
import { NoDatabase } from "../../src/app/invariants/open-checked.ts";
import { runCheck, UnknownArgument } from "../../src/app/invariants/run-check.ts";
import { earnMonths, payRecruiters, releaseDeferred } from "../../src/incentives/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { sealJournals } from "../../src/ledger/index.ts";
import { gatherNotices } from "../../src/notices/store/occasion-store.ts";
import { systemSession } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { foldRollups } from "../../src/reporting/index.ts";
import { CRITERIA, metAnswers, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";

import { PLANTS } from "./planted-faults.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
  await leadsInEveryStage();
  await foldRollups(world.database, "test");
  const apart = { minutes: 5, gatheredMinutes: 15 };
  while ((await gatherNotices(world.database, systemSession("test"), apart)) > 0);
  // counts that are folded are there, and some that are not
  await qualified("late");
  await sealJournals(world.database, "test");
});
afterAll(() => world.close());

/** Beside those of the living world: a lead in each stage that it lacks, and an award of zero. */
async function leadsInEveryStage(): Promise<void> {
  await changedDeal();
  await monthlyDeal();
  await deferredLeads();
  await acceleratedLeads();
  await recruitedLead();
  await acceleratedDeals();
  await move("rejectLead", await register("rejected"), { reasonCode: "TOO_EARLY" });
  await accepted("accepted");
  await move("disqualifyLead", await qualified("disqualified"), { reasonCode: "NO_BUDGET" });
  await converted("converted");
  await move("loseLead", await converted("lost"), { reasonCode: "PRICE" });

  // a second SQL of the same company within a year earns nothing, which is kept as well
  await move("winLead", await converted("twice"), { amount: AMOUNT, closedOn: "2026-06-01" });
  await qualified("again", "twice.com");

  const manager = world.members.SALES_MANAGER.key;
  const reopened = await move("loseLead", await converted("reopened"), { reasonCode: "PRICE" });
  await done(world, manager, "reopenLead", { leadId: reopened, reason: "They called" });
  const undone = await qualified("undone");
  await done(world, manager, "undoMove", { leadId: undone, reason: "The wrong lead" });
  // and one about a line that stands beneath another
  const { ADMIN } = world.members;
  const save = async (name: string, parentId: string | null) =>
    (await done(world, ADMIN.key, "saveProductLine", { name, parentId }, "productLine { id }"))[
      "productLine"
    ].id;
  const line = await save("Writer", await save("Office", null));
  const scoped = { ...registration("scoped"), productLineIds: [line] };
  await done(world, world.members.PARTNER_MEMBER.key, "registerLead", scoped, "lead { id }");
  const channel = world.members.CHANNEL_MANAGER.key;
  const passed = await qualified("passed");
  const to = { leadId: passed, partnerId: world.beta, reasonCode: "CUSTOMER_REQUEST" };
  await done(world, channel, "transferLead", to);
  const leadIds = [await qualified("merged"), await accepted("merged-too")];
  const merging = { leadIds, split: "SURVIVOR_HAS_ALL", reason: "One company" };
  await done(world, channel, "mergeLeads", merging);
  await settledOtherwise();
  // none of them ends soon enough to be reminded of
  await world.asOwner(`
    insert into protection_reminder (partner_id, window_id, ends_on, days_before, recorded_at)
    select partner_id, id, current_date, 14, now() from protection_window where state = 'RUNNING' limit 1`);
}

/** Leads that were settled anew, by hand, and by a dispute. */
async function settledOtherwise(): Promise<void> {
  const {
    MARKETING_OPS: marketing,
    SALES_MANAGER: manager,
    PARTNER_MEMBER: member,
  } = world.members;
  const anew = { leadId: await qualified("settled-anew"), reason: "A touch came late" };
  await done(world, marketing.key, "settleAttribution", anew);
  const shares = [
    { partnerId: world.alpha, sharePpm: 600_000 },
    { partnerId: world.beta, sharePpm: 400_000 },
  ];
  const proposal = { leadId: await qualified("settled-by-hand"), shares, reason: "As both say" };
  const asked = "attributionProposal { id }";
  const proposed = await done(world, marketing.key, "proposeAttribution", proposal, asked);
  const approval = { attributionProposalId: proposed["attributionProposal"].id, isApproved: true };
  await done(world, manager.key, "decideAttributionProposal", approval, asked);
  const said = { leadId: await qualified("settled-by-dispute"), statement: "We shared it" };
  const shown = "attributionDispute { id }";
  const opened = await done(world, member.key, "disputeAttribution", said, shown);
  const attributionDisputeId: string = opened["attributionDispute"].id;
  const decision = { attributionDisputeId, outcome: "UPHELD", answer: "You did", shares };
  await done(world, manager.key, "decideAttributionDispute", decision, shown);
}

/** Three leads of a partner's of which the second and third raised those before, and one counts no more. */
async function acceleratedLeads(): Promise<void> {
  const accelerator = {
    ...{ kind: "RETROACTIVE", period: "YEAR" },
    brackets: [
      { fromLead: 1, multiplier: "1" },
      { fromLead: 2, multiplier: "1.5" },
      { fromLead: 3, multiplier: "2" },
    ],
  };
  const bounty = { milestone: "SQL", kind: "FIXED_BOUNTY", amount: AMOUNT, accelerator };
  const programId = await payingProgram("Volume", [bounty]);
  let leadId: LeadId | null = null;
  for (const name of ["first", "second", "third"])
    leadId = await qualifiedUnder(programId, `volume-${name}`);
  const undone = { leadId, reason: "Not yet" };
  await done(world, world.members.SALES_MANAGER.key, "undoMove", undone);
}

/** A lead of which whoever recruited its partner has a percent, and no cap. */
async function recruitedLead(): Promise<void> {
  const bounty = { milestone: "SQL", kind: "FIXED_BOUNTY", amount: AMOUNT };
  const pay = { recruiterPay: { percent: "5" } };
  await qualifiedUnder(await payingProgram("Recruited", [bounty], pay), "recruited");
  const { database } = world;
  expect(
    await payRecruiters({ database, newId, clock: () => new Date() }, "test"),
  ).toBeGreaterThanOrEqual(1);
}

/** Two deals of a partner's of which the second is cut, and raised once the first is corrected. */
async function acceleratedDeals(): Promise<void> {
  const worth = (amount: string) => ({ amount, currency: "EUR" });
  const accelerator = {
    ...{ kind: "MARGINAL", measure: "AMOUNT", period: "YEAR" },
    brackets: [
      { aboveAmount: worth("0.00"), multiplier: "1" },
      { aboveAmount: worth("1500.00"), multiplier: "1.5" },
    ],
  };
  const rules = [{ milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "10", accelerator }];
  const programId = await payingProgram("Deals by volume", rules);
  const leads: LeadId[] = [];
  for (const name of ["first", "second"]) {
    const leadId = await qualifiedUnder(programId, `amount-${name}`);
    await move("convertLead", leadId, { amount: worth("1000.00"), closeOn: "2099-06-30" });
    await move("winLead", leadId, { amount: worth("1000.00"), closedOn: "2026-06-01" });
    leads.push(leadId);
  }
  const more = { leadId: leads[0], amount: worth("1200.00"), reason: "They bought more" };
  await done(world, world.members.SALES_MANAGER.key, "changeDeal", more);
}

/** A deal that earned a percent, and was worth less in the end. */
async function changedDeal(): Promise<void> {
  const rules = [{ milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "10" }];
  const holdback = { percent: "20", instalments: 4, every: 3 };
  const leadId = await qualifiedUnder(
    await payingProgram("Deals", rules, { holdback }),
    "changed-deal",
  );
  const deal = { amount: "1000", currency: "EUR" };
  await move("convertLead", leadId, { amount: deal, closeOn: "2099-06-30" });
  await move("winLead", leadId, { amount: deal, closedOn: "2026-06-01" });
  const less = { leadId, amount: AMOUNT, reason: "A discount" };
  await done(world, world.members.SALES_MANAGER.key, "changeDeal", less);
}

/** A deal of which two months of three are earned, by whoever looks after the first of them has passed. */
async function monthlyDeal(): Promise<void> {
  const rules = [
    { milestone: "WON", kind: "PERCENT_OF_DEAL", ratePercent: "10", recurringMonths: 3 },
  ];
  const leadId = await qualifiedUnder(await payingProgram("Months", rules), "monthly-deal");
  await move("convertLead", leadId, { amount: AMOUNT, closeOn: "2099-06-30" });
  await move("winLead", leadId, { amount: AMOUNT, closedOn: "2026-06-01" });
  const clock = () => new Date(Date.now() + 33 * 86_400_000);
  expect(await earnMonths({ database: world.database, newId, clock }, "test")).toBe(1);
}

/** Two leads of which a partner's cap lets one and a half through: what is over is earned in part after a month, and waits on. */
async function deferredLeads(): Promise<void> {
  const cap = { amount: { amount: "6", currency: "EUR" }, window: "MONTH", onExcess: "DEFER" };
  const programId = await payingProgram(
    "Deferral",
    [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount: AMOUNT }],
    { partnerCap: { ...cap, deferWindows: 12 } },
  );
  await qualifiedUnder(programId, "deferred");
  await qualifiedUnder(programId, "deferred-too");
  const clock = () => new Date(Date.now() + 33 * 86_400_000);
  const { database } = world;
  expect(await releaseDeferred({ database, newId, clock }, "test")).toBeGreaterThanOrEqual(2);
}

/** A program in which Alpha is, for whose leads these rules pay. */
async function payingProgram(
  name: string,
  rules: readonly object[],
  more: object = {},
): Promise<string> {
  const { MARKETING_OPS, CONTROLLER } = world.members;
  const settings = { name, timeZone: "UTC" };
  const made = await done(world, world.staff.key, "createProgram", settings, "program { id }");
  const programId: string = made["program"].id;
  const into = { programId, partnerId: world.alpha };
  await done(world, world.staff.key, "enrolPartner", into, "program { id }");
  const shown = "incentiveProgram { id }";
  const paying = { ...settings, programId, currency: "EUR" };
  const { incentiveProgram } = await done(
    world,
    MARKETING_OPS.key,
    "createIncentiveProgram",
    paying,
    shown,
  );
  const of = { incentiveProgramId: incentiveProgram.id };
  const draft = { ...of, expectedVersion: 1, rules, ...more };
  await done(world, MARKETING_OPS.key, "saveIncentiveDraft", draft, shown);
  const approving = { ...of, expectedVersion: 2 };
  await done(world, CONTROLLER.key, "approveIncentiveVersion", approving, shown);
  return programId;
}

async function qualifiedUnder(programId: string, name: string): Promise<LeadId> {
  const input = { ...registration(name), programId };
  const { lead } = await done(
    world,
    world.members.PARTNER_MEMBER.key,
    "registerLead",
    input,
    "lead { id }",
  );
  const leadId: LeadId = lead.id;
  const deps = { database: world.database, newId, clock: () => new Date() };
  await matchLead(deps)({ leadId, partnerId: world.alpha }, "test");
  await move("acceptLead", leadId);
  return move("qualifyLead", leadId, { criteriaVersionId: CRITERIA, answers: metAnswers() });
}

const AMOUNT = { amount: "10", currency: "EUR" };

async function register(name: string, domain = `${name}.com`): Promise<LeadId> {
  const member = world.members.PARTNER_MEMBER;
  const input = { ...registration(name, domain) };
  // another tax id would be another company
  const company = { ...(input["company"] as object), taxId: null };
  const payload = await done(
    world,
    member.key,
    "registerLead",
    { ...input, company },
    "lead { id }",
  );
  const leadId: LeadId = payload["lead"].id;
  const deps = { database: world.database, newId, clock: () => new Date() };
  await matchLead(deps)({ leadId, partnerId: world.alpha }, "test");
  return leadId;
}

async function move(verb: string, leadId: LeadId, more: object = {}): Promise<LeadId> {
  await done(world, world.members.SALES_REP.key, verb, { leadId, ...more });
  return leadId;
}

const accepted = async (name: string, domain?: string): Promise<LeadId> =>
  move("acceptLead", await register(name, domain));

const qualified = async (name: string, domain?: string): Promise<LeadId> =>
  move("qualifyLead", await accepted(name, domain), {
    criteriaVersionId: CRITERIA,
    answers: metAnswers(),
  });

const converted = async (name: string): Promise<LeadId> =>
  move("convertLead", await qualified(name), { amount: AMOUNT, closeOn: "2099-06-30" });

const urls = () => ({ jobs: world.urls.jobs, auth: world.urls.auth, owner: world.ownerUrl });

test("leads in every stage, moved by the product's own verbs, break no promise", async () => {
  const stages = await world.asOwner<{ stage: string }>("select distinct stage from lead");
  expect(stages.map(({ stage }) => stage).sort()).toEqual([
    "DISQUALIFIED",
    "LOST",
    "MERGED",
    "MQL",
    "OPPORTUNITY",
    "RECYCLED",
    "REJECTED",
    "SAL",
    "SQL",
    "SUBMITTED",
    "WITHDRAWN",
    "WON",
  ]);
  expect(
    await world.asOwner("select gate from award where gross_minor = 0 and kind = 'AWARD'"),
  ).toEqual([{ gate: "ONE_PER_COMPANY_IN_CYCLE" }]);

  const checked = await checkInvariants({ urls: urls(), isServed: true });

  expect(checked.filter(({ rows }) => rows !== 0)).toEqual([]);
  expect(checked.map(({ name }) => name)).toEqual(ALL_INVARIANTS.map(({ name }) => name));
});

test("each invariant has a name of its own, and a fault to be seen with", () => {
  const names = ALL_INVARIANTS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  // those of the ledger are seen to report in the ledger's own tests
  const ledgers = new Set(LEDGER_INVARIANTS.map(({ name }) => name));
  expect(Object.keys(PLANTS).sort()).toEqual(names.filter((name) => !ledgers.has(name)).sort());
});

/** Where faults are planted and taken back: a transaction that never ends well, beside one that only waits. */
let unguarded: pg.Client;
let idle: pg.Client;
beforeAll(async () => {
  idle = await connected(world.ownerUrl);
  await idle.query("begin");
  unguarded = await connected(world.ownerUrl);
  await unguarded.query("begin");
  await unguarded.query(UNGUARDED);
});
afterAll(async () => {
  await unguarded.end();
  await idle.end();
});

for (const [name, plants] of Object.entries(PLANTS)) {
  test.each(Object.entries(plants))(`${name} tells when %s`, async (_, plant) => {
    const sql = ALL_INVARIANTS.find((each) => each.name === name)?.sql ?? "";
    await unguarded.query("savepoint sound");
    try {
      const before = await unguarded.query(sql);
      await unguarded.query(plant);
      const after = await unguarded.query(sql);

      expect(before.rows).toEqual([]);
      expect(after.rows.length).toBeGreaterThan(0);
    } finally {
      await unguarded.query("rollback to sound; release sound");
    }
  });
}

/** What only a superuser can say: no guard fires, and no foreign key holds, until the transaction ends. */
const UNGUARDED = `
  set local session_replication_role = replica;
  do $$
  declare
    guard record;
  begin
    for guard in
      select t.tgrelid::regclass as target, t.tgname as name
      from pg_trigger as t
      join pg_class as c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and t.tgenabled = 'A'
    loop
      execute format('alter table %s disable trigger %I', guard.target, guard.name);
    end loop;
  end
  $$`;

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

test("every table whose rows hang on a lead by partner and id is asked about its partner", async () => {
  const tables = await world.asOwner<{ child: string }>(
    `select distinct conrelid::regclass::text as child
     from pg_constraint
     where contype = 'f'
       and confrelid in ('lead'::regclass, 'lead_event'::regclass, 'assessment'::regclass)
       and cardinality(conkey) = 2`,
  );
  const { sql = "" } =
    ALL_INVARIANTS.find(({ name }) => name === "child-has-its-parents-partner") ?? {};
  expect(tables.length).toBeGreaterThan(8);
  expect(tables.map(({ child }) => child).filter((each) => !sql.includes(`'${each}'`))).toEqual([]);
});

test("who sees nothing of the leads is told so, instead of finding no fault", async () => {
  const blind = await connected(world.urls.jobs);
  const { sql = "" } = ALL_INVARIANTS.find(({ name }) => name === "leads-are-visible") ?? {};
  expect((await blind.query(sql)).rows).toEqual([{ blind_to: "partner" }]);
  await blind.end();
});

test("what is said of a server's speed is not asked where none runs", async () => {
  const checked = await checkInvariants({ urls: urls(), isServed: false });
  expect(checked.filter(({ rows }) => rows === null).map(({ name }) => name)).toEqual([
    "sealed-within-a-minute",
    "matching-within-five-minutes",
  ]);
});

test("the command prints every promise, and ends with 1 where one is broken", async () => {
  const environment = {
    DATABASE_URL: world.ownerUrl,
    DATABASE_URL_PARTNER: world.urls.partner,
    DATABASE_URL_VENDOR: world.urls.vendor,
    DATABASE_URL_JOBS: world.urls.jobs,
    DATABASE_URL_AUTH: world.urls.auth,
    DATABASE_URL_QUEUE: world.urls.queue,
  };
  const printed: string[] = [];
  const run = (...args: string[]) => runCheck(args, environment, (text) => printed.push(text));

  expect(await run()).toBe(0);
  expect(printed[0]).toMatch(/^ok {11}0 {2}leads-are-visible {2,}Whoever checks/);
  expect(printed[0]).toMatch(/\n\n\d+ invariants\. None has a fault\.$/);

  const owner = await connected(world.ownerUrl);
  const [won, beta] = [uuidOf(world.leads.won), uuidOf(world.beta)];
  const key = uuidOf(world.members.PARTNER_MEMBER.keyId);
  await owner.query("set session_replication_role = replica");
  await owner.query("update lead set version = version + 1 where id = $1", [won]);
  await owner.query("update api_key set partner_id = $2 where id = $1", [key, beta]);
  try {
    expect(await run()).toBe(1);
    expect(printed[1]).toMatch(/\nFAULT {8}1 {2}version-counts-events .*\n +\{"events":7,/);
    expect(printed[1]).toMatch(/With a fault: 2\.$/);

    expect(await run("--json")).toBe(1);
    const { ok, invariants } = JSON.parse(printed[2] ?? "");
    expect(ok).toBe(false);
    expect(invariants).toHaveLength(ALL_INVARIANTS.length);
    expect(invariants.filter(({ rows }: { rows: number }) => rows > 0)).toEqual([
      {
        name: "version-counts-events",
        meaning: "A lead's version is the number of its events",
        rows: 1,
        examples: [{ lead_id: won, version: 8, events: 7 }],
      },
      {
        name: "credential-has-its-members-partner",
        meaning: expect.stringMatching(/^An API key or an accepted invitation is of/),
        rows: 1,
        examples: [{ child: "api_key", id: key }],
      },
    ]);
  } finally {
    await owner.query("update lead set version = version - 1 where id = $1", [won]);
    await owner.query("update api_key set partner_id = $2 where id = $1", [
      key,
      uuidOf(world.alpha),
    ]);
    await owner.end();
  }
});

test("the command says what it does, and which argument it does not know, before it looks for a database", async () => {
  const nowhere = { DATA_DIR: path.join(tmpdir(), "baton-nowhere") };
  const printed: string[] = [];
  expect(await runCheck(["--help"], nowhere, (text) => printed.push(text))).toBe(0);
  expect(printed.join()).toMatch(/--json.*\n\nEnds with 0 where every promise is kept/);

  const unknown = runCheck(["--jsn"], nowhere, () => undefined);
  await expect(unknown).rejects.toThrow(UnknownArgument);
  await expect(unknown).rejects.toThrow("npm run invariants -- --help");
});

test("where there is no database the command says so, and makes none", async () => {
  const empty = mkdtempSync(path.join(tmpdir(), "baton-no-database-"));
  try {
    await expect(runCheck([], { DATA_DIR: empty }, () => undefined)).rejects.toThrow(NoDatabase);
  } finally {
    rmSync(empty, { recursive: true });
  }
});
