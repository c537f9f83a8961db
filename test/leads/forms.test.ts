import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, isRefusal, PLAIN_FORM } from "../../src/kernel/index.ts";
import type { CustomField, PartnerId } from "../../src/kernel/index.ts";
import { answer } from "../../src/leads/domain/custom-fields.ts";
import { systemClock } from "../../src/platform/clock.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { matchLead } from "../../src/protection/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, addSalesRep, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alphaId: PartnerId;
let alpha: Caller;
let channel: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alphaId = await addPartner(world, "Alpha");
  alpha = partnerCaller(alphaId);
  channel = vendorCaller();
});
afterAll(() => world.close());

const label = (text: string) => [{ language: "en", text }];

const FIELDS = [
  {
    key: "teamSize",
    type: "NUMBER",
    isRequired: true,
    minimum: "1",
    maximum: "5000.5",
    labels: label("Team"),
  },
  { key: "usesRival", type: "BOOLEAN", labels: label("Uses a rival") },
  { key: "goLive", type: "DATE", minimum: "2026-01-01", labels: label("Go live") },
  {
    key: "industry",
    type: "CHOICE",
    labels: [...label("Industry"), { language: "de", text: "Branche" }],
    help: label("The main one"),
    options: ["STEEL", "FOOD"].map((key) => ({ key, labels: label(key.toLowerCase()) })),
  },
  {
    key: "modules",
    type: "MULTI_CHOICE",
    labels: label("Modules"),
    options: ["A", "B", "C"].map((key) => ({ key, labels: label(key) })),
  },
  {
    key: "hobby",
    type: "TEXT",
    maxLength: 10,
    isPersonal: true,
    labels: label("Hobby of the contact"),
  },
];

const run = async (
  caller: Caller,
  source: string,
  variables: Record<string, unknown>,
): Promise<Answer> => {
  const { data, errors } = await api.run(caller, source, variables);
  expect(errors).toBeUndefined();
  return data;
};

const mutate = async (
  caller: Caller,
  verb: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Answer> => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const source = `mutation ($input: ${type}!, $key: String!) {
    ${verb}(input: $input) @idempotent(key: $key) { ${selection} errors { code path message } }
  }`;
  return (await run(caller, source, { input, key: randomUUID() }))[verb];
};

/** A program of its own with Alpha in it, and a form. */
const programWith = async (fields: readonly object[], requiredFields: string[] = []) => {
  const created = await mutate(
    channel,
    "createProgram",
    { name: randomUUID(), timeZone: "UTC" },
    "program { id }",
  );
  const programId: string = created.program.id;
  await mutate(channel, "enrolPartner", { programId, partnerId: alphaId }, "program { id }");
  const form = { programId, expectedVersion: 1, requiredFields, fields };
  const published = await mutate(
    channel,
    "publishForm",
    form,
    "program { form { number } version }",
  );
  expect(published.errors).toEqual([]);
  return programId;
};

const VALUES = "customFields { key type value values }";

const prospect = () => {
  const name = `c${randomUUID()}`;
  return {
    company: { name, domain: `${name}.com`, country: "DE" },
    contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
  };
};

const register = (programId: string, more: Record<string, unknown> = {}) =>
  mutate(
    alpha,
    "registerLead",
    { programId, ...prospect(), ...more },
    `lead { id version form { number } ${VALUES} }`,
  );

const paths = (errors: { path: string[] }[]) => errors.map(({ path }) => path.join("."));

const ANSWERS = [
  { key: "modules", values: ["C", "A", "C"] },
  { key: "teamSize", value: "0012.500" },
  { key: "usesRival", value: "false" },
  { key: "goLive", value: "2027-02-01" },
  { key: "industry", value: "STEEL" },
  { key: "hobby", value: "Chess" },
];

const KEPT = [
  { key: "teamSize", type: "NUMBER", value: "12.5", values: ["12.5"] },
  { key: "usesRival", type: "BOOLEAN", value: "false", values: ["false"] },
  { key: "goLive", type: "DATE", value: "2027-02-01", values: ["2027-02-01"] },
  { key: "industry", type: "CHOICE", value: "STEEL", values: ["STEEL"] },
  { key: "modules", type: "MULTI_CHOICE", value: null, values: ["A", "C"] },
  { key: "hobby", type: "TEXT", value: "Chess", values: ["Chess"] },
];

describe("a program's form", () => {
  test("tells a portal all that it needs to draw it and to check what is typed", async () => {
    const programId = await programWith(FIELDS, ["CONTACT_PHONE", "COMPANY_COUNTRY"]);
    const { program } = await run(
      alpha,
      `query ($id: ID!) { program(id: $id) { form {
        number requiredFields jsonSchema
        fields { key type isRequired isPersonal minimum maximum maxLength labels { language text } help { text } options { key labels { text } } }
      } } }`,
      { id: programId },
    );

    expect(program.form).toMatchObject({
      number: 2,
      requiredFields: ["COMPANY_COUNTRY", "CONTACT_PHONE"],
      fields: [
        {
          key: "teamSize",
          isRequired: true,
          isPersonal: false,
          minimum: "1",
          maximum: "5000.5",
          maxLength: null,
        },
        { key: "usesRival", isRequired: false },
        { key: "goLive", minimum: "2026-01-01", maximum: null },
        {
          key: "industry",
          labels: [
            { language: "en", text: "Industry" },
            { language: "de", text: "Branche" },
          ],
          help: [{ text: "The main one" }],
          options: [
            { key: "STEEL", labels: [{ text: "steel" }] },
            { key: "FOOD", labels: [{ text: "food" }] },
          ],
        },
        { key: "modules" },
        { key: "hobby", isPersonal: true, maxLength: 10 },
      ],
    });
    expect(JSON.parse(program.form.jsonSchema)).toMatchObject({
      properties: {
        teamSize: { type: "number", minimum: 1, maximum: 5000.5, title: "Team" },
        modules: { type: "array", items: { enum: ["A", "B", "C"] } },
        hobby: { type: "string", maxLength: 10 },
      },
      required: ["teamSize"],
      additionalProperties: false,
    });
  });

  test("is refused with all that is wrong with it, each by its path", async () => {
    const created = await mutate(
      channel,
      "createProgram",
      { name: randomUUID(), timeZone: "UTC" },
      "program { id }",
    );
    const { errors } = await mutate(
      channel,
      "publishForm",
      {
        programId: created.program.id,
        expectedVersion: 1,
        requiredFields: [],
        fields: [
          { key: "Team size", type: "NUMBER", labels: [] },
          {
            key: "size",
            type: "NUMBER",
            labels: label("x"),
            minimum: "ten",
            options: [{ key: "A", labels: label("A") }],
          },
          { key: "SIZE".toLowerCase(), type: "TEXT", labels: label("x"), maxLength: 5_000 },
          {
            key: "when",
            type: "DATE",
            labels: label("x"),
            minimum: "2027-01-01",
            maximum: "2026-01-01",
          },
          {
            key: "which",
            type: "CHOICE",
            labels: [...label("x"), ...label("y")],
            options: [{ key: "A;B", labels: label("A") }],
          },
        ],
      },
      "program { id }",
    );
    expect(paths(errors)).toEqual([
      "fields.0.key",
      "fields.0.labels",
      "fields.1.options",
      "fields.1.minimum",
      "fields.2.key",
      "fields.2.maxLength",
      "fields.3.maximum",
      "fields.4.labels.1.language",
      "fields.4.options.0.key",
    ]);
  });
});

describe("what a registration answers", () => {
  test("is kept as the form has it, in its order, with the form's version", async () => {
    const programId = await programWith(FIELDS);
    const { lead } = await register(programId, { customFields: ANSWERS });
    expect(lead).toMatchObject({ form: { number: 2 }, customFields: KEPT });
  });

  test("is refused with each thing that is wrong with it, and nothing is registered", async () => {
    const programId = await programWith(FIELDS, ["CONTACT_PHONE", "CONSENT_SOURCE"]);
    const count = () => world.asOwner("select count(*) as n from lead");
    const before = await count();
    const { lead, errors } = await register(programId, {
      customFields: [
        { key: "colour", value: "red" },
        { key: "usesRival", value: "yes" },
        { key: "usesRival", value: "true" },
        { key: "goLive", value: "2025-12-31" },
        { key: "industry", value: "STEEL", values: [] },
        { key: "modules", values: ["A", "Z"] },
        { key: "hobby", value: "Mountaineering" },
      ],
    });
    expect(lead).toBeNull();
    expect(paths(errors)).toEqual([
      "contact.phone",
      "contact.consent.source",
      "customFields.0.key",
      "customFields.1.value",
      "customFields.2.key",
      "customFields.3.value",
      "customFields.5.values.1",
      "customFields.6.value",
      "customFields",
    ]);
    expect(errors.at(-1).message).toContain("teamSize");
    expect(await count()).toEqual(before);
  });

  test("of several rows refuses those that are wrong, and tells each all of it", async () => {
    const programId = await programWith(FIELDS, ["CONTACT_PHONE"]);
    const right = {
      ...prospect(),
      programId,
      customFields: [{ key: "teamSize", value: "3" }],
    };
    const rows = [
      { lead: { ...right, contact: { ...right.contact, phone: "+49 30 123456" } } },
      { lead: { ...prospect(), programId } },
    ];
    const answered = await mutate(
      alpha,
      "registerLeads",
      { rows },
      `results { lead { ${VALUES} } errors { path } } registeredCount`,
    );
    expect(answered).toMatchObject({
      registeredCount: 1,
      results: [
        {
          lead: { customFields: [KEPT[0]].map((kept) => ({ ...kept, value: "3", values: ["3"] })) },
          errors: [],
        },
        {
          lead: null,
          errors: [
            { path: ["rows", "1", "lead", "contact", "phone"] },
            { path: ["rows", "1", "lead", "customFields"] },
          ],
        },
      ],
    });
  });

  test("about a person opens to the vendor at acceptance, and never to who may not read contacts", async () => {
    const programId = await programWith(FIELDS);
    const { lead } = await register(programId, { customFields: ANSWERS });
    const keys = async (caller: Caller) => {
      const source = `query ($id: ID!) { lead(by: { id: $id }) { customFields { key } } }`;
      const data = await run(caller, source, { id: lead.id });
      return data.lead.customFields.map(({ key }: { key: string }) => key);
    };
    const open = ["teamSize", "usesRival", "goLive", "industry", "modules"];

    expect(await keys(channel)).toEqual(open);
    expect(await keys(alpha)).toEqual([...open, "hobby"]);
    const rep = await addSalesRep(world, "Rita");
    const { database } = world;
    const key = { leadId: lead.id, partnerId: alphaId };
    await matchLead({ database, newId, clock: systemClock })(key, "test-job");
    const ownerId = idOf("mem", rep.actor.id!);
    const accepted = await mutate(
      rep,
      "acceptLead",
      { leadId: lead.id, ownerId },
      "lead { stage }",
    );
    expect(accepted).toMatchObject({ lead: { stage: "SAL" }, errors: [] });
    expect(await keys(rep)).toEqual([...open, "hobby"]);
    expect(await keys(vendorCaller(["CONTACTS_READ"]))).toEqual(open);
    expect(await keys(partnerCaller(alphaId, ["CONTACTS_READ"]))).toEqual(open);
  });

  test("is corrected by its partner within the form it was registered by, whatever has been published since", async () => {
    const programId = await programWith(FIELDS);
    const { lead } = await register(programId, { customFields: ANSWERS });
    const next = { programId, expectedVersion: 2, requiredFields: [], fields: [FIELDS[3]] };
    const published = await mutate(channel, "publishForm", next, "program { form { number } }");
    expect(published.program.form.number).toBe(3);

    const update = (customFields: object[]) =>
      mutate(
        alpha,
        "updateLead",
        { leadId: lead.id, customFields },
        `lead { version form { number } ${VALUES} timeline(last: 1) { nodes { type fields } } }`,
      );
    const changed = await update([
      { key: "teamSize", value: "40" },
      { key: "hobby", value: null },
    ]);
    expect(changed.lead).toEqual({
      version: 2,
      form: { number: 2 },
      customFields: [{ ...KEPT[0], value: "40", values: ["40"] }, ...KEPT.slice(1, 5)],
      timeline: { nodes: [{ type: "CORRECTED", fields: ["CUSTOM_FIELDS"] }] },
    });
    expect((await update([{ key: "teamSize", value: "40.0" }])).errors).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    const wrong = await update([
      { key: "teamSize", value: null },
      { key: "goLive", value: "soon" },
    ]);
    expect(paths(wrong.errors)).toEqual(["customFields.1.value", "customFields"]);

    const later = await register(programId, { customFields: [{ key: "industry", value: "FOOD" }] });
    expect(later.lead.form.number).toBe(3);
  });

  test("of a lead from before there were forms is held against the one in force", async () => {
    const programId = await programWith([FIELDS[1]!]);
    const { lead } = await register(programId);
    await world.asOwner(
      "update lead set form_number = null, version = version + 1 where program_id = (select program_id from lead order by created_at desc limit 1)",
    );
    const changed = await mutate(
      alpha,
      "updateLead",
      { leadId: lead.id, customFields: [{ key: "usesRival", value: "true" }] },
      `lead { form { number } ${VALUES} }`,
    );
    expect(changed.lead).toEqual({
      form: { number: 2 },
      customFields: [{ key: "usesRival", type: "BOOLEAN", value: "true", values: ["true"] }],
    });
  });

  test("can be asked for by sales, and is answered like any field", async () => {
    const programId = await programWith([FIELDS[1]!]);
    const { lead } = await register(programId);
    const questions = [{ field: "CUSTOM_FIELDS", question: "Do they use a rival's product?" }];
    const asked = await mutate(
      channel,
      "requestInformation",
      { leadId: lead.id, questions },
      "lead { id }",
    );
    expect(asked.errors).toEqual([]);
    const answered = await mutate(
      alpha,
      "answerRequest",
      { leadId: lead.id, customFields: [{ key: "usesRival", value: "true" }] },
      `lead { ${VALUES} }`,
    );
    expect(answered).toMatchObject({ errors: [], lead: { customFields: [{ value: "true" }] } });
  });
});

describe("the reading of an answer", () => {
  const field = (more: Partial<CustomField>): CustomField => ({
    key: "it",
    type: "NUMBER",
    isRequired: false,
    isPersonal: false,
    labels: [],
    help: [],
    options: [],
    minimum: null,
    maximum: null,
    maxLength: null,
    ...more,
  });
  const read = (more: Partial<CustomField>, value: string) => {
    const { values, problems } = answer({ ...PLAIN_FORM, fields: [field(more)] }, [
      { key: "it", values: [value] },
    ]);
    expect(problems.every(isRefusal)).toBe(true);
    return values[0]?.values[0] ?? problems[0]?.message;
  };

  test.each([
    ["-0", "0"],
    ["007", "7"],
    ["-0.10", "-0.1"],
    ["999999999999999.999999", "999999999999999.999999"],
    ["1e3", expect.stringContaining("no decimal number")],
    ["0.0000001", expect.stringContaining("no decimal number")],
    ["1,5", expect.stringContaining("no decimal number")],
    ["٣", expect.stringContaining("no decimal number")],
  ])("takes %j as a number for %j", (given, kept) => {
    expect(read({}, given)).toEqual(kept);
  });

  test("holds numbers and days against their bounds exactly", () => {
    expect(read({ minimum: "0.1", maximum: "0.3" }, "0.3")).toBe("0.3");
    expect(read({ minimum: "0.1" }, "0.099999")).toContain("below 0.1");
    expect(read({ type: "DATE", maximum: "2027-02-28" }, "2027-02-28")).toBe("2027-02-28");
    expect(read({ type: "DATE", maximum: "2027-02-28" }, "2027-03-01")).toContain("above");
    expect(read({ type: "DATE" }, "2027-02-29")).toContain("no day");
  });
});
