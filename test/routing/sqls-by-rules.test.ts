import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { handOverSql } from "../../src/routing/index.ts";
import type { CastMember } from "../support/cast.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";

import { openSalesFloor, seenByPartner } from "./sales-floor.ts";
import type { SalesFloor } from "./sales-floor.ts";

let floor: SalesFloor;
let queueId: string;
let closers: string;

beforeAll(async () => {
  floor = await openSalesFloor();
  queueId = await floor.save("saveQueue", "queue", { name: "Everybody" });
  const members = [floor.ben.memberId, floor.cleo.memberId];
  closers = await floor.save("saveTeam", "team", { name: "Closers", memberIds: members });
});
afterAll(() => floor.world.close());

const act = (who: CastMember, verb: string, input: Json, selection?: string) =>
  done(floor.world, who.key, verb, input, selection);
const otherwise = (): Json => ({ name: "Everything else", target: "QUEUE", queueId });
const ofSqls = (more: Json = {}): Json => ({
  ...{ name: "Closers in turn", moment: "SQL", target: "ROUND_ROBIN", teamId: closers },
  ...more,
});

async function accepted(owner: CastMember): Promise<LeadId> {
  const leadId = await floor.register();
  await floor.accept(leadId, owner);
  return leadId;
}

const qualify = (leadId: LeadId, who: CastMember) =>
  act(who, "qualifyLead", { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() });

/** What the job does behind the move. */
const handOver = (leadId: LeadId) => handOverSql(floor.deps)({ leadId }, "test");

async function qualified(owner: CastMember): Promise<LeadId> {
  const leadId = await accepted(owner);
  await qualify(leadId, owner);
  await handOver(leadId);
  return leadId;
}

const jobs = async (leadId: LeadId) => {
  const key = `hand_over_lead:${uuidOf(leadId)}`;
  return (
    await floor.world.asOwner("select key from graphile_worker._private_jobs where key = $1", [key])
  ).length;
};

const read = async (leadId: LeadId) => {
  const { data } = await floor.world.ask(
    floor.admin.key,
    `query ($id: ID!) { lead(by: { id: $id }) { stage owner { displayName }
      assignments(first: 10) { nodes { cause member { displayName } queue { name } } } } }`,
    { id: leadId },
  );
  const { stage, owner, assignments } = data?.["lead"] ?? {};
  const held = assignments.nodes.map(({ cause, member, queue }: Json) => [
    cause,
    member?.displayName ?? queue?.name,
  ]);
  return { stage, owner: owner.displayName, held };
};

describe("a lead that becomes an SQL", () => {
  test("stays with its owner where no rules are published, and where none is for SQLs: nothing is enqueued", async () => {
    const leadId = await qualified(floor.ada);
    expect(await jobs(leadId)).toBe(0);
    await floor.publish({ ...otherwise(), name: "All", condition: 'stage == "SQL"' }, otherwise());
    const another = await qualified(floor.ada);
    expect(await jobs(another)).toBe(0);
    expect(await read(another)).toEqual({
      ...{ stage: "SQL", owner: "Ada", held: [["ACCEPTED", "Ada"]] },
    });
  });

  test("is handed over by a job to whom the rules for SQLs say, with which rule and why; who qualified it has it again", async () => {
    await floor.publish(ofSqls({ condition: 'country == "FR"', name: "France" }), ofSqls(), {
      ...otherwise(),
    });
    const leadId = await accepted(floor.ada);
    expect(await jobs(leadId)).toBe(0);
    await qualify(leadId, floor.ada);
    expect(await jobs(leadId)).toBe(1);
    await handOver(leadId);
    await handOver(leadId);

    expect(await read(leadId)).toEqual({
      stage: "SQL",
      owner: "Ben",
      held: [
        ["HANDED_OVER", "Ben"],
        ["ACCEPTED", "Ada"],
      ],
    });
    expect(await floor.holder(leadId)).toMatchObject({
      ...{ cause: "HANDED_OVER", rulePosition: 2, routing: { number: 2 }, assignedBy: null },
      explanation: {
        rules: [
          { position: 1, name: "France", outcome: "NOT_MET" },
          { position: 2, name: "Closers in turn", outcome: "CHOSEN" },
        ],
        candidates: [
          { memberId: floor.ben.memberId, outcome: "CHOSEN" },
          { memberId: floor.cleo.memberId, outcome: "STOOD_BY" },
        ],
      },
    });
    const seen = JSON.stringify(await seenByPartner(floor, leadId));
    expect(seen).toContain("Ben");
    expect(seen).not.toContain("Closers");

    await act(floor.ben, "sendBackLead", { leadId, reason: "No budget was named" });
    expect(await read(leadId)).toMatchObject({ owner: "Ada" });
    await handOver(leadId);
    expect((await read(leadId)).held[0]).toEqual(["SENT_BACK", "Ada"]);
  });

  test("stays where no rule for SQLs holds; the others are not asked", async () => {
    await floor.publish(ofSqls({ condition: 'country == "FR"' }), otherwise());
    const leadId = await qualified(floor.ada);
    expect(await read(leadId)).toMatchObject({ owner: "Ada", held: [["ACCEPTED", "Ada"]] });
  });

  test("stays with an owner whose turn it is, and the next one goes to the next", async () => {
    await floor.publish(ofSqls(), otherwise());
    const first = await qualified(floor.cleo);
    expect(await read(first)).toMatchObject({ owner: "Cleo", held: [["ACCEPTED", "Cleo"]] });
    const second = await qualified(floor.cleo);
    expect(await read(second)).toMatchObject({ owner: "Ben" });
  });

  test("stays with whoever was given it meanwhile", async () => {
    await floor.publish(ofSqls(), otherwise());
    const leadId = await accepted(floor.ada);
    await qualify(leadId, floor.ada);
    const to = { memberId: floor.manager.memberId, note: "Mine" };
    await act(floor.ada, "handOverLead", { leadId, ...to });
    await handOver(leadId);
    expect(await read(leadId)).toMatchObject({ owner: "Mona" });
  });

  test("waits in a queue that a rule names; whoever claims it may send it back to who qualified it", async () => {
    const waiting = await floor.save("saveQueue", "queue", { name: "Deals" });
    await floor.publish(
      { name: "To the deals", moment: "SQL", target: "QUEUE", queueId: waiting },
      otherwise(),
    );
    const leadId = await qualified(floor.ada);
    expect(await floor.holder(leadId)).toMatchObject({ queue: { name: "Deals" } });
    await act(floor.ben, "claimLead", { leadId });
    expect(await read(leadId)).toMatchObject({ owner: "Ben" });
    await act(floor.ben, "sendBackLead", { leadId, reason: "Nothing was agreed" });
    expect(await read(leadId)).toMatchObject({
      owner: "Ada",
      held: [
        ["SENT_BACK", "Ada"],
        ["CLAIMED", "Ben"],
        ["HANDED_OVER", "Deals"],
        ["ACCEPTED", "Ada"],
      ],
    });
  });

  test("that was claimed, put back and claimed by another goes back to who qualified it all the same", async () => {
    const waiting = await floor.save("saveQueue", "queue", { name: "Bigger deals" });
    await floor.publish(
      { name: "To the deals", moment: "SQL", target: "QUEUE", queueId: waiting },
      otherwise(),
    );
    const leadId = await qualified(floor.ada);
    await act(floor.ben, "claimLead", { leadId });
    await act(floor.ben, "releaseLead", { leadId, queueId: waiting, reason: "On holiday" });
    await act(floor.cleo, "claimLead", { leadId });
    await act(floor.cleo, "sendBackLead", { leadId, reason: "Nothing was agreed" });
    expect(await read(leadId)).toMatchObject({ owner: "Ada" });
  });

  test("while it waits in a queue is handed over as well", async () => {
    await floor.publish(ofSqls(), otherwise());
    const waiting = await floor.save("saveQueue", "queue", { name: "Nobody's" });
    const leadId = await accepted(floor.ada);
    await act(floor.ada, "releaseLead", { leadId, queueId: waiting, reason: "On holiday" });
    await qualify(leadId, floor.manager);
    await handOver(leadId);
    expect(await floor.holder(leadId)).toMatchObject({ cause: "HANDED_OVER", queue: null });
  });

  test("can be taken back behind its hand-over, and goes back to who had it", async () => {
    await floor.publish(ofSqls(), otherwise());
    const leadId = await qualified(floor.ada);
    expect(await read(leadId)).not.toMatchObject({ owner: "Ada" });
    await act(floor.manager, "undoMove", { leadId, reason: "Too soon" });
    await act(floor.manager, "sendBackLead", { leadId, reason: "It is not an SQL" });
    expect(await read(leadId)).toMatchObject({ stage: "SAL", owner: "Ada" });
  });
});

describe("rules for SQLs", () => {
  test("are not asked of leads in review, and before the others of an SQL whose holder left", async () => {
    await floor.publish(ofSqls({ name: "Closers" }), otherwise());
    const inReview = await floor.register();
    await floor.route(inReview);
    expect(await floor.holder(inReview)).toMatchObject({
      ...{ queue: { name: "Everybody" }, rulePosition: 2 },
      explanation: { rules: [{ position: 2, name: "Everything else" }] },
    });

    const gone = await floor.hire("Gone");
    const leadId = await accepted(gone);
    await qualify(leadId, gone);
    await floor.handOn(gone.memberId);
    expect(await floor.holder(leadId)).toMatchObject({
      ...{ cause: "LEFT", rulePosition: 1, queue: null },
      explanation: { rules: [{ position: 1, name: "Closers", outcome: "CHOSEN" }] },
    });
  });

  test("are read as such, and are not the last of a version, where all leads come to an end", async () => {
    await floor.publish(ofSqls(), otherwise());
    const { data } = await floor.world.ask(
      floor.admin.key,
      "query { routingVersions(first: 1) { nodes { number rules { name moment } } } }",
    );
    const { number, rules } = data?.["routingVersions"].nodes[0] ?? {};
    expect(rules).toEqual([
      { name: "Closers in turn", moment: "SQL" },
      { name: "Everything else", moment: "REVIEW" },
    ]);
    const last = { ...otherwise(), moment: "SQL" };
    const input = { expectedNumber: number, rules: [last] };
    expect(await floor.refused(floor.admin, "publishRouting", input)).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["rules"] },
    ]);
    const behind = floor.world.asOwner(
      `insert into routing_version (id, number, rules, published_at, published_by)
       values (gen_random_uuid(), 99, '[{"name": "A", "moment": "SQL"}]', now(), gen_random_uuid())`,
    );
    await expect(behind).rejects.toThrow("routing_version_ends");
  });
});
