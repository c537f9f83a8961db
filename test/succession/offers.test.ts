import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../../src/partners/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { expireOffers } from "../../src/succession/index.ts";
import { MET, openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
});
afterAll(() => desk.world.close());

const ofTheVendor = (): Caller => ({
  ...desk.sales,
  actor: { ...desk.sales.actor, partnerId: VENDOR_PARTNER_ID },
});

/** A lead of the vendor's own, accepted on 3 February. */
async function vendorLead(name: string): Promise<LeadId> {
  desk.at("2026-02-02T10:00:00Z");
  const domain = `${name.toLowerCase()}.com`;
  const input = {
    company: { name, domain, country: "DE" },
    contact: {
      name: "Anna",
      email: `anna@${domain}`,
      consent: { basis: "CONSENT", source: "Fair" },
    },
    source: "VENDOR_CAMPAIGN",
    notes: "Do not tell Beta",
    estimatedValue: { amount: "5000", currency: "EUR" },
  };
  const made = await desk.run(desk.manager, "registerVendorLead", input, "lead { id }");
  expect(made.errors).toEqual([]);
  const leadId: LeadId = made.lead.id;
  await desk.match(ofTheVendor(), leadId);
  desk.at("2026-02-03T10:00:00Z");
  await desk.done(desk.sales, "acceptLead", leadId);
  desk.at("2026-02-04T10:00:00Z");
  return leadId;
}

const OFFER = "offer { id version state }";

const offer = async (leadId: LeadId, to: Caller, more: object = {}) => {
  const { partnerId } = to.actor;
  const need = "Counts its stock by hand";
  const input = { leadId, partnerId, role: "CO_SELL", need, message: "They are near you", ...more };
  return desk.run(desk.manager, "offerLead", input, OFFER);
};

const offered = async (leadId: LeadId, to: Caller, more: object = {}) => {
  const payload = await offer(leadId, to, more);
  expect(payload.errors).toEqual([]);
  return { offerId: payload.offer.id, expectedVersion: payload.offer.version };
};

const accept = (by: Caller, input: object) =>
  desk.run(by, "acceptOffer", input, `lead { id stage } ${OFFER}`);

const offersOf = async (by: Caller) => {
  const list =
    "{ offers { nodes { state role companyName companyDomain need message estimatedValue { amount } expiresAt declineReason takenLead { id } } } }";
  const { data, errors } = await desk.api.run(by, list);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.offers.nodes));
};

const brokenPromises = async () => {
  const { jobs, auth } = desk.world.urls;
  const checked = await checkInvariants({
    urls: { jobs, auth, owner: desk.world.ownerUrl },
    isServed: false,
  });
  // nobody serves the database: what only a server keeps is not asked
  return checked.filter(({ rows }) => rows !== 0 && rows !== null);
};

describe("a lead of the vendor's own", () => {
  test("earns nothing: its SQL posts no cent to anybody", async () => {
    const leadId = await vendorLead("Eigenfund");
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
    const [award] = await desk.world.asOwner(
      "select gross_minor::integer as gross, forfeited_minor::integer as forfeited from award where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(award).toEqual({ gross: 20_000, forfeited: 20_000 });
    expect(await desk.world.asOwner("select id from credit")).toEqual([]);
    expect(await desk.world.asOwner("select id from journal_txn")).toEqual([]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("claims its prospect against partners' as any does", async () => {
    const leadId = await vendorLead("Zuerst");
    const rival = await desk.register(alpha, "Zuerst");
    const late = await desk.act(desk.sales, "acceptLead", rival);
    expect(late.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
    expect(await desk.lead(alpha, leadId, "id")).toBeNull();
  });

  test("has no members, no keys and no credits, whoever writes them", async () => {
    const vendor = uuidOf(VENDOR_PARTNER_ID);
    const invited = await desk
      .run(
        desk.manager,
        "inviteMember",
        {
          partnerId: VENDOR_PARTNER_ID,
          email: "nobody@vendor.example",
          displayName: "Nobody",
          roles: ["PARTNER_MEMBER"],
        },
        "invitationId",
      )
      .catch((error: unknown) => String(error));
    expect(JSON.stringify(invited)).not.toContain("inv_");
    await expect(
      desk.world.asOwner("update membership set partner_id = $1 where partner_id is null", [
        vendor,
      ]),
    ).rejects.toThrow("membership_not_of_vendors_row");
  });
});

describe("an offer", () => {
  test("shows company, need and value to its partner, and no person until it is taken", async () => {
    const leadId = await vendorLead("Angebot");
    const made = await offered(leadId, alpha);
    const shown = {
      state: "OFFERED",
      role: "CO_SELL",
      companyName: "Angebot",
      companyDomain: "angebot.com",
      need: "Counts its stock by hand",
      message: "They are near you",
      estimatedValue: { amount: "5000.00" },
      expiresAt: "2026-02-18T10:00:00.000Z",
      declineReason: null,
      takenLead: null,
    };
    expect(await offersOf(alpha)).toEqual([shown]);
    expect(await offersOf(beta)).toEqual([]);
    expect(await desk.lead(alpha, leadId, "id")).toBeNull();
    expect(await desk.world.asOwner("select to_jsonb(offer)::text as row from offer")).toEqual([
      { row: expect.not.stringContaining("anna") },
    ]);

    const before = await desk.protection(desk.sales, leadId);
    desk.at("2026-02-06T10:00:00Z");
    const taken = await accept(alpha, made);
    expect(taken.errors).toEqual([]);
    expect(taken).toMatchObject({ lead: { stage: "SAL" }, offer: { state: "ACCEPTED" } });
    const own =
      "stage origin company { name } contact { email consent { basis source } } notes timeline { nodes { type actor { isVendor } } } protection { state endsOn } owner { displayName }";
    expect(await desk.lead(alpha, taken.lead.id, own)).toEqual({
      stage: "SAL",
      origin: "OFFER",
      company: { name: "Angebot" },
      contact: {
        email: "anna@angebot.com",
        consent: { basis: "CONSENT", source: "Passed on by the vendor on 2026-02-06; Fair" },
      },
      notes: null,
      timeline: { nodes: [{ type: "OFFER_TAKEN", actor: { isVendor: false } }] },
      protection: { state: "RUNNING", endsOn: before.endsOn },
      owner: { displayName: "Rosa Fischer" },
    });
    expect(await offersOf(alpha)).toEqual([
      { ...shown, state: "ACCEPTED", takenLead: { id: taken.lead.id } },
    ]);
    expect(await desk.lead(desk.sales, leadId, "id mergedFrom { nodes { id stage } }")).toEqual({
      id: taken.lead.id,
      mergedFrom: { nodes: [{ id: leadId, stage: "MERGED" }] },
    });
    expect(await brokenPromises()).toEqual([]);
  });

  test.each(["CO_SELL", "DELIVERED"])(
    "that was taken as %s pays its partner nothing for the SQL: 0.00",
    async (role) => {
      const leadId = await vendorLead(`Rolle-${role.toLowerCase().replace("_", "")}`);
      const made = await offered(leadId, alpha, { role });
      const taken = await accept(alpha, made);
      const before = await desk.world.asOwner("select count(*)::integer as n from journal_txn");
      await desk.done(desk.sales, "qualifyLead", taken.lead.id, MET);

      const shares = await desk.world.asOwner(
        "select book, role, partner_id = $2 as is_vendors, share_ppm::integer as ppm from attribution_share where lead_id = $1 order by book",
        [uuidOf(taken.lead.id), uuidOf(VENDOR_PARTNER_ID)],
      );
      expect(shares).toEqual([
        { book: "INFLUENCED", role, is_vendors: false, ppm: 1_000_000 },
        { book: "SOURCED", role: "SOURCED", is_vendors: true, ppm: 1_000_000 },
      ]);
      expect(await desk.lead(alpha, taken.lead.id, "credits { nodes { id } }")).toEqual({
        credits: { nodes: [] },
      });
      expect(await desk.world.asOwner("select count(*)::integer as n from journal_txn")).toEqual(
        before,
      );
      expect(await brokenPromises()).toEqual([]);
    },
  );

  test("that was declined tells its partner what it was, and no more what was needed", async () => {
    const leadId = await vendorLead("Abgelehnt");
    const made = await offered(leadId, beta);
    const declined = await desk.run(
      beta,
      "declineOffer",
      { ...made, reason: "We have nobody there" },
      OFFER,
    );
    expect(declined).toMatchObject({ offer: { state: "DECLINED", version: 2 }, errors: [] });
    expect((await offersOf(beta))[0]).toMatchObject({
      state: "DECLINED",
      companyName: "Abgelehnt",
      need: null,
      message: null,
      estimatedValue: null,
      declineReason: "We have nobody there",
    });
    const all = await offersOf(desk.manager);
    expect(all[0]).toMatchObject({ need: "Counts its stock by hand", state: "DECLINED" });
    // the lead is as it was, and can be offered to somebody else
    expect(await desk.lead(desk.sales, leadId, "stage version")).toEqual({
      stage: "SAL",
      version: 2,
    });
    await offered(leadId, alpha);
  });

  test("stands alone, until its time, and ends once", async () => {
    const leadId = await vendorLead("Befristet");
    const made = await offered(leadId, alpha, { expiresAt: "2026-02-05T10:00:00.000Z" });
    expect((await offer(leadId, beta)).errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    const rivals = await accept(beta, made);
    expect(rivals.errors).toMatchObject([{ code: "NOT_FOUND" }]);
    expect((await accept(alpha, { ...made, expectedVersion: 7 })).errors).toMatchObject([
      { code: "VERSION_CONFLICT" },
    ]);
    desk.at("2026-02-05T10:00:00Z");
    expect((await accept(alpha, made)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const { database } = desk.world;
    const at = (time: string) => ({ database, clock: () => new Date(time) });
    expect(await expireOffers(at("2026-02-05T09:59:59.999Z"), "test")).toBe(0);
    expect(await expireOffers(at("2026-02-05T10:00:00Z"), "test")).toBe(1);
    expect(await expireOffers(at("2026-02-05T10:00:00Z"), "test")).toBe(0);
    expect((await offersOf(alpha))[0]).toMatchObject({ state: "EXPIRED", need: null });
    expect((await accept(alpha, { ...made, expectedVersion: 2 })).errors).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    expect(await brokenPromises()).toEqual([]);
  });

  test("is taken under a key that is its partner's alone", async () => {
    const [one, other] = [await vendorLead("Erstschluessel"), await vendorLead("Zweitschluessel")];
    const [alphas, betas] = [await offered(one, alpha), await offered(other, beta)];
    const withKey = async (by: Caller, input: object) => {
      const document = `mutation ($input: AcceptOfferInput!) {
        acceptOffer(input: $input) @idempotent(key: "one key") { lead { id } errors { ... on UserError { code } } }
      }`;
      const { data, errors } = await desk.api.run(by, document, { input });
      expect(errors).toBeUndefined();
      return data.acceptOffer;
    };
    const taken = await withKey(alpha, alphas);
    expect(taken.errors).toEqual([]);
    // what another partner was answered under the key is nothing to this one
    expect(await withKey(beta, alphas)).toMatchObject({
      lead: null,
      errors: [{ code: "NOT_FOUND" }],
    });
    expect((await withKey(beta, betas)).errors).toEqual([]);
    expect(await withKey(alpha, alphas)).toEqual(taken);
    expect(await brokenPromises()).toEqual([]);
  });

  test("is taken by an active partner in the lead's program, and by no other", async () => {
    const made = await offered(await vendorLead("Ausgetreten"), alpha);
    const partner = uuidOf(alpha.actor.partnerId ?? VENDOR_PARTNER_ID);
    const { asOwner } = desk.world;
    await asOwner("update partner set state = 'SUSPENDED' where id = $1", [partner]);
    expect((await accept(alpha, made)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await asOwner("update partner set state = 'ACTIVE' where id = $1", [partner]);
    await asOwner("update program set is_default = false");
    expect((await accept(alpha, made)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    await asOwner("update program set is_default = true");
    expect((await accept(alpha, made)).errors).toEqual([]);
  });

  test("ends where its lead goes elsewhere", async () => {
    const leadId = await vendorLead("Weiter");
    await offered(leadId, alpha);
    await desk.done(desk.sales, "qualifyLead", leadId, MET);
    expect((await offersOf(alpha))[0]).toMatchObject({ state: "WITHDRAWN" });
    expect((await offer(leadId, alpha)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  });

  test("is made of the vendor's own accepted leads, to a partner that has not got the prospect", async () => {
    desk.at("2026-02-02T10:00:00Z");
    const partners = await desk.register(alpha, "Fremd");
    expect((await offer(partners, beta)).errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    const leadId = await vendorLead("Bekannt");
    desk.at("2026-02-01T10:00:00Z");
    await desk.register(beta, "Bekannt Zwei", { email: "anna@bekannt.com" });
    await desk.world.asOwner(
      "update conflict set state = 'LAPSED', ended_at = opened_at where state = 'OPEN'",
    );
    desk.at("2026-02-04T10:00:00Z");
    expect((await offer(leadId, beta)).errors).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
    const vendors = await desk.run(
      desk.manager,
      "transferLead",
      { leadId, partnerId: alpha.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" },
      "lead { id }",
    );
    expect(vendors.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  });

  test("is taken or withdrawn, taken or declined, when both come at once", async () => {
    for (const round of [1, 2, 3]) {
      const made = await offered(await vendorLead(`Wettlauf${round}`), alpha);
      const withdraw = () => desk.run(desk.manager, "withdrawOffer", made, OFFER);
      const both = await Promise.all([accept(alpha, made), withdraw()]);
      expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      const other = await offered(await vendorLead(`Rennen${round}`), beta);
      const decline = () => desk.run(beta, "declineOffer", { ...other, reason: "No" }, OFFER);
      const two = await Promise.all([accept(beta, other), decline()]);
      expect(two.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
      const late = await offered(await vendorLead(`Frist${round}`), beta);
      const clock = () => new Date("2026-03-01T10:00:00Z");
      const [taken] = await Promise.all([
        accept(beta, late),
        expireOffers({ database: desk.world.database, clock }, "test"),
      ]);
      const [{ state } = { state: "" }] = await desk.world.asOwner<{ state: string }>(
        "select state from offer order by offered_at desc, id desc limit 1",
      );
      expect(state).toBe(taken.errors.length === 0 ? "ACCEPTED" : "EXPIRED");
    }
    expect(await brokenPromises()).toEqual([]);
  });
});
