import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { CriteriaVersionId, LeadId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { connect, waitsForLock } from "../ledger/books.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { CRITERIA, metAnswers } from "../support/living-world.ts";
import { addSalesRep } from "../support/people.ts";
import { CRITERIA_SET, SOME_CRITERION } from "../support/plant-criteria.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let leader: Caller;
let marketing: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  leader = await addSalesRep(desk.world, "Lena Leads");
  marketing = await addSalesRep(desk.world, "Mia Market");
  const roles = "update membership set roles = $2 where id = $1";
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);
});
afterAll(() => desk.world.close());

const OPEN = `openAssessment { version openedAt savedAt countsUntil isOutdated criteriaVersion { number }
  openedBy { displayName } answers { criterionKey label state note savedAt savedBy { displayName } } }`;

let made = 0;
/** An SAL of Alpha's, accepted on 2 February at ten. */
async function accepted(by: Caller = alpha): Promise<LeadId> {
  made += 1;
  desk.at("2026-02-02T10:00:00.000Z");
  const leadId = await desk.register(by, `Assessed ${made}`);
  await desk.done(desk.manager, "acceptLead", leadId);
  return leadId;
}

const said = (criterionKey: string, state: string, note: string | null = null) => ({
  ...{ criterionKey, state, note },
});
const save = (
  leadId: LeadId,
  answers: readonly object[],
  more: object = {},
  by = desk.sales,
): Promise<Answer> =>
  desk.run(
    by,
    "assessLead",
    { leadId, criteriaVersionId: CRITERIA, answers, ...more },
    `lead { ${OPEN} }`,
  );
const opened = async (leadId: LeadId): Promise<Answer> =>
  (await desk.lead(desk.sales, leadId, OPEN)).openAssessment;
const qualify = (leadId: LeadId, more: object = {}): Promise<Answer> =>
  desk.run(
    desk.sales,
    "qualifyLead",
    { leadId, criteriaVersionId: CRITERIA, ...more },
    "lead { stage assessment { criteriaVersion { number } answers { criterionKey state note } } }",
  );
const explain = async (leadId: LeadId, language: string | null = null): Promise<Answer> => {
  const { data, errors } = await desk.api.run(
    desk.sales,
    `query ($leadId: ID!, $language: ExplanationLanguage) { explainAssessment(leadId: $leadId, language: $language) {
      criteriaVersionNumber passes canPass meetsRequired points missingPoints fit missingFit sentences
      criteria { criterionKey label state points wouldHelp isOpen } } }`,
    { leadId, language },
  );
  expect(errors).toBeUndefined();
  const sent: Answer = JSON.parse(JSON.stringify(data?.explainAssessment ?? null));
  return sent;
};
const codes = ({ errors }: Answer) => errors.map(({ code }: { code: string }) => code);
const rowsOf = async (leadId: LeadId) => {
  const [row] = await desk.world.asOwner<{ assessments: number; saves: number; answers: number }>(
    `select count(distinct a.id)::int as assessments, count(distinct (s.assessment_id, s.number))::int as saves,
       count(distinct (w.assessment_id, w.criterion_key, w.save_number))::int as answers
     from lead_assessment as a
     left join lead_assessment_save as s on s.assessment_id = a.id
     left join lead_assessment_answer as w on w.assessment_id = a.id
     where a.lead_id = $1`,
    [uuidOf(leadId)],
  );
  return [row?.assessments, row?.saves, row?.answers];
};

async function stoppedBy(statement: Sql): Promise<string | null> {
  try {
    await desk.world.database.transaction(desk.sales.session, (tx) => {
      tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

describe("What sales finds is saved as it goes", () => {
  test("some criteria now, others later; the lead is qualified by what was saved, and its partner learns nothing", async () => {
    const leadId = await accepted();
    const seen = () =>
      desk.lead(alpha, leadId, "stage version updatedAt timeline { nodes { type } }");
    const before = await seen();

    desk.at("2026-02-03T10:00:00.000Z");
    const first = await save(leadId, [
      said("need", "PARTIAL"),
      said("budget", "MET", "40,000 EUR"),
    ]);
    expect(first.errors).toEqual([]);
    desk.at("2026-02-04T10:00:00.000Z");
    await save(leadId, [said("need", "MET", "two days a month")], {}, desk.manager);

    expect(await opened(leadId)).toEqual({
      version: 2,
      openedAt: "2026-02-03T10:00:00.000Z",
      savedAt: "2026-02-04T10:00:00.000Z",
      countsUntil: "2026-02-10T10:00:00.000Z",
      isOutdated: false,
      criteriaVersion: { number: 1 },
      openedBy: { displayName: "Rosa Fischer" },
      answers: [
        {
          ...{ criterionKey: "budget", label: "Budget", state: "MET", note: "40,000 EUR" },
          ...{ savedAt: "2026-02-03T10:00:00.000Z", savedBy: { displayName: "Rosa Fischer" } },
        },
        {
          ...{ criterionKey: "need", label: "Need", state: "MET", note: "two days a month" },
          ...{ savedAt: "2026-02-04T10:00:00.000Z", savedBy: { displayName: "Max Lang" } },
        },
      ],
    });
    expect(await rowsOf(leadId)).toEqual([1, 2, 3]);
    expect(await seen()).toEqual(before);

    const short = await qualify(leadId);
    expect(short.errors).toMatchObject([
      {
        code: "CRITERIA_NOT_MET",
        message: expect.stringContaining("Required and not met: Authority, Timeline."),
      },
    ]);
    const rest = [
      said("authority", "CONFIRMED"),
      said("timeline", "MET"),
      said("need", "CONFIRMED"),
    ];
    const done = await qualify(leadId, { answers: rest, expectedAssessmentVersion: 2 });
    expect(done).toEqual({
      errors: [],
      lead: {
        stage: "SQL",
        assessment: {
          criteriaVersion: { number: 1 },
          answers: [
            said("authority", "CONFIRMED"),
            said("budget", "MET", "40,000 EUR"),
            said("need", "CONFIRMED"),
            said("timeline", "MET"),
          ],
        },
      },
    });
    expect(await opened(leadId)).toBeNull();
  });

  test("what is saved is refused by its place, and nothing is written", async () => {
    const leadId = await accepted();
    const need = [said("need", "MET")];

    expect((await save(leadId, [said("need", "MET"), said("colour", "MET")])).errors).toMatchObject(
      [{ code: "VALIDATION_FAILED", path: ["answers", "1", "criterionKey"] }],
    );
    expect((await save(leadId, [])).errors).toMatchObject([
      { code: "VALIDATION_FAILED", path: ["answers"] },
    ]);
    expect(codes(await save(leadId, need, { criteriaVersionId: newId("crt") }))).toEqual([
      "NOT_FOUND",
    ]);
    expect((await save(leadId, need, { expectedAssessmentVersion: 1 })).errors).toMatchObject([
      { code: "VERSION_CONFLICT", path: ["expectedAssessmentVersion"] },
    ]);
    expect(codes(await save(newId("lead"), need))).toEqual(["NOT_FOUND"]);
    expect(await rowsOf(leadId)).toEqual([0, 0, 0]);

    expect(codes(await save(leadId, need, { expectedAssessmentVersion: 0 }))).toEqual([]);
    const late = await qualify(leadId, { answers: metAnswers(), expectedAssessmentVersion: 0 });
    expect(codes(late)).toEqual(["VERSION_CONFLICT"]);
    expect(late.lead).toBeNull();
  });

  test("not by whoever registered the lead, and not before it is accepted", async () => {
    desk.at("2026-02-02T10:00:00.000Z");
    const submitted = await desk.register(alpha, "Not accepted");
    const lead = {
      company: { name: "Registered for Alpha", domain: "registered-for-alpha.com" },
      contact: { name: "A", email: "a@registered-for-alpha.com", consent: { basis: "CONSENT" } },
    };
    const registered = await desk.run(
      desk.sales,
      "registerLeadFor",
      { partnerId: alpha.actor.partnerId, lead },
      "lead { id }",
    );
    const own: LeadId = registered.lead.id;
    await desk.match(alpha, own);
    await desk.done(desk.manager, "acceptLead", own);

    expect((await save(submitted, [said("need", "MET")])).errors).toMatchObject([
      {
        code: "INVALID_TRANSITION",
        message: "A lead is assessed while it is an SAL, and this one is at SUBMITTED.",
      },
    ]);
    expect((await save(own, [said("need", "MET")])).errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("You registered this lead") },
    ]);
    expect(codes(await save(own, [said("need", "MET")], {}, desk.manager))).toEqual([]);
  });
});

describe("An open assessment ends when its lead moves on", () => {
  test.each([
    ["disqualified", "disqualifyLead", { reasonCode: "NO_BUDGET" }],
    ["returned", "returnLead", { reasonCode: "TIMING_LATER", revisitOn: "2026-03-01" }],
  ])("where it is %s", async (_how, verb, more) => {
    const leadId = await accepted();
    await save(leadId, [said("need", "MET")]);

    await desk.done(desk.sales, verb, leadId, more);

    expect(await opened(leadId)).toBeNull();
    expect(codes(await save(leadId, [said("need", "MET")]))).toEqual(["INVALID_TRANSITION"]);
    expect(await rowsOf(leadId)).toEqual([1, 1, 1]);
  });

  test("where it is transferred: what was found stays with the lead that it was found on", async () => {
    const leadId = await accepted();
    await save(leadId, [said("need", "MET")]);

    const to = { partnerId: beta.actor.partnerId, reasonCode: "CUSTOMER_REQUEST" };
    const { id } = await desk.done(leader, "transferLead", leadId, to);

    expect(id).not.toBe(leadId);
    expect(await opened(id)).toBeNull();
    expect(await rowsOf(id)).toEqual([0, 0, 0]);
    expect(await rowsOf(leadId)).toEqual([1, 1, 1]);
  });

  test("where it is merged: the survivor goes on with its own", async () => {
    const [first, second] = [await accepted(), await accepted(beta)];
    await save(first, [said("need", "PARTIAL", "of the first")]);
    await save(second, [said("need", "MET", "of the second"), said("budget", "MET")]);

    const input = { leadIds: [first, second], split: "SURVIVOR_HAS_ALL", reason: "One prospect" };
    const merged = await desk.run(leader, "mergeLeads", input, "lead { id }");

    expect(merged).toEqual({ errors: [], lead: { id: first } });
    expect((await opened(first)).answers).toMatchObject([said("need", "PARTIAL", "of the first")]);
    const gone = await save(second, [said("need", "MET")]);
    expect(gone.errors).toMatchObject([
      { code: "LEAD_MERGED", message: expect.stringContaining(first) },
    ]);
  });

  test("one that comes back begins anew", async () => {
    const leadId = await accepted();
    await save(leadId, metAnswers());
    expect(codes(await qualify(leadId))).toEqual([]);
    desk.at("2026-02-02T11:00:00.000Z");
    await desk.done(leader, "undoMove", leadId, { reason: "The wrong lead" });

    expect(await opened(leadId)).toBeNull();
    expect(codes(await qualify(leadId))).toEqual(["CRITERIA_NOT_MET"]);
    await save(leadId, [said("need", "MET")]);
    expect(await opened(leadId)).toMatchObject({ version: 1 });
    expect(await rowsOf(leadId)).toEqual([2, 2, 5]);
  });
});

test("two who save at once both do, and of two who read the same version one does", async () => {
  const leadId = await accepted();
  await save(leadId, [said("need", "MET")]);
  const atOnce = async (more: object) => {
    await using owner = await connect(desk.world.ownerUrl);
    await owner.query("begin; lock table lead_assessment_save in exclusive mode");
    const racing = Promise.all([
      save(leadId, [said("budget", "MET")], more),
      save(leadId, [said("timeline", "MET")], more, desk.manager),
    ]);
    await waitsForLock(desk.world, 2);
    await owner.query("commit");
    return (await racing).flatMap(codes);
  };

  expect(await atOnce({})).toEqual([]);
  expect(await opened(leadId)).toMatchObject({
    version: 3,
    answers: [{ criterionKey: "budget" }, { criterionKey: "need" }, { criterionKey: "timeline" }],
  });
  expect(await atOnce({ expectedAssessmentVersion: 3 })).toEqual(["VERSION_CONFLICT"]);
  expect((await opened(leadId)).version).toBe(4);
});

test("whoever qualifies by what was saved waits for what is being saved, and finds it", async () => {
  const leadId = await accepted();
  await save(leadId, [said("need", "MET")]);
  await using owner = await connect(desk.world.ownerUrl);
  await owner.query("begin; lock table lead_assessment_save in exclusive mode");
  const saving = save(leadId, [said("budget", "NOT_MET")]);
  await waitsForLock(desk.world, 1);
  const qualifying = qualify(leadId, { expectedAssessmentVersion: 1 });
  await waitsForLock(desk.world, 2);
  await owner.query("commit");

  expect(codes(await saving)).toEqual([]);
  expect(codes(await qualifying)).toEqual(["VERSION_CONFLICT"]);
});

test("two who open at once save in one", async () => {
  const leadId = await accepted();
  await using owner = await connect(desk.world.ownerUrl);
  await owner.query("begin; lock table lead_assessment in exclusive mode");
  const racing = Promise.all([
    save(leadId, [said("budget", "MET")]),
    save(leadId, [said("timeline", "MET")], {}, desk.manager),
  ]);
  await waitsForLock(desk.world, 2);
  await owner.query("commit");

  expect((await racing).flatMap(codes)).toEqual([]);
  expect(await rowsOf(leadId)).toEqual([1, 2, 2]);
});

test("in the database as well: an assessment is of an SAL, under what counts, saved in order while it is open, and never changed", async () => {
  const leadId = await accepted();
  await save(leadId, [said("need", "MET")]);
  const submitted = await desk.register(alpha, "Not accepted either");
  const [assessment] = await desk.world.asOwner<{ id: string }>(
    "select id from lead_assessment where lead_id = $1",
    [uuidOf(leadId)],
  );
  const id = sql`${assessment?.id ?? ""}::uuid`;
  const opens = (lead: LeadId, number: number, more: Sql = sql`${uuidOf(CRITERIA)}::uuid`) => sql`
    insert into lead_assessment (id, lead_id, partner_id, number, criteria_version_id, stage_entered_at, opened_at, opened_by)
    select gen_random_uuid(), id, partner_id, ${number}::integer, ${more}, stage_entered_at, stage_entered_at, app.actor()
    from lead where id = ${uuidOf(lead)}::uuid`;
  const saves = (number: number, at: string, key: string | null) => sql`
    with saved as (
      insert into lead_assessment_save (assessment_id, partner_id, number, saved_at, saved_by)
      select id, partner_id, ${number}::integer, ${at}::timestamptz, app.actor() from lead_assessment where id = ${id}
    )
    insert into lead_assessment_answer (assessment_id, partner_id, criteria_version_id, criterion_key, save_number, state)
    select id, partner_id, criteria_version_id, ${key}::text, ${number}::integer, 'MET'
    from lead_assessment where id = ${id} and ${key}::text is not null`;
  const drafted = await desk.run(
    marketing,
    "saveCriteriaDraft",
    {
      ...{ name: "Renewals", framework: "OWN", leadKind: "RENEWAL" },
      ...{ criteria: [SOME_CRITERION], changeNote: "x" },
    },
    "criteriaVersion { id }",
  );

  expect(await stoppedBy(opens(submitted, 1))).toBe("lead_assessment_of_an_sal");
  expect(
    await stoppedBy(
      opens(leadId, 2, sql`${uuidOf(drafted.criteriaVersion.id as CriteriaVersionId)}::uuid`),
    ),
  ).toBe("lead_assessment_under_what_counts");
  expect(await stoppedBy(opens(leadId, 3))).toBe("lead_assessment_in_order");
  expect(await stoppedBy(saves(3, "2026-02-03", "need"))).toBe("lead_assessment_save_in_order");
  expect(await stoppedBy(saves(2, "2026-02-01", "need"))).toBe("lead_assessment_save_in_order");
  expect(await stoppedBy(saves(2, "2026-02-03", null))).toBe("lead_assessment_save_says_something");
  expect(await stoppedBy(saves(2, "2026-02-03", "colour"))).toBe(
    "lead_assessment_answer_criterion_fkey",
  );
  for (const table of ["lead_assessment", "lead_assessment_save", "lead_assessment_answer"])
    await expect(desk.world.asOwner(`delete from ${table}`)).rejects.toThrow("append-only");
  await desk.done(desk.sales, "disqualifyLead", leadId, { reasonCode: "NO_BUDGET" });
  expect(await stoppedBy(saves(2, "2026-02-03", "need"))).toBe("lead_assessment_save_while_open");
});

test("what would have passed is told before it is tried, in English and German, by what was saved and by nothing else", async () => {
  const leadId = await accepted();
  expect(await explain(leadId)).toMatchObject({
    passes: false,
    canPass: true,
    criteriaVersionNumber: 1,
  });
  await save(leadId, [
    said("need", "MET"),
    said("budget", "PARTIAL"),
    said("authority", "CONFIRMED"),
  ]);

  expect(await explain(leadId)).toMatchObject({
    ...{ passes: false, canPass: true, meetsRequired: false, missingPoints: 0 },
    criteria: [
      { criterionKey: "budget", label: "Budget", state: "PARTIAL", wouldHelp: true, isOpen: true },
      { criterionKey: "authority", state: "CONFIRMED", wouldHelp: false },
      { criterionKey: "need", state: "MET", wouldHelp: false },
      { criterionKey: "timeline", state: "UNKNOWN", wouldHelp: true },
    ],
    sentences: [
      "Required and not met: Budget, Timeline. The lead qualifies when each of them is MET or CONFIRMED.",
    ],
  });
  const { traffic } = desk.world.database;
  const { statements, roundTrips } = { ...traffic };
  await explain(leadId);
  expect([traffic.statements - statements, traffic.roundTrips - roundTrips]).toEqual([1, 1]);
  const refused = await qualify(leadId);
  expect(refused.errors[0].message).toBe((await explain(leadId)).sentences.join(" "));
  expect((await explain(leadId, "DE")).sentences).toEqual([
    "Erforderlich und nicht erfüllt: Budget, Timeline. Der Lead qualifiziert sich, wenn jedes davon MET oder CONFIRMED ist.",
  ]);
  await save(leadId, [said("budget", "MET"), said("timeline", "MET")]);
  expect(await explain(leadId)).toMatchObject({
    ...{ passes: true, meetsRequired: true, sentences: ["It qualifies as it is."] },
  });
  await qualify(leadId);
  expect(await explain(leadId)).toBeNull();
});

/** The next version of the built-in criteria, signed by both sides. */
async function published(criterion: object, changeNote: string): Promise<string> {
  const drafted = await desk.run(
    marketing,
    "saveCriteriaDraft",
    { criteriaSetId: CRITERIA_SET, criteria: [criterion], changeNote },
    "criteriaVersion { id }",
  );
  const criteriaVersionId: string = drafted.criteriaVersion.id;
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId }, "criteriaVersion { id }");
  return criteriaVersionId;
}

test("where other criteria come it can be finished for seven days, and then another is opened under those", async () => {
  const [young, old, other] = [await accepted(), await accepted(), await accepted()];
  for (const leadId of [young, old]) {
    desk.at("2026-02-03T10:00:00.000Z");
    await save(leadId, metAnswers());
  }
  desk.at("2026-02-05T10:00:00.000Z");
  const criteriaVersionId = await published(SOME_CRITERION, "Need alone");

  const stray = await save(other, [said("need", "MET")]);
  expect(stray.errors).toMatchObject([
    {
      code: "CRITERIA_OUTDATED",
      path: ["criteriaVersionId"],
      message: `Criteria version 1 of “Default criteria” is not the one that counts for this lead now: version 2 of “Default criteria” is (${criteriaVersionId}). It asks no more: Budget, Authority, Timeline. It asks otherwise: Need. Judge the lead under that.`,
    },
  ]);

  desk.at("2026-02-10T10:00:00.000Z");
  expect(await opened(young)).toMatchObject({ version: 1, isOutdated: false });
  await save(young, [said("need", "CONFIRMED")]);
  expect(await explain(young)).toMatchObject({ criteriaVersionNumber: 1, passes: true });
  expect(await qualify(young)).toMatchObject({
    errors: [],
    lead: { stage: "SQL", assessment: { criteriaVersion: { number: 1 } } },
  });

  desk.at("2026-02-10T10:00:00.001Z");
  expect(await opened(old)).toMatchObject({ version: 1, isOutdated: true });
  for (const late of [await save(old, [said("need", "MET")]), await qualify(old)])
    expect(late.errors).toMatchObject([
      {
        code: "CRITERIA_OUTDATED",
        message: expect.stringContaining("on 2026-02-03 and could be finished until 2026-02-10."),
      },
    ]);
  expect(
    await stoppedBy(sql`
    with saved as (
      insert into lead_assessment_save (assessment_id, partner_id, number, saved_at, saved_by)
      select id, partner_id, 2, '2026-02-10T10:00:00.001Z', app.actor() from lead_assessment where lead_id = ${uuidOf(old)}::uuid
    )
    insert into lead_assessment_answer (assessment_id, partner_id, criteria_version_id, criterion_key, save_number, state)
    select id, partner_id, criteria_version_id, 'need', 2, 'MET' from lead_assessment where lead_id = ${uuidOf(old)}::uuid`),
  ).toBe("lead_assessment_save_in_time");
  expect(await explain(old)).toMatchObject({
    ...{ criteriaVersionNumber: 2, passes: false },
    criteria: [{ criterionKey: "need", state: "UNKNOWN" }],
  });
  expect((await qualify(old, { criteriaVersionId })).errors).toMatchObject([
    { code: "CRITERIA_NOT_MET" },
  ]);
  expect(codes(await save(old, [said("need", "MET")], { criteriaVersionId }))).toEqual([]);
  expect(await opened(old)).toMatchObject({
    ...{ version: 1, isOutdated: false, criteriaVersion: { number: 2 } },
    answers: [{ criterionKey: "need" }],
  });
  expect(await qualify(old, { criteriaVersionId })).toMatchObject({
    errors: [],
    lead: { assessment: { criteriaVersion: { number: 2 } } },
  });
});

test("what the lead's own facts do not meet is told as what no answer meets, by its name in the language", async () => {
  const leadId = await accepted();
  desk.at("2026-02-20T10:00:00.000Z");
  const value = { key: "value", slot: "VALUE", label: "Value", condition: "value >= 50000" };
  const labels = [{ language: "de-AT", label: "Auftragswert" }];
  await published({ ...SOME_CRITERION, ...value, labels }, "By value");

  expect(await explain(leadId, "DE")).toMatchObject({
    ...{ criteriaVersionNumber: 3, passes: false, canPass: false },
    criteria: [
      {
        ...{ criterionKey: "value", label: "Auftragswert", state: "NOT_MET" },
        ...{ isOpen: false, wouldHelp: false, points: 0 },
      },
    ],
    sentences: [
      "Erforderlich und nicht erfüllt: Auftragswert. Der Lead qualifiziert sich, wenn jedes davon MET oder CONFIRMED ist.",
      "Keine Antworten würden genügen: Was der Lead selbst angibt, erfüllt nicht: Auftragswert.",
    ],
  });
  expect((await explain(leadId)).criteria).toMatchObject([{ label: "Value" }]);
});

test("and all that is promised of leads holds", async () => {
  const { jobs, auth } = desk.world.urls;
  const urls = { jobs, auth, owner: desk.world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: false });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});
