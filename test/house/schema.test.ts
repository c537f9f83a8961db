import { readFileSync } from "node:fs";
import path from "node:path";

import {
  buildSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  isUnionType,
  validateSchema,
} from "graphql";
import type { GraphQLInputType, GraphQLNamedType, GraphQLOutputType } from "graphql";
import { describe, expect, test } from "vitest";

import { buildApiSchema, printApiSchema } from "../../src/app/schema.ts";
import { REFUSALS } from "../../src/kernel/index.ts";
import { ERROR_CODES } from "../../src/platform/graphql/errors.ts";

const schema = buildApiSchema({ get: (someClass) => Object.create(someClass.prototype) });
const printed = printApiSchema(schema);

const types = (): readonly GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !type.name.startsWith("__") && !isSpecifiedScalarType(type),
  );

/** One place of the schema that a reader looks up. */
interface Place {
  readonly name: string;
  readonly description: string | null | undefined;
}

function places(): readonly Place[] {
  const ofTypes = types().flatMap((type): Place[] => [
    type,
    ...(isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).flatMap((field) => [
          { name: `${type.name}.${field.name}`, description: field.description },
          ...field.args.map((each) => ({
            name: `${type.name}.${field.name}(${each.name}:)`,
            description: each.description,
          })),
        ])
      : []),
    ...(isInputObjectType(type)
      ? Object.values(type.getFields()).map((field) => ({
          name: `${type.name}.${field.name}`,
          description: field.description,
        }))
      : []),
    ...(isEnumType(type)
      ? type.getValues().map((value) => ({
          name: `${type.name}.${value.name}`,
          description: value.description,
        }))
      : []),
  ]);
  const ofDirectives = schema
    .getDirectives()
    .filter((directive) => !isSpecifiedDirective(directive))
    .flatMap((directive): Place[] => [
      { name: `@${directive.name}`, description: directive.description },
      ...directive.args.map((each) => ({
        name: `@${directive.name}(${each.name}:)`,
        description: each.description,
      })),
    ]);
  return [...ofTypes, ...ofDirectives];
}

interface OutputField {
  readonly name: string;
  readonly type: GraphQLOutputType;
}

const outputFields = (): readonly OutputField[] =>
  types().flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).map((field) => ({
          name: `${type.name}.${field.name}`,
          type: field.type,
        }))
      : [],
  );

describe("schema/schema.graphql", () => {
  test("is the schema that is built", () => {
    const file = path.resolve(import.meta.dirname, "../../schema/schema.graphql");
    expect(readFileSync(file, "utf8"), "run npm run schema:print").toBe(printed);
  });

  test("is a schema that stands by itself, with the directives that say what is enforced", () => {
    expect(validateSchema(buildSchema(printed))).toEqual([]);
    expect(printed).toContain("@requiresScopes(scopes: [[LEADS_READ]])");
    expect(printed).toContain("@requiresIdempotency");
  });
});

describe("every place of the schema is described", () => {
  test("types, fields, arguments, inputs, enum values and directives, all of them", () => {
    const bare = places().filter(({ description }) => !description?.trim());
    expect(bare.map((place) => place.name)).toEqual([]);
    expect(places().length).toBeGreaterThan(500);
  });

  test("with words that begin like a sentence and end without dangling", () => {
    const odd = places().filter(
      ({ description }) =>
        !/^[\p{Lu}\d`"]/u.test(description ?? "") || /[\s,;:]$/.test(description ?? ""),
    );
    expect(odd.map((place) => `${place.name}: ${place.description}`)).toEqual([]);
  });

  test("a code's meaning is a whole sentence", () => {
    const codes = schema.getType("UserErrorCode");
    const values = isEnumType(codes) ? codes.getValues() : [];
    expect(values.map((value) => value.name)).toEqual(Object.keys(REFUSALS));
    for (const { name, description } of values) {
      expect(`${name}: ${description}`).toMatch(/^[A-Z_]+: \p{Lu}.*\.$/u);
    }
    for (const [name, { meaning }] of Object.entries(ERROR_CODES)) {
      expect(`${name}: ${meaning}`).toMatch(/^[A-Z_]+: \p{Lu}.*\.$/u);
    }
  });
});

describe("names", () => {
  const VERBS = [
    "accept",
    "add",
    "answer",
    "appeal",
    "approve",
    "assess",
    "cancel",
    "change",
    "check",
    "claim",
    "confirm",
    "convert",
    "correct",
    "count",
    "create",
    "deactivate",
    "decide",
    "decline",
    "draft",
    "delete",
    "dismiss",
    "dispute",
    "disqualify",
    "end",
    "enrol",
    "hand",
    "hard",
    "import",
    "invite",
    "issue",
    "log",
    "lose",
    "mark",
    "match",
    "merge",
    "offer",
    "place",
    "promote",
    "propose",
    "publish",
    "put",
    "qualify",
    "reassign",
    "record",
    "refresh",
    "register",
    "reject",
    "release",
    "remove",
    "reopen",
    "report",
    "replay",
    "request",
    "restore",
    "resubmit",
    "resume",
    "retire",
    "retract",
    "return",
    "reverse",
    "review",
    "revoke",
    "run",
    "save",
    "send",
    "set",
    "settle",
    "simulate",
    "soft",
    "start",
    "store",
    "submit",
    "take",
    "train",
    "transfer",
    "undo",
    "update",
    "uphold",
    "verify",
    "waive",
    "win",
    "withdraw",
  ];

  test("of mutations begin with a verb", () => {
    const names = Object.keys(schema.getMutationType()?.getFields() ?? {});
    const odd = names.filter((name) => !VERBS.includes(/^[a-z]+/.exec(name)?.[0] ?? ""));
    expect(odd.filter((name) => !["login", "logout"].includes(name))).toEqual([]);
  });

  test("of fields say what is there, not that it is got, and of types not which kind of type", () => {
    const fields = outputFields().map(({ name }) => name.split(".")[1] ?? "");
    expect(fields.filter((name) => /^(get|list|fetch|find|query)[A-Z]/.test(name))).toEqual([]);
    const names = types().map((type) => type.name);
    // what kinds of events there are is not a kind of type
    const kinds = names.filter((name) => /(Type|Enum|Interface|Union|Object)$/.test(name));
    expect(kinds.filter((name) => !["LeadEventType", "JSONObject"].includes(name))).toEqual([]);
    expect(names.filter((name) => /^(Type|Enum|Interface|I[A-Z][a-z])/.test(name))).toEqual([]);
  });

  test("are written one way: types PascalCase, fields and arguments camelCase, values UPPER_CASE", () => {
    expect(types().filter((type) => !/^[A-Z][A-Za-z]*$/.test(type.name))).toEqual([]);
    const words = places().flatMap(({ name }) => /\.([A-Za-z_0-9]+)/.exec(name)?.[1] ?? []);
    const odd = words.filter((word) => !/^[a-z][a-zA-Z0-9]*$|^[A-Z][A-Z0-9_]*$/.test(word));
    expect(odd).toEqual([]);
    for (const type of types().filter(isEnumType)) {
      for (const { name } of type.getValues()) expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
    }
  });

  test("of inputs and payloads belong to one mutation each", () => {
    const fields = Object.values(schema.getMutationType()?.getFields() ?? {});
    const payloads = fields.map((field) => getNamedType(field.type).name);
    const inputs = fields.flatMap((field) =>
      field.args.map((each) => getNamedType(each.type).name),
    );
    expect(new Set(payloads).size).toBe(payloads.length);
    expect(new Set(inputs).size).toBe(inputs.length);
    const others = types()
      .map((type) => type.name)
      .filter((name) => name.endsWith("Payload") && !payloads.includes(name));
    expect(others).toEqual([]);
  });

  test("end the same way where the thing is the same", () => {
    for (const { name, type } of outputFields()) {
      const named = getNamedType(type).name;
      if (named === "DateTime") expect(name).toMatch(/(At|\.at|Until|From)$/);
      // a report says its period in the words of its input
      if (named === "Date") expect(name).toMatch(/(On|Report\.from|Report\.to)$/);
      if (named === "ID") expect(name).toMatch(/(\.id|Id|Ids)$/);
    }
    const filters = types().filter((type) => isInputObjectType(type) && /Filter/.test(type.name));
    expect(filters.filter((type) => !type.name.endsWith("Filter"))).toEqual([]);
  });
});

describe("what may be null", () => {
  test("is every field at the root, so that one failure leaves the others", () => {
    const roots = outputFields().filter(({ name }) => /^(Query|Mutation)\./.test(name));
    expect(roots.filter(({ type }) => isNonNullType(type))).toEqual([]);
  });

  test("is no item of a list, but for nodes that are not there", () => {
    const lists = [
      ...outputFields(),
      ...types().flatMap((type) =>
        isInputObjectType(type)
          ? Object.values(type.getFields()).map((field) => ({
              name: `${type.name}.${field.name}`,
              type: field.type,
            }))
          : [],
      ),
    ];
    const withHoles = lists.filter(({ type }) => hasNullItems(type));
    expect(withHoles.map(({ name }) => name)).toEqual(["Query.nodes"]);
  });

  /** `[Lead]` and `[Lead]!`, but not `[Lead!]`. */
  const hasNullItems = (type: GraphQLOutputType | GraphQLInputType): boolean =>
    /[^!]\]/.test(String(type));

  test("is not the error list of a payload, nor what every error tells", () => {
    const error = schema.getType("UserError");
    const fields = isInterfaceType(error) ? Object.values(error.getFields()) : [];
    const nullable = fields.filter((field) => !isNonNullType(field.type));
    expect(nullable.map((field) => field.name)).toEqual(["path"]);
  });
});

describe("lists", () => {
  const connections = types()
    .filter(isObjectType)
    .filter((type) => type.name.endsWith("Connection"));

  test("that are pages have edges, nodes, pageInfo and a count, all of them alike", () => {
    expect(connections.length).toBeGreaterThan(5);
    for (const type of connections) {
      const node = type.name.replace(/Connection$/, "");
      const fields = Object.values(type.getFields()).map((each) => [each.name, String(each.type)]);
      expect(Object.fromEntries(fields)).toEqual({
        edges: `[${node}Edge!]!`,
        nodes: `[${node}!]!`,
        pageInfo: "PageInfo!",
        totalCount: "Int",
        totalCountIsExact: "Boolean",
      });
      const edge = schema.getType(`${node}Edge`);
      const ofEdge = isObjectType(edge) ? Object.values(edge.getFields()) : [];
      expect(ofEdge.map((each) => [each.name, String(each.type)])).toEqual([
        ["cursor", "String!"],
        ["node", `${node}!`],
      ]);
    }
  });

  test("that are pages take first, after, last and before, wherever they are", () => {
    for (const type of types().filter(isObjectType)) {
      for (const field of Object.values(type.getFields())) {
        if (!getNamedType(field.type).name.endsWith("Connection")) continue;
        const args = Object.fromEntries(field.args.map((each) => [each.name, String(each.type)]));
        expect([`${type.name}.${field.name}`, args]).toEqual([
          `${type.name}.${field.name}`,
          expect.objectContaining({ first: "Int", after: "String", last: "Int", before: "String" }),
        ]);
      }
    }
  });
});

describe("golden rules", () => {
  test("everything with an id that node takes is a Node, and says so", () => {
    const node = schema.getType("Node");
    const withId = types()
      .filter(isObjectType)
      .filter((type) => String(type.getFields()["id"]?.type) === "ID!");
    const without = withId.filter((type) => !type.getInterfaces().some((each) => each === node));
    // these are parts of a lead, reached through it alone
    expect(without.map((type) => type.name).toSorted()).toEqual([
      "Assessment",
      "Comment",
      "Contact",
      "CorrectionProposal",
      "Evidence",
      "InformationRequest",
      "InternalComment",
      "LeadEvent",
      "LeadOwner",
      "Opportunity",
      "Touchpoint",
    ]);
  });

  test("every error of a payload is a UserError, told apart by its own type", () => {
    const error = schema.getType("UserError");
    const errors = types().filter((type) => /Error$/.test(type.name) && isObjectType(type));
    expect(errors.length).toBeGreaterThan(5);
    for (const type of errors) {
      expect(isObjectType(type) && type.getInterfaces().some((each) => each === error)).toBe(true);
    }
    expect(types().filter(isUnionType)).toEqual([]);
  });

  test("a scalar of our own says by what it is specified, or in words with an example", () => {
    for (const type of types().filter(isScalarType)) {
      const isTold =
        Boolean(type.specifiedByURL) || /example|address|object/.test(type.description ?? "");
      expect([type.name, isTold]).toEqual([type.name, true]);
    }
  });

  test("an input of which exactly one field is given is enforced to be so", () => {
    const oneOf = types().filter((type) => isInputObjectType(type) && type.isOneOf);
    expect(oneOf.map((type) => type.name)).toEqual(["LeadRef"]);
    for (const type of oneOf) {
      const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
      expect(fields.filter((field) => isNonNullType(field.type))).toEqual([]);
    }
  });

  test("what is deprecated says what to use instead and when it goes", () => {
    const reasons = outputFields().map(({ name }) => {
      const [type = "", field = ""] = name.split(".");
      const owner = schema.getType(type);
      return isObjectType(owner) ? owner.getFields()[field]?.deprecationReason : null;
    });
    for (const reason of reasons.filter((each) => typeof each === "string")) {
      expect(reason).toMatch(/^Use .+\. Removal on \d{4}-\d{2}-\d{2}\.$/);
    }
  });

  test("no type is there that nothing leads to", () => {
    const reached = new Set<string>(["Query", "Mutation", "Subscription"]);
    const waiting: GraphQLNamedType[] = [
      schema.getQueryType()!,
      schema.getMutationType()!,
      schema.getSubscriptionType()!,
    ];
    for (const directive of schema.getDirectives()) {
      for (const each of directive.args) reached.add(getNamedType(each.type).name);
    }
    const reach = (type: GraphQLNamedType): void => {
      if (reached.has(type.name)) return;
      reached.add(type.name);
      waiting.push(type);
    };
    for (let type = waiting.pop(); type; type = waiting.pop()) {
      if (isInterfaceType(type)) schema.getPossibleTypes(type).forEach(reach);
      if (isObjectType(type)) type.getInterfaces().forEach(reach);
      if (isInputObjectType(type)) {
        for (const field of Object.values(type.getFields())) reach(getNamedType(field.type));
      }
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        reach(getNamedType(field.type));
        for (const each of field.args) reach(getNamedType(each.type));
      }
    }
    expect(
      types()
        .map((type) => type.name)
        .filter((name) => !reached.has(name)),
    ).toEqual([]);
  });
});
