import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { sweepDrafts } from "../../src/leads/index.ts";
import { sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alpha = partnerCaller(await addPartner(world, "Alpha"));
  beta = partnerCaller(await addPartner(world, "Beta"));
});
afterAll(() => world.close());

const DRAFT = `draft {
  id version programId externalReference notes company { name country } contact { name email consentBasis consentObtainedAt }
  estimatedValue { amount currency } customFields { key values } problems { path message }
}`;

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

const save = (lead: Record<string, unknown>, more: Record<string, unknown> = {}, caller = alpha) =>
  mutate(caller, "saveDraft", { lead, ...more }, DRAFT);
const submit = (draftId: string, more: Record<string, unknown> = {}, caller = alpha) =>
  mutate(
    caller,
    "submitDraft",
    { draftId, ...more },
    "lead { id version stage claimedAt source contact { email consent { obtainedAt } } }",
  );
const remove = (draftId: string, caller = alpha) =>
  mutate(caller, "deleteDraft", { draftId }, "draftId");

const prospect = () => {
  const name = `c${randomUUID()}`;
  return {
    company: { name, domain: `${name}.com`, country: "DE" },
    contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
  };
};

const paths = (problems: { path: string[] }[]) => problems.map(({ path }) => path.join("."));
const codes = ({ errors }: { errors: { code: string }[] }) => errors.map(({ code }) => code);
const countLeads = async () => (await world.asOwner("select count(*)::int as n from lead"))[0];

describe("a draft", () => {
  test("holds whatever was written so far, and says what is missing", async () => {
    const { draft, errors } = await save({
      notes: "Met at the fair",
      contact: { email: "anna@", consent: { obtainedAt: "2026-01-02T03:04:05.000Z" } },
      estimatedValue: { amount: "a lot", currency: "EUR" },
      customFields: [{ key: "size", value: "big" }],
    });

    expect(errors).toEqual([]);
    expect(draft).toMatchObject({
      id: expect.stringMatching(/^drf_/),
      version: 1,
      company: null,
      contact: { name: null, email: "anna@", consentBasis: null },
      estimatedValue: { amount: "a lot", currency: "EUR" },
      customFields: [{ key: "size", values: ["big"] }],
    });
    expect(paths(draft.problems)).toEqual([
      "company.name",
      "estimatedValue",
      "contact.name",
      "contact.email",
      "contact.consent.basis",
    ]);
  });

  test("says which product lines it is about and for which tender, and so does the lead it becomes", async () => {
    const made = await mutate(
      vendorCaller(),
      "saveProductLine",
      { name: `Pumps ${randomUUID()}` },
      "productLine { id }",
    );
    const productLineIds = [made.productLine.id];
    const tender = { issuer: "City of Kiel", dueOn: "2027-04-01" };
    const about = "draft { id productLineIds tender { reference issuer dueOn } problems { path } }";
    const begun = await mutate(
      alpha,
      "saveDraft",
      { lead: { ...prospect(), productLineIds, tender } },
      about,
    );
    expect(begun.draft).toMatchObject({
      productLineIds,
      tender: { ...tender, reference: null },
      problems: [{ path: ["tender", "reference"] }],
    });
    const whole = { ...tender, reference: "2027/S 1" };
    const lead = { ...prospect(), productLineIds, tender: whole };
    const { draft } = await mutate(alpha, "saveDraft", { lead, draftId: begun.draft.id }, about);
    expect(draft.problems).toEqual([]);
    const submitted = await mutate(
      alpha,
      "submitDraft",
      { draftId: draft.id },
      "lead { productLines { id } tender { reference issuer dueOn } }",
    );
    expect(submitted).toMatchObject({
      lead: { productLines: productLineIds.map((id) => ({ id })), tender: whole },
      errors: [],
    });
  });

  test("is refused where a text is longer than it could ever be", async () => {
    const { draft, errors } = await save({
      campaign: "x".repeat(201),
      company: { taxId: "x".repeat(41) },
      productLineIds: ["pln_"],
      tender: { reference: "x".repeat(101) },
      otherContacts: [{ consent: { source: "x".repeat(401) } }],
      customFields: [{ key: "size", value: "x".repeat(1_001) }],
    });
    expect(draft).toBeNull();
    expect(paths(errors)).toEqual([
      "lead.productLineIds.0",
      "lead.campaign",
      "lead.company.taxId",
      "lead.tender.reference",
      "lead.otherContacts.0.consent.source",
      "lead.customFields.0.value",
    ]);
  });

  test("is replaced by what is written next, on the version that was read", async () => {
    const { draft } = await save({ notes: "one", externalReference: "D-1" });
    const next = await save({ notes: "two" }, { draftId: draft.id, expectedVersion: 1 });
    expect(next.draft).toMatchObject({ version: 2, notes: "two", externalReference: null });
    const late = await save({ notes: "three" }, { draftId: draft.id, expectedVersion: 1 });
    expect(late).toMatchObject({ draft: null, errors: [{ code: "VERSION_CONFLICT" }] });
  });

  test("is its partner's alone: rival and vendor see no draft and count none", async () => {
    const { draft } = await save({ notes: "secret" });
    const absent = draft.id.slice(0, -6) + "zzzzzz";
    const ask = (caller: Caller, id: string) =>
      api.run(
        caller,
        "query ($id: ID!) { node(id: $id) { id } drafts { nodes { id } totalCount } }",
        { id },
      );
    for (const caller of [beta, vendorCaller()]) {
      const answer = await ask(caller, draft.id);
      expect(answer).toEqual(await ask(caller, absent));
      expect(answer.data).toEqual({ node: null, drafts: { nodes: [], totalCount: 0 } });
    }
    const said = (answers: Answer) => JSON.stringify(answers).replaceAll(/drf_\w+/g, "drf");
    for (const verb of [submit, remove]) {
      const of = verb as (draftId: string, ...more: unknown[]) => Promise<Answer>;
      const args = verb === submit ? [{}, beta] : [beta];
      expect(said(await of(draft.id, ...args))).toBe(said(await of(absent, ...args)));
    }
    expect(codes(await submit(draft.id, {}, vendorCaller()))).toEqual(["FORBIDDEN"]);
    expect(codes(await save({}, {}, vendorCaller()))).toEqual(["FORBIDDEN"]);
  });

  test("stands in a table of which the vendor's role gets no row, whatever it asks", async () => {
    await save({ notes: "secret" });
    const { database } = world;
    const rows = await database.read<{ n: number }>(
      vendorCaller().session,
      sql`select count(*)::integer as n from lead_draft`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test("claims nothing: another partner, or the same one, registers the prospect meanwhile", async () => {
    const one = prospect();
    const { draft } = await save(one);
    const registered = await mutate(alpha, "registerLead", one, "lead { id }");
    expect(registered.errors).toEqual([]);
    const refused = await submit(draft.id);
    expect(refused).toMatchObject({
      lead: null,
      errors: [{ code: "DUPLICATE_LEAD", existingLeadId: registered.lead.id }],
    });
  });

  test("is thrown away by its partner, and is gone", async () => {
    const { draft } = await save({});
    expect(await remove(draft.id)).toEqual({ draftId: draft.id, errors: [] });
    expect(codes(await remove(draft.id))).toEqual(["NOT_FOUND"]);
    expect(codes(await submit(draft.id))).toEqual(["NOT_FOUND"]);
  });

  test("is deleted thirty days after its last change, and not before", async () => {
    const fresh = await save({ notes: "fresh" });
    const old = await save({ notes: "old" });
    const idsOf = ({ draft }: Answer) => {
      const parsed = parseId("drf", draft.id);
      return parsed.ok ? uuidOf(parsed.id) : "";
    };
    await world.asOwner("alter table lead_draft disable trigger user");
    const days =
      "update lead_draft set updated_at = now() - interval '29 days 23 hours' where id = $1";
    await world.asOwner(days, [idsOf(fresh)]);
    await world.asOwner(
      "update lead_draft set updated_at = now() - interval '30 days 1 minute' where id = $1",
      [idsOf(old)],
    );
    await world.asOwner("alter table lead_draft enable trigger user");
    const sweep = sweepDrafts({ database: world.database, clock: () => new Date() });
    expect(await sweep("test-sweep")).toBe(1);
    expect(await sweep("test-sweep")).toBe(0);
    const left = await world.asOwner("select id from lead_draft where id = any($1)", [
      [idsOf(fresh), idsOf(old)],
    ]);
    expect(left).toEqual([{ id: idsOf(fresh) }]);
  });
});

describe("a draft that is submitted", () => {
  test("is a lead as registerLead makes one, claimed when it was submitted", async () => {
    const one = prospect();
    const contact = {
      ...one.contact,
      consent: { basis: "CONSENT", obtainedAt: "2026-01-02T03:04:05.000Z" },
    };
    const { draft } = await save({ ...one, contact });
    const saved = Date.now();
    const { lead, errors } = await submit(draft.id, { expectedVersion: 1 });
    expect(errors).toEqual([]);
    expect(lead).toMatchObject({
      version: 1,
      stage: "SUBMITTED",
      source: "PARTNER_PORTAL",
      contact: {
        email: one.contact.email,
        consent: { obtainedAt: new Date("2026-01-02T03:04:05.000Z") },
      },
    });
    const [row] = await world.asOwner(
      "select content from lead_draft where lead_id = (select id from lead where source = 'PARTNER_PORTAL' order by created_at desc limit 1)",
    );
    expect(new Date(lead.claimedAt).getTime()).toBeGreaterThanOrEqual(saved);
    expect(row?.["content"]).toEqual({});
    const jobs = await world.asOwner(
      "select task_identifier from graphile_worker.jobs where key like 'match_lead:%' order by id desc limit 1",
    );
    expect(jobs).toEqual([{ task_identifier: "match_lead" }]);
  });

  test("once more, with whatever key, is answered with the same lead, and is no draft any more", async () => {
    const { draft } = await save(prospect());
    const first = await submit(draft.id);
    const before = await countLeads();
    expect((await submit(draft.id)).lead.id).toBe(first.lead.id);
    expect(await countLeads()).toEqual(before);
    expect(codes(await save({}, { draftId: draft.id }))).toEqual(["ALREADY_DONE"]);
    expect(codes(await remove(draft.id))).toEqual(["ALREADY_DONE"]);
    const { data } = await api.run(
      alpha,
      "query ($id: ID!) { drafts(first: 100) { nodes { id } } node(id: $id) { id } }",
      { id: draft.id },
    );
    expect(data.drafts.nodes.map(({ id }: { id: string }) => id)).not.toContain(draft.id);
    expect(data.node).toBeNull();
  });

  test("is refused with all that is missing, and stays a draft", async () => {
    const { draft } = await save({ contact: { name: "Anna" } });
    const refused = await submit(draft.id);
    expect(refused.lead).toBeNull();
    expect(paths(refused.errors)).toEqual([
      "company.name",
      "contact.email",
      "contact.consent.basis",
    ]);
    await save(prospect(), { draftId: draft.id });
    expect(codes(await submit(draft.id))).toEqual([]);
  });

  test("twice at once makes one lead", async () => {
    const { draft } = await save(prospect());
    const before = await countLeads();
    const answers = await Promise.all([1, 2, 3, 4].map(() => submit(draft.id)));
    expect(new Set(answers.map(({ lead }) => lead?.id)).size).toBe(1);
    expect(answers.flatMap(codes)).toEqual([]);
    expect((await countLeads())?.["n"]).toBe(Number(before?.["n"]) + 1);
  });

  test("while it is thrown away is the one or the other", async () => {
    const { draft } = await save(prospect());
    const [submitted, removed] = await Promise.all([submit(draft.id), remove(draft.id)]);
    expect([codes(submitted), codes(removed)]).toContainEqual([]);
    expect([...codes(submitted), ...codes(removed)]).toHaveLength(1);
  });

  test("under the external reference of a lead that says the same is that lead", async () => {
    const one = {
      ...prospect(),
      externalReference: randomUUID(),
      kind: "NEW_BUSINESS",
      source: "EVENT",
    };
    const registered = await mutate(alpha, "registerLead", one, "lead { id }");
    const { draft } = await save(one);
    expect((await submit(draft.id)).lead.id).toBe(registered.lead.id);
  });
});
