import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { openSalesFloor } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";

let floor: SalesFloor;

beforeAll(async () => {
  floor = await openSalesFloor();
});
afterAll(() => floor.world.close());

const act = (who: CastMember, verb: string, input: Json) => done(floor.world, who.key, verb, input);

const BRIEF = `
  note contact { name email jobTitle buyingRole } productLines { name } answers { criterionKey label state note }
  ofPartner { events lastAt } ofVendor { events lastAt } touchpoints lastTouchAt
  partner { name } partnerJoinedAt partnerLeads partnerLeadsWon`;

const ask = (who: CastMember, leadId: LeadId) =>
  floor.world.ask(
    who.key,
    `query ($id: ID!) { lead(by: { id: $id }) {
      handoverBrief { ${BRIEF} }
      timeline(first: 50) { nodes { type occurredAt } } } }`,
    { id: leadId },
  );
const brief = async (who: CastMember, leadId: LeadId) =>
  (await ask(who, leadId)).data?.["lead"].handoverBrief;

const qualify = (leadId: LeadId) =>
  act(floor.ada, "qualifyLead", { leadId, criteriaVersionId: CRITERIA, answers: metAnswers() });

test("whoever closes a lead reads what they have to know in one place, from SQL on", async () => {
  const others = [await floor.register(), await floor.register()];
  const leadId = await floor.register();
  await floor.accept(leadId, floor.ada);
  await act(floor.partner, "addComment", { leadId, text: "They were at our fair" });
  const touch = { leadId, role: "SOURCED", channel: "EVENT" };
  const occurredAt = "2026-01-02T10:00:00.000Z";
  await act(floor.partner, "recordTouchpoints", { items: [{ ...touch, occurredAt }] });
  expect(await brief(floor.ada, leadId)).toBeNull();
  await qualify(leadId);
  expect(await brief(floor.ada, leadId)).toMatchObject({ note: null });
  const over = { leadId, memberId: floor.ben.memberId, note: "They decide in March" };
  await act(floor.ada, "handOverLead", over);

  const { data } = await ask(floor.ben, leadId);
  const { handoverBrief, timeline } = data?.["lead"] ?? {};
  const at = (...types: string[]) =>
    timeline.nodes
      .filter(({ type }: Json) => types.includes(type))
      .map(({ occurredAt }: Json) => occurredAt);
  expect(handoverBrief).toMatchObject({
    note: "They decide in March",
    contact: { name: "Anna", jobTitle: null, buyingRole: null },
    productLines: [{ name: expect.any(String) }],
    ofPartner: { events: 2, lastAt: at("COMMENTED")[0] },
    ...{ touchpoints: 1, lastTouchAt: occurredAt },
    ofVendor: { events: 3, lastAt: at("OWNER_CHANGED").at(-1) },
    ...{ partner: { name: "Alpha" }, partnerLeads: others.length + 1, partnerLeadsWon: 0 },
  });
  const answered = metAnswers().map(({ criterionKey, state, note }: Json) => ({
    ...{ criterionKey, label: expect.stringMatching(/\w+/), state, note: note ?? null },
  }));
  expect(handoverBrief.answers).toHaveLength(answered.length);
  expect(handoverBrief.answers).toEqual(expect.arrayContaining(answered));
});

test("a won lead counts for its partner, and an SQL that is taken back has no brief any more", async () => {
  const [won, undone] = [await floor.register(), await floor.register()];
  for (const leadId of [won, undone]) {
    await floor.accept(leadId, floor.ada);
    await qualify(leadId);
  }
  await act(floor.ada, "convertLead", {
    ...{ leadId: won, amount: { amount: "100.00", currency: "EUR" }, closeOn: "2099-01-01" },
  });
  await act(floor.ada, "winLead", {
    ...{ leadId: won, amount: { amount: "100.00", currency: "EUR" } },
    closedOn: new Date().toISOString().slice(0, 10),
  });
  expect(await brief(floor.ada, undone)).toMatchObject({ partnerLeadsWon: 1 });
  await act(floor.manager, "undoMove", { leadId: undone, reason: "Too soon" });
  expect(await brief(floor.ada, undone)).toBeNull();
});

test("auditors read of persons that there is one, and its partner reads none of it", async () => {
  const leadId = await floor.register();
  await floor.accept(leadId, floor.ada);
  await qualify(leadId);
  const auditor = await plantMember(floor.world, ["AUDITOR"], null, { name: "Otto" });
  expect(await brief(auditor, leadId)).toMatchObject({ contact: { name: "A***" } });
  // who sees no person of a lead sees none in its brief
  const analyst = await plantMember(floor.world, ["SCORING_ANALYST"], null, { name: "Sara" });
  expect(await brief(analyst, leadId)).toMatchObject({
    contact: null,
    partnerLeadsWon: expect.any(Number),
  });
  const { data, text } = await ask(floor.partner, leadId);
  expect(data?.["lead"].handoverBrief).toBeNull();
  expect(text).toContain("FORBIDDEN");
});
