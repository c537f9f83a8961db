import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { addSalesRep } from "../support/people.ts";

import { openClockDesk } from "./clock-desk.ts";
import type { ClockDesk } from "./clock-desk.ts";

let desk: ClockDesk;
let queueId: string;
let dora: Caller;
let boss: Caller;
let teamId: string;

beforeAll(async () => {
  desk = await openClockDesk();
  // the fewest leads, and in no team
  await addSalesRep(desk.world, "Idle Ida");
  dora = await addSalesRep(desk.world, "Dora Deputy");
  boss = await addSalesRep(desk.world, "Berta Boss");
  await desk.world.asOwner("update membership set roles = '{SALES_MANAGER}' where id = $1", [
    boss.actor.id,
  ]);
});
afterAll(() => desk.world.close());
beforeEach(async () => {
  await desk.withoutPolicies();
  await desk.world.asOwner("update clock_watch set fires_at = null");
  desk.at("2026-02-02T10:00:00Z");
});

const idOfCaller = ({ actor }: Caller) => idOf("mem", actor.id ?? "");
const save = async (verb: string, field: string, input: object): Promise<string> =>
  (await desk.run(desk.sales, verb, input, `${field} { id }`))[field].id;
const holderOf = async (leadId: LeadId): Promise<string | null> => {
  const { assignment } = await desk.lead(
    desk.sales,
    leadId,
    "assignment { member { displayName } queue { name } }",
  );
  return assignment?.member?.displayName ?? assignment?.queue?.name ?? null;
};
const firings = async (leadId: LeadId) => {
  const [clock] = await desk.clocks(leadId);
  return clock.firings.nodes.map((each: Record<string, unknown>) => [
    each["percent"],
    each["outcome"],
    each["memberNames"],
    each["heldBackBy"],
  ]);
};
const seen = (leadId: LeadId) => desk.lead(desk.sales, leadId, "stage owner { displayName }");
const autoAccept = () =>
  desk.policy({
    clock: "ACCEPTANCE",
    targetMinutes: 60,
    consequence: "AUTO_ACCEPT",
    heldBackPercent: 10,
  });
const absent = (who: Caller, deputy: Caller) =>
  save("recordAbsence", "absence", {
    ...{ memberId: idOfCaller(who), deputyId: idOfCaller(deputy) },
    ...{ absentFrom: "2026-02-01T00:00:00.000Z", absentUntil: "2027-01-01T00:00:00.000Z" },
  });
const isBack = (absenceId: string) =>
  desk.run(desk.sales, "endAbsence", { absenceId }, "absence { id }");

describe("where no rules are published", () => {
  test("an overdue lead goes to the least busy of all reps: nobody who is absent or has no room, but their deputies", async () => {
    await autoAccept();
    const absenceId = await absent(desk.sales, dora);
    const rest = await desk.world.asOwner<{ id: string }>(
      "select id from membership where display_name = any ('{Max Lang,Idle Ida}')",
    );
    for (const { id } of rest)
      await save("setRepProfile", "repProfile", {
        ...{ memberId: idOf("mem", id), capacity: 1, skillIds: [], territoryIds: [] },
      });
    const leads = [await desk.newLead(), await desk.newLead(), await desk.newLead()];
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    const holders = await Promise.all(leads.map(holderOf));
    expect(new Set(holders)).toEqual(new Set(["Dora Deputy", "Idle Ida", "Max Lang"]));
    const last = await desk.newLead();
    desk.at("2026-02-02T12:00:00Z");
    await desk.fire();
    expect(await holderOf(last)).toBe("Dora Deputy");
    await isBack(absenceId);
  });
});

describe("where rules are published", () => {
  beforeAll(async () => {
    queueId = await save("saveQueue", "queue", { name: "Everybody" });
    const memberIds = [idOfCaller(desk.sales), idOfCaller(desk.manager)];
    teamId = await save("saveTeam", "team", { name: "North", memberIds });
    await desk.world.asOwner("delete from rep_profile");
  });
  const inTurn = () => ({ name: "In turn", target: "ROUND_ROBIN", teamId });
  const toMax = () => ({
    ...{ name: "Max's", target: "PERSON", memberId: idOfCaller(desk.manager) },
  });
  const otherwise = () => ({ name: "Everything else", target: "QUEUE", queueId });

  test("AUTO_ACCEPT leaves the lead with whom routing gave it", async () => {
    await desk.publish(toMax(), otherwise());
    await autoAccept();
    const leadId = await desk.newLead();
    await desk.route(leadId);
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    expect(await seen(leadId)).toEqual({ stage: "SAL", owner: { displayName: "Max Lang" } });
    const kept = await desk.world.asOwner(
      "select cause from assignment where lead_id = $1 order by assigned_at",
      [uuidOf(leadId)],
    );
    expect(kept).toEqual([{ cause: "ROUTED" }]);
  });

  test("AUTO_ACCEPT asks the rules where nobody holds the lead, or nobody who still works on leads", async () => {
    await autoAccept();
    const gone = await addSalesRep(desk.world, "Gordon Gone");
    const [unheld, left] = [await desk.newLead(), await desk.newLead()];
    const toGordon = { name: "Gordon's", target: "PERSON", memberId: idOfCaller(gone) };
    await desk.publish(toGordon, otherwise());
    await desk.route(left);
    await desk.publish(toMax(), otherwise());
    await desk.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      gone.actor.id,
    ]);
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    for (const leadId of [unheld, left]) {
      expect(await seen(leadId)).toEqual({ stage: "SAL", owner: { displayName: "Max Lang" } });
      const { assignment } = await desk.lead(
        desk.sales,
        leadId,
        "assignment { cause rulePosition explanation { rules { name } } }",
      );
      expect(assignment).toEqual({
        ...{ cause: "OVERDUE", rulePosition: 1, explanation: { rules: [{ name: "Max's" }] } },
      });
    }
  });

  test("AUTO_ACCEPT takes nobody out of the air for a lead that waits in a queue: a manager is told", async () => {
    await desk.publish(otherwise());
    await autoAccept();
    const leadId = await desk.newLead();
    await desk.route(leadId);
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    expect(await seen(leadId)).toEqual({ stage: "SUBMITTED", owner: null });
    expect(await holderOf(leadId)).toBe("Everybody");
    expect((await firings(leadId)).at(-1)).toEqual([100, "ESCALATED", ["Berta Boss"], "NO_OWNER"]);
  });

  test("what runs out is told to the manager of whoever holds it, not to all who lead sales", async () => {
    const mia = await addSalesRep(desk.world, "Mia Manager");
    const pair = { memberIds: [idOfCaller(dora)], managerId: idOfCaller(mia) };
    const pairId = await save("saveTeam", "team", { name: "Dora's team", ...pair });
    const theirs = await save("saveQueue", "queue", { name: "Dora's queue", teamId: pairId });
    await desk.publish(otherwise());
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 60, consequence: "ESCALATE" });
    const [doras, queued, nobodys] = [
      await desk.newLead(),
      await desk.newLead(),
      await desk.newLead(),
    ];
    const give = (leadId: LeadId, receiver: object) =>
      desk.done(boss, "reassignLead", leadId, { reason: "For a start", ...receiver });
    await give(doras, { memberId: idOfCaller(dora) });
    await give(queued, { queueId: theirs });
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    const last = async (leadId: LeadId) => (await firings(leadId)).at(-1);
    expect(await last(doras)).toEqual([100, "ESCALATED", ["Mia Manager"], null]);
    expect(await last(queued)).toEqual([100, "ESCALATED", ["Mia Manager"], null]);
    expect(await last(nobodys)).toEqual([100, "ESCALATED", ["Berta Boss"], null]);
    await desk.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      mia.actor.id,
    ]);
    const late = await desk.newLead();
    await give(late, { memberId: idOfCaller(dora) });
    desk.at("2026-02-02T12:30:00Z");
    await desk.fire();
    expect(await last(late)).toEqual([100, "ESCALATED", ["Berta Boss"], null]);
  });

  test("REASSIGN: the rules say who is next, and a lead that waits in a queue stays there", async () => {
    await desk.publish(inTurn(), otherwise());
    await desk.policy({ clock: "CONVERSION", targetMinutes: 60, consequence: "REASSIGN" });
    const [held, waits] = [await desk.newLead(), await desk.newLead()];
    for (const leadId of [held, waits]) await desk.done(desk.sales, "acceptLead", leadId);
    await desk.done(desk.sales, "releaseLead", waits, { queueId, reason: "On leave" });
    await desk.publish(otherwise());
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    expect(await holderOf(waits)).toBe("Everybody");
    expect((await firings(waits)).at(-1)).toEqual([100, "ESCALATED", ["Berta Boss"], "NO_OWNER"]);
    expect(await holderOf(held)).toBe("Everybody");
    expect((await firings(held)).at(-1)).toEqual([100, "REASSIGNED", [], null]);
  });

  test("who dispatches a lead that another holds has not passed it on; who passes on their own has", async () => {
    await desk.publish(
      { name: "Berta's", target: "PERSON", memberId: idOfCaller(boss) },
      otherwise(),
    );
    const leadId = await desk.newLead();
    const give = (receiver: object) =>
      desk.done(boss, "reassignLead", leadId, { reason: "For a start", ...receiver });
    await give({ memberId: idOfCaller(dora) });
    await give({ queueId });
    await give({});
    expect(await holderOf(leadId)).toBe("Berta Boss");
    await give({ queueId });
    expect(
      (await desk.act(boss, "reassignLead", leadId, { reason: "Again" })).errors,
    ).toMatchObject([{ code: "ALREADY_DONE" }]);
    expect(await holderOf(leadId)).toBe("Everybody");
  });

  test("a warning names whoever holds the lead, also before it is accepted; in a queue nobody does", async () => {
    await desk.publish(toMax(), otherwise());
    await desk.policy({ clock: "CONVERSION", targetMinutes: 60 });
    const [routed, released] = [await desk.newLead(), await desk.newLead()];
    await desk.route(routed);
    await desk.done(desk.sales, "acceptLead", released);
    await desk.done(desk.sales, "releaseLead", released, { queueId, reason: "On leave" });
    desk.at("2026-02-03T10:00:00Z");
    await desk.fire();

    expect((await firings(routed))[0]).toEqual([50, "WARNED", ["Max Lang"], null]);
    expect((await firings(released))[0]).toEqual([50, "WARNED", [], null]);
  });
});

test("AUTO_ACCEPT waits for the matching, and does not give up over it", async () => {
  await autoAccept();
  const leadId = await desk.newLead();
  await desk.world.asOwner("delete from lead_matching where lead_id = $1", [uuidOf(leadId)]);
  desk.at("2026-02-02T11:00:00Z");
  await desk.fire();
  expect((await firings(leadId)).map(([percent]: [number]) => percent)).toEqual([50]);
  await desk.match(desk.partnerOne, leadId);
  await desk.fire();
  expect((await seen(leadId)).stage).toBe("SAL");
});
