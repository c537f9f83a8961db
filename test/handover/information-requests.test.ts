import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { addPartner, partnerCaller } from "../support/people.ts";

import { openReviewDesk } from "./review-desk.ts";
import type { ReviewDesk } from "./review-desk.ts";

let desk: ReviewDesk;
let partner: Caller;
let rep: Caller;

beforeAll(async () => {
  // eight hours behind in February: the end of a day there is 08:00 here
  desk = await openReviewDesk("America/Los_Angeles");
  ({ partner, rep } = desk);
});
afterAll(() => desk.world.close());

/** Registered Mon 2 Feb 2026, 10:00 UTC; due two days later. */
let leadId: LeadId;
beforeEach(async () => {
  desk.now("2026-02-02T10:00:00Z");
  leadId = await desk.register();
});

const ask = (...fields: string[]) => ({
  leadId,
  questions: fields.map((field) => ({ field, question: `${field}?` })),
});

test("sales asks what is missing: the partner sees the fields, the questions and the last day, and the clock rests", async () => {
  desk.now("2026-02-03T10:00:00Z");
  expect(await desk.codeOf(rep, "requestInformation", ask("NOTES", "COMPANY_TAX_ID"))).toBe("done");

  for (const viewer of [partner, rep]) {
    const lead = await desk.lead(viewer, leadId);
    expect(lead).toMatchObject({
      stage: "SUBMITTED",
      version: 2,
      actionRequired: true,
      acceptanceDueAt: null,
      acceptanceState: "PAUSED",
    });
    expect(lead["informationRequests"].nodes).toEqual([
      {
        state: "OPEN",
        beforeAcceptance: true,
        questions: [
          { field: "NOTES", question: "NOTES?" },
          { field: "COMPANY_TAX_ID", question: "COMPANY_TAX_ID?" },
        ],
        askedAt: "2026-02-03T10:00:00.000Z",
        dueOn: "2026-02-17",
        closedAt: null,
        evidence: null,
      },
    ]);
    expect(lead["timeline"].nodes.at(-1)).toEqual({
      type: "INFORMATION_REQUESTED",
      toStage: "SUBMITTED",
      fields: ["NOTES", "COMPANY_TAX_ID"],
      actor: { isVendor: true },
    });
  }
});

test("the partner answers: the values go into the lead, and the clock goes on with what was left", async () => {
  desk.now("2026-02-03T10:00:00Z");
  await desk.run(rep, "requestInformation", ask("NOTES", "COMPANY_TAX_ID", "EVIDENCE"));
  desk.now("2026-02-05T22:30:00Z");
  const answer = { leadId, notes: "Buys in May", company: { taxId: "DE 811 907 980" } };
  expect(
    await desk.codeOf(partner, "answerRequest", { ...answer, evidence: "Call of 4 Feb" }),
  ).toBe("done");

  // 24 of 48 hours were left
  const lead = await desk.lead(partner, leadId);
  expect(lead).toMatchObject({
    version: 3,
    actionRequired: false,
    acceptanceDueAt: "2026-02-06T22:30:00.000Z",
    acceptanceState: "DUE",
    notes: "Buys in May",
    company: { taxId: "DE 811 907 980" },
    informationRequests: {
      nodes: [
        { state: "ANSWERED", closedAt: "2026-02-05T22:30:00.000Z", evidence: "Call of 4 Feb" },
      ],
    },
  });
  expect(lead["timeline"].nodes.at(-1)).toMatchObject({
    type: "REQUEST_ANSWERED",
    fields: ["COMPANY_TAX_ID", "NOTES", "EVIDENCE"],
    actor: { isVendor: false },
  });
});

describe("an answer", () => {
  beforeEach(() => desk.run(rep, "requestInformation", ask("COMPANY_TAX_ID", "EVIDENCE")));

  test("says all that was asked", async () => {
    const { errors } = await desk.run(partner, "answerRequest", {
      leadId,
      company: { taxId: "DE 1234567" },
    });
    expect(errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["evidence"] }]);
  });

  test("clears nothing that was asked for", async () => {
    const input = { leadId, company: { taxId: null }, evidence: "None" };
    const { errors } = await desk.run(partner, "answerRequest", input);
    expect(errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["company", "taxId"] }]);
  });

  test("opens no other field, but for what the partner may always correct", async () => {
    const answer = { leadId, company: { taxId: "DE 1234567" }, evidence: "Letter" };
    const { errors } = await desk.run(partner, "answerRequest", {
      ...answer,
      company: { ...answer.company, name: "Another" },
    });
    expect(errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["company", "name"] }]);
    expect((await desk.lead(partner, leadId))["version"]).toBe(2);

    const free = { notes: "Call first", contact: { name: "Anna Berg" } };
    expect(await desk.codeOf(partner, "answerRequest", { ...answer, ...free })).toBe("done");
  });

  test("may say what the lead says already: it was right", async () => {
    const lead = await desk.lead(partner, leadId);
    const { taxId } = lead["company"];
    const answer = { leadId, company: { taxId }, evidence: "It is right" };
    expect(await desk.codeOf(partner, "answerRequest", answer)).toBe("done");
  });

  test("is the partner's that was asked: a rival is told that there is no such lead", async () => {
    const rival = partnerCaller(await addPartner(desk.world, `Rival of ${leadId}`));
    const answer = { leadId, company: { taxId: "DE 1234567" }, evidence: "Letter" };
    expect(await desk.codeOf(rival, "answerRequest", answer)).toBe("NOT_FOUND");
    expect(await desk.codeOf(rep, "answerRequest", answer)).toBe("FORBIDDEN");
    expect((await desk.lead(partner, leadId))["actionRequired"]).toBe(true);
  });

  test("makes no duplicate of the partner's other lead", async () => {
    const other = await desk.register();
    const { email } = (await desk.lead(partner, other))["contact"];
    const answer = { leadId, company: { taxId: "DE 1234567" }, evidence: "Letter" };
    expect(await desk.codeOf(partner, "answerRequest", { ...answer, contact: { email } })).toBe(
      "DUPLICATE_LEAD",
    );
  });
});

test("nothing is answered where nothing is asked", async () => {
  expect(await desk.codeOf(partner, "answerRequest", { leadId, notes: "Hello" })).toBe(
    "BUSINESS_RULE",
  );
});

describe("how often sales asks", () => {
  const answered = async () => {
    await desk.run(rep, "requestInformation", ask("NOTES"));
    expect(await desk.codeOf(partner, "answerRequest", { leadId, notes: "Answered" })).toBe("done");
  };

  test("once at a time", async () => {
    await desk.run(rep, "requestInformation", ask("NOTES"));
    expect(await desk.codeOf(rep, "requestInformation", ask("EVIDENCE"))).toBe("BUSINESS_RULE");
    expect((await desk.lead(rep, leadId))["version"]).toBe(2);
  });

  test("twice about a lead, and then a manager alone", async () => {
    await answered();
    await answered();
    expect(await desk.codeOf(rep, "requestInformation", ask("NOTES"))).toBe("LIMIT_EXCEEDED");

    const { actorId } = rep.session;
    const roles = (text: string) =>
      desk.world.asOwner("update membership set roles = $1 where id = $2", [text, actorId]);
    await roles("{SALES_MANAGER}");
    expect(await desk.codeOf(rep, "requestInformation", ask("NOTES"))).toBe("done");
    await roles("{SALES_REP}");
  });

  test.each([
    [[], ["questions"]],
    [
      ["NOTES", "NOTES"],
      ["questions", 1, "field"],
    ],
  ])("with the fields %j it asks nothing", async (fields, path) => {
    const { errors } = await desk.run(rep, "requestInformation", ask(...fields));
    expect(errors[0]).toMatchObject({ code: "VALIDATION_FAILED" });
    expect(errors[0].path.map(String)).toEqual(path.map(String));
  });
});

describe("where nothing is answered", () => {
  // the 16th of February ends in Los Angeles at 08:00 of the 17th here
  const LAST_MOMENT = "2026-02-17T07:59:59.999Z";
  const TOO_LATE = "2026-02-17T08:00:00.000Z";

  test("the lead waits until the end of the fourteenth day in the program's zone, and then expires without prejudice", async () => {
    await desk.run(rep, "requestInformation", ask("NOTES"));
    desk.now(LAST_MOMENT);
    await desk.closeOverdue();
    expect(await desk.lead(partner, leadId)).toMatchObject({
      stage: "SUBMITTED",
      informationRequests: { nodes: [{ dueOn: "2026-02-16", state: "OPEN" }] },
    });

    desk.now(TOO_LATE);
    expect(await desk.codeOf(partner, "answerRequest", { leadId, notes: "Late" })).toBe(
      "BUSINESS_RULE",
    );
    await desk.closeOverdue();
    await desk.closeOverdue();

    const lead = await desk.lead(partner, leadId);
    expect(lead).toMatchObject({
      stage: "EXPIRED",
      version: 3,
      actionRequired: false,
      acceptanceDueAt: null,
      acceptanceState: null,
      informationRequests: { nodes: [{ state: "EXPIRED", closedAt: TOO_LATE }] },
    });
    expect(lead["timeline"].nodes.at(-1)).toMatchObject({
      type: "EXPIRED",
      actor: { isVendor: true },
    });
    const claims = await desk.world.asOwner("select from lead_claim where lead_id = $1", [
      uuidOf(leadId),
    ]);
    expect(claims).toEqual([]);
    const audited = await desk.world.asOwner(
      "select mutation, actor_kind from audit_entry where subject_ids[1] = $1 order by at desc limit 1",
      [leadId],
    );
    expect(audited).toEqual([{ mutation: "expireLead", actor_kind: "SYSTEM" }]);
  });

  test("an accepted lead stays where it is, and can be asked about again", async () => {
    await desk.run(rep, "acceptLead", { leadId });
    await desk.run(rep, "requestInformation", ask("NOTES"));
    expect(await desk.lead(partner, leadId)).toMatchObject({
      stage: "SAL",
      actionRequired: false,
      informationRequests: { nodes: [{ state: "OPEN", beforeAcceptance: false }] },
    });
    desk.now(TOO_LATE);
    await desk.closeOverdue();
    const lead = await desk.lead(partner, leadId);
    expect(lead).toMatchObject({
      stage: "SAL",
      version: 4,
      informationRequests: { nodes: [{ state: "LAPSED" }] },
    });
    expect(lead["timeline"].nodes.at(-1)).toMatchObject({ type: "REQUEST_LAPSED" });
    expect(await desk.codeOf(rep, "requestInformation", ask("NOTES"))).toBe("done");
  });

  test("two servers that look at once end each request once", async () => {
    await desk.run(rep, "requestInformation", ask("NOTES"));
    desk.now(TOO_LATE);
    await Promise.all([desk.closeOverdue(), desk.closeOverdue(), desk.closeOverdue()]);
    expect(await desk.lead(partner, leadId)).toMatchObject({ stage: "EXPIRED", version: 3 });
  });
});

test("what was asked of an accepted lead is answered into it, also what it is matched by", async () => {
  await desk.run(rep, "acceptLead", { leadId });
  await desk.run(rep, "requestInformation", ask("CONTACT_EMAIL"));
  const email = "right@address.example";
  const proposed = { leadId, contact: { email, phone: "+49 30 7654321" } };
  expect(await desk.codeOf(partner, "answerRequest", proposed)).toBe("VALIDATION_FAILED");
  expect(await desk.codeOf(partner, "answerRequest", { leadId, contact: { email } })).toBe("done");
  expect((await desk.lead(rep, leadId))["contact"]).toEqual({ email });
});

test.each([
  ["acceptLead", {}],
  ["rejectLead", { reasonCode: "TOO_EARLY" }],
  ["returnLead", { reasonCode: "TIMING_LATER", revisitOn: "2099-01-01" }],
])("once sales went on without an answer (%s) nothing is asked any more", async (verb, more) => {
  await desk.run(rep, "requestInformation", ask("NOTES"));
  expect(await desk.codeOf(rep, verb, { leadId, ...more })).toBe("done");
  expect(await desk.lead(partner, leadId)).toMatchObject({
    actionRequired: false,
    informationRequests: { nodes: [{ state: "LAPSED" }] },
  });
});

test("the partner may withdraw a lead instead of answering", async () => {
  await desk.run(rep, "requestInformation", ask("NOTES"));
  expect(await desk.codeOf(partner, "withdrawLead", { leadId })).toBe("done");
  expect((await desk.lead(partner, leadId))["informationRequests"].nodes).toMatchObject([
    { state: "LAPSED" },
  ]);
});
