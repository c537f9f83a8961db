import { afterAll, beforeAll, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
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

const FIELDS = `id stage cycle version reasonCode revisitOn salesQualifiedAt owner { displayName } contact { name }
  stagesReached { stage implied } assessment { id } opportunity { state closedAt }
  attribution { shares { sharePpm } } credits { nodes { state amount { amount } } }
  actions { action allowed reason } timeline { nodes { type fromStage toStage } }`;

const read = async (leadId: LeadId, key = world.staff.key) =>
  (await world.ask(key, `query ($id: ID!) { lead(by: { id: $id }) { ${FIELDS} } }`, { id: leadId }))
    .data?.["lead"];

const undo = (leadId: LeadId) =>
  done(
    world,
    world.members.SALES_MANAGER.key,
    "undoMove",
    { leadId, reason: "The wrong lead" },
    `lead { ${FIELDS} }`,
  );

const refused = async (leadId: LeadId) =>
  (await mutate(world, world.members.SALES_MANAGER.key, "undoMove", { leadId, reason: "Wrong" }))
    .data?.["undoMove"].errors;

/** All that a lead is, but what counts its changes and tells of them. */
function standing(lead: Record<string, unknown>): unknown {
  const { version: _version, timeline: _timeline, actions: _actions, ...rest } = lead;
  return rest;
}

const WAYS: readonly (readonly string[])[] = [
  ["acceptLead"],
  ["rejectLead"],
  ["returnLead"],
  ["acceptLead", "returnLead"],
  ["acceptLead", "disqualifyLead"],
  ["acceptLead", "qualifyLead"],
  ["acceptLead", "qualifyLead", "returnLead"],
  ["acceptLead", "qualifyLead", "disqualifyLead"],
  ["acceptLead", "qualifyLead", "convertLead"],
  ["acceptLead", "qualifyLead", "convertLead", "disqualifyLead"],
  ["acceptLead", "qualifyLead", "convertLead", "winLead"],
  ["acceptLead", "qualifyLead", "winLead"],
  ["acceptLead", "qualifyLead", "convertLead", "loseLead"],
];

test.each(WAYS.map((way) => [way.join(", "), way] as const))(
  "what came of %s is as it was before the last of them",
  async (name, way) => {
    const leadId = await leadThat(
      world,
      `undo-${name.replaceAll(", ", "-").toLowerCase()}`,
      ...way.slice(0, -1),
    );
    const before = await read(leadId);
    await step(world, way.at(-1) ?? "", leadId);

    const { lead } = await undo(leadId);

    const seen = standing(lead) as { credits: { nodes: { state: string }[] } };
    const live = seen.credits.nodes.filter((credit) => credit.state !== "REVERSED");
    expect({ ...seen, credits: { nodes: live } }).toEqual(standing(before));
    expect(lead.version).toBe(before.version + 2);
    expect(lead.timeline.nodes.at(-1)).toMatchObject({ type: "UNDONE", toStage: before.stage });
  },
);

test("an SQL that is taken back has its credit reversed and posted back, and earns anew when it is one again", async () => {
  const leadId = await leadThat(world, "restored", "acceptLead", "qualifyLead");
  const { lead } = await undo(leadId);
  expect(lead.credits.nodes).toEqual([{ state: "REVERSED", amount: { amount: "200.00" } }]);
  expect(await owedFor(leadId)).toBe("0");

  await step(world, "qualifyLead", leadId);
  const again = await read(leadId);
  expect(again.credits.nodes.map((credit: { state: string }) => credit.state)).toEqual([
    "ACCRUED",
    "REVERSED",
  ]);
  expect(again.attribution.shares).toEqual([{ sharePpm: 1_000_000 }]);
  expect(await owedFor(leadId)).toBe("20000");
});

test("a lead that was an SQL before keeps that, its credit and its shares when it is taken back the second time", async () => {
  const leadId = await leadThat(world, "veteran", "acceptLead", "qualifyLead", "returnLead");
  const sales = world.members.SALES_REP.key;
  await done(world, sales, "resumeLead", { leadId });
  await step(world, "acceptLead", leadId);
  const before = await read(leadId);
  await step(world, "qualifyLead", leadId);

  const { lead } = await undo(leadId);
  expect(lead).toMatchObject({
    stage: "SAL",
    salesQualifiedAt: before.salesQualifiedAt,
    credits: before.credits,
    attribution: before.attribution,
  });
});

test("a refusal that was a mistake is taken back: the lead holds its claims and is matched anew", async () => {
  const leadId = await leadThat(world, "mistaken", "rejectLead");
  await undo(leadId);
  const early = await mutate(world, world.members.SALES_REP.key, "acceptLead", { leadId });
  expect(early.data?.["acceptLead"].errors).toMatchObject([{ code: "MATCHING_PENDING" }]);
  const twice = await mutate(world, world.members.PARTNER_MEMBER.key, "registerLead", {
    ...registration("mistaken"),
    externalReference: "other",
  });
  expect(twice.data?.["registerLead"].errors).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
  await matched(world, leadId);
  await step(world, "acceptLead", leadId);
});

test("only the last move is taken back, once", async () => {
  const leadId = await leadThat(world, "once", "acceptLead", "qualifyLead");
  await undo(leadId);
  expect(await refused(leadId)).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect((await actionOf(leadId)).allowed).toBe(false);
});

test("what the partner did is the partner's", async () => {
  const leadId = await leadThat(world, "own");
  expect(await refused(leadId)).toMatchObject([{ code: "INVALID_TRANSITION" }]);
  await step(world, "returnLead", leadId);
  await done(world, world.members.PARTNER_MEMBER.key, "resubmitLead", { leadId, comment: "News" });
  expect(await refused(leadId)).toMatchObject([{ code: "BUSINESS_RULE" }]);
});

test("of two managers who take it back at once, one does", async () => {
  const leadId = await leadThat(world, "pair", "acceptLead", "qualifyLead");
  const both = await Promise.all([refused(leadId), refused(leadId)]);
  expect(both.flat()).toHaveLength(1);
  expect((await read(leadId)).credits.nodes).toHaveLength(1);
});

test("of taking an SQL back and converting it at once, the history is one chain", async () => {
  for (let round = 0; round < 4; round += 1) {
    const leadId = await leadThat(world, `fork-${round}`, "acceptLead", "qualifyLead");
    await Promise.all([
      refused(leadId),
      mutate(world, world.members.SALES_REP.key, "convertLead", {
        leadId,
        amount: { amount: "1", currency: "EUR" },
        closeOn: "2099-01-01",
      }),
    ]);
    // what came first is taken back, or what came second
    const { stage, timeline } = await read(leadId);
    expect(["SAL", "SQL"]).toContain(stage);
    expect(timeline.nodes.at(-1).type).toBe("UNDONE");
  }
});

test("after all of it the books, counts and histories are whole", async () => {
  const urls = { jobs: world.urls.jobs, auth: world.urls.auth, owner: world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: true });
  expect(checked.filter(({ rows }) => rows !== 0)).toEqual([]);
});

test("after 24 hours it stands", async () => {
  const leadId = await leadThat(world, "old", "acceptLead");
  expect((await actionOf(leadId)).allowed).toBe(true);
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    update lead set stage_entered_at = stage_entered_at - interval '24 hours 1 second',
      accepted_at = accepted_at - interval '24 hours 1 second' where id = '${uuidOf(leadId)}';
    commit;`);
  const { allowed, reason } = await actionOf(leadId);
  expect({ allowed, reason }).toEqual({
    allowed: false,
    reason: expect.stringContaining("24 hours"),
  });
  expect(await refused(leadId)).toMatchObject([{ code: "BUSINESS_RULE" }]);
});

async function actionOf(leadId: LeadId) {
  const lead = await read(leadId);
  return lead.actions.find((each: { action: string }) => each.action === "UNDO");
}

/** What the ledger says is owed for a lead, in cents. */
async function owedFor(leadId: LeadId): Promise<string | undefined> {
  const rows = await world.asOwner<{ owed: string }>(
    `select coalesce(-sum(entry.amount_minor), 0)::text as owed
     from credit
     join journal_entry as entry on entry.credit_id = credit.id
     join ledger_account as account on account.id = entry.account_id and account.role = 'accrued'
     where credit.lead_id = $1`,
    [uuidOf(leadId)],
  );
  return rows[0]?.owed;
}
