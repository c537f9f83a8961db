import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, ScoringModelId } from "../../src/kernel/index.ts";
import { databaseFailure, sql } from "../../src/platform/database/index.ts";
import type { Session, Sql, Statement } from "../../src/platform/database/index.ts";
import { newId } from "../../src/platform/ids.ts";
import {
  decayScores,
  promoteScored,
  publishScoringModel,
  rescoreLeads,
  scoreLead,
} from "../../src/scoring/index.ts";
import type { CastMember } from "../support/cast.ts";
import { done } from "../support/mutate.ts";
import { draftModel, plantScoring, SOME_MODEL } from "../support/plant-scoring.ts";
import { faultsOf, plansOf } from "../support/plans.ts";
import type { Json } from "../support/served-world.ts";

import { openSalesFloor, seenByPartner } from "../routing/sales-floor.ts";
import type { SalesFloor } from "../routing/sales-floor.ts";

let floor: SalesFloor;
let analyst: CastMember;
let marketing: CastMember;
let colleague: CastMember;

beforeAll(async () => {
  floor = await openSalesFloor();
  [analyst, marketing, colleague] = [
    await floor.hire("Mei", ["SCORING_ANALYST"]),
    await floor.hire("Max", ["MARKETING_OPS"]),
    await floor.hire("Lea", ["MARKETING_OPS"]),
  ];
});
afterAll(() => floor.world.close());

const DAY = 86_400_000;
/** What the job of a lead does, so many days from now. */
const score = (leadId: LeadId, days = 0) =>
  scoreLead({ database: floor.world.database, clock: () => new Date(Date.now() + days * DAY) })(
    { leadId },
    "test",
  );
const promote = (leadId: LeadId) => promoteScored(floor.deps)({ leadId }, "test");
const published = (model: Json) =>
  plantScoring(floor.world, { author: analyst, publisher: marketing }, model);

const SCORE = "fit engagement total grade trend summary reachesMql factors { axis label points }";
async function scoreSeen(leadId: LeadId, by = floor.ada): Promise<Json> {
  const { data, errors } = await floor.world.ask(
    by.key,
    `query ($id: ID!) { lead(by: { id: $id }) { score { ${SCORE} model { number } } } }`,
    { id: leadId },
  );
  expect(errors).toEqual([]);
  return data?.["lead"].score;
}

/** The jobs that wait of a lead. */
const jobsOf = (leadId: LeadId) =>
  floor.world.asOwner<{ task: string }>(
    `select task_identifier as task from graphile_worker.jobs
     where key in ('score_lead:' || $1, 'promote_scored:' || $1) order by 1`,
    [uuidOf(leadId)],
  );

const touch = (leadId: LeadId, channel: string, more: Json = {}) =>
  done(floor.world, floor.partner.key, "recordTouchpoints", {
    items: [
      {
        ...{ leadId, role: "SOURCED", channel },
        occurredAt: new Date(Date.now() - 60_000).toISOString(),
        ...more,
      },
    ],
  });

/** Runs SQL in a role that serves, and says which constraint stops it. */
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
const as = (role: "vendor" | "jobs" | "partner", actorId: string): Session => ({
  ...{ role, actorId, requestId: "test" },
  partnerId: role === "partner" ? floor.alpha : null,
});

describe("Before a model is published", () => {
  test("leads have no score, and no job asks for one", async () => {
    const leadId = await floor.register();
    await touch(leadId, "EVENT");
    await score(leadId);

    expect(await scoreSeen(leadId)).toBeNull();
    expect(await jobsOf(leadId)).toEqual([]);
  });

  test("a model is drafted by an analyst or marketing, and published by somebody else of marketing, once", async () => {
    const drafted = await draftModel(floor.world, marketing);
    const which = { scoringModelId: drafted };
    expect(await floor.refused(marketing, "publishScoringModel", which)).toMatchObject([
      { code: "BUSINESS_RULE", path: ["scoringModelId"] },
    ]);
    const denied = await floor.world.ask(
      analyst.key,
      `mutation ($input: PublishScoringModelInput!) { publishScoringModel(input: $input) @idempotent(key: "k") { errors { code } } }`,
      { input: { scoringModelId: await draftModel(floor.world, analyst) } },
    );
    expect(denied.errors.map((error) => error["extensions"].code)).toEqual(["FORBIDDEN"]);
    await done(
      floor.world,
      colleague.key,
      "publishScoringModel",
      which,
      "scoringModel { publishedAt }",
    );
    expect(await floor.refused(colleague, "publishScoringModel", which)).toMatchObject([
      { code: "ALREADY_DONE" },
    ]);
    const none = { scoringModelId: "scm_01aaaaaaaaaaaaaaaaaaaaaaaa" };
    expect(await floor.refused(colleague, "publishScoringModel", none)).toMatchObject([
      { code: "NOT_FOUND" },
    ]);
  });

  test("a condition that is none is refused with its line and column", async () => {
    const fit = [{ label: "Here", condition: 'country ==\n "DE" &&', points: 5 }];
    const [problem] = await floor.refused(analyst, "saveScoringModel", { ...SOME_MODEL, fit });
    expect(problem).toMatchObject({
      code: "VALIDATION_FAILED",
      path: ["fit", "0", "condition"],
    });
    expect(problem?.message).toContain("at line 2, column ");
  });
});

describe("The database", () => {
  let id: ScoringModelId;
  beforeAll(async () => {
    id = await draftModel(floor.world, analyst);
  });
  const vendor = () => as("vendor", uuidOf(analyst.memberId));

  test("changes no model, and lets nobody publish his own", async () => {
    const uuid = uuidOf(id);
    expect(
      await stoppedBy(vendor(), sql`update scoring_model set fit_cap = 1 where id = ${uuid}::uuid`),
    ).toBe("42501");
    expect(await stoppedBy(vendor(), sql`delete from scoring_model where id = ${uuid}::uuid`)).toBe(
      "42501",
    );
    expect(
      await stoppedBy(
        vendor(),
        sql`update scoring_model set published_at = now(), published_by = app.actor() where id = ${uuid}::uuid`,
      ),
    ).toBe("scoring_model_two_persons");
  });

  test("takes whoever drafted a model under another membership for the same person, and so does the verb", async () => {
    const before = await floor.hire("Ines", ["SCORING_ANALYST"]);
    const own = await draftModel(floor.world, before);
    const again = newId("mem");
    await floor.world.asOwner("update membership set deactivated_at = now() where id = $1", [
      uuidOf(before.memberId),
    ]);
    await floor.world.asOwner(
      `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
       select $1, user_id, null, display_name, email, roles, now(), now() from membership where id = $2`,
      [uuidOf(again), uuidOf(before.memberId)],
    );
    const session = as("vendor", uuidOf(again));
    expect(
      await stoppedBy(
        session,
        sql`update scoring_model set published_at = now(), published_by = app.actor() where id = ${uuidOf(own)}::uuid`,
      ),
    ).toBe("scoring_model_two_persons");
    const refused = await publishScoringModel({ database: floor.world.database })({
      ...{ mutation: "publishScoringModel", key: "again", fingerprint: Buffer.alloc(32) },
      ...{ command: { scoringModelId: own, explanations: [] }, at: new Date(), session },
      actor: { kind: "MEMBER", id: uuidOf(again), partnerId: null },
    });
    expect(refused).toMatchObject({ code: "BUSINESS_RULE", path: ["scoringModelId"] });
  });

  test("keeps scores that their model bears, and shows a partner nothing", async () => {
    const leadId = await floor.register();
    await published(SOME_MODEL);
    const more = (set: Sql) =>
      stoppedBy(
        as("jobs", uuidOf(analyst.memberId)),
        sql`update lead_score set ${set} where lead_id = ${uuidOf(leadId)}::uuid`,
      );
    expect(await more(sql`grade = 'A'`)).toBe("lead_score_of_model");
    expect(await more(sql`fit = 61, total = 61`)).toBe("lead_score_of_model");
    expect(await more(sql`total = 31`)).toBe("lead_score_axes");
    expect(await more(sql`reaches_mql = true`)).toBe("lead_score_of_model");
    expect(await stoppedBy(vendor(), sql`delete from lead_score`)).toBe("42501");
    const partner = as("partner", uuidOf(floor.partner.memberId));
    for (const table of ["lead_score", "scoring_model", "scoring_run"] as const) {
      const reading = {
        lead_score: sql`select from lead_score`,
        scoring_model: sql`select from scoring_model`,
        scoring_run: sql`select from scoring_run`,
      };
      expect(await stoppedBy(partner, reading[table])).toBe("42501");
    }
  });
});

describe("Under a model", () => {
  const MODEL: Json = {
    fit: [
      { label: "Here", condition: 'country == "DE"', points: 30 },
      { label: "Large", condition: "value >= 50000", points: 25 },
      { label: "From a list", condition: 'campaign == "List"', points: -10 },
    ],
    engagement: [
      { label: "Fair", signal: "EVENT", points: 40, halfLifeDays: 10, cap: 60 },
      { label: "Mail", signal: "EMAIL", points: 8, halfLifeDays: 5, cap: 20 },
    ],
    ...{ fitCap: 50, engagementCap: 70, gradeAFrom: 90, gradeBFrom: 60, gradeCFrom: 30 },
  };

  test("many changes of a lead are one job, which scores it as it is by then; its partner sees nothing move", async () => {
    await published(MODEL);
    const leadId = await floor.register({ campaign: "List" });
    expect(await jobsOf(leadId)).toEqual([{ task: "score_lead" }]);
    await score(leadId);
    expect(await scoreSeen(leadId)).toMatchObject({ fit: 20, total: 20, grade: "D" });

    await done(floor.world, floor.partner.key, "updateLead", {
      leadId,
      estimatedValue: { amount: "60000", currency: "EUR" },
    });
    await touch(leadId, "EVENT");
    await touch(leadId, "EMAIL");
    expect(await jobsOf(leadId)).toEqual([{ task: "score_lead" }]);
    const before = await seenByPartner(floor, leadId);
    await score(leadId);

    expect(await seenByPartner(floor, leadId)).toEqual(before);
    // 30 + 25 - 10, 40 + 8
    expect(await scoreSeen(leadId)).toMatchObject({
      ...{ fit: 45, engagement: 48, total: 93, grade: "A", trend: "IMPROVING" },
      summary: "Score 93, grade A, improving",
      reachesMql: false,
      factors: [
        { axis: "FIT", label: "Here", points: 30 },
        { axis: "FIT", label: "Large", points: 25 },
        { axis: "FIT", label: "From a list", points: -10 },
        { axis: "ENGAGEMENT", label: "Fair", points: 40 },
        { axis: "ENGAGEMENT", label: "Mail", points: 8 },
      ],
    });
  });

  test("what is taken back counts no more, and a partner may not ask", async () => {
    const leadId = await floor.register();
    const yesterday = new Date(Date.now() - DAY).toISOString();
    const made = await done(
      floor.world,
      floor.partner.key,
      "recordTouchpoints",
      { items: [{ leadId, role: "SOURCED", channel: "EVENT", occurredAt: yesterday }] },
      "results { touchpointId }",
    );
    const [{ touchpointId }] = made["results"];
    await floor.world.asOwner("delete from graphile_worker._private_jobs");
    const taken = { touchpointId, reason: "Another firm" };
    await done(floor.world, floor.partner.key, "retractTouchpoint", taken);
    expect(await jobsOf(leadId)).toEqual([{ task: "score_lead" }]);
    await score(leadId);
    expect(await scoreSeen(leadId)).toMatchObject({ fit: 30, engagement: 0 });

    const asked = await floor.world.ask(
      floor.partner.key,
      `query ($id: ID!) { lead(by: { id: $id }) { id score { total } } leadScores { nodes { total } } scoringModels { nodes { number } } }`,
      { id: leadId },
    );
    expect(asked.errors.map((error) => error["extensions"].code)).toEqual(
      Array.from({ length: asked.errors.length }, () => "FORBIDDEN"),
    );
    expect(asked.errors.length).toBeGreaterThanOrEqual(3);
    expect(asked.data).toMatchObject({ leadScores: null, scoringModels: null });
  });

  test("what its prospect does counts once under each reference, in all of a call or in what is sound of it", async () => {
    await published({
      ...MODEL,
      engagement: [
        { label: "Visits", signal: "VISIT", points: 3, halfLifeDays: 10, cap: 10 },
        {
          label: "Asked for a demo",
          signal: "DEMO_REQUEST",
          points: 30,
          halfLifeDays: 10,
          cap: 30,
        },
      ],
    });
    const leadId = await floor.register();
    const today = new Date(Date.now() - 1_000).toISOString();
    const visit = (reference: string, more: Json = {}) => ({
      ...{ leadId, kind: "VISIT", occurredAt: today, reference },
      ...more,
    });
    const nobodys = "lead_01aaaaaaaaaaaaaaaaaaaaaaaa";
    const tell = async (...items: Json[]) =>
      (
        await done(
          floor.world,
          marketing.key,
          "recordEngagement",
          { items },
          "results { index isRecorded errors { code path } }",
        )
      )["results"].map((result: Json) => [
        result["isRecorded"],
        ...result["errors"].map((error: Json) => [error["code"], error["path"]]),
      ]);
    await floor.world.asOwner("delete from graphile_worker._private_jobs");
    expect(
      await tell(
        ...[visit("a"), visit("a"), visit("b"), visit("c", { leadId: nobodys })],
        visit("a", { kind: "CHAT" }),
        visit("d", { occurredAt: "2099-01-01T00:00:00Z" }),
      ),
    ).toEqual([
      ...[[true], [true], [true]],
      [false, ["NOT_FOUND", ["items", "3", "leadId"]]],
      [false, ["BUSINESS_RULE", ["items", "4", "reference"]]],
      [false, ["VALIDATION_FAILED", ["items", "5", "occurredAt"]]],
    ]);
    expect(await tell(visit("a"), visit("e", { kind: "DEMO_REQUEST" }))).toEqual([[true], [true]]);
    expect(await jobsOf(leadId)).toEqual([{ task: "score_lead" }]);
    const before = await seenByPartner(floor, leadId);
    await score(leadId);

    expect(await seenByPartner(floor, leadId)).toEqual(before);
    expect(await scoreSeen(leadId)).toMatchObject({
      engagement: 36,
      factors: [{}, { label: "Visits", points: 6 }, { label: "Asked for a demo", points: 30 }],
    });
    const seen = await floor.world.ask(
      floor.ada.key,
      `query ($id: ID!) { lead(by: { id: $id }) { engagement { nodes { kind day events } } } }`,
      { id: leadId },
    );
    const day = today.slice(0, 10);
    expect(seen.data?.["lead"].engagement.nodes).toEqual([
      { kind: "VISIT", day, events: 2 },
      { kind: "DEMO_REQUEST", day, events: 1 },
    ]);
    expect(
      await floor.refused(marketing, "recordEngagement", {
        items: [visit("z", { leadId: nobodys })],
      }),
    ).toMatchObject([{ code: "BUSINESS_RULE", path: ["items"] }]);
    const append = [
      sql`update engagement set kind = 'CHAT'`,
      sql`delete from engagement`,
      sql`update engagement_day set events = 9`,
    ];
    for (const statement of append)
      expect(await stoppedBy(as("vendor", uuidOf(marketing.memberId)), statement)).toBe("42501");
  });

  test("two calls at once that tell of the same are both answered, and it counts once", async () => {
    const leadId = await floor.register();
    const items = Array.from({ length: 20 }, (_, index) => ({
      ...{
        leadId,
        kind: "CHAT",
        occurredAt: "2026-01-02T10:00:00Z",
        reference: `at once ${index}`,
      },
    }));
    const tell = (each: readonly Json[]) =>
      done(
        floor.world,
        marketing.key,
        "recordEngagement",
        { items: each },
        "results { isRecorded }",
      );
    // the first of them is not committed yet when the others look
    let others: Promise<Json>[] = [];
    await floor.world.database.transaction(as("vendor", uuidOf(marketing.memberId)), async (tx) => {
      tx.queue(sql`
          insert into engagement (id, partner_id, lead_id, kind, reference, occurred_at, recorded_at, recorded_by)
          values (gen_random_uuid(), ${uuidOf(floor.alpha)}::uuid, ${uuidOf(leadId)}::uuid, 'CHAT', 'at once 0',
            '2026-01-02T10:00:00Z', now(), app.actor())`);
      await tx.flush();
      others = [items, items.toReversed()].map(tell);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return null;
    });
    const told = await Promise.all(others);
    for (const { results } of told)
      expect(results.filter((each: Json) => each["isRecorded"])).toHaveLength(20);
    const counted = await floor.world.asOwner(
      "select kind, events from engagement_day where lead_id = $1",
      [uuidOf(leadId)],
    );
    expect(counted).toEqual([{ kind: "CHAT", events: 20 }]);
  });

  test("points halve with the days, and what stays the same is not worked out again", async () => {
    await published(MODEL);
    await floor.world.asOwner("delete from lead_score");
    const [quiet, met] = [await floor.register(), await floor.register()];
    await touch(met, "EVENT");
    await Promise.all([score(quiet), score(met)]);
    expect(await scoreSeen(met)).toMatchObject({ engagement: 40 });
    const decay = (days: number) =>
      decayScores({
        database: floor.world.database,
        clock: () => new Date(Date.now() + days * DAY),
      })("test");
    await decay(0);
    expect(await scoreSeen(met)).toMatchObject({ engagement: 40 });
    await decay(10);

    expect(await scoreSeen(met)).toMatchObject({ fit: 30, engagement: 20, trend: "DECLINING" });
    const [row] = await floor.world.asOwner<{ same: boolean }>(
      "select scored_at < now() + interval '1 day' as same from lead_score where lead_id = $1",
      [uuidOf(quiet)],
    );
    expect(row).toEqual({ same: true });
    // two more half-lives, and so long that nothing is left
    await decay(30);
    expect(await scoreSeen(met)).toMatchObject({ engagement: 5 });
    await decay(400);
    expect(await scoreSeen(met)).toMatchObject({ engagement: 0, trend: "STEADY", factors: [{}] });
  });

  test("a lead that is closed has no score any more, and is in the inbox without one", async () => {
    const leadId = await floor.register();
    await score(leadId);
    const inInbox = () =>
      floor.world.asOwner("select score, grade from inbox_item where lead_id = $1", [
        uuidOf(leadId),
      ]);
    expect(await inInbox()).toEqual([{ score: 30, grade: "C" }]);
    await done(floor.world, floor.ada.key, "rejectLead", { leadId, reasonCode: "TOO_EARLY" });
    await score(leadId);
    expect(await scoreSeen(leadId)).toBeNull();
    expect(await inInbox()).toEqual([]);
  });
});

describe("When another model is published", () => {
  test("all open leads are scored anew, as far as its run tells", async () => {
    await floor.world.asOwner("delete from lead_score");
    const leads = await Promise.all(Array.from({ length: 5 }, () => floor.register()));
    const modelId = await published(SOME_MODEL);
    const [counted] = await floor.world.asOwner<{ open: number }>(
      "select count(*)::integer as open from lead where stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED')",
    );
    const seen = await floor.world.ask(
      analyst.key,
      "{ scoringModels(first: 1) { nodes { id publishedAt rescoring { leads done finishedAt } } } }",
    );
    const open = counted?.open;
    expect(open).toBeGreaterThanOrEqual(leads.length);
    expect(seen.data?.["scoringModels"].nodes).toEqual([
      {
        id: modelId,
        publishedAt: expect.any(String),
        rescoring: { leads: open, done: open, finishedAt: expect.any(String) },
      },
    ]);
    for (const leadId of leads) expect(await scoreSeen(leadId)).toMatchObject({ fit: 30 });
  });

  test("a run goes on where it stopped, and ends where a later model is published", async () => {
    const first = await published(SOME_MODEL);
    await floor.world.asOwner(
      `update scoring_run set finished_at = null, done = 0, after_lead_id = (select id from lead order by id desc offset 1 limit 1)
       where model_id = $1`,
      [uuidOf(first)],
    );
    const again = () => rescoreLeads(floor.deps)({ modelId: first }, "test");
    const run = async () =>
      (
        await floor.world.asOwner<{ done: number; ended: boolean }>(
          "select done, finished_at is not null as ended from scoring_run where model_id = $1",
          [uuidOf(first)],
        )
      )[0];
    await again();
    expect(await run()).toEqual({ done: 1, ended: true });

    await floor.world.asOwner(
      "update scoring_run set finished_at = null, after_lead_id = null where model_id = $1",
      [uuidOf(first)],
    );
    await published(SOME_MODEL);
    await again();
    expect(await run()).toEqual({ done: 1, ended: false });
  });
});

describe("A submitted lead whose score reaches the threshold", () => {
  beforeAll(() => published({ ...SOME_MODEL, mqlFrom: 70 }));
  const stage = async (leadId: LeadId) => (await seenByPartner(floor, leadId))["stage"];

  test("becomes an MQL by itself, once, and stays one when the score falls", async () => {
    const leadId = await floor.register();
    await score(leadId);
    await promote(leadId);
    expect(await stage(leadId)).toBe("SUBMITTED");
    await touch(leadId, "EVENT");
    await score(leadId);
    expect(await jobsOf(leadId)).toEqual([{ task: "promote_scored" }, { task: "score_lead" }]);
    await promote(leadId);

    expect(await stage(leadId)).toBe("MQL");
    const audit = await floor.world.asOwner(
      "select mutation, outcome, actor_kind from audit_entry where $1 = any(subject_ids) and mutation = 'promoteScored'",
      [leadId],
    );
    expect(audit).toEqual([{ mutation: "promoteScored", outcome: "DONE", actor_kind: "SYSTEM" }]);
    await score(leadId, 100);
    expect(await scoreSeen(leadId)).toMatchObject({ reachesMql: false, total: 34 });
    await promote(leadId);
    expect(await stage(leadId)).toBe("MQL");
  });

  test("stays where it is once it was accepted", async () => {
    const leadId = await floor.register();
    await touch(leadId, "EVENT");
    await score(leadId);
    await floor.accept(leadId, floor.ada);
    await promote(leadId);
    expect(await stage(leadId)).toBe("SAL");
  });
});

describe("Lists by score", () => {
  /** Each test looks at leads of its own. */
  beforeEach(async () => {
    await floor.world.asOwner("delete from lead_score; delete from inbox_item");
  });
  beforeAll(() =>
    published({
      fit: [10, 20, 30, 40, 50, 60].map((points) => ({
        label: `${points}`,
        condition: `campaign == "${points}"`,
        points,
      })),
      engagement: [],
      ...{ fitCap: 100, engagementCap: 0, gradeAFrom: 50, gradeBFrom: 40, gradeCFrom: 30 },
    }),
  );
  const scored = async (points: number): Promise<LeadId> => {
    const leadId = await floor.register({ campaign: `${points}` });
    await score(leadId);
    return leadId;
  };

  test("have the highest score first, page by page both ways, and one grade alone where asked", async () => {
    const made: Record<number, LeadId> = {};
    for (const points of [30, 60, 10, 50, 40]) made[points] = await scored(points);
    const twin = await scored(50);
    const page = async (args: string) => {
      const { data, errors } = await floor.world.ask(
        floor.ada.key,
        `{ leadScores(${args}) { nodes { total lead { id } } pageInfo { endCursor hasNextPage startCursor } totalCount } }`,
      );
      expect(errors).toEqual([]);
      return data?.["leadScores"];
    };
    const first = await page("first: 2");
    expect(first.nodes.map((node: Json) => node["lead"].id)).toEqual([made[60], twin]);
    expect(first.totalCount).toBe(6);
    const second = await page(`first: 3, after: "${first.pageInfo.endCursor}"`);
    expect(second.nodes.map((node: Json) => node["lead"].id)).toEqual([
      made[50],
      made[40],
      made[30],
    ]);
    const back = await page(`last: 2, before: "${second.pageInfo.startCursor}"`);
    expect(back.nodes.map((node: Json) => node["total"])).toEqual([60, 50]);
    const bs = await page("first: 9, filter: { grade: B }");
    expect(bs.nodes).toEqual([{ total: 40, lead: { id: made[40] } }]);
    const others = await page('filter: { partnerId: "prt_01aaaaaaaaaaaaaaaaaaaaaaaa" }');
    expect(others.nodes).toEqual([]);
  });

  test("the inbox has the days in their order, and of a day what scores highest first, then what has none", async () => {
    const noon = new Date(Math.ceil(Date.now() / DAY) * DAY + DAY / 2);
    const due = (leadId: LeadId, hours: number) =>
      floor.world.asOwner("update inbox_item set due_at = $2 where lead_id = $1", [
        uuidOf(leadId),
        new Date(noon.getTime() + hours * 3_600_000),
      ]);
    const [low, high, unscored, later, late, twin] = [
      await scored(10),
      await scored(60),
      await floor.register(),
      await scored(50),
      await scored(20),
      await scored(60),
    ];
    await due(low, -8);
    await due(high, 8);
    await due(twin, 9);
    await due(unscored, -10);
    await due(later, 24);
    await due(late, -72);
    const ask = async (args: string) => {
      const { data, errors } = await floor.world.ask(
        floor.ada.key,
        `{ salesInbox(${args}) { nodes { isOverdue score { summary } lead { id } } pageInfo { endCursor } } }`,
      );
      expect(errors).toEqual([]);
      return data?.["salesInbox"];
    };
    const ids = (answer: Json) => answer["nodes"].map((node: Json) => node["lead"].id);
    const all = [late, high, twin, low, unscored, later];
    expect(ids(await ask("first: 50"))).toEqual(all);
    const first = await ask("first: 3");
    expect(ids(first)).toEqual(all.slice(0, 3));
    const rest = await ask(`first: 50, after: "${first["pageInfo"].endCursor}"`);
    expect(ids(rest)).toEqual(all.slice(3));
    expect(first["nodes"][1]).toMatchObject({ score: { summary: "Score 60, grade A, steady" } });
    expect(rest["nodes"][1]).toMatchObject({ score: null });
    expect(ids(await ask("first: 50, filter: { grades: [A, D] }"))).toEqual([
      ...[late, high, twin, low],
      later,
    ]);

    const counted = await floor.world.ask(floor.ada.key, "{ salesInboxCounts { all gradeA } }");
    expect(counted.data?.["salesInboxCounts"]).toEqual({ all: 6, gradeA: 3 });
    const blind = await floor.world.ask(
      floor.admin.key,
      "{ salesInbox(filter: { holders: [ANYBODY], grades: [A] }) { nodes { nextStep } } }",
    );
    expect(blind.errors.map((error) => error["message"])).toEqual([
      "grades are of scores, which you may not read: leave it out",
    ]);
  });
});

test("both lists are read as their indexes run, however many leads there are", async () => {
  const { world } = floor;
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    delete from lead_score;
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, n, n % 101 as total, (array['D', 'C', 'B', 'A'])[1 + n % 101 / 26] as grade
    from generate_series(1, 20000) as n;
    insert into lead_score (lead_id, partner_id, model_id, fit, engagement, total, grade, trend, reaches_mql, factors, decays, scored_at)
    select id, gen_random_uuid(), gen_random_uuid(), total, 0, total, grade, 'STEADY', false, '[]', false, now() from planted;
    insert into inbox_item (lead_id, partner_id, holder_id, next_step, due_at, entered_at, waits_for_partner, score, grade)
    select id, gen_random_uuid(), case when n % 400 = 0 then '${uuidOf(floor.ada.memberId)}'::uuid else gen_random_uuid() end, 'ACCEPT',
      now() + interval '1 minute' * n, now(), false, total, grade
    from planted;
    commit;
    analyze lead_score;
    analyze inbox_item`);
  const sent: { session: Session; statement: Statement }[] = [];
  const read = world.database.rows.bind(world.database);
  world.database.rows = (session, statement) => {
    sent.push({ session, statement });
    return read(session, statement);
  };
  const lists = [
    "leadScores(first: 20) { nodes { total } }",
    "leadScores(first: 20, filter: { grade: B }) { nodes { total } }",
    "salesInbox(first: 20, filter: { holders: [ANYBODY] }) { nodes { dueAt score { summary } } }",
    "salesInbox(first: 20) { nodes { dueAt } }",
  ];
  for (const list of lists) {
    sent.length = 0;
    const { errors } = await world.ask(floor.ada.key, `{ ${list} }`);
    expect(errors, list).toEqual([]);
    const [statement, ...more] = sent.filter(({ statement: each }) =>
      /lead_score|inbox_item/.test(each.text),
    );
    expect(more, list).toEqual([]);
    if (!statement) throw new Error(`nothing was read of ${list}`);
    const plans = await plansOf(world, statement.session, statement.statement);
    expect(
      plans.flatMap((plan) => faultsOf(plan, 320)),
      list,
    ).toEqual([]);
  }
  world.database.rows = read;
  await world.asOwner(`
    begin;
    set local session_replication_role = replica;
    delete from lead_score;
    delete from inbox_item;
    commit`);
});

test("what the data promises of scores holds by then", async () => {
  const { jobs, auth } = floor.world.urls;
  const urls = { jobs, auth, owner: floor.world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: false });
  const ours = checked.filter(({ name }) => /^(score|scoring|engagement)-/.test(name));
  expect(ours.map(({ name, rows }) => [name, rows])).toEqual([
    ["score-is-of-its-model", 0],
    ["engagement-is-counted", 0],
    ["scoring-model-has-two-persons", 0],
  ]);
});
