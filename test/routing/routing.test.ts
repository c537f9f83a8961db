import { setTimeout } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { lockLead } from "../../src/leads/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../../src/platform/database/index.ts";
import { giveToAnother } from "../../src/routing/index.ts";
import { done } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";

import { openSalesFloor, seenByPartner } from "./sales-floor.ts";
import type { SalesFloor } from "./sales-floor.ts";

let floor: SalesFloor;
let queueId: string;
let teamId: string;
let teamQueueId: string;

beforeAll(async () => {
  floor = await openSalesFloor();
  const { ada, ben, save } = floor;
  queueId = await save("saveQueue", "queue", { name: "Everybody" });
  const members = [ada.memberId, ben.memberId];
  teamId = await save("saveTeam", "team", { name: "North", memberIds: members });
  teamQueueId = await save("saveQueue", "queue", { name: "North's", teamId });
});
afterAll(() => floor.world.close());

const otherwise = (): Json => ({ name: "Everything else", target: "QUEUE", queueId });
const inTurn = (more: Json = {}): Json => ({
  name: "In turn",
  target: "ROUND_ROBIN",
  teamId,
  ...more,
});
const names = (assignment: Json | null) =>
  assignment?.["member"]?.displayName ?? assignment?.["queue"]?.name ?? null;

test("where no rules are published, nobody is given anything, and acceptance names the holder", async () => {
  const leadId = await floor.register();
  await floor.route(leadId);
  expect(await floor.holder(leadId)).toBeNull();

  await floor.accept(leadId, floor.ada);
  expect(await floor.holder(leadId)).toMatchObject({
    ...{ member: { displayName: "Ada" }, cause: "ACCEPTED", explanation: null, routing: null },
  });
});

describe("a lead in review", () => {
  test("comes to whom the rules say, with which rule, which candidates and why; its partner's row does not move", async () => {
    await floor.publish(inTurn({ condition: 'country == "DE"' }), otherwise());
    const leadId = await floor.register();
    const before = await seenByPartner(floor, leadId);

    await floor.route(leadId);
    await floor.route(leadId);

    const holder = await floor.holder(leadId);
    expect(holder).toMatchObject({
      ...{ member: { displayName: "Ada" }, queue: null, cause: "ROUTED", endedAt: null },
      ...{ rulePosition: 1, routing: { number: 1 }, assignedBy: null },
      explanation: {
        rules: [{ position: 1, name: "In turn", outcome: "CHOSEN" }],
        candidates: [
          { memberId: floor.ada.memberId, outcome: "CHOSEN", openLeads: 1, capacity: null },
          { memberId: floor.ben.memberId, outcome: "STOOD_BY", openLeads: 0, capacity: null },
        ],
      },
    });
    expect(await seenByPartner(floor, leadId)).toEqual(before);

    const next = await floor.register();
    await floor.route(next);
    expect(names(await floor.holder(next))).toBe("Ben");
  });

  test("is routed by a job behind its matching, and again when it comes back", async () => {
    const jobs = () =>
      floor.world.asOwner<{ key: string }>(
        "select key from graphile_worker._private_jobs where key like 'route_lead:%'",
      );
    await floor.world.asOwner("delete from graphile_worker._private_jobs");
    const leadId = await floor.register();
    expect(await jobs()).toEqual([{ key: `route_lead:${uuidOf(leadId)}` }]);
    await floor.route(leadId);
    expect(await floor.holder(leadId)).not.toBeNull();

    const back = { leadId, reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };
    await done(floor.world, floor.ada.key, "returnLead", back, "lead { id }");
    expect(await floor.holder(leadId)).toBeNull();
    await floor.world.asOwner("delete from graphile_worker._private_jobs");
    const news = { leadId, comment: "The budget is there" };
    await done(floor.world, floor.partner.key, "resubmitLead", news, "lead { id }");
    expect(await jobs()).toEqual([{ key: `route_lead:${uuidOf(leadId)}` }]);
    await floor.route(leadId);
    expect(await floor.holder(leadId)).toMatchObject({ cause: "ROUTED" });
  });

  test("is not given to the absent: their deputy takes it, and theirs again once they are back", async () => {
    const { ada, cleo, save } = floor;
    await floor.publish({ name: "Ada's", target: "PERSON", memberId: ada.memberId }, otherwise());
    const absenceId = await save("recordAbsence", "absence", {
      ...{ memberId: ada.memberId, deputyId: cleo.memberId },
      ...{ absentFrom: "2020-01-01T00:00:00.000Z", absentUntil: "2099-01-01T00:00:00.000Z" },
    });
    const again = {
      ...{ memberId: ada.memberId, absentFrom: "2030-01-01T00:00:00.000Z" },
      absentUntil: "2030-02-01T00:00:00.000Z",
    };
    expect(await floor.refused(floor.manager, "recordAbsence", again)).toMatchObject([
      { code: "BUSINESS_RULE", path: ["absentFrom"] },
    ]);
    const [one, two] = [await floor.register(), await floor.register()];

    await floor.route(one);
    await done(floor.world, floor.manager.key, "endAbsence", { absenceId }, "absence { endedAt }");
    await floor.route(two);

    expect(names(await floor.holder(one))).toBe("Cleo");
    expect((await floor.holder(one))?.["explanation"].candidates).toMatchObject([
      { memberId: ada.memberId, outcome: "CHOSEN", deputyId: cleo.memberId },
    ]);
    expect(names(await floor.holder(two))).toBe("Ada");
  });

  test("goes by skill, by territory and by what somebody can carry", async () => {
    const { ben, save, hire } = floor;
    const skillId = await save("saveSkill", "skill", { name: "Machinery" });
    const territoryId = await save("saveTerritory", "territory", {
      ...{ name: "France", areas: [{ country: "FR" }] },
    });
    const dora = await hire("Dora");
    const members = [ben.memberId, dora.memberId];
    const south = await save("saveTeam", "team", { name: "South", memberIds: members });
    const profile = { memberId: dora.memberId, capacity: 1 };
    await save("setRepProfile", "repProfile", {
      ...{ ...profile, skillIds: [skillId], territoryIds: [territoryId] },
    });
    await floor.publish(
      {
        ...{ name: "France", target: "LEAST_BUSY", teamId: south, skillIds: [skillId] },
        ...{ inTerritory: true, condition: '"France" in territories' },
      },
      otherwise(),
    );
    const french = { company: { name: "Une maison", country: "FR" } };
    const one = await floor.register(french);
    const two = await floor.register({ company: { name: "Deux maisons", country: "FR" } });

    await floor.route(one);
    await floor.route(two);

    expect(names(await floor.holder(one))).toBe("Dora");
    // she has room for one
    expect(await floor.holder(two)).toMatchObject({
      queue: { name: "Everybody" },
      explanation: { rules: [{ outcome: "NOBODY" }, { outcome: "CHOSEN" }] },
    });
  });
});

describe("rules", () => {
  test("are refused with the place where they ask for what there is not", async () => {
    const bad = inTurn({ condition: 'contry == "DE"' });
    const input = { expectedNumber: 3, rules: [bad, otherwise()] };
    expect(await floor.refused(floor.admin, "publishRouting", input)).toMatchObject([
      {
        code: "VALIDATION_FAILED",
        path: ["rules", "0", "condition"],
        message: expect.stringContaining("at character 1: Unknown variable: contry"),
      },
    ]);
    expect(
      await floor.refused(floor.admin, "publishRouting", { expectedNumber: 3, rules: [bad] }),
    ).toHaveLength(2);
  });

  test("are published over the version that was read, by one of two at once", async () => {
    const input = (expectedNumber: number) => ({ expectedNumber, rules: [inTurn(), otherwise()] });
    expect(await floor.refused(floor.admin, "publishRouting", input(1))).toMatchObject([
      { code: "VERSION_CONFLICT" },
    ]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => floor.refused(floor.admin, "publishRouting", input(3))),
    );
    expect(answers.filter((errors) => errors.length === 0)).toHaveLength(1);
    expect(answers.flat().map(({ code }) => code)).toEqual([
      "VERSION_CONFLICT",
      "VERSION_CONFLICT",
    ]);
    const change = floor.world.asOwner("update routing_version set note = 'other'");
    await expect(change).rejects.toThrow(/append-only/);
  });
});

describe("claiming", () => {
  const queued = async (into = queueId) => {
    const leadId = await floor.register();
    const input = { leadId, queueId: into, reason: "To whoever has time" };
    await done(floor.world, floor.manager.key, "reassignLead", input, "lead { id }");
    return leadId;
  };

  test("of two reps who claim a lead at once one has it, and the other is told who", async () => {
    const leadId = await queued();
    const before = await seenByPartner(floor, leadId);
    const claim = (who: SalesFloor["ada"]) => floor.refused(who, "claimLead", { leadId });

    const [ofAda, ofBen] = await Promise.all([claim(floor.ada), claim(floor.ben)]);

    const winner = names(await floor.holder(leadId));
    const [lost] = [...ofAda, ...ofBen];
    expect(ofAda.length + ofBen.length).toBe(1);
    expect(lost).toMatchObject({
      code: "BUSINESS_RULE",
      message: `${winner} holds the lead by now.`,
    });
    expect(winner).toBe(ofAda.length === 0 ? "Ada" : "Ben");
    expect(await seenByPartner(floor, leadId)).toEqual(before);
  });

  test("from a team's queue is for the team", async () => {
    const leadId = await queued(teamQueueId);
    expect(await floor.refused(floor.cleo, "claimLead", { leadId })).toMatchObject([
      { code: "FORBIDDEN", message: "From North's its own team claims." },
    ]);
    expect(await floor.refused(floor.ben, "claimLead", { leadId })).toEqual([]);
    expect(await floor.refused(floor.ben, "claimLead", { leadId })).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
  });

  test("is undone by releasing: the lead waits in its queue again, and who released it does not get it from the rules", async () => {
    const leadId = await queued();
    await floor.refused(floor.ada, "claimLead", { leadId });
    const release = { leadId, reason: "Not mine" };
    expect(await floor.refused(floor.ben, "releaseLead", release)).toMatchObject([
      { code: "FORBIDDEN", message: expect.stringContaining("Ada holds this one") },
    ]);
    expect(await floor.refused(floor.ada, "releaseLead", release)).toEqual([]);
    expect(await floor.holder(leadId)).toMatchObject({
      ...{ queue: { name: "Everybody" }, cause: "RELEASED", note: "Not mine" },
    });

    const byRules = { leadId, reason: "Route it again" };
    await done(floor.world, floor.manager.key, "reassignLead", byRules, "lead { id }");
    const holder = await floor.holder(leadId);
    expect(names(holder)).toBe("Ben");
    expect(holder?.["explanation"].candidates).toMatchObject([
      { memberId: floor.ada.memberId, outcome: "PASSED_IT_ON" },
      { memberId: floor.ben.memberId, outcome: "CHOSEN" },
    ]);
  });
});

describe("an accepted lead", () => {
  test("gets another owner, whom both sides see by one event; its stage and protection stay", async () => {
    const leadId = await floor.register();
    await floor.accept(leadId, floor.ada);
    const before = await seenByPartner(floor, leadId);
    const pass = { leadId, memberId: floor.ben.memberId, reason: "He knows them" };

    expect(await floor.refused(floor.cleo, "reassignLead", pass)).toMatchObject([
      { code: "FORBIDDEN" },
    ]);
    expect(await floor.refused(floor.ada, "reassignLead", pass)).toEqual([]);

    const after = await seenByPartner(floor, leadId);
    expect(after).toMatchObject({
      ...{ stage: "SAL", version: before["version"] + 1, owner: { displayName: "Ben" } },
    });
    expect(after["timeline"].nodes.at(-1)).toMatchObject({
      ...{ type: "OWNER_CHANGED", comment: null, actor: { displayName: "Vendor" } },
    });
    expect(await floor.holder(leadId)).toMatchObject({
      ...{ member: { displayName: "Ben" }, cause: "REASSIGNED", note: "He knows them" },
    });
    expect(await floor.refused(floor.ben, "reassignLead", pass)).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
  });

  test("waits in a queue under its last owner's name, until somebody claims it", async () => {
    const leadId = await floor.register();
    await floor.accept(leadId, floor.ada);
    const before = await seenByPartner(floor, leadId);

    await floor.refused(floor.ada, "releaseLead", { leadId, queueId, reason: "On leave" });
    expect(await seenByPartner(floor, leadId)).toEqual(before);
    expect(await floor.refused(floor.ben, "claimLead", { leadId })).toEqual([]);

    expect(await seenByPartner(floor, leadId)).toMatchObject({ owner: { displayName: "Ben" } });
  });

  test("is held by nobody once it is closed", async () => {
    const leadId = await floor.register();
    await floor.accept(leadId, floor.ada);
    const end = { leadId, reasonCode: "NO_BUDGET" };
    await done(floor.world, floor.ada.key, "disqualifyLead", end, "lead { id }");
    expect(await floor.holder(leadId)).toBeNull();
    expect(
      await floor.refused(floor.manager, "reassignLead", { leadId, reason: "Try" }),
    ).toMatchObject([{ code: "BUSINESS_RULE" }]);
  });
});

test("whoever leaves holds nothing: all their leads are routed again by themselves", async () => {
  const gone = await floor.hire("Gordon");
  const inReview = await floor.register();
  const accepted = await floor.register();
  const give = { leadId: inReview, memberId: gone.memberId, reason: "For a start" };
  await done(floor.world, floor.manager.key, "reassignLead", give, "lead { id }");
  await floor.accept(accepted, gone);
  await floor.world.asOwner("delete from graphile_worker._private_jobs");

  const leaver = { memberId: gone.memberId };
  await done(floor.world, floor.admin.key, "deactivateMember", leaver, "member { active }");
  const jobs = await floor.world.asOwner("select key from graphile_worker._private_jobs");
  expect(jobs).toEqual([{ key: `hand_leads_on:${uuidOf(gone.memberId)}` }]);
  await floor.handOn(gone.memberId);

  for (const leadId of [inReview, accepted]) {
    expect(await floor.holder(leadId)).toMatchObject({
      ...{ cause: "LEFT", member: { displayName: expect.stringMatching(/^(Ada|Ben)$/) } },
    });
  }
  const { owner, timeline } = await seenByPartner(floor, accepted);
  expect(owner.displayName).toMatch(/^(Ada|Ben)$/);
  expect(timeline.nodes.at(-1)).toMatchObject({ type: "OWNER_CHANGED" });
});

test("whoever leaves while a lead comes to them does not keep it: the leaving waits, or it is handed on again", async () => {
  const gone = await floor.hire("Hasty");
  const key = `hand_leads_on:${uuidOf(gone.memberId)}`;
  const jobs = () =>
    floor.world.asOwner("select key from graphile_worker._private_jobs where key = $1", [key]);
  const forget = () =>
    floor.world.asOwner("delete from graphile_worker._private_jobs where key = $1", [key]);
  const leads = [await floor.register(), await floor.register()];
  const give = (leadId: string) =>
    `insert into assignment (id, partner_id, lead_id, member_id, cause, assigned_at, assigned_by)
     select gen_random_uuid(), partner_id, id, '${uuidOf(gone.memberId)}', 'CLAIMED', now(), '${uuidOf(gone.memberId)}'
     from lead where id = '${leadId}'`;
  const claiming = new pg.Client({ connectionString: floor.world.ownerUrl });
  await claiming.connect();
  await claiming.query("begin");
  await claiming.query(give(uuidOf(leads[0] ?? "lead_")));

  const leaver = { memberId: gone.memberId };
  const leaving = done(floor.world, floor.admin.key, "deactivateMember", leaver, "member { id }");
  await Promise.race([leaving, setTimeout(500)]);
  // what the job finds that ran meanwhile
  await floor.handOn(gone.memberId);
  await forget();
  await claiming.query("commit");
  await leaving;
  expect(await jobs()).toEqual([{ key }]);

  await forget();
  await claiming.query(give(uuidOf(leads[1] ?? "lead_")));
  await claiming.end();
  expect(await jobs()).toEqual([{ key }]);
  await floor.handOn(gone.memberId);
  for (const leadId of leads) expect(names(await floor.holder(leadId))).not.toBe("Hasty");
});

test("whoever let a clock run out does not keep the lead: what routes it gives it to another one", async () => {
  const leadId = await floor.register();
  await floor.route(leadId);
  const before = names(await floor.holder(leadId));
  const session = systemSession("clock");
  const giving = {
    ...{ session, at: new Date() },
    actor: { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const,
  };

  const { database } = floor.world;
  await database.transaction(session, async (tx) => {
    const lead = await lockLead(tx, session, leadId);
    if (!lead) throw new Error("the lead is gone");
    await giveToAnother(floor.deps, tx, lead, giving);
    return null;
  });

  const after = await floor.holder(leadId);
  expect([before, names(after)].toSorted((one, other) => (one < other ? -1 : 1))).toEqual([
    "Ada",
    "Ben",
  ]);
  expect(after).toMatchObject({ cause: "OVERDUE", rulePosition: 1 });
});

test("of a team everybody is in sales, once, and a name is given once", async () => {
  const stranger = { name: "Odd", memberIds: [floor.partner.memberId] };
  expect(await floor.refused(floor.manager, "saveTeam", stranger)).toMatchObject([
    { code: "NOT_FOUND", path: ["memberIds"] },
  ]);
  const twice = { name: "North", memberIds: [] };
  expect(await floor.refused(floor.manager, "saveTeam", twice)).toMatchObject([
    { code: "BUSINESS_RULE", path: ["name"] },
  ]);
  const stale = { teamId, expectedVersion: 9, name: "North", memberIds: [] };
  expect(await floor.refused(floor.manager, "saveTeam", stale)).toMatchObject([
    { code: "VERSION_CONFLICT" },
  ]);
});

test("of the staff, of rules and of who holds what a partner can ask nothing", async () => {
  const leadId = await floor.register();
  await floor.route(leadId);
  const { data, errors } = await floor.world.ask(
    floor.partner.key,
    `query ($id: ID!) {
      teams(first: 1) { nodes { id } } queues(first: 1) { nodes { id } } skills(first: 1) { nodes { id } }
      territories(first: 1) { nodes { id } } repProfiles(first: 1) { nodes { id } } absences(first: 1) { nodes { id } }
      routingVersions(first: 1) { nodes { id } } assignments(first: 1) { nodes { id } }
      lead(by: { id: $id }) { id assignment { id } assignments(first: 1) { nodes { id } } } }`,
    { id: leadId },
  );
  expect(data).toEqual({
    ...{ teams: null, queues: null, skills: null, territories: null, repProfiles: null },
    ...{ absences: null, routingVersions: null, assignments: null },
    lead: { id: leadId, assignment: null, assignments: null },
  });
  const codes = new Set(errors.map((error) => error["extensions"].code));
  expect([...codes]).toEqual(["FORBIDDEN"]);
});
