import { randomUUID } from "node:crypto";

import {
  buildSchema,
  getNamedType,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
} from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ALL_ROLES, scopesOf } from "../../src/identity/index.ts";
import { accessOf, isGranted } from "../../src/platform/graphql/access.ts";
import { guardSchema } from "../../src/platform/graphql/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { bearerFor, mutationFields, sampleInput } from "../support/mutation-samples.ts";
import type { Json } from "../support/served-world.ts";
import { readTables } from "../support/tables.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const fieldOf = (name: string) => world.schema.getMutationType()!.getFields()[name]!;
const accessOfMutation = (name: string) => accessOf(world.schema, "Mutation", name);

/**
 * What makes each mutation safe to send again. MARKED: it refuses to run without a key. OPTIONAL:
 * it moves what is there, once, and takes a key. NONE: it has nobody whose key it would be, or
 * doing it twice is the same.
 */
const RULES: Readonly<Record<string, "OPTIONAL" | "NONE">> = {
  acceptLead: "OPTIONAL",
  answerQuestionnaire: "OPTIONAL",
  assessLead: "OPTIONAL",
  claimLead: "OPTIONAL",
  endAbsence: "OPTIONAL",
  reassignLead: "OPTIONAL",
  handOverLead: "OPTIONAL",
  sendBackLead: "OPTIONAL",
  reassignLeadsOf: "OPTIONAL",
  releaseLead: "OPTIONAL",
  setRepProfile: "OPTIONAL",
  acceptTerms: "OPTIONAL",
  deleteDraft: "OPTIONAL",
  endEnrolment: "OPTIONAL",
  enrolPartner: "OPTIONAL",
  publishForm: "OPTIONAL",
  publishTerms: "OPTIONAL",
  setTierLimits: "OPTIONAL",
  updateProgram: "OPTIONAL",
  updateCalendar: "OPTIONAL",
  updateSlaPolicy: "OPTIONAL",
  answerRequest: "OPTIONAL",
  declineCorrection: "OPTIONAL",
  declineOffer: "OPTIONAL",
  withdrawOffer: "OPTIONAL",
  removeContact: "OPTIONAL",
  requestInformation: "OPTIONAL",
  setPrimaryContact: "OPTIONAL",
  takeCorrection: "OPTIONAL",
  updateContact: "OPTIONAL",
  updateLead: "OPTIONAL",
  updateNoticeSettings: "OPTIONAL",
  cancelImport: "OPTIONAL",
  cancelSimulation: "OPTIONAL",
  cancelReplay: "OPTIONAL",
  cancelExport: "OPTIONAL",
  retireReport: "OPTIONAL",
  appealDecision: "OPTIONAL",
  appealReversal: "OPTIONAL",
  decideExtension: "OPTIONAL",
  confirmDirectClaim: "OPTIONAL",
  retireProductLine: "OPTIONAL",
  endCustomer: "OPTIONAL",
  dismissAppeal: "OPTIONAL",
  endDirectClaim: "OPTIONAL",
  upholdAppeal: "OPTIONAL",
  releaseProtection: "OPTIONAL",
  reportProgress: "OPTIONAL",
  requestExtension: "OPTIONAL",
  deactivateMember: "OPTIONAL",
  loseLead: "OPTIONAL",
  rejectLead: "OPTIONAL",
  returnLead: "OPTIONAL",
  revokeApiKey: "OPTIONAL",
  setPartnerState: "OPTIONAL",
  setPartnerTier: "OPTIONAL",
  recordRecruiter: "OPTIONAL",
  storeDocuments: "OPTIONAL",
  withdrawLead: "OPTIONAL",
  resubmitLead: "OPTIONAL",
  promoteLead: "OPTIONAL",
  resumeLead: "OPTIONAL",
  reopenLead: "OPTIONAL",
  acceptInvitation: "NONE",
  login: "NONE",
  logout: "NONE",
  refreshSession: "NONE",
  setPassword: "NONE",
};

const isMarked = (name: string): boolean =>
  fieldOf(name).extensions["requiresIdempotency"] === true;

describe("every mutation", () => {
  test("says which scopes it takes, or that anyone may call it", () => {
    const open = mutationFields(world).filter((name) => accessOfMutation(name)?.kind !== "scoped");
    const kinds = open.toSorted().map((name) => [name, accessOfMutation(name)?.kind]);

    expect(kinds).toEqual([
      ["acceptInvitation", "anyone"],
      ["login", "anyone"],
      ["logout", "authenticated"],
      ["refreshSession", "anyone"],
      ["setPassword", "anyone"],
    ]);
  });

  test("has a rule for being sent again, and only one", () => {
    const names = mutationFields(world);
    const without = names.filter((name) => !isMarked(name) && !RULES[name]);
    expect(without, "mark it with RequiresIdempotency, or name its rule in this test").toEqual([]);
    expect(names.filter((name) => isMarked(name) && RULES[name])).toEqual([]);
    expect(Object.keys(RULES).filter((name) => !names.includes(name))).toEqual([]);
  });

  test("takes one argument, `input`, unless there is nothing to say", () => {
    for (const name of mutationFields(world)) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
      const args = fieldOf(name).args.map((each) => `${each.name}: ${String(each.type)}`);
      expect(args).toEqual(name === "logout" ? [] : [`input: ${type}Input!`]);
      expect(String(fieldOf(name).type)).toBe(`${type}Payload`);
    }
  });

  test("answers with a payload that has `errors` and the way back to `query`", () => {
    for (const name of mutationFields(world)) {
      const payload = fieldOf(name).type as GraphQLObjectType;
      const fields = payload.getFields();
      expect([name, String(fields["errors"]?.type)]).toEqual([name, "[UserError!]!"]);
      expect([name, String(fields["query"]?.type)]).toEqual([name, "Query!"]);
    }
  });
});

describe("whoever lacks the scope is denied before anything runs: nothing is written but the denial", () => {
  // none of them is used up, since nothing is done
  const inputs = new Map<string, unknown>();
  beforeAll(async () => {
    for (const name of mutationFields(world)) {
      inputs.set(name, await sampleInput(name, { world, partnerId: world.alpha }));
    }
  });

  test.each(ALL_ROLES)("%s", async (role) => {
    const member = world.members[role];
    const scopes = scopesOf([role]);
    const before = await readTables(world);
    const denials: Json[] = [];
    for (const name of mutationFields(world)) {
      const access = accessOfMutation(name);
      if (access?.kind !== "scoped" || isGranted(access.needs, scopes)) continue;

      const answer = await mutate(world, member.key, name, inputs.get(name));

      expect(answer.data, `${role} runs ${name}`).toEqual({ [name]: null });
      expect(answer.errors, `${role} runs ${name}`).toMatchObject([
        {
          path: [name],
          extensions: {
            code: "FORBIDDEN",
            coordinate: `Mutation.${name}`,
            requiredScopes: access.needs,
          },
        },
      ]);
      denials.push({
        mutation: name,
        outcome: "DENIED",
        code: "FORBIDDEN",
        subject_ids: [],
        request_id: answer.extensions?.["requestId"],
      });
    }
    expect(denials.length).toBeGreaterThan(5);
    const after = await readTables(world);
    expect(after.changedSince(before)).toEqual(["audit_entry"]);
    expect(after.auditSince(before)).toMatchObject(denials);
  });

  test("two denied fields in one document are two denials, and the one that is open is done", async () => {
    const before = await readTables(world);
    const name = `Neben ${randomUUID()}`;
    const answer = await world.ask(
      world.members.ADMIN.key,
      `mutation ($name: String!) {
        one: acceptLead(input: { leadId: "${world.leads.submitted}" }) { errors { code } }
        two: withdrawLead(input: { leadId: "${world.leads.submitted}" }) { errors { code } }
        three: createPartner(input: { name: $name }) @idempotent(key: "neben") { errors { code } }
      }`,
      { name },
    );

    expect(answer.data).toEqual({ one: null, two: null, three: { errors: [] } });
    expect(answer.errors.map((error) => error["extensions"].coordinate)).toEqual([
      "Mutation.acceptLead",
      "Mutation.withdrawLead",
    ]);
    const after = await readTables(world);
    expect(after.auditSince(before).map((row) => [row["mutation"], row["outcome"]])).toEqual([
      ["acceptLead", "DENIED"],
      ["withdrawLead", "DENIED"],
      ["createPartner", "DONE"],
    ]);
    expect(after.changedSince(before)).toEqual(["audit_entry", "idempotency_claim", "partner"]);
  });
});

test("what creates something or moves money refuses to run without a key", async () => {
  const marked = mutationFields(world).filter(isMarked);
  expect(marked.length).toBeGreaterThan(8);
  for (const name of marked) {
    const input = await sampleInput(name, { world, partnerId: world.alpha });
    const before = await readTables(world);

    const answer = await mutate(world, bearerFor(world, name), name, input, { key: null });

    expect(answer.data, name).toEqual({ [name]: null });
    expect(answer.errors, name).toMatchObject([
      { path: [name], extensions: { code: "IDEMPOTENCY_KEY_REQUIRED" } },
    ]);
    expect((await readTables(world)).changedSince(before), name).toEqual([]);
  }
});

/** The ids that a payload tells: what a repeated call must tell again. */
function idsIn(name: string): string {
  const payload = fieldOf(name).type as GraphQLObjectType;
  const ids = Object.values(payload.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (inner.name === "ID") return [field.name];
    return isObjectType(inner) && inner.getFields()["id"] ? [`${field.name} { id }`] : [];
  });
  return [...ids, "errors { code }"].join(" ");
}

test("whatever takes a key does its work once, however often it is sent with it", async () => {
  const withKey = mutationFields(world).filter((name) => RULES[name] !== "NONE");
  for (const name of withKey) {
    const input = await sampleInput(name, { world, partnerId: world.alpha });
    const key = randomUUID();
    const options = { key, selection: idsIn(name) };
    const first = await mutate(world, bearerFor(world, name), name, input, options);
    expect(first.data?.[name].errors, `${name}: ${first.text}`).toEqual([]);
    const before = await readTables(world);

    const again = await mutate(world, bearerFor(world, name), name, input, options);

    expect(again.data, name).toEqual(first.data);
    expect([name, first.extensions?.["idempotency"]]).toEqual([
      name,
      [{ path: name, key, replayed: false }],
    ]);
    expect([name, again.extensions?.["idempotency"]]).toEqual([
      name,
      [{ path: name, key, replayed: true }],
    ]);
    expect((await readTables(world)).changedSince(before), name).toEqual([]);
  }
}, 180_000);

describe("a field that does not say who may have it", () => {
  test("keeps the server from starting, with its name", () => {
    const config = world.schema.toConfig();
    const planted = new GraphQLObjectType({
      name: "Planted",
      fields: { bare: { type: GraphQLString } },
    });
    const schema = new GraphQLSchema({ ...config, types: [...config.types, planted] });

    expect(() => guardSchema(schema)).toThrow("Planted.bare");
    expect(() => guardSchema(world.schema)).not.toThrow();
  });

  test("is found in a schema that declares nothing at all", () => {
    const bare = buildSchema("type Query { open: String }");
    expect(() => guardSchema(bare)).toThrow("Query.open");
  });
});

test("a partner's administrator gets nobody into another partner or onto the vendor's staff", async () => {
  const invite = (more: Json) =>
    mutate(world, world.members.PARTNER_ADMIN.key, "inviteMember", {
      email: `${randomUUID()}@example.com`,
      displayName: "Intruder",
      roles: ["PARTNER_MEMBER"],
      ...more,
    });

  const elsewhere = await invite({ partnerId: world.beta });
  const asStaff = await invite({ roles: ["SALES_REP"] });

  expect(elsewhere.data?.["inviteMember"].errors).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(asStaff.data?.["inviteMember"].errors).toMatchObject([{ code: "VALIDATION_FAILED" }]);
});
