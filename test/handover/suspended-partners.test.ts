import { randomUUID } from "node:crypto";

import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { CONVERSATION_INVARIANTS } from "../../src/app/invariants/conversation.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { addSalesRep } from "../support/people.ts";

import { openClockDesk } from "./clock-desk.ts";
import type { ClockDesk } from "./clock-desk.ts";

let desk: ClockDesk;
let partner: Caller;
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
  partner = await desk.partner(`Partner ${randomUUID()}`);
});

const newLead = (): Promise<LeadId> => desk.register(partner, `Lead ${randomUUID()}`);
const accepted = async (): Promise<LeadId> => {
  const leadId = await newLead();
  await desk.done(desk.sales, "acceptLead", leadId);
  return leadId;
};
const set = async (state: string, at: string, of: Caller = partner): Promise<void> => {
  desk.at(at);
  const partnerId = of.actor.partnerId ?? "prt_";
  const [row] = await desk.world.asOwner<{ version: number }>(
    "select version from partner where id = $1",
    [uuidOf(partnerId)],
  );
  const input = { partnerId, state, expectedVersion: row?.version };
  const payload = await desk.run(desk.sales, "setPartnerState", input, "partner { state }");
  expect(payload).toEqual({ partner: { state }, errors: [] });
};
const suspend = (at: string) => set("SUSPENDED", at);
const reinstate = (at: string) => set("ACTIVE", at);
const clock = async (leadId: LeadId) => (await desk.clocks(leadId))[0];
const steps = async (leadId: LeadId) =>
  (await clock(leadId)).firings.nodes.map((each: Record<string, unknown>) => [
    each["percent"],
    each["outcome"],
    each["firedAt"],
  ]);
const ask = (leadId: LeadId) =>
  desk.done(desk.sales, "requestInformation", leadId, {
    questions: [{ field: "NOTES", question: "Which?" }],
  });
/** What must hold of all clocks, whatever a test did. */
const expectSound = async () => {
  for (const { name, sql } of CONVERSATION_INVARIANTS.filter((each) =>
    ["clock-follows-its-lead", "clock-of-a-suspended-partner-rests"].includes(each.name),
  ))
    expect({ name, rows: await desk.world.asOwner(sql) }).toEqual({ name, rows: [] });
};

describe("while its partner is suspended, a lead's clock", () => {
  test("rests, and on the partner's return has left what was left", async () => {
    const leadId = await newLead();
    await suspend("2026-02-03T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({
      state: "PAUSED",
      pausedAt: "2026-02-03T10:00:00.000Z",
      nextStepAt: null,
    });
    await expectSound();
    await reinstate("2026-02-13T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({
      state: "DUE",
      pausedAt: null,
      dueAt: "2026-02-14T10:00:00.000Z",
    });
    await expectSound();
  });

  test("of conversion rests as that of acceptance does", async () => {
    const leadId = await accepted();
    await suspend("2026-02-12T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({ kind: "CONVERSION", state: "PAUSED" });
    await reinstate("2026-02-22T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({ state: "DUE", dueAt: "2026-03-14T10:00:00.000Z" });
  });

  test("in business hours loses none of them", async () => {
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 480, inBusinessHours: true });
    const leadId = await newLead();
    // Monday, three of eight hours are over
    await suspend("2026-02-02T13:00:00Z");
    // Saturday
    await reinstate("2026-02-07T13:00:00Z");
    expect((await clock(leadId)).dueAt).toBe("2026-02-09T14:00:00.000Z");
  });

  test("warns of nothing and brings nothing about, not even what was due before, until the partner is back", async () => {
    await desk.policy({
      ...{ clock: "CONVERSION", targetMinutes: 600, consequence: "EXPIRE", warnAtPercent: [50] },
    });
    const [warned, overdue] = [await accepted(), await accepted()];
    desk.at("2026-02-02T12:00:00Z");
    const fresh = await accepted();
    // five hours of the first two are over and nobody looked
    await suspend("2026-02-02T16:00:00Z");
    desk.at("2026-02-20T10:00:00Z");
    expect(await desk.fire()).toBe(0);
    for (const leadId of [warned, overdue, fresh]) {
      expect((await desk.lead(desk.sales, leadId, "stage")).stage).toBe("SAL");
      expect((await clock(leadId)).state).toBe("PAUSED");
    }

    await reinstate("2026-02-21T10:00:00Z");
    expect(await desk.fire()).toBe(2);
    expect(await steps(warned)).toEqual([[50, "WARNED", "2026-02-21T10:00:00.000Z"]]);
    expect(await steps(fresh)).toEqual([]);
    desk.at("2026-02-21T14:00:00Z");
    // the last one's half, and the end of the others
    expect(await desk.fire()).toBe(3);
    expect((await desk.lead(desk.sales, overdue, "stage")).stage).toBe("EXPIRED");
    expect(await steps(fresh)).toEqual([[50, "WARNED", "2026-02-21T14:00:00.000Z"]]);
  });

  test("that had run out stays so, and its consequence waits for the partner's return", async () => {
    await desk.policy({ clock: "CONVERSION", targetMinutes: 60, consequence: "EXPIRE" });
    const leadId = await accepted();
    await suspend("2026-02-02T11:30:00Z");
    desk.at("2026-02-10T10:00:00Z");
    await desk.fire();
    expect(await clock(leadId)).toMatchObject({
      state: "BREACHED",
      dueAt: "2026-02-02T11:00:00.000Z",
    });
    await reinstate("2026-02-11T10:00:00Z");
    await desk.fire();
    expect((await desk.lead(desk.sales, leadId, "stage")).stage).toBe("EXPIRED");
  });

  test("that begins meanwhile rests from its beginning", async () => {
    const leadId = await newLead();
    await suspend("2026-02-03T10:00:00Z");
    desk.at("2026-02-04T10:00:00Z");
    await desk.done(desk.sales, "acceptLead", leadId);
    expect(await clock(leadId)).toMatchObject({
      ...{ kind: "CONVERSION", state: "PAUSED", nextStepAt: null },
      pausedAt: "2026-02-04T10:00:00.000Z",
    });
    await expectSound();
    await reinstate("2026-02-10T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({ state: "DUE", dueAt: "2026-03-12T10:00:00.000Z" });
  });

  test("that the vendor answers late by the calendar, though in time by the clock, is fulfilled", async () => {
    const leadId = await newLead();
    await suspend("2026-02-03T10:00:00Z");
    desk.at("2026-02-20T10:00:00Z");
    await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
    await reinstate("2026-02-21T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({
      state: "FULFILLED",
      stoppedAt: "2026-02-20T10:00:00.000Z",
    });
  });

  test("rests once more when the partner is suspended once more", async () => {
    const leadId = await newLead();
    await suspend("2026-02-02T12:00:00Z");
    await reinstate("2026-02-03T12:00:00Z");
    await suspend("2026-02-03T14:00:00Z");
    await reinstate("2026-02-05T14:00:00Z");
    expect((await clock(leadId)).dueAt).toBe("2026-02-07T10:00:00.000Z");
    await expectSound();
  });

  test("goes on where the partner is terminated", async () => {
    const leadId = await newLead();
    await suspend("2026-02-03T10:00:00Z");
    await set("TERMINATED", "2026-02-04T10:00:00Z");
    expect(await clock(leadId)).toMatchObject({ state: "DUE", dueAt: "2026-02-05T10:00:00.000Z" });
  });

  test("of another partner runs on", async () => {
    const other = await desk.newLead();
    await newLead();
    await suspend("2026-02-03T10:00:00Z");
    expect(await clock(other)).toMatchObject({ state: "DUE", dueAt: "2026-02-04T10:00:00.000Z" });
  });

  test("rests by whatever policy, also by one that goes on while partners are asked", async () => {
    await desk.policy({ clock: "ACCEPTANCE", targetMinutes: 600, restsForPartner: false });
    const leadId = await newLead();
    await ask(leadId);
    expect((await clock(leadId)).state).toBe("DUE");
    await suspend("2026-02-02T11:00:00Z");
    expect((await clock(leadId)).state).toBe("PAUSED");
    await expectSound();
    // the question is still open, and keeps nothing back
    await reinstate("2026-02-03T11:00:00Z");
    expect(await clock(leadId)).toMatchObject({ state: "DUE", dueAt: "2026-02-03T20:00:00.000Z" });
    await expectSound();
  });
});

describe("a question and a suspension", () => {
  test("a clock that rests for a question goes on with neither the one's end nor the other's alone", async () => {
    const [asked, meanwhile] = [await newLead(), await newLead()];
    desk.at("2026-02-02T20:00:00Z");
    await ask(asked);
    await suspend("2026-02-03T10:00:00Z");
    desk.at("2026-02-03T12:00:00Z");
    await ask(meanwhile);
    await expectSound();
    await reinstate("2026-02-05T10:00:00Z");
    for (const leadId of [asked, meanwhile]) {
      expect((await clock(leadId)).state).toBe("PAUSED");
      await expectSound();
      desk.at("2026-02-06T10:00:00Z");
      await desk.done(partner, "answerRequest", leadId, { notes: "This" });
    }
    // 38 hours were left of the one, 24 of the other
    expect((await clock(asked)).dueAt).toBe("2026-02-08T00:00:00.000Z");
    expect((await clock(meanwhile)).dueAt).toBe("2026-02-07T10:00:00.000Z");
    await expectSound();
  });

  test("nobody's lead expires for what it could not answer: the days that were left are left", async () => {
    const leadId = await newLead();
    await ask(leadId);
    const due = () =>
      desk.lead(desk.sales, leadId, "stage informationRequests { nodes { state dueOn } }");
    expect((await due()).informationRequests.nodes).toEqual([
      { state: "OPEN", dueOn: "2026-02-16" },
    ]);
    await suspend("2026-02-12T10:00:00Z");
    desk.at("2026-03-01T10:00:00Z");
    await desk.closeOverdue();
    expect((await due()).stage).toBe("SUBMITTED");

    await reinstate("2026-03-02T10:00:00Z");
    expect(await due()).toEqual({
      stage: "SUBMITTED",
      informationRequests: { nodes: [{ state: "OPEN", dueOn: "2026-03-06" }] },
    });
    desk.at("2026-03-07T00:00:00Z");
    await desk.closeOverdue();
    expect((await due()).stage).toBe("EXPIRED");
  });
});

describe("an answer that is taken back", () => {
  const answer = async (leadId: LeadId, at: string) => {
    desk.at(at);
    await desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
  };
  const takeBack = async (leadId: LeadId, at: string) => {
    desk.at(at);
    await desk.done(desk.sales, "undoMove", leadId, { reason: "The wrong lead" });
  };

  test("buys no time but that of the suspension that lay between", async () => {
    const leadId = await newLead();
    await answer(leadId, "2026-02-02T12:00:00Z");
    await suspend("2026-02-02T14:00:00Z");
    await reinstate("2026-02-02T20:00:00Z");
    await takeBack(leadId, "2026-02-03T00:00:00Z");
    // two hours, two more, and 44 of 48 from the return on
    expect(await clock(leadId)).toMatchObject({ state: "DUE", dueAt: "2026-02-04T16:00:00.000Z" });
  });

  test("leaves the clock resting while its partner is suspended", async () => {
    const [before, meanwhile] = [await newLead(), await newLead()];
    await answer(before, "2026-02-02T12:00:00Z");
    await suspend("2026-02-02T14:00:00Z");
    await answer(meanwhile, "2026-02-02T16:00:00Z");
    await takeBack(before, "2026-02-02T18:00:00Z");
    await takeBack(meanwhile, "2026-02-02T18:00:00Z");
    for (const leadId of [before, meanwhile])
      expect(await clock(leadId)).toMatchObject({
        ...{ state: "PAUSED", pausedAt: "2026-02-02T14:00:00.000Z", nextStepAt: null },
      });
    await expectSound();
    await reinstate("2026-02-03T14:00:00Z");
    for (const leadId of [before, meanwhile])
      expect((await clock(leadId)).dueAt).toBe("2026-02-05T10:00:00.000Z");
    await expectSound();
  });
});

describe("what others see of it", () => {
  test("the report of breaches counts no clock that rests, and counts it again once it runs out", async () => {
    const partnerId = partner.actor.partnerId;
    const leadId = await newLead();
    const report = async () => {
      const { data, errors } = await desk.api.run(
        desk.sales,
        `query ($input: SlaReportInput!) { slaReport(input: $input) { rows { met breached running } } }`,
        {
          input: {
            ...{ from: "2026-02-01T00:00:00Z", until: "2026-03-01T00:00:00Z", partnerId },
            groupBy: ["PARTNER"],
          },
        },
      );
      expect(errors).toBeUndefined();
      return JSON.parse(JSON.stringify(data?.slaReport.rows));
    };
    await suspend("2026-02-03T10:00:00Z");
    desk.at("2026-02-10T10:00:00Z");
    expect(await report()).toEqual([{ met: 0, breached: 0, running: 1 }]);
    await reinstate("2026-02-11T10:00:00Z");
    desk.at("2026-02-12T09:59:59Z");
    expect(await report()).toEqual([{ met: 0, breached: 0, running: 1 }]);
    desk.at("2026-02-12T10:00:00Z");
    expect(await report()).toEqual([{ met: 0, breached: 1, running: 0 }]);
    expect((await clock(leadId)).state).toBe("BREACHED");
  });

  test("the inbox has the lead without a time, and with its time again", async () => {
    const leadId = await newLead();
    const due = async () =>
      (
        await desk.world.asOwner<{ due_at: Date | null }>(
          "select due_at from inbox_item where lead_id = $1",
          [uuidOf(leadId)],
        )
      )[0]?.due_at;
    await suspend("2026-02-03T10:00:00Z");
    expect(await due()).toBeNull();
    await reinstate("2026-02-04T10:00:00Z");
    expect(await due()).toEqual(new Date("2026-02-05T10:00:00Z"));
  });

  test("its protection goes on", async () => {
    const leadId = await accepted();
    const before = await desk.protection(partner, leadId);
    await suspend("2026-02-03T10:00:00Z");
    await reinstate("2026-02-13T10:00:00Z");
    // it is to give a sign of life within 30 days of its return
    expect(await desk.protection(partner, leadId)).toEqual({
      ...before,
      lapsesAt: "2026-03-16T00:00:00.000Z",
    });
  });

  test("it loses no protection for a silence that it cannot break", async () => {
    const leadId = await accepted();
    await suspend("2026-02-03T10:00:00Z");
    desk.at("2026-03-20T10:00:00Z");
    await desk.endProtections();
    expect((await desk.protection(partner, leadId)).state).toBe("RUNNING");
    await reinstate("2026-03-20T10:00:00Z");
    await desk.endProtections();
    expect((await desk.protection(partner, leadId)).state).toBe("RUNNING");
    desk.at("2026-04-20T10:00:00Z");
    await desk.endProtections();
    expect((await desk.protection(partner, leadId)).state).toBe("ENDED");
  });
});

describe("at the same moment", () => {
  /** Sets where the partner stands in a transaction that ends once somebody waits for it. */
  const setBefore = async <T>(state: string, waiting: () => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: desk.world.ownerUrl });
    await client.connect();
    await client.query("begin");
    await client.query(
      "update partner set state = $2, updated_at = '2026-02-03T10:00:00Z' where id = $1",
      [uuidOf(partner.actor.partnerId ?? "prt_"), state],
    );
    const waited = waiting();
    await expect
      .poll(() => desk.world.asOwner("select from pg_locks where not granted"), { timeout: 10_000 })
      .not.toEqual([]);
    await client.query("commit");
    await client.end();
    return waited;
  };

  test("a registration waits for the suspension, and its clock rests", async () => {
    desk.at("2026-02-03T10:00:00Z");
    const leadId = await setBefore("SUSPENDED", newLead);
    expect((await clock(leadId)).state).toBe("PAUSED");
    await expectSound();
  });

  test("a question waits for the partner's return, and keeps the clock resting", async () => {
    const leadId = await newLead();
    await suspend("2026-02-02T12:00:00Z");
    desk.at("2026-02-03T11:00:00Z");
    await setBefore("ACTIVE", () => ask(leadId));
    expect(await clock(leadId)).toMatchObject({
      ...{ state: "PAUSED", pausedAt: "2026-02-03T11:00:00.000Z" },
    });
    await expectSound();
  });

  test("the days for an appeal wait for the partner's return, and those that were over stay over", async () => {
    const [rests, over] = [await newLead(), await newLead()];
    const reject = (leadId: LeadId) =>
      desk.done(desk.sales, "rejectLead", leadId, { reasonCode: "TOO_EARLY" });
    const appeal = async (leadId: LeadId, at: string) => {
      desk.at(at);
      const said = { leadId, comment: "They are not" };
      return (await desk.run(partner, "appealDecision", said, "lead { id }")).errors;
    };
    await reject(over);
    // fourteen days, until the end of the 24th
    desk.at("2026-02-10T10:00:00Z");
    await reject(rests);
    await suspend("2026-02-20T10:00:00Z");
    await reinstate("2026-03-02T10:00:00Z");
    expect(await appeal(over, "2026-03-06T23:00:00Z")).toMatchObject([{ code: "BUSINESS_RULE" }]);
    expect(await appeal(rests, "2026-03-06T22:00:00Z")).toEqual([]);
  });

  test("a warning that is due waits for the suspension, and is not given", async () => {
    const leadId = await newLead();
    desk.at("2026-02-03T11:00:00Z");
    expect(await setBefore("SUSPENDED", desk.fire)).toBe(0);
    expect(await steps(leadId)).toEqual([]);
    await expectSound();
  });

  test("a step of a clock is never done behind the suspension, whoever tries", async () => {
    const leadId = await newLead();
    await suspend("2026-02-03T10:00:00Z");
    await expect(
      desk.world.asOwner(
        `insert into clock_firing (partner_id, clock_id, percent, lead_id, due_at, fired_at, outcome)
         select partner_id, clock_id, 50, lead_id, now(), now(), 'WARNED' from clock_watch where lead_id = $1`,
        [uuidOf(leadId)],
      ),
    ).rejects.toMatchObject({ constraint: "clock_firing_rests" });
  });
});
