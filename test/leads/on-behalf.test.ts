import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, addSalesRep, partnerCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alphaId: PartnerId;
let alpha: Caller;
let beta: Caller;
let channel: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alphaId = await addPartner(world, "Alpha");
  alpha = partnerCaller(alphaId);
  beta = partnerCaller(await addPartner(world, "Beta"));
  channel = await addSalesRep(world, "Carla Channel");
});
afterAll(() => world.close());

const mutate = async (
  caller: Caller,
  verb: string,
  input: Record<string, unknown>,
  selection: string,
  key: string = randomUUID(),
): Promise<Answer> => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const source = `mutation ($input: ${type}!, $key: String!) {
    ${verb}(input: $input) @idempotent(key: $key) {
      ${selection}
      errors { __typename code path message ... on DuplicateLeadError { existingLeadId } }
    }
  }`;
  const { data, errors } = await api.run(caller, source, { input, key });
  expect(errors).toBeUndefined();
  return data[verb];
};

const prospect = () => {
  const name = `c${randomUUID()}`;
  return {
    company: { name, domain: `${name}.com`, country: "DE" },
    contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
  };
};

const LEAD = `lead {
  id registeredByVendor claimedAt partner { name } contact { email }
  timeline { nodes { seq type actor { displayName isVendor } } }
}`;

const registerFor = (
  lead: Record<string, unknown>,
  partnerId: string = alphaId,
  key: string = randomUUID(),
) => mutate(channel, "registerLeadFor", { partnerId, lead }, LEAD, key);

const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);

test("a lead that the vendor registers for a partner is the partner's, which sees by whom", async () => {
  const one = prospect();
  const { lead, errors } = await registerFor(one);
  expect(errors).toEqual([]);
  expect(lead).toMatchObject({
    registeredByVendor: true,
    partner: { name: "Alpha" },
    contact: null,
    timeline: {
      nodes: [
        { seq: 1, type: "REGISTERED", actor: { displayName: "Carla Channel", isVendor: true } },
      ],
    },
  });

  const source = `query ($id: ID!) { lead(by: { id: $id }) {
    registeredByVendor contact { email } timeline { nodes { actor { displayName isVendor } } } actions { action allowed }
  } }`;
  const own = (await api.run(alpha, source, { id: lead.id })).data.lead;
  expect(own).toMatchObject({
    registeredByVendor: true,
    contact: { email: one.contact.email },
    timeline: { nodes: [{ actor: { displayName: "Vendor", isVendor: true } }] },
  });
  expect(own.actions).toContainEqual({ action: "WITHDRAW", allowed: true });
  expect((await api.run(beta, source, { id: lead.id })).data.lead).toBeNull();

  const [audit] = await world.asOwner(
    "select mutation, outcome, partner_id, actor_id from audit_entry where subject_ids @> array[$1]",
    [lead.id],
  );
  expect(audit).toEqual({
    mutation: "registerLeadFor",
    outcome: "DONE",
    partner_id: null,
    actor_id: channel.actor.id,
  });
  const jobs = await world.asOwner(
    "select task_identifier from graphile_worker.jobs where key like 'match_lead:%' order by id desc limit 1",
  );
  expect(jobs).toEqual([{ task_identifier: "match_lead" }]);
});

test("it takes one round trip, as a partner's own does", async () => {
  const { traffic } = world.database;
  const before = traffic.roundTrips;
  await registerFor(prospect());
  expect(traffic.roundTrips - before).toBe(2);
});

test("a partner's own registration says that it is its own", async () => {
  const { lead } = await mutate(alpha, "registerLead", prospect(), "lead { registeredByVendor }");
  expect(lead.registeredByVendor).toBe(false);
});

test("the partner's duplicates hold for the vendor, and the vendor's for the partner", async () => {
  const one = prospect();
  const { lead } = await registerFor(one);
  const again = await mutate(alpha, "registerLead", one, "lead { id }");
  expect(again.errors).toMatchObject([{ code: "DUPLICATE_LEAD", existingLeadId: lead.id }]);
  const twice = await registerFor(one);
  expect(twice.errors).toMatchObject([{ code: "DUPLICATE_LEAD", existingLeadId: lead.id }]);
});

test("the same reference and content is the same lead, whoever of the two registers it", async () => {
  const one = { ...prospect(), externalReference: randomUUID() };
  const { lead } = await registerFor(one);
  const same = await mutate(alpha, "registerLead", one, "lead { id }");
  expect(same).toMatchObject({ lead: { id: lead.id }, errors: [] });
});

test("of the vendor and the partner at once, one registers it", async () => {
  const one = prospect();
  const answers = await Promise.all([
    registerFor(one),
    mutate(alpha, "registerLead", one, "lead { id }"),
  ]);
  expect(answers.flatMap(codes)).toEqual(["DUPLICATE_LEAD"]);
});

test("the key is the vendor's: sent again it answers with the same lead, and registers nothing", async () => {
  const one = prospect();
  const key = randomUUID();
  const first = await registerFor(one, alphaId, key);
  expect((await registerFor(one, alphaId, key)).lead.id).toBe(first.lead.id);
  expect(codes(await registerFor(prospect(), alphaId, key))).toEqual(["IDEMPOTENCY_KEY_REUSED"]);
  expect(codes(await mutate(alpha, "registerLead", prospect(), "lead { id }", key))).toEqual([]);
});

test("terms that the partner has not accepted are not accepted for it", async () => {
  const settings = { name: randomUUID(), timeZone: "UTC", needsTerms: true };
  const { program } = await mutate(channel, "createProgram", settings, "program { id }");
  const programId = program.id;
  const unenrolled = await registerFor({ ...prospect(), programId });
  expect(unenrolled.errors).toMatchObject([{ code: "NOT_FOUND", path: ["programId"] }]);
  await mutate(channel, "enrolPartner", { programId, partnerId: alphaId }, "program { id }");
  const terms = { programId, expectedVersion: 1, text: "Be good" };
  await mutate(channel, "publishTerms", terms, "program { id }");
  expect(codes(await registerFor({ ...prospect(), programId }))).toEqual(["TERMS_NOT_ACCEPTED"]);
  await mutate(alpha, "acceptTerms", { programId, termsNumber: 1 }, "program { id }");
  expect(codes(await registerFor({ ...prospect(), programId }))).toEqual([]);
});

test("limits of the partner's tier hold", async () => {
  const tier = { name: randomUUID(), rank: 77 };
  const made = await mutate(channel, "createPartnerTier", tier, "partnerTier { id }");
  const limits = { tierId: made.partnerTier.id, expectedVersion: 1, openLeadsLimit: 1 };
  await mutate(channel, "setTierLimits", limits, "partnerTier { id }");
  const firm = { name: randomUUID(), tierId: made.partnerTier.id, state: "ACTIVE" };
  const { partner } = await mutate(channel, "createPartner", firm, "partner { id }");
  expect(codes(await registerFor(prospect(), partner.id))).toEqual([]);
  expect(codes(await registerFor(prospect(), partner.id))).toEqual(["LIMIT_EXCEEDED"]);
});

test("it is refused for a partner that is suspended, unknown, or the vendor itself, and to partners", async () => {
  const suspended = await addPartner(world, "Ruhend");
  await world.asOwner("update partner set state = 'SUSPENDED' where id = $1", [uuidOf(suspended)]);
  expect(codes(await registerFor(prospect(), suspended))).toEqual(["BUSINESS_RULE"]);
  const unknown = alphaId.slice(0, -6) + "zzzzzz";
  const absent = await registerFor(prospect(), unknown);
  expect(absent.errors).toMatchObject([{ code: "NOT_FOUND", path: ["partnerId"] }]);
  const [vendor] = await world.asOwner<{ id: string }>("select id from partner where is_vendor");
  const own = await registerFor(prospect(), idOf("prt", vendor!.id));
  expect(own.errors).toMatchObject([{ code: "NOT_FOUND", path: ["partnerId"] }]);
  const malformed = await registerFor({ ...prospect(), company: {} }, "prt_");
  expect(malformed.errors.map(({ path }: { path: string[] }) => path.join("."))).toEqual([
    "partnerId",
    "lead.company.name",
  ]);
  const asPartner = { ...alpha, scopes: new Set([...alpha.scopes, "PARTNERS_WRITE"]) };
  const input = { partnerId: alphaId, lead: prospect() };
  expect(codes(await mutate(asPartner, "registerLeadFor", input, "lead { id }"))).toEqual([
    "FORBIDDEN",
  ]);
});

test("the database lets neither side say that the other registered a lead", async () => {
  const { database } = world;
  const marked = database.read(
    alpha.session,
    sql`update lead set registered_by_vendor = true returning id`,
  );
  await expect(marked).rejects.toThrow("permission denied");
});
