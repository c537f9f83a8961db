import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { fireClocks, ReviewDraw } from "../../src/handover/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { historyOf, MET } from "../protection/timed-desk.ts";
import { addSalesRep } from "../support/people.ts";

import { leadVersion, openClockDesk } from "./clock-desk.ts";
import type { ClockDesk } from "./clock-desk.ts";

let desk: ClockDesk;
beforeAll(async () => {
  desk = await openClockDesk();
  const boss = await addSalesRep(desk.world, "Berta Boss");
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

const accepted = async (): Promise<LeadId> => {
  const leadId = await desk.newLead();
  await desk.done(desk.sales, "acceptLead", leadId);
  return leadId;
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
const ownerOf = async (leadId: LeadId): Promise<string> =>
  (await desk.lead(desk.sales, leadId, "owner { displayName }")).owner?.displayName;

describe("which policy a clock begins by", () => {
  test("without any, the program's own hours and days: 48 hours to answer, 30 days to move", async () => {
    const leadId = await accepted();
    const [conversion, acceptance] = await desk.clocks(leadId);

    expect(conversion).toMatchObject({
      kind: "CONVERSION",
      state: "DUE",
      dueAt: "2026-03-04T10:00:00.000Z",
      consequence: "ESCALATE",
      policy: null,
    });
    expect(acceptance).toMatchObject({
      kind: "ACCEPTANCE",
      state: "FULFILLED",
      dueAt: "2026-02-04T10:00:00.000Z",
      nextStepAt: null,
    });
  });

  test("that of program and tier before the program's, before the tier's, before all others'", async () => {
    const [program] = await desk.world.asOwner<{ id: string }>("select id from program");
    const tier = await desk.run(
      desk.sales,
      "createPartnerTier",
      { name: randomUUID(), rank: 7 },
      "partnerTier { id }",
    );
    const programId = (await desk.lead(desk.sales, await desk.newLead(), "program { id }")).program
      .id;
    expect(program).toBeDefined();
    const tierId = tier.partnerTier.id;
    await desk.world.asOwner("update partner set tier_id = $1 where id = $2", [
      uuidOf(tierId),
      uuidOf(desk.partnerOne.session.partnerId ?? "prt_"),
    ]);
    const target = async () => (await desk.clocks(await desk.newLead()))[0].targetMinutes;

    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 600 });
    expect(await target()).toBe(600);
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 500, tierId });
    expect(await target()).toBe(500);
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 400, programId });
    expect(await target()).toBe(400);
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 300, programId, tierId });
    expect(await target()).toBe(300);
    await desk.world.asOwner("update partner set tier_id = null");
    expect(await target()).toBe(400);
  });

  test("what a clock was promised does not change under it", async () => {
    const policy = await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 60 });
    const leadId = await desk.newLead();
    await desk.run(
      desk.sales,
      "updateSlaPolicy",
      { slaPolicyId: policy.id, expectedVersion: 1, targetMinutes: 120 },
      "slaPolicy { id }",
    );

    expect((await desk.clocks(leadId))[0]).toMatchObject({
      targetMinutes: 60,
      dueAt: "2026-02-02T11:00:00.000Z",
    });
    expect((await desk.clocks(await desk.newLead()))[0].targetMinutes).toBe(120);
  });

  test("one of each is in force, and of a clock only what it can bring about", async () => {
    const make = (input: object) =>
      desk.run(
        desk.sales,
        "createSlaPolicy",
        { name: randomUUID(), targetMinutes: 60, ...input },
        "slaPolicy { id }",
      );
    await make({ clock: "CONVERSION" });

    expect((await make({ clock: "CONVERSION" })).errors).toMatchObject([
      { code: "BUSINESS_RULE", path: ["clock"] },
    ]);
    expect((await make({ clock: "ACCEPTANCE", consequence: "EXPIRE" })).errors).toMatchObject([
      { code: "BUSINESS_RULE", path: ["consequence"] },
    ]);
    expect((await make({ clock: "CONVERSION", consequence: "AUTO_ACCEPT" })).errors).toMatchObject([
      { code: "BUSINESS_RULE", path: ["consequence"] },
    ]);
  });
});

describe("business hours", () => {
  const WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"].map((weekday) => ({
    weekday,
    from: "09:00",
    until: "17:00",
  }));
  const inCalendar = async (timeZone: string, holidays: object[] = []) => {
    const calendar = await desk.calendar({ timeZone, businessHours: WEEK, holidays });
    await desk.world.asOwner("update program set calendar_id = $1", [uuidOf(calendar.id)]);
    await desk.policy({
      clock: "ACCEPTANCE",
      targetMinutes: 480,
      inBusinessHours: true,
      warnAtPercent: [50],
    });
    return calendar;
  };
  const due = async (leadId: LeadId) => (await desk.clocks(leadId))[0].dueAt;

  test.each([
    ["Europe/Berlin", "2026-03-27T15:00:00Z", "2026-03-30T14:00:00.000Z"],
    ["America/New_York", "2026-10-30T20:00:00Z", "2026-11-02T21:00:00.000Z"],
    ["Australia/Sydney", "2026-10-02T06:00:00Z", "2026-10-05T05:00:00.000Z"],
  ])("in %s count over a weekend on which the clocks change", async (timeZone, at, then) => {
    await inCalendar(timeZone);
    desk.at(at);
    expect(await due(await desk.newLead())).toBe(then);
  });

  test("a pause over weekend and holiday costs nothing, and what was left is left", async () => {
    await inCalendar("Europe/Berlin", [{ fallsOn: "2026-04-06", name: "Easter Monday" }]);
    // Thursday, 2 April, 13:00 in Berlin: 4 of 8 hours are left at its end
    desk.at("2026-04-02T11:00:00Z");
    const leadId = await desk.newLead();
    expect(await due(leadId)).toBe("2026-04-03T11:00:00.000Z");
    desk.at("2026-04-02T15:00:00Z");
    await desk.done(desk.sales, "requestInformation", leadId, {
      questions: [{ field: "NOTES", question: "Which?" }],
    });
    expect((await desk.clocks(leadId))[0]).toMatchObject({ state: "PAUSED", nextStepAt: null });
    // Sunday
    desk.at("2026-04-05T12:00:00Z");
    await desk.done(desk.partnerOne, "answerRequest", leadId, { notes: "This" });

    // Tuesday, 9:00 and four hours
    expect((await desk.clocks(leadId))[0]).toMatchObject({
      state: "DUE",
      dueAt: "2026-04-07T11:00:00.000Z",
    });
  });

  test("a calendar that changes leaves what runs as it began", async () => {
    const calendar = await inCalendar("UTC");
    desk.at("2026-02-02T16:00:00Z");
    const leadId = await desk.newLead();
    await desk.run(
      desk.sales,
      "updateCalendar",
      {
        calendarId: calendar.id,
        expectedVersion: 1,
        holidays: [{ fallsOn: "2026-02-03", name: "Closed" }],
      },
      "calendar { id version holidays { fallsOn name } }",
    );
    expect(await due(leadId)).toBe("2026-02-03T16:00:00.000Z");
    expect(await due(await desk.newLead())).toBe("2026-02-04T16:00:00.000Z");
  });

  afterAll(() => desk.world.asOwner("update program set calendar_id = null"));
});

describe("what is due is done", () => {
  test("in order, each once, also where nobody looked for long, two look at once or the clock jumps", async () => {
    const leadId = await desk.newLead();
    desk.at("2026-02-03T10:00:00Z");
    expect(await desk.fire()).toBe(1);
    expect(await desk.fire()).toBe(0);
    expect(await firings(leadId)).toEqual([[50, "WARNED", [], null]]);

    desk.at("2026-02-20T00:00:00Z");
    const { database } = desk.world;
    const moves = await readStageMoves(database);
    const reviewDraw = new ReviewDraw(Buffer.alloc(32));
    const at = new Date("2026-02-20T00:00:00Z");
    const worker = () =>
      fireClocks({ database, newId, moves, clock: () => at, reviewDraw }, "test");
    const counts = await Promise.all([worker(), worker(), worker()]);
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(2);

    desk.at("2026-02-01T00:00:00Z");
    expect(await desk.fire()).toBe(0);
    desk.at("2026-03-20T00:00:00Z");
    expect(await desk.fire()).toBe(0);
    expect(await firings(leadId)).toEqual([
      [50, "WARNED", [], null],
      [100, "ESCALATED", ["Berta Boss"], null],
      [200, "WARNED", [], null],
    ]);
  });

  test("nothing of it shows to the lead's partner: no version, no event, no clock but its own", async () => {
    const leadId = await accepted();
    const before = await leadVersion(desk, leadId);
    desk.at("2026-03-10T10:00:00Z");
    await desk.fire();
    expect(await leadVersion(desk, leadId)).toBe(before);

    const seen = await desk.lead(desk.partnerOne, leadId, "clocks { nodes { kind state } }");
    expect(seen.clocks.nodes).toEqual([{ kind: "ACCEPTANCE", state: "FULFILLED" }]);
    const rows = await desk.world.database.read(
      desk.partnerOne.session,
      sql`select kind from lead_clock where lead_id = ${uuidOf(leadId)}::uuid`,
    );
    expect(rows).toEqual([{ kind: "ACCEPTANCE" }]);
    for (const table of ["clock_watch", "clock_firing", "sla_policy"] as const) {
      const read = desk.world.database.read(
        desk.partnerOne.session,
        {
          clock_watch: sql`select from clock_watch`,
          clock_firing: sql`select from clock_firing`,
          sla_policy: sql`select from sla_policy`,
        }[table],
      );
      await expect(read).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("where steps fail again and again, however many, those behind them are done all the same", async () => {
    const leads: LeadId[] = [];
    for (let count = 0; count < 101; count += 1) leads.push(await desk.newLead());
    const last = leads.pop() ?? "lead_";
    await desk.world.asOwner(`
      create function app.fail_firing() returns trigger language plpgsql as $$
      begin
        if new.lead_id = any ('{${leads.map(uuidOf).join()}}') then raise 'planted fault'; end if;
        return new;
      end $$;
      create trigger planted_fault before insert on clock_firing for each row execute function app.fail_firing()`);
    await desk.world.asOwner("update clock_watch set fires_at = fires_at + $2 where lead_id = $1", [
      uuidOf(last),
      "1 minute",
    ]);
    desk.at("2026-02-03T10:01:00Z");

    await expect(desk.fire()).rejects.toThrow("planted fault");
    await desk.world.asOwner("drop function app.fail_firing() cascade");
    expect(await firings(last)).toEqual([[50, "WARNED", [], null]]);
    expect(await desk.fire()).toBe(100);
  });

  test("a lead that was answered between is left alone, and counts as answered too late", async () => {
    const leadId = await desk.newLead();
    desk.at("2026-02-04T10:00:01Z");
    await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
    expect(await desk.fire()).toBe(0);
    expect((await desk.clocks(leadId))[0]).toMatchObject({ state: "BREACHED", nextStepAt: null });
  });

  test("a lead that is passed on to another partner was not answered by it; there its clock begins anew", async () => {
    const other = await desk.partner(`Receiver ${randomUUID()}`);
    const leadId = await desk.newLead();
    desk.at("2026-02-03T10:00:00Z");
    const { id } = await desk.done(desk.manager, "transferLead", leadId, {
      ...{ partnerId: other.actor.partnerId, reasonCode: "OTHER", note: "Nearer to them" },
    });
    const ended = await desk.lead(
      desk.partnerOne,
      leadId,
      "clocks { nodes { kind state stoppedAt } }",
    );
    expect(ended.clocks.nodes).toEqual([
      { kind: "ACCEPTANCE", state: null, stoppedAt: "2026-02-03T10:00:00.000Z" },
    ]);
    expect((await desk.clocks(id))[0]).toMatchObject({
      ...{ kind: "ACCEPTANCE", state: "DUE", dueAt: "2026-02-05T10:00:00.000Z" },
    });
  });

  test("an answer that is taken back buys no time", async () => {
    const leadId = await desk.newLead();
    desk.at("2026-02-03T10:00:00Z");
    await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
    desk.at("2026-02-03T20:00:00Z");
    await desk.done(desk.sales, "undoMove", leadId, { reason: "The wrong lead" });
    expect((await desk.clocks(leadId))[0]).toMatchObject({
      state: "DUE",
      dueAt: "2026-02-04T10:00:00.000Z",
    });
  });
});

describe("a clock that has run out", () => {
  test("AUTO_ACCEPT: the lead is accepted, and its partner sees an acceptance like any other", async () => {
    await desk.policy({
      clock: "ACCEPTANCE",
      targetMinutes: 60,
      consequence: "AUTO_ACCEPT",
      heldBackPercent: 10,
    });
    const leadId = await desk.newLead();
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    const lead = await desk.lead(
      desk.partnerOne,
      leadId,
      "stage owner { displayName } timeline { nodes { type actor { displayName isVendor } } } acceptanceState",
    );
    expect(lead).toMatchObject({ stage: "SAL", acceptanceState: "BREACHED" });
    expect(lead.timeline.nodes.at(-1)).toEqual({
      type: "ACCEPTED",
      actor: { displayName: "Vendor", isVendor: true },
    });
    expect(["Rosa Fischer", "Max Lang"]).toContain(lead.owner.displayName);
    const [conversion, acceptance] = await desk.clocks(leadId);
    expect(conversion).toMatchObject({ kind: "CONVERSION", state: "DUE" });
    expect(acceptance.firings.nodes.at(-1)).toMatchObject({ percent: 100, outcome: "ACCEPTED" });
    expect(await desk.protection(desk.partnerOne, leadId)).toMatchObject({ state: "RUNNING" });
    expect(
      await desk.world.asOwner("select from award where lead_id = $1", [uuidOf(leadId)]),
    ).toEqual([]);
  });

  test("AUTO_ACCEPT: what would keep sales from accepting it keeps it back, and a manager is told", async () => {
    await desk.policy({
      clock: "ACCEPTANCE",
      targetMinutes: 60,
      consequence: "AUTO_ACCEPT",
      heldBackPercent: 10,
    });
    const rival = await desk.partner(`Rival ${randomUUID()}`);
    const domain = `${randomUUID()}.com`;
    const first = await desk.register(rival, "Contested", { domain });
    const second = await desk.register(desk.partnerOne, "Contested", { domain });
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    for (const leadId of [first, second]) {
      expect((await desk.lead(desk.sales, leadId, "stage")).stage).toBe("SUBMITTED");
      expect((await firings(leadId)).at(-1)).toEqual([
        100,
        "ESCALATED",
        ["Berta Boss"],
        "CONFLICT_OPEN",
      ]);
    }
    expect(await historyOf(desk, second)).toEqual(["REGISTERED"]);
  });

  test("AUTO_ACCEPT: of leads that nobody contests a share waits for a person as contested ones do, in all that their partner sees and all that is asked", async () => {
    await desk.policy({
      ...{ clock: "ACCEPTANCE", targetMinutes: 60, consequence: "AUTO_ACCEPT" },
      ...{ heldBackPercent: 10, warnAtPercent: [] },
    });
    const fireOne = async () => {
      desk.at("2026-02-02T11:00:00Z");
      const { statements } = desk.world.database.traffic;
      expect(await desk.fire()).toBe(1);
      const used = desk.world.database.traffic.statements - statements;
      await desk.world.asOwner("update clock_watch set fires_at = null");
      desk.at("2026-02-02T10:00:00Z");
      return used;
    };
    const rival = await desk.partner(`Rival ${randomUUID()}`);
    const domain = `${randomUUID()}.com`;
    await desk.register(rival, "Contested", { domain });
    await desk.world.asOwner("update clock_watch set fires_at = null");
    const contested = await desk.register(desk.partnerOne, "Contested", { domain });
    const usedForContested = await fireOne();
    const held = await desk.newLead();
    desk.holdBack(true);
    const usedForHeld = await fireOne();
    desk.holdBack(false);

    const why = ["ESCALATED", ["Berta Boss"]];
    expect((await firings(contested)).at(-1)).toEqual([100, ...why, "CONFLICT_OPEN"]);
    expect((await firings(held)).at(-1)).toEqual([100, ...why, "DRAWN_FOR_REVIEW"]);
    expect(usedForHeld).toBe(usedForContested);
    desk.at("2026-02-02T12:00:00Z");
    const seen = (leadId: LeadId) =>
      desk.lead(
        desk.partnerOne,
        leadId,
        `stage version updatedAt acceptanceState owner { displayName } protection { state }
         clocks { nodes { kind state startedAt dueAt stoppedAt } } timeline { nodes { type occurredAt } }`,
      );
    expect(await seen(held)).toEqual(await seen(contested));
    expect(await historyOf(desk, held)).toEqual(await historyOf(desk, contested));
  });

  test("AUTO_ACCEPT says which share of leads waits for a person, at least a tenth; nothing else does", async () => {
    const make = (input: object) =>
      desk.run(
        desk.sales,
        "createSlaPolicy",
        { name: randomUUID(), targetMinutes: 60, clock: "ACCEPTANCE", ...input },
        "slaPolicy { id version heldBackPercent }",
      );
    const wrong = (code: string) => [{ code, path: ["heldBackPercent"] }];
    expect((await make({ consequence: "AUTO_ACCEPT" })).errors).toMatchObject(
      wrong("BUSINESS_RULE"),
    );
    expect((await make({ heldBackPercent: 10 })).errors).toMatchObject(wrong("BUSINESS_RULE"));
    expect((await make({ consequence: "AUTO_ACCEPT", heldBackPercent: 9 })).errors).toMatchObject(
      wrong("VALIDATION_FAILED"),
    );
    const { slaPolicy } = await make({ consequence: "AUTO_ACCEPT", heldBackPercent: 25 });
    expect(slaPolicy.heldBackPercent).toBe(25);
    const changed = await desk.run(
      desk.sales,
      "updateSlaPolicy",
      { slaPolicyId: slaPolicy.id, expectedVersion: 1, consequence: "ESCALATE" },
      "slaPolicy { consequence heldBackPercent }",
    );
    expect(changed.slaPolicy).toEqual({ consequence: "ESCALATE", heldBackPercent: null });
  });

  test("whom a person looks at is drawn of its share, always alike, and by nothing that a partner knows", () => {
    const draw = new ReviewDraw(Buffer.alloc(32, 1));
    const other = new ReviewDraw(Buffer.alloc(32, 2));
    const prospects = Array.from({ length: 20_000 }, (_, index) => `partner ${index}.com`);
    const drawn = prospects.filter((each) => draw.isDrawn(each, 10));
    expect(drawn.length).toBeGreaterThan(1_800);
    expect(drawn.length).toBeLessThan(2_200);
    expect(drawn.every((each) => draw.isDrawn(each, 10) && draw.isDrawn(each, 25))).toBe(true);
    const both = drawn.filter((each) => other.isDrawn(each, 10));
    expect(both.length).toBeLessThan(300);
  });

  test("REASSIGN: the rep with the fewest leads gets it, and both sides see the new owner", async () => {
    await desk.policy({ clock: "CONVERSION", targetMinutes: 60, consequence: "REASSIGN" });
    const leadId = await accepted();
    expect(await ownerOf(leadId)).toBe("Rosa Fischer");
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    expect(await ownerOf(leadId)).toBe("Max Lang");
    expect(
      (await desk.lead(desk.partnerOne, leadId, "owner { displayName }")).owner.displayName,
    ).toBe("Max Lang");
    expect((await historyOf(desk, leadId)).at(-1)).toBe("OWNER_CHANGED");
    // no clock restarts
    expect((await desk.clocks(leadId))[0]).toMatchObject({
      state: "BREACHED",
      dueAt: "2026-02-02T11:00:00.000Z",
    });
    expect((await firings(leadId)).at(-1)).toEqual([100, "REASSIGNED", ["Max Lang"], null]);
  });

  test("EXTEND_PROTECTION: the protection stands still from that minute until the lead moves", async () => {
    // 10 days to move; accepted on 2 February, so it runs out on the 12th at 10:00
    await desk.policy({
      clock: "CONVERSION",
      targetMinutes: 14_400,
      consequence: "EXTEND_PROTECTION",
    });
    const leadId = await accepted();
    expect((await desk.protection(desk.partnerOne, leadId)).endsOn).toBe("2026-05-03");
    // it is noticed hours later
    desk.at("2026-02-12T16:30:00Z");
    await desk.fire();
    expect(await desk.protection(desk.partnerOne, leadId)).toMatchObject({
      state: "PAUSED",
      endsOn: null,
    });

    // 20 days later, to the minute
    desk.at("2026-03-04T10:00:00Z");
    await desk.done(desk.sales, "returnLead", leadId, {
      reasonCode: "TIMING_LATER",
      revisitOn: "2026-03-10",
    });
    expect(await desk.protection(desk.partnerOne, leadId)).toMatchObject({
      state: "RUNNING",
      endsOn: "2026-05-23",
      protectedUntil: "2026-05-24T00:00:00.000Z",
    });
    const [row] = await desk.world.asOwner<{ waited: string }>(
      "select extract(epoch from waited)::bigint / 60 as waited from protection_window where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(Number(row?.waited)).toBe(20 * 24 * 60);
  });

  test("EXTEND_PROTECTION: while the partner owes an answer its protection does not grow", async () => {
    await desk.policy({
      ...{ clock: "CONVERSION", targetMinutes: 14_400, consequence: "EXTEND_PROTECTION" },
    });
    const leadId = await accepted();
    desk.at("2026-02-12T10:00:00Z");
    await desk.fire();
    desk.at("2026-02-14T10:00:00Z");
    await desk.done(desk.sales, "requestInformation", leadId, {
      questions: [{ field: "NOTES", question: "Which?" }],
    });
    desk.at("2026-02-19T10:00:00Z");
    await desk.done(desk.partnerOne, "answerRequest", leadId, { notes: "This" });
    desk.at("2026-03-01T10:00:00Z");
    await desk.done(desk.sales, "requestInformation", leadId, {
      questions: [{ field: "NOTES", question: "And when?" }],
    });
    desk.at("2026-03-04T10:00:00Z");
    await desk.done(desk.sales, "returnLead", leadId, {
      ...{ reasonCode: "TIMING_LATER", revisitOn: "2026-03-10" },
    });
    // 20 days, of which the partner was waited for 5, and 3 at their end
    const [row] = await desk.world.asOwner<{ waited: string }>(
      "select extract(epoch from waited)::bigint / 86400 as waited from protection_window where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(Number(row?.waited)).toBe(12);
  });

  test("EXTEND_PROTECTION: a lead that becomes an SQL stays protected, and nothing is counted twice", async () => {
    await desk.policy({
      clock: "CONVERSION",
      targetMinutes: 60,
      consequence: "EXTEND_PROTECTION",
    });
    const leadId = await accepted();
    desk.at("2026-02-03T10:00:00Z");
    await desk.fire();
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
    expect(await desk.protection(desk.sales, leadId)).toMatchObject({ state: "UNTIL_CLOSED" });
    desk.at("2026-02-04T11:00:00Z");
    await desk.done(desk.sales, "returnLead", leadId, {
      reasonCode: "TIMING_LATER",
      revisitOn: "2026-03-10",
    });
    // two days since the clock ran out, on 2 February at 11:00
    const [row] = await desk.world.asOwner<{ waited: string }>(
      "select extract(epoch from waited)::bigint / 3600 as waited from protection_window where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(Number(row?.waited)).toBe(48);
  });

  test("EXPIRE: the lead expires, its protection ends, and its partner may appeal", async () => {
    await desk.policy({ clock: "CONVERSION", targetMinutes: 60, consequence: "EXPIRE" });
    const leadId = await accepted();
    desk.at("2026-02-02T11:00:00Z");
    await desk.fire();

    expect((await desk.lead(desk.partnerOne, leadId, "stage")).stage).toBe("EXPIRED");
    expect(await desk.protection(desk.partnerOne, leadId)).toMatchObject({
      state: "ENDED",
      endReason: "EXPIRED",
    });
    expect((await firings(leadId)).at(-1)).toEqual([100, "EXPIRED", [], null]);
    expect((await desk.clocks(leadId))[0]).toMatchObject({ state: "BREACHED" });
    const [audit] = await desk.world.asOwner<{ mutation: string; outcome: string }>(
      "select mutation, outcome from audit_entry where $1 = any (subject_ids) order by at desc, id desc limit 1",
      [leadId],
    );
    expect(audit).toEqual({ mutation: "expireLead", outcome: "DONE" });
  });
});
