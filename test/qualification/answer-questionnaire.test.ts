import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { connect, waitsForLock } from "../ledger/books.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { CRITERIA } from "../support/living-world.ts";
import { addSalesRep, partnerCaller } from "../support/people.ts";
import { CRITERIA_SET, SOME_CRITERION } from "../support/plant-criteria.ts";
import type { Json } from "../support/served-world.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;
let leader: Caller;
let marketing: Caller;
let version: string;

const QUESTIONS: readonly Json[] = [
  { key: "urgent", label: "Is it urgent?", type: "YES_NO", required: true },
  {
    ...{ key: "why", label: "Why?", type: "ONE_OF", required: true },
    ...{ criterionKey: "need", condition: "urgent" },
    options: [
      { key: "audit", label: "An audit", suggests: "MET" },
      { key: "wish", label: "A wish", suggests: "NOT_MET" },
    ],
  },
  { key: "who", label: "Who says so?", type: "TEXT", required: false },
];

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  beta = await desk.partner("Beta");
  leader = await addSalesRep(desk.world, "Lena Leads");
  marketing = await addSalesRep(desk.world, "Mia Market");
  const roles = "update membership set roles = $2 where id = $1";
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);
  version = await published("2026-02-01T10:00:00.000Z", QUESTIONS);
});
afterAll(() => desk.world.close());

/** The next version of the built-in criteria, signed by both sides at an instant. */
async function published(at: string, questions: readonly Json[]): Promise<string> {
  desk.at(at);
  const drafted = await desk.run(
    marketing,
    "saveCriteriaDraft",
    { criteriaSetId: CRITERIA_SET, criteria: [SOME_CRITERION], questions, changeNote: "x" },
    "criteriaVersion { id }",
  );
  const criteriaVersionId: string = drafted.criteriaVersion.id;
  for (const by of [marketing, leader])
    await desk.run(by, "publishCriteria", { criteriaVersionId }, "criteriaVersion { id }");
  return criteriaVersionId;
}

let made = 0;
/** A lead of Alpha's, submitted on 2 February at ten. */
async function submitted(by = alpha): Promise<LeadId> {
  made += 1;
  desk.at("2026-02-02T10:00:00.000Z");
  return desk.register(by, `Answered ${made}`);
}
async function accepted(): Promise<LeadId> {
  const leadId = await submitted();
  await desk.done(desk.manager, "acceptLead", leadId);
  return leadId;
}

const URGENT = [
  { questionKey: "urgent", value: "true" },
  { questionKey: "why", value: "audit" },
];
const answer = (
  by: Caller,
  leadId: LeadId,
  answers: readonly object[] = URGENT,
  criteriaVersionId = version,
): Promise<Answer> =>
  desk.run(by, "answerQuestionnaire", { leadId, criteriaVersionId, answers }, "lead { id }");
const codes = ({ errors }: Answer) => errors.map(({ code }: { code: string }) => code);

const SAVED = "criteriaVersionId saves answeredAt answers { questionKey type value text values }";
const BOTH = `partner { ${SAVED} suggestions { criterionKey state questionKeys } } sales { ${SAVED} answeredBy }`;
async function answersSeenBy(by: Caller, leadId: LeadId, selection = BOTH): Promise<Answer> {
  const { data, errors } = await desk.api.run(
    by,
    `query ($leadId: ID!) { questionnaireAnswers(leadId: $leadId) { ${selection} } }`,
    { leadId },
  );
  expect(errors).toBeUndefined();
  const sent: Answer = JSON.parse(JSON.stringify(data?.questionnaireAnswers ?? null));
  return sent;
}
const standingOf = (leadId: LeadId) => desk.lead(alpha, leadId, "stage version updatedAt");
const rows = async (leadId: LeadId) => {
  const [row] = await desk.world.asOwner<{ partner: number; sales: number }>(
    `select (select count(*)::int from partner_answers where lead_id = $1) as partner,
       (select count(*)::int from sales_answers where lead_id = $1) as sales`,
    [uuidOf(leadId)],
  );
  return [row?.partner, row?.sales];
};

async function stoppedBy(by: Caller, statement: Sql): Promise<string | null> {
  try {
    await desk.world.database.transaction(by.session, (tx) => {
      tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

describe("A partner answers the questionnaire of its lead's criteria", () => {
  test("while it is in review, each save whole and kept, and what was saved last counts", async () => {
    const leadId = await submitted();
    const before = await standingOf(leadId);

    desk.at("2026-02-03T10:00:00.000Z");
    expect(codes(await answer(alpha, leadId))).toEqual([]);
    desk.at("2026-02-04T10:00:00.000Z");
    const again = [
      { questionKey: "who", value: "Their head of finance" },
      { questionKey: "urgent", value: "false" },
    ];
    expect(codes(await answer(alpha, leadId, again))).toEqual([]);

    expect(
      await answersSeenBy(alpha, leadId, `partner { ${SAVED} suggestions { state } }`),
    ).toEqual({
      partner: {
        ...{ criteriaVersionId: version, saves: 2, answeredAt: "2026-02-04T10:00:00.000Z" },
        answers: [
          {
            ...{ questionKey: "urgent", type: "YES_NO", value: "false", text: null },
            values: ["false"],
          },
          {
            ...{ questionKey: "who", type: "TEXT", value: null, values: [] },
            text: "Their head of finance",
          },
        ],
        suggestions: [],
      },
    });
    expect(await rows(leadId)).toEqual([2, 0]);
    expect(await standingOf(leadId)).toEqual(before);
  });

  test("what it wrote opens to the vendor as the lead is accepted, and what it chose before", async () => {
    const leadId = await submitted();
    await answer(alpha, leadId, [...URGENT, { questionKey: "who", value: "Ines" }]);
    const written = async () =>
      (await answersSeenBy(desk.sales, leadId)).partner.answers.map(
        ({ value, text }: Record<"value" | "text", string | null>) => value ?? text,
      );

    expect(await written()).toEqual(["true", "audit", null]);
    expect((await answersSeenBy(desk.sales, leadId)).partner.suggestions).toEqual([
      { criterionKey: "need", state: "MET", questionKeys: ["why"] },
    ]);
    await desk.done(desk.manager, "acceptLead", leadId);
    expect(await written()).toEqual(["true", "audit", "Ines"]);
  });

  test("sales answers apart, once the lead is accepted, and the partner learns nothing of it", async () => {
    const leadId = await submitted();
    await answer(alpha, leadId);
    const early = await answer(desk.sales, leadId);
    await desk.done(desk.manager, "acceptLead", leadId);
    const partnerSees = async () => [
      await standingOf(leadId),
      await answersSeenBy(alpha, leadId, `partner { ${SAVED} }`),
    ];
    const before = await partnerSees();
    const late = await answer(alpha, leadId);
    const chosen = [
      { questionKey: "urgent", value: "true" },
      { questionKey: "why", value: "wish" },
    ];
    expect(codes(await answer(desk.sales, leadId, chosen))).toEqual([]);

    expect([...early.errors, ...late.errors]).toEqual([
      {
        code: "INVALID_TRANSITION",
        message:
          "Sales answers the questionnaire of a lead while it is at SAL, and this one is at SUBMITTED.",
        path: null,
      },
      {
        code: "INVALID_TRANSITION",
        message:
          "Its partner answers the questionnaire of a lead while it is at SUBMITTED or MQL, and this one is at SAL.",
        path: null,
      },
    ]);
    const { partner, sales } = await answersSeenBy(desk.sales, leadId);
    expect(partner.answers[1]).toMatchObject({ questionKey: "why", value: "audit" });
    expect(sales).toMatchObject({ saves: 1, answeredBy: "Rosa Fischer" });
    expect(sales.answers[1]).toMatchObject({ questionKey: "why", value: "wish" });
    expect(await partnerSees()).toEqual(before);
    expect(await rows(leadId)).toEqual([1, 1]);
    const denied = await desk.api.run(
      alpha,
      "query ($id: ID!) { questionnaireAnswers(leadId: $id) { sales { saves } } }",
      { id: leadId },
    );
    expect(denied.errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  });

  test("nobody answers for another's lead, nor for the vendor without the scope to assess", async () => {
    const leadId = await accepted();
    const mine = await submitted();
    const without: Caller = {
      ...desk.manager,
      scopes: new Set([...desk.manager.scopes].filter((scope) => scope !== "LEADS_QUALIFY")),
    };

    expect(await answersSeenBy(beta, mine, "leadId")).toBeNull();
    expect(codes(await answer(beta, mine))).toEqual(["NOT_FOUND"]);
    expect(codes(await answer(without, leadId))).toEqual(["FORBIDDEN"]);
    const reader = partnerCaller(alpha.actor.partnerId!, ["LEADS_WRITE"]);
    await expect(answer(reader, mine)).rejects.toThrow("LEADS_WRITE");
    expect([await rows(mine), await rows(leadId)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test("everything wrong is told at once with its place, and nothing is kept", async () => {
    const leadId = await submitted();
    const told = await answer(alpha, leadId, [
      { questionKey: "why", value: "audit" },
      { questionKey: "colour", value: "red" },
    ]);
    const empty = await answer(alpha, leadId, []);
    const outdated = await answer(alpha, leadId, URGENT, CRITERIA);
    desk.at("2026-02-20T10:00:00.000Z");
    const older = await answer(alpha, leadId, URGENT, CRITERIA);

    expect(told.errors).toEqual([
      {
        ...{ code: "VALIDATION_FAILED", path: ["answers", "1"] },
        message: '"colour" is none of the questions: urgent, why, who.',
      },
      {
        ...{ code: "VALIDATION_FAILED", path: ["answers"] },
        message: '"urgent" must be answered.',
      },
      {
        ...{ code: "VALIDATION_FAILED", path: ["answers", "0"] },
        message: '"why" is not asked, by what was answered before it.',
      },
    ]);
    expect(empty.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["answers"] }]);
    expect(outdated.errors).toMatchObject([
      { code: "BUSINESS_RULE", message: "Criteria version 1 has no questionnaire." },
    ]);
    expect(older.errors).toMatchObject([
      {
        ...{ code: "CRITERIA_OUTDATED", path: ["criteriaVersionId"] },
        message: `Criteria version 1 does not count for this lead, nor did within the last seven days: ${version} does. Answer the questionnaire of that.`,
      },
    ]);
    expect(await rows(leadId)).toEqual([0, 0]);
  });
});

describe("What a partner's answers suggest is shown to whoever assesses, and counts once sales saves it", () => {
  const explained = async (leadId: LeadId, language = "EN"): Promise<Answer> => {
    const { data, errors } = await desk.api.run(
      desk.sales,
      `query ($leadId: ID!, $language: ExplanationLanguage) { explainAssessment(leadId: $leadId, language: $language) {
        passes sentences criteria { criterionKey state suggestion { state questionKeys } } } }`,
      { leadId, language },
    );
    expect(errors).toBeUndefined();
    return JSON.parse(JSON.stringify(data?.explainAssessment));
  };
  const assess = (leadId: LeadId, answers: readonly object[], takesSuggestions: boolean) =>
    desk.run(
      desk.sales,
      "assessLead",
      { leadId, criteriaVersionId: version, answers, takesSuggestions },
      "lead { openAssessment { answers { criterionKey state isSuggested note } } }",
    );
  const answered = async (answers: readonly object[] = URGENT): Promise<LeadId> => {
    const leadId = await submitted();
    await answer(alpha, leadId, answers);
    await desk.done(desk.manager, "acceptLead", leadId);
    return leadId;
  };
  const qualify = (leadId: LeadId): Promise<Answer> =>
    desk.run(
      desk.sales,
      "qualifyLead",
      { leadId, criteriaVersionId: version },
      "lead { stage assessment { answers { criterionKey state } } }",
    );

  test("with the questions that say so, and without a word of it in the verdict", async () => {
    const leadId = await answered();

    const suggestion = { state: "MET", questionKeys: ["why"] };
    expect(await explained(leadId)).toEqual({
      passes: false,
      sentences: [
        "Required and not met: Need. The lead qualifies when each of them is MET or CONFIRMED.",
        "The partner's answers suggest: Need MET. None of it counts until sales saves it.",
      ],
      criteria: [{ criterionKey: "need", state: "UNKNOWN", suggestion }],
    });
    expect((await explained(leadId, "DE")).sentences.at(-1)).toBe(
      "Die Antworten des Partners legen nahe: Need MET. Nichts davon zählt, bis der Vertrieb es speichert.",
    );
    expect(codes(await qualify(leadId))).toEqual(["CRITERIA_NOT_MET"]);
  });

  test("sales takes it over, marked as such, and the lead is qualified by it", async () => {
    const leadId = await answered();
    const { lead } = await assess(leadId, [], true);

    expect(lead.openAssessment.answers).toEqual([
      { criterionKey: "need", state: "MET", isSuggested: true, note: null },
    ]);
    expect(await explained(leadId)).toEqual({
      ...{ passes: true, sentences: ["It qualifies as it is."] },
      criteria: [{ criterionKey: "need", state: "MET", suggestion: null }],
    });
    expect((await qualify(leadId)).lead).toEqual({
      stage: "SQL",
      assessment: { answers: [{ criterionKey: "need", state: "MET" }] },
    });
  });

  test("what sales found goes before it, and where nothing is suggested nothing is taken", async () => {
    const [found, silent] = [
      await answered(),
      await answered([{ questionKey: "urgent", value: "false" }]),
    ];
    const told = await assess(found, [{ criterionKey: "need", state: "PARTIAL" }], true);
    const again = await assess(found, [], true);
    const nothing = await assess(silent, [], true);

    expect(told.lead.openAssessment.answers).toEqual([
      { criterionKey: "need", state: "PARTIAL", isSuggested: false, note: null },
    ]);
    expect([...again.errors, ...nothing.errors].map(({ code }) => code)).toEqual([
      "VALIDATION_FAILED",
      "VALIDATION_FAILED",
    ]);
    expect((await explained(silent)).criteria[0].suggestion).toBeNull();
  });

  test("in the database as well: nothing is marked as suggested that the answers do not say", async () => {
    const leadId = await answered();
    await assess(leadId, [{ criterionKey: "need", state: "PARTIAL" }], false);
    const saves = (state: string) => sql`
      with saved as (
        insert into lead_assessment_save (assessment_id, partner_id, number, saved_at, saved_by)
        select id, partner_id, 2, opened_at, app.actor() from lead_assessment where lead_id = ${uuidOf(leadId)}::uuid
      )
      insert into lead_assessment_answer (assessment_id, partner_id, criteria_version_id, criterion_key, save_number, state, is_suggested)
      select id, partner_id, criteria_version_id, 'need', 2, ${state}::text, true
      from lead_assessment where lead_id = ${uuidOf(leadId)}::uuid`;

    expect(await stoppedBy(desk.sales, saves("NOT_MET"))).toBe("lead_assessment_answer_suggested");
    expect(await stoppedBy(desk.sales, saves("MET"))).toBeNull();
  });
});

test("two who save at once both do, one behind the other", async () => {
  const leadId = await submitted();
  await using owner = await connect(desk.world.ownerUrl);
  await owner.query("begin; lock table partner_answers in exclusive mode");
  const racing = Promise.all([answer(alpha, leadId), answer(alpha, leadId)]);
  await waitsForLock(desk.world, 2);
  await owner.query("commit");

  expect((await racing).flatMap(codes)).toEqual([]);
  expect(await answersSeenBy(alpha, leadId, "partner { saves }")).toEqual({
    partner: { saves: 2 },
  });
});

test("in the database as well: of a lead in review, in order, to the questions that count, by whoever saves, and for good", async () => {
  const leadId = await submitted();
  const salLeadId = await accepted();
  await answer(alpha, leadId);
  await answer(desk.sales, salLeadId);
  const writes = (table: Sql, of: LeadId, more: Json = {}) => {
    const told = {
      ...{ number: 2, at: "2026-02-03", by: null, criteria: version },
      ...{ answers: [{ key: "urgent", type: "YES_NO", values: ["false"] }], ...more },
    };
    return sql`
      insert into ${table} (partner_id, lead_id, number, criteria_version_id, answers, answered_at, answered_by)
      select partner_id, id, ${told.number}::integer, ${uuidOf(told.criteria as typeof CRITERIA)}::uuid,
        ${JSON.stringify(told.answers)}::jsonb, ${told.at}::timestamptz, coalesce(${told.by}::uuid, app.actor())
      from lead where id = ${uuidOf(of)}::uuid`;
  };
  const partners = sql`partner_answers`;
  const chosen = (key: string, type: string, ...values: string[]) => ({
    answers: [{ key, type, values }],
  });
  const partner = (more: Json, of = leadId) => stoppedBy(alpha, writes(partners, of, more));

  expect(await partner({}, salLeadId)).toBe("partner_answers_in_stage");
  expect(await stoppedBy(desk.sales, writes(sql`sales_answers`, leadId))).toBe(
    "sales_answers_in_stage",
  );
  expect(await partner({ number: 3 })).toBe("partner_answers_in_order");
  expect(await partner({ at: "2026-02-01T12:00:00Z" })).toBe("partner_answers_in_order");
  expect(await partner({ at: "2026-02-20", criteria: CRITERIA })).toBe(
    "partner_answers_to_what_counts",
  );
  expect(await partner({ by: uuidOf(CRITERIA) })).toBe("partner_answers_by_actor");
  expect(await partner(chosen("colour", "TEXT", "red"))).toBe("partner_answers_to_questions");
  expect(await partner(chosen("urgent", "TEXT", "true"))).toBe("partner_answers_to_questions");
  expect(await partner(chosen("why", "ONE_OF", "colour"))).toBe("partner_answers_to_questions");
  expect(await partner(chosen("why", "ONE_OF", "audit", "wish"))).toBe(
    "partner_answers_to_questions",
  );
  expect(await partner({ answers: [] })).toBe("partner_answers_answers");
  const theirs = sql`
    insert into partner_answers (partner_id, lead_id, number, criteria_version_id, answers, answered_at, answered_by)
    values (${uuidOf(alpha.actor.partnerId!)}::uuid, ${uuidOf(leadId)}::uuid, 2, ${uuidOf(version as typeof CRITERIA)}::uuid,
      '[{"key": "urgent", "type": "YES_NO", "values": ["false"]}]', '2026-02-03', app.actor())`;
  // it sees no such lead; and with the guard taken away its policy stands in the way
  expect(await stoppedBy(beta, theirs)).toBe("partner_answers_in_stage");
  await desk.world.asOwner("alter table partner_answers disable trigger partner_answers_guard");
  expect(await stoppedBy(beta, theirs)).toBe("42501");
  await desk.world.asOwner(
    "alter table partner_answers enable always trigger partner_answers_guard",
  );
  expect(await stoppedBy(beta, sql`select number / 0 from partner_answers`)).toBeNull();
  expect(await stoppedBy(alpha, writes(sql`sales_answers`, salLeadId))).toBe("42501");
  expect(await stoppedBy(alpha, sql`select number from sales_answers`)).toBe("42501");
  expect(await stoppedBy(desk.sales, writes(partners, leadId))).toBe("42501");
  for (const table of ["partner_answers", "sales_answers"])
    await expect(desk.world.asOwner(`delete from ${table}`)).rejects.toThrow("append-only");
  expect([await rows(leadId), await rows(salLeadId)]).toEqual([
    [1, 0],
    [0, 1],
  ]);
});

test("a version that others followed is answered for seven days", async () => {
  const leadId = await submitted();
  const next = await published("2026-03-02T10:00:00.000Z", QUESTIONS.slice(0, 1));

  desk.at("2026-03-09T09:59:59.000Z");
  expect(codes(await answer(alpha, leadId))).toEqual([]);
  desk.at("2026-03-09T10:00:01.000Z");
  expect(codes(await answer(alpha, leadId))).toEqual(["CRITERIA_OUTDATED"]);
  expect(codes(await answer(alpha, leadId, URGENT.slice(0, 1), next))).toEqual([]);
  expect(await rows(leadId)).toEqual([2, 0]);
});
