import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaVersionId, LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { replayCriteria } from "../../src/qualification/index.ts";
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
});
afterAll(() => desk.world.close());

/** An SAL. */
async function accepted(by: Caller, name: string): Promise<LeadId> {
  const leadId = await desk.register(by, name);
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

const PERIOD = { from: "2026-02-01", to: "2026-03-01" };
async function ask(by: Caller, more: object = {}): Promise<Answer> {
  const { data, errors } = await desk.api.run(
    by,
    `query ($input: CriteriaReplayInput!) { criteriaReplay(input: $input) { leads rows {
      partnerId kind change leads won wonRate wonRateLow wonRateHigh leadIds } } }`,
    { input: { criteriaVersionId: draft, ...PERIOD, ...more } },
  );
  const sent: Answer = JSON.parse(JSON.stringify({ told: data?.criteriaReplay ?? null, errors }));
  return sent;
}
async function replayed(more: object = {}): Promise<Answer> {
  const { told, errors } = await ask(marketing, more);
  expect(errors).toBeUndefined();
  return told;
}
const named = (ids: readonly LeadId[]): readonly string[] =>
  ids.map((id) => Object.keys(leads).find((name) => leads[name] === id) ?? id).sort();
const rowsOf = ({ rows }: Answer) =>
  rows.map(({ leadIds, ...row }: Answer) => ({ ...row, leadIds: named(leadIds) }));

test("a draft is tried on leads that were decided: what it would have gained and lost, and how that fared", async () => {
  const { traffic } = desk.world.database;
  const { statements } = { ...traffic };
  const told = await replayed({ leastLeads: 2 });

  expect(traffic.statements - statements).toBe(1);
  expect(told.leads).toBe(7);
  const all = { partnerId: null, kind: null };
  expect(rowsOf(told)).toEqual([
    {
      ...{ ...all, change: "GAINED", leads: 2, won: 1, leadIds: ["gained", "gainedAndWon"] },
      ...{ wonRate: "0.5000", wonRateLow: "0.0945", wonRateHigh: "0.9055" },
    },
    {
      ...{ ...all, change: "LOST", leads: 1, won: 0, leadIds: ["lost"] },
      ...{ wonRate: null, wonRateLow: null, wonRateHigh: null },
    },
    {
      ...{ ...all, change: "UNCHANGED", leads: 3, won: 1, leadIds: ["sql", "stays", "winner"] },
      ...{ wonRate: "0.3333", wonRateLow: "0.0615", wonRateHigh: "0.7923" },
    },
    {
      ...{ ...all, change: "UNDECIDABLE", leads: 1, won: 0, leadIds: ["unasked"] },
      ...{ wonRate: null, wonRateLow: null, wonRateHigh: null },
    },
  ]);
});

test("by partner and by kind, and of fewer leads than ten no rate", async () => {
  const told = await replayed({ groupBy: ["PARTNER", "KIND"] });
  const of = ({ actor }: Caller) =>
    told.rows
      .filter(({ partnerId }: Answer) => partnerId === actor.partnerId)
      .map(({ kind, change, leads: count, won, wonRate }: Answer) =>
        [kind, change, count, won, wonRate].join(" "),
      );

  expect(of(alpha)).toEqual([
    ...["NEW_BUSINESS GAINED 1 0 ", "NEW_BUSINESS LOST 1 0 ", "NEW_BUSINESS UNCHANGED 3 1 "],
  ]);
  expect(of(beta)).toEqual(["NEW_BUSINESS GAINED 1 1 ", "NEW_BUSINESS UNDECIDABLE 1 0 "]);
  expect(told.rows).toHaveLength(5);
});

test("of the leads alone that are asked for", async () => {
  const counted = async (more: object) => (await replayed(more)).leads;

  expect(await counted({ partnerId: beta.actor.partnerId })).toBe(2);
  expect(await counted({ kind: "UPSELL" })).toBe(0);
  expect(await counted({ from: "2026-02-04" })).toBe(2);
  expect(await counted({ to: "2026-02-04" })).toBe(5);
  expect(await counted({ programId: newId("prg") })).toBe(0);
  expect(await counted({ productLineId: newId("pln") })).toBe(0);
});

test("of a product line with all that is beneath it", async () => {
  const all = "01970000-0000-7000-8000-000000000030";
  const [line, beneath, beside] = [newId("pln"), newId("pln"), newId("pln")];
  const lines = [
    [line, all, "Line", "[0,0.5)"],
    [beneath, uuidOf(line), "Beneath", "[0,0.25)"],
    [beside, all, "Beside", "[0.5,0.75)"],
  ].map(
    ([id, parent, name, span]) =>
      `('${uuidOf(id as typeof line)}', '${parent}', '${name}', '${span}', now(), now())`,
  );
  await desk.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    insert into product_line (id, parent_id, name, span, created_at, updated_at) values ${lines.join(", ")};
    update lead set product_line_ids = array['${uuidOf(beneath)}'::uuid] where id = '${uuidOf(leads["lost"]!)}';
    commit`);
  const counted = async (productLineId: string) => (await replayed({ productLineId })).leads;

  expect(await counted(idOf("pln", all))).toBe(7);
  expect([await counted(line), await counted(beneath), await counted(beside)]).toEqual([1, 1, 0]);
});

test("a partner is told nothing, nor is anybody of criteria that there are not, and what cannot be is refused by its place", async () => {
  const denied = await ask(alpha);
  expect([denied.told, denied.errors[0].extensions.code]).toEqual([null, "FORBIDDEN"]);
  expect(await ask(marketing, { criteriaVersionId: newId("crt") })).toEqual({ told: null });
  for (const more of [{ leastLeads: 0 }, { leastLeads: 1_001 }, { to: "2026-02-01" }]) {
    const { told, errors } = await ask(marketing, more);
    expect([told, errors[0].extensions.code]).toEqual([null, "BAD_USER_INPUT"]);
  }
});

test("no answer is given of a part of the leads: where there are more than are judged, none is", async () => {
  const any = { partnerId: null, programId: null, kind: null, productLineId: null };
  const replay = (most: number) =>
    replayCriteria(
      desk.world.database,
      marketing.session,
      {
        criteriaVersionId: draft as CriteriaVersionId,
        cohort: { ...PERIOD, ...any },
        by: { byPartner: false, byKind: false },
      },
      most,
    );

  expect(await replay(6)).toBe("TOO_MANY");
  expect(await replay(7)).toHaveLength(4);
});
