import { get } from "node:http";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { plantMember } from "../support/cast.ts";
import type { CastMember } from "../support/cast.ts";
import { addPartner } from "../support/people.ts";
import { openServedWorld } from "../support/served-world.ts";
import type { ServedWorld } from "../support/served-world.ts";

const FILE_MS = 20_000;
const CREDITS = 60_000;
/** In front of the partner's page of 5,000 and of its third page. */
const OF_ALPHA = 12_000;

let world: ServedWorld;
let alpha: CastMember;
let finance: CastMember;

beforeAll(async () => {
  world = await openServedWorld({ fileMs: FILE_MS });
  const partnerId = await addPartner(world, "Alpha");
  await addPartner(world, "Beta");
  alpha = await plantMember(world, ["PARTNER_MEMBER"], partnerId);
  finance = await plantMember(world, ["FINANCE"]);
  await plantCredits();
  // so that nothing but the cancel ends a statement that waits
  const [row] = await world.asOwner<{ name: string }>("select current_database() as name");
  await world.asOwner(`alter role app_vendor in database ${row?.name} set lock_timeout = '60s'`);
}, 60_000);
afterAll(() => world.close());

/** Many awards of 0, each with its credit, before one sealed posting: more than sockets can hold. */
async function plantCredits(): Promise<void> {
  const [partners] = await world.asOwner<{ alpha: string; beta: string }>(
    `select (select id from partner where name = 'Alpha') as alpha, (select id from partner where name = 'Beta') as beta`,
  );
  await world.asOwner(`
    set session_replication_role = replica;
    insert into credit (id, award_id, partner_id, lead_id, share_minor, currency, weight_ppm, touch_rank, award_gross_minor,
      milestone, program_name, program_version, partner_name, state, earned_at, effective_on)
    select gen_random_uuid(), gen_random_uuid(), case when n <= ${OF_ALPHA} then '${partners?.alpha}' else '${partners?.beta}' end::uuid,
      gen_random_uuid(), 0, 'EUR', 1000000, 1, 0, 'SQL', repeat('=long ', 40), 1, 'P' || n, 'ACCRUED',
      timestamptz '2026-01-01' + n * interval '1 second', '2026-01-01'
    from generate_series(1, ${CREDITS}) as n;
    alter table journal_txn disable trigger user;
    alter table journal_seal disable trigger user;
    insert into journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date, posted_at, period_id,
      source_type, source_id, actor_id, db_xact)
    select gen_random_uuid(), id, 'ACCRUE', 'k', sha256(''), '2026-06-01', '2026-06-01', '2026-06-01', id, 'awd', award_id, id, '3'::xid8
    from legal_entity, (select award_id from credit order by earned_at limit 1) as first;
    insert into journal_seal (txn_id, entity_id, seq, prev_hash, hash) select id, entity_id, 1, sha256(''), sha256('') from journal_txn;
    reset session_replication_role`);
}

const fetchFile = (key: string, query = ""): Promise<Response> =>
  fetch(`${world.url}/exports/credits.csv${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });

const linesOf = async (key: string): Promise<number> =>
  (await (await fetchFile(key)).text()).trim().split("\n").length;

/** Begins to fetch the file, and takes no more of it than its head. */
function stalled(key: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    get(`${world.url}/exports/credits.csv`, { headers, agent: false }, (response) => {
      response.on("error", () => undefined);
      resolve(response.pause());
    }).on("error", reject);
  });
}

async function underway(): Promise<number> {
  const [row] = await world.asOwner<{ count: number }>(
    `select count(*)::integer from pg_stat_activity
     where application_name like 'baton-export-%' and state <> 'idle' and datname = current_database()`,
  );
  return row?.count ?? -1;
}

/** Waits until no file is read in the database any more; tells how many are after two seconds. */
async function leftAfterTwoSeconds(): Promise<number> {
  for (let tries = 0; tries < 40 && (await underway()) > 0; tries += 1) await sleep(50);
  return underway();
}

test("a file of many pages has each credit once, oldest first", async () => {
  const names = (text: string) =>
    text.split("\n").flatMap((row) => /,(P\d+),/.exec(row)?.[1] ?? []);
  const own = names(await (await fetchFile(alpha.key)).text());
  expect(own).toEqual(Array.from({ length: OF_ALPHA }, (_, index) => `P${index + 1}`));
  expect(names(await (await fetchFile(finance.key)).text())).toHaveLength(CREDITS);
});

test("readers that take nothing hold the files' connections, and none of the API's", async () => {
  const slow = await Promise.all([stalled(finance.key), stalled(finance.key)]);
  const refused = await fetchFile(finance.key);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await refused.text()).toContain('"code":"SERVICE_UNAVAILABLE"');
  // partners' files have connections of their own
  expect(await linesOf(alpha.key)).toBe(OF_ALPHA + 1);
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => world.ask(finance.key, "{ credits { totalCount } }")),
  );
  expect(asked.filter(({ status }) => status !== 200)).toEqual([]);

  for (const response of slow) response.destroy();
  expect(await leftAfterTwoSeconds()).toBe(0);
  expect(await linesOf(finance.key)).toBe(CREDITS + 1);
});

test("a reader that hangs up ends its statement, however often, and the next one is served", async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const [one, other] = await Promise.all([stalled(finance.key), stalled(alpha.key)]);
    one.destroy();
    other.destroy();
  }
  expect(await leftAfterTwoSeconds()).toBe(0);
  expect(await linesOf(finance.key)).toBe(CREDITS + 1);
});

test("a reader that hangs up before the first line leaves nothing running", async () => {
  const owner = new pg.Client({ connectionString: world.ownerUrl });
  await owner.connect();
  await owner.query("begin; lock table credit in access exclusive mode");
  const gone = new AbortController();
  const headers = { authorization: `Bearer ${finance.key}` };
  const asked = fetch(`${world.url}/exports/credits.csv?watermark=1`, {
    headers,
    signal: gone.signal,
  });
  const lost = asked.then(String, String);
  for (let tries = 0; tries < 40 && (await underway()) === 0; tries += 1) await sleep(25);
  gone.abort();
  expect(await lost).toContain("aborted");
  const left = await leftAfterTwoSeconds();
  await owner.end();
  expect(left).toBe(0);
});

test("a HEAD opens no file, however often it is asked, and says which method does", async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const response = await fetch(`${world.url}/exports/credits.csv`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${finance.key}` },
    });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
  }
  expect(await leftAfterTwoSeconds()).toBe(0);
  expect(await linesOf(finance.key)).toBe(CREDITS + 1);
});

test("a file takes no longer than it may: its reader is cut off", async () => {
  const [slow] = await Promise.all([stalled(finance.key)]);
  const cut = new Promise<void>((resolve) => slow.once("close", () => resolve()));
  for (let tries = 0; tries < 600 && (await underway()) > 0; tries += 1) await sleep(50);
  expect(await underway()).toBe(0);
  slow.resume();
  await cut;
  expect(slow.complete).toBe(false);
  expect(world.lines.filter((line) => line.includes("file broke off"))).toHaveLength(1);
}, 60_000);

test("an error in the middle is a connection reset and a line in the log, never a short file", async () => {
  // on the last of the partner's three pages
  await world.asOwner(`
    alter table credit disable trigger credit_ends_once;
    update credit set currency = 'ZZZ' where partner_name = 'P${OF_ALPHA}'`);
  const before = world.lines.filter((line) => line.includes("file broke off")).length;
  const response = await fetchFile(alpha.key);
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow("terminated");
  const lines = world.lines.filter((line) => line.includes("file broke off")).slice(before);
  expect(lines).toHaveLength(1);
  expect(lines.join("")).not.toContain("ZZZ");

  // where nothing was sent yet, it is an answer like any other
  const first = await fetchFile(
    finance.key,
    "?earnedFrom=2026-01-01T03:20:00Z&earnedUntil=2026-01-01T03:20:01Z",
  );
  expect(first.status).toBe(500);
  expect(await first.text()).toContain('"code":"INTERNAL_SERVER_ERROR"');
  expect(await leftAfterTwoSeconds()).toBe(0);
});
