import { randomUUID } from "node:crypto";

import { getNamedType, isEnumType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { readRegistration } from "../../src/leads/domain/registration.ts";
import { accessOf } from "../../src/platform/graphql/access.ts";
import { newId } from "../../src/platform/ids.ts";
import { inputPlaces, withValueAt } from "../support/input-places.ts";
import type { InputPlace } from "../support/input-places.ts";
import { CRITERIA, openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate, mutationDocument } from "../support/mutate.ts";
import {
  fromElsewhere,
  newName,
  PARTNERS_VERBS,
  sampleInput,
} from "../support/mutation-samples.ts";
import type { Answer, Json } from "../support/served-world.ts";
import { readTables } from "../support/tables.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const LONG = "x".repeat(200_000);
const DATES = ["2026-02-30", "2026-13-01", "yesterday", "", 20_260_101, true];
const INSTANTS = ["2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01", "", 5, "now\u0000"];

/** What no value of a type can be, and what would break what is behind it. */
function hostileValues({ type, path }: InputPlace): readonly unknown[] {
  if (isEnumType(type)) return ["NO_SUCH_VALUE", "", "__proto__", 1, LONG];
  switch (type.name) {
    case "ID":
      return ["", "x", "lead_", ...wrongKind(path), 7, "lead_\u0000", LONG];
    case "String":
      return ["\u0000", "a\ud800b", "\u202egnp.exe", "a\u0007b", LONG, 5, ["a", "b"], {}];
    case "Int":
      return [2 ** 31, -(2 ** 31) - 1, 1.5, "1", LONG];
    case "Boolean":
      return ["true", 1];
    case "Date":
      return DATES;
    case "DateTime":
      return INSTANTS;
    default:
      throw new Error(`say in this test what no ${type.name} can be`);
  }
}

/** An id of users, which no field takes; what an audit entry is about may be anything. */
const wrongKind = (path: InputPlace["path"]): readonly string[] =>
  path.at(-1) === "subjectId" ? [] : [newId("usr")];

const isOpen = (field: string): boolean =>
  accessOf(world.schema, "Mutation", field)?.kind === "anyone";

/** Somebody who may call the field, and whose call would be done. */
function bearerFor({ root, field, path }: InputPlace): string | null {
  if (root === "Query") {
    // a reference is each partner's own
    const isPartners = path.at(-1) === "externalReference" && field === "lead";
    return isPartners ? world.members.PARTNER_ADMIN.key : world.staff.key;
  }
  if (isOpen(field)) return null;
  if (PARTNERS_VERBS.includes(field)) return world.members.PARTNER_ADMIN.key;
  return field === "createPasswordLink" ? world.members.ADMIN.key : world.staff.key;
}

/** What a query must be given besides. */
const QUERY_BASES: Readonly<Record<string, Json>> = {
  attributionReport: { input: { from: "2026-01-01", to: "2027-01-01" } },
  explainAssessment: { leadId: newId("lead") },
  attributionUnder: { leadId: newId("lead"), models: ["LINEAR"] },
  attributionAsOf: { leadId: newId("lead"), at: "2026-01-01T00:00:00Z" },
  taxReport: { input: { year: 2026 } },
  creditReport: { input: { from: "2026-01-01", to: "2027-01-01" } },
  criteriaFor: { leadId: newId("lead") },
  criteriaDiagnostics: { input: { from: "2026-01-01", to: "2027-01-01" } },
  replayedLeads: { criteriaReplayId: newId("crp") },
  criteriaVersion: { id: CRITERIA },
  funnelReport: { input: { from: "2026-01-01", to: "2027-01-01" } },
  node: { id: CRITERIA },
  nodes: { ids: [CRITERIA] },
  discoveryCalls: { leadId: newId("lead") },
  questionnaireAnswers: { leadId: newId("lead") },
  questionnaireAgreement: { input: { from: "2026-01-01", to: "2027-01-01" } },
  slaBreaches: { input: { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" } },
  slaReport: { input: { from: "2026-01-01T00:00:00Z", until: "2027-01-01T00:00:00Z" } },
};

async function ask(place: InputPlace, input: unknown, value: unknown): Promise<Answer> {
  const bearer = bearerFor(place);
  if (place.root === "Mutation") {
    const hasKey = !isOpen(place.field);
    const document = mutationDocument(
      world,
      place.field,
      "errors { code message path helpUrl }",
      hasKey,
    );
    const base = { input, ...(hasKey ? { key: randomUUID() } : {}) };
    const variables = withValueAt(base, place.path, value) as Json;
    return world.ask(bearer, document, variables, { headers: fromElsewhere() });
  }
  const field = world.schema.getQueryType()!.getFields()[place.field]!;
  const declared = field.args.map((each) => `$${each.name}: ${String(each.type)}`).join(", ");
  const given = field.args.map((each) => `${each.name}: $${each.name}`).join(", ");
  const document = `query (${declared}) { ${field.name}(${given}) { __typename } }`;
  const variables = withValueAt(QUERY_BASES[place.field], place.path, value) as Json;
  return world.ask(bearer, document, variables);
}

const TOP_CODES = ["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED", "LIMIT_EXCEEDED", "BAD_REQUEST"];
/** Told of a way in, where what was wrong with the credentials is nobody's business. */
const UNTOLD = ["LOGIN_REFUSED", "TOKEN_REFUSED"];

/** What is wrong with how a value was refused; null where nothing is. */
function faultOf(place: InputPlace, answer: Answer): string | null {
  if (answer.text.length > 4_000) return `the answer repeats what was sent: ${answer.text.length}`;
  const [top] = answer.errors;
  if (top) {
    const { code, helpUrl } = top["extensions"];
    if (!TOP_CODES.includes(code)) return `told as ${code}`;
    if (answer.status !== 400) return `status ${answer.status}`;
    if (typeof helpUrl !== "string") return "no help";
    const names = place.path.filter((each) => typeof each === "string");
    const isPlaced =
      top["path"] !== undefined || names.some((name) => top["message"].includes(name));
    return isPlaced ? null : `no place: ${top["message"]}`;
  }
  const errors: readonly Json[] = answer.data?.[place.field]?.errors ?? [];
  if (errors.length === 0) return `was taken: ${answer.text}`;
  for (const error of errors) {
    if (typeof error["helpUrl"] !== "string") return "no help";
    if (UNTOLD.includes(error["code"])) continue;
    const told = (error["path"] ?? ["(nothing)"]).join(".");
    const here = place.path.slice(1).join(".");
    if (!`${here}.`.startsWith(`${told}.`)) return `told of ${told}: ${error["message"]}`;
  }
  return null;
}

const nameOf = ({ root, field, path }: InputPlace): string => `${root}.${field}(${path.join(".")})`;

const shown = (value: unknown): string => JSON.stringify(value).slice(0, 40);

test("no value that cannot be is taken anywhere: each is told with its place and help, nothing is written", async () => {
  const places = inputPlaces(world.schema);
  const faults: string[] = [];
  let sent = 0;
  for (const field of new Set(places.map((place) => `${place.root}.${place.field}`))) {
    const ofField = places.filter((place) => `${place.root}.${place.field}` === field);
    const [{ root, field: name } = { root: "Query", field: "" }] = ofField;
    const input = root === "Mutation" ? await sampleInput(name, subject()) : {};
    const before = await readTables(world);
    for (const place of ofField) {
      for (const value of hostileValues(place)) {
        sent += 1;
        const fault = faultOf(place, await ask(place, input, value));
        if (fault !== null) faults.push(`${nameOf(place)} ${shown(value)} ${fault}`);
      }
    }
    const after = await readTables(world);
    const changed = after
      .changedSince(before)
      .filter((table) => !["audit_entry", "login_throttle"].includes(table));
    expect(changed, field).toEqual([]);
    const outcomes = after.auditSince(before).map((row) => row["outcome"]);
    expect(
      outcomes.filter((outcome) => outcome !== "REFUSED"),
      field,
    ).toEqual([]);
  }
  expect(faults).toEqual([]);
  expect(sent).toBeGreaterThan(600);
}, 240_000);

const subject = () => ({ world, partnerId: world.alpha });

test("days and instants that only a calendar knows do no harm", async () => {
  const extremes: Readonly<Record<string, readonly string[]>> = {
    Date: ["0000-01-01", "0001-01-01", "9999-12-31"],
    DateTime: ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z"],
  };
  for (const place of inputPlaces(world.schema)) {
    for (const value of extremes[place.type.name] ?? []) {
      const input = place.root === "Mutation" ? await sampleInput(place.field, subject()) : {};
      const answer = await ask(place, input, value);
      const codes = answer.errors.map((error) => error["extensions"].code);
      const where = `${nameOf(place)} ${value}: ${answer.text}`;
      expect(
        codes.filter((code) => !TOP_CODES.includes(code)),
        where,
      ).toEqual([]);
    }
  }
});

test("a body that is too large is refused before it is read", async () => {
  const before = await readTables(world);
  const input = { ...registration(newName()), notes: "x".repeat(1_000_000) };

  const answer = await mutate(world, world.members.PARTNER_ADMIN.key, "registerLead", input);

  expect(answer.status).toBe(413);
  expect(answer.errors).toMatchObject([
    { extensions: { code: "LIMIT_EXCEEDED", counted: "bytes", limit: 262_144 } },
  ]);
  expect((await readTables(world)).changedSince(before)).toEqual([]);
});

describe("what is no e-mail address, phone, domain or amount", () => {
  const EMAILS = [
    "anna",
    "anna@",
    "@firm.com",
    "anna@firm",
    "anna firm@firm.com",
    "anna@@firm.com",
    "anna..weber@firm.com",
    ".anna@firm.com",
    "anna@-firm.com",
    "anna@firm..com",
    "anna@127.0.0.1",
    "<anna@firm.com>",
    "anna@firm.com, eva@firm.com",
    `${"a".repeat(65)}@firm.com`,
    `anna@${"a".repeat(250)}.com`,
  ];
  const WRONG: readonly (readonly [readonly string[], unknown])[] = [
    ...EMAILS.map((email) => [["contact", "email"], email] as const),
    [["company", "domain"], "not a domain"],
    [["company", "domain"], "http://"],
    [["company", "country"], "Germany"],
    [["company", "country"], "ZZ"],
    [["contact", "phone"], "12"],
    [["contact", "phone"], "call me"],
    [["estimatedValue"], { amount: "1.234", currency: "EUR" }],
    [["estimatedValue"], { amount: "1e9", currency: "EUR" }],
    [["estimatedValue"], { amount: "NaN", currency: "EUR" }],
    [["estimatedValue"], { amount: "-1", currency: "EUR" }],
    [["estimatedValue"], { amount: "1", currency: "EURO" }],
    [["estimatedValue"], { amount: "99999999999999999999999", currency: "EUR" }],
    [["contact", "consent", "obtainedAt"], "2999-01-01T00:00:00Z"],
  ];

  test("is told to be none, in its place, and nothing is registered", async () => {
    const { key } = world.members.PARTNER_ADMIN;
    const before = await readTables(world);
    for (const [path, value] of WRONG) {
      const input = withValueAt(registration(newName()), [...path], value);

      const { data } = await mutate(world, key, "registerLead", input);

      expect(data?.["registerLead"].errors, shown(value)).toMatchObject([
        { code: "VALIDATION_FAILED", path },
      ]);
    }
    expect((await readTables(world)).changedSince(before)).toEqual(["audit_entry"]);
  });

  test("is told within moments, however it was made to be slow to read", () => {
    const at = "2026-01-01T00:00:00Z";
    const slow = [
      `${"a".repeat(25_000)}@${"b.".repeat(12_500)}`,
      `${"@".repeat(50_000)}`,
      `a@${"-".repeat(50_000)}.com`,
      `${"1-".repeat(25_000)}`,
      `${" ".repeat(50_000)}x`,
      `http://${"a/".repeat(25_000)}`,
      `${"\u0301".repeat(50_000)}`,
    ];
    for (const text of slow) {
      const times = [1, 2, 3].map(() => {
        const start = process.cpuUsage();
        readRegistration(
          {
            kind: "NEW_BUSINESS",
            source: "OTHER",
            company: { name: text, domain: text, country: text, taxId: text },
            contact: { name: text, email: text, phone: text, consent: { basis: "CONSENT" } },
          },
          new Date(at),
        );
        return process.cpuUsage(start).user / 1_000;
      });
      expect(Math.min(...times), text.slice(0, 20)).toBeLessThan(20);
    }
  });
});

describe("a page of a size that is none", () => {
  const SIZES = ["0", "-1", "101", "2147483648", "-2147483649", "1000000"];
  const pagedFields = () =>
    Object.values(world.schema.getQueryType()!.getFields()).filter((field) =>
      field.args.some((each) => each.name === "first"),
    );

  /** The list with the arguments, and those that it must have. */
  const listed = (name: string, args: string) => {
    const needed = Object.entries(QUERY_BASES[name] ?? {}).map(
      ([key, value]) => `${key}: ${JSON.stringify(value).replaceAll(/"(\w+)":/g, "$1: ")}, `,
    );
    return `${name}(${needed.join("")}${args}) { nodes { __typename } }`;
  };

  test("is refused as a literal, a variable and a default, in every list", async () => {
    for (const { name } of pagedFields()) {
      for (const side of ["first", "last"]) {
        for (const size of SIZES) {
          const documents: readonly [string, Json][] = [
            [`{ ${listed(name, `${side}: ${size}`)} }`, {}],
            [`query ($n: Int) { ${listed(name, `${side}: $n`)} }`, { n: Number(size) }],
            [`query ($n: Int = ${size}) { ${listed(name, `${side}: $n`)} }`, {}],
          ];
          for (const [document, variables] of documents) {
            const answer = await world.ask(world.staff.key, document, variables);
            const where = `${document} ${JSON.stringify(variables)}: ${answer.text}`;
            expect([answer.status, answer.errors.length], where).toEqual([400, 1]);
            expect(["BAD_USER_INPUT", "GRAPHQL_VALIDATION_FAILED"], where).toContain(
              answer.errors[0]?.["extensions"].code,
            );
            expect(answer.data?.[name] ?? null, where).toBeNull();
          }
        }
      }
    }
  });

  test("is refused in a list inside, with its path", async () => {
    const document = `{ leads { nodes { timeline(first: 101) { nodes { id } } } } }`;
    const { errors } = await world.ask(world.staff.key, document);
    expect(errors[0]).toMatchObject({
      path: ["leads", "nodes", 0, "timeline"],
      extensions: { code: "BAD_USER_INPUT" },
    });
  });

  test("and of both ends at once, too", async () => {
    for (const { name } of pagedFields()) {
      const document = `{ ${listed(name, "first: 1, last: 1")} }`;
      const { errors, status } = await world.ask(world.staff.key, document);
      expect([status, errors[0]?.["extensions"].code]).toEqual([400, "BAD_USER_INPUT"]);
    }
  });

  test("goes with cursors that nobody gave out", async () => {
    const made = Buffer.from('["2026-01-01T00:00:00.000Z","x"]').toString("base64url");
    const cursors = ["", "abc", "a.b", ".", `${made}.${"A".repeat(22)}`, "a".repeat(2_001)];
    for (const { name } of pagedFields()) {
      for (const after of cursors) {
        const document = `query ($after: String) { ${listed(name, "after: $after")} }`;
        const { errors, status } = await world.ask(world.staff.key, document, { after });
        expect([name, after, status, errors[0]?.["extensions"].code]).toEqual([
          name,
          after,
          400,
          "BAD_USER_INPUT",
        ]);
      }
    }
  });
});

describe("what the schema does not have", () => {
  const raw = (variables: string) =>
    world.post(
      world.members.PARTNER_ADMIN.key,
      `{"query":"mutation ($input: RegisterLeadInput!) { registerLead(input: $input) @idempotent(key: \\"raw\\") { errors { code } } }","variables":${variables}}`,
    );

  test("is not put on a lead by naming it: whose it is, its stage, its id", async () => {
    const before = await readTables(world);
    for (const more of [
      { partnerId: world.beta },
      { stage: "SQL" },
      { id: world.leads.won },
      { creditAmount: 999 },
      { createdAt: "2020-01-01T00:00:00Z" },
      { version: 7 },
    ]) {
      const input = { ...registration(newName()), ...more };
      const answer = await mutate(world, world.members.PARTNER_ADMIN.key, "registerLead", input);
      expect(answer.status).toBe(400);
      expect(answer.errors[0]?.["extensions"].code).toBe("BAD_USER_INPUT");
      expect(answer.errors[0]?.["message"]).toContain(Object.keys(more)[0]);
    }
    expect((await readTables(world)).changedSince(before)).toEqual([]);
  });

  test("does not reach what all objects share", async () => {
    const before = await readTables(world);
    for (const variables of [
      '{"__proto__":{"isAdmin":true},"input":{}}',
      '{"input":{"__proto__":{"isAdmin":true}}}',
      '{"input":{"company":{"constructor":{"prototype":{"isAdmin":true}}}}}',
    ]) {
      const answer = await raw(variables);
      expect(answer.status, answer.text).toBe(400);
      expect(answer.errors[0]?.["extensions"].helpUrl).toMatch(/^\/docs\/errors#/);
    }
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
    expect((await readTables(world)).changedSince(before)).toEqual([]);
  });

  test("is no order or operator either: only what is listed can be asked for", async () => {
    for (const document of [
      '{ leads(orderBy: "created_at; drop table lead") { totalCount } }',
      "{ leads(filter: { OR: [{}] }) { totalCount } }",
      '{ leads(filter: { externalReference: { _like: "%" } }) { totalCount } }',
      "{ leads(filter: { stages: [ANY] }) { totalCount } }",
      "{ leads { totalCount secrets } }",
    ]) {
      const { status, errors } = await world.ask(world.staff.key, document);
      expect([status, errors[0]?.["extensions"].code], document).toEqual([
        400,
        "GRAPHQL_VALIDATION_FAILED",
      ]);
      expect(errors[0]?.["message"]).not.toContain("Did you mean");
    }
  });

  test("wildcards are letters like any other", async () => {
    for (const externalReference of ["%", "_", "\\", "*", "' or '1'='1", "kanarek%"]) {
      const { data } = await world.ask(
        world.staff.key,
        "query ($filter: LeadFilter) { leads(filter: $filter) { totalCount } }",
        { filter: { externalReference } },
      );
      expect(data, externalReference).toEqual({ leads: { totalCount: 0 } });
    }
  });
});

test("a key that is none, or two on one field, does nothing", async () => {
  const before = await readTables(world);
  const bearer = world.members.PARTNER_ADMIN.key;
  for (const key of ["", " \n", "\u0000", "schlüssel", "x".repeat(256)]) {
    const { data, errors } = await mutate(world, bearer, "registerLead", registration(newName()), {
      key,
    });
    expect(errors, key).toEqual([]);
    expect(data?.["registerLead"].errors, key).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["idempotencyKey"] },
    ]);
  }
  const twice = await world.ask(
    bearer,
    `mutation ($input: RegisterLeadInput!) {
      registerLead(input: $input) @idempotent(key: "one") { errors { code } }
      registerLead(input: $input) @idempotent(key: "two") { errors { code } }
    }`,
    { input: registration(newName()) },
  );
  expect([twice.status, twice.errors[0]?.["extensions"].code]).toEqual([400, "BAD_USER_INPUT"]);
  expect((await readTables(world)).changedSince(before)).toEqual(["audit_entry"]);
});

test("after all that, nothing was our own fault", () => {
  const read = world.lines.map((line): Json => JSON.parse(line));
  expect(read.filter((line) => line["level"] === "error" || line["event"] === "failed")).toEqual(
    [],
  );
  expect(read.length).toBeGreaterThan(900);
  expect(getNamedType(world.schema.getQueryType()!).name).toBe("Query");
});
