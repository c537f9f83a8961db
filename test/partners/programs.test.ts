import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
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
  channel = vendorCaller();
});
afterAll(() => world.close());

const PROGRAM = `program {
  id name isDefault timeZone qualifiedBy kinds contactRule calendar { id name }
  acceptanceHours conversionDays protectionDays heartbeatDays extensionPolicy extensionDays checksPerDay appealDays
  directClaimDays needsTerms version form { number requiredFields fields { key } }
}`;

const mutate = async (
  caller: Caller,
  verb: string,
  input: Record<string, unknown>,
  selection = PROGRAM,
): Promise<Answer> => {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const { data, errors } = await api.run(
    caller,
    `mutation ($input: ${type}!, $key: String!) {
      ${verb}(input: $input) @idempotent(key: $key) {
        ${selection} errors { __typename code path message ... on VersionConflictError { currentVersion } }
      }
    }`,
    { input, key: randomUUID() },
  );
  expect(errors).toBeUndefined();
  return data[verb];
};

const made = async (name: string, more: Record<string, unknown> = {}) =>
  (await mutate(channel, "createProgram", { name, timeZone: "Europe/Berlin", ...more })).program;

const seen = async (caller: Caller): Promise<string[]> => {
  const { data } = await api.run(caller, "{ programs(first: 100) { nodes { name } } }");
  return data.programs.nodes.map((node: { name: string }) => node.name);
};

const register = async (caller: Caller, programId: string, more: Record<string, unknown> = {}) => {
  const name = `c${randomUUID()}`;
  const input = {
    programId,
    company: { name, domain: `${name}.com`, country: "DE" },
    contact: { name: "Anna", email: `anna@${name}.com`, consent: { basis: "CONSENT" } },
    ...more,
  };
  return mutate(caller, "registerLead", input, "lead { id program { name } form { number } }");
};

describe("a program", () => {
  test("is made with what is said, and the rest as a new installation has it", async () => {
    const program = await made("Machinery", {
      acceptanceHours: 24,
      contactRule: "JOINT",
      kinds: ["RENEWAL", "NEW_BUSINESS"],
    });

    expect(program).toEqual({
      id: expect.stringMatching(/^prg_/),
      name: "Machinery",
      isDefault: false,
      timeZone: "Europe/Berlin",
      qualifiedBy: "SALES",
      kinds: ["NEW_BUSINESS", "RENEWAL"],
      contactRule: "JOINT",
      calendar: null,
      acceptanceHours: 24,
      conversionDays: 30,
      protectionDays: 90,
      heartbeatDays: 30,
      extensionPolicy: "ONCE",
      extensionDays: 45,
      checksPerDay: 10,
      appealDays: 14,
      directClaimDays: 90,
      needsTerms: false,
      version: 1,
      form: { number: 1, requiredFields: [], fields: [] },
    });
  });

  test("left out, everything is as it is in the default program of a new installation", async () => {
    const { name: _, id: __, timeZone: ___, ...other } = await made("Plain");
    const { data } = await api.run(
      channel,
      `{ programs { nodes { isDefault ${PROGRAM.slice(PROGRAM.indexOf("{") + 1)} } }`,
    );
    const [first] = data.programs.nodes;
    const { name: _1, id: _2, timeZone: _3, ...standard } = first;

    expect({ ...other, isDefault: true }).toEqual(standard);
  });

  test("is refused with everything that is wrong with it, each by its path", async () => {
    const { program, errors } = await mutate(channel, "createProgram", {
      name: " ",
      timeZone: "Berlin",
      kinds: [],
      acceptanceHours: 0,
      protectionDays: 4_000,
      calendarId: "prg_1",
    });

    expect(program).toBeNull();
    expect(errors.map(({ path }: { path: string[] }) => path.join("."))).toEqual([
      "kinds",
      "calendarId",
      "acceptanceHours",
      "protectionDays",
      "name",
      "timeZone",
    ]);
  });

  test("has a name that no other has", async () => {
    await made("Twice");
    const again = await mutate(channel, "createProgram", { name: "Twice", timeZone: "UTC" });
    expect(again).toMatchObject({
      program: null,
      errors: [{ code: "BUSINESS_RULE", path: ["name"] }],
    });
  });

  test("is changed by who has read its version, and keeps what is left out", async () => {
    const before = await made("To be changed", { acceptanceHours: 12 });
    const input = {
      programId: before.id,
      expectedVersion: 1,
      protectionDays: 60,
      needsTerms: true,
    };
    const { program } = await mutate(channel, "updateProgram", input);
    expect(program).toEqual({ ...before, protectionDays: 60, needsTerms: true, version: 2 });

    const late = await mutate(channel, "updateProgram", input);
    expect(late).toMatchObject({
      program: null,
      errors: [{ __typename: "VersionConflictError", currentVersion: 2 }],
    });
    const nothing = await mutate(channel, "updateProgram", {
      programId: before.id,
      expectedVersion: 2,
    });
    expect(nothing.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["programId"] }]);
    const absent = before.id.slice(0, -6) + "zzzzzz";
    const none = await mutate(channel, "updateProgram", {
      programId: absent,
      expectedVersion: 1,
      name: "X",
    });
    expect(none.errors).toMatchObject([{ code: "NOT_FOUND", path: ["programId"] }]);
  });

  test("of two who change it at once on one version, one is done", async () => {
    const { id } = await made("Contested");
    const changes = await Promise.all(
      [10, 20].map((protectionDays) =>
        mutate(channel, "updateProgram", { programId: id, expectedVersion: 1, protectionDays }),
      ),
    );
    const codes: string[] = changes.map(({ errors }) => errors[0]?.code ?? "DONE");
    expect(codes.toSorted()).toEqual(["DONE", "VERSION_CONFLICT"]);
  });

  test("is the one default one, always, whoever asks the database otherwise", async () => {
    await expect(
      world.asOwner("update program set is_default = true where not is_default"),
    ).rejects.toThrow("program_one_default");
  });
});

describe("an enrolment", () => {
  test("opens a program to a partner: to see it, and to register under it", async () => {
    const { id } = await made("For the chosen");
    const before = await register(alpha, id);
    expect(before).toMatchObject({
      lead: null,
      errors: [{ code: "NOT_FOUND", path: ["programId"] }],
    });
    expect(await seen(alpha)).toEqual(["Default program"]);

    await mutate(channel, "enrolPartner", { programId: id, partnerId: alphaId });
    expect(await seen(alpha)).toEqual(["Default program", "For the chosen"]);
    const { lead } = await register(alpha, id);
    expect(lead).toMatchObject({ program: { name: "For the chosen" }, form: { number: 1 } });
    expect((await register(alpha, id)).errors).toEqual([]);
  });

  test("is nothing that another partner learns of: neither list, node, program nor registration", async () => {
    const { id } = await made("Secret");
    await mutate(channel, "enrolPartner", { programId: id, partnerId: alphaId });
    const absent = id.slice(0, -6) + "zzzzzz";
    const ask = (programId: string) =>
      api.run(beta, "query ($id: ID!) { program(id: $id) { name } node(id: $id) { id } }", {
        id: programId,
      });
    expect(await ask(id)).toEqual(await ask(absent));
    expect(await register(beta, id)).toEqual(await register(beta, absent));
    expect(await seen(beta)).toEqual(["Default program"]);
  });

  test("ends with nothing more being registered; leads that are there go on, and it may come back", async () => {
    const { id } = await made("For a while");
    const enrolment = { programId: id, partnerId: alphaId };
    await mutate(channel, "enrolPartner", enrolment);
    const { lead } = await register(alpha, id);
    const again = await mutate(channel, "enrolPartner", enrolment);
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);

    await mutate(channel, "endEnrolment", enrolment);
    expect((await register(alpha, id)).errors).toMatchObject([{ code: "NOT_FOUND" }]);
    const withdrawn = await mutate(
      alpha,
      "withdrawLead",
      { leadId: lead.id },
      "lead { stage program { name } }",
    );
    expect(withdrawn.lead).toEqual({ stage: "WITHDRAWN", program: { name: "For a while" } });
    expect((await mutate(channel, "endEnrolment", enrolment)).errors).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);

    await mutate(channel, "enrolPartner", enrolment);
    expect((await register(alpha, id)).errors).toEqual([]);
    const { data } = await api.run(
      channel,
      "query ($id: ID!) { program(id: $id) { enrolments { nodes { partner { name } leftAt } } } }",
      { id },
    );
    expect(data.program.enrolments.nodes).toEqual([{ partner: { name: "Alpha" }, leftAt: null }]);
  });

  test("is of no use in the default program, in which all are", async () => {
    const { data } = await api.run(channel, "{ programs(first: 1) { nodes { id } } }");
    const [standard] = data.programs.nodes;
    const enrolled = await mutate(channel, "enrolPartner", {
      programId: standard.id,
      partnerId: alphaId,
    });
    expect(enrolled.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["programId"] }]);
  });
});

test("a program takes the kinds that it names, and registrations of others are told which", async () => {
  const { id } = await made("Renewals", { kinds: ["RENEWAL"] });
  await mutate(channel, "enrolPartner", { programId: id, partnerId: alphaId });
  const refused = await register(alpha, id);
  expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["kind"] }]);
  expect(refused.errors[0].message).toContain("RENEWAL");
  expect((await register(alpha, id, { kind: "RENEWAL" })).errors).toEqual([]);
});

describe("a program of some product lines", () => {
  const line = async (parentId?: string): Promise<string> => {
    const input = { name: `Line ${randomUUID()}`, parentId };
    const saved = await mutate(channel, "saveProductLine", input, "productLine { id }");
    return saved.productLine.id;
  };
  const lines = "program { id version productLines { id name } }";
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

  test("takes leads of those and of all beneath, and of no others, and says which", async () => {
    const [pumps, valves] = [await line(), await line()];
    const small = await line(pumps);
    const { program } = await mutate(
      channel,
      "createProgram",
      { name: "Pumps", timeZone: "UTC", productLineIds: [small, pumps] },
      lines,
    );
    // what is beneath another that is named is named with it
    expect(idsOf(program.productLines)).toEqual([pumps]);
    await mutate(channel, "enrolPartner", { programId: program.id, partnerId: alphaId });
    const refused = await register(alpha, program.id, { productLineIds: [valves] });
    expect(refused.errors).toMatchObject([{ code: "NOT_FOUND", path: ["productLineIds"] }]);
    expect(refused.errors[0].message).toContain("Program.productLines");
    expect((await register(alpha, program.id, { productLineIds: [small] })).errors).toEqual([]);

    // where none is named, it is about all of them, in one round trip
    const { traffic } = world.database;
    const before = traffic.roundTrips;
    const { lead } = await register(alpha, program.id);
    expect(traffic.roundTrips - before).toBe(2);
    const source = "query ($id: ID!) { lead(by: { id: $id }) { productLines { id } } }";
    const seenLead = await api.run(alpha, source, { id: lead.id });
    expect(idsOf(seenLead.data.lead.productLines)).toEqual([pumps]);

    const widened = await mutate(
      channel,
      "updateProgram",
      { programId: program.id, expectedVersion: program.version, productLineIds: [pumps, valves] },
      lines,
    );
    expect(idsOf(widened.program.productLines)).toEqual([pumps, valves]);
    expect((await register(alpha, program.id, { productLineIds: [valves] })).errors).toEqual([]);
    const all = await mutate(
      channel,
      "updateProgram",
      { programId: program.id, expectedVersion: 2, productLineIds: [] },
      lines,
    );
    expect(all.program.productLines).toMatchObject([{ name: "ALL" }]);
    // and what is left out stays
    await mutate(channel, "updateProgram", {
      programId: program.id,
      expectedVersion: 3,
      productLineIds: [valves],
    });
    const kept = await mutate(
      channel,
      "updateProgram",
      { programId: program.id, expectedVersion: 4, appealDays: 7 },
      lines,
    );
    expect(idsOf(kept.program.productLines)).toEqual([valves]);
  });

  test("names none that is not sold", async () => {
    const retired = await line();
    const input = { productLineId: retired, expectedVersion: 1 };
    await mutate(channel, "retireProductLine", input, "productLine { id }");
    const settings = { name: randomUUID(), timeZone: "UTC" };
    const lateNames = await mutate(channel, "createProgram", {
      ...settings,
      productLineIds: [retired],
    });
    expect(lateNames).toMatchObject({
      program: null,
      errors: [{ code: "NOT_FOUND", path: ["productLineIds"] }],
    });
    const { program } = await mutate(channel, "createProgram", settings, lines);
    const changed = await mutate(channel, "updateProgram", {
      programId: program.id,
      expectedVersion: 1,
      productLineIds: [retired],
    });
    expect(changed.errors).toMatchObject([{ code: "NOT_FOUND", path: ["productLineIds"] }]);
    const malformed = await mutate(channel, "createProgram", {
      ...settings,
      productLineIds: ["pln_x"],
    });
    expect(malformed.errors).toMatchObject([{ path: ["productLineIds", "0"] }]);
  });
});

test("registering takes one round trip under a program that was looked at, and three where it has changed since", async () => {
  const { id } = await made("Known");
  await mutate(channel, "enrolPartner", { programId: id, partnerId: alphaId });
  const trips = async () => {
    const { traffic } = world.database;
    const before = traffic.roundTrips;
    const { errors } = await register(alpha, id);
    expect(errors).toEqual([]);
    return traffic.roundTrips - before;
  };

  // the payload's fields are one more
  expect(await trips()).toBe(3);
  expect(await trips()).toBe(2);
  await mutate(channel, "updateProgram", { programId: id, expectedVersion: 1, protectionDays: 45 });
  expect(await trips()).toBe(4);
  expect(await trips()).toBe(2);
});
