import { randomBytes } from "node:crypto";

import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";

import { migrations } from "../../migrations/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { migrate, openOwner, toStatement } from "../../src/platform/database/index.ts";
import type { Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Period } from "../../src/reporting/domain/period.ts";
import { foldRollups } from "../../src/reporting/index.ts";
import { creditStatement } from "../../src/reporting/store/credit-sums.ts";
import { funnelStatement } from "../../src/reporting/store/funnel-counts.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import {
  countPlanted,
  faultsOf,
  modelOf,
  plant,
  plantCredit,
  plantState,
} from "./counted-world.ts";
import type { Counted, LeadState, PlantedCredit } from "./counted-world.ts";

/** Behind UTC: most instants of the first hours of a UTC day are of the day before. */
const ZONE = "America/New_York";

let world: World;
let api: Api;
let alpha: Caller & { readonly partnerId: PartnerId };
let beta: Caller & { readonly partnerId: PartnerId };
const vendor = vendorCaller();

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  await countPlanted(world);
  await world.asOwner(`update program set time_zone = '${ZONE}'`);
  alpha = await partner("Alpha");
  beta = await partner("Beta");
});
afterAll(() => world.close());

async function partner(name: string) {
  const partnerId = await addPartner(world, name);
  return { ...partnerCaller(partnerId), partnerId };
}

const FUNNEL = `query ($input: FunnelReportInput!) {
  funnelReport(input: $input) {
    from to
    rows { dimensions { dimension value } stages { stage entered advanced conversionRate current } }
  }
}`;
const CREDITS = `query ($input: CreditReportInput!) {
  creditReport(input: $input) {
    from to rows { dimensions { dimension value } month amount { amount currency } credits }
  }
}`;

async function ask(caller: Caller, query: string, input: object): Promise<Answer> {
  const { data, errors } = await api.run(caller, query, { input });
  expect(errors).toBeUndefined();
  return data?.funnelReport ?? data?.creditReport;
}

const YEARS = { from: "2026-01-01", to: "2028-01-01" };

/** A funnel as the model has it: `dimension values stage` → counts, without the empty ones. */
function countsIn(report: Answer): Readonly<Record<string, Counted>> {
  const counts: Record<string, Counted> = {};
  for (const row of report.rows) {
    const key = row.dimensions.map(({ value }: { value: string }) => value).join(" ");
    for (const { stage, entered, advanced } of row.stages) {
      if (entered) counts[`${key} ${stage}`.trim()] = { entered, advanced: advanced ?? 0 };
    }
  }
  return counts;
}

const leads = new Map<string, LeadState>();

// what a lead can have been through, and where it can stand at each point
const TRACKS = [
  ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "WON"],
  ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "LOST"],
] as const;
const EXITS = ["REJECTED", "WITHDRAWN", "RECYCLED", "DISQUALIFIED"];
const between = (min: string, max: string) =>
  fc.date({ min: new Date(min), max: new Date(max), noInvalidDate: true });
// most about the days when the clocks change, some in the months beside
const instant = fc.oneof(
  { arbitrary: between("2026-03-06T00:00:00Z", "2026-03-10T23:59:59Z"), weight: 3 },
  { arbitrary: between("2026-01-30T00:00:00Z", "2026-05-02T23:59:59Z"), weight: 1 },
);
const change = fc.record({
  /** A lead that is there, or a new one. */
  lead: fc.nat({ max: 30 }),
  ofAlpha: fc.boolean(),
  track: fc.constantFrom(...TRACKS),
  through: fc.integer({ min: 1, max: 6 }),
  isMqlImplied: fc.boolean(),
  exit: fc.option(fc.constantFrom(...EXITS), { freq: 3 }),
  times: fc.array(instant, { minLength: 6, maxLength: 6 }),
  isDraft: fc.boolean(),
  isFolded: fc.boolean(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** The lead after a change: what it has reached stays as it was, and it may stand anywhere else. */
function changed(before: LeadState | undefined, to: Change): LeadState {
  const partnerId = before?.partnerId ?? (to.ofAlpha ? alpha.partnerId : beta.partnerId);
  if (!before && to.isDraft) return { partnerId, stage: "DRAFT", at: {}, implied: [] };
  const stages = to.track.slice(0, to.through);
  const at = Object.fromEntries(stages.map((stage, index) => [stage, to.times[index]]));
  const implied = !before?.at.MQL && to.isMqlImplied && stages.length > 2 ? ["MQL"] : [];
  return {
    partnerId,
    stage: to.exit ?? stages.at(-1) ?? "SUBMITTED",
    at: { ...at, ...before?.at },
    implied: before?.at.MQL ? before.implied : implied,
  };
}

test("whatever leads go through, each report says what the leads say, folded or not", async () => {
  const ids = Array.from({ length: 31 }, () => uuidOf(newId("lead")));
  let rounds = 0;
  const property = fc.asyncProperty(
    fc.array(change, { minLength: 1, maxLength: 6 }),
    async (changes) => {
      const period = PERIODS[rounds % PERIODS.length] as Period;
      for (const each of changes) {
        const id = ids[each.lead] ?? "";
        const lead = changed(leads.get(id), each);
        await plant(world, [plantState(id, lead)]);
        leads.set(id, lead);
        if (each.isFolded) await foldRollups(world.database, "test");
      }
      rounds += 1;
      await expectAllReports([...leads.values()], period);
    },
  );
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
  expect(rounds).toBe(25);
  expect(await faultsOf(world)).toEqual([]);
});

/** Within a month, over its end, of whole months alone, and of whole ones with days on both sides. */
const PERIODS = [
  { from: "2026-03-07", to: "2026-03-09" },
  { from: "2026-02-20", to: "2026-03-09" },
  { from: "2026-03-01", to: "2026-05-01" },
  { from: "2026-02-10", to: "2026-04-11" },
];

async function expectAllReports(all: readonly LeadState[], period: Period): Promise<void> {
  const own = all.filter(({ partnerId }) => partnerId === alpha.partnerId);
  const told = { timeZone: ZONE, isIn: (day: string) => day >= period.from && day < period.to };
  for (const includeImplied of [true, false]) {
    const input = { ...period, includeImplied };
    const mine = await ask(alpha, FUNNEL, input);
    const byAll = await ask(vendor, FUNNEL, input);
    const byPartner = await ask(vendor, FUNNEL, { ...input, groupBy: ["PARTNER"] });
    const byBoth = await ask(vendor, FUNNEL, { ...input, groupBy: ["MONTH", "PARTNER"] });

    const model = { ...told, includeImplied, keyOf: () => "" };
    expect(countsIn(mine)).toEqual(modelOf(own, model));
    expect(countsIn(byAll)).toEqual(modelOf(all, model));
    expect(countsIn(byPartner)).toEqual(
      modelOf(all, { ...model, keyOf: ({ partnerId }) => partnerId }),
    );
    expect(countsIn(byBoth)).toEqual(
      modelOf(all, { ...model, keyOf: ({ partnerId }, day) => `${partnerId} ${day.slice(0, 7)}` }),
    );
    expect(standingIn(mine)).toEqual(standingOf(own));
    expect(standingIn(byAll)).toEqual(standingOf(all));
  }
}

const standingIn = (report: Answer): Readonly<Record<string, number>> =>
  Object.fromEntries(
    report.rows[0].stages
      .filter(({ current }: { current: number }) => current !== 0)
      .map(({ stage, current }: { stage: string; current: number }) => [stage, current]),
  );

function standingOf(all: readonly LeadState[]): Readonly<Record<string, number>> {
  const standing: Record<string, number> = {};
  for (const { stage } of all) {
    if (stage !== "DRAFT") standing[stage] = (standing[stage] ?? 0) + 1;
  }
  return standing;
}

test("credits by month are those of the credits, each currency by itself", async () => {
  const gamma = await partner("Gamma");
  const credits: readonly Omit<PlantedCredit, "partnerId">[] = [
    { minor: 20_000n, currency: "EUR", effectiveOn: "2026-11-01" },
    { minor: 5_001n, currency: "EUR", effectiveOn: "2026-11-30" },
    { minor: 300n, currency: "JPY", effectiveOn: "2026-11-30" },
    { minor: 0n, currency: "EUR", effectiveOn: "2026-12-01" },
    { minor: 1n, currency: "EUR", effectiveOn: "2027-01-01" },
  ];
  const others = {
    partnerId: beta.partnerId,
    minor: 9n,
    currency: "EUR",
    effectiveOn: "2026-12-31",
  };
  await plant(
    world,
    credits.slice(0, 2).map((credit) => plantCredit({ ...credit, partnerId: gamma.partnerId })),
  );
  await foldRollups(world.database, "test");
  await plant(world, [
    ...credits.slice(2).map((credit) => plantCredit({ ...credit, partnerId: gamma.partnerId })),
    plantCredit(others),
  ]);
  const input = { from: "2026-11-01", to: "2027-01-01" };
  const euros = (amount: string) => ({ amount, currency: "EUR" });

  const own = await ask(gamma, CREDITS, input);
  expect(own).toEqual({
    ...input,
    rows: [
      { dimensions: [], month: "2026-11", amount: euros("250.01"), credits: 2 },
      { dimensions: [], month: "2026-11", amount: { amount: "300", currency: "JPY" }, credits: 1 },
      { dimensions: [], month: "2026-12", amount: euros("0.00"), credits: 1 },
    ],
  });
  const all = await ask(vendor, CREDITS, input);
  expect(all.rows[2]).toEqual({
    dimensions: [],
    month: "2026-12",
    amount: euros("0.09"),
    credits: 2,
  });
  const byPartner = await ask(vendor, CREDITS, { ...input, groupBy: ["PARTNER"] });
  expect(byPartner.rows).toHaveLength(4);
  expect(byPartner.rows).toContainEqual({
    dimensions: [{ dimension: "PARTNER", value: beta.partnerId }],
    month: "2026-12",
    amount: euros("0.09"),
    credits: 1,
  });
  await foldRollups(world.database, "test");
  expect(await ask(gamma, CREDITS, input)).toEqual(own);
  expect(await faultsOf(world)).toEqual([]);
});

const SQL_ON = new Date("2026-05-01T12:00:00Z");
const sqlOf = (partnerId: PartnerId): LeadState => ({
  partnerId,
  stage: "SQL",
  at: { SUBMITTED: SQL_ON, MQL: SQL_ON, SAL: SQL_ON, SQL: SQL_ON },
  implied: ["MQL"],
});

test("a returned lead is still counted where it has been, and stands among the returned", async () => {
  const delta = await partner("Delta");
  const id = uuidOf(newId("lead"));
  await plant(world, [plantState(id, sqlOf(delta.partnerId))]);
  await foldRollups(world.database, "test");
  await plant(world, [plantState(id, { ...sqlOf(delta.partnerId), stage: "RECYCLED" })]);

  const report = await ask(delta, FUNNEL, YEARS);

  expect(countsIn(report)).toEqual({
    SUBMITTED: { entered: 1, advanced: 1 },
    MQL: { entered: 1, advanced: 1 },
    SAL: { entered: 1, advanced: 1 },
    SQL: { entered: 1, advanced: 0 },
  });
  expect(standingIn(report)).toEqual({ RECYCLED: 1 });
});

test("what a rival does changes nothing in a partner's own reports", async () => {
  const reports = async () => [
    await ask(alpha, FUNNEL, YEARS),
    await ask(alpha, FUNNEL, { ...YEARS, groupBy: ["PARTNER", "MONTH"] }),
    await ask(alpha, CREDITS, YEARS),
    await ask(alpha, CREDITS, { ...YEARS, groupBy: ["PARTNER"] }),
  ];
  const before = await reports();
  const rivals = {
    partnerId: beta.partnerId,
    minor: 700n,
    currency: "EUR",
    effectiveOn: "2026-06-01",
  };

  await plant(world, [
    plantState(uuidOf(newId("lead")), sqlOf(beta.partnerId)),
    plantCredit(rivals),
  ]);
  expect(await reports()).toEqual(before);
  await foldRollups(world.database, "test");
  expect(await reports()).toEqual(before);

  for (const report of before) {
    for (const row of report.rows) {
      const values = row.dimensions.map(({ value }: { value: string }) => value);
      expect(values).not.toContain(beta.partnerId);
    }
  }
});

describe("without the scope", () => {
  test.each([
    ["funnelReport", FUNNEL, "REPORTS_READ"],
    ["creditReport", CREDITS, "CREDITS_READ"],
  ])("%s answers nothing", async (field, query, scope) => {
    const without = partnerCaller(alpha.partnerId, [scope]);
    const { data, errors } = await api.run(without, query, { input: YEARS });
    expect(data).toEqual({ [field]: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN", requiredScopes: [[scope]] });
  });
});

test("each report is one statement, however it is cut", async () => {
  const costOf = async (caller: Caller, query: string, input: object): Promise<number> => {
    const before = world.database.traffic.statements;
    await ask(caller, query, input);
    return world.database.traffic.statements - before;
  };
  for (const caller of [alpha, vendor]) {
    for (const groupBy of [[], ["PARTNER"], ["MONTH"], ["PARTNER", "MONTH"]]) {
      expect(await costOf(caller, FUNNEL, { ...YEARS, groupBy })).toBe(1);
    }
    expect(await costOf(caller, CREDITS, { ...YEARS, groupBy: ["PARTNER"] })).toBe(1);
  }
});

test("a report of more than a thousand rows is refused rather than cut", async () => {
  const many = await Promise.all(Array.from({ length: 9 }, (_, index) => partner(`Many ${index}`)));
  const months = Array.from({ length: 112 }, (_, index) => {
    const at = new Date(Date.UTC(2010, index, 15));
    return { at, month: at.toISOString().slice(0, 10) };
  });
  await plant(
    world,
    many.flatMap(({ partnerId }) =>
      months.flatMap(({ at, month }) => [
        plantState(uuidOf(newId("lead")), {
          partnerId,
          stage: "SUBMITTED",
          at: { SUBMITTED: at },
          implied: [],
        }),
        ...["EUR", "USD"].map((currency) =>
          plantCredit({ partnerId, minor: 1n, currency, effectiveOn: month }),
        ),
      ]),
    ),
  );
  // 9 partners with 60 months each in two currencies, and 540 groups of the funnel
  const five = { from: "2010-01-01", to: "2015-01-01" };
  const byBoth = { ...five, groupBy: ["PARTNER", "MONTH"] };
  expect((await ask(vendor, FUNNEL, byBoth)).rows).toHaveLength(540);

  const { data, errors } = await api.run(vendor, CREDITS, {
    input: { ...five, groupBy: ["PARTNER"] },
  });
  expect(data).toEqual({ creditReport: null });
  expect(errors?.[0]?.extensions).toMatchObject({ code: "LIMIT_EXCEEDED", limit: 1_000 });
  expect((await ask(vendor, CREDITS, five)).rows).toHaveLength(120);
});

test("rolled back, a change was never counted", async () => {
  const before = await ask(alpha, FUNNEL, YEARS);
  const statement = plantState(uuidOf(newId("lead")), sqlOf(alpha.partnerId));
  await world.asOwner(
    `begin; set local session_replication_role = replica; ${statement} rollback;`,
  );
  expect(await ask(alpha, FUNNEL, YEARS)).toEqual(before);
});

test("at every moment the counts are those of the leads, with writers and two foldings at it", async () => {
  const register = `mutation ($input: RegisterLeadInput!, $key: String!) {
    registerLead(input: $input) @idempotent(key: $key) { lead { id } errors { message } }
  }`;
  const withdraw = `mutation ($input: WithdrawLeadInput!, $key: String!) {
    withdrawLead(input: $input) @idempotent(key: $key) { errors { message } }
  }`;
  let isWriting = true;
  const writer = async (caller: Caller, name: string, count: number): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const domain = `${name}-${index}.com`;
      const input = {
        company: { name: domain, domain },
        contact: { name: "Anna", email: `anna@${domain}`, consent: { basis: "CONSENT" } },
      };
      const made = await api.run(caller, register, { input, key: domain });
      const leadId: LeadId = made.data?.registerLead.lead.id;
      if (index % 2 === 0) continue;
      await api.run(caller, withdraw, { input: { leadId }, key: `${domain}-back` });
    }
  };
  const folder = async (): Promise<number> => {
    let folded = 0;
    while (isWriting) folded += await foldRollups(world.database, "test");
    return folded;
  };
  let looks = 0;
  const watcher = async (): Promise<void> => {
    while (isWriting) {
      expect(await faultsOf(world)).toEqual([]);
      looks += 1;
    }
  };
  const before = standingIn(await ask(alpha, FUNNEL, YEARS));

  const watching = watcher();
  const folding = [folder(), folder()];
  await Promise.all([
    writer(alpha, "one", 20),
    writer(alpha, "two", 20),
    writer(alpha, "three", 20),
    writer(beta, "four", 20),
  ]);
  isWriting = false;
  await watching;
  const folded = await Promise.all(folding);

  const after = standingIn(await ask(alpha, FUNNEL, YEARS));
  expect(after["SUBMITTED"]).toBe((before["SUBMITTED"] ?? 0) + 30);
  expect(after["WITHDRAWN"]).toBe((before["WITHDRAWN"] ?? 0) + 30);
  expect(Math.max(...folded)).toBeGreaterThan(0);
  expect(looks).toBeGreaterThan(5);
  await foldRollups(world.database, "test");
  expect(await world.asOwner("select from funnel_delta")).toEqual([]);
  expect(await faultsOf(world)).toEqual([]);
});

describe("rebuilding", () => {
  test("puts right whatever was wrong, and is the owner's alone", async () => {
    await world.asOwner(`
      update funnel_day set entered = entered + 1;
      update funnel_month set advanced = advanced + 1;
      delete from funnel_now;
      update credit_month set amount_minor = amount_minor + 1`);
    expect(await faultsOf(world)).not.toEqual([]);

    await world.asOwner("select app.rebuild_rollups()");

    expect(await faultsOf(world)).toEqual([]);
    for (const url of Object.values(world.urls)) {
      await expect(inSession(url, "select app.rebuild_rollups()")).rejects.toThrow(
        /denied for (function|schema)/,
      );
    }
  });

  test("happens by itself when a program's zone becomes another", async () => {
    await world.asOwner("update program set time_zone = 'Asia/Tokyo'");
    expect(await faultsOf(world)).toEqual([]);
    await world.asOwner(`update program set time_zone = '${ZONE}'`);
    expect(await faultsOf(world)).toEqual([]);
  });
});

test("counts and rebuilds as an owner who is no superuser, whom policies hold as well", async () => {
  const password = inject("rolePassword");
  const name = `baton_owned_${randomBytes(4).toString("hex")}`;
  const urlFor = (user?: string): string => {
    const url = new URL(world.ownerUrl);
    url.pathname = `/${name}`;
    if (user !== undefined) Object.assign(url, { username: user, password });
    return url.toString();
  };
  await world.asOwner(`create role ${name} login nosuperuser password '${password}'`);
  await world.asOwner(`grant app_queue to ${name}`);
  await world.asOwner(`create database ${name} owner ${name}`);
  const owner = await openOwner(urlFor(name), migrations);
  const superuser = new pg.Pool({ connectionString: urlFor(), max: 1 });
  // the database is dropped under a connection that is about to end
  superuser.on("error", () => undefined);
  try {
    await migrate(owner);
    const owned = {
      asOwner: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
        (await superuser.query<Row>(text, values)).rows,
    };
    await countPlanted(owned);
    const partnerId = newId("prt");
    await owned.asOwner(
      "insert into partner (id, name, state, created_at, updated_at) values ($1, 'Alpha', 'ACTIVE', now(), now())",
      [uuidOf(partnerId)],
    );
    const credit = { partnerId, minor: 7n, currency: "EUR", effectiveOn: "2026-05-01" };
    await plant(owned, [plantState(uuidOf(newId("lead")), sqlOf(partnerId)), plantCredit(credit)]);
    const counted = () =>
      owned.asOwner(`select
        (select count(*)::integer from funnel_day) as days, (select count(*)::integer from funnel_month) as funnels, (select count(*)::integer from funnel_delta) as deltas,
        (select count(*)::integer from funnel_now) as stages, (select count(*)::integer from credit_month) as months`);
    expect(await counted()).toEqual([{ days: 0, funnels: 0, deltas: 4, stages: 0, months: 0 }]);
    expect(await faultsOf(owned)).toEqual([]);

    await owner.query("select app.rebuild_rollups()");

    expect(await counted()).toEqual([{ days: 4, funnels: 4, deltas: 0, stages: 1, months: 1 }]);
    expect(await faultsOf(owned)).toEqual([]);
  } finally {
    await owner.destroy();
    await superuser.end();
    await world.asOwner(`drop database ${name} with (force)`);
    await world.asOwner(`drop owned by ${name}`);
    await world.asOwner(`drop role ${name}`);
  }
});

/** Which tables a statement of alpha's reads, and how many of their rows it touches. */
async function touchedBy(caller: Caller, statement: Sql) {
  const { text, values } = toStatement(statement);
  const rows = await inSession(
    world.urls.partner,
    `explain (analyze, format json) ${text}`,
    values,
    caller,
  );
  const touched: Record<string, number> = {};
  const visit = (node: Answer): void => {
    const table: string | undefined = node["Relation Name"];
    const removed =
      (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    if (table) {
      touched[table] =
        (touched[table] ?? 0) + (node["Actual Rows"] + removed) * node["Actual Loops"];
    }
    for (const inner of node["Plans"] ?? []) visit(inner);
  };
  visit(rows[0]?.["QUERY PLAN"][0]["Plan"]);
  return touched;
}

async function inSession(
  url: string,
  text: string,
  values: readonly unknown[] = [],
  caller: Caller = vendor,
): Promise<Answer[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { partnerId, actorId } = caller.session;
    const mine = partnerId === null ? "" : `set local app.partner_id = '${uuidOf(partnerId)}';`;
    // of a few rows a table is read whole, whatever its indexes: that is not what is asked here
    await client.query(
      `begin; ${mine} set local app.actor_id = '${actorId}'; set local enable_seqscan = off`,
    );
    return (await client.query<Answer>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

test("what a partner's reports read is bounded by months and stages, not by its leads", async () => {
  const large = await partner("Large");
  const small = await partner("Small");
  const days = Array.from({ length: 10 }, (_, index) => new Date(Date.UTC(2026, 8, 2 + index, 15)));
  const plantOn = async ({ partnerId }: typeof large, perDay: number): Promise<void> => {
    await plant(
      world,
      days.flatMap((at) =>
        Array.from({ length: perDay }, () => [
          plantState(uuidOf(newId("lead")), {
            partnerId,
            stage: "SAL",
            at: { SUBMITTED: at, MQL: at, SAL: at },
            implied: ["MQL"],
          }),
          plantCredit({ partnerId, minor: 5n, currency: "EUR", effectiveOn: "2026-09-02" }),
        ]).flat(),
      ),
    );
    await foldRollups(world.database, "test");
  };
  const cut = {
    period: { from: "2026-01-01", to: "2028-01-01" },
    byPartner: false,
    byMonth: false,
    includeImplied: true,
  };
  await plantOn(small, 1);
  await plantOn(large, 100);
  await world.asOwner(
    "analyze funnel_day, funnel_month, funnel_now, credit_month, funnel_delta, credit_delta",
  );

  const touched = async (caller: Caller, period: Period) => ({
    ...(await touchedBy(caller, funnelStatement(caller.session, { ...cut, period }, 13_001))),
    ...(await touchedBy(caller, creditStatement(caller.session, cut, 1_001))),
  });

  // three stages in one month, one stage where they stand, one month of credits
  const expected = {
    funnel_day: 0,
    funnel_month: 3,
    funnel_delta: 0,
    funnel_now: 1,
    credit_month: 1,
    credit_delta: 0,
  };
  expect(await touched(small, cut.period)).toEqual(expected);
  expect(await touched(large, cut.period)).toEqual(expected);
  // of a month that is cut, the days that are in: four with three stages each
  const daysOfAPart = { ...expected, funnel_day: 12, funnel_month: 0 };
  const part = { from: "2026-03-05", to: "2026-09-06" };
  expect(await touched(small, part)).toEqual(daysOfAPart);
  expect(await touched(large, part)).toEqual(daysOfAPart);
  const [report] = (await ask(large, FUNNEL, YEARS)).rows;
  expect(report.stages[0]).toMatchObject({ stage: "SUBMITTED", entered: 1_000, advanced: 1_000 });
});
