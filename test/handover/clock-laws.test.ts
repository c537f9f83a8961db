import { randomUUID } from "node:crypto";

import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { CONVERSATION_INVARIANTS } from "../../src/app/invariants/conversation.ts";
import { PROTECTION_INVARIANTS } from "../../src/app/invariants/protection.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET } from "../protection/timed-desk.ts";

import { openClockDesk } from "./clock-desk.ts";
import type { ClockDesk } from "./clock-desk.ts";

let desk: ClockDesk;
beforeAll(async () => {
  desk = await openClockDesk();
});
afterAll(() => desk.world.close());

const QUESTIONS = { questions: [{ field: "NOTES", question: "Which?" }] };
const BACK = { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };

/** What either side may try; most of it is refused most of the time. */
const VERBS = {
  promoteLead: ["sales", {}],
  requestInformation: ["sales", QUESTIONS],
  answerRequest: ["partner", { notes: "This" }],
  acceptLead: ["sales", {}],
  rejectLead: ["sales", { reasonCode: "TOO_EARLY" }],
  returnLead: ["sales", BACK],
  resumeLead: ["sales", {}],
  qualifyLead: ["sales", MET],
  undoMove: ["sales", { reason: "By mistake" }],
  reopenLead: ["sales", { reason: "They came back" }],
  withdrawLead: ["partner", {}],
} as const;
const steps = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...(Object.keys(VERBS) as (keyof typeof VERBS)[])) },
  { weight: 2, arbitrary: fc.constantFrom("fire" as const, "closeOverdue" as const) },
  { weight: 2, arbitrary: fc.constantFrom("SUSPENDED" as const, "ACTIVE" as const) },
);
/** Mostly on, sometimes back: a clock that was set wrong. */
const jumps = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 * 3_600_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -3_600_000, max: 0 }) },
);
const stories = fc.array(fc.tuple(jumps, steps), { minLength: 4, maxLength: 14 });
const policies = fc.record({
  acceptance: fc.constantFrom("ESCALATE", "AUTO_ACCEPT"),
  conversion: fc.constantFrom("ESCALATE", "REASSIGN", "EXTEND_PROTECTION", "EXPIRE"),
  inBusinessHours: fc.boolean(),
  restsForPartner: fc.boolean(),
});

const WATCHED = [...CONVERSATION_INVARIANTS, ...PROTECTION_INVARIANTS].filter(({ name }) =>
  [
    "clock-follows-its-lead",
    "clock-keeps-its-promise",
    "clock-of-a-suspended-partner-rests",
    "protection-waits-for-a-move",
    "protection-follows-its-lead",
  ].includes(name),
);

const setState = (of: Caller, state: string, at: number) =>
  desk.world.asOwner("update partner set state = $1, updated_at = $2 where id = $3", [
    state,
    new Date(at).toISOString(),
    uuidOf(of.actor.partnerId ?? "prt_"),
  ]);

test("whatever is done in whatever order, and however the time jumps, clocks agree with the history of their lead", async () => {
  const cases = fc.sample(fc.tuple(policies, stories), { numRuns: 50, seed: 7 });
  let done = 0;
  for (const [policy, story] of cases) {
    await desk.withoutPolicies();
    const { inBusinessHours, restsForPartner } = policy;
    const terms = { inBusinessHours, restsForPartner, warnAtPercent: [50, 150] };
    await desk.policy({
      clock: "ACCEPTANCE",
      targetMinutes: 1_200,
      consequence: policy.acceptance,
      heldBackPercent: policy.acceptance === "AUTO_ACCEPT" ? 10 : null,
      ...terms,
    });
    await desk.policy({
      clock: "CONVERSION",
      targetMinutes: 2_400,
      consequence: policy.conversion,
      ...terms,
    });
    let now = Date.parse("2026-02-02T10:00:00Z");
    desk.at(new Date(now).toISOString());
    // each at its own time, by a partner of its own
    const partner = await desk.partner(`Partner ${randomUUID()}`);
    const leadId = await desk.register(partner, `Lead ${randomUUID()}`);
    for (const [jump, step] of story) {
      now += jump;
      desk.at(new Date(now).toISOString());
      if (step === "fire") done += await desk.fire();
      else if (step === "closeOverdue") await desk.closeOverdue();
      else if (step === "SUSPENDED" || step === "ACTIVE") await setState(partner, step, now);
      else {
        const [by, more] = VERBS[step];
        const payload = await desk.act(by === "sales" ? desk.sales : partner, step, leadId, more);
        if (payload.errors.length === 0) done += 1;
      }
    }
    for (const { name, sql } of WATCHED)
      expect({ name, story, policy, rows: await desk.world.asOwner(sql) }).toEqual({
        name,
        story,
        policy,
        rows: [],
      });
  }
  expect(WATCHED.length).toBe(5);
  expect(done).toBeGreaterThan(95);
});
