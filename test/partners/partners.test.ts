import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Role } from "../../src/identity/index.ts";
import { idOf, parseId } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openPeople, PASSWORD } from "../identity/people.ts";
import type { People } from "../identity/people.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { callerBy, loggedIn, logIn } from "../support/logged-in.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let people: People;
let channel: Caller;
let passed = 0;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world, () => new Date(Date.now() + passed));
  people = openPeople(world);
  channel = await as("CHANNEL_MANAGER");
});
afterAll(() => world.close());

const as = async (role: Role, partnerId: PartnerId | null = null): Promise<Caller> =>
  loggedIn(api, (await people.plantMember([role], partnerId)).email, PASSWORD);

const CREATE = `
  mutation ($input: CreatePartnerInput!, $key: String!) {
    createPartner(input: $input) @idempotent(key: $key) {
      partner { id name state country isVendor version tier { id name rank } }
      errors { __typename code path }
    }
  }`;
const SET_STATE = `
  mutation ($input: SetPartnerStateInput!) {
    setPartnerState(input: $input) {
      partner { state version }
      errors { __typename code path ... on VersionConflictError { expectedVersion currentVersion } }
    }
  }`;
const CREATE_TIER = `
  mutation ($input: CreatePartnerTierInput!, $key: String!) {
    createPartnerTier(input: $input) @idempotent(key: $key) {
      partnerTier { id name rank } errors { code path }
    }
  }`;

const run = async (
  caller: Caller,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> => {
  const { data, errors } = await api.run(caller, source, variables);
  expect(errors).toBeUndefined();
  return data;
};

const create = async (input: Record<string, unknown>, key: string = randomUUID()) =>
  (await run(channel, CREATE, { input, key })).createPartner;

const setState = async (partnerId: string, state: string, expectedVersion: number) =>
  (await run(channel, SET_STATE, { input: { partnerId, state, expectedVersion } })).setPartnerState;

const createTier = async (name: string, rank: number, key: string = randomUUID()) =>
  (await run(channel, CREATE_TIER, { input: { name, rank }, key })).createPartnerTier;

const partnerIdOf = (text: string): PartnerId => {
  const parsed = parseId("prt", text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.id;
};

test("a partner is entered once, however often the same key is sent", async () => {
  const tier = await createTier("Silver", 20);
  const input = { name: "Nordwind GmbH", country: "de", tierId: tier.partnerTier.id };
  const key = randomUUID();

  const first = await create(input, key);
  const again = await create(input, key);

  expect(first).toEqual({
    partner: {
      id: expect.stringMatching(/^prt_/),
      name: "Nordwind GmbH",
      state: "ONBOARDING",
      country: "DE",
      isVendor: false,
      version: 1,
      tier: { id: tier.partnerTier.id, name: "Silver", rank: 20 },
    },
    errors: [],
  });
  expect(again).toEqual(first);
  const rows = await world.asOwner("select from partner where name = 'Nordwind GmbH'");
  expect(rows).toHaveLength(1);
  const audit = await world.asOwner<{ subject_ids: string[] }>(
    "select subject_ids from audit_entry where mutation = 'createPartner' and outcome = 'DONE'",
  );
  expect(audit).toEqual([{ subject_ids: [first.partner.id] }]);
});

test("a name that is taken, an unknown tier and bad inputs are refused, and nothing is entered", async () => {
  await create({ name: "Taken" });
  const before = await world.asOwner("select count(*) from partner");

  const taken = await create({ name: " Taken " });
  const noTier = await create({ name: "Other", tierId: idOf("tir", randomUUID()) });
  const bad = await create({ name: " ", country: "Germany", tierId: "tir_x", state: "SUSPENDED" });

  expect(taken).toEqual({
    partner: null,
    errors: [{ __typename: "BusinessRuleError", code: "BUSINESS_RULE", path: ["name"] }],
  });
  expect(noTier.errors).toEqual([
    { __typename: "NotFoundError", code: "NOT_FOUND", path: ["tierId"] },
  ]);
  expect(bad.errors.map((error: { path: string[] }) => error.path)).toEqual([
    ["name"],
    ["country"],
    ["tierId"],
    ["state"],
  ]);
  expect(await world.asOwner("select count(*) from partner")).toEqual(before);
});

test("partners are entered by the vendor's channel managers and administrators alone", async () => {
  const partner = await create({ name: "Its own", state: "ACTIVE" });
  const callers = [
    await as("PARTNER_ADMIN", partnerIdOf(partner.partner.id)),
    await as("SALES_MANAGER"),
  ];

  for (const caller of callers) {
    const { data, errors } = await api.run(caller, CREATE, {
      input: { name: "Mine" },
      key: randomUUID(),
    });
    expect(data).toEqual({ createPartner: null });
    expect(errors?.[0]?.extensions).toMatchObject({ code: "FORBIDDEN" });
  }
  expect(await world.asOwner("select from partner where name = 'Mine'")).toEqual([]);
});

test("a change of state reaches the partner's members and keys within a minute", async () => {
  const { partner } = await create({ name: "Swift", state: "ACTIVE" });
  const partnerId = partnerIdOf(partner.id);
  const person = await people.plantMember(["PARTNER_ADMIN"], partnerId);
  const { accessToken } = await logIn(api, person.email, PASSWORD);
  const scopesNow = async () => (await callerBy(api, accessToken))?.scopes;
  expect((await scopesNow())?.has("LEADS_WRITE")).toBe(true);

  expect(await setState(partner.id, "SUSPENDED", 1)).toEqual({
    partner: { state: "SUSPENDED", version: 2 },
    errors: [],
  });
  passed += 31_000;
  expect([...((await scopesNow()) ?? [])].toSorted()).toEqual([
    "CONTACTS_READ",
    "CREDITS_READ",
    "LEADS_READ",
    "OWN_EXPORTS_WRITE",
    "PARTNERS_READ",
    "PAYOUTS_READ",
    "PROGRAMS_READ",
    "REPORTS_READ",
    "TAX_READ",
  ]);

  await setState(partner.id, "ACTIVE", 2);
  passed += 31_000;
  expect((await scopesNow())?.has("LEADS_WRITE")).toBe(true);

  await setState(partner.id, "TERMINATED", 3);
  passed += 31_000;
  expect(await callerBy(api, accessToken)).toBeNull();
});

test("a state is set on the version that was read, once, never on the vendor, never after the end", async () => {
  const { partner } = await create({ name: "Slow", state: "ACTIVE" });
  await setState(partner.id, "TERMINATED", 1);

  expect((await setState(partner.id, "ACTIVE", 1)).errors).toEqual([
    {
      __typename: "VersionConflictError",
      code: "VERSION_CONFLICT",
      path: ["expectedVersion"],
      expectedVersion: 1,
      currentVersion: 2,
    },
  ]);
  expect((await setState(partner.id, "TERMINATED", 2)).errors).toMatchObject([
    { code: "ALREADY_DONE" },
  ]);
  expect((await setState(partner.id, "ACTIVE", 2)).errors).toMatchObject([
    { code: "BUSINESS_RULE", path: ["state"] },
  ]);
  expect((await setState(partner.id, "APPLIED", 2)).errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["state"] },
  ]);
  expect((await setState(idOf("prt", randomUUID()), "ACTIVE", 1)).errors).toMatchObject([
    { code: "NOT_FOUND", path: ["partnerId"] },
  ]);
  const vendor = idOf("prt", "01970000-0000-7000-8000-000000000002");
  expect((await setState(vendor, "SUSPENDED", 1)).errors).toMatchObject([
    { code: "BUSINESS_RULE", path: ["partnerId"] },
  ]);
  const [row] = await world.asOwner<{ state: string }>(
    "select state from partner where name = 'Slow'",
  );
  expect(row?.state).toBe("TERMINATED");
});

test("tiers are listed best first, no two with one name or rank, and read as nodes", async () => {
  const gold = await createTier("Gold", 30);
  const bronze = await createTier("Bronze", 10);

  expect((await createTier("Gold", 31)).errors).toEqual([
    { code: "BUSINESS_RULE", path: ["name"] },
  ]);
  expect((await createTier("Platinum", 30)).errors).toEqual([
    { code: "BUSINESS_RULE", path: ["rank"] },
  ]);
  const { partner } = await create({ name: "Reader", state: "ACTIVE" });
  const member = await as("PARTNER_MEMBER", partnerIdOf(partner.id));
  const { partnerTiers, node } = await run(
    member,
    `query ($id: ID!) {
      partnerTiers { nodes { name rank } totalCount }
      node(id: $id) { ... on PartnerTier { name } }
    }`,
    { id: bronze.partnerTier.id },
  );
  expect(partnerTiers.nodes.map((tier: { rank: number }) => tier.rank)).toEqual(
    partnerTiers.nodes
      .map((tier: { rank: number }) => tier.rank)
      .toSorted((left: number, right: number) => right - left),
  );
  expect(partnerTiers.nodes).toContainEqual({ name: "Gold", rank: 30 });
  expect(node).toEqual({ name: "Bronze" });
  expect(gold.errors).toEqual([]);
});
