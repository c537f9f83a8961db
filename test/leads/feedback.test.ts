import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openPostOffice } from "../notices/post-office.ts";
import type { PostOffice } from "../notices/post-office.ts";
import { plantMember } from "../support/cast.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { plantLead } from "../support/plant-lead.ts";
import type { Json } from "../support/served-world.ts";

let office: PostOffice;
let world: LivingWorld;
beforeAll(async () => {
  office = await openPostOffice();
  ({ world } = office);
});
afterAll(() => office.close());

const lead = (stage: string): Promise<LeadId> =>
  plantLead(world, { partnerId: world.alpha, stage, ownerId: world.members.SALES_REP.memberId });

const FEEDBACK = { strengths: ["NEED"], gaps: ["BUDGET", "DATA_QUALITY"], comment: "Ask for it" };
const MONEY = { amount: "1000.00", currency: "EUR" };

/** Each decision: the verb, where the lead stands, what else it says, what it is told as. */
const DECISIONS: readonly (readonly [string, string, Json, string])[] = [
  ["acceptLead", "SUBMITTED", {}, "ACCEPTED"],
  ["rejectLead", "SUBMITTED", { reasonCode: "TOO_EARLY" }, "REJECTED"],
  ["returnLead", "SAL", { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" }, "RETURNED"],
  ["qualifyLead", "SAL", { criteriaVersionId: CRITERIA, answers: metAnswers() }, "QUALIFIED"],
  ["disqualifyLead", "SAL", { reasonCode: "NO_BUDGET" }, "DISQUALIFIED"],
  ["winLead", "OPPORTUNITY", { amount: MONEY, closedOn: "2026-01-01" }, "WON"],
  ["loseLead", "OPPORTUNITY", { reasonCode: "PRICE" }, "LOST"],
];

const NODES = "totalCount nodes { decision givenAt strengths gaps comment }";

async function read(leadId: LeadId, bearer: string, selection: string): Promise<Json | null> {
  const query = `query ($id: ID!) { lead(by: { id: $id }) { ${selection} } }`;
  const { data } = await world.ask(bearer, query, { id: leadId });
  return data?.["lead"] ?? null;
}

const kept = (leadId: LeadId) =>
  world.asOwner("select seq from lead_feedback where lead_id = $1", [uuidOf(leadId)]);

test.each(DECISIONS)(
  "the partner learns from %s of a lead in %s",
  async (verb, stage, more, type) => {
    const leadId = await lead(stage);
    await done(world, world.members.SALES_REP.key, verb, { leadId, ...more, feedback: FEEDBACK });

    for (const reader of ["PARTNER_MEMBER", "SALES_REP"] as const) {
      const seen = await read(
        leadId,
        world.members[reader].key,
        `feedback { ${NODES} } timeline(last: 1) { nodes { type occurredAt feedback { decision strengths gaps comment } } }`,
      );
      const [told] = seen?.["timeline"].nodes ?? [];
      expect(seen?.["feedback"]).toEqual({
        totalCount: 1,
        nodes: [{ ...FEEDBACK, decision: type, givenAt: told.occurredAt }],
      });
      expect(told).toMatchObject({ type, feedback: { ...FEEDBACK, decision: type } });
    }
  },
);

test("a decision without feedback says none, and the latest is read first", async () => {
  const leadId = await lead("SUBMITTED");
  const sales = world.members.SALES_REP.key;
  await done(world, sales, "acceptLead", { leadId, feedback: { strengths: ["NEED"] } });
  await done(world, sales, "returnLead", {
    leadId,
    reasonCode: "TIMING_LATER",
    revisitOn: "2099-01-01",
    feedback: { gaps: ["TIMING"] },
  });
  await done(world, sales, "resumeLead", { leadId });
  await done(world, sales, "acceptLead", { leadId });

  const seen = await read(
    leadId,
    world.members.PARTNER_ADMIN.key,
    `feedback { ${NODES} } timeline(last: 1) { nodes { type feedback { comment } } }`,
  );
  expect(seen?.["feedback"].nodes).toMatchObject([
    { decision: "RETURNED", strengths: [], gaps: ["TIMING"], comment: null },
    { decision: "ACCEPTED", strengths: ["NEED"], gaps: [], comment: null },
  ]);
  expect(seen?.["timeline"].nodes).toEqual([{ type: "ACCEPTED", feedback: null }]);
});

test.each([
  ["nothing at all", {}, ["feedback"], "says nothing"],
  ["a blank comment", { comment: " \n " }, ["feedback"], "says nothing"],
  [
    "a point as strength and gap",
    { strengths: ["NEED"], gaps: ["NEED"] },
    ["feedback", "gaps"],
    "NEED, which is among the strengths",
  ],
  [
    "a point twice",
    { strengths: ["NEED", "NEED"] },
    ["feedback", "strengths"],
    "names a point more than once",
  ],
  [
    "more than 2,000 characters",
    { comment: "x".repeat(2_001) },
    ["feedback", "comment"],
    "2000 characters",
  ],
])("feedback of %s is refused, and nothing is decided", async (_, feedback, path, says) => {
  const leadId = await lead("SUBMITTED");
  const input = { leadId, reasonCode: "TOO_EARLY", feedback };
  const { data } = await mutate(world, world.members.SALES_REP.key, "rejectLead", input);
  expect(data?.["rejectLead"].errors).toMatchObject([{ code: "VALIDATION_FAILED", path }]);
  expect(data?.["rejectLead"].errors[0].message).toContain(says);
  expect(await read(leadId, world.staff.key, "stage")).toEqual({ stage: "SUBMITTED" });
  expect(await kept(leadId)).toEqual([]);
});

test("a decision that is refused leaves no feedback, and one that is sent twice one", async () => {
  const leadId = await lead("SUBMITTED");
  const sales = world.members.SALES_REP.key;
  const unreasoned = { leadId, reasonCode: "NO_SUCH", feedback: FEEDBACK };
  await mutate(world, sales, "rejectLead", unreasoned);
  expect(await kept(leadId)).toEqual([]);

  const input = { leadId, reasonCode: "TOO_EARLY", feedback: FEEDBACK };
  const key = newId("evt");
  await mutate(world, sales, "rejectLead", input, { key });
  await mutate(world, sales, "rejectLead", input, { key });
  const other = { ...input, feedback: { ...FEEDBACK, comment: "Another" } };
  const { data } = await mutate(world, sales, "rejectLead", other, { key });
  expect(data?.["rejectLead"].errors).toMatchObject([{ code: "IDEMPOTENCY_KEY_REUSED" }]);
  expect(await kept(leadId)).toEqual([{ seq: 2 }]);
});

test("no rival reads it, and whoever takes the lead over begins without it", async () => {
  const leadId = await lead("SUBMITTED");
  await done(world, world.members.SALES_REP.key, "acceptLead", { leadId, feedback: FEEDBACK });
  expect(await read(leadId, world.rival.key, `feedback { ${NODES} }`)).toBeNull();
  const asRival = {
    role: "partner",
    partnerId: world.beta,
    actorId: uuidOf(world.rival.memberId),
    requestId: "test",
  } as const;
  const rows = await world.database.read(
    asRival,
    sql`select 1 from lead_feedback where lead_id = ${uuidOf(leadId)}::uuid`,
  );
  expect(rows).toEqual([]);

  const { lead: mine } = await done(
    world,
    world.staff.key,
    "transferLead",
    { leadId, partnerId: world.beta, reasonCode: "CUSTOMER_REQUEST", settledShares: "KEEP" },
    `lead { id feedback { ${NODES} } }`,
  );
  expect(mine).toMatchObject({ feedback: { totalCount: 0, nodes: [] } });
  expect(mine["id"]).not.toBe(leadId);
  const own = await read(leadId, world.members.PARTNER_MEMBER.key, `feedback { ${NODES} }`);
  expect(own?.["feedback"].totalCount).toBe(1);
});

const asVendor = () =>
  ({
    role: "vendor",
    partnerId: null,
    actorId: uuidOf(world.members.SALES_REP.memberId),
    requestId: "test",
  }) as const;

/** Writes feedback as the vendor's role, past all verbs. */
async function insert(
  leadId: LeadId,
  {
    eventId,
    seq,
    strengths = ["NEED"],
    gaps = [],
  }: { eventId: string; seq: number; strengths?: string[]; gaps?: string[] },
): Promise<void> {
  await world.database.transaction(asVendor(), async (tx) => {
    tx.queue(sql`
      insert into lead_feedback (event_id, partner_id, lead_id, seq, strengths, gaps)
      values (${eventId}::uuid, ${uuidOf(world.alpha)}::uuid, ${uuidOf(leadId)}::uuid, ${seq}::integer,
        ${strengths}::text[], ${gaps}::text[])`);
    return { kind: "Done", subjects: [] };
  });
}

const lastEvent = async (leadId: LeadId): Promise<{ eventId: string; seq: number }> => {
  const [row] = await world.asOwner<{ id: string; seq: number }>(
    "select id, seq from lead_event where lead_id = $1 order by seq desc limit 1",
    [uuidOf(leadId)],
  );
  if (!row) throw new Error("no event");
  return { eventId: row.id, seq: row.seq };
};

test("the database takes feedback with a decision of the vendor's alone, and by whoever decided", async () => {
  const registered = await lead("SUBMITTED");
  await expect(insert(registered, await lastEvent(registered))).rejects.toThrow(
    "given with a decision",
  );

  const decided = await lead("SUBMITTED");
  const manager = world.members.SALES_MANAGER.key;
  await done(world, manager, "acceptLead", { leadId: decided });
  await expect(insert(decided, await lastEvent(decided))).rejects.toThrow("by whoever decides");

  const mine = await lead("SUBMITTED");
  const sales = world.members.SALES_REP.key;
  await done(world, sales, "acceptLead", { leadId: mine });
  const acceptance = await lastEvent(mine);
  await expect(insert(mine, { ...acceptance, seq: 1 })).rejects.toThrow("given with a decision");
  await expect(insert(registered, acceptance)).rejects.toThrow("given with a decision");
  await expect(insert(mine, { ...acceptance, strengths: ["NEED", "NEED"] })).rejects.toThrow(
    "names a point once",
  );
  await expect(insert(mine, { ...acceptance, gaps: ["NEED"] })).rejects.toThrow(
    "lead_feedback_either",
  );
  await expect(insert(mine, { ...acceptance, strengths: ["RIVAL"] })).rejects.toThrow(
    "lead_feedback_points",
  );
  await expect(insert(mine, { ...acceptance, strengths: [] })).rejects.toThrow(
    "lead_feedback_says_something",
  );
  await done(world, sales, "addComment", { leadId: mine, text: "Well?" });
  await expect(insert(mine, acceptance)).rejects.toThrow("given with a decision");
  expect([...(await kept(mine)), ...(await kept(decided)), ...(await kept(registered))]).toEqual(
    [],
  );
});

test("feedback is neither changed nor taken back, and a partner writes none", async () => {
  const leadId = await lead("SUBMITTED");
  await done(world, world.members.SALES_REP.key, "acceptLead", { leadId, feedback: FEEDBACK });
  for (const change of ["update lead_feedback set comment = 'x'", "delete from lead_feedback"])
    await expect(world.asOwner(change)).rejects.toThrow("append-only");
  const partner = {
    role: "partner",
    partnerId: world.alpha,
    actorId: uuidOf(world.members.PARTNER_MEMBER.memberId),
    requestId: "test",
  } as const;
  await expect(
    world.database.transaction(partner, async (tx) => {
      tx.queue(sql`insert into lead_feedback select * from lead_feedback`);
      return { kind: "Done", subjects: [] };
    }),
  ).rejects.toThrow("permission denied");
});

test("the mail of a decision quotes what was said to learn from, after what was said besides", async () => {
  const partner = await plantMember(world, ["PARTNER_MEMBER"], world.alpha, { name: "Petra" });
  const leadId = await office.register(partner);
  const rejection = { leadId, reasonCode: "TOO_EARLY", comment: "Not yet", feedback: FEEDBACK };
  await done(world, world.members.SALES_REP.key, "rejectLead", rejection);
  await office.send();
  expect(office.mailbox.to(partner.email).at(-1)?.text).toContain("\n\nNot yet\n\nAsk for it\n\n");
});
