import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep, vendorCaller } from "../support/people.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

const DEFAULT_PROGRAM = idOf("prg", "01970000-0000-7000-8000-000000000001");
const DEFAULT_INCENTIVES = idOf("inc", "01970000-0000-7000-8000-000000000020");

let desk: TimedDesk;
let alpha: Caller;
let marketing: Caller;
let controller: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  marketing = await addSalesRep(desk.world, "Mia Market");
  controller = await addSalesRep(desk.world, "Carl Control");
});
afterAll(() => desk.world.close());

const SHOWN = `incentiveProgram {
  id version currency
  draft { number state effectiveAt note rules { milestone kind amount { amount currency } } }
  versions(first: 10) { nodes { number state } }
}`;

const said = (by: Caller, verb: string, input: object): Promise<Answer> =>
  desk.run(by, verb, input, SHOWN);

async function done(by: Caller, verb: string, input: object): Promise<Answer> {
  const { incentiveProgram, errors } = await said(by, verb, input);
  expect(errors).toEqual([]);
  return incentiveProgram;
}

const settings = (more: object = {}) => ({
  name: `Spring ${randomUUID()}`,
  programId: DEFAULT_PROGRAM,
  currency: "EUR",
  timeZone: "Europe/Berlin",
  ...more,
});

const newProgram = (more: object = {}) => done(marketing, "createIncentiveProgram", settings(more));

const of = ({ id, version }: Answer) => ({ incentiveProgramId: id, expectedVersion: version });

const bounty = (amount: string, currency = "EUR") => ({
  milestone: "SQL",
  kind: "FIXED_BOUNTY",
  amount: { amount, currency },
});

const drafted = (program: Answer, amount: string, more: object = {}) =>
  done(marketing, "saveIncentiveDraft", {
    ...of(program),
    rules: [bounty(amount, program.currency)],
    ...more,
  });

/** A program that no lead of the others' is under, so that it pays beside nothing else. */
async function apart(by: Caller): Promise<string> {
  const settingsOf = { name: `Program ${randomUUID()}`, timeZone: "UTC" };
  const made = await desk.run(desk.sales, "createProgram", settingsOf, "program { id }");
  const programId = made.program.id;
  const enrolled = { programId, partnerId: by.actor.partnerId };
  await desk.run(desk.sales, "enrolPartner", enrolled, "program { id }");
  return programId;
}

/** What the SQL of a new lead under a program earns, in the smallest unit. */
async function earned(programId: string, at: string): Promise<number[]> {
  desk.at(at);
  const leadId = await desk.register(alpha, randomUUID().slice(0, 8), { input: { programId } });
  await desk.done(desk.manager, "acceptLead", leadId);
  await desk.done(desk.manager, "qualifyLead", leadId, MET);
  const rows = await desk.world.asOwner<{ gross: number }>(
    "select gross_minor::integer as gross from award where lead_id = $1 order by gross",
    [uuidOf(leadId)],
  );
  return rows.map(({ gross }) => gross);
}

const asOwner = (text: string, ...values: unknown[]) => desk.world.asOwner(text, values);

describe("a draft", () => {
  test("is made, said anew as often as one likes, and is one at a time", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const program = await newProgram();
    expect(program).toMatchObject({ version: 1, draft: null, versions: { nodes: [] } });
    const first = await drafted(program, "200.00", { note: "As agreed in January" });
    expect(first).toMatchObject({
      version: 2,
      draft: {
        ...{ number: 1, state: "DRAFT", effectiveAt: null, note: "As agreed in January" },
        rules: [{ milestone: "SQL", kind: "FIXED_BOUNTY", amount: { amount: "200.00" } }],
      },
    });
    const again = await drafted(first, "250.5", { effectiveAt: "2026-03-01T00:00:00+01:00" });
    expect(again).toMatchObject({
      version: 3,
      draft: {
        ...{ number: 1, effectiveAt: "2026-02-28T23:00:00.000Z", note: null },
        rules: [{ amount: { amount: "250.50", currency: "EUR" } }],
      },
      versions: { nodes: [{ number: 1, state: "DRAFT" }] },
    });
  });

  test("pays in the currency of its program, each milestone once, and nothing for the past", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const program = await newProgram({ currency: "jpy" });
    const refused = async (more: object) =>
      (
        await said(marketing, "saveIncentiveDraft", {
          ...of(program),
          rules: [bounty("30000", "JPY")],
          ...more,
        })
      ).errors.map(({ code, path }: Answer) => [code, path.join(".")]);
    expect(await refused({ rules: [bounty("30000", "EUR")] })).toEqual([
      ["VALIDATION_FAILED", "rules.0.amount.currency"],
    ]);
    expect(await refused({ rules: [bounty("1", "JPY"), bounty("2", "JPY")] })).toEqual([
      ["VALIDATION_FAILED", "rules.1.milestone"],
    ]);
    expect(await refused({ rules: [bounty("0.5", "JPY")] })).toEqual([
      ["VALIDATION_FAILED", "rules.0.amount"],
    ]);
    expect(await refused({ rules: [] })).toEqual([["VALIDATION_FAILED", "rules"]]);
    expect(await refused({ effectiveAt: "2026-02-10T08:59:59Z" })).toEqual([
      ["VALIDATION_FAILED", "effectiveAt"],
    ]);
    expect(await refused({ expectedVersion: 2 })).toEqual([
      ["VERSION_CONFLICT", "expectedVersion"],
    ]);
    expect(await refused({})).toEqual([]);
  });

  test("that is withdrawn stays for the record, and the next one has the next number", async () => {
    const first = await drafted(await newProgram(), "100.00");
    const none = await done(controller, "withdrawIncentiveDraft", of(first));
    expect(none).toMatchObject({
      draft: null,
      versions: { nodes: [{ number: 1, state: "WITHDRAWN" }] },
    });
    expect((await said(controller, "withdrawIncentiveDraft", of(none))).errors).toMatchObject([
      { code: "BUSINESS_RULE" },
    ]);
    const next = await drafted(none, "150.00");
    expect(next.draft).toMatchObject({ number: 2, rules: [{ amount: { amount: "150.00" } }] });
  });
});

describe("an approval", () => {
  test("takes another person than whoever drafted the version, or changed it last", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const drafter = await addSalesRep(desk.world, "Dora Draft");
    const mine = await drafted(await newProgram(), "100.00");
    const theirs = await done(drafter, "saveIncentiveDraft", {
      ...of(mine),
      rules: [bounty("120.00")],
    });
    for (const by of [marketing, drafter])
      expect((await said(by, "approveIncentiveVersion", of(theirs))).errors).toMatchObject([
        { code: "BUSINESS_RULE", message: expect.stringContaining("another person") },
      ]);
    const approved = await done(controller, "approveIncentiveVersion", of(theirs));
    expect(approved).toMatchObject({
      draft: null,
      versions: { nodes: [{ number: 1, state: "IN_FORCE" }] },
    });
  });

  test("is by person: whoever left and came back is the same one", async () => {
    const before = await addSalesRep(desk.world, "Ines Twice");
    const draft = await done(before, "saveIncentiveDraft", {
      ...of(await newProgram()),
      rules: [bounty("100.00")],
    });
    await asOwner("update membership set deactivated_at = now() where id = $1", before.actor.id);
    const again = vendorCaller();
    await asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       select $1, user_id, null, display_name, email, roles, now(), now() from membership where id = $2`,
      again.actor.id,
      before.actor.id,
    );
    expect((await said(again, "approveIncentiveVersion", of(draft))).errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("another person") },
    ]);
  });

  test("binds the draft as it was read: one that was changed meanwhile is refused", async () => {
    const read = await drafted(await newProgram(), "100.00");
    const changed = await drafted(read, "900.00");
    expect((await said(controller, "approveIncentiveVersion", of(read))).errors).toMatchObject([
      { code: "VERSION_CONFLICT" },
    ]);
    expect(changed.draft.state).toBe("DRAFT");
    await done(controller, "approveIncentiveVersion", of(changed));
  });

  test("promises nothing for the past: a draft whose beginning has passed is refused", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const draft = await drafted(await newProgram(), "100.00", {
      effectiveAt: "2026-02-11T00:00:00Z",
    });
    desk.at("2026-02-11T00:00:01Z");
    expect((await said(controller, "approveIncentiveVersion", of(draft))).errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("has passed") },
    ]);
    const later = await drafted(draft, "100.00");
    await done(controller, "approveIncentiveVersion", of(later));
  });

  test("is final: two that begin at one instant are refused, and what is approved never changes", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const effectiveAt = "2026-03-01T00:00:00Z";
    const first = await drafted(await newProgram(), "100.00", { effectiveAt });
    const one = await done(controller, "approveIncentiveVersion", of(first));
    const second = await drafted(one, "200.00", { effectiveAt });
    expect((await said(controller, "approveIncentiveVersion", of(second))).errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("same instant") },
    ]);
    const id = uuidOf(one.id);
    for (const change of [
      "update incentive_program_version set effective_at = effective_at + interval '1 day'",
      "update incentive_program_version set note = 'else'",
      "update incentive_program_version set state = 'DRAFT', approved_by = null, approved_at = null",
      "delete from incentive_program_version",
    ])
      await expect(
        asOwner(`${change} where incentive_program_id = $1 and number = 1`, id),
      ).rejects.toThrow("an approved program version never changes");
    await expect(
      asOwner(
        `update incentive_rule set amount_minor = 1
         where version_id = (select id from incentive_program_version where incentive_program_id = $1 and number = 1)`,
        id,
      ),
    ).rejects.toThrow("the rules of an approved program version never change");
  });
});

describe("the database", () => {
  const asVendor = async (text: string, ...values: unknown[]) => {
    const pg = await import("pg");
    const client = new pg.default.Client({ connectionString: desk.world.urls.vendor });
    await client.connect();
    try {
      await client.query("begin");
      await client.query(`set local app.actor_id = '${randomUUID()}'`);
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  };
  const approving = `update incentive_program_version
    set state = 'APPROVED', approved_by = $2, approved_at = now(), effective_at = coalesce(effective_at, $3)
    where incentive_program_id = $1 and state = 'DRAFT'`;

  test("lets nobody who serves approve what they drafted, what begins in the past, or what pays nothing", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const id = uuidOf((await drafted(await newProgram(), "100.00")).id);
    const later = "2099-01-01";
    const by = controller.actor.id;
    await expect(asVendor(approving, id, marketing.actor.id, later)).rejects.toThrow("person");
    await expect(asVendor(approving, id, by, "2020-01-01")).rejects.toThrow("from its approval on");
    await asVendor(approving, id, by, later);
    await asOwner(
      "delete from incentive_rule where version_id in (select id from incentive_program_version where incentive_program_id = $1)",
      id,
    );
    await expect(asVendor(approving, id, by, later)).rejects.toThrow("without rules");
  });

  test("lets nobody who serves begin with a version that is approved, or with two drafts", async () => {
    const id = uuidOf((await drafted(await newProgram(), "100.00")).id);
    const adding = (state: string) => `
      insert into incentive_program_version
        (id, incentive_program_id, number, state, effective_at, created_by, created_at, changed_by, changed_at)
      values (gen_random_uuid(), $1, 2, '${state}', now(), $2, now(), $2, now())`;
    await expect(asVendor(adding("APPROVED"), id, randomUUID())).rejects.toThrow(
      "begins as a draft",
    );
    await expect(asVendor(adding("DRAFT"), id, randomUUID())).rejects.toThrow("one_draft");
  });
});

describe("what is earned", () => {
  test("is by the version in force at the milestone: 200.00 until the end of February, 250.00 from March", async () => {
    const programId = await apart(alpha);
    desk.at("2026-02-10T09:00:00Z");
    const draft = await drafted(await newProgram({ programId }), "200.00");
    expect(await earned(programId, "2026-02-10T09:30:00Z")).toEqual([]);
    desk.at("2026-02-10T10:00:00Z");
    const first = await done(controller, "approveIncentiveVersion", of(draft));
    const effectiveAt = "2026-03-01T00:00:00+01:00";
    const second = await drafted(first, "250.00", { effectiveAt });
    await done(controller, "approveIncentiveVersion", of(second));
    expect(await earned(programId, "2026-02-28T22:59:59.999Z")).toEqual([20_000]);
    expect(await earned(programId, "2026-02-28T23:00:00.000Z")).toEqual([25_000]);
  });

  test("is nothing once a version has ended; one that had not begun never does", async () => {
    const programId = await apart(alpha);
    desk.at("2026-02-10T09:00:00Z");
    const draft = await drafted(await newProgram({ programId, currency: "BHD" }), "10.000");
    const first = await done(controller, "approveIncentiveVersion", of(draft));
    const second = await drafted(first, "12.345", { effectiveAt: "2026-02-12T00:00:00Z" });
    const both = await done(controller, "approveIncentiveVersion", of(second));
    // the second is called off, so that the first goes on, until it is ended
    const one = await done(controller, "retireIncentiveVersion", { ...of(both), number: 2 });
    const ends = { number: 1, endsAt: "2026-02-20T00:00:00Z" };
    const ending = await done(controller, "retireIncentiveVersion", { ...of(one), ...ends });
    expect(await earned(programId, "2026-02-19T23:59:59Z")).toEqual([10_000]);
    expect(await earned(programId, "2026-02-20T00:00:00Z")).toEqual([]);
    // it is ended already
    const again = { ...of(ending), number: 1 };
    expect((await said(controller, "retireIncentiveVersion", again)).errors).toMatchObject([
      { code: "BUSINESS_RULE" },
    ]);
    const third = await drafted(ending, "20.000");
    await done(controller, "approveIncentiveVersion", of(third));
    expect(await earned(programId, "2026-02-21T00:00:00Z")).toEqual([20_000]);
  });

  test("is retired from now on, before a planned end, and not in the past nor twice", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const draft = await drafted(await newProgram(), "1.00");
    const approved = await done(controller, "approveIncentiveVersion", of(draft));
    const retiring = (program: Answer, more: object) =>
      said(controller, "retireIncentiveVersion", { ...of(program), number: 1, ...more });
    expect((await retiring(approved, { endsAt: "2026-02-10T08:00:00Z" })).errors).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["endsAt"] },
    ]);
    expect((await retiring(approved, { number: 7 })).errors).toMatchObject([{ code: "NOT_FOUND" }]);
    const planned = await retiring(approved, { endsAt: "2099-01-01T00:00:00Z" });
    const sooner = await retiring(planned.incentiveProgram, {});
    expect(sooner.errors).toEqual([]);
    expect(sooner.incentiveProgram.versions.nodes).toEqual([{ number: 1, state: "RETIRED" }]);
    expect((await retiring(sooner.incentiveProgram, {})).errors).toMatchObject([
      { code: "BUSINESS_RULE" },
    ]);
  });
});

describe("a partner", () => {
  const seen = async (by: Caller): Promise<Answer[]> => {
    const { data, errors } = await desk.api.run(
      by,
      `{ incentivePrograms(first: 50) { nodes { id inForce { number rules { milestone amount { amount currency } } }
        versions(first: 10) { nodes { number state } } } } }`,
    );
    expect(errors).toBeUndefined();
    return data.incentivePrograms.nodes;
  };

  test("reads what is promised under its programs, and neither drafts nor what pays others", async () => {
    desk.at("2026-02-10T09:00:00Z");
    const programId = await apart(alpha);
    const beta = await desk.partner("Beta");
    const drafting = await drafted(await newProgram({ programId }), "200.00");
    const isSeen = async (by: Caller) => (await seen(by)).find(({ id }) => id === drafting.id);
    expect(await isSeen(alpha)).toBeUndefined();
    const approved = await done(controller, "approveIncentiveVersion", of(drafting));
    const next = await drafted(approved, "900.00", { note: "Not to be told" });
    expect(next.draft.number).toBe(2);
    expect(await isSeen(alpha)).toMatchObject({
      inForce: {
        number: 1,
        rules: [{ milestone: "SQL", amount: { amount: "200.00", currency: "EUR" } }],
      },
      versions: { nodes: [{ number: 1, state: "IN_FORCE" }] },
    });
    expect(await isSeen(beta)).toBeUndefined();
    expect((await seen(beta)).map(({ id }) => id)).toContain(DEFAULT_INCENTIVES);
    const { data, errors } = await desk.api.run(
      alpha,
      `query ($id: ID!) { incentiveProgram(id: $id) { draft { number } versions(first: 1) { nodes { note } } } }`,
      { id: drafting.id },
    );
    expect(JSON.stringify([data, errors])).not.toContain("Not to be told");
    expect(data.incentiveProgram.draft).toBeNull();
    expect(errors).not.toBeUndefined();
  });
});

test("the console's bounty takes a number of its own beside a draft that somebody has", async () => {
  desk.at("2026-02-10T09:00:00Z");
  const { data } = await desk.api.run(
    marketing,
    `{ incentiveProgram(id: "${DEFAULT_INCENTIVES}") { id version currency } }`,
  );
  const draft = await drafted(data.incentiveProgram, "75.00");
  expect(draft.draft.number).toBe(2);
  const { putBountyInForce } = await import("../../src/incentives/index.ts");
  await putBountyInForce(
    { query: (text, values) => desk.world.asOwner(text, [...values]) },
    {
      amount: { minor: 9_900n, currency: "EUR" },
      effectiveAt: new Date("2026-02-10T09:00:00Z"),
      draftedBy: idOf("mem", randomUUID()),
      approvedBy: idOf("mem", randomUUID()),
    },
  );
  // whoever had read the draft reads the program again: something else holds now
  expect((await said(controller, "approveIncentiveVersion", of(draft))).errors).toMatchObject([
    { code: "VERSION_CONFLICT" },
  ]);
  const rows = await asOwner(
    "select number, state from incentive_program_version where incentive_program_id = $1 order by number",
    uuidOf(DEFAULT_INCENTIVES),
  );
  expect(rows.slice(-2)).toEqual([
    { number: 2, state: "DRAFT" },
    { number: 3, state: "APPROVED" },
  ]);
});
