import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const RETURN = { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" };
const SHOWN = `lead { id stage version reasonCode revisitOn
  stagesReached { stage reachedAt implied } timeline { nodes { type fromStage toStage comment actor { isVendor } } } }`;

/** The living world's lead that was an SQL and was returned, or a new one that is returned at once. */
async function returned(name: string): Promise<LeadId> {
  const partner = world.members.PARTNER_MEMBER.key;
  const input = {
    company: { name, domain: `${name}.example` },
    contact: { name: "Anna", email: `anna@${name}.example`, consent: { basis: "CONSENT" } },
  };
  const { lead } = await done(world, partner, "registerLead", input, "lead { id }");
  await done(world, world.members.SALES_REP.key, "returnLead", { leadId: lead.id, ...RETURN });
  return lead.id;
}

test("its partner brings a returned lead back with news: it is in review as MQL, and its return is past", async () => {
  const leadId = await returned("heide");
  const { lead } = await done(
    world,
    world.members.PARTNER_MEMBER.key,
    "resubmitLead",
    { leadId, comment: "The budget is there" },
    SHOWN,
  );

  expect(lead).toMatchObject({ stage: "MQL", version: 3, reasonCode: null, revisitOn: null });
  expect(lead.stagesReached).toMatchObject([
    { stage: "SUBMITTED", implied: false },
    { stage: "MQL", implied: false },
  ]);
  expect(lead.timeline.nodes.at(-1)).toEqual({
    type: "RESUBMITTED",
    fromStage: "RECYCLED",
    toStage: "MQL",
    comment: "The budget is there",
    actor: { isVendor: false },
  });
});

test.each([null, "", "  "])("news that say nothing (%j) bring nothing back", async (comment) => {
  const leadId = await returned(`leer${String(comment?.length ?? "n")}`);
  const partner = world.members.PARTNER_MEMBER.key;
  const { data } = await mutate(world, partner, "resubmitLead", { leadId, comment });
  expect(data?.["resubmitLead"].errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["comment"] },
  ]);
  expect(await stageOf(leadId)).toBe("RECYCLED");
});

test("a rival's news about a lead are about no lead that there is", async () => {
  const leadId = await returned("ilmenau");
  const { data } = await mutate(world, world.rival.key, "resubmitLead", {
    leadId,
    comment: "Mine",
  });
  expect(data?.["resubmitLead"].errors).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(await stageOf(leadId)).toBe("RECYCLED");
});

test("what a lead reached before its return keeps its time, and its credit stays the only one", async () => {
  const { returned: leadId } = world.leads;
  const query = `query ($id: ID!) { lead(by: { id: $id }) { stagesReached { stage reachedAt } credits { nodes { id } } } }`;
  const before = (await world.ask(world.staff.key, query, { id: leadId })).data?.["lead"];
  const sales = world.members.SALES_REP.key;
  await done(world, sales, "resumeLead", { leadId });
  await done(world, sales, "acceptLead", { leadId });
  const answers = ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
    criterionKey,
    state: "MET",
  }));
  const counting = "query ($leadId: ID!) { criteriaFor(leadId: $leadId) { id } }";
  const { data } = await world.ask(world.staff.key, counting, { leadId });
  const criteriaVersionId = data?.["criteriaFor"].id;
  await done(world, sales, "qualifyLead", { leadId, criteriaVersionId, answers });

  const after = (await world.ask(world.staff.key, query, { id: leadId })).data?.["lead"];
  expect(after).toEqual(before);
  expect(after.credits.nodes).toHaveLength(1);
});

test("marketing raises a submitted lead to MQL, and sales accepts it as before", async () => {
  const { lead } = await done(
    world,
    world.members.MARKETING_OPS.key,
    "promoteLead",
    { leadId: world.leads.submitted },
    "lead { stage timeline { nodes { type } } }",
  );
  expect(lead).toMatchObject({ stage: "MQL" });
  expect(lead.timeline.nodes.at(-1)).toEqual({ type: "PROMOTED" });
});

async function stageOf(leadId: LeadId): Promise<string | undefined> {
  const rows = await world.asOwner<{ stage: string }>("select stage from lead where id = $1", [
    uuidOf(leadId),
  ]);
  return rows[0]?.stage;
}
