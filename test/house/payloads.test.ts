import { randomUUID } from "node:crypto";

import { getNamedType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Role } from "../../src/identity/index.ts";
import { ALL_ROLES, scopesOf } from "../../src/identity/index.ts";
import { idOf } from "../../src/kernel/index.ts";
import { accessOf, isGranted } from "../../src/platform/graphql/access.ts";
import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import {
  fromElsewhere,
  logIn,
  mutationFields,
  newName,
  sampleInput,
} from "../support/mutation-samples.ts";
import { plantLead } from "../support/plant-lead.ts";
import { plantProgram } from "../support/plant-program.ts";
import { expectedAnswer, fieldsOf, printSelection } from "../support/selections.ts";
import type { Selected } from "../support/selections.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const subject = () => ({ world, partnerId: world.alpha });

function payloadOf(field: string): string {
  return getNamedType(world.schema.getMutationType()!.getFields()[field]!.type).name;
}

function mayHave(scopes: ReadonlySet<string>, coordinate: string): boolean {
  const [type = "", field = ""] = coordinate.split(".");
  const access = accessOf(world.schema, type, field);
  if (!access) throw new Error(`${coordinate} does not say who may have it`);
  return access.kind !== "scoped" || isGranted(access.needs, scopes);
}

/** The payload's fields, and the fields of the objects in it that are nowhere to be queried. */
function selectionOf(field: string): readonly Selected[] {
  return fieldsOf(world.schema, payloadOf(field)).map((each) => {
    const inside = getNamedType(each.type);
    const isOnlyHere = isObjectType(inside) && ONLY_IN_PAYLOADS.includes(inside.name);
    return isOnlyHere ? { ...each, children: fieldsOf(world.schema, inside.name) } : each;
  });
}

const ONLY_IN_PAYLOADS = ["SessionTokens", "MembershipChoice"];

const seen = new Set<string>();

describe("each role gets the payload of each mutation that it may run", () => {
  test.each(ALL_ROLES)("%s", async (role) => {
    const scopes = scopesOf([role]);
    for (const field of mutationFields(world)) {
      const isHeld = accessOf(world.schema, "Mutation", field)?.kind === "scoped";
      // what takes no scope is the same for all: one of each side stands for them
      const isAsked = isHeld
        ? mayHave(scopes, `Mutation.${field}`)
        : role === "PARTNER_MEMBER" || role === "ADMIN";
      if (!isAsked) continue;
      const input = await sampleInput(field, { ...subject(), by: world.members[role] });
      const selected = selectionOf(field);
      const answer = await mutate(world, await bearerOf(role, field), field, input, {
        selection: printSelection(selected),
        headers: fromElsewhere(),
        key: isForAnyone(field) ? null : randomUUID(),
      });

      const payload: Json | null = answer.data?.[field];
      const told = `${role} runs ${field}: ${answer.text}`;
      expect(answer.errors, told).toEqual([]);
      expect(payload, told).not.toBeNull();
      expect(payload, told).toEqual(
        expectedAnswer(selected, payload, {
          isOwn: () => false,
          isGranted: (coordinate) => mayHave(scopes, coordinate),
        }),
      );
      expect(payload?.["query"], told).toEqual({ __typename: "Query" });
      note(selected, payload);
    }
  });

  test("and of every field of every payload there was a value for somebody", () => {
    const all = mutationFields(world).flatMap((field) =>
      selectionOf(field).flatMap((each) => [
        each.coordinate,
        ...each.children.map((child) => child.coordinate),
      ]),
    );
    expect([...new Set(all)].filter((coordinate) => !seen.has(coordinate))).toEqual([]);
  });
});

function note(selected: readonly Selected[], data: unknown): void {
  if (Array.isArray(data)) for (const item of data) note(selected, item);
  if (typeof data !== "object" || data === null || Array.isArray(data)) return;
  for (const field of selected) {
    const value = (data as Json)[field.key];
    if (value !== null && value !== undefined) seen.add(field.coordinate);
    note(field.children, value);
  }
}

function isForAnyone(field: string): boolean {
  return accessOf(world.schema, "Mutation", field)?.kind === "anyone";
}

/** Only somebody who has logged in can log out. */
async function bearerOf(role: Role, field: string): Promise<string> {
  if (field !== "logout") return world.members[role].key;
  const tokens = await logIn(world, await sampleInput("login", subject()));
  return tokens.accessToken;
}

/** How to be told each of the errors that a payload can hold. */
const PROVOKED: Readonly<Record<string, () => Promise<Json>>> = {
  BusinessRuleError: async () => {
    const leadId = await freshLead("SUBMITTED");
    await world.asOwner("delete from lead_matching");
    return failed("SALES_REP", "acceptLead", { leadId });
  },
  DuplicateLeadError: async () => failed("PARTNER_MEMBER", "registerLead", twin()),
  IdempotencyError: async () => {
    const key = randomUUID();
    const input = registration(newName());
    await mutate(world, world.members.PARTNER_MEMBER.key, "registerLead", input, { key });
    return failed("PARTNER_MEMBER", "registerLead", registration(newName()), { key });
  },
  InvalidTransitionError: async () =>
    failed("SALES_REP", "loseLead", { leadId: await freshLead("SAL"), reasonCode: "PRICE" }),
  LeadMergedError: () => failed("SALES_REP", "acceptLead", { leadId: world.leads.merged }),
  NotFoundError: () =>
    failed("SALES_REP", "acceptLead", {
      leadId: idOf("lead", "01970000-0000-7000-8000-0000000000ff"),
    }),
  ThrottledError: async () => {
    const input = { email: "nobody@nowhere.example", password: "wrong" };
    const headers = fromElsewhere();
    for (let attempt = 0; attempt < 40; attempt += 1) {
      const error = await failed("ADMIN", "login", input, { key: null, headers });
      if (error["__typename"] === "ThrottledError") return error;
    }
    throw new Error("nobody was throttled");
  },
  TermsNotAcceptedError: async () => {
    const programId = await plantProgram(world, { partnerId: world.alpha, hasTerms: true });
    return failed("PARTNER_ADMIN", "registerLead", { ...registration(newName()), programId });
  },
  ValidationError: () => failed("SALES_REP", "acceptLead", { leadId: "prt_" }),
  VersionConflictError: async () =>
    failed("SALES_REP", "acceptLead", {
      leadId: await freshLead("SUBMITTED"),
      expectedVersion: 7,
    }),
};

const twin = () => ({ ...registration("kanarek-submitted"), externalReference: "another" });
const freshLead = (stage: string) =>
  plantLead(world, {
    partnerId: world.alpha,
    stage,
    ownerId: world.members.SALES_REP.memberId,
  });

/** The first error of a mutation that must be refused, with every field of its type. */
async function failed(
  role: Role,
  field: string,
  input: unknown,
  options: { key?: string | null; headers?: Record<string, string> } = {},
): Promise<Json> {
  const fragments = errorTypes().map(
    (type) => `... on ${type} { ${printSelection(fieldsOf(world.schema, type))} }`,
  );
  const answer = await mutate(world, world.members[role].key, field, input, {
    selection: `errors { __typename ${fragments.join(" ")} }`,
    ...options,
  });
  const [first] = answer.data?.[field]?.errors ?? [];
  if (!first) throw new Error(`${field} was not refused: ${answer.text}`);
  return first;
}

function errorTypes(): readonly string[] {
  const userError = world.schema.getType("UserError");
  return Object.values(world.schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) && type.getInterfaces().some((each) => each === userError)
      ? [type.name]
      : [],
  );
}

test("every error that a payload can hold is told with all of its fields", async () => {
  const unprovoked = errorTypes().filter((type) => !PROVOKED[type]);
  expect(unprovoked, "say in this test how to be told these errors").toEqual([]);
  for (const [type, provoke] of Object.entries(PROVOKED)) {
    const error = await provoke();
    expect(error["__typename"]).toBe(type);
    for (const { name } of fieldsOf(world.schema, type)) {
      if (name === "path") continue;
      expect(error[name], `${type}.${name}`).not.toBeNull();
      expect(error[name], `${type}.${name}`).toBeDefined();
    }
    expect(error["helpUrl"]).toMatch(/^\/docs\/errors#[a-z-]+$/);
  }
});
