import { afterAll, beforeAll, expect, test } from "vitest";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { databaseFailure, sql, systemSession } from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { isRateOff } from "../../src/qualification/domain/review.ts";
import { remindOfCriteria } from "../../src/qualification/index.ts";
import { openTimedDesk } from "../protection/timed-desk.ts";
import type { TimedDesk } from "../protection/timed-desk.ts";
import { addSalesRep } from "../support/people.ts";
import { SOME_CRITERION } from "../support/plant-criteria.ts";

let desk: TimedDesk;
let alpha: Caller;
let leader: Caller;
let marketing: Caller;
let criteriaSetId: string;
let version: string;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  leader = await addSalesRep(desk.world, "Lena Leads");
  marketing = await addSalesRep(desk.world, "Mia Market");
  const roles = "update membership set roles = $2 where id = $1";
  await desk.world.asOwner(roles, [leader.actor.id, ["SALES_MANAGER"]]);
  await desk.world.asOwner(roles, [marketing.actor.id, ["MARKETING_OPS"]]);
  version = await published({ name: "Upsells", framework: "OWN", leadKind: "UPSELL" });
  criteriaSetId = (await read(version, "set { id }")).set.id;
});
afterAll(() => desk.world.close());

const save = (input: object) =>
  desk.run(
    ...([marketing, "saveCriteriaDraft"] as const),
    { criteria: [SOME_CRITERION], changeNote: "By themselves", reviewMonths: 6, ...input },
    "criteriaVersion { id reviewMonths reviewDueAt }",
  );

async function published(input: object): Promise<string> {
  const { criteriaVersion, errors } = await save(input);
  expect(errors).toEqual([]);
  for (const by of [marketing, leader])
    await desk.run(
      ...([by, "publishCriteria"] as const),
      { criteriaVersionId: criteriaVersion.id },
      "criteriaVersion { id }",
    );
  return criteriaVersion.id;
}

async function read(id: string, selection: string) {
  const { data, errors } = await desk.api.run(
    marketing,
    `query ($id: ID!) { criteriaVersion(id: $id) { ${selection} } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  const sent = JSON.parse(JSON.stringify(data?.criteriaVersion));
  return sent;
}

const versionOf = (id: string): string => {
  const parsed = parseId("crt", id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return uuidOf(parsed.id);
};
const remind = (at: string) =>
  remindOfCriteria({ database: desk.world.database, clock: () => new Date(at) })("test");
/** What is on record of a version, each with how often it is told. */
const reviews = (id: string) =>
  desk.world.asOwner<{ cause: string; told: number }>(
    `select review.cause, count(occasion.id)::integer as told
     from criteria_review as review
     left join notice_occasion as occasion on occasion.id = review.id and occasion.kind = 'CRITERIA_TO_REVIEW'
     where review.version_id = $1
     group by review.cause
     order by review.cause`,
    [versionOf(id)],
  );

/** Leads that a version qualified, and that were closed at an instant: so many won, so many lost. */
async function plantClosed(id: string, closedAt: string, won: number, lost: number) {
  await desk.world.asOwner(`
    begin;
    set local session_replication_role = replica;
    create temporary table planted on commit drop as
    select gen_random_uuid() as id, n <= ${won} as is_won, timestamptz '${closedAt}' as at from generate_series(1, ${won + lost}) as n;
    insert into lead (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, accepted_at, sales_qualified_at,
      opportunity_at, won_at, lost_at, registration_hash, source, registered_by, owner_id, owner_name, reason_code, created_at, updated_at)
    select id, '${uuidOf(alpha.actor.partnerId!)}', '01970000-0000-7000-8000-000000000001', 'UPSELL', case when is_won then 'WON' else 'LOST' end,
      at, at, at, at, at, case when is_won then at end, case when not is_won then at end, '\\x00', 'PARTNER_API', gen_random_uuid(),
      gen_random_uuid(), 'Owner', case when not is_won then 'PRICE' end, at, at
    from planted;
    insert into assessment (id, lead_id, partner_id, criteria_version_id, outcome, assessed_at, assessed_by)
    select gen_random_uuid(), id, '${uuidOf(alpha.actor.partnerId!)}', '${versionOf(id)}', 'MET', at, gen_random_uuid() from planted;
    commit`);
}

test("criteria say after how many months they are to be reviewed, and when that is", async () => {
  const due = "reviewMonths reviewDueAt";
  expect(await read(version, due)).toEqual({
    ...{ reviewMonths: 6, reviewDueAt: "2026-08-02T10:00:00.000Z" },
  });
  const draft = await save({ criteriaSetId, reviewMonths: undefined });
  expect(draft.criteriaVersion).toMatchObject({ reviewMonths: 12, reviewDueAt: null });
  for (const reviewMonths of [0, 61]) {
    const { errors } = await save({ criteriaSetId, reviewMonths });
    expect(errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["reviewMonths"] }]);
  }
});

test("a version in force is told of once when its months are over, however many look, and not a moment before", async () => {
  await remind("2026-08-02T09:59:59.999Z");
  expect(await reviews(version)).toEqual([]);

  await Promise.all(["", "", ""].map(() => remind("2026-08-02T10:00:00.000Z")));
  await remind("2026-10-02T10:00:00.000Z");
  expect(await reviews(version)).toEqual([{ cause: "AGE", told: 1 }]);
});

test("what is won more or less often in a quarter than in the four before is told once, and of the next version anew", async () => {
  // 40 of 100 were, so 9 of 20 say nothing, and 4 of 80 do
  await plantClosed(version, "2025-10-01T00:00:00.000Z", 20, 30);
  await plantClosed(version, "2026-06-30T23:59:59.999Z", 20, 30);
  await plantClosed(version, "2025-06-30T23:59:59.999Z", 50, 0);
  await plantClosed(version, "2026-09-30T23:59:59.999Z", 9, 11);
  await plantClosed(version, "2026-12-31T23:59:59.999Z", 4, 76);
  await remind("2026-10-01T00:00:00.000Z");
  expect(await reviews(version)).toEqual([{ cause: "AGE", told: 1 }]);

  await Promise.all(["", "", ""].map(() => remind("2027-01-01T00:00:00.000Z")));
  await remind("2027-04-01T00:00:00.000Z");
  expect(await reviews(version)).toEqual([
    { cause: "AGE", told: 1 },
    { cause: "WON_RATE", told: 1 },
  ]);
  const [counted] = await desk.world.asOwner(
    "select quarter::text, closed, won, closed_before, won_before from criteria_review where cause = 'WON_RATE'",
  );
  // the four before: of October 2025, June and September 2026
  expect(counted).toEqual({
    ...{ quarter: "2026-10-01", closed: 80, won: 4, closed_before: 120, won_before: 49 },
  });
});

test.each([
  ["far fewer", 2, 20, true],
  ["not so few that chance could not do it", 3, 20, false],
  ["not so many", 14, 20, false],
  ["far more", 15, 20, true],
  ["more of a hundred, which chance does less often", 60, 100, true],
  ["too few to say", 0, 19, false],
])("of 40 won of 100 before, and then %s: %i of %i", (_, won, closed, isOff) => {
  expect(isRateOff({ closedBefore: 100, wonBefore: 40, won, closed })).toBe(isOff);
  expect(isRateOff({ closedBefore: 19, wonBefore: 8, won, closed })).toBe(false);
});

test("the next version counts from its own day, and what it followed is told of no more", async () => {
  desk.at("2026-09-01T10:00:00.000Z");
  const next = await published({ criteriaSetId, reviewMonths: 1 });
  await remind("2026-10-01T09:59:59.999Z");
  expect(await reviews(next)).toEqual([]);
  await remind("2026-10-01T10:00:00.000Z");
  expect(await reviews(next)).toEqual([{ cause: "AGE", told: 1 }]);

  expect(await stoppedBy(systemSession("test"), old(version, "2027-12-01"))).toBe(
    "criteria_review_of_what_is_in_force",
  );
});

const old = (id: string, at: string): Sql => sql`
  insert into criteria_review (id, version_id, cause, found_at)
  values (gen_random_uuid(), ${versionOf(id)}::uuid, 'AGE', ${at}::timestamptz)`;
async function stoppedBy(session: Session, statement: Sql): Promise<string | null> {
  try {
    await desk.world.database.transaction(session, (tx) => {
      tx.queue(statement);
      return Promise.resolve(null);
    });
    return null;
  } catch (error) {
    return databaseFailure(error)?.constraint ?? databaseFailure(error)?.code ?? String(error);
  }
}

test("in the database as well: written once, by the job alone, of what is in force, when it is time", async () => {
  const jobs = systemSession("test");
  const third = await published({ criteriaSetId, earliestAt: "2026-11-01T00:00:00.000Z" });

  expect(await stoppedBy(jobs, old(third, "2026-10-31"))).toBe(
    "criteria_review_of_what_is_in_force",
  );
  expect(await stoppedBy(jobs, old(third, "2027-04-30"))).toBe("criteria_review_in_time");
  expect(await stoppedBy(marketing.session, old(third, "2027-05-01"))).toBe("42501");
  expect(await stoppedBy(alpha.session, sql`select from criteria_review`)).toBe("42501");
  expect(await stoppedBy(jobs, old(third, "2027-05-01"))).toBe(null);
  expect(await stoppedBy(jobs, old(third, "2027-05-02"))).toBe("criteria_review_pkey");
  const unfinished = sql`
    insert into criteria_review (id, version_id, cause, found_at, quarter, closed, won, closed_before, won_before)
    values (gen_random_uuid(), ${versionOf(third)}::uuid, 'WON_RATE', '2027-05-01Z', '2027-04-01', 20, 1, 20, 19)`;
  expect(await stoppedBy(jobs, unfinished)).toBe("criteria_review_is_over");
  await expect(desk.world.asOwner("delete from criteria_review")).rejects.toThrow("append-only");
  const months = sql`update criteria_version set review_months = 60 where id = ${versionOf(third)}::uuid`;
  expect(await stoppedBy(marketing.session, months)).toBe("42501");
});
