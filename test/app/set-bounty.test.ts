import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { setBounty } from "../../src/app/set-bounty.ts";
import type { BountyWish } from "../../src/app/set-bounty.ts";
import { SYSTEM_ACTOR } from "../../src/platform/database/index.ts";
import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let owner: pg.Client;
let drafter: CastMember;
let approver: CastMember;
let now = new Date("2027-02-01T10:00:00Z");

beforeAll(async () => {
  world = await openWorld();
  owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
  drafter = await plantMember(world, ["MARKETING_OPS"]);
  approver = await plantMember(world, ["CONTROLLER"]);
});
afterAll(async () => {
  await owner.end();
  await world.close();
});

const set = (wish: Partial<BountyWish>): Promise<string> =>
  setBounty(
    owner,
    {
      amount: "200.00",
      currency: "EUR",
      zero: false,
      draftedBy: drafter.email,
      approvedBy: approver.email,
      from: null,
      ...wish,
    },
    () => now,
  );

const written = () =>
  world.asOwner<{ versions: number; audited: number }>(
    `select (select count(*)::integer from incentive_program_version) as versions,
       (select count(*)::integer from audit_entry) as audited`,
  );

test("it says what holds now and what comes when", async () => {
  expect(await set({ from: "2027-04-01T00:00:00+02:00" })).toBe(
    "In force now: none, SQLs earn nothing.\n" +
      "To come: version 1, each SQL earns 200.00 EUR from 2027-03-31T22:00:00.000Z on.",
  );
  expect(await set({ amount: "150" })).toBe(
    "In force now: version 2, each SQL earns 150.00 EUR from 2027-02-01T10:00:00.000Z on.\n" +
      "To come: version 1, each SQL earns 200.00 EUR from 2027-03-31T22:00:00.000Z on.",
  );
});

test("each is in the audit: the version and both persons, by the system", async () => {
  const entries = await world.asOwner<{ subject_ids: string[] }>(
    "select mutation, outcome, actor_kind, actor_id, partner_id, subject_ids from audit_entry order by at, id",
  );
  expect(entries).toHaveLength(2);
  for (const entry of entries) {
    expect(entry).toMatchObject({
      mutation: "setBounty",
      outcome: "DONE",
      actor_kind: "SYSTEM",
      actor_id: SYSTEM_ACTOR,
      partner_id: null,
      subject_ids: [expect.stringMatching(/^pgv_/), drafter.memberId, approver.memberId],
    });
  }
});

test.each<[string, Partial<BountyWish>, string]>([
  ["an amount of 0", { amount: "0.00" }, "Add --zero if that is meant"],
  ["an amount below 0", { amount: "-1" }, "--amount"],
  ["--zero with an amount", { zero: true }, "--zero goes with --amount 0"],
  ["an instant that is past", { from: "2027-02-01T09:59:59Z" }, "is past"],
  ["an instant without a zone", { from: "2027-06-01T00:00:00" }, "no instant with a zone"],
  ["a day", { from: "2027-06-01" }, "no instant with a zone"],
  ["a day that is not", { from: "2027-02-30T00:00:00Z" }, "no instant with a zone"],
  [
    "an instant at which another begins",
    { from: "2027-03-31T22:00:00Z" },
    "Another bounty begins at 2027-03-31T22:00:00.000Z already",
  ],
  ["another currency", { currency: "USD" }, "give --currency EUR"],
  ["a drafter who may not", { draftedBy: "nobody@vendor.example" }, "PROGRAMS_WRITE"],
])("%s is refused in a sentence, and nothing is written", async (_, wish, sentence) => {
  const before = await written();
  await expect(set(wish)).rejects.toThrow(sentence);
  expect(await written()).toEqual(before);
});

test("one person who may do both is not two", async () => {
  const both = await plantMember(world, ["MARKETING_OPS", "CONTROLLER"]);
  await expect(
    set({ draftedBy: both.email, approvedBy: both.email, from: "2027-05-01T00:00:00Z" }),
  ).rejects.toThrow("the same person");
});

test("0 is set where it is meant", async () => {
  now = new Date("2027-02-02T10:00:00Z");
  expect(await set({ amount: "0", zero: true })).toContain(
    "In force now: version 3, each SQL earns 0.00 EUR",
  );
});

test("what else the version before pays goes on", async () => {
  now = new Date("2027-02-03T10:00:00Z");
  const [{ id } = { id: "" }] = await world.asOwner<{ id: string }>(
    `insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at, changed_by, changed_at, rounding,
       holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, clawback_days, clawback_ppm)
     select gen_random_uuid(), incentive_program_id, 90, 'DRAFT', '2027-02-03T09:00:00Z', created_by, now(), created_by, now(), 'HALF_UP', 200000, 4, 3, 'MONTHS', 5000, '{60}', '{500000}'
     from incentive_program_version where number = 3 returning id`,
  );
  await world.asOwner(
    `insert into incentive_rule (version_id, key, milestone, kind, amount_minor, rate_ppm)
     values ($1, 'sql', 'SQL', 'FIXED_BOUNTY', 100, null), ($1, 'won', 'WON', 'PERCENT_OF_DEAL', null, 100000)`,
    [id],
  );
  await world.asOwner(
    `update incentive_program_version
     set state = 'APPROVED', approved_at = now(),
       approved_by = (select approved_by from incentive_program_version where number = 3)
     where id = $1`,
    [id],
  );
  expect(await set({ amount: "250" })).toContain("each SQL earns 250.00 EUR");
  expect(
    await world.asOwner(
      `select rule.milestone, rule.amount_minor::integer as minor, rule.rate_ppm::integer as ppm, version.rounding
       from incentive_rule as rule join incentive_program_version as version on version.id = rule.version_id
       where version.number = 91 order by rule.milestone`,
    ),
  ).toEqual([
    { milestone: "SQL", minor: 25_000, ppm: null, rounding: "HALF_UP" },
    { milestone: "WON", minor: null, ppm: 100_000, rounding: "HALF_UP" },
  ]);
  const [terms] = await world.asOwner<{ told: string }>(
    `select concat_ws(' ', holdback_ppm, vesting_instalments, vesting_every, vesting_unit, minimum_payout_minor, clawback_days, clawback_ppm) as told
     from incentive_program_version where number = 91`,
  );
  expect(terms?.told).toBe("200000 4 3 MONTHS 5000 {60} {500000}");
});

test("conditions, spiffs, quality, tiers and accelerators of the version before go on", async () => {
  now = new Date("2027-02-04T10:00:00Z");
  const [{ id } = { id: "" }] = await world.asOwner<{ id: string }>(
    `insert into incentive_program_version (id, incentive_program_id, number, state, effective_at, created_by, created_at, changed_by, changed_at, rounding)
     select gen_random_uuid(), incentive_program_id, 190, 'DRAFT', '2027-02-04T09:00:00Z', created_by, now(), created_by, now(), 'HALF_EVEN'
     from incentive_program_version where number = 3 returning id`,
  );
  const tierId = await world.asOwner<{ id: string }>(
    `insert into partner_tier (id, name, rank, created_at, updated_at) values (gen_random_uuid(), 'Kept', 77, now(), now()) returning id`,
  );
  for (const [text, ...more] of [
    [
      `insert into incentive_rule (version_id, key, milestone, kind, amount_minor, rate_ppm, spiff_name, starts_at, ends_at)
       values ($1, 'sql_bounty', 'SQL', 'FIXED_BOUNTY', 100, null, null, null, null), ($1, 'won', 'WON', 'PERCENT_OF_DEAL', null, 100000, null, null, null),
         ($1, 'spiff_spring', 'WON', 'PERCENT_OF_DEAL', null, 10000, 'Spring', '2027-02-01', '2027-06-01')`,
    ],
    [
      `insert into incentive_condition (version_id, rule_key, key, label, expression) values ($1, 'won', 'large', 'It is large', 'value > 1')`,
    ],
    [
      `insert into incentive_quality (version_id, target_ppm, prior, window_days, floor_ppm, ceiling_ppm) values ($1, 500000, 4, 90, 800000, 1300000)`,
    ],
    [
      `insert into incentive_tier_multiplier (version_id, tier_id, multiplier_ppm) values ($1, $2, 1200000)`,
      tierId[0]?.id,
    ],
    [
      `insert into incentive_accelerator (version_id, rule_key, kind, period, from_units, multipliers_ppm)
       values ($1, 'sql_bounty', 'MARGINAL', 'MONTH', '{1,3}', '{1000000,1200000}')`,
    ],
    [
      `update incentive_program_version
       set state = 'APPROVED', approved_at = now(), approved_by = (select approved_by from incentive_program_version where number = 3)
       where id = $1`,
    ],
  ])
    await world.asOwner(text ?? "", [id, ...more]);
  expect(await set({ amount: "260" })).toContain("each SQL earns 260.00 EUR");
  const [kept] = await world.asOwner<{ told: string }>(
    `select concat_ws(' ', (select string_agg(key, ',' order by key) from incentive_rule where version_id = v.id),
       (select string_agg(rule_key || ':' || expression, ',') from incentive_condition where version_id = v.id),
       (select prior from incentive_quality where version_id = v.id),
       (select multiplier_ppm from incentive_tier_multiplier where version_id = v.id),
       (select rule_key || ':' || kind from incentive_accelerator where version_id = v.id)) as told
     from incentive_program_version as v where number = 191`,
  );
  expect(kept?.told).toBe(
    "spiff_spring,sql_bounty,won won:value > 1 4 1200000 sql_bounty:MARGINAL",
  );
});
