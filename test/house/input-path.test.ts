import { afterAll, beforeAll, expect, test } from "vitest";

import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { withValueAt } from "../support/input-places.ts";

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

test("what a type does not take is told with the whole way to it", async () => {
  const way = ["contact", "consent", "obtainedAt"];
  for (const value of ["yesterday", 5]) {
    const input = withValueAt(registration("path"), way, value);
    const answer = await mutate(world, world.members.PARTNER_ADMIN.key, "registerLead", input);
    expect(answer.errors, answer.text).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", inputPath: ["input", ...way] } },
    ]);
  }
});

const WRONG: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['{ node(id: "x") { id } }', ["id"]],
  ['{ node(id: "lead_x") { id } }', ["id"]],
  ['{ nodes(ids: ["lead_x"]) { id } }', ["ids", 0]],
  ['{ partner(id: "lead_x") { id } }', ["id"]],
  ['{ criteriaVersion(id: "x") { id } }', ["id"]],
  ['{ lead(by: { id: "x" }) { id } }', ["by", "id"]],
  ['{ lead(by: { externalReference: "x" }) { id } }', ["by", "externalReference"]],
  ['{ leads(filter: { partnerId: "x" }) { totalCount } }', ["filter", "partnerId"]],
  ['{ leads(filter: { ownerId: "x" }) { totalCount } }', ["filter", "ownerId"]],
  [
    '{ leads(filter: { externalReference: "\\u0000" }) { totalCount } }',
    ["filter", "externalReference"],
  ],
  ['{ members(filter: { partnerId: "x" }) { totalCount } }', ["filter", "partnerId"]],
  ['{ credits(filter: { partnerId: "x" }) { totalCount } }', ["filter", "partnerId"]],
  ['{ auditLog(filter: { subjectId: "x" }) { totalCount } }', ["filter", "subjectId"]],
  ['{ auditLog(filter: { subjectId: "lead_x" }) { totalCount } }', ["filter", "subjectId"]],
  ['{ auditLog(filter: { mutation: "\\u0000" }) { totalCount } }', ["filter", "mutation"]],
  ['{ funnelReport(input: { from: "2026-01-01", to: "2026-01-01" }) { to } }', ["input", "to"]],
  ['{ funnelReport(input: { from: "2026-01-01", to: "2031-01-02" }) { to } }', ["input", "to"]],
  ['{ explainAssessment(leadId: "x") { passes } }', ["leadId"]],
  ['{ attributionUnder(leadId: "x", models: [LINEAR]) { model } }', ["leadId"]],
  ['{ attributionAsOf(leadId: "x", at: "2026-01-01T00:00:00Z") { at } }', ["leadId"]],
  [
    '{ attributionReport(input: { from: "2026-01-01", to: "2025-01-01" }) { to } }',
    ["input", "to"],
  ],
  [
    '{ attributionReport(input: { from: "2026-01-01", to: "2027-01-01", partnerId: "x" }) { to } }',
    ["input", "partnerId"],
  ],
  [
    '{ criteriaDiagnostics(input: { from: "2026-01-01", to: "2027-01-01", criteriaSetId: "x" }) { kappa } }',
    ["input", "criteriaSetId"],
  ],
  ['{ replayedLeads(criteriaReplayId: "x") { nodes { leadId } } }', ["criteriaReplayId"]],
  [
    '{ questionnaireAgreement(input: { from: "2026-01-01", to: "2025-01-01" }) { rows { leads } } }',
    ["input", "to"],
  ],
  [
    '{ questionnaireAgreement(input: { from: "2026-01-01", to: "2027-01-01", partnerId: "x" }) { rows { leads } } }',
    ["input", "partnerId"],
  ],
  ['{ creditReport(input: { from: "2026-01-02", to: "2027-01-01" }) { to } }', ["input", "from"]],
  ['{ creditReport(input: { from: "2026-01-01", to: "2026-01-31" }) { to } }', ["input", "to"]],
  ['{ leads(search: "-") { totalCount } }', ["search"]],
  ['{ leads(search: "a b c d e f g h i") { totalCount } }', ["search"]],
  ["{ leads(first: 0) { totalCount } }", ["first"]],
  ["{ leads(last: 101) { totalCount } }", ["last"]],
  ["{ leads(first: 1, last: 1) { totalCount } }", ["last"]],
  ['{ leads(after: "x") { totalCount } }', ["after"]],
  ['{ leads(before: "x") { totalCount } }', ["before"]],
];

test.each(WRONG)("%s is told with the way to the argument", async (document, inputPath) => {
  const answer = await world.ask(world.staff.key, document);
  expect(answer.errors, answer.text).toMatchObject([
    { extensions: { code: "BAD_USER_INPUT", inputPath } },
  ]);
});

test("each field of a document tells its own key", async () => {
  const bearer = world.members.PARTNER_ADMIN.key;
  const document = `mutation ($one: RegisterLeadInput!, $two: RegisterLeadInput!) {
    first: registerLead(input: $one) @idempotent(key: "both-1") { errors { code } }
    second: registerLead(input: $two) @idempotent(key: "both-2") { errors { code } }
  }`;
  const variables = { one: registration("keys-one"), two: registration("keys-two") };
  const keys = (replayed: boolean) => [
    { path: "first", key: "both-1", replayed },
    { path: "second", key: "both-2", replayed },
  ];
  for (const replayed of [false, true]) {
    const answer = await world.ask(bearer, document, variables);
    expect(answer.errors, answer.text).toEqual([]);
    expect(answer.extensions?.["idempotency"]).toEqual(keys(replayed));
  }
});

test("a header does not say which of two fields it is for, and the answer says so", async () => {
  const document = `mutation ($input: RegisterLeadInput!) {
    first: registerLead(input: $input) { errors { code } }
    second: registerLead(input: $input) { errors { code } }
  }`;
  const answer = await world.ask(
    world.members.PARTNER_ADMIN.key,
    document,
    { input: registration("keys-header") },
    { headers: { "idempotency-key": "one-for-two" } },
  );
  expect(answer.errors).toHaveLength(2);
  for (const { message, extensions } of answer.errors as readonly {
    message: string;
    extensions: { code: string };
  }[]) {
    expect(extensions.code).toBe("IDEMPOTENCY_KEY_REQUIRED");
    expect(message).toContain("exactly one mutation field");
    expect(message).toContain("@idempotent(key:");
  }
});
