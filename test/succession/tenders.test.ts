import { afterAll, beforeAll, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let gamma: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta, gamma] = [
    await desk.partner("Alpha"),
    await desk.partner("Beta"),
    await desk.partner("Gamma"),
  ];
});
afterAll(() => desk.world.close());

const tender = { reference: "2026/S 012-345", issuer: "City of Kiel", dueOn: "2026-04-01" };

/** A partner's lead for the tender, accepted by sales. */
async function accepted(by: Caller, name: string, more: object = { tender }): Promise<LeadId> {
  const email = `${by === alpha ? "anna" : by === beta ? "bert" : "gina"}@${name.toLowerCase()}.com`;
  const leadId = await desk.register(by, name, { email, input: { ...more } });
  await desk.done(desk.sales, "acceptLead", leadId);
  return leadId;
}

/** A lead of the vendor's own for the tender, accepted by somebody else than who registered it. */
async function vendorLead(name: string): Promise<LeadId> {
  const domain = `${name.toLowerCase()}.com`;
  const input = {
    company: { name, domain },
    contact: { name: "Vera", email: `vera@${domain}`, consent: { basis: "CONSENT" } },
    tender,
  };
  const made = await desk.run(desk.manager, "registerVendorLead", input, "lead { id }");
  expect(made.errors).toEqual([]);
  const actor = { ...desk.sales.actor, partnerId: VENDOR_PARTNER_ID };
  await desk.match({ ...desk.sales, actor }, made.lead.id);
  await desk.done(desk.sales, "acceptLead", made.lead.id);
  return made.lead.id;
}

/** As what the leads of a company that stand protected hold it: one where all hold together. */
const heldAs = async (name: string) => {
  const rows = await desk.world.asOwner<{ leads: number; shares: number }>(
    `select count(*)::integer as leads, count(distinct shared_as)::integer as shares
     from protection_hold
     join account on account.id = protection_hold.account_id
     where account.name = $1 and upper_inf(period)`,
    [name],
  );
  return rows[0];
};

const brokenPromises = async () => {
  const { jobs, auth } = desk.world.urls;
  const checked = await checkInvariants({
    urls: { jobs, auth, owner: desk.world.ownerUrl },
    isServed: false,
  });
  return checked.filter(({ rows }) => rows !== 0 && rows !== null);
};

test("a lead of the vendor's for a tender is taken while a rival is accepted for it as well", async () => {
  const leadId = await vendorLead("Stadtwerke");
  const rival = await accepted(beta, "Stadtwerke");
  const offered = await desk.run(
    desk.manager,
    "offerLead",
    { leadId, partnerId: alpha.actor.partnerId, role: "CO_SELL", need: "Pumps" },
    "offer { id version }",
  );
  expect(offered.errors).toEqual([]);
  const { id: offerId, version: expectedVersion } = offered.offer;
  const answer = { offerId, expectedVersion };
  const taken = await desk.run(alpha, "acceptOffer", answer, "lead { id stage }");
  expect(taken.errors).toEqual([]);
  expect((await desk.protection(alpha, taken.lead.id)).state).toBe("RUNNING");
  expect((await desk.protection(beta, rival)).state).toBe("RUNNING");
  expect(await heldAs("Stadtwerke")).toEqual({ leads: 2, shares: 1 });

  // and a third, later
  await accepted(gamma, "Stadtwerke");
  expect(await heldAs("Stadtwerke")).toEqual({ leads: 3, shares: 1 });
  expect(await brokenPromises()).toEqual([]);
});

test("two leads for a tender are merged while a rival is accepted for it as well", async () => {
  const one = await accepted(alpha, "Hafen");
  const other = await accepted(gamma, "Hafen");
  await accepted(beta, "Hafen");
  const merged = await desk.run(
    desk.manager,
    "mergeLeads",
    { leadIds: [one, other], reason: "One project", split: "INFLUENCED_ONLY" },
    "lead { id }",
  );
  expect(merged.errors).toEqual([]);
  expect(await heldAs("Hafen")).toEqual({ leads: 2, shares: 1 });
  expect(await brokenPromises()).toEqual([]);
});

test("leads are not merged into one whose prospect another lead has come to hold", async () => {
  const survivor = await accepted(alpha, "Reederei", {});
  await desk.done(alpha, "releaseProtection", survivor);
  const merging = await accepted(gamma, "Spedition", {});
  const rival = await desk.register(beta, "Reederei", { email: "bert@reederei.com" });
  await desk.world.asOwner(
    "update conflict set state = 'LAPSED', ended_at = opened_at where state = 'OPEN'",
  );
  await desk.done(desk.sales, "acceptLead", rival);
  const refused = await desk.run(
    desk.manager,
    "mergeLeads",
    {
      leadIds: [survivor, merging],
      reason: "One group",
      split: "INFLUENCED_ONLY",
      survivorId: survivor,
    },
    "lead { id }",
  );
  expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
  expect((await desk.lead(desk.sales, merging, "stage")).stage).toBe("SAL");
});

test("a lead that was to be held otherwise than it is cannot be offered, whoever changed it", async () => {
  const leadId = await vendorLead("Messe");
  await accepted(beta, "Messe");
  await desk.world.asOwner(
    "update protection_hold set shared_as = $1 where account_id = (select id from account where name = 'Messe')",
    [uuidOf(leadId)],
  );
  const offered = await desk.run(
    desk.manager,
    "offerLead",
    { leadId, partnerId: alpha.actor.partnerId, role: "CO_SELL", need: "Halls" },
    "offer { id }",
  );
  expect(offered.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
});
