import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, ScoringModelId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { databaseFailure, sql, systemSession } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import {
  checkScores,
  ENGAGEMENT_NAMES,
  readExamples,
  rescoreLeads,
  runTraining,
  scoreLead,
  trainOnSchedule,
} from "../../src/scoring/index.ts";
import type { CastMember } from "../support/cast.ts";
import { done } from "../support/mutate.ts";
import {
  plantScoring,
  SOME_MODEL,
  SOME_SCHEDULE,
  SOME_TRAINING,
} from "../support/plant-scoring.ts";
import type { Json } from "../support/served-world.ts";

import { openSalesFloor, seenByPartner } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";

let floor: SalesFloor;
let analyst: CastMember;
let marketing: CastMember;

beforeAll(async () => {
  floor = await openSalesFloor();
  [analyst, marketing] = [
    await floor.hire("Mei", ["SCORING_ANALYST"]),
    await floor.hire("Max", ["MARKETING_OPS"]),
  ];
  await plantDecided("2026-03-01", 240);
  await plantDecided("2026-05-01", 30);
  await plantDecided("2026-06-01", 120);
  await plantDecided("2026-07-01", 120, "case when n % 2 = 0 then 'List' else 'Web' end");
});
afterAll(() => floor.world.close());

/**
 * Leads that were decided, one an hour: every other one became an SQL. Those of fairs mostly did, those of
 * lists mostly not. What their prospects asked in the chat they asked once all was decided.
 */
async function plantDecided(
  from: string,
  leads: number,
  campaign = "case when (n % 2 = 0) = (n % 7 < 5) then 'Fair' else 'List' end",
): Promise<void> {
  await floor.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table decided on commit drop as
    select gen_random_uuid() as id, n, '${uuidOf(floor.alpha)}'::uuid as partner_id, n % 2 = 0 as is_sql,
      timestamptz '${from} 00:00Z' + interval '1 hour' * n as at
    from generate_series(1, ${leads}) as n;
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, accepted_at,
      sales_qualified_at, registration_hash, source, campaign, registered_by, owner_id, owner_name, reason_code, form_number, custom_fields,
      created_at, updated_at)
    select id, partner_id, '01970000-0000-7000-8000-000000000001', 'NEW_BUSINESS', case when is_sql then 'SQL' else 'REJECTED' end, at,
      at, at, case when is_sql then at end, case when is_sql then at end, '\\x00', 'PARTNER_API',
      ${campaign}, gen_random_uuid(),
      case when is_sql then '${uuidOf(floor.ada.memberId)}'::uuid end, case when is_sql then 'Ada' end, 'OTHER', 1,
      jsonb_build_array(
        jsonb_build_object('key', 'invoice', 'type', 'TEXT', 'isPersonal', false, 'values',
          jsonb_build_array(case when is_sql then 'sent' else 'none' end)),
        jsonb_build_object('key', 'birthday', 'type', 'TEXT', 'isPersonal', true, 'values', jsonb_build_array('2000-01-01'))),
      at, at
    from decided;
    insert into company (lead_id, partner_id, name, folded_name) select id, partner_id, 'C' || n, 'c' || n from decided;
    insert into engagement (id, partner_id, lead_id, kind, reference, occurred_at, recorded_at, recorded_by)
    select gen_random_uuid(), partner_id, id, 'CHAT', 'later', at + interval '1 minute', at + interval '1 minute', gen_random_uuid()
    from decided
    where is_sql;
    insert into engagement (id, partner_id, lead_id, kind, reference, occurred_at, recorded_at, recorded_by)
    select gen_random_uuid(), partner_id, id, 'VISIT', 'before', at - interval '1 minute', at, gen_random_uuid()
    from decided
    where n % 3 = 0;
    commit`);
}

const clock = () => new Date("2026-07-01T00:00:00Z");
const STANDING = `scoringModel { id number note publishedAt restores { number } explanations { feature explanation }
  training { outcome status failure artefactSha256 leftOut
    report { leads positives negatives kind crossValidated { auc slope } latest { leads } plain { auc }
      features { name label known auc isSuspicious } } } }`;

async function asked(more: Json = {}): Promise<ScoringModelId> {
  const input = { ...SOME_TRAINING, ...more };
  return (await done(floor.world, analyst.key, "trainScoringModel", input, "scoringModel { id }"))[
    "scoringModel"
  ].id;
}
const learn = (id: ScoringModelId) =>
  runTraining({ database: floor.world.database, clock })({ trainingId: uuidOf(id) }, "test");
async function trained(more: Json = {}): Promise<ScoringModelId> {
  const id = await asked(more);
  await learn(id);
  return id;
}
const publish = async (scoringModelId: ScoringModelId, more: Json = {}): Promise<Json> => {
  const input = { scoringModelId, ...more };
  return (await done(floor.world, marketing.key, "publishScoringModel", input, STANDING))[
    "scoringModel"
  ];
};
const refused = (verb: string, input: Json, who = marketing) => floor.refused(who, verb, input);
async function standing(id: ScoringModelId): Promise<Json> {
  const selection = STANDING.slice("scoringModel {".length, -1);
  const { data, errors } = await floor.world.ask(
    analyst.key,
    `query ($id: ID!) { node(id: $id) { ... on ScoringModel { ${selection} } } }`,
    { id },
  );
  expect(errors).toEqual([]);
  return data?.["node"];
}
const rescore = (modelId: ScoringModelId) =>
  rescoreLeads({ database: floor.world.database, clock: () => new Date() })({ modelId }, "test");
async function scoreSeen(leadId: LeadId): Promise<Json> {
  const { data } = await floor.world.ask(
    floor.ada.key,
    `query ($id: ID!) { lead(by: { id: $id }) { score { fit engagement total model { number } factors { axis label points } } } }`,
    { id: leadId },
  );
  return data?.["lead"].score;
}
const as = (role: "vendor" | "jobs" | "partner"): Session => ({
  ...{ role, requestId: "test", partnerId: role === "partner" ? floor.alpha : null },
  actorId: uuidOf(role === "partner" ? floor.partner.memberId : marketing.memberId),
});
async function stoppedBy(session: Session, statement: Sql): Promise<string | null> {
  try {
    await floor.world.database.transaction(session, (tx) => {
      tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

describe("A model is learned from what became of leads", () => {
  let id: ScoringModelId;
  const LEFT_OUT = ["field.invoice"];

  test("by one job; until that is done nobody publishes it", async () => {
    id = await asked({ leftOut: LEFT_OUT });

    const jobs = await floor.world.asOwner<{ key: string }>(
      "select key from graphile_worker.jobs where task_identifier = 'train_model'",
    );
    expect(jobs).toEqual([{ key: `train_model:${uuidOf(id)}` }]);
    expect((await standing(id))["training"]).toMatchObject({ status: "QUEUED", report: null });
    const [problem] = await refused("publishScoringModel", { scoringModelId: id });
    expect(problem?.message).toContain("still being trained");
    expect(
      await stoppedBy(
        as("vendor"),
        sql`update scoring_model set published_at = now(), published_by = app.actor() where id = ${uuidOf(id)}::uuid`,
      ),
    ).toBe("scoring_model_learned_enough");
  });

  test("with a report of how well it foretells, and what it learned is kept by its hash", async () => {
    await learn(id);

    const { training } = await standing(id);
    expect(training).toMatchObject({
      ...{ outcome: "SQL", status: "DONE", failure: null, leftOut: LEFT_OUT },
      report: { leads: 240, positives: 120, negatives: 120, latest: { leads: 48 } },
    });
    // of seven leads five go as their campaign says
    expect(training["report"].crossValidated.auc).toBeGreaterThan(0.6);
    const [kept] = await floor.world.asOwner<{ artefact: string }>(
      "select artefact from scoring_training where id = $1",
      [uuidOf(id)],
    );
    const hash = createHash("sha256").update(kept?.artefact ?? "");
    expect(training["artefactSha256"]).toBe(hash.digest("hex"));
    // what all have alike, what is about a person, and what came after the decision is not among it
    expect(training["report"].features.map(({ name }: Json) => name)).toEqual([
      ...["campaign", "lastSignal", "signal.VISIT"],
    ]);
    await learn(id);
    expect((await standing(id))["training"]).toEqual(training);
  });

  test("is published by another person; open leads score their chance, and its factors add up to it", async () => {
    const [fair, list] = [
      await floor.register({ campaign: "Fair" }),
      await floor.register({ campaign: "List" }),
    ];
    const before = await seenByPartner(floor, fair);
    expect(
      await refused("publishScoringModel", { scoringModelId: id }, analyst).catch(String),
    ).toContain("FORBIDDEN");
    const { number } = await publish(id);
    await rescore(id);

    const [one, other] = [await scoreSeen(fair), await scoreSeen(list)];
    for (const score of [one, other]) {
      expect(score["model"]).toEqual({ number });
      const points = score["factors"].reduce((sum: number, each: Json) => sum + each["points"], 0);
      expect([points, score["fit"] + score["engagement"]]).toEqual([
        score["total"],
        score["total"],
      ]);
    }
    expect(one["total"] - other["total"]).toBeGreaterThan(20);
    expect(one["factors"]).toContainEqual({
      ...{ axis: "FIT", label: "Campaign" },
      points: expect.any(Number),
    });
    expect(await seenByPartner(floor, fair)).toEqual(before);
  });

  test("gives way to one that is published later, and is taken up again word for word by another person", async () => {
    const leadId = await floor.register({ campaign: "Fair" });
    await scoreLead({ database: floor.world.database, clock: () => new Date() })(
      { leadId },
      "test",
    );
    const learned = await scoreSeen(leadId);
    const note = "The rules did worse";
    const restore = { scoringModelId: id, note };
    expect(await refused("restoreScoringModel", restore)).toMatchObject([{ code: "ALREADY_DONE" }]);
    await plantScoring(floor.world, { author: analyst, publisher: marketing }, SOME_MODEL);
    expect(await scoreSeen(leadId)).toMatchObject({ total: 30 });

    const back = await done(floor.world, marketing.key, "restoreScoringModel", restore, STANDING);
    const restored = back["scoringModel"];
    await rescore(restored["id"]);

    const first = await standing(id);
    expect(restored).toMatchObject({ note, restores: { number: first["number"] } });
    expect(restored["number"]).toBe(first["number"] + 2);
    expect(restored["training"]).toEqual(first["training"]);
    expect(await scoreSeen(leadId)).toEqual({
      ...learned,
      model: { number: restored["number"] },
    });
    const draft = await asked();
    expect(await refused("restoreScoringModel", { scoringModelId: draft, note })).toMatchObject([
      { code: "BUSINESS_RULE", path: ["scoringModelId"] },
    ]);
    const own = await plantScoring(
      floor.world,
      { author: marketing, publisher: await floor.hire("Lea", ["MARKETING_OPS"]) },
      SOME_MODEL,
    );
    await plantScoring(floor.world, { author: analyst, publisher: marketing }, SOME_MODEL);
    const [problem] = await refused("restoreScoringModel", { scoringModelId: own, note });
    expect(problem?.message).toContain("somebody else has to take it up again");
  });

  test("never changes again, and no other model comes published, whoever writes", async () => {
    const uuid = uuidOf(id);
    const more = (set: Sql) => sql`update scoring_training set ${set} where id = ${uuid}::uuid`;

    expect(await stoppedBy(as("jobs"), more(sql`failure = null`))).toBe("scoring_training_stands");
    expect(await stoppedBy(as("jobs"), more(sql`artefact = '{}'`))).toBe("scoring_training_stands");
    expect(await stoppedBy(as("vendor"), more(sql`status = 'QUEUED'`))).toBe("42501");
    expect(
      await stoppedBy(as("vendor"), sql`delete from scoring_training where id = ${uuid}::uuid`),
    ).toBe("42501");
    await expect(
      floor.world.asOwner("delete from scoring_training where id = $1", [uuid]),
    ).rejects.toThrow("stays as it is");
    await expect(floor.world.asOwner("truncate scoring_training cascade")).rejects.toThrow(
      "is refused: it is append-only",
    );
    const copied = sql`
      insert into scoring_model (id, number, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from, grade_c_from,
        training_id, restores_id, created_at, created_by, published_at, published_by)
      select gen_random_uuid(), 999, fit, engagement, fit_cap, engagement_cap, 60, grade_b_from, grade_c_from, training_id, id, now(),
        created_by, now(), app.actor()
      from scoring_model
      where id = ${uuid}::uuid`;
    expect(await stoppedBy(as("vendor"), copied)).toBe("scoring_model_restores");
  });

  test("and shows a partner nothing", async () => {
    expect(await stoppedBy(as("partner"), sql`select from scoring_training`)).toBe("42501");
    const { data, errors } = await floor.world.ask(
      floor.partner.key,
      "query ($id: ID!) { node(id: $id) { id } scoringModels { nodes { training { status } } } }",
      { id },
    );
    expect(data).toMatchObject({ node: null, scoringModels: null });
    expect(errors.map((error) => error["extensions"].code)).toContain("FORBIDDEN");
  });
});

describe("What is not to be trusted", () => {
  test("is not learned from fewer than twenty leads of either kind", async () => {
    const id = await trained({ decidedFrom: "2026-05-01", decidedUntil: "2026-06-01" });

    const { training } = await standing(id);
    expect(training).toMatchObject({ status: "FAILED", report: null, artefactSha256: null });
    expect(training["failure"]).toBe(
      "15 leads had the outcome and 15 had not: with fewer than 20 of either nothing is learned. Take a longer period.",
    );
    const [problem] = await refused("publishScoringModel", { scoringModelId: id });
    expect(problem?.message).toContain("The training failed");
  });

  test("is a training that fails by a fault of the server, which says so and is not tried for ever", async () => {
    const id = await asked();
    let looks = 0;
    const broken = () => {
      looks += 1;
      if (looks === 2) throw new Error("the clock has stopped");
      return clock();
    };
    const run = runTraining({ database: floor.world.database, clock: broken });
    await expect(run({ trainingId: uuidOf(id) }, "request-7")).rejects.toThrow("has stopped");
    const { training } = await standing(id);
    expect(training).toMatchObject({ status: "FAILED", report: null });
    expect(training["failure"]).toContain("the server's log has it under request-7");
    await learn(id);
    expect(await standing(id)).toMatchObject({ training: { status: "FAILED" } });
  });

  test("is not published on fewer than a hundred, by the database's word as well", async () => {
    const leftOut = ["field.invoice"];
    const id = await trained({ decidedFrom: "2026-06-01", decidedUntil: "2026-07-01", leftOut });

    const [problem] = await refused("publishScoringModel", { scoringModelId: id });
    expect(problem).toMatchObject({ code: "BUSINESS_RULE", path: ["scoringModelId"] });
    expect(problem?.message).toContain("60 leads that had the outcome and 60 that had not");
    expect(
      await stoppedBy(
        as("vendor"),
        sql`update scoring_model set published_at = now(), published_by = app.actor() where id = ${uuidOf(id)}::uuid`,
      ),
    ).toBe("scoring_model_learned_enough");
  });

  test("is called out where a feature knows the outcome, until whoever publishes explains it", async () => {
    const id = await trained({ leftOut: [...ENGAGEMENT_NAMES] });

    const { features } = (await standing(id))["training"].report;
    expect(features.map(({ name, isSuspicious }: Json) => [name, isSuspicious])).toEqual([
      ["campaign", false],
      ["field.invoice", true],
    ]);
    const publishing = { scoringModelId: id };
    const [problem] = await refused("publishScoringModel", publishing);
    expect(problem).toMatchObject({ code: "BUSINESS_RULE", path: ["explanations"] });
    expect(problem?.message).toContain("field.invoice: tells the outcome so well by itself");
    expect(
      await stoppedBy(
        as("vendor"),
        sql`update scoring_model set published_at = now(), published_by = app.actor() where id = ${uuidOf(id)}::uuid`,
      ),
    ).toBe("scoring_model_learned_enough");
    const explanations = [
      { feature: "field.invoice", explanation: "The partner asks for it before it registers" },
    ];
    expect(await publish(id, { explanations })).toMatchObject({ explanations });
  });

  test("is left out where a lead was corrected after it was decided", async () => {
    const session = systemSession("test");
    const period = {
      outcome: "SQL",
      decidedFrom: "2026-05-01",
      decidedUntil: "2026-06-01",
    } as const;
    const { database } = floor.world;
    const before = await readExamples(database, session, period);
    await floor.world.asOwner(`
      begin;
      set local session_replication_role = replica;
      insert into lead_event (id, partner_id, lead_id, seq, type, from_stage, to_stage, at, actor_kind, by_vendor)
      select gen_random_uuid(), partner_id, id, 1, 'CORRECTED', stage, stage, stage_entered_at + interval '1 second' * (n - 1), 'SYSTEM', false
      from (
        select *, row_number() over (order by stage_entered_at) as n
        from lead where stage_entered_at >= '2026-05-01Z' and stage_entered_at < '2026-06-01Z' limit 2) as two;
      commit`);

    // one was corrected at the instant of its decision, the other one a second later
    expect([before.length, (await readExamples(database, session, period)).length]).toEqual([
      30, 29,
    ]);
  });

  test("is no period that ends before it begins, or is longer than five years", async () => {
    const [ends] = await refused(
      "trainScoringModel",
      { ...SOME_TRAINING, decidedUntil: "2026-03-01" },
      analyst,
    );
    expect(ends).toMatchObject({ code: "VALIDATION_FAILED", path: ["decidedUntil"] });
    const [long] = await refused(
      "trainScoringModel",
      { ...SOME_TRAINING, decidedFrom: "2021-02-01" },
      analyst,
    );
    expect(long?.message).toContain("longer than 1830 days");
  });
});

describe("A learned model that is in force is looked at month by month", () => {
  const inAugust = () => new Date("2026-08-15T00:00:00Z");
  const look = () => checkScores({ database: floor.world.database, clock: inAugust })("test");
  const checked = async (id: ScoringModelId): Promise<Json[]> => {
    const { data, errors } = await floor.world.ask(
      analyst.key,
      `query ($id: ID!) { node(id: $id) { ... on ScoringModel { training { checks(first: 20) { nodes {
        startsOn leads positives shift isShifted measures { auc } isWorse features { name } } } } } } }`,
      { id },
    );
    expect(errors).toEqual([]);
    return data?.["node"].training.checks.nodes;
  };
  let id: ScoringModelId;

  test("on the leads that it did not learn from, once a month is over: too few say nothing, others that it fares as before, or worse", async () => {
    id = await trained({ leftOut: ["field.invoice", ...ENGAGEMENT_NAMES] });
    await look();
    expect(await checked(id)).toEqual([]);
    await publish(id);
    // two instances at once look once
    await Promise.all([look(), look()]);

    const [july, june, may, april, ...earlier] = await checked(id);
    expect(earlier).toEqual([]);
    const unknown = { shift: null, isShifted: null, measures: null, isWorse: null, features: [] };
    expect(april).toEqual({ startsOn: "2026-04-01", leads: 0, positives: 0, ...unknown });
    // of thirty one was corrected after it was decided
    expect(may).toEqual({ startsOn: "2026-05-01", leads: 29, positives: 14, ...unknown });
    expect(june).toMatchObject({ leads: 120, positives: 60, isShifted: false, isWorse: false });
    expect(june?.["shift"]).toBeLessThan(0.05);
    // those of lists became SQLs, and those of a campaign that was not there before did not
    expect(july).toMatchObject({
      ...{ startsOn: "2026-07-01", leads: 120, positives: 60, isShifted: true, isWorse: true },
      ...{ measures: { auc: 0 }, features: [{ name: "campaign" }] },
    });
    await look();
    expect(await checked(id)).toHaveLength(4);
  });

  test("whoever trains or publishes models is told of the month that has just ended", async () => {
    const told = await floor.world.asOwner<{ month: string }>(
      `select month::text
       from notice_occasion as occasion
       join scoring_check as checked on checked.id = occasion.id
       where kind = 'SCORES_DRIFTED' and checked.training_id = $1`,
      [uuidOf(id)],
    );
    expect(told).toEqual([{ month: "2026-07-01" }]);
  });

  test("which is written once, by the job alone, of months that are over", async () => {
    const written = (month: string, at: string) => sql`
      insert into scoring_check (id, training_id, month, checked_at, leads, positives, features)
      values (gen_random_uuid(), ${uuidOf(id)}::uuid, ${month}::date, ${at}::timestamptz, 0, 0, '[]')`;
    expect(await stoppedBy(as("vendor"), written("2026-08-01", "2026-09-01Z"))).toBe("42501");
    expect(await stoppedBy(as("jobs"), written("2026-08-01", "2026-08-31Z"))).toBe(
      "scoring_check_is_over",
    );
    expect(await stoppedBy(as("jobs"), written("2026-07-01", "2026-09-01Z"))).toBe(
      "scoring_check_pkey",
    );
    await expect(floor.world.asOwner("update scoring_check set leads = 1")).rejects.toThrow(
      "append-only",
    );
    expect(await stoppedBy(as("partner"), sql`select from scoring_check`)).toBe("42501");
  });
});

describe("Models are trained by a schedule", () => {
  const run = (at: string) =>
    trainOnSchedule({ database: floor.world.database, newId, clock: () => new Date(at) })("test");
  const scheduled = () =>
    floor.world.asOwner<{ id: string; for: string; from: string; is_own: boolean }>(
      `select training.id, scheduled_on::text as for, decided_from::text as from, model.created_by = $1 as is_own
       from scoring_training as training
       join scoring_model as model on model.training_id = training.id
       where scheduled_on is not null
       order by scheduled_on`,
      [uuidOf(analyst.memberId)],
    );
  const save = async (more: Json, by = analyst): Promise<Json> => {
    const input = { ...SOME_SCHEDULE, ...more };
    const selection = "scoringSchedule { everyMonths whenDrifted nextOn before { everyMonths } }";
    const saved = await done(floor.world, by.key, "saveScoringSchedule", input, selection);
    return saved["scoringSchedule"];
  };
  const nextOn = async (): Promise<Json> => {
    const asked = "{ scoringSchedule { nextOn before { nextOn } } }";
    const { data } = await floor.world.ask(marketing.key, asked);
    return data?.["scoringSchedule"];
  };

  test("which is none until somebody saves one, and is saved once", async () => {
    await run("2026-08-15T00:00:00Z");
    expect(await scheduled()).toEqual([]);
    const never = { ...SOME_SCHEDULE, everyMonths: null, whenDrifted: false };
    const [none] = await refused("saveScoringSchedule", never, analyst);
    expect(none).toMatchObject({ code: "ALREADY_DONE" });
    const learnsFromMonths = 61;
    const [long] = await refused(
      "saveScoringSchedule",
      { ...never, learnsFromMonths, everyMonths: 0 },
      analyst,
    );
    expect(long).toMatchObject({ code: "VALIDATION_FAILED", path: ["everyMonths"] });
    expect(await save({ everyMonths: null })).toEqual({
      ...{ everyMonths: null, whenDrifted: true, nextOn: null, before: null },
    });
    const again = { ...SOME_SCHEDULE, everyMonths: null };
    const [same] = await refused("saveScoringSchedule", again, analyst);
    expect(same?.message).toContain("by this schedule of yours already");
    // whoever saves the same in another's place stands behind it
    await save({ everyMonths: null }, await floor.hire("Ann", ["SCORING_ANALYST"]));
    await save({ everyMonths: null });
  });

  test("once a month is known to have drifted, for that month once, as a draft of whoever saved the schedule", async () => {
    // in July it did, in June it did not
    await run("2026-07-15T00:00:00Z");
    expect(await scheduled()).toEqual([]);
    await Promise.all([run("2026-08-15T00:00:00Z"), run("2026-08-15T00:00:00Z")]);
    await run("2026-08-31T00:00:00Z");

    const [only, ...others] = await scheduled();
    expect(others).toEqual([]);
    expect(only).toMatchObject({ for: "2026-08-01", from: "2025-08-01", is_own: true });
    const [audited] = await floor.world.asOwner(
      "select actor_id from audit_entry where mutation = 'trainOnSchedule'",
    );
    expect(audited).toEqual({ actor_id: uuidOf(analyst.memberId) });
  });

  test("so many months after the last, and what comes of it is told", async () => {
    expect(await save({ everyMonths: 2, whenDrifted: false, leftOut: ["field.invoice"] })).toEqual({
      ...{ everyMonths: 2, whenDrifted: false, nextOn: "2026-10-01" },
      before: { everyMonths: null },
    });
    await run("2026-09-30T23:59:59Z");
    expect(await scheduled()).toHaveLength(1);
    // nobody stands behind it while they are gone
    const gone = "update membership set deactivated_at = $2 where id = $1";
    await floor.world.asOwner(gone, [uuidOf(analyst.memberId), "2026-09-01Z"]);
    await run("2026-10-01T00:00:00Z");
    expect(await scheduled()).toHaveLength(1);
    expect(await nextOn()).toEqual({ nextOn: null, before: { nextOn: null } });
    await floor.world.asOwner(gone, [uuidOf(analyst.memberId), null]);
    expect(await nextOn()).toEqual({ nextOn: "2026-10-01", before: { nextOn: null } });
    await run("2026-10-01T00:00:00Z");

    const [, next] = await scheduled();
    expect(next).toMatchObject({ for: "2026-10-01", from: "2025-10-01" });
    await runTraining({ database: floor.world.database, clock: () => new Date() })(
      { trainingId: next?.id ?? "" },
      "test",
    );
    const told = await floor.world.asOwner(
      "select id from notice_occasion where kind = 'SCORING_MODEL_TRAINED'",
    );
    expect(told).toEqual([{ id: next?.id }]);
    const scoringModelId = idOf("scm", next?.id ?? "");
    const [own] = await refused("publishScoringModel", { scoringModelId }, analyst).catch(
      (error: unknown) => [{ message: String(error) }],
    );
    expect(own?.message).toContain("FORBIDDEN");
    expect((await publish(scoringModelId))["training"]).toMatchObject({ status: "DONE" });
  });

  test("of which one that fails takes up no turn: the next month tries again, and the same one does not", async () => {
    expect(await nextOn()).toMatchObject({ nextOn: "2026-12-01" });
    await run("2026-12-01T00:00:00Z");
    const failed = (await scheduled()).at(-1);
    await floor.world.asOwner(
      `update scoring_training set status = 'FAILED', finished_at = requested_at, failure = 'Too few leads' where id = $1`,
      [failed?.id],
    );
    await run("2026-12-31T00:00:00Z");
    expect((await scheduled()).at(-1)).toEqual(failed);
    expect(await nextOn()).toMatchObject({ nextOn: "2027-01-01" });
    await run("2027-01-01T00:00:00Z");
    expect((await scheduled()).at(-1)).toMatchObject({ for: "2027-01-01" });
  });

  test("as the schedule in force says, by the database's word as well", async () => {
    const [inForce] = await floor.world.asOwner<{ id: string }>(
      "select id from scoring_schedule where replaced_at is null",
    );
    const id = inForce?.id ?? "";
    const planted = (from: string, until: string, outcome = "SQL") => sql`
      insert into scoring_training (id, outcome, decided_from, decided_until, left_out, requested_at, schedule_id, scheduled_on)
      values (gen_random_uuid(), ${outcome}::text, ${from}::date, ${until}::date, '{field.invoice}', now(), ${id}::uuid, ${until}::date)`;
    const member = { ...as("vendor"), actorId: uuidOf(analyst.memberId) };
    const by = "scoring_training_by_schedule";
    expect(await stoppedBy(as("vendor"), planted("2026-01-01", "2027-01-01"))).toBe(by);
    expect(await stoppedBy(member, planted("2026-02-01", "2027-01-01"))).toBe(by);
    expect(await stoppedBy(member, planted("2026-01-01", "2027-01-01", "WON"))).toBe(by);
    expect(await stoppedBy(member, planted("2025-10-01", "2026-10-01"))).toBe(
      "scoring_training_scheduled_once",
    );
    expect(await stoppedBy(as("vendor"), sql`update scoring_schedule set replaced_at = null`)).toBe(
      "scoring_schedule_ends_once",
    );
    expect(
      await stoppedBy(
        as("vendor"),
        sql`
          insert into scoring_schedule (id, when_drifted, learns_months, outcome, grade_a_from, grade_b_from, grade_c_from, reason, set_by, set_at)
          values (gen_random_uuid(), true, 1, 'SQL', 75, 50, 25, 'Another', ${uuidOf(marketing.memberId)}::uuid, now())`,
      ),
    ).toBe("scoring_schedule_one_in_force");
    expect(await stoppedBy(as("partner"), sql`select from scoring_schedule`)).toBe("42501");
  });
});
