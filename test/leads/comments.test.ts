import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { CANARY, openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { plantLead } from "../support/plant-lead.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const lead = (stage = "SAL"): Promise<LeadId> =>
  plantLead(world, { partnerId: world.alpha, stage, ownerId: world.members.SALES_REP.memberId });

const COMMENTS = "comments { nodes { text saidWith writtenBy { displayName isVendor } } }";

async function commentsOf(leadId: LeadId, bearer: string): Promise<readonly Json[]> {
  const query = `query ($id: ID!) { lead(by: { id: $id }) { ${COMMENTS} } }`;
  const { data } = await world.ask(bearer, query, { id: leadId });
  return data?.["lead"].comments.nodes;
}

/** All of a lead that its partner's role can reach, as it stands. */
async function rowOf(leadId: LeadId): Promise<unknown> {
  const rows = await world.asOwner("select lead.*, xmin, ctid from lead where id = $1", [
    uuidOf(leadId),
  ]);
  return rows[0];
}

test("what both sides say is one conversation, each entry an event and a version", async () => {
  const leadId = await lead();
  const partner = world.members.PARTNER_MEMBER.key;
  const sales = world.members.SALES_REP.key;
  await done(world, partner, "addComment", { leadId, text: "  We met\non Monday  " });
  const answer = await done(
    world,
    sales,
    "addComment",
    { leadId, text: "Thank you" },
    "lead { version stage timeline { nodes { type comment fromStage toStage } } }",
  );

  expect(answer["lead"]).toMatchObject({ version: 3, stage: "SAL" });
  expect(answer["lead"].timeline.nodes.at(-1)).toEqual({
    type: "COMMENTED",
    comment: "Thank you",
    fromStage: "SAL",
    toStage: "SAL",
  });
  const [said, answered] = await commentsOf(leadId, partner);
  expect(said).toMatchObject({ text: "We met\non Monday", saidWith: "COMMENTED" });
  expect(said?.["writtenBy"].isVendor).toBe(false);
  expect(answered).toEqual({
    text: "Thank you",
    saidWith: "COMMENTED",
    writtenBy: { displayName: "Vendor", isVendor: true },
  });
  const seenByVendor = await commentsOf(leadId, sales);
  expect(seenByVendor.map((each) => each["text"])).toEqual(["We met\non Monday", "Thank you"]);
  expect(seenByVendor[0]?.["writtenBy"].displayName).toBe(`${CANARY} PARTNER_MEMBER`);
});

test("what is said with a decision is part of the conversation", async () => {
  const leadId = await lead("SUBMITTED");
  await done(world, world.members.SALES_REP.key, "rejectLead", {
    leadId,
    reasonCode: "TOO_EARLY",
    comment: "Come back in spring",
    note: "Never again",
  });
  expect(await commentsOf(leadId, world.members.PARTNER_ADMIN.key)).toMatchObject([
    { text: "Come back in spring", saidWith: "REJECTED" },
  ]);
});

test("a lead that a decision closed is not commented on: there is an appeal", async () => {
  const partner = world.members.PARTNER_MEMBER.key;
  for (const stage of ["REJECTED", "DISQUALIFIED", "EXPIRED", "MERGED", "WITHDRAWN"]) {
    const leadId = await lead(stage);
    const before = await rowOf(leadId);
    const { data } = await mutate(world, partner, "addComment", { leadId, text: "But" });
    expect([stage, data?.["addComment"].errors[0].code]).toEqual([stage, "INVALID_TRANSITION"]);
    expect(await rowOf(leadId)).toEqual(before);
  }
  const won = await lead("WON");
  await done(world, partner, "addComment", { leadId: won, text: "When is it paid?" });
});

test.each([
  ["nothing", " \n "],
  ["more than 2,000 characters", "x".repeat(2_001)],
])("a comment of %s is refused", async (_, text) => {
  const leadId = await lead();
  for (const verb of ["addComment", "addInternalComment"]) {
    const { data } = await mutate(world, world.members.SALES_REP.key, verb, { leadId, text });
    expect(data?.[verb].errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["text"] }]);
  }
});

test("another partner's lead and one that never was are answered alike", async () => {
  const theirs = await plantLead(world, {
    partnerId: world.beta,
    stage: "SAL",
    ownerId: world.members.SALES_REP.memberId,
  });
  const before = await rowOf(theirs);
  for (const leadId of [theirs, newId("lead")]) {
    const input = { leadId, text: "Hello?" };
    const { data } = await mutate(world, world.members.PARTNER_ADMIN.key, "addComment", input);
    const [error] = data?.["addComment"].errors ?? [];
    expect(error).toMatchObject({ code: "NOT_FOUND", path: ["leadId"] });
    expect(error.message).toBe(`There is no lead ${leadId} that you can see.`);
  }
  expect(await rowOf(theirs)).toEqual(before);
});

test("what the vendor's people say among themselves moves nothing that its partner can reach", async () => {
  const leadId = await lead("SUBMITTED");
  const before = await rowOf(leadId);
  const { lead: seen } = await done(
    world,
    world.members.SALES_REP.key,
    "addInternalComment",
    { leadId, text: "A rival has it" },
    "lead { version internalComments { totalCount nodes { text writtenBy { displayName isVendor } } } }",
  );

  expect(seen).toEqual({
    version: 1,
    internalComments: {
      totalCount: 1,
      nodes: [
        {
          text: "A rival has it",
          writtenBy: { displayName: "Vendor's SALES_REP", isVendor: true },
        },
      ],
    },
  });
  expect(await rowOf(leadId)).toEqual(before);
  expect(await commentsOf(leadId, world.members.SALES_REP.key)).toEqual([]);
  for (const role of ["PARTNER_ADMIN", "PARTNER_MEMBER"] as const) {
    const query = `query ($id: ID!) { lead(by: { id: $id }) { internalComments { nodes { text } } } }`;
    const answer = await world.ask(world.members[role].key, query, { id: leadId });
    expect(answer.errors[0]?.["extensions"].code).toBe("FORBIDDEN");
    expect(answer.text).not.toContain("A rival has it");
    const written = await mutate(world, world.members[role].key, "addInternalComment", {
      leadId,
      text: "Ours",
    });
    expect(written.errors[0]?.["extensions"].code).toBe("FORBIDDEN");
  }
  const kept = await world.asOwner(
    "select count(*)::int as n from lead_internal_comment where lead_id = $1",
    [uuidOf(leadId)],
  );
  expect(kept).toEqual([{ n: 1 }]);
});

test("a closed lead is spoken of among the vendor's people all the same", async () => {
  for (const stage of ["REJECTED", "MERGED", "WON"]) {
    const input = { leadId: await lead(stage), text: "Look at it again" };
    const bearer = world.members.SALES_MANAGER.key;
    const { data } = await mutate(world, bearer, "addInternalComment", input);
    expect([stage, data?.["addInternalComment"].errors]).toEqual([stage, []]);
  }
});

test("neither kind of comment is changed or taken back, and a partner's role reaches none of the vendor's", async () => {
  const leadId = await lead();
  await done(world, world.members.SALES_REP.key, "addInternalComment", { leadId, text: "Ours" });
  for (const change of [
    "update lead_internal_comment set text = 'x'",
    "delete from lead_internal_comment",
  ])
    await expect(world.asOwner(change)).rejects.toThrow("append-only");
  const session = {
    role: "partner",
    partnerId: world.alpha,
    actorId: uuidOf(world.members.PARTNER_MEMBER.memberId),
    requestId: "test",
  } as const;
  await expect(
    world.database.read(session, sql`select 1 from lead_internal_comment`),
  ).rejects.toThrow("permission denied");
});

test("two comments at once are both said, one after the other", async () => {
  const leadId = await lead();
  const bearers = [
    world.members.PARTNER_MEMBER,
    world.members.SALES_REP,
    world.members.PARTNER_ADMIN,
  ];
  await Promise.all(
    bearers.map(({ key }, index) =>
      done(world, key, "addComment", { leadId, text: `No. ${index}` }),
    ),
  );
  const said = await commentsOf(leadId, world.members.SALES_REP.key);
  expect(said.map((each) => String(each["text"])).toSorted()).toEqual(["No. 0", "No. 1", "No. 2"]);
  expect(await rowOf(leadId)).toMatchObject({ version: 4 });
});

test("a comment of the partner keeps its protection from lapsing, one of the vendor does not", async () => {
  const leadId = await plantLead(world, {
    partnerId: world.alpha,
    stage: "SAL",
    ownerId: world.members.SALES_REP.memberId,
    isProtected: true,
  });
  const activeAt = async () => {
    const rows = await world.asOwner("select active_at from protection_window where lead_id = $1", [
      uuidOf(leadId),
    ]);
    return rows[0]?.["active_at"];
  };
  const before = await activeAt();
  await done(world, world.members.SALES_REP.key, "addComment", { leadId, text: "Well?" });
  expect(await activeAt()).toEqual(before);
  await done(world, world.members.PARTNER_MEMBER.key, "addComment", { leadId, text: "We meet" });
  expect(Number(await activeAt())).toBeGreaterThan(Number(before));
});
