import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done, mutate } from "../support/mutate.ts";
import { newName } from "../support/mutation-samples.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
let partner: string;
let sales: string;
/** A fresh lead of Alpha's, and its name, for each test. */
let leadId: LeadId;
let name: string;

beforeAll(async () => {
  world = await openLivingWorld();
  partner = world.members.PARTNER_MEMBER.key;
  sales = world.members.SALES_REP.key;
});
afterAll(() => world.close());
beforeEach(async () => {
  name = newName();
  leadId = await register(registration(name));
});

async function register(input: Json): Promise<LeadId> {
  const { lead } = await done(world, partner, "registerLead", input, "lead { id }");
  await match(lead.id);
  return lead.id;
}

const match = (id: LeadId) =>
  matchLead({ database: world.database, newId, clock: () => new Date() })(
    { leadId: id, partnerId: world.alpha },
    "job",
  );

const bert = (more: Json = {}): Json => ({
  name: "Bert Blum",
  email: `bert@${name}.com`,
  phone: "+49 40 1234567",
  buyingRole: "INFLUENCES",
  consent: { basis: "LEGITIMATE_INTEREST" },
  ...more,
});

const codeOf = async (bearer: string, verb: string, input: Json): Promise<string> => {
  const { data, text } = await mutate(world, bearer, verb, input);
  if (!data?.[verb]) throw new Error(text);
  return data[verb].errors[0]?.code ?? "done";
};

async function contactsOf(id: LeadId, bearer = partner): Promise<Json[]> {
  const { data, text } = await world.ask(
    bearer,
    `query ($id: ID!) { lead(by: { id: $id }) {
      contacts { nodes { id name email phone buyingRole isPrimary consent { basis } } } } }`,
    { id },
  );
  if (!data?.["lead"]?.contacts) throw new Error(text);
  return data["lead"].contacts.nodes;
}

const idOfBert = async (): Promise<string> =>
  (await contactsOf(leadId)).find((each) => each["name"] === "Bert Blum")?.["id"];

test("a partner adds a person to its lead, with a part in the buying", async () => {
  const { lead } = await done(
    world,
    partner,
    "addContact",
    { leadId, contact: bert() },
    "lead { version timeline(last: 1) { nodes { type } } }",
  );
  expect(lead).toEqual({ version: 2, timeline: { nodes: [{ type: "CONTACT_ADDED" }] } });
  expect(await contactsOf(leadId)).toMatchObject([
    { email: `${name}@${name}.com`, isPrimary: true, buyingRole: "DECIDES" },
    {
      name: "Bert Blum",
      email: `bert@${name}.com`,
      phone: "+49401234567",
      buyingRole: "INFLUENCES",
      isPrimary: false,
      consent: { basis: "LEGITIMATE_INTEREST" },
    },
  ]);
});

test("a registration may name other persons, each of whom it claims", async () => {
  const other = newName();
  const id = await register({
    ...registration(other),
    otherContacts: [bert(), bert({ name: "Carla", email: `carla@${other}.com`, phone: null })],
  });
  expect((await contactsOf(id)).map((each) => [each["name"], each["isPrimary"]])).toEqual([
    [`${other} person`, true],
    ["Bert Blum", false],
    ["Carla", false],
  ]);
  const third = newName();
  const input = {
    ...registration(third),
    otherContacts: [bert({ email: `Carla+x@${other}.com` })],
  };
  const { data } = await mutate(world, partner, "registerLead", input, {
    selection: "errors { code ... on DuplicateLeadError { existingLeadId matchedOn } }",
  });
  expect(data?.["registerLead"].errors).toEqual([
    { code: "DUPLICATE_LEAD", existingLeadId: id, matchedOn: ["EMAIL"] },
  ]);
});

test("of several registrations at once a person belongs to the first", async () => {
  const [one, other] = [newName(), newName()];
  const shared = [bert({ email: `shared@${one}.com` })];
  const rows = [one, other].map((each) => ({
    lead: { ...registration(each), otherContacts: shared },
  }));
  const { results } = await done(
    world,
    partner,
    "registerLeads",
    { rows },
    "results { lead { id } errors { code } }",
  );
  expect(results.map((each: Json) => each["errors"])).toEqual([[], [{ code: "DUPLICATE_LEAD" }]]);
});

test.each([
  ["the same address twice", (own: string) => [bert({ email: own })]],
  ["ten others", () => Array.from({ length: 10 }, (_, n) => bert({ email: `n${n}@many.example` }))],
])("%s is no registration", async (_, others) => {
  const other = newName();
  const otherContacts = others(`${other}+tag@${other}.com`);
  const input = { ...registration(other), otherContacts };
  expect(await codeOf(partner, "registerLead", input)).toBe("VALIDATION_FAILED");
});

describe("a person whom another lead of the partner has", () => {
  test("is its own duplicate, and the answer links to that lead", async () => {
    await done(world, partner, "addContact", { leadId, contact: bert() });
    const other = await register(registration(newName()));
    const { data } = await mutate(
      world,
      partner,
      "addContact",
      { leadId: other, contact: bert() },
      { selection: "errors { code path ... on DuplicateLeadError { existingLeadId } }" },
    );
    expect(data?.["addContact"].errors).toEqual([
      { code: "DUPLICATE_LEAD", path: ["contact", "email"], existingLeadId: leadId },
    ]);
    expect(await contactsOf(other)).toHaveLength(1);
  });

  test("can be added once that lead has closed", async () => {
    await done(world, partner, "addContact", { leadId, contact: bert() });
    await done(world, partner, "withdrawLead", { leadId });
    const other = await register(registration(newName()));
    expect(await codeOf(partner, "addContact", { leadId: other, contact: bert() })).toBe("done");
  });
});

test("a person whom a rival's lead has is added like any other, and matching finds the two", async () => {
  const rivals = newName();
  const made = await done(
    world,
    world.rival.key,
    "registerLead",
    registration(rivals),
    "lead { id }",
  );
  await matchLead({ database: world.database, newId, clock: () => new Date() })(
    { leadId: made["lead"].id, partnerId: world.beta },
    "job",
  );
  const contact = bert({ email: `${rivals}@${rivals}.com` });
  expect(await codeOf(partner, "addContact", { leadId, contact })).toBe("done");
  expect(await codeOf(sales, "acceptLead", { leadId })).toBe("MATCHING_PENDING");
  await match(leadId);
  expect(await codeOf(sales, "acceptLead", { leadId })).toBe("CONFLICT_OPEN");
});

test("a lead has ten contacts at most", async () => {
  for (let each = 2; each <= 10; each += 1) {
    const contact = bert({ email: `number${each}@${name}.com` });
    expect(await codeOf(partner, "addContact", { leadId, contact })).toBe("done");
  }
  expect(await codeOf(partner, "addContact", { leadId, contact: bert() })).toBe("LIMIT_EXCEEDED");
  expect(await contactsOf(leadId)).toHaveLength(10);
});

test("of many who add the tenth person at once, one does", async () => {
  for (let each = 2; each <= 9; each += 1) {
    await done(world, partner, "addContact", {
      leadId,
      contact: bert({ email: `number${each}@${name}.com` }),
    });
  }
  const codes = await Promise.all(
    ["x", "y", "z"].map((each) =>
      codeOf(partner, "addContact", { leadId, contact: bert({ email: `${each}@${name}.com` }) }),
    ),
  );
  expect(codes.toSorted()).toEqual(["LIMIT_EXCEEDED", "LIMIT_EXCEEDED", "done"]);
});

test("a person is corrected: what is left out stays, null clears", async () => {
  await done(world, partner, "addContact", { leadId, contact: bert() });
  const contactId = await idOfBert();
  await done(world, partner, "updateContact", {
    leadId,
    contactId,
    contact: { email: `b.blum@${name}.com`, phone: null },
    buyingRole: "BLOCKS",
    consent: { basis: "CONSENT" },
  });
  expect((await contactsOf(leadId))[1]).toMatchObject({
    name: "Bert Blum",
    email: `b.blum@${name}.com`,
    phone: null,
    buyingRole: "BLOCKS",
    consent: { basis: "CONSENT" },
  });
  const { count } = (
    await world.asOwner<{ count: number }>(
      "select count(*)::integer as count from lead_claim where lead_id = $1 and key = any($2)",
      [uuidOf(leadId), [`bert@${name}.com`, `b.blum@${name}.com`]],
    )
  )[0]!;
  expect(count).toBe(1);
  await done(world, partner, "updateContact", { leadId, contactId, buyingRole: null });
  expect((await contactsOf(leadId))[1]).toMatchObject({ buyingRole: null });
  expect(await codeOf(partner, "updateContact", { leadId, contactId })).toBe("ALREADY_DONE");
});

test("another becomes the primary contact, and the first one can then be removed", async () => {
  await done(world, partner, "addContact", { leadId, contact: bert() });
  const [anna, other] = await contactsOf(leadId);
  const contactId = anna?.["id"];
  expect(await codeOf(partner, "removeContact", { leadId, contactId })).toBe("BUSINESS_RULE");

  await done(world, partner, "setPrimaryContact", { leadId, contactId: other?.["id"] });
  expect((await contactsOf(leadId)).map((each) => each["isPrimary"])).toEqual([false, true]);
  expect(await codeOf(partner, "setPrimaryContact", { leadId, contactId: other?.["id"] })).toBe(
    "ALREADY_DONE",
  );

  await done(world, partner, "removeContact", { leadId, contactId });
  expect(await contactsOf(leadId)).toMatchObject([{ name: "Bert Blum", isPrimary: true }]);
  const claims = await world.asOwner<{ key: string }>(
    "select key from lead_claim where lead_id = $1 and kind = 'EMAIL'",
    [uuidOf(leadId)],
  );
  expect(claims).toEqual([{ key: `bert@${name}.com` }]);
});

test("a contact of another lead, or of a rival's, is no contact of this one", async () => {
  const [of] = await contactsOf(await register(registration(newName())));
  const contactId = of?.["id"];
  expect(await codeOf(partner, "removeContact", { leadId, contactId })).toBe("NOT_FOUND");
  const rivals = await world.asOwner<{ id: string }>(
    "select id from contact where partner_id = $1 limit 1",
    [uuidOf(world.beta)],
  );
  expect(rivals).toHaveLength(1);
  const mine = await codeOf(world.rival.key, "setPrimaryContact", { leadId, contactId });
  expect(mine).toBe("NOT_FOUND");
});

describe("once the lead was accepted", () => {
  beforeEach(async () => {
    await done(world, partner, "addContact", { leadId, contact: bert() });
    await match(leadId);
    await done(world, sales, "acceptLead", { leadId });
  });

  test("sales sees who is there; before, it does not", async () => {
    expect(await contactsOf(await register(registration(newName())), sales)).toEqual([]);
    expect((await contactsOf(leadId, sales)).map((each) => each["name"])).toEqual([
      `${name} person`,
      "Bert Blum",
    ]);
    const masked = await contactsOf(leadId, world.members.AUDITOR.key);
    expect(masked[1]).toMatchObject({ name: "B***", email: "b***@s***", phone: "+***" });
  });

  test("persons can be added and made primary, and stay", async () => {
    const contactId = await idOfBert();
    const contact = bert({ email: `new@${name}.com` });
    expect(await codeOf(partner, "addContact", { leadId, contact })).toBe("done");
    expect(await codeOf(partner, "setPrimaryContact", { leadId, contactId })).toBe("done");
    const [anna] = await contactsOf(leadId);
    expect(await codeOf(partner, "removeContact", { leadId, contactId: anna?.["id"] })).toBe(
      "INVALID_TRANSITION",
    );
  });

  test("a person's name and part can be corrected, and not the address under which it was accepted", async () => {
    const contactId = await idOfBert();
    expect(
      await codeOf(partner, "updateContact", {
        leadId,
        contactId,
        contact: { name: "Berta Blum" },
        buyingRole: "USES",
      }),
    ).toBe("done");
    const contact = { email: `else@${name}.com` };
    expect(await codeOf(partner, "updateContact", { leadId, contactId, contact })).toBe(
      "BUSINESS_RULE",
    );
  });
});

test("the primary contact's address is corrected with the lead", async () => {
  const [anna] = await contactsOf(leadId);
  const input = { leadId, contactId: anna?.["id"], contact: { phone: "+49 40 7654321" } };
  expect(await codeOf(partner, "updateContact", input)).toBe("BUSINESS_RULE");
  await done(world, partner, "addContact", { leadId, contact: bert() });
  const contact = { email: `bert@${name}.com` };
  expect(await codeOf(partner, "updateLead", { leadId, contact })).toBe("BUSINESS_RULE");
});
