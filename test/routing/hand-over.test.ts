import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import type { CastMember } from "../support/cast.ts";
import type { Json } from "../support/served-world.ts";

import { openSalesFloor, seenByPartner } from "./sales-floor.ts";
import type { SalesFloor } from "./sales-floor.ts";

let floor: SalesFloor;

beforeAll(async () => {
  floor = await openSalesFloor();
});
afterAll(() => floor.world.close());

const act = (who: CastMember, verb: string, input: Json, selection?: string) =>
  done(floor.world, who.key, verb, input, selection);

async function qualified(owner: CastMember): Promise<LeadId> {
  const leadId = await floor.register();
  await floor.accept(leadId, owner);
  await act(owner, "qualifyLead", {
    ...{ leadId, criteriaVersionId: CRITERIA, answers: metAnswers() },
  });
  return leadId;
}

const chain = async (leadId: LeadId) => {
  const { data } = await floor.world.ask(
    floor.admin.key,
    `query ($id: ID!) { lead(by: { id: $id }) { stage owner { displayName }
      assignments(first: 10) { nodes { cause note member { displayName } queue { name } } } } }`,
    { id: leadId },
  );
  const { stage, owner, assignments } = data?.["lead"] ?? {};
  return {
    stage,
    owner: owner.displayName,
    held: assignments.nodes.map((each: Json) => [
      each["cause"],
      each["member"]?.displayName ?? each["queue"]?.name,
      each["note"],
    ]),
  };
};

describe("the second hand-over", () => {
  test("gives an SQL to whoever closes it, who sends it back with what was missing: stage and clocks stay", async () => {
    const leadId = await qualified(floor.ada);
    const clocks = () =>
      floor.world.asOwner(
        "select kind, started_at, due_at, stopped_at from lead_clock where lead_id = $1 order by started_at",
        [uuidOf(leadId)],
      );
    const before = await clocks();
    await act(floor.ada, "handOverLead", {
      ...{ leadId, memberId: floor.ben.memberId, note: "They decide in March" },
    });
    expect(await chain(leadId)).toMatchObject({
      stage: "SQL",
      owner: "Ben",
      held: [
        ["HANDED_OVER", "Ben", "They decide in March"],
        ["ACCEPTED", "Ada", null],
      ],
    });
    await act(floor.ben, "sendBackLead", { leadId, reason: "No budget was named" });
    expect(await chain(leadId)).toMatchObject({
      stage: "SQL",
      owner: "Ada",
      held: [
        ["SENT_BACK", "Ada", "No budget was named"],
        ["HANDED_OVER", "Ben", "They decide in March"],
        ["ACCEPTED", "Ada", null],
      ],
    });
    expect(await clocks()).toEqual(before);
    const seen = JSON.stringify(await seenByPartner(floor, leadId));
    expect(seen).not.toContain("budget");
    expect(seen).not.toContain("March");
  });

  test("is the business of whoever holds the lead, from SQL on, and goes back only where there was one", async () => {
    const early = await floor.register();
    await floor.accept(early, floor.ada);
    const leadId = await qualified(floor.ada);
    const to = { memberId: floor.cleo.memberId, note: "For you" };
    const codes = async (who: CastMember, verb: string, input: Json) =>
      (await floor.refused(who, verb, input)).map(({ code }) => code);

    expect(await codes(floor.ada, "handOverLead", { leadId: early, ...to })).toEqual([
      "BUSINESS_RULE",
    ]);
    expect(await codes(floor.ben, "handOverLead", { leadId, ...to })).toEqual(["FORBIDDEN"]);
    expect(await codes(floor.ada, "sendBackLead", { leadId, reason: "Why me" })).toEqual([
      "BUSINESS_RULE",
    ]);
    expect(
      await codes(floor.ada, "handOverLead", { leadId, ...to, memberId: floor.ada.memberId }),
    ).toEqual(["ALREADY_DONE"]);
    expect(await codes(floor.ada, "handOverLead", { leadId, note: "For nobody" })).toEqual([
      "VALIDATION_FAILED",
    ]);
    const gone = await floor.hire("Gone");
    const left = await qualified(gone);
    await act(gone, "handOverLead", { leadId: left, ...to });
    await floor.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      uuidOf(gone.memberId),
    ]);
    const [refusal] = await floor.refused(floor.cleo, "sendBackLead", {
      ...{ leadId: left, reason: "Too early" },
    });
    expect(refusal?.message).toContain("Gone works on leads no more");
  });
});

describe("the leads of one person", () => {
  test("are passed on at once by a manager, all or those of some stages, a hundred in a call", async () => {
    const dora = await floor.hire("Dora");
    const [submitted, accepted] = [await floor.register(), await floor.register()];
    const give = { leadId: submitted, memberId: dora.memberId, reason: "For a start" };
    await act(floor.manager, "reassignLead", give);
    await floor.accept(accepted, dora);
    const from = { memberId: dora.memberId, reason: "On leave" };
    const to = { toMemberId: floor.ben.memberId };

    const first = await act(
      floor.manager,
      "reassignLeadsOf",
      { ...from, ...to, stages: ["SAL"] },
      "reassigned remaining",
    );
    expect(first).toMatchObject({ reassigned: 1, remaining: 0 });
    expect(await chain(accepted)).toMatchObject({
      owner: "Ben",
      held: [
        ["REASSIGNED", "Ben", "On leave"],
        ["ACCEPTED", "Dora", null],
      ],
    });
    const queueId = await floor.save("saveQueue", "queue", { name: "Dora's" });
    const second = await act(
      floor.manager,
      "reassignLeadsOf",
      { ...from, queueId },
      "reassigned remaining",
    );
    expect(second).toMatchObject({ reassigned: 1, remaining: 0 });
    expect(await floor.holder(submitted)).toMatchObject({ queue: { name: "Dora's" } });

    const refused = async (who: CastMember, input: Json) =>
      (await floor.refused(who, "reassignLeadsOf", input)).map(({ code }) => code);
    expect(await refused(floor.manager, { ...from, toMemberId: dora.memberId })).toEqual([
      "ALREADY_DONE",
    ]);
    expect(await refused(floor.manager, { ...from, ...to, queueId })).toEqual([
      "VALIDATION_FAILED",
    ]);
  });

  test("what is left over is said, and comes with the next call", async () => {
    const emil = await floor.hire("Emil");
    for (let index = 0; index < 101; index += 1) {
      const leadId = await floor.register();
      const give = { leadId, memberId: emil.memberId, reason: "Many" };
      await act(floor.manager, "reassignLead", give);
    }
    const input = { memberId: emil.memberId, toMemberId: floor.ben.memberId, reason: "Leaves" };
    const call = () => act(floor.manager, "reassignLeadsOf", input, "reassigned remaining");
    expect(await call()).toMatchObject({ reassigned: 100, remaining: 1 });
    expect(await call()).toMatchObject({ reassigned: 1, remaining: 0 });
    expect(await call()).toMatchObject({ reassigned: 0, remaining: 0 });
  }, 180_000);
});
