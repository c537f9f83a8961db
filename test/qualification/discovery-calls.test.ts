import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerMemberId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { addSalesRep } from "../support/people.ts";
import { publishedBySides } from "./published-by-sides.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let alphas: PartnerMemberId;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  alphas = await memberOf(alpha, "Ada Alpha");
});
afterAll(() => desk.world.close());

/** The person behind a partner's caller, with a name. */
async function memberOf(caller: Caller, name: string): Promise<PartnerMemberId> {
  const partner = uuidOf(caller.actor.partnerId!);
  const [userId, email] = [uuidOf(newId("usr")), `${uuidOf(newId("usr"))}@partner.example`];
  await desk.world.asOwner(
    "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, 'PARTNER', now(), now())",
    [userId, email],
  );
  await desk.world.asOwner(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, $4, $5, '{PARTNER_MEMBER}', now(), now())`,
    [caller.actor.id, userId, partner, name, email],
  );
  return idOf("mem", caller.actor.id!);
}

const memberIdOf = (caller: Caller): PartnerMemberId => idOf("mem", caller.actor.id!);

let made = 0;
/** A lead of Alpha's that was accepted on 2 February. */
async function accepted(kind = "NEW_BUSINESS"): Promise<LeadId> {
  made += 1;
  desk.at("2026-02-02T10:00:00.000Z");
  const leadId = await desk.register(alpha, `Called ${made}`, { input: { kind } });
  await desk.done(desk.manager, "acceptLead", leadId);
  desk.at("2026-02-03T10:00:00.000Z");
  return leadId;
}

const contactOf = async (leadId: LeadId) => {
  const [row] = await desk.world.asOwner<{ id: string }>(
    "select id from contact where lead_id = $1",
    [uuidOf(leadId)],
  );
  return idOf("cnt", row!.id);
};

const CALL = `id leadId heldAt minutes participants { side memberId contactId memberName contactName } recordedAt recordedBy records
  correctedAt removedAt reason notes answers { slot text }`;
const AS_PARTNER = `id heldAt minutes participants { side memberId contactId memberName contactName } recordedBy records correctedAt removedAt`;
const HELD = { heldAt: "2026-02-03T09:00:00.000Z", minutes: 25 };

const record = (by: Caller, leadId: LeadId, more: object = {}): Promise<Answer> =>
  desk.run(
    by,
    "recordDiscoveryCall",
    { leadId, ...HELD, memberIds: [memberIdOf(by)], ...more },
    `discoveryCall { ${CALL} }`,
  );
const correct = (by: Caller, discoveryCallId: string, more: object = {}): Promise<Answer> =>
  desk.run(
    by,
    "correctDiscoveryCall",
    { discoveryCallId, reason: "It was longer", ...HELD, memberIds: [memberIdOf(by)], ...more },
    `discoveryCall { ${CALL} }`,
  );
const remove = (by: Caller, discoveryCallId: string): Promise<Answer> =>
  desk.run(
    by,
    "removeDiscoveryCall",
    { discoveryCallId, reason: "It was another lead's" },
    `discoveryCall { ${CALL} }`,
  );
async function recorded(by: Caller, leadId: LeadId, more: object = {}): Promise<string> {
  const { discoveryCall, errors } = await record(by, leadId, more);
  expect(errors).toEqual([]);
  return discoveryCall.id;
}
const codes = ({ errors }: Answer) => errors.map(({ code }: { code: string }) => code);

async function callsSeenBy(
  by: Caller,
  leadId: LeadId,
  selection = AS_PARTNER,
  withRemoved = true,
): Promise<readonly Answer[]> {
  const { data, errors } = await desk.api.run(
    by,
    `query ($leadId: ID!, $withRemoved: Boolean) { discoveryCalls(leadId: $leadId, withRemoved: $withRemoved, first: 10) {
      nodes { ${selection} } } }`,
    { leadId, withRemoved },
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data?.discoveryCalls)).nodes;
}

async function stoppedBy(by: Caller, ...statements: Sql[]): Promise<string | null> {
  try {
    await desk.world.database.transaction(by.session, (tx) => {
      for (const statement of statements) tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

const records = async (leadId: LeadId) => {
  const [row] = await desk.world.asOwner<{ n: number }>(
    "select count(*)::int as n from discovery_call where lead_id = $1",
    [uuidOf(leadId)],
  );
  return row?.n;
};

describe("Sales records a call with the prospect of an accepted lead", () => {
  test("with who took part by person, and what was answered by slot; the lead stays as it is", async () => {
    const leadId = await accepted();
    const contactId = await contactOf(leadId);
    const before = await desk.lead(alpha, leadId, "version updatedAt");

    const { discoveryCall, errors } = await record(desk.sales, leadId, {
      memberIds: [memberIdOf(desk.sales), alphas],
      contactIds: [contactId],
      notes: "They count by hand",
      answers: [{ slot: "BUDGET", text: "Up to 40,000" }],
    });

    expect(errors).toEqual([]);
    const sides = [...discoveryCall.participants].sort((a, b) => (a.side < b.side ? -1 : 1));
    expect({ ...discoveryCall, participants: sides }).toEqual({
      ...HELD,
      id: expect.stringMatching(/^dsc_/u),
      leadId,
      participants: [
        {
          side: "PARTNER",
          memberId: alphas,
          contactId: null,
          memberName: "Ada Alpha",
          contactName: null,
        },
        { side: "PROSPECT", memberId: null, contactId, memberName: null, contactName: "Anna" },
        {
          side: "VENDOR",
          memberId: memberIdOf(desk.sales),
          contactId: null,
          memberName: "Rosa Fischer",
          contactName: null,
        },
      ],
      recordedAt: "2026-02-03T10:00:00.000Z",
      recordedBy: "Rosa Fischer",
      ...{ records: 1, correctedAt: null, removedAt: null, reason: null },
      notes: "They count by hand",
      answers: [{ slot: "BUDGET", text: "Up to 40,000" }],
    });
    expect(await desk.lead(alpha, leadId, "version updatedAt")).toEqual(before);
  });

  test("a partner sees those in which its people took part, its own people and the prospect by name, and no notes", async () => {
    const leadId = await accepted();
    const contactId = await contactOf(leadId);
    await recorded(desk.sales, leadId, { notes: "Without them" });
    const memberIds = [memberIdOf(desk.sales), alphas];
    const id = await recorded(desk.sales, leadId, { memberIds, contactIds: [contactId] });

    const [seen, ...others] = await callsSeenBy(alpha, leadId);
    expect(others).toEqual([]);
    expect([seen.id, seen.recordedBy]).toEqual([id, null]);
    expect([...seen.participants].sort((a, b) => (a.side < b.side ? -1 : 1))).toEqual([
      {
        side: "PARTNER",
        memberId: alphas,
        contactId: null,
        memberName: "Ada Alpha",
        contactName: null,
      },
      { side: "PROSPECT", memberId: null, contactId, memberName: null, contactName: "Anna" },
      { side: "VENDOR", memberId: null, contactId: null, memberName: null, contactName: null },
    ]);
    expect(await callsSeenBy(beta, leadId)).toEqual([]);
    expect(await callsSeenBy(desk.sales, leadId)).toHaveLength(2);
    const notes = await desk.api.run(
      alpha,
      `query ($leadId: ID!) { discoveryCalls(leadId: $leadId, first: 1) { nodes { notes answers { text } reason } } }`,
      { leadId },
    );
    expect(notes.errors?.map(({ extensions }) => extensions?.["code"])).toEqual([
      "FORBIDDEN",
      "FORBIDDEN",
      "FORBIDDEN",
    ]);
  });

  test("strangers, slots of no criteria, a call to come and leads that are not accepted are refused, and nothing is kept", async () => {
    const [leadId, other] = [await accepted(), await accepted()];
    const waiting = await desk.register(alpha, `Waiting ${made}`);
    const betas = await memberOf(beta, "Bo Beta");
    const strangers = await record(desk.sales, leadId, {
      memberIds: [betas],
      contactIds: [await contactOf(other)],
      answers: [
        { slot: "COLOUR", text: "Red" },
        ...["One", "Two"].map((text) => ({ slot: "NEED", text })),
      ],
    });
    const wrong = await record(desk.sales, leadId, {
      ...{ heldAt: "2026-02-03T10:00:01.000Z", minutes: 0, memberIds: [] },
    });

    expect(strangers.errors.map(({ code, path }: Answer) => [code, path])).toEqual([
      ["NOT_FOUND", ["memberIds"]],
      ["NOT_FOUND", ["contactIds"]],
      ["VALIDATION_FAILED", ["answers", "0", "slot"]],
      ["VALIDATION_FAILED", ["answers", "2", "slot"]],
    ]);
    expect(strangers.errors[2].message).toBe(
      '"COLOUR" is no slot of the criteria that count for the lead: BUDGET, AUTHORITY, NEED, TIMELINE.',
    );
    expect(wrong.errors.map(({ path }: Answer) => path)).toEqual([
      ["heldAt"],
      ["minutes"],
      ["memberIds"],
    ]);
    expect(codes(await record(desk.sales, waiting))).toEqual(["INVALID_TRANSITION"]);
    expect(codes(await record(desk.sales, newId("lead")))).toEqual(["NOT_FOUND"]);
    expect([await records(leadId), await records(waiting)]).toEqual([0, 0]);
  });

  test("a contact who is erased leaves behind that somebody took part", async () => {
    const leadId = await accepted();
    const contactId = await contactOf(leadId);
    await recorded(desk.sales, leadId, { contactIds: [contactId], notes: "Anna said so" });

    await desk.world.asOwner("alter table contact disable trigger all");
    await desk.world.asOwner("delete from contact where lead_id = $1", [uuidOf(leadId)]);
    await desk.world.asOwner("alter table contact enable trigger all");
    await desk.world.asOwner(
      "delete from discovery_call_note where partner_id = (select partner_id from lead where id = $1)",
      [uuidOf(leadId)],
    );

    const [seen] = await callsSeenBy(desk.sales, leadId, CALL);
    expect(seen.participants).toContainEqual({
      ...{ side: "PROSPECT", memberId: null, contactId, memberName: null, contactName: null },
    });
    expect(seen.notes).toBeNull();
  });
});

describe("Who recorded a call corrects and removes it, and says why", () => {
  test("a correction takes its place whole; what stood before is kept, and a partner that was named by mistake sees it no more", async () => {
    const leadId = await accepted();
    const id = await recorded(desk.sales, leadId, {
      memberIds: [memberIdOf(desk.sales), alphas],
      notes: "First",
    });
    expect(await callsSeenBy(alpha, leadId)).toHaveLength(1);

    desk.at("2026-02-04T10:00:00.000Z");
    const { discoveryCall, errors } = await correct(desk.sales, id, { minutes: 40 });

    expect(errors).toEqual([]);
    expect(discoveryCall).toMatchObject({
      ...{ id, minutes: 40, records: 2, reason: "It was longer", notes: null, answers: [] },
      ...{ recordedAt: "2026-02-03T10:00:00.000Z", correctedAt: "2026-02-04T10:00:00.000Z" },
    });
    expect(await callsSeenBy(alpha, leadId)).toEqual([]);
    expect(await records(leadId)).toBe(2);
  });

  test("that one was removed stays on record, without what it said", async () => {
    const leadId = await accepted();
    const id = await recorded(desk.sales, leadId, { memberIds: [memberIdOf(desk.sales), alphas] });

    desk.at("2026-02-04T10:00:00.000Z");
    expect((await remove(desk.sales, id)).discoveryCall).toMatchObject({
      ...{ id, participants: [], removedAt: "2026-02-04T10:00:00.000Z", correctedAt: null },
      reason: "It was another lead's",
    });
    expect(await callsSeenBy(desk.sales, leadId, "id", false)).toEqual([]);
    expect(await callsSeenBy(alpha, leadId, "removedAt")).toEqual([
      { removedAt: "2026-02-04T10:00:00.000Z" },
    ]);
    expect(codes(await remove(desk.sales, id))).toEqual(["ALREADY_DONE"]);
    expect(codes(await correct(desk.sales, id))).toEqual(["ALREADY_DONE"]);
    expect(await records(leadId)).toBe(2);
  });

  test("nobody else does, whatever their rights", async () => {
    const leadId = await accepted();
    const id = await recorded(desk.sales, leadId);

    expect(codes(await correct(desk.manager, id))).toEqual(["FORBIDDEN"]);
    expect(codes(await remove(desk.manager, id))).toEqual(["FORBIDDEN"]);
    expect(codes(await remove(desk.sales, newId("dsc")))).toEqual(["NOT_FOUND"]);
    expect(await records(leadId)).toBe(1);
  });
});

describe("What is found on a criterion may name the call that shows it", () => {
  const answersNaming = (discoveryCallId: string) =>
    metAnswers().map((each) => ({ ...each, discoveryCallId }));
  const qualify = (leadId: LeadId, answers?: readonly object[]): Promise<Answer> =>
    desk.run(
      desk.manager,
      "qualifyLead",
      { leadId, criteriaVersionId: CRITERIA, answers },
      "lead { stage assessment { answers { criterionKey discoveryCallId } } }",
    );
  const assess = (
    leadId: LeadId,
    answers: readonly object[],
    criteriaVersionId: string = CRITERIA,
  ) =>
    desk.run(
      desk.sales,
      "assessLead",
      { leadId, criteriaVersionId, answers },
      "lead { openAssessment { answers { criterionKey discoveryCallId } } }",
    );

  test("saved as one goes, and carried into what the lead was qualified on; from then on it is not removed", async () => {
    const leadId = await accepted();
    const id = await recorded(desk.sales, leadId);
    const saved = await assess(leadId, answersNaming(id));
    expect(saved.lead.openAssessment.answers).toContainEqual({
      ...{ criterionKey: "need", discoveryCallId: id },
    });

    expect((await qualify(leadId)).lead.assessment.answers).toEqual(
      ["authority", "budget", "need", "timeline"].map((criterionKey) => ({
        ...{ criterionKey, discoveryCallId: id },
      })),
    );
    expect(codes(await remove(desk.sales, id))).toEqual(["BUSINESS_RULE"]);
    expect(codes(await correct(desk.sales, id, { minutes: 30 }))).toEqual([]);
  });

  test("one that was removed shows nothing any more, and one of another lead never does", async () => {
    const [leadId, other] = [await accepted(), await accepted()];
    const [id, others] = [await recorded(desk.sales, leadId), await recorded(desk.sales, other)];
    await assess(leadId, answersNaming(id));
    await remove(desk.sales, id);

    for (const named of [id, others]) {
      const refused = await qualify(leadId, answersNaming(named));
      expect(refused.errors).toMatchObject([
        { code: "NOT_FOUND", path: ["answers", "0", "discoveryCallId"] },
      ]);
      expect(codes(await assess(leadId, answersNaming(named)))).toEqual(["NOT_FOUND"]);
    }
    const { lead } = await qualify(leadId);
    expect(lead.stage).toBe("SQL");
    expect(lead.assessment.answers.map((each: Answer) => each.discoveryCallId)).toEqual([
      ...[null, null, null, null],
    ]);
  });

  test("it is evidence where the criterion asks for some", async () => {
    desk.at("2026-02-01T10:00:00.000Z");
    const version = await publishedBySides(desk, {
      ...{ name: "Shown", framework: "OWN", leadKind: "PRODUCT_QUALIFIED" },
      criteria: [
        { key: "need", slot: "NEED", label: "Need", evidence: "Notes of a call" },
        { key: "kind", slot: "KIND", label: "Kind", condition: `kind == "PRODUCT_QUALIFIED"` },
      ],
    });
    const leadId = await accepted("PRODUCT_QUALIFIED");
    const id = await recorded(desk.sales, leadId);
    await assess(
      leadId,
      ["need", "kind"].map((criterionKey) => ({
        criterionKey,
        state: "CONFIRMED",
        discoveryCallId: id,
      })),
      version,
    );
    const explained = async () => {
      const { data } = await desk.api.run(
        desk.sales,
        `query ($leadId: ID!) { explainAssessment(leadId: $leadId) { criteria { criterionKey evidence evidenceCallId } } }`,
        { leadId },
      );
      return JSON.parse(JSON.stringify(data?.explainAssessment)).criteria;
    };

    expect(await explained()).toEqual([
      { criterionKey: "need", evidence: "Notes of a call", evidenceCallId: id },
      { criterionKey: "kind", evidence: null, evidenceCallId: null },
    ]);
    await remove(desk.sales, id);
    expect(await explained()).toMatchObject([{ evidenceCallId: null }, { evidenceCallId: null }]);
  });

  test("in the database as well", async () => {
    const [leadId, other] = [await accepted(), await accepted()];
    const [id, others] = [await recorded(desk.sales, leadId), await recorded(desk.sales, other)];
    await assess(leadId, answersNaming(id));
    const saves = (call: string) => sql`
      with saved as (
        insert into lead_assessment_save (assessment_id, partner_id, number, saved_at, saved_by)
        select id, partner_id, 2, opened_at, app.actor() from lead_assessment where lead_id = ${uuidOf(leadId)}::uuid
      )
      insert into lead_assessment_answer (assessment_id, partner_id, criteria_version_id, criterion_key, save_number, state, discovery_call_id)
      select id, partner_id, criteria_version_id, 'need', 2, 'MET', ${uuidOf(call as typeof CRITERIA)}::uuid
      from lead_assessment where lead_id = ${uuidOf(leadId)}::uuid`;

    expect(await stoppedBy(desk.sales, saves(others))).toBe("lead_assessment_answer_of_a_call");
    await qualify(leadId);
    expect(await stoppedBy(desk.sales, removal(id))).toBe("discovery_call_counted");
  });
});

const asUuid = (id: string) => sql`${uuidOf(id as typeof CRITERIA)}::uuid`;
/** That a call was removed, as whoever recorded it would write it. */
const removal = (id: string, more: Record<string, Sql> = {}) => {
  const told = {
    ...{ number: sql`held.number + 1`, by: sql`held.recorded_by`, participants: sql`0` },
    ...{ removed: sql`true`, withPartner: sql`held.is_with_partner`, ...more },
  };
  return sql`
    insert into discovery_call (id, number, partner_id, lead_id, held_at, minutes, participants, is_with_partner, is_noted,
      is_removed, recorded_at, recorded_by, written_at, reason)
    select held.id, ${told.number}, held.partner_id, held.lead_id, held.held_at, held.minutes, ${told.participants},
      ${told.withPartner}, false, ${told.removed}, held.recorded_at, ${told.by}, held.written_at, 'x'
    from discovery_call as held
    where held.id = ${asUuid(id)} and held.superseded_at is null`;
};

test("in the database as well: by its recorder, in order, whole, of its lead's people, and for good", async () => {
  const leadId = await accepted();
  const contactId = await contactOf(leadId);
  const id = await recorded(desk.sales, leadId, {
    memberIds: [memberIdOf(desk.sales), alphas],
    contactIds: [contactId],
  });
  const other = await addSalesRep(desk.world, "Otto Other");
  const participant = (
    side: string,
    member: string | null,
    position = 1,
    number = 2,
    isWith = side === "PARTNER",
  ) => sql`
    insert into discovery_call_participant (call_id, number, position, partner_id, is_with_partner, side, member_id, contact_id)
    select ${asUuid(id)}, ${number}::integer, ${position}::integer, partner_id, ${isWith}::boolean, ${side}::text, ${member}::uuid,
      ${member === null ? uuidOf(newId("cnt")) : null}::uuid
    from lead where id = ${uuidOf(leadId)}::uuid`;
  const again = removal(id, { participants: sql`1`, removed: sql`false`, withPartner: sql`false` });

  expect(await stoppedBy(other, removal(id))).toBe("discovery_call_by_recorder");
  expect(await stoppedBy(other, removal(id, { by: sql`app.actor()` }))).toBe(
    "discovery_call_in_order",
  );
  expect(await stoppedBy(desk.sales, removal(id, { number: sql`held.number + 2` }))).toBe(
    "discovery_call_in_order",
  );
  expect(await stoppedBy(desk.sales, removal(id, { withPartner: sql`false` }))).toBe(
    "discovery_call_in_order",
  );
  expect(await stoppedBy(desk.sales, again)).toBe("discovery_call_is_whole");
  expect(
    await stoppedBy(desk.sales, again, participant("PARTNER", uuidOf(alphas), 1, 2, false)),
  ).toBe("discovery_call_is_whole");
  for (const [side, member] of [
    ["VENDOR", beta.actor.id],
    ["PARTNER", beta.actor.id],
    ["PROSPECT", null],
  ] as const) {
    const told = {
      participants: sql`1`,
      removed: sql`false`,
      withPartner: sql`${side === "PARTNER"}::boolean`,
    };
    expect(await stoppedBy(desk.sales, removal(id, told), participant(side, member))).toBe(
      "discovery_call_participant_of_lead",
    );
  }
  expect(await stoppedBy(desk.sales, participant("VENDOR", other.actor.id, 4, 1, true))).toBe(
    "discovery_call_participant_counted",
  );
  const note = sql`
    insert into discovery_call_note (call_id, number, partner_id, notes, answers)
    select id, number, partner_id, 'Later', '[]' from discovery_call where id = ${asUuid(id)}`;
  expect(await stoppedBy(desk.sales, note)).toBe("discovery_call_note_told");
  const ended = sql`update discovery_call set superseded_at = written_at where id = ${asUuid(id)}`;
  expect(await stoppedBy(desk.sales, ended)).toBe("discovery_call_goes_on");
  expect(await stoppedBy(alpha, sql`select notes from discovery_call_note`)).toBe("42501");
  expect(await stoppedBy(alpha, sql`select reason from discovery_call`)).toBe("42501");
  expect(await stoppedBy(alpha, removal(id))).toBe("42501");
  for (const [by, seen] of [
    [beta, 0],
    [alpha, 1],
  ] as const) {
    const rows = await desk.world.database.read<{ n: bigint }>(
      by.session,
      sql`select count(*) as n from discovery_call where id = ${asUuid(id)}`,
    );
    expect(Number(rows[0]?.n)).toBe(seen);
  }
  await expect(desk.world.asOwner("delete from discovery_call")).rejects.toThrow("ended once");
  await expect(desk.world.asOwner("delete from discovery_call_participant")).rejects.toThrow(
    "append-only",
  );
  expect(await records(leadId)).toBe(1);
});

test("a call that is sent twice is recorded once", async () => {
  const leadId = await accepted();
  const input = { leadId, ...HELD, memberIds: [memberIdOf(desk.sales)] };
  const send = () =>
    desk.api.run(
      desk.sales,
      `mutation ($input: RecordDiscoveryCallInput!) { recordDiscoveryCall(input: $input) @idempotent(key: "once") {
        discoveryCall { id } errors { code } } }`,
      { input },
    );

  const [first, second] = [await send(), await send()];

  expect(second.data).toEqual(first.data);
  expect(await records(leadId)).toBe(1);
});
