import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { leadThat, matched, step } from "../support/lead-stories.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const SHOWN = `lead { id stage cycle version claimedAt createdAt reasonCode
  stagesReached { stage reachedAt } opportunity { state } credits { nodes { state amount { amount } } }
  matchingFinishedAt actions { action allowed reason }
  timeline { nodes { type fromStage toStage comment actor { isVendor } } } }`;

const reopen = (leadId: LeadId, more: Record<string, unknown> = {}) =>
  done(
    world,
    world.members.SALES_MANAGER.key,
    "reopenLead",
    { leadId, reason: "They called back", ...more },
    SHOWN,
  );

const refused = async (leadId: LeadId) =>
  (await mutate(world, world.members.SALES_MANAGER.key, "reopenLead", { leadId, reason: "Again" }))
    .data?.["reopenLead"];

const read = async (leadId: LeadId, key = world.staff.key) => {
  const document = `query ($id: ID!) { lead(by: { id: $id }) { ${SHOWN.slice(7, -1)} } }`;
  return (await world.ask(key, document, { id: leadId })).data?.["lead"];
};

test("a lost lead begins anew: in review, claimed as of now, with what it reached and earned before", async () => {
  const leadId = await leadThat(
    world,
    "phoenix",
    "acceptLead",
    "qualifyLead",
    "convertLead",
    "loseLead",
  );
  const before = await read(leadId);

  const { lead } = await reopen(leadId, { comment: "Welcome back" });

  expect(lead).toMatchObject({
    stage: "SUBMITTED",
    cycle: 2,
    reasonCode: null,
    stagesReached: before.stagesReached,
    opportunity: { state: "LOST" },
    credits: before.credits,
    createdAt: before.createdAt,
  });
  expect(Date.parse(lead.claimedAt)).toBeGreaterThan(Date.parse(before.claimedAt));
  expect(lead.timeline.nodes.at(-1)).toEqual({
    type: "REOPENED",
    fromStage: "LOST",
    toStage: "SUBMITTED",
    comment: "Welcome back",
    actor: { isVendor: true },
  });
});

test("it is compared with all others again before sales can accept it, and earns nothing twice", async () => {
  const leadId = await leadThat(
    world,
    "encore",
    "acceptLead",
    "qualifyLead",
    "convertLead",
    "loseLead",
  );
  const { lead } = await reopen(leadId);
  expect(lead.matchingFinishedAt).toBeNull();
  const early = await mutate(world, world.members.SALES_REP.key, "acceptLead", { leadId });
  expect(early.data?.["acceptLead"].errors).toMatchObject([{ code: "MATCHING_PENDING" }]);

  await matched(world, leadId);
  for (const verb of ["acceptLead", "qualifyLead", "convertLead", "winLead"])
    await step(world, verb, leadId);

  const after = await read(leadId);
  expect(after).toMatchObject({ stage: "WON", cycle: 2, opportunity: { state: "WON" } });
  expect(after.credits.nodes).toEqual([{ state: "ACCRUED", amount: { amount: "200.00" } }]);
});

test("a rival that registered meanwhile came first: the reopened lead is the challenger", async () => {
  const leadId = await leadThat(world, "interim", "rejectLead");
  const { lead: rival } = await done(
    world,
    world.rival.key,
    "registerLead",
    { ...registration("interim-b", "interim.com"), externalReference: null },
    "lead { id }",
  );
  await matched(world, rival.id, world.rival);
  await reopen(leadId);
  await matched(world, leadId);

  const seen = await world.ask(
    world.staff.key,
    `query ($id: ID!) { lead(by: { id: $id }) { conflicts { nodes { state incumbent { id } challenger { id } } } } }`,
    { id: leadId },
  );
  expect(seen.data?.["lead"].conflicts.nodes).toEqual([
    { state: "OPEN", incumbent: { id: rival.id }, challenger: { id: leadId } },
  ]);
});

test("a conflict that lapsed when the lead closed is open again when it comes back", async () => {
  const leadId = await leadThat(world, "lapsing");
  const { lead: rival } = await done(
    world,
    world.rival.key,
    "registerLead",
    { ...registration("lapsing-b", "lapsing.com"), externalReference: null },
    "lead { id }",
  );
  await matched(world, rival.id, world.rival);
  await step(world, "rejectLead", leadId);
  await matched(world, leadId);
  await reopen(leadId);
  await matched(world, leadId);

  const early = await mutate(world, world.members.SALES_REP.key, "acceptLead", { leadId });
  expect(early.data?.["acceptLead"].errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
});

test("where its partner has registered the prospect again, the manager is led to that lead", async () => {
  const leadId = await leadThat(world, "twin", "rejectLead");
  const again = await done(
    world,
    world.members.PARTNER_MEMBER.key,
    "registerLead",
    { ...registration("twin"), externalReference: "twin-2" },
    "lead { id }",
  );
  const { errors } = await refused(leadId);
  expect(errors).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
  expect(errors[0].message).toContain(again["lead"].id);
  expect(await read(leadId)).toMatchObject({ stage: "REJECTED", cycle: 1 });
});

test("of reopening it and its partner's registering it again at once, one is done", async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = `race-${round}`;
    const leadId = await leadThat(world, name, "rejectLead");
    const [reopened, registered] = await Promise.all([
      refused(leadId),
      mutate(world, world.members.PARTNER_MEMBER.key, "registerLead", {
        ...registration(name),
        externalReference: `${name}-2`,
      }),
    ]);
    const errors = [reopened.errors, registered.data?.["registerLead"].errors];
    expect(errors.flat()).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
  }
});

test("after 90 days it stays closed: the action says until when, and so does the refusal", async () => {
  const leadId = await leadThat(world, "late", "rejectLead");
  await aged(leadId, "90 days");
  expect((await actionOf(leadId, "REOPEN")).allowed).toBe(true);
  await aged(leadId, "24 hours");
  const { allowed, reason } = await actionOf(leadId, "REOPEN");
  expect(allowed).toBe(false);
  const { errors } = await refused(leadId);
  expect(errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect(errors[0].message).toContain(reason);
});

test.each(["", " "])("a manager says why (%j says nothing)", async (reason) => {
  const leadId = await leadThat(world, `why${reason.length}`, "rejectLead");
  const { data } = await mutate(world, world.members.SALES_MANAGER.key, "reopenLead", {
    leadId,
    reason,
  });
  expect(data?.["reopenLead"].errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["reason"] },
  ]);
});

test("its partner sees that it was begun anew, and not why", async () => {
  const leadId = await leadThat(world, "discreet", "rejectLead");
  await reopen(leadId, { reason: "secret of the vendor" });
  const text = JSON.stringify(await read(leadId, world.members.PARTNER_MEMBER.key));
  expect(text).toContain("REOPENED");
  expect(text).not.toContain("secret");
});

async function actionOf(leadId: LeadId, action: string) {
  const lead = await read(leadId);
  return lead.actions.find((each: { action: string }) => each.action === action);
}

/** Lets time pass for a lead: as the owner of the database, past its guards. */
async function aged(leadId: LeadId, by: string): Promise<void> {
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    update lead set stage_entered_at = stage_entered_at - interval '${by}' where id = '${uuidOf(leadId)}';
    commit;`);
}
