import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { refuseOwnRegistration } from "../../src/leads/domain/own-registration.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { pause } from "../protection/desk.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import { addSalesRep } from "../support/people.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta] = [await desk.partner("Alpha"), await desk.partner("Beta")];
});
afterAll(() => desk.world.close());

const prospect = (name: string) => ({
  company: { name, domain: `${name.toLowerCase()}.com` },
  contact: {
    name: "Anna",
    email: `anna@${name.toLowerCase()}.com`,
    consent: { basis: "CONSENT" },
  },
});

/** A lead that the manager registers: for a partner, or as one of the vendor's own. */
async function registered(name: string, forPartner: Caller | null): Promise<LeadId> {
  const lead = prospect(name);
  const made =
    forPartner === null
      ? await desk.run(desk.manager, "registerVendorLead", lead, "lead { id }")
      : await desk.run(
          desk.manager,
          "registerLeadFor",
          { partnerId: forPartner.actor.partnerId, lead },
          "lead { id }",
        );
  expect(made.errors).toEqual([]);
  const partnerId = forPartner?.actor.partnerId ?? VENDOR_PARTNER_ID;
  await desk.match({ ...desk.manager, actor: { ...desk.manager.actor, partnerId } }, made.lead.id);
  return made.lead.id;
}

const version = async (leadId: LeadId) => (await desk.lead(desk.sales, leadId, "version")).version;

test("a lead is judged by anybody but those who registered it, or one that goes on in it", () => {
  expect(refuseOwnRegistration(["a", "b"], "c", "acceptLead")).toBeNull();
  expect(refuseOwnRegistration(["a"], null, "acceptLead")).toBeNull();
  expect(refuseOwnRegistration(["a", "b"], "b", "decideConflict")?.code).toBe("BUSINESS_RULE");
});

test.each([
  ["a partner", () => alpha],
  ["the vendor", () => null],
])("whoever registered a lead for %s neither accepts nor qualifies it", async (whose, by) => {
  const leadId = await registered(whose === "a partner" ? "Fuer" : "Selbst", by());
  const accepting = await desk.act(desk.manager, "acceptLead", leadId);
  expect(accepting.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect(await version(leadId)).toBe(1);
  await desk.done(desk.sales, "acceptLead", leadId);
  const qualifying = await desk.act(desk.manager, "qualifyLead", leadId, MET);
  expect(qualifying.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect(await version(leadId)).toBe(2);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
});

test("nor is it accepted so past the verb", async () => {
  const leadId = await registered("Vorbei", alpha);
  const id = uuidOf(leadId);
  const written = desk.world.database.transaction(desk.manager.session, async (tx) => {
    await tx.read(sql`
      update lead
      set stage = 'SAL', stage_entered_at = now(), marketing_qualified_at = now(), accepted_at = now(),
        owner_id = (select id from membership where partner_id is null limit 1),
        owner_name = 'Owner', implied_stages = '{MQL}', version = version + 1, updated_at = now()
      where id = ${id}::uuid`);
    await tx.read(sql`
      insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor)
      select ${uuidOf(newId("evt"))}::uuid, partner_id, id, 2, 'ACCEPTED', 'SUBMITTED', 'SAL', '{MQL}', now(), 'MEMBER',
        registered_by, true
      from lead
      where id = ${id}::uuid`);
    return null;
  });
  await expect(written).rejects.toMatchObject({ constraint: "lead_event_by_another" });
});

test("nor who registered a lead that goes on in it", async () => {
  const leadId = await registered("Weiter", alpha);
  await desk.done(desk.sales, "acceptLead", leadId);
  const moved = await desk.run(
    desk.sales,
    "transferLead",
    { leadId, partnerId: beta.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" },
    "lead { id }",
  );
  expect(moved.errors).toEqual([]);
  const refused = await desk.act(desk.manager, "qualifyLead", moved.lead.id, MET);
  expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  // who passed it on brought nothing
  await desk.done(desk.sales, "qualifyLead", moved.lead.id, MET);
});

test("an appeal is decided by nobody who registered a lead that goes on in it; who passed that on may", async () => {
  const leadId = await registered("Berufung", alpha);
  await desk.done(desk.sales, "acceptLead", leadId);
  const [passer, ender] = [
    await addSalesRep(desk.world, "Vera Wolf"),
    await addSalesRep(desk.world, "Udo Kern"),
  ];
  const to = { partnerId: beta.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" };
  const passed: LeadId = (await desk.done(passer, "transferLead", leadId, to)).id;
  await desk.done(ender, "disqualifyLead", passed, { reasonCode: "NO_NEED" });
  await desk.done(beta, "appealDecision", passed, { comment: "They need it still" });
  const refused = await desk.act(desk.manager, "dismissAppeal", passed);
  expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  await desk.done(passer, "dismissAppeal", passed);
});

test("a conflict is decided by somebody else than who registered one of its leads", async () => {
  const leadId = await registered("Streit", alpha);
  const rival = await desk.register(beta, "Streit");
  // each looks at one of them before it is accepted
  await desk.lead(desk.sales, rival, "stage");
  for (let tries = 0; tries < 100; tries += 1) {
    const looks = await desk.world.asOwner("select id from lead_look where lead_id = $1", [
      uuidOf(rival),
    ]);
    if (looks.length > 0) break;
    await pause(20);
  }
  const { data } = await desk.api.run(
    desk.manager,
    "{ conflicts(state: OPEN) { nodes { id version looks { nodes { leadId memberName } } } } }",
  );
  const conflict = data?.conflicts.nodes[0];
  expect(JSON.parse(JSON.stringify(conflict.looks.nodes))).toEqual([
    { leadId: rival, memberName: "Rosa Fischer" },
  ]);
  const decide = (by: Caller) =>
    desk.run(
      by,
      "decideConflict",
      {
        conflictId: conflict.id,
        expectedVersion: conflict.version,
        outcome: "FIRST_WINS",
        rule: "EARLIEST_CLAIM",
        evidence: "Both were read",
      },
      "conflict { state }",
    );
  expect((await decide(desk.manager)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect((await decide(desk.sales)).errors).toEqual([]);
  expect((await desk.lead(desk.sales, leadId, "stage")).stage).toBe("SUBMITTED");
});
