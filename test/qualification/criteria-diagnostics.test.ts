import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { diagnoseCriteria } from "../../src/qualification/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { CRITERIA } from "../support/living-world.ts";
import { addSalesRep } from "../support/people.ts";
import { CRITERIA_SET, SOME_CRITERION } from "../support/plant-criteria.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let leader: Caller;
let marketing: Caller;
/** A set for leads of which there are none. */
let ofUpsells: string;
/** The version in which the budget is no more than a bonus. */
let lenient: string;
const leads: Record<string, LeadId> = {};

const AMOUNT = { amount: "50000.00", currency: "EUR" };
const BELOW = { reasonCode: "BELOW_MINIMUM" };
const NO_NEED = { reasonCode: "NO_NEED" };
const said = (criterionKey: string, state: string) => ({ criterionKey, state, note: null });

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  leader = await addSalesRep(desk.world, "Lena Leads");
  marketing = await addSalesRep(desk.world, "Mia Market");
  const roles = "update membership set roles = $2 where id = $1";
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);

  // a company that was won before another partner's lead is turned down
  await won(alpha, "Won before");
  await register("converted", alpha, "Converted");
  await accepted("converted");
  await desk.done(desk.sales, "qualifyLead", leads["converted"]!, MET);
  await register("late", beta, "Late");
  await accepted("late");
  await desk.done(desk.sales, "qualifyLead", leads["late"]!, MET);
  await register("stale", alpha, "Stale");
  await accepted("stale");
  await assessed("stale", desk.sales, said("budget", "NOT_MET"));
  await assessed("stale", desk.sales, said("budget", "MET"));
  await assessed("stale", desk.manager, said("budget", "PARTIAL"));
  await desk.done(desk.sales, "qualifyLead", leads["stale"]!, MET);

  desk.at("2026-02-05T10:00:00.000Z");
  await desk.done(desk.sales, "convertLead", leads["converted"]!, {
    ...{ amount: AMOUNT, closeOn: "2026-12-01" },
  });
  for (const [name, reason] of [
    ["Won before", BELOW],
    ["Rejected, won later", BELOW],
    ["Rejected, not won", BELOW],
    ["Somebody else's", { reasonCode: "DUPLICATE_REGISTRATION" }],
  ] as const) {
    await register(name, beta, name);
    await desk.done(desk.sales, "rejectLead", leads[name]!, reason);
  }
  await register("returned", beta, "Returned");
  await desk.done(desk.sales, "returnLead", leads["returned"]!, {
    ...{ reasonCode: "TIMING_LATER", revisitOn: "2026-12-01" },
  });
  await register("disqualified", alpha, "Disqualified, won later");
  await accepted("disqualified");
  await assessed("disqualified", desk.sales, said("need", "MET"), said("budget", "NOT_MET"));
  await assessed("disqualified", desk.manager, said("need", "CONFIRMED"), said("budget", "MET"));
  await desk.done(desk.sales, "disqualifyLead", leads["disqualified"]!, NO_NEED);
  await register("needless", alpha, "Disqualified, not won");
  await accepted("needless");
  await assessed("needless", desk.sales, said("need", "NOT_MET"), said("authority", "UNKNOWN"));
  await assessed("needless", desk.manager, said("need", "NOT_MET"), said("authority", "MET"));
  await desk.done(desk.sales, "disqualifyLead", leads["needless"]!, NO_NEED);

  desk.at("2026-02-26T10:00:00.000Z");
  const budget = { ...SOME_CRITERION, key: "budget", slot: "BUDGET", label: "Budget" };
  lenient = await drafted({
    ...{ criteriaSetId: CRITERIA_SET, changeNote: "The budget is a bonus" },
    criteria: [SOME_CRITERION, { ...budget, required: false }],
  });
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId: lenient }, "criteriaVersion { id }");
  const upsells = await desk.run(
    ...([marketing, "saveCriteriaDraft"] as const),
    {
      ...{ name: "Upsells", framework: "OWN", leadKind: "UPSELL" },
      ...{ criteria: [SOME_CRITERION], changeNote: "By themselves" },
    },
    "criteriaVersion { set { id } }",
  );
  ofUpsells = upsells.criteriaVersion.set.id;
  desk.at("2026-02-27T10:00:00.000Z");
  await register("young", beta, "Young");
  await accepted("young");
  await desk.done(desk.sales, "qualifyLead", leads["young"]!, {
    ...{ criteriaVersionId: lenient, answers: [said("need", "MET"), said("budget", "NOT_MET")] },
  });

  // other partners win what had been turned down: one known by its keys, one through its account
  desk.at("2026-03-10T10:00:00.000Z");
  const answers = [said("need", "MET"), said("budget", "MET")];
  await won(alpha, "Rejected, won later", { criteriaVersionId: lenient, answers });
  await won(beta, "Disqualified, won later", { criteriaVersionId: lenient, answers });
  desk.at("2026-05-20T10:00:00.000Z");
  await desk.done(desk.sales, "convertLead", leads["late"]!, {
    ...{ amount: AMOUNT, closeOn: "2026-12-01" },
  });
  desk.at("2026-05-25T12:00:00.000Z");
});
afterAll(() => desk.world.close());

async function register(key: string, by: Caller, company: string): Promise<void> {
  const domain = `${company.toLowerCase().replaceAll(/[^a-z]+/gu, "-")}.com`;
  leads[key] = await desk.register(by, company, { domain });
}
const accepted = (key: string) => desk.done(desk.manager, "acceptLead", leads[key]!);

async function won(by: Caller, company: string, found: object = MET): Promise<void> {
  const key = `${company}: won`;
  await register(key, by, company);
  await accepted(key);
  await desk.done(desk.sales, "qualifyLead", leads[key]!, found);
  await desk.done(desk.sales, "winLead", leads[key]!, { amount: AMOUNT, closedOn: "2026-02-02" });
}

async function assessed(key: string, by: Caller, ...answers: readonly object[]): Promise<void> {
  const input = { leadId: leads[key], criteriaVersionId: CRITERIA, answers };
  const { errors } = await desk.run(by, "assessLead", input, "lead { id }");
  expect(errors).toEqual([]);
}

async function drafted(input: object): Promise<string> {
  const made = await desk.run(marketing, "saveCriteriaDraft", input, "criteriaVersion { id }");
  expect(made.errors).toEqual([]);
  return made.criteriaVersion.id;
}

const FEBRUARY = { from: "2026-02-01", to: "2026-03-01" };
const SHARE = "{ part whole rate rateLow rateHigh }";
async function ask(by: Caller, more: object = {}): Promise<Answer> {
  const { data, errors } = await desk.api.run(
    by,
    `query ($input: CriteriaDiagnosticsInput!) { criteriaDiagnostics(input: $input) {
      acceptance ${SHARE} isAcceptanceBelow overQualification ${SHARE} overQualifiedLeadIds
      underQualification ${SHARE} underQualifiedLeadIds doubleAssessedLeads agreement ${SHARE} kappa
      criteria { criteriaVersionId criterionKey label decided ${SHARE} isIdle } } }`,
    { input: { ...FEBRUARY, leastLeads: 1, ...more } },
  );
  const sent: Answer = JSON.parse(
    JSON.stringify({ told: data?.criteriaDiagnostics ?? null, errors }),
  );
  return sent;
}
async function diagnosed(more: object = {}): Promise<Answer> {
  const { told, errors } = await ask(marketing, more);
  expect(errors).toBeUndefined();
  return told;
}
const share = (part: number, whole: number, rate: string, rateLow: string, rateHigh: string) => ({
  ...{ part, whole, rate, rateLow, rateHigh },
});
const named = (ids: readonly LeadId[]): readonly string[] =>
  ids.map((id) => Object.keys(leads).find((name) => leads[name] === id) ?? id);

test("fewer than 65 % of partners' leads are accepted, and that is said from as many on as are asked for", async () => {
  const { traffic } = desk.world.database;
  const { statements } = { ...traffic };
  const told = await diagnosed({ leastLeads: 12 });

  expect(traffic.statements - statements).toBe(1);
  // accepted: won before, converted, late, stale, disqualified, needless, young; not: four rejected, one returned
  expect(told.acceptance).toEqual(share(7, 12, "0.5833", "0.3195", "0.8067"));
  expect(told.isAcceptanceBelow).toBe(true);
  const fewer = await diagnosed({ leastLeads: 13 });
  expect([fewer.acceptance.rate, fewer.isAcceptanceBelow]).toEqual([null, null]);
  expect(fewer.acceptance).toMatchObject({ part: 7, whole: 12 });
  const inMarch = await diagnosed({ from: "2026-03-01", to: "2026-04-01" });
  expect([inMarch.acceptance.rate, inMarch.isAcceptanceBelow]).toEqual(["1.0000", false]);
});

test("a lead was turned down too easily whose company was won later, through its account or what it is known by", async () => {
  const told = await diagnosed();

  // of won before, rejected twice more, disqualified twice; not of a prospect that somebody else had
  expect(told.overQualification).toEqual(share(2, 5, "0.4000", "0.1176", "0.7693"));
  expect(named(told.overQualifiedLeadIds)).toEqual(["disqualified", "Rejected, won later"]);
});

test("an SQL was one too easily that became no opportunity in time, and a younger one is not counted", async () => {
  const told = await diagnosed();

  // won before, converted, late and stale are old enough, young is not
  expect(told.underQualification).toEqual(share(2, 4, "0.5000", "0.1500", "0.8500"));
  expect([...named(told.underQualifiedLeadIds)].sort()).toEqual(["late", "stale"]);
  const inTime = await diagnosed({ opportunityDays: 110 });
  expect(named(inTime.underQualifiedLeadIds)).toEqual(["stale"]);
  const nobody = await diagnosed({ opportunityDays: 120 });
  expect(nobody.underQualification).toMatchObject({ part: 0, whole: 0, rate: null });
});

test("two people agree on two of four criteria, and by chance they would on a quarter and a half of one", async () => {
  const told = await diagnosed({ leastLeads: 3 });

  expect(told.doubleAssessedLeads).toBe(3);
  expect(told.agreement).toEqual(share(2, 4, "0.5000", "0.1500", "0.8500"));
  // (2/4 - 6/16) / (1 - 6/16)
  expect(told.kappa).toBe("0.2000");
  const fewer = await diagnosed({ leastLeads: 4 });
  expect([fewer.doubleAssessedLeads, fewer.agreement.rate, fewer.kappa]).toEqual([3, null, null]);
});

test("a criterion that no outcome hung on is named, with what was judged", async () => {
  const { criteria } = await diagnosed();
  const rows = criteria.map(({ criteriaVersionId, criterionKey, decided, isIdle }: Answer) =>
    [criteriaVersionId, criterionKey, decided.part, decided.whole, isIdle].join(" "),
  );

  // four SQLs hung on all of it; the two that were disqualified lacked too much for any to decide
  expect(rows).toEqual([
    ...["budget", "authority", "need", "timeline"].map((key) => `${CRITERIA} ${key} 4 6 false`),
    `${lenient} need 1 1 false`,
    `${lenient} budget 0 1 true`,
  ]);
  const few = await diagnosed({ leastLeads: 2 });
  expect(few.criteria.map(({ isIdle }: Answer) => isIdle)).toEqual([
    ...[false, false, false, false, null, null],
  ]);
});

test("of the set or program alone that is asked for", async () => {
  const builtIn = await diagnosed({ criteriaSetId: CRITERIA_SET });
  expect(builtIn).toEqual(await diagnosed());
  for (const more of [{ criteriaSetId: ofUpsells }, { programId: newId("prg") }]) {
    const none = await diagnosed(more);
    expect(none).toMatchObject({
      acceptance: { part: 0, whole: 0 },
      overQualification: { part: 0, whole: 0 },
      underQualification: { part: 0, whole: 0 },
      ...{ doubleAssessedLeads: 0, agreement: { part: 0, whole: 0 }, kappa: null, criteria: [] },
    });
  }
});

test("a partner is told nothing, nor is anybody of a set that there is not, and what cannot be is refused by its place", async () => {
  const denied = await ask(alpha);
  expect([denied.told, denied.errors[0].extensions.code]).toEqual([null, "FORBIDDEN"]);
  expect(await ask(marketing, { criteriaSetId: newId("crs") })).toEqual({ told: null });
  for (const more of [{ leastLeads: 0 }, { opportunityDays: 731 }, { to: "2026-02-01" }]) {
    const { told, errors } = await ask(marketing, more);
    expect([told, errors[0].extensions.code]).toEqual([null, "BAD_USER_INPUT"]);
    expect(errors[0].extensions.inputPath).toEqual(["input", Object.keys(more)[0]]);
  }
});

test("where there are more findings than are judged, no part of them is", async () => {
  const cohort = { ...FEBRUARY, programId: null, criteriaSetId: null, days: 90 };
  const diagnose = (patterns: number) =>
    diagnoseCriteria(
      ...([desk.world.database, marketing.session] as const),
      { ...cohort, at: new Date("2026-05-25T12:00:00.000Z") },
      patterns,
    );

  // four SQLs of which all was met, two that were disqualified, one under the lenient criteria
  expect(await diagnose(3)).toBe("TOO_MANY");
  expect(await diagnose(4)).not.toBe("TOO_MANY");
});

/** What no verb of ours would leave behind. */
const bypass = (...statements: readonly string[]) =>
  desk.world.asOwner(
    ["begin", "set local session_replication_role = replica", ...statements, "commit"].join("; "),
  );
const idOfLead = (key: string) => `'${uuidOf(leads[key]!)}'`;

test("any one of account, keys of the account or keys of the other lead is enough, unless the countries differ", async () => {
  const told = async () => named((await diagnosed()).overQualifiedLeadIds);
  const both = ["disqualified", "Rejected, won later"];
  const winner = idOfLead("Rejected, won later: won");
  const itsKeys = `select key from company_key where lead_id = ${idOfLead("Rejected, won later")}`;

  // by the account alone, and by the keys of the other lead alone
  await bypass(
    `delete from company_key where lead_id = ${idOfLead("disqualified")}`,
    `create table kept as select * from account_key where key in (${itsKeys})`,
    `delete from account_key where key in (${itsKeys})`,
  );
  expect(await told()).toEqual(both);
  const countries = (own: string, others: string) => [
    `update company set country = '${own}' where lead_id = ${idOfLead("Rejected, won later")}`,
    `update company set country = '${others}' where lead_id = ${winner}`,
    `update account set country = '${others}' where id in (select account_id from kept)`,
  ];
  await bypass(...countries("DE", "FR"));
  expect(await told()).toEqual(["disqualified"]);

  // by the keys of the account alone
  await bypass(
    `delete from company_key where lead_id = ${winner}`,
    "insert into account_key select * from kept",
  );
  expect(await told()).toEqual(["disqualified"]);
  await bypass(...countries("DE", "DE"));
  expect(await told()).toEqual(both);
});

test("a lead that went on in another one is not counted beside it", async () => {
  const before = (await diagnosed()).acceptance;

  await bypass(`update lead set stage = 'MERGED' where id = ${idOfLead("stale")}`);
  expect((await diagnosed()).acceptance).toMatchObject({
    ...{ part: before.part - 1, whole: before.whole - 1 },
  });
});
