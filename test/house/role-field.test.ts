import { isNonNullType, isObjectType } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Role } from "../../src/identity/index.ts";
import { ALL_ROLES, ROLES, scopesOf } from "../../src/identity/index.ts";
import { accessOf, isGranted } from "../../src/platform/graphql/access.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import { plantAgreement } from "../support/plant-answers.ts";
import { plantBreaches } from "../support/plant-clocks.ts";
import { plantAwardsOfOld } from "../support/plant-simulations.ts";
import { nodeIds, NODE_FIELDS, querySamples } from "../support/samples.ts";
import {
  coordinatesOf,
  expectedAnswer,
  fieldsOf,
  pathTo,
  printSelection,
  visitValues,
} from "../support/selections.ts";
import type { Samples, Selected } from "../support/selections.ts";
import type { Answer } from "../support/served-world.ts";

let world: LivingWorld;
let samples: Samples;

beforeAll(async () => {
  world = await openLivingWorld();
  await plantBreaches(world, world.alpha);
  await plantAwardsOfOld(world, world.leads.won);
  const { partnerId, ownerId } = { partnerId: world.alpha, ownerId: world.staff.memberId };
  await plantAgreement(world, world.ids.questionnaire, { partnerId, ownerId });
  const waiting = { leadId: world.leads.submitted, queueId: world.ids.queue, reason: "To wait" };
  await done(world, world.staff.key, "reassignLead", waiting);
  samples = querySamples(world);
});
afterAll(() => world.close());

/** Values that are each caller's own: they are not compared. */
const OWN_TYPES = ["Viewer", "LeadActionAvailability"];
const OWN_FIELDS = [
  "PageInfo.startCursor",
  "PageInfo.endCursor",
  // told to the minute, and every call is a use
  "ApiKey.lastUsedAt",
  // a link is signed for who asks
  "Evidence.downloadUrl",
  "ImportRun.problemsUrl",
  "ExportRun.downloadUrl",
  // masked for whoever may not see persons; a test of its own says how
  "Contact.name",
  "Contact.email",
  "Contact.phone",
  "Consent.source",
  "CorrectionProposal.contactEmail",
  "CorrectionProposal.contactPhone",
];

function isOwn(coordinate: string): boolean {
  const [type = "", field] = coordinate.split(".");
  const isCursor = type.endsWith("Edge") && field === "cursor";
  return isCursor || OWN_TYPES.includes(type) || OWN_FIELDS.includes(coordinate);
}

/** Whether the declaration lets somebody with these scopes have it. */
function mayHave(scopes: ReadonlySet<string>, coordinate: string): boolean {
  const [type = "", field = ""] = coordinate.split(".");
  const access = accessOf(world.schema, type, field);
  if (!access) throw new Error(`${coordinate} does not say who may have it`);
  return access.kind !== "scoped" || isGranted(access.needs, scopes);
}

/** The object types that a query can reach, whoever asks. */
function readableTypes(): readonly string[] {
  return objectTypes().filter((type) => pathFor(type, () => true) !== null);
}

function objectTypes(): readonly string[] {
  return Object.values(world.schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
    .map((type) => type.name)
    .filter((name) => !["Query", "Mutation", "Subscription"].includes(name));
}

function pathFor(
  type: string,
  mayPass: (coordinate: string) => boolean,
): readonly Selected[] | null {
  return pathTo(world.schema, type, {
    root: "Query",
    samples,
    mayPass: (coordinate) => !NODE_FIELDS.includes(coordinate) && mayPass(coordinate),
  });
}

/** Nine leads with all their fields are more than one document may ask for. */
const MOST_ROOTS = 5;
const inParts = (selected: readonly Selected[]): readonly (readonly Selected[])[] =>
  Array.from({ length: Math.ceil(selected.length / MOST_ROOTS) }, (_, part) =>
    selected.slice(part * MOST_ROOTS, (part + 1) * MOST_ROOTS),
  );

const answers = new Map<string, Promise<Answer>>();

/** What somebody gets who has every role of the side. */
function wholeAnswer(role: Role, selected: readonly Selected[]): Promise<Answer> {
  const { side } = ROLES[role];
  const document = `{ ${printSelection(selected)} }`;
  const name = `${side} ${document}`;
  const bearer = side === "VENDOR" ? world.staff.key : world.members.PARTNER_ADMIN.key;
  const known = answers.get(name) ?? world.ask(bearer, document);
  answers.set(name, known);
  return known;
}

/** What is wrong with the answer that a role gets, beside what the declarations say. */
async function faultsOf(role: Role, selected: readonly Selected[], also: readonly string[] = []) {
  const scopes = scopesOf([role]);
  const whole = await wholeAnswer(role, selected);
  const answer = await world.ask(world.members[role].key, `{ ${printSelection(selected)} }`);

  const denied = coordinatesOf(selected).filter((coordinate) => !mayHave(scopes, coordinate));
  const told = answer.errors.map((error) => [
    error["extensions"].code,
    error["extensions"].coordinate,
    error["extensions"].requiredScopes,
  ]);
  const expectedErrors = [
    ...denied.map((coordinate) => ["FORBIDDEN", coordinate, needsOf(coordinate)]),
    ...also.map((type) => ["FORBIDDEN", type, needsOf(`${type}.id`)]),
  ];
  const isItsOwn = (each: string): boolean => isOwn(each) && mayHave(scopes, each);
  const expectedData = expectedAnswer(selected, whole.data, {
    isOwn: isItsOwn,
    isGranted: (each) => mayHave(scopes, each),
  });
  const data = expectedAnswer(selected, answer.data, { isOwn: isItsOwn, isGranted: () => true });
  return {
    got: { status: answer.status, errors: sorted(told), data },
    expected: { status: 200, errors: sorted(expectedErrors), data: expectedData },
  };
}

function needsOf(coordinate: string): unknown {
  const [type = "", field = ""] = coordinate.split(".");
  const access = accessOf(world.schema, type, field);
  return access?.kind === "scoped" ? access.needs : null;
}

const sorted = (errors: readonly unknown[][]): unknown[][] =>
  errors.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

describe("each role gets each field as its declaration says, and one FORBIDDEN for each it may not", () => {
  test.each(ALL_ROLES)("%s", async (role) => {
    const scopes = scopesOf([role]);
    for (const type of readableTypes()) {
      // the way that is open to the role if there is one: then the fields alone decide
      const open = pathFor(type, (coordinate) => mayHave(scopes, coordinate));
      for (const selected of inParts(open ?? pathFor(type, () => true) ?? [])) {
        const { got, expected } = await faultsOf(role, selected);
        expect(got, `${role}: ${printSelection(selected)}`).toEqual(expected);
      }
    }
  });
});

describe("node gives each role what the type's own query gives, and nothing where that gives nothing", () => {
  test.each(ALL_ROLES)("%s", async (role) => {
    const scopes = scopesOf([role]);
    for (const [type, id] of Object.entries(nodeIds(world))) {
      const selected: Selected[] = [
        {
          key: "node",
          name: "node",
          args: `(id: "${id}")`,
          coordinate: "Query.node",
          type: world.schema.getQueryType()!.getFields()["node"]!.type,
          on: type,
          children: fieldsOf(world.schema, type),
        },
      ];
      const also = mayHave(scopes, `${type}.id`) ? [] : [type];
      const { got, expected } = await faultsOf(role, selected, also);
      expect(got, `${role}: ${type} by node`).toEqual(expected);
    }
  });
});

/** Past what tells only of what holds now, and never of what has ended. */
const isOfThePast = (coordinate: string): boolean =>
  ![
    "Lead.assignment",
    "Query.assignments",
    "IncentiveProgram.inForce",
    "IncentiveProgram.draft",
    "CriteriaVersion.set",
  ].includes(coordinate);

/** Rows of one type that are told by several groups, each by one of them alone. */
const BY_GROUP = ["byPartner", "byKind", "byProductLine"].map(
  (group) =>
    (coordinate: string): boolean =>
      !coordinate.startsWith("CriteriaReplayResult.") ||
      coordinate === `CriteriaReplayResult.${group}`,
);

test("there is a value of every readable field, for somebody", async () => {
  const found = new Set<string>();
  const asked = new Set<string>();
  for (const role of ["ADMIN", "PARTNER_ADMIN"] as const) {
    for (const type of readableTypes()) {
      for (const mayPass of [() => true, isOfThePast, ...BY_GROUP]) {
        for (const selected of inParts(pathFor(type, mayPass) ?? [])) {
          const whole = await wholeAnswer(role, selected);
          expect(whole.status, whole.text).toBe(200);
          visitValues(selected, whole.data, (coordinate, value) => {
            asked.add(coordinate);
            if (value !== null && value !== undefined) found.add(coordinate);
          });
        }
      }
    }
  }
  expect([...asked].filter((coordinate) => !found.has(coordinate))).toEqual([]);
});

test("what takes more than its type does may be null, so that what stands beside it stays", () => {
  const wiping = objectTypes().flatMap((typeName) => {
    const type = world.schema.getType(typeName);
    if (!isObjectType(type)) return [];
    const ofType = JSON.stringify(type.extensions["access"]);
    return Object.values(type.getFields())
      .filter((field) => isNonNullType(field.type))
      .map((field) => `${typeName}.${field.name}`)
      .filter((coordinate) => needsOf(coordinate) !== null)
      .filter(
        (coordinate) => JSON.stringify({ kind: "scoped", needs: needsOf(coordinate) }) !== ofType,
      );
  });
  expect(wiping).toEqual([]);
});

describe("a lead's contact", () => {
  const contactOf = async (role: Role, leadId: string) => {
    const answer = await world.ask(
      world.members[role].key,
      `{ lead(by: { id: "${leadId}" }) { id contact { name email phone jobTitle consent { source } } notes } }`,
    );
    return answer;
  };
  const isVendors = (role: Role): boolean => ROLES[role].side === "VENDOR";

  test.each(ALL_ROLES.filter(isVendors))(
    "is null for %s before acceptance, whatever its scopes",
    async (role) => {
      const { data } = await contactOf(role, world.leads.submitted);
      expect(data?.["lead"]).toEqual({ id: world.leads.submitted, contact: null, notes: null });
    },
  );

  test("is its partner's own from the first", async () => {
    const { data } = await contactOf("PARTNER_MEMBER", world.leads.submitted);
    expect(data?.["lead"].contact.email).toBe("kanarek-submitted@kanarek-submitted.com");
  });

  test.each(["AUDITOR", "ADMIN"] as const)("is masked for %s", async (role) => {
    const { data, errors } = await contactOf(role, world.leads.won);
    expect(data?.["lead"].contact).toEqual({
      name: "k***",
      email: "k***@k***",
      phone: "+***",
      jobTitle: "kanarek-won title",
      consent: { source: null },
    });
    expect(errors.map((error) => error["extensions"].coordinate)).toEqual(["Lead.notes"]);
  });

  test("is plain for those who work on it", async () => {
    const { data } = await contactOf("SALES_REP", world.leads.won);
    expect(data?.["lead"].contact).toMatchObject({
      name: "kanarek-won person",
      email: "kanarek-won@kanarek-won.com",
      phone: "+4930123456",
    });
  });
});
