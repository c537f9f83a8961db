import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { publishedBySides } from "./published-by-sides.ts";

let desk: TimedDesk;
let alpha: Caller;
let version: string;

/** What is asked of product-qualified leads alone. */
const QUESTIONS = [
  { key: "urgent", label: "Is it urgent?", type: "YES_NO", required: true },
  {
    ...{ key: "why", label: "Why?", type: "ONE_OF", required: true },
    condition: "urgent",
    options: ["audit", "other"].map((option) => ({ key: option, label: option })),
  },
];

beforeAll(async () => {
  desk = await openTimedDesk();
  desk.at("2026-02-01T10:00:00.000Z");
  alpha = await desk.partner("Alpha");
  version = await publishedBySides(desk, {
    ...{ name: "Asked", framework: "OWN", leadKind: "PRODUCT_QUALIFIED", questions: QUESTIONS },
    criteria: [{ evidence: "Notes" }],
  });
});
afterAll(() => desk.world.close());

const ANSWERS = [
  { questionKey: "urgent", value: "true" },
  { questionKey: "why", value: "audit" },
];
let made = 0;
function prospect(more: object = {}) {
  made += 1;
  const name = `Asked ${made}`;
  return {
    company: { name, domain: `asked-${made}.com` },
    contact: { name: "Anna", email: `anna@asked-${made}.com`, consent: { basis: "CONSENT" } },
    ...{ kind: "PRODUCT_QUALIFIED", answers: ANSWERS, ...more },
  };
}
const register = (by: Caller, input: object): Promise<Answer> =>
  desk.run(by, "registerLead", input, "lead { id }");
const codes = ({ errors }: Answer) => errors.map(({ code }: { code: string }) => code);
const counts = async () => {
  const [row] = await desk.world.asOwner(
    "select (select count(*)::int from lead) as leads, (select count(*)::int from partner_answers) as answers",
  );
  return row;
};

async function answersOf(leadId: LeadId): Promise<Answer> {
  const { data } = await desk.api.run(
    alpha,
    `query ($leadId: ID!) { questionnaireAnswers(leadId: $leadId) {
      partner { criteriaVersionId saves answeredAt answers { questionKey values } } } }`,
    { leadId },
  );
  return JSON.parse(JSON.stringify(data?.questionnaireAnswers)).partner;
}

test("what a partner answers as it registers is saved with the lead, to the questionnaire that counts for it", async () => {
  desk.at("2026-02-02T10:00:00.000Z");

  const { lead, errors } = await register(alpha, prospect());

  expect(errors).toEqual([]);
  expect(await answersOf(lead.id)).toEqual({
    ...{ criteriaVersionId: version, saves: 1, answeredAt: "2026-02-02T10:00:00.000Z" },
    answers: [
      { questionKey: "urgent", values: ["true"] },
      { questionKey: "why", values: ["audit"] },
    ],
  });
});

test("without answers nothing is asked, and nothing is saved", async () => {
  const before = await counts();

  const { lead, errors } = await register(alpha, prospect({ answers: null }));

  expect(errors).toEqual([]);
  expect(await answersOf(lead.id)).toBeNull();
  expect((await counts())?.["answers"]).toBe(before?.["answers"]);
});

test("answers that the questionnaire does not take are refused with their place, and no lead is registered", async () => {
  const before = await counts();
  const wrong = [
    { questionKey: "why", value: "wish" },
    { questionKey: "urgent", value: "true" },
  ];

  const refused = await register(alpha, prospect({ answers: wrong }));
  const none = await register(alpha, prospect({ kind: "NEW_BUSINESS" }));
  const empty = await register(alpha, prospect({ answers: [] }));

  expect(refused.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["answers", "0"] }]);
  expect(none.errors).toMatchObject([
    {
      ...{ code: "BUSINESS_RULE", path: ["answers"] },
      message:
        "Criteria version 1, which counts for such a lead, has no questionnaire: leave the answers out.",
    },
  ]);
  expect(empty.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["answers"] }]);
  expect(await counts()).toEqual(before);
});

test("the vendor gives no answers in a partner's name", async () => {
  const before = await counts();

  const refused = await desk.run(
    desk.sales,
    "registerLeadFor",
    { partnerId: alpha.actor.partnerId, lead: prospect() },
    "lead { id }",
  );
  const own = await desk.run(desk.sales, "registerVendorLead", prospect(), "lead { id }");

  expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect(codes(own)).toEqual(["BUSINESS_RULE"]);
  expect(await counts()).toEqual(before);
});

test("of several, each has its own; a row whose answers are refused is no claim for those behind it", async () => {
  const wrong = prospect({ answers: ANSWERS.slice(0, 1) });
  const right = { ...wrong, answers: ANSWERS };
  const rows = [wrong, right, prospect({ answers: null })].map((lead) => ({ lead }));

  const { results, registeredCount } = await desk.run(
    alpha,
    "registerLeads",
    { rows, errorPolicy: "REJECT_FAILED" },
    "registeredCount results { lead { id } errors { code path } }",
  );

  expect(registeredCount).toBe(2);
  expect(results[0].errors).toEqual([
    { code: "VALIDATION_FAILED", path: ["rows", "0", "lead", "answers"] },
  ]);
  expect(await answersOf(results[1].lead.id)).toMatchObject({ saves: 1 });
  expect(await answersOf(results[2].lead.id)).toBeNull();
});

test("sent twice it is one lead with one save, also under another key by its reference; with other answers it is another registration", async () => {
  const input = prospect({ externalReference: "REF-1" });
  const send = (key: string, given: object) =>
    desk.api.run(
      alpha,
      `mutation ($input: RegisterLeadInput!, $key: String!) { registerLead(input: $input) @idempotent(key: $key) {
        lead { id } errors { code } } }`,
      { input: given, key },
    );
  const key = randomUUID();

  const [first, again, byReference] = [
    await send(key, input),
    await send(key, input),
    await send(randomUUID(), input),
  ];
  const other = await send(randomUUID(), {
    ...input,
    answers: [{ questionKey: "urgent", value: "false" }],
  });

  expect([again.data, byReference.data]).toEqual([first.data, first.data]);
  expect(JSON.stringify(other.data)).toContain("EXTERNAL_REFERENCE_IN_USE");
  const { lead } = JSON.parse(JSON.stringify(first.data)).registerLead;
  expect((await answersOf(lead.id)).saves).toBe(1);
});

test("what counts for a registration is what counts for the lead that it becomes", async () => {
  const rows = await desk.world.asOwner<{ counts: boolean }>(
    `select app.criteria_for(lead.id, now()) is not distinct from
       app.criteria_counting(lead.program_id, lead.kind, lead.product_line_ids, now()) as counts
     from lead`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.every(({ counts: same }) => same)).toBe(true);
  const [saved] = await desk.world.asOwner<{ n: number }>(
    `select count(*)::int as n from partner_answers where criteria_version_id <> $1`,
    [uuidOf(version as LeadId)],
  );
  expect(saved?.n).toBe(0);
});
