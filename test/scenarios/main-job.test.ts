import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, money } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { putBountyInForce } from "../../src/incentives/index.ts";
import { Exports } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { creditsCsv } from "../../src/reporting/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, addSalesRep, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alpha: Caller;
let sales: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alpha = partnerCaller(await addPartner(world, "Alpha"));
  sales = await addSalesRep(world, "Rosa Fischer");
  await putBountyInForce(
    { query: (text, values) => world.asOwner(text, [...values]) },
    {
      amount: money(20_000n, "EUR"),
      effectiveAt: new Date("2020-01-01"),
      draftedBy: newId("mem"),
      approvedBy: newId("mem"),
    },
  );
});
afterAll(() => world.close());

const CRITERIA = idOf("crt", "01970000-0000-7000-8000-000000000011");
const MET = ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
  criterionKey,
  state: "MET",
}));

async function register(name: string): Promise<LeadId> {
  const input = {
    company: { name, domain: `${name.toLowerCase()}.com`, country: "DE" },
    contact: {
      name: "Anna Weber",
      email: `anna@${name.toLowerCase()}.com`,
      consent: { basis: "CONSENT" },
    },
    externalReference: `ref-${name}`,
  };
  const { data, errors } = await api.run(
    alpha,
    `mutation ($input: RegisterLeadInput!, $key: String!) { registerLead(input: $input) @idempotent(key: $key) { lead { id } errors { code message } } }`,
    { input, key: randomUUID() },
  );
  expect(errors).toBeUndefined();
  expect(data?.registerLead.errors).toEqual([]);
  return data?.registerLead.lead.id;
}

async function matched(leadId: LeadId): Promise<void> {
  const { partnerId } = alpha.actor;
  if (partnerId === null) throw new Error("alpha is a partner");
  await matchLead({ database: world.database, newId, clock: () => new Date() })(
    { leadId, partnerId },
    "test",
  );
}

async function act(verb: string, input: Record<string, unknown>, caller: Caller = sales) {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await api.run(
    caller,
    `mutation ($input: ${type}!, $key: String!) { ${verb}(input: $input) @idempotent(key: $key) {
      lead { id stage version owner { displayName } salesQualifiedAt stagesReached { stage implied } contact { email } reasonCode revisitOn }
      errors { __typename code message path ... on InvalidTransitionError { currentStage allowedActions } } } }`,
    { input, key: randomUUID() },
  );
  expect(errors).toBeUndefined();
  return data?.[verb];
}

test("a partner's lead becomes an SQL, its credit reaches the partner and the ledger, and it is won", async () => {
  const leadId = await register("Nordwind");
  expect((await act("acceptLead", { leadId })).errors).toMatchObject([
    { code: "MATCHING_PENDING" },
  ]);
  await matched(leadId);

  const accepted = await act("acceptLead", { leadId });
  expect(accepted).toMatchObject({
    errors: [],
    lead: {
      stage: "SAL",
      version: 2,
      owner: { displayName: "Rosa Fischer" },
      contact: { email: "anna@nordwind.com" },
      stagesReached: [
        { stage: "SUBMITTED", implied: false },
        { stage: "MQL", implied: true },
        { stage: "SAL", implied: false },
      ],
    },
  });

  const short = await act("qualifyLead", {
    leadId,
    criteriaVersionId: CRITERIA,
    answers: MET.slice(1),
  });
  expect(short).toMatchObject({ lead: null, errors: [{ code: "CRITERIA_NOT_MET" }] });
  expect(await world.asOwner("select 1 from award")).toEqual([]);

  const { traffic } = world.database;
  const before = traffic.roundTrips;
  const qualified = await act("qualifyLead", { leadId, criteriaVersionId: CRITERIA, answers: MET });
  expect(qualified).toMatchObject({ errors: [], lead: { stage: "SQL", version: 3 } });
  expect(traffic.roundTrips - before).toBeLessThanOrEqual(6);

  const seen = await api.run(
    alpha,
    `query ($id: ID!) { lead(by: { id: $id }) {
      assessment { outcome criteriaVersion { name number } }
      attribution { shares { sharePpm partner { name } } othersPpm }
      credits { totalCount nodes { state amount { amount currency } weightPpm programVersion milestone } } } }`,
    { id: leadId },
  );
  expect(seen.errors).toBeUndefined();
  expect(seen.data?.lead).toEqual({
    assessment: { outcome: "MET", criteriaVersion: { name: "Default criteria", number: 1 } },
    attribution: { shares: [{ sharePpm: 1_000_000, partner: { name: "Alpha" } }], othersPpm: 0 },
    credits: {
      totalCount: 1,
      nodes: [
        {
          state: "ACCRUED",
          amount: { amount: "200.00", currency: "EUR" },
          weightPpm: 1_000_000,
          programVersion: 1,
          milestone: "SQL",
        },
      ],
    },
  });
  const entries = await world.asOwner(
    "select a.role, e.amount_minor from journal_entry as e join ledger_account as a on a.id = e.account_id order by e.amount_minor",
  );
  expect(entries).toEqual([
    { role: "accrued", amount_minor: "-20000" },
    { role: "expense", amount_minor: "20000" },
  ]);

  expect(
    await act("convertLead", {
      leadId,
      amount: { amount: "5000", currency: "EUR" },
      closeOn: "2027-06-30",
    }),
  ).toMatchObject({ lead: { stage: "OPPORTUNITY" } });
  expect(
    await act("winLead", {
      leadId,
      amount: { amount: "0", currency: "EUR" },
      closedOn: "2026-06-01",
    }),
  ).toMatchObject({ lead: { stage: "WON", version: 5 } });
});

test("two qualifications at once make one award", async () => {
  const leadId = await register("Zweikampf");
  await matched(leadId);
  await act("acceptLead", { leadId });
  const both = await Promise.all(
    [1, 2].map(() => act("qualifyLead", { leadId, criteriaVersionId: CRITERIA, answers: MET })),
  );
  const codes = both.flatMap((each) => each.errors.map((error: { code: string }) => error.code));
  expect(codes).toEqual(["INVALID_TRANSITION"]);
  const uuidAwards = await world.asOwner(
    "select 1 from credit where lead_id = (select id from lead where external_reference = 'ref-Zweikampf')",
  );
  expect(uuidAwards).toHaveLength(1);
});

test("the partner learns of a rejection only what it may know", async () => {
  const leadId = await register("Absage");
  const rejected = await act("rejectLead", {
    leadId,
    reasonCode: "EXISTING_CUSTOMER",
    note: "account 4711",
  });
  expect(rejected.lead).toMatchObject({ stage: "REJECTED", reasonCode: "NOT_AVAILABLE" });
  const seen = await api.run(
    alpha,
    `query ($id: ID!) { lead(by: { id: $id }) { reasonCode timeline { nodes { type reasonCode internalReasonCode } } } }`,
    { id: leadId },
  );
  expect(JSON.stringify(seen)).not.toContain("EXISTING_CUSTOMER");
  expect(seen.data?.lead.reasonCode).toBe("NOT_AVAILABLE");
});

test("a lead that was closed can be registered again, one that is open cannot", async () => {
  const first = await register("Wieder");
  await act("withdrawLead", { leadId: first }, alpha);
  const input = {
    company: { name: "Wieder", domain: "wieder.com" },
    contact: { name: "B", email: "b@wieder.com", consent: { basis: "CONSENT" } },
  };
  const again = await api.run(
    alpha,
    `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) @idempotent(key: "wieder-2") { lead { stage } errors { code } } }`,
    { input },
  );
  expect(again.data?.registerLead).toEqual({ lead: { stage: "SUBMITTED" }, errors: [] });
});

test("an impossible move says where the lead stands and what the caller's side can do there", async () => {
  const leadId = await register("Stufe");
  expect(
    (
      await act("winLead", {
        leadId,
        amount: { amount: "1", currency: "EUR" },
        closedOn: "2027-01-01",
      })
    ).errors,
  ).toMatchObject([
    {
      __typename: "InvalidTransitionError",
      code: "INVALID_TRANSITION",
      currentStage: "SUBMITTED",
      allowedActions: [
        "ACCEPT",
        "COMMENT",
        "PROMOTE",
        "REJECT",
        "REQUEST_INFORMATION",
        "RETURN",
        "SUBMIT_EVIDENCE",
        "TRANSFER",
      ],
    },
  ]);
});

test("the credits come as CSV, without the vendor's columns for the partner", async () => {
  const exports = new Exports({ urls: world.urls, onBrokenConnection: () => undefined });
  const read = async (caller: Caller): Promise<string> => {
    const all = { partnerId: null, earnedFrom: null, earnedUntil: null };
    const { signal } = new AbortController();
    const deps = { database: world.database, exports };
    const file = await creditsCsv(deps, caller.session, { filter: all, mark: null }, signal);
    let text = "";
    for await (const part of file?.parts ?? []) text += part.toString();
    return text;
  };
  const own = await read(alpha);
  expect(own.split("\n")[0]).toBe(
    "credit_id,kind,state,partner_id,partner_name,program_name,program_version,milestone,lead_id,lead_external_ref,customer_name,attribution_weight_pct,award_gross,share_amount,currency,exponent,amount_minor,event_at_utc,effective_date",
  );
  expect(own).toContain(",ref-Nordwind,Nordwind,100.0000,200.00,200.00,EUR,2,20000,");
  expect((await read(vendorCaller())).split("\n")[0]).toContain(",award_id,posted_seq");
  await exports.close();
});
