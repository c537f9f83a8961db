import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { CastMember } from "../support/cast.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";
import { overWebSocket, untilWatched } from "../support/watch.ts";

import { openSalesFloor } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";

let floor: SalesFloor;

beforeAll(async () => {
  floor = await openSalesFloor();
});
afterAll(() => floor.world.close());
/** Each test looks at leads of its own. */
beforeEach(async () => {
  await floor.world.asOwner("delete from inbox_item");
});

const ITEMS = `nodes { nextStep dueAt isOverdue reasons lead { id actions { action allowed reason } } member { displayName } queue { name } }`;

async function inbox(who: CastMember, filter: Json | null = null): Promise<readonly Json[]> {
  const answer = await floor.world.ask(
    who.key,
    `query ($filter: SalesInboxFilter) { salesInbox(first: 50, filter: $filter) { ${ITEMS} } }`,
    { filter },
  );
  expect(answer.errors).toEqual([]);
  return answer.data?.["salesInbox"].nodes;
}

const leadsIn = async (who: CastMember, filter: Json | null = null) =>
  (await inbox(who, filter)).map((item) => item["lead"].id);

const dueAt = (leadId: LeadId, when: string) =>
  floor.world.asOwner("update inbox_item set due_at = now() + $2::interval where lead_id = $1", [
    uuidOf(leadId),
    when,
  ]);

const act = (who: CastMember, verb: string, input: Json) => done(floor.world, who.key, verb, input);

describe("the inbox", () => {
  test("has what is due first at the top, what has no time at the end, and says why to look", async () => {
    const [late, soon, later, timeless] = [
      await floor.register(),
      await floor.register(),
      await floor.register(),
      await floor.register(),
    ];
    await dueAt(late, "-1 minute");
    await dueAt(soon, "2 hours");
    await dueAt(later, "3 days");
    await floor.accept(timeless, floor.ada);
    await act(floor.ada, "qualifyLead", {
      leadId: timeless,
      criteriaVersionId: CRITERIA,
      answers: metAnswers(),
    });

    const items = await inbox(floor.ada);
    expect(items.map((item) => [item["lead"].id, item["nextStep"], item["reasons"]])).toEqual([
      [late, "ACCEPT", ["OVERDUE", "NOBODY_HOLDS"]],
      [soon, "ACCEPT", ["DUE_TODAY", "NOBODY_HOLDS"]],
      [later, "ACCEPT", ["NOBODY_HOLDS"]],
      [timeless, "CONVERT", []],
    ]);
    expect(items.map((item) => item["isOverdue"])).toEqual([true, false, false, false]);
    expect(items[3]).toMatchObject({ dueAt: null, member: { displayName: "Ada" }, queue: null });
    const accepting = items[0]?.["lead"].actions.find((each: Json) => each["action"] === "ACCEPT");
    expect(accepting).toMatchObject({ allowed: true });
  });

  test("shows a rep its own leads, those of its queues and of whom it stands in for, and no one else's", async () => {
    const [bens, queued, foreign] = [
      await floor.register(),
      await floor.register(),
      await floor.register(),
    ];
    const team = await floor.save("saveTeam", "team", {
      name: "Cleo's team",
      memberIds: [floor.cleo.memberId],
    });
    const open = await floor.save("saveQueue", "queue", { name: "Open to all" });
    const closed = await floor.save("saveQueue", "queue", { name: "Cleo's", teamId: team });
    const give = (leadId: LeadId, to: Json) =>
      act(floor.manager, "reassignLead", { leadId, reason: "Test", ...to });
    await give(bens, { memberId: floor.ben.memberId });
    await give(queued, { queueId: open });
    await give(foreign, { queueId: closed });

    expect(await leadsIn(floor.ada)).toEqual([queued]);
    expect(await leadsIn(floor.ben)).toEqual([bens, queued]);
    expect(await leadsIn(floor.cleo)).toEqual([queued, foreign]);
    expect(await leadsIn(floor.manager, { holders: ["ANYBODY"] })).toEqual([bens, queued, foreign]);
    expect((await inbox(floor.ada))[0]).toMatchObject({
      reasons: ["WAITS_IN_QUEUE"],
      queue: { name: "Open to all" },
      member: null,
    });

    await floor.save("recordAbsence", "absence", {
      memberId: floor.ben.memberId,
      deputyId: floor.ada.memberId,
      absentFrom: "2020-01-01T00:00:00Z",
      absentUntil: "2099-01-01T00:00:00Z",
    });
    expect(await leadsIn(floor.ada)).toEqual([bens, queued]);
    await act(floor.ada, "claimLead", { leadId: queued });
    expect(await leadsIn(floor.cleo)).toEqual([foreign]);
  });

  test("is narrowed by what is to be done, by partner, by time, and by who has to answer", async () => {
    const [waits, accepted, fresh] = [
      await floor.register(),
      await floor.register(),
      await floor.register(),
    ];
    await act(floor.ada, "requestInformation", {
      leadId: waits,
      questions: [{ field: "NOTES", question: "Why now?" }],
    });
    await floor.accept(accepted, floor.ada);
    await dueAt(fresh, "-1 day");

    const only = (filter: Json) => leadsIn(floor.ada, filter);
    expect(await only({ nextSteps: ["QUALIFY"] })).toEqual([accepted]);
    expect(await only({ isOverdue: true })).toEqual([fresh]);
    expect(await only({ waitsForPartner: true })).toEqual([waits]);
    expect(await only({ holders: ["ME"] })).toEqual([accepted]);
    expect(await only({ partnerId: floor.alpha })).toHaveLength(3);
    expect(await only({ partnerId: "prt_01aaaaaaaaaaaaaaaaaaaaaaaa" })).toEqual([]);

    const answer = await floor.world.ask(
      floor.ada.key,
      "{ salesInboxCounts { all overdue dueToday waitsForPartner nobodyHolds toAccept toQualify toConvert toClose toTakeUp } }",
    );
    expect(answer.data?.["salesInboxCounts"]).toEqual({
      ...{ all: 3, overdue: 1, dueToday: 0, waitsForPartner: 1, nobodyHolds: 2 },
      ...{ toAccept: 2, toQualify: 1, toConvert: 0, toClose: 0, toTakeUp: 0 },
    });
  });

  test("has a returned lead from its day on, and a closed one no more", async () => {
    const [back, gone] = [await floor.register(), await floor.register()];
    await act(floor.ada, "returnLead", {
      leadId: back,
      reasonCode: "TIMING_LATER",
      revisitOn: "2099-01-01",
    });
    await act(floor.ada, "rejectLead", { leadId: gone, reasonCode: "TOO_EARLY" });
    expect(await leadsIn(floor.ada)).toEqual([]);
    await dueAt(back, "-1 minute");
    expect(await inbox(floor.ada)).toMatchObject([{ nextStep: "TAKE_UP", lead: { id: back } }]);
  });

  test("has a returned lead on its day where its program is, also where that comes to be elsewhere", async () => {
    const leadId = await floor.register();
    const back = { leadId, reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };
    await act(floor.ada, "returnLead", back);
    const due = async () => {
      const [item] = await floor.world.asOwner<{ due_at: Date }>(
        "select due_at from inbox_item where lead_id = $1",
        [uuidOf(leadId)],
      );
      return item?.due_at.toISOString();
    };
    const moveTo = (zone: string) =>
      floor.world.asOwner("update program set time_zone = $1", [zone]);
    await moveTo("America/New_York");
    expect(await due()).toBe("2099-01-01T05:00:00.000Z");
    await moveTo("Asia/Tokyo");
    expect(await due()).toBe("2098-12-31T15:00:00.000Z");
    await moveTo("Europe/Berlin");
  });

  test("is no partner's to read", async () => {
    const answer = await floor.world.ask(
      floor.partner.key,
      `{ salesInbox { nodes { nextStep } } }`,
    );
    expect(answer.errors.map((error) => error["extensions"].code)).toContain("FORBIDDEN");
  });
});

test("whoever watches the inbox is told what comes into it, changes there and leaves it, and nothing of others'", async () => {
  const document = "subscription { salesInboxChanged { lead { id } item { nextStep } } }";
  const [adas, bens] = [
    await overWebSocket(floor.world, floor.ada.key, document),
    await overWebSocket(floor.world, floor.ben.key, document),
  ];
  await untilWatched(floor.world, 2);
  const leadId = await floor.register();
  await Promise.all([adas.until(1), bens.until(1)]);
  await floor.accept(leadId, floor.ada);
  const last = (told: readonly Json[]) => told.at(-1)?.["salesInboxChanged"];
  await expect
    .poll(() => last(adas.told), { timeout: 10_000 })
    .toEqual({
      lead: { id: leadId },
      item: { nextStep: "QUALIFY" },
    });
  await expect
    .poll(() => last(bens.told), { timeout: 10_000 })
    .toEqual({
      lead: { id: leadId },
      item: null,
    });
  const before = bens.told.length;
  await act(floor.ada, "disqualifyLead", { leadId, reasonCode: "NO_NEED" });
  await expect.poll(() => last(adas.told)["item"], { timeout: 10_000 }).toBeNull();
  expect(bens.told).toHaveLength(before);
  await Promise.all([adas.leave(), bens.leave()]);
});
