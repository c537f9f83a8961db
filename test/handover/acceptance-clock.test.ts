import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { clockState } from "../../src/handover/domain/clock.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { openReviewDesk } from "./review-desk.ts";
import type { ReviewDesk } from "./review-desk.ts";

let desk: ReviewDesk;
let partner: Caller;
let rep: Caller;
let leadId: LeadId;

beforeAll(async () => {
  desk = await openReviewDesk();
  ({ partner, rep } = desk);
});
afterAll(() => desk.world.close());
beforeEach(async () => {
  desk.now("2026-02-02T10:00:00Z");
  leadId = await desk.register();
});

const clock = async (by = partner) => {
  const lead = await desk.lead(by, leadId);
  return [lead["acceptanceState"], lead["acceptanceDueAt"]];
};

test("the vendor has the program's 48 hours from the claim, and both sides see it", async () => {
  expect(await clock(partner)).toEqual(["DUE", "2026-02-04T10:00:00.000Z"]);
  expect(await clock(rep)).toEqual(["DUE", "2026-02-04T10:00:00.000Z"]);
  desk.now("2026-02-04T09:59:59.999Z");
  expect(await clock()).toEqual(["DUE", "2026-02-04T10:00:00.000Z"]);
  desk.now("2026-02-04T10:00:00Z");
  expect(await clock()).toEqual(["BREACHED", "2026-02-04T10:00:00.000Z"]);
});

test.each([
  ["acceptLead", {}],
  ["rejectLead", { reasonCode: "TOO_EARLY" }],
  ["returnLead", { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" }],
])("%s answers it, in time or not", async (verb, more) => {
  desk.now("2026-02-04T09:00:00Z");
  await desk.run(rep, verb, { leadId, ...more });
  desk.now("2026-03-01T00:00:00Z");
  expect(await clock()).toEqual(["FULFILLED", null]);

  desk.now("2026-02-02T10:00:00Z");
  leadId = await desk.register();
  desk.now("2026-02-04T10:00:00Z");
  await desk.run(rep, verb, { leadId, ...more });
  expect(await clock()).toEqual(["BREACHED", null]);
});

test("a lead that is withdrawn in time leaves nothing to answer", async () => {
  await desk.run(partner, "withdrawLead", { leadId });
  expect(await clock()).toEqual([null, null]);
});

test("marketing's promotion starts no new clock", async () => {
  desk.now("2026-02-03T10:00:00Z");
  await desk.run(rep, "promoteLead", { leadId });
  expect(await clock()).toEqual(["DUE", "2026-02-04T10:00:00.000Z"]);
});

test.each([
  ["resumeLead", "rep"],
  ["resubmitLead", "partner"],
] as const)("a returned lead that comes back by %s has a fresh clock", async (verb, by) => {
  await desk.run(rep, "returnLead", {
    leadId,
    reasonCode: "TIMING_LATER",
    revisitOn: "2099-01-01",
  });
  desk.now("2026-05-01T12:00:00Z");
  await desk.run(by === "rep" ? rep : partner, verb, { leadId, comment: "There is news" });
  expect(await clock()).toEqual(["DUE", "2026-05-03T12:00:00.000Z"]);
});

test("two pauses are both left out of it", async () => {
  const request = { leadId, questions: [{ field: "NOTES", question: "Which?" }] };
  for (const [asked, answered] of [
    ["2026-02-02T16:00:00Z", "2026-02-03T16:00:00Z"],
    ["2026-02-04T16:00:00Z", "2026-02-07T04:00:00Z"],
  ] as const) {
    desk.now(asked);
    await desk.run(rep, "requestInformation", request);
    desk.now(answered);
    expect(await clock()).toEqual(["PAUSED", null]);
    await desk.run(partner, "answerRequest", { leadId, notes: answered });
  }
  // 48 hours, and pauses of 24 and 60
  expect(await clock()).toEqual(["DUE", "2026-02-07T22:00:00.000Z"]);
});

test("asking when the time is over mends nothing", async () => {
  desk.now("2026-02-05T10:00:00Z");
  await desk.run(rep, "requestInformation", {
    leadId,
    questions: [{ field: "NOTES", question: "Which?" }],
  });
  expect(await clock()).toEqual(["BREACHED", null]);
  desk.now("2026-02-06T10:00:00Z");
  await desk.run(partner, "answerRequest", { leadId, notes: "This one" });
  expect((await clock())[0]).toBe("BREACHED");
});

test("nobody who serves can set a clock: it follows from what happens to the lead", async () => {
  const { database } = desk.world;
  for (const { session } of [partner, rep]) {
    const written = database.transaction(session, async (tx) => {
      tx.queue(sql`update lead_clock set due_at = now() where lead_id = ${uuidOf(leadId)}::uuid`);
      return null;
    });
    await expect(written).rejects.toMatchObject({ code: "42501" });
  }
});

describe("how a clock stands", () => {
  const due = "2026-02-04T10:00:00.000Z";
  const early = "2026-02-03T10:00:00.000Z";
  const late = "2026-02-05T10:00:00.000Z";

  test.each([
    [null, null, false, early, "DUE"],
    [null, null, false, due, "BREACHED"],
    [early, null, false, late, "PAUSED"],
    [late, null, false, late, "BREACHED"],
    [null, early, true, late, "FULFILLED"],
    [null, late, true, late, "BREACHED"],
    [null, early, false, late, null],
    [early, late, true, late, "FULFILLED"],
  ])(
    "paused %s, stopped %s, answered %s, seen %s: %s",
    (pausedAt, stoppedAt, answered, at, state) => {
      expect(clockState({ dueAt: due, pausedAt, stoppedAt, answered }, new Date(at))).toBe(state);
    },
  );
});
