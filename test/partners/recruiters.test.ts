import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { RECRUITMENT_INVARIANTS } from "../../src/app/invariants/recruitments.ts";
import type { Role } from "../../src/identity/index.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openPeople, PASSWORD } from "../identity/people.ts";
import type { People } from "../identity/people.ts";
import { plant, plantCredit } from "../reporting/counted-world.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { loggedIn } from "../support/logged-in.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const VENDOR = idOf("prt", "01970000-0000-7000-8000-000000000002");
const MET = "They met at the fair";

let world: World;
let api: Api;
let people: People;
let channel: Caller;
/** The clock of the API, which the tests alone move. */
let now = new Date();

beforeAll(async () => {
  world = await openWorld();
  // it stands while the tests run, longer than a present lasts
  await allowPast(true);
  api = await openApi(world, () => now);
  people = openPeople(world);
  channel = await as("CHANNEL_MANAGER");
});
afterAll(() => world.close());

const allowPast = (isAllowed: boolean) =>
  world.asOwner("update deployment set allow_past = $1", [isAllowed]);

/** Credits a partner with ten euros, earned at this instant by the clock of the database; when that was. */
async function earn(partnerId: PartnerId): Promise<Date> {
  const credit = { partnerId, minor: 1000n, currency: "EUR", effectiveOn: "2026-03-01" };
  await plant(world, [plantCredit(credit)]);
  const [row] = await world.asOwner<{ at: Date }>(
    "select max(earned_at) as at from credit where partner_id = $1",
    [uuidOf(partnerId)],
  );
  return row?.at ?? new Date(0);
}
const justBehind = (at: Date): Date => new Date(at.getTime() + 1);

const as = async (role: Role, partnerId: PartnerId | null = null): Promise<Caller> =>
  loggedIn(api, (await people.plantMember([role], partnerId)).email, PASSWORD);

const partners = (count: number): Promise<PartnerId[]> =>
  Promise.all(Array.from({ length: count }, () => people.plantPartner()));

const RECORD = `
  mutation ($input: RecordRecruiterInput!) {
    recordRecruiter(input: $input) {
      partner { recruitments { recruiter { id } reason startsAt endsAt endReason recordedBy { id } endedBy { id } } }
      errors { code path message }
    }
  }`;

async function record(
  partnerId: PartnerId,
  recruiterId: PartnerId | null,
  more: { readonly replacesId?: PartnerId | null; readonly reason?: string } = {},
): Promise<Answer> {
  const input = { partnerId, recruiterId, reason: MET, ...more };
  const { data, errors } = await api.run(channel, RECORD, { input });
  expect(errors).toBeUndefined();
  return data.recordRecruiter;
}

/** As the database has it: who, by whom, and whether that counts. */
async function onRecord(...of: readonly PartnerId[]): Promise<string[]> {
  const rows = await world.asOwner<{ n: number; recruiter_id: string; is_over: boolean }>(
    `select n, recruiter_id, ends_at is not null as is_over
     from recruitment where partner_id = any($1) order by starts_at, n`,
    [of.map(uuidOf)],
  );
  return rows.map(
    (row) => `${row.n}: ${idOf("prt", row.recruiter_id)}${row.is_over ? " over" : ""}`,
  );
}

const minute = 60_000;
const pass = (seconds: number): Date => (now = new Date(now.getTime() + seconds * 1000));

describe("who recruited a partner", () => {
  test("counts from when it is said, by whom and why, and what counted before stays on record", async () => {
    const [alpha, beta, gamma] = (await partners(3)) as [PartnerId, PartnerId, PartnerId];

    const said = idOf("mem", channel.actor.id ?? "");
    const first = now;
    await record(alpha, beta);
    const then = pass(3);
    const { partner, errors } = await record(alpha, gamma, {
      replacesId: beta,
      reason: "A mistake",
    });
    const later = pass(4);
    const none = await record(alpha, null, { replacesId: gamma, reason: "They parted" });

    expect(errors).toEqual([]);
    const began = { recruiter: { id: beta }, reason: MET, startsAt: first };
    const over = { ...began, endsAt: then, endReason: "A mistake" };
    const next = { recruiter: { id: gamma }, reason: "A mistake", startsAt: then };
    expect(partner.recruitments).toMatchObject([{ ...next, endsAt: null, endedBy: null }, over]);
    expect(none.partner.recruitments).toMatchObject([
      { ...next, endsAt: later, endReason: "They parted" },
      over,
    ]);
    expect(none.partner.recruitments[0].recordedBy).toEqual({ id: said });
    expect(none.partner.recruitments[0].endedBy).toEqual({ id: said });
    const audited = await world.asOwner(
      `select outcome, subject_ids from audit_entry
       where mutation = 'recordRecruiter' and subject_ids @> array[$1] order by at, id`,
      [alpha],
    );
    expect(audited).toEqual([
      { outcome: "DONE", subject_ids: [alpha, beta] },
      { outcome: "DONE", subject_ids: [alpha, gamma] },
      { outcome: "DONE", subject_ids: [alpha] },
    ]);
  });

  test("may be said again where nobody counts, also if the clock of an instance is behind", async () => {
    const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
    await record(alpha, beta);
    const ahead = now;
    now = new Date(now.getTime() - minute);
    await record(alpha, null, { replacesId: beta });
    await record(alpha, beta);
    now = ahead;

    expect(await onRecord(alpha)).toEqual([`1: ${beta} over`, `2: ${beta}`]);
  });

  test("counts behind what was earned by then, also if the clock of an instance is behind", async () => {
    const [alpha, beta, gamma] = (await partners(3)) as [PartnerId, PartnerId, PartnerId];
    const ahead = now;
    now = new Date(Date.now() - minute);

    const before = await earn(alpha);
    const first = await record(alpha, beta);
    const between = await earn(alpha);
    const second = await record(alpha, gamma, { replacesId: beta });
    now = ahead;

    expect(first.partner.recruitments).toMatchObject([{ startsAt: justBehind(before) }]);
    expect(second.partner.recruitments).toMatchObject([
      { recruiter: { id: gamma }, startsAt: justBehind(between), endsAt: null },
      { recruiter: { id: beta }, startsAt: justBehind(before), endsAt: justBehind(between) },
    ]);
    expect(await world.asOwner(RECRUITMENT_INVARIANTS[1]?.sql ?? "")).toEqual([]);
  });

  test("counts behind what is earned while it is recorded", async () => {
    const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
    const ahead = now;
    now = new Date(Date.now() - minute);
    await world.asOwner(
      `create function take_a_while() returns trigger language plpgsql
       as $$ begin perform pg_sleep(0.4); return new; end $$;
       create trigger a_while before insert on recruitment for each row execute function take_a_while()`,
    );

    const recording = record(alpha, beta);
    await setTimeout(150);
    const meanwhile = await earn(alpha);
    const { partner, errors } = await recording;
    await world.asOwner("drop function take_a_while() cascade");
    now = ahead;

    expect(errors).toEqual([]);
    expect(partner.recruitments).toMatchObject([{ startsAt: justBehind(meanwhile) }]);
  });

  test("is told neither to it nor to its recruiter, whose versions do not move", async () => {
    const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
    const versions = () =>
      world.asOwner("select id, version, updated_at from partner where id = any($1) order by id", [
        [uuidOf(alpha), uuidOf(beta)],
      ]);
    const before = await versions();
    await record(alpha, beta);

    expect(await versions()).toEqual(before);
    const asked = `query ($id: ID!) { partner(id: $id) { id recruitments { recruiter { id } } } }`;
    for (const id of [alpha, beta]) {
      const { data, errors } = await api.run(await as("PARTNER_ADMIN", id), asked, { id });
      expect(data).toEqual({ partner: { id, recruitments: null } });
      expect(errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["FORBIDDEN"]);
    }
    const sales = await api.run(await as("SALES_REP"), asked, { id: alpha });
    expect(sales.data).toEqual({
      partner: { id: alpha, recruitments: [{ recruiter: { id: beta } }] },
    });
    const { data, errors } = await api.run(await as("PARTNER_ADMIN", beta), RECORD, {
      input: { partnerId: alpha, recruiterId: beta, reason: "It was us" },
    });
    expect(data).toEqual({ recordRecruiter: null });
    expect(errors?.map(({ extensions }) => extensions?.["code"])).toContain("FORBIDDEN");
  });

  test("is never itself, the vendor, one that is not there, or one that is terminated", async () => {
    const [alpha, gone] = (await partners(2)) as [PartnerId, PartnerId];
    await world.asOwner(
      "update partner set state = 'TERMINATED', updated_at = now() where id = $1",
      [uuidOf(gone)],
    );
    const unknown = idOf("prt", randomUUID());
    const answers = [
      await record(alpha, alpha),
      await record(alpha, VENDOR),
      await record(VENDOR, alpha),
      await record(alpha, unknown),
      await record(unknown, alpha),
      await record(alpha, gone),
      await record(gone, alpha),
      await record(alpha, null),
      await record(alpha, gone, { reason: " " }),
    ];

    expect(answers.map(({ errors }) => [errors[0].code, errors[0].path])).toEqual([
      ["BUSINESS_RULE", ["recruiterId"]],
      ["NOT_FOUND", ["recruiterId"]],
      ["NOT_FOUND", ["partnerId"]],
      ["NOT_FOUND", ["recruiterId"]],
      ["NOT_FOUND", ["partnerId"]],
      ["BUSINESS_RULE", ["recruiterId"]],
      ["BUSINESS_RULE", ["partnerId"]],
      ["ALREADY_DONE", null],
      ["VALIDATION_FAILED", ["reason"]],
    ]);
    expect(await onRecord(alpha, gone)).toEqual([]);
  });

  test("is changed by whoever knows who counts, and not to the same one", async () => {
    const [alpha, beta, gamma] = (await partners(3)) as [PartnerId, PartnerId, PartnerId];
    await record(alpha, beta);

    const blind = await record(alpha, gamma);
    const stale = await record(alpha, gamma, { replacesId: gamma });
    const same = await record(alpha, beta, { replacesId: beta });

    expect(blind.errors[0]).toMatchObject({ code: "BUSINESS_RULE", path: ["replacesId"] });
    expect(blind.errors[0].message).toContain(`${beta} is on record as its recruiter, not nobody`);
    expect(stale.errors[0]).toMatchObject({ code: "BUSINESS_RULE", path: ["replacesId"] });
    expect(same.errors[0].code).toBe("ALREADY_DONE");
    expect(await onRecord(alpha)).toEqual([`1: ${beta}`]);
  });

  test("was not recruited by it, directly or through others, as long as that counts", async () => {
    const [alpha, beta, gamma] = (await partners(3)) as [PartnerId, PartnerId, PartnerId];
    await record(beta, alpha);
    await record(gamma, beta);

    const circle = await record(alpha, gamma);
    await record(gamma, null, { replacesId: beta });
    const free = await record(alpha, gamma);

    expect(circle.errors).toMatchObject([{ code: "BUSINESS_RULE", path: ["recruiterId"] }]);
    expect(free.errors).toEqual([]);
    expect(await onRecord(alpha)).toEqual([`1: ${gamma}`]);
  });

  test("is the first of two that close a circle at once", async () => {
    for (let round = 0; round < 3; round += 1) {
      const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
      const both = await Promise.all([record(alpha, beta), record(beta, alpha)]);
      const codes = both.flatMap(({ errors }) => errors.map(({ code }: Answer) => code));
      expect(codes).toEqual(["BUSINESS_RULE"]);
      expect(await onRecord(alpha, beta)).toHaveLength(1);
    }
  });

  test("leads upwards to an end, whatever is said by whom in what order", async () => {
    const all = await partners(4);
    const asked = RECRUITMENT_INVARIANTS[0]?.sql ?? "";
    const above = new Map<PartnerId, PartnerId>();
    const isAbove = (who: PartnerId, of: PartnerId): boolean =>
      who === of || isAboveNext(who, above.get(of));
    const isAboveNext = (who: PartnerId, of: PartnerId | undefined): boolean =>
      of !== undefined && isAbove(who, of);
    const sayings = fc.sample(fc.tuple(fc.nat(3), fc.nat(4)), { numRuns: 25, seed: 7 });

    for (const [of, by] of sayings) {
      const partnerId = all[of] ?? VENDOR;
      const recruiterId = all[by] ?? null;
      const current = above.get(partnerId) ?? null;
      const isRefused =
        current === recruiterId || (recruiterId !== null && isAbove(partnerId, recruiterId));
      const { errors } = await record(partnerId, recruiterId, { replacesId: current });
      expect(errors.length > 0).toBe(isRefused);
      if (!isRefused && recruiterId === null) above.delete(partnerId);
      if (!isRefused && recruiterId !== null) above.set(partnerId, recruiterId);
    }

    expect(await world.asOwner(asked)).toEqual([]);
    expect(above.size).toBeGreaterThan(0);
  });
});

describe("the database", () => {
  /** Inserts as the vendor's serving role, past the verb. */
  async function insert(row: Record<string, string>, ends = ""): Promise<void> {
    const client = new pg.Client({ connectionString: world.urls.vendor });
    await client.connect();
    try {
      const actor = channel.actor.id ?? "";
      await client.query("begin");
      await client.query(`set local app.actor_id = '${actor}'`);
      const said = { n: "1", reason: "'x'", recorded_by: `'${actor}'`, starts_at: "now()", ...row };
      const values = Object.values(said).join(", ");
      await client.query(
        `insert into recruitment (${Object.keys(said).join(", ")}) values (${values})`,
      );
      if (ends !== "") await client.query(ends);
      await client.query("commit");
    } finally {
      await client.end();
    }
  }
  const uuid = (id: PartnerId | undefined) => `'${uuidOf(id ?? VENDOR)}'`;

  test("takes no circle, no partner as its own, no vendor, no second one at once, and nobody else's word", async () => {
    const [alpha, beta, gamma] = await partners(3);
    await insert({ partner_id: uuid(beta), recruiter_id: uuid(alpha) });
    await insert({ partner_id: uuid(gamma), recruiter_id: uuid(beta) });
    const pair = { partner_id: uuid(alpha), recruiter_id: uuid(gamma) };

    await expect(insert(pair)).rejects.toMatchObject({ constraint: "recruitment_no_circle" });
    await expect(insert({ ...pair, recruiter_id: uuid(alpha) })).rejects.toMatchObject({
      constraint: "recruitment_of_another",
    });
    await expect(insert({ ...pair, recruiter_id: uuid(VENDOR) })).rejects.toMatchObject({
      constraint: "recruitment_of_partners_only",
    });
    await expect(
      insert({ partner_id: uuid(gamma), recruiter_id: uuid(alpha), n: "2" }),
    ).rejects.toMatchObject({ constraint: "recruitment_one_at_a_time" });
    const others = { recorded_by: "gen_random_uuid()" };
    await expect(insert({ ...pair, ...others })).rejects.toMatchObject({
      constraint: "recruitment_begins",
    });
  });

  test("takes no recruiter for the past or the future, and no end there", async () => {
    const [alpha, beta] = await partners(2);
    const pair = { partner_id: uuid(alpha), recruiter_id: uuid(beta) };
    const end = (at: string) => `update recruitment
      set ends_at = ${at}, ended_by = '${channel.actor.id}', end_reason = 'x'
      where partner_id = ${uuid(alpha)}`;
    const now = { constraint: "recruitment_turns_now" };

    await allowPast(false);
    try {
      const past = { ...pair, starts_at: "now() - interval '6 minutes'" };
      const future = { ...pair, starts_at: "now() + interval '2 minutes'" };
      await expect(insert(past)).rejects.toMatchObject(now);
      await expect(insert(future)).rejects.toMatchObject(now);
      await expect(insert(pair, end("now() + interval '2 minutes'"))).rejects.toMatchObject(now);
      await expect(
        insert({ ...pair, recorded_at: "now() - interval '1 day'" }),
      ).rejects.toMatchObject({ code: "42501" });
      await insert(pair, end("now() + interval '30 seconds'"));
    } finally {
      await allowPast(true);
    }
  });

  test("takes none for what was earned already, and from none what was earned while it counted", async () => {
    const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
    const pair = { partner_id: uuid(alpha), recruiter_id: uuid(beta) };
    const behind = { constraint: "recruitment_behind_what_was_earned" };
    const earned = (await earn(alpha)).toISOString();

    for (const starts_at of [`'${earned}'`, "now() - interval '1 minute'"])
      await expect(insert({ ...pair, starts_at })).rejects.toMatchObject(behind);
    await insert(pair);
    const later = (await earn(alpha)).toISOString();
    const end = `update recruitment
      set ends_at = '${later}', ended_by = '${channel.actor.id}', end_reason = 'x'
      where partner_id = ${uuid(alpha)}`;
    const other = { partner_id: uuid(beta), recruiter_id: uuid((await partners(1))[0]) };

    await expect(insert(other, end)).rejects.toMatchObject(behind);
    expect(await onRecord(alpha, beta)).toEqual([`1: ${beta}`]);
  });

  test("says itself when it was recorded", async () => {
    const [alpha, beta] = (await partners(2)) as [PartnerId, PartnerId];
    await record(alpha, beta);

    const [row] = await world.asOwner<{ is_now: boolean }>(
      `select recorded_at between now() - interval '1 minute' and now() as is_now
       from recruitment where partner_id = $1`,
      [uuidOf(alpha)],
    );
    expect(row).toEqual({ is_now: true });
  });

  test("keeps what was said, which is ended once by who acts", async () => {
    const [alpha, beta] = await partners(2);
    const pair = { partner_id: uuid(alpha), recruiter_id: uuid(beta) };
    const end = `update recruitment set ends_at = now(), ended_by = gen_random_uuid(), end_reason = 'x'
      where partner_id = ${uuid(alpha)}`;
    await expect(insert(pair, end)).rejects.toMatchObject({
      constraint: "recruitment_ended_by_actor",
    });
    await insert(pair);
    for (const change of [
      `update recruitment set recruiter_id = ${uuid(VENDOR)}`,
      "update recruitment set starts_at = starts_at - interval '1 day'",
      "delete from recruitment",
    ])
      await expect(world.asOwner(change)).rejects.toMatchObject({
        constraint: "recruitment_ends_once",
      });
  });
});
