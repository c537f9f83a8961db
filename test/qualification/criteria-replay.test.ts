import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaReplayId, LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { runReplay, sweepReplays } from "../../src/qualification/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { CRITERIA } from "../support/living-world.ts";
import { addSalesRep } from "../support/people.ts";
import { CRITERIA_SET, SOME_CRITERION } from "../support/plant-criteria.ts";

type Input = Readonly<Record<string, unknown>>;

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let leader: Caller;
let marketing: Caller;
/** Asks for the need and nothing else. */
let draft: string;
const leads: Record<string, LeadId> = {};

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

  const qualified = async (by: Caller, name: string, more: object = MET) => {
    const leadId = await accepted(by, name);
    await desk.done(desk.sales, "qualifyLead", leadId, more);
    return leadId;
  };
  const disqualified = async (by: Caller, name: string, ...found: readonly object[]) => {
    const leadId = await accepted(by, name);
    const answers = { leadId, criteriaVersionId: CRITERIA };
    for (const answer of found)
      await run("assessLead", { ...answers, answers: [answer] }, "lead { id }");
    await desk.done(desk.sales, "disqualifyLead", leadId, { reasonCode: "NO_BUDGET" });
    return leadId;
  };

  leads["sql"] = await qualified(alpha, "Stays an SQL");
  // what was saved last counts
  leads["gained"] = await disqualified(
    ...([alpha, "Gained", said("need", "NOT_MET"), said("need", "MET")] as const),
  );
  leads["gainedAndWon"] = await disqualified(beta, "Gained and won", said("need", "CONFIRMED"));
  leads["stays"] = await disqualified(alpha, "Stays out", said("need", "PARTIAL"));
  leads["unasked"] = await disqualified(beta, "Was not asked", said("budget", "NOT_MET"));

  // by the next version the need is not required, and nobody has it
  desk.at("2026-02-03T10:00:00.000Z");
  const criteria = [
    { ...SOME_CRITERION, required: false },
    { ...SOME_CRITERION, key: "budget", slot: "BUDGET", label: "Budget" },
  ];
  const criteriaVersionId = await drafted(criteria, "Need is a bonus");
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId }, "criteriaVersion { id }");
  desk.at("2026-02-04T10:00:00.000Z");
  const answers = [said("need", "NOT_MET"), said("budget", "MET")];
  leads["lost"] = await qualified(alpha, "Lost", { criteriaVersionId, answers });
  // qualified, and taken back: nothing was decided
  const undone = await qualified(alpha, "Taken back", { criteriaVersionId, answers });
  await desk.done(leader, "undoMove", undone, { reason: "The wrong lead" });

  draft = await drafted([SOME_CRITERION], "Need alone");
  // somebody else wins at the company that had been turned down
  const again = await accepted(alpha, "Gained and won");
  await desk.done(desk.sales, "qualifyLead", again, {
    ...{ criteriaVersionId, answers: [said("need", "MET"), said("budget", "MET")] },
  });
  leads["winner"] = again;
  const amount = { amount: "50000.00", currency: "EUR" };
  await desk.done(desk.sales, "winLead", again, { amount, closedOn: "2026-02-04" });

  leads["returned"] = await accepted(alpha, "Returned");
  const saved = { leadId: leads["returned"], criteriaVersionId };
  await run("assessLead", { ...saved, answers: [said("need", "MET")] }, "lead { id }");
  const back = { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };
  await desk.done(desk.sales, "returnLead", leads["returned"], back);
  leads["refused"] = await desk.register(beta, "Refused");
  await desk.done(desk.sales, "rejectLead", leads["refused"], { reasonCode: "TOO_EARLY" });

  desk.at("2026-02-05T10:00:00.000Z");
  const met = { criteriaVersionId, answers: [said("need", "MET"), said("budget", "MET")] };
  const worth = (value: string) => ({ estimatedValue: { amount: value, currency: "EUR" } });
  leads["corrected"] = await accepted(alpha, "Corrected", worth("90000.00"));
  leads["moved"] = await accepted(alpha, "Moved", worth("20000.00"));
  const moves = async (company: object) => {
    const leadId = leads["moved"];
    const proposed = await desk.run(alpha, "updateLead", { leadId, company }, "lead { id }");
    const taken = await desk.run(leader, "takeCorrection", { leadId }, "lead { id }");
    expect([...proposed.errors, ...taken.errors]).toEqual([]);
  };
  await moves({ country: "AT" });
  for (const each of ["corrected", "moved"])
    await desk.done(desk.sales, "qualifyLead", leads[each]!, met);
  desk.at("2026-02-06T10:00:00.000Z");
  await desk.done(alpha, "updateLead", leads["corrected"], worth("10000.00"));
  await moves({ country: "CH", domain: "moved.ch" });
});
afterAll(() => desk.world.close());

/** An SAL. */
async function accepted(by: Caller, name: string, input: Input = {}): Promise<LeadId> {
  const leadId = await desk.register(by, name, { input });
  await desk.done(desk.manager, "acceptLead", leadId);
  return leadId;
}

async function run(field: string, input: object, selection: string): Promise<Answer> {
  const payload = await desk.run(desk.sales, field, input, selection);
  expect(payload.errors).toEqual([]);
  return payload;
}

/** The next draft of the built-in criteria. */
async function drafted(criteria: readonly object[], changeNote: string): Promise<string> {
  const input = { criteriaSetId: CRITERIA_SET, criteria, changeNote };
  const made = await desk.run(marketing, "saveCriteriaDraft", input, "criteriaVersion { id }");
  expect(made.errors).toEqual([]);
  return made.criteriaVersion.id;
}

/** Before the leads that were corrected. */
const PERIOD = { from: "2026-02-01", until: "2026-02-05" };
/** As leads of this file were decided first. */
const DECIDED = { decisions: ["QUALIFIED", "DISQUALIFIED"] };
const ROW = "partnerId kind productLineId change leads won wonRate wonRateLow wonRateHigh";
const SHOWN = `criteriaReplay { id status doneCount keptUntil result {
  leads rows { ${ROW} } byPartner { ${ROW} } byKind { ${ROW} } byProductLine { ${ROW} } } }`;

const ask = (by: Caller, more: object = {}, leastLeads = 10, version = draft): Promise<Answer> =>
  desk.run(
    by,
    "replayCriteria",
    { criteriaVersionId: version, cohort: { ...PERIOD, ...DECIDED, ...more }, leastLeads },
    SHOWN,
  );
const asked = async (more: object = {}, leastLeads = 10, version = draft) => {
  const { criteriaReplay, errors } = await ask(marketing, more, leastLeads, version);
  expect(errors).toEqual([]);
  expect(criteriaReplay).toMatchObject({ status: "QUEUED", result: null, keptUntil: null });
  const id: CriteriaReplayId = criteriaReplay.id;
  return id;
};
const job = (page?: number) =>
  runReplay(
    { database: desk.world.database, clock: () => new Date("2026-03-11T10:00:00.000Z") },
    page,
  );
/** Runs a job, and does something before the page of this number. */
async function atPage(number: number, run: () => Promise<void>, act: () => unknown): Promise<void> {
  const { database } = desk.world;
  const transaction = database.transaction.bind(database);
  let pages = 0;
  database.transaction = async (session, work) => {
    if (session.role === "jobs") pages += 1;
    if (session.role === "jobs" && pages === number) await act();
    return transaction(session, work);
  };
  await run().finally(() => {
    database.transaction = transaction;
  });
}
const query = async (text: string, variables: object, by = marketing): Promise<Answer> => {
  const { data, errors } = await desk.api.run(by, text, { ...variables });
  const sent: Answer = JSON.parse(JSON.stringify({ data, errors }));
  return sent;
};
const seen = async (id: CriteriaReplayId): Promise<Answer> => {
  const inside = SHOWN.slice("criteriaReplay {".length, -1);
  const { data, errors } = await query(
    `query ($id: ID!) { node(id: $id) { ... on CriteriaReplay { ${inside} } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  return data.node;
};
async function replayed(more: object = {}, leastLeads = 10, version = draft): Promise<Answer> {
  const id = await asked(more, leastLeads, version);
  await job()({ replayId: id }, "test");
  const told = await seen(id);
  expect(told).toMatchObject({ status: "DONE", doneCount: told.result.leads });
  return { ...told.result, id };
}
/** The leads of a replay by what would have happened, as this file calls them. */
async function leadsOf(id: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { data } = await query(
    "query ($id: ID!) { replayedLeads(criteriaReplayId: $id, first: 100) { nodes { leadId change } } }",
    { id },
  );
  const nodes: readonly Answer[] = data.replayedLeads.nodes;
  const found = Object.groupBy(nodes, ({ change }) => change);
  return Object.fromEntries(
    Object.entries(found).map(([change, of]) => [
      change,
      (of ?? []).map(({ leadId }) => nameOf(leadId)).sort(),
    ]),
  );
}
const nameOf = (id: string) => Object.keys(leads).find((name) => leads[name] === id) ?? id;
const all = { partnerId: null, kind: null, productLineId: null };
const NO_RATE = { wonRate: null, wonRateLow: null, wonRateHigh: null };

test("a draft is tried on leads that were decided: what it would have gained and lost, and how that fared", async () => {
  const before = await everything();
  const told = await replayed({}, 2);

  expect(told.leads).toBe(7);
  expect(told.rows).toEqual([
    {
      ...{ ...all, change: "GAINED", leads: 2, won: 1 },
      ...{ wonRate: "0.5000", wonRateLow: "0.0945", wonRateHigh: "0.9055" },
    },
    { ...all, change: "LOST", leads: 1, won: 0, ...NO_RATE },
    {
      ...{ ...all, change: "UNCHANGED", leads: 3, won: 1 },
      ...{ wonRate: "0.3333", wonRateLow: "0.0615", wonRateHigh: "0.7923" },
    },
    { ...all, change: "UNDECIDABLE", leads: 1, won: 0, ...NO_RATE },
  ]);
  expect(await leadsOf(told.id)).toEqual({
    ...{ GAINED: ["gained", "gainedAndWon"], LOST: ["lost"], UNDECIDABLE: ["unasked"] },
    UNCHANGED: ["sql", "stays", "winner"],
  });
  expect(await everything()).toEqual(before);
});

/** What a replay must not touch. */
const everything = () =>
  desk.world
    .asOwner(`select (select count(*) from lead_event) as events, (select count(*) from assessment) as assessments,
    (select count(*) from lead_assessment_save) as saves, (select sum(version) from lead) as versions,
    (select count(*) from award) as awards, (select count(*) from journal_txn) as postings`);

test("by partner, by kind and by product line, and of fewer leads than ten no rate", async () => {
  const told = await replayed();
  const flat = (rows: readonly Answer[]) =>
    rows.map((row) =>
      [row.kind, row.change, row.leads, row.won, row.wonRate].map((cell) => cell ?? "-").join(" "),
    );
  const of = ({ actor }: Caller) =>
    flat(told.byPartner.filter((row: Answer) => row.partnerId === actor.partnerId));
  const everybody = [...["GAINED 2 1 -", "LOST 1 0 -", "UNCHANGED 3 1 -", "UNDECIDABLE 1 0 -"]];

  expect(of(alpha)).toEqual(["- GAINED 1 0 -", "- LOST 1 0 -", "- UNCHANGED 3 1 -"]);
  expect(of(beta)).toEqual(["- GAINED 1 1 -", "- UNDECIDABLE 1 0 -"]);
  expect(told.byPartner).toHaveLength(5);
  expect(flat(told.byKind)).toEqual(everybody.map((row) => `NEW_BUSINESS ${row}`));
  expect(flat(told.byProductLine)).toEqual(everybody.map((row) => `- ${row}`));
  expect(new Set(told.byProductLine.map((row: Answer) => row.productLineId))).toEqual(
    new Set([ALL_LINES]),
  );
});

const ALL_LINES = idOf("pln", "01970000-0000-7000-8000-000000000030");

test("of the leads alone that are asked for", async () => {
  const counted = async (more: object) => (await replayed(more)).leads;
  const [ofBeta, program] = await desk.world.asOwner<{ id: string }>(
    "select program_id as id from lead limit 2",
  );

  expect(await counted({ partnerIds: [beta.actor.partnerId] })).toBe(2);
  expect(await counted({ partnerIds: [beta.actor.partnerId, alpha.actor.partnerId] })).toBe(7);
  expect(await counted({ kinds: ["UPSELL"] })).toBe(0);
  expect(await counted({ from: "2026-02-04" })).toBe(2);
  expect(await counted({ until: "2026-02-04" })).toBe(5);
  expect(await counted({ programIds: [idOf("prg", (ofBeta ?? program)!.id)] })).toBe(7);
  expect(await counted({ decisions: ["DISQUALIFIED"] })).toBe(4);
});

test("of a product line with all that is beneath it", async () => {
  const root = uuidOf(ALL_LINES);
  const [line, beneath, beside] = [newId("pln"), newId("pln"), newId("pln")];
  const lines = [
    [line, root, "Line", "[0,0.5)"],
    [beneath, uuidOf(line), "Beneath", "[0,0.25)"],
    [beside, root, "Beside", "[0.5,0.75)"],
  ].map(
    ([id, parent, name, span]) =>
      `('${uuidOf(id as typeof line)}', '${parent}', '${name}', '${span}', '2026-01-02', '2026-01-02')`,
  );
  const lost = uuidOf(leads["lost"]!);
  const about = (lineId: string) => `
    begin;
    set local session_replication_role = replica;
    update lead set product_line_ids = array['${lineId}'::uuid] where id = '${lost}';
    commit`;
  await desk.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    insert into product_line (id, parent_id, name, span, created_at, updated_at) values ${lines.join(", ")};
    commit;
    ${about(uuidOf(beneath))}`);
  const counted = async (productLineId: string) =>
    (await replayed({ productLineIds: [productLineId] })).leads;

  expect(await counted(ALL_LINES)).toBe(7);
  expect([await counted(line), await counted(beneath), await counted(beside)]).toEqual([1, 1, 0]);
  expect((await replayed({ productLineIds: [beneath, beside, line] })).leads).toBe(1);
  await desk.world.asOwner(about(root));
});

test("what was refused or returned is judged as well, by what was found on it, if anything", async () => {
  const told = await replayed({ decisions: undefined, from: "2026-02-01" });

  expect(told.leads).toBe(9);
  expect(await leadsOf(told.id)).toMatchObject({
    GAINED: ["gained", "gainedAndWon", "returned"],
    UNDECIDABLE: ["refused", "unasked"],
  });
  const { data } = await query(
    `query ($id: ID!) { replayedLeads(criteriaReplayId: $id, change: UNDECIDABLE) {
      nodes { leadId partnerId decision kind isWon unansweredCriteria forgottenFacts } totalCount } }`,
    { id: told.id },
  );
  expect(data.replayedLeads.totalCount).toBe(2);
  expect(data.replayedLeads.nodes.find((node: Answer) => node.leadId === leads["refused"])).toEqual(
    {
      ...{ leadId: leads["refused"], partnerId: beta.actor.partnerId, decision: "REJECTED" },
      ...{ kind: "NEW_BUSINESS", isWon: false, unansweredCriteria: ["need"], forgottenFacts: [] },
    },
  );
});

test("conditions are asked of the facts as they were, and what was corrected since is not guessed", async () => {
  const conditioned = async (condition: string) => {
    const version = await drafted([{ ...SOME_CRITERION, condition }], condition);
    const told = await replayed({ from: "2026-02-05", until: "2026-03-01" }, 10, version);
    const { data } = await query(
      `query ($id: ID!) { replayedLeads(criteriaReplayId: $id) { nodes { leadId change forgottenFacts } } }`,
      { id: told.id },
    );
    return Object.fromEntries(
      data.replayedLeads.nodes.map((node: Answer) => [
        nameOf(node.leadId),
        [node.change, ...node.forgottenFacts].join(" "),
      ]),
    );
  };

  // worth 90,000 in truth, and 10,000 by a correction that came afterwards
  expect(await conditioned("value >= 50000")).toEqual({
    ...{ corrected: "UNDECIDABLE value", moved: "LOST" },
  });
  expect(await conditioned('value >= 50000 || source == "PARTNER_API"')).toEqual({
    ...{ corrected: "UNCHANGED", moved: "UNCHANGED" },
  });
  // a proposal had been taken before it was decided: what it said is kept
  expect(await conditioned('country == "AT"')).toEqual({
    ...{ corrected: "LOST", moved: "UNCHANGED" },
  });
  // of the domain that it was registered with nothing is
  expect(await conditioned('companyDomain == "moved.com"')).toEqual({
    ...{ corrected: "LOST", moved: "UNDECIDABLE companyDomain" },
  });
  // of product lines the names
  expect(await conditioned('"ALL" in productLines || size(productLines) > 0')).toEqual({
    ...{ corrected: "UNCHANGED", moved: "UNCHANGED" },
  });
  await desk.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    update product_line set version = 2, updated_at = '2026-02-06T11:00:00Z' where id = '${uuidOf(ALL_LINES)}';
    commit`);
  expect(await conditioned("size(productLines) > 0")).toEqual({
    ...{ corrected: "UNDECIDABLE productLines", moved: "UNDECIDABLE productLines" },
  });
});

test("page by page it comes to the same, and killed in the middle it goes on and tells no lead twice", async () => {
  const whole = await replayed();
  const id = await asked();
  await job(2)({ replayId: id }, "test");
  expect((await seen(id)).result.rows).toEqual(whole.rows);

  const killed = await asked();
  const run = () => job(2)({ replayId: killed }, "test");
  await expect(
    atPage(3, run, () => {
      throw new Error("killed");
    }),
  ).rejects.toThrow("killed");
  expect(await seen(killed)).toMatchObject({ status: "RUNNING", doneCount: 4, result: null });
  await Promise.all([run(), run()]);
  expect((await seen(killed)).result.rows).toEqual(whole.rows);
  // done is done
  await job()({ replayId: killed }, "test");
  expect(await seen(killed)).toMatchObject({ status: "DONE", doneCount: 7 });
});

test("told to end it does, keeps nothing, and is told once", async () => {
  const id = await asked();
  const cancel = () => desk.run(marketing, "cancelReplay", { criteriaReplayId: id }, SHOWN);
  expect((await cancel()).errors).toEqual([]);
  expect((await cancel()).errors).toMatchObject([{ code: "ALREADY_DONE" }]);
  await job()({ replayId: id }, "test");

  expect(await seen(id)).toMatchObject({ status: "CANCELLED", doneCount: 0, result: null });
  expect((await cancel()).errors).toMatchObject([{ code: "ALREADY_DONE" }]);
  const other = await asked();
  const stop = () =>
    desk.run(marketing, "cancelReplay", { criteriaReplayId: other }, "errors { code }");
  await atPage(2, () => job(2)({ replayId: other }, "test"), stop);
  expect(await seen(other)).toMatchObject({ status: "CANCELLED", doneCount: 2, result: null });
  expect(await leadsOf(other)).toEqual({});
});

test("three are under way at once, and who asks for another is told so", async () => {
  const ids = [await asked(), await asked(), await asked()];
  const { criteriaReplay, errors } = await ask(marketing);
  expect([criteriaReplay, errors[0].code]).toEqual([null, "LIMIT_EXCEEDED"]);

  for (const replayId of ids) await job()({ replayId }, "test");
  const again = await Promise.all([1, 2, 3, 4, 5].map(() => ask(marketing)));
  expect(again.filter((each) => each.criteriaReplay === null)).toHaveLength(2);
  for (const each of again.filter(({ criteriaReplay: made }) => made !== null))
    await job()({ replayId: each.criteriaReplay.id }, "test");
});

test("it is kept for ninety days, and goes with all that it found", async () => {
  const { id } = await replayed();
  expect(await seen(id)).toMatchObject({ keptUntil: "2026-06-09T10:00:00.000Z" });
  const { database } = desk.world;
  const sweep = (at: string) => sweepReplays({ database, clock: () => new Date(at) })("test");

  await sweep("2026-06-09T09:59:59.999Z");
  expect(await seen(id)).toMatchObject({ status: "DONE" });
  const counted = "select count(*)::integer as n from criteria_replay_lead where replay_id = $1";
  expect(await desk.world.asOwner(counted, [uuidOf(id)])).toEqual([{ n: 7 }]);
  await sweep("2026-06-09T10:00:00.000Z");
  expect(await seen(id)).toBeNull();
  expect(await desk.world.asOwner(counted, [uuidOf(id)])).toEqual([{ n: 0 }]);
});

test("the database keeps a replay as it is: nobody adds a lead, changes one, or removes it before its day", async () => {
  const { id } = await replayed();
  const tried = async (text: string) => {
    const done = await desk.world.asOwner(text).then(
      () => "done",
      (error: unknown) => (error as { constraint?: string }).constraint ?? String(error),
    );
    return done;
  };
  const of = `replay_id = '${uuidOf(id)}'`;
  const later = `update criteria_replay set kept_until = now() + interval '1 day', finished_at = now() + interval '1 day' - interval '90 days'`;
  await desk.world.asOwner(`
    alter table criteria_replay disable trigger criteria_replay_guard;
    ${later} where id = '${uuidOf(id)}';
    alter table criteria_replay enable always trigger criteria_replay_guard`);

  expect(await tried(`update criteria_replay_lead set is_won = true where ${of}`)).toBe(
    "criteria_replay_lead_stands",
  );
  expect(await tried(`delete from criteria_replay_lead where ${of}`)).toBe(
    "criteria_replay_lead_kept_long_enough",
  );
  expect(await tried(`delete from criteria_replay where id = '${uuidOf(id)}'`)).toBe(
    "criteria_replay_kept_long_enough",
  );
  expect(
    await tried(`update criteria_replay set status = 'RUNNING' where id = '${uuidOf(id)}'`),
  ).toBe("criteria_replay_stands");
  expect(
    await tried(
      `insert into criteria_replay_lead select * from criteria_replay_lead where ${of} limit 1`,
    ),
  ).toBe("criteria_replay_lead_while_running");
  const other = await asked();
  await desk.world.asOwner(
    `update criteria_replay set status = 'RUNNING' where id = '${uuidOf(other)}'`,
  );
  expect(
    await tried(
      `update criteria_replay set status = 'DONE', result = '[]', done_count = 1, finished_at = now(), kept_until = now() + interval '90 days' where id = '${uuidOf(other)}'`,
    ),
  ).toBe("criteria_replay_counts_its_leads");
  await job()({ replayId: other }, "test");
});

test("a partner is told nothing, and what cannot be is refused by its place", async () => {
  const mutation = `mutation ($input: ReplayCriteriaInput!) {
    replayCriteria(input: $input) @idempotent(key: "0f6f9be0-0000-4000-8000-00000000c0de") { ${SHOWN} errors { code } } }`;
  const input = { criteriaVersionId: draft, cohort: PERIOD };
  const denied = await query(mutation, { input }, alpha);
  expect([denied.data?.replayCriteria ?? null, denied.errors[0].extensions.code]).toEqual([
    ...[null, "FORBIDDEN"],
  ]);
  const unread = await query("{ criteriaReplays { nodes { id } } }", {}, alpha);
  expect(unread.errors[0].extensions.code).toBe("FORBIDDEN");

  const refused = async (...given: Parameters<typeof ask>) => {
    const { criteriaReplay, errors } = await ask(...given);
    expect(criteriaReplay).toBeNull();
    return errors.map(({ code, path }: Answer) => [code, ...(path ?? [])].join(" "));
  };
  expect(await refused(marketing, {}, 10, newId("crt"))).toEqual(["NOT_FOUND criteriaVersionId"]);
  expect(await refused(marketing, {}, 0)).toEqual(["VALIDATION_FAILED leastLeads"]);
  expect(await refused(marketing, {}, 1_001)).toEqual(["VALIDATION_FAILED leastLeads"]);
  for (const until of ["2026-02-01", "2031-02-02"])
    expect(await refused(marketing, { until })).toEqual(["VALIDATION_FAILED cohort until"]);
  expect(await refused(marketing, { decisions: [] })).toEqual([
    "VALIDATION_FAILED cohort decisions",
  ]);
  const nobody = { partnerIds: [newId("prt")], programIds: [newId("prg")] };
  expect(await refused(marketing, { ...nobody, productLineIds: [newId("pln")] })).toEqual([
    "NOT_FOUND cohort partnerIds",
    "NOT_FOUND cohort programIds",
    "NOT_FOUND cohort productLineIds",
  ]);
  const many = Array.from({ length: 101 }, () => newId("prt"));
  expect(await refused(marketing, { partnerIds: many })).toEqual([
    "VALIDATION_FAILED cohort partnerIds",
  ]);
});
