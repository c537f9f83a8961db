import { randomInt, randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { entities } from "../../src/app/entities.ts";
import { refuse, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { Database, openPools, sql } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { borrowClient } from "../../src/platform/database/pools.ts";
import { newId } from "../../src/platform/ids.ts";
import { auditRow } from "../../src/platform/mutation/index.ts";
import { addPartner } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { ask, call, prospect, tally } from "./calls.ts";
import type { Reply } from "./calls.ts";
import { buildServer, serve, until } from "./instance.ts";
import { mustBeDone, mustBeSound } from "./soundness.ts";
import { newFolder, plantTown, removeFolder, variablesFor } from "./town.ts";

const folder = newFolder();
let world: World;
beforeAll(async () => {
  await buildServer();
  world = await openWorld();
}, 120_000);
afterAll(async () => {
  await world.close();
  removeFolder(folder);
});

const ROUNDS = 200;
const POOL = 2;

/** Sessions that end between two disturbances: most of them are left in peace, however slow all is. */
const PEACE = 4;

/** Ends or cancels a serving backend of this database now and then, until it is told to stop. */
async function disturb(stop: AbortSignal, ended: () => number): Promise<number> {
  let disturbed = 0;
  while (!stop.aborted) {
    const how = randomInt(3) === 0 ? "pg_terminate_backend" : "pg_cancel_backend";
    const rows = await world.asOwner(
      `select ${how}(pid) from pg_stat_activity
       where datname = current_database() and application_name like 'baton-%'
         and usename in ('app_partner', 'app_vendor') and state <> 'idle'
       order by random() limit 1`,
    );
    disturbed += rows.length;
    const again = ended() + PEACE * rows.length;
    do await sleep(5);
    while (ended() < again && !stop.aborted);
  }
  return disturbed;
}

const partnerSession = (partnerId: PartnerId): Session => ({
  role: "partner",
  partnerId,
  actorId: uuidOf(newId("mem")),
  requestId: "connections",
});

const auditOf = (session: Session, subject: string) =>
  auditRow({
    mutation: "connections",
    at: new Date(),
    actor: { kind: "MEMBER", id: session.actorId, partnerId: session.partnerId },
    requestId: session.requestId,
    subjects: [subject],
    outcome: "DONE",
    code: null,
  });

test(`${ROUNDS} sessions of two partners on two connections read their own rows alone, and leave no setting behind`, async () => {
  const partners = [await addPartner(world, "First"), await addPartner(world, "Second")] as const;
  const broken: string[] = [];
  const pools = await openPools({
    urls: world.urls,
    size: POOL,
    entities,
    onBrokenConnection: (error) => broken.push(error.message),
  });
  const database = new Database(pools);
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => void unheard.push(reason);
  process.on("unhandledRejection", hear);
  const stopping = new AbortController();
  let ended = 0;
  const disturbing = disturb(stopping.signal, () => ended);

  const seen = sql`select app.partner() as partner, array(select id from partner where not is_vendor) as partners, pg_sleep(0.004)::text as slept`;
  const outcomes: Record<string, number> = {};
  const wrong: unknown[] = [];
  const confirmed = new Map<string, string>();
  const session = async (number: number): Promise<void> => {
    const own = partners[number % 2] ?? partners[0];
    const mine = (row: { partner: string; partners: string[] } | undefined): void => {
      const right = row?.partner === uuidOf(own) && row.partners.join() === uuidOf(own);
      if (!right) wrong.push({ number, row });
    };
    type Seen = { partner: string; partners: string[] };
    const ways = [
      async () => mine((await database.read<Seen>(partnerSession(own), seen))[0]),
      () =>
        database.transaction(partnerSession(own), async (tx) => {
          mine((await tx.read<Seen>(seen))[0]);
          return refuse("BUSINESS_RULE", "No.");
        }),
      () =>
        database.transaction(partnerSession(own), async (tx) => {
          mine((await tx.read<Seen>(seen))[0]);
          throw new Error("the program's own fault");
        }),
      () =>
        database.transaction(partnerSession(own), async (tx) => {
          const first = tx.read<Seen>(seen);
          await tx.read(sql`select 1 / 0`);
          mine((await first)[0]);
          return null;
        }),
      () =>
        database.transaction(partnerSession(own), async (tx) => {
          // nobody waits for the read that is still under way when the work ends
          const late = tx.read<Seen>(seen);
          late.then(
            ([row]) => mine(row),
            () => undefined,
          );
          return null;
        }),
      async () => {
        const asked = partnerSession(own);
        await database.transaction(asked, async (tx) => {
          tx.queue(auditOf(asked, `kept-${number}`));
          tx.queue(sql`select pg_sleep(0.004)`);
          return null;
        });
        confirmed.set(`kept-${number}`, uuidOf(own));
      },
      () => {
        const asked = partnerSession(own);
        return database.transaction(asked, async (tx) => {
          tx.queue(auditOf(asked, `lost-${number}`));
          tx.queue(sql`select 1 / ${0}::integer`);
          return null;
        });
      },
    ];
    try {
      await ways[number % ways.length]?.();
      outcomes["done"] = (outcomes["done"] ?? 0) + 1;
    } catch (error) {
      const name = error instanceof Error ? error.message.slice(0, 60) : "?";
      outcomes[name] = (outcomes[name] ?? 0) + 1;
    } finally {
      ended += 1;
    }
  };
  // more at once than there are connections, and fewer than would wait too long for one
  for (let number = 0; number < ROUNDS; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => session(number + index)));
  }
  stopping.abort();
  const disturbed = await disturbing;
  // left in peace, the same connections serve as ever
  const before = outcomes["done"] ?? 0;
  for (let number = ROUNDS; number < ROUNDS + 14; number += 1) await session(number);
  expect((outcomes["done"] ?? 0) - before).toBeGreaterThanOrEqual(6);

  expect(wrong).toEqual([]);
  const kept = await world.asOwner<{ subject: string; partner_id: string }>(
    "select subject_ids[1] as subject, partner_id from audit_entry where request_id = 'connections'",
  );
  const ownerOf = (subject: string) => {
    const own = partners[Number(subject.split("-")[1]) % 2] ?? partners[0];
    return { subject, partner_id: uuidOf(own) };
  };
  expect(kept).toEqual(kept.map(({ subject }) => ownerOf(subject)));
  expect(kept.filter(({ subject }) => subject.startsWith("lost"))).toEqual([]);
  // what was answered as done is there, once
  for (const subject of confirmed.keys())
    expect(kept.filter((row) => row.subject === subject)).toHaveLength(1);
  expect(confirmed.size).toBeGreaterThan(0);
  expect(before).toBeGreaterThan(ROUNDS / 5);
  console.log(`${disturbed} backends ended or cancelled`, outcomes, `${broken.length} broke idle`);
  for (const pool of [pools.partner, pools.vendor]) {
    const borrowed = await Promise.all(Array.from({ length: POOL }, () => borrowClient(pool)));
    for (const { client, release } of borrowed) {
      const { rows } = await client.query<{ left: string; status: string }>(
        "select coalesce(app.partner()::text, '') || coalesce(app.actor()::text, '') as left",
      );
      expect(rows).toEqual([{ left: "" }]);
      expect(client.getTransactionStatus()).toBe("I");
      release(false);
    }
  }
  await database.close();
  process.off("unhandledRejection", hear);
  expect(unheard).toEqual([]);
}, 60_000);

test("two partners over HTTP, with clients that hang up and backends that end, see nothing of each other", async () => {
  const tokens = await plantTown(world.ownerUrl);
  const { instance, url } = await serve({
    ...variablesFor(world, path.join(folder, "data")),
    POOL_SIZE: `${POOL}`,
  });
  const people = [
    { own: "canary-alder", other: "canary-birch", token: tokens.alder },
    { own: "canary-birch", other: "canary-alder", token: tokens.birch },
  ] as const;
  for (const { own, token } of people) {
    const planted = await call(url, token, "registerLead", prospect(`${own}-0`));
    expect(tally([planted])).toEqual({ done: 1 });
  }
  const stopping = new AbortController();
  let ended = 0;
  const disturbing = disturb(stopping.signal, () => ended);

  const leaks: string[] = [];
  const replies: Reply[] = [];
  let read = 0;
  let hungUp = 0;
  const session = async (number: number): Promise<void> => {
    const { own, other, token } = people[number % 2] ?? people[0];
    const leaving = new AbortController();
    const leaves = number % 5 === 0;
    if (leaves) setTimeout(() => leaving.abort(), randomInt(15));
    if (number % 4 === 1) {
      const input = prospect(`${own}-${number}`);
      replies.push(
        await call(url, token, "registerLead", input, randomUUID(), { hangUp: leaving.signal }),
      );
      return;
    }
    const query =
      "{ leads(first: 50) { totalCount nodes { id company { name } contact { email } } } }";
    try {
      const { status, text } = await ask(url, token, query, {}, { hangUp: leaving.signal });
      if (text.includes(other)) leaks.push(text);
      if (status === 200 && text.includes(own)) read += 1;
      else if (!text.includes("SERVICE_UNAVAILABLE") && !text.includes("TIMEOUT")) leaks.push(text);
    } catch {
      if (!leaves) throw new Error(`session ${number} was cut off`);
      hungUp += 1;
    }
  };
  for (let number = 0; number < ROUNDS; number += 10) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        await session(number + index);
        ended += 1;
      }),
    );
  }
  stopping.abort();
  const disturbed = await disturbing;

  console.log(
    `${disturbed} backends ended or cancelled, ${hungUp} readers hung up, ${read} lists read, ${JSON.stringify(tally(replies))}`,
  );
  expect(leaks).toEqual([]);
  expect(read).toBeGreaterThan(ROUNDS / 10);
  expect(hungUp).toBeGreaterThan(0);
  // nobody is left behind who holds a transaction open; who is between two statements goes on
  const held = () =>
    world.asOwner(
      "select state from pg_stat_activity where datname = current_database() and usename like 'app\\_%' and state like 'idle in%'",
    );
  await until(held, (rows) => rows.length === 0, 10_000);
  const owners = await world.asOwner<{ name: string; partners: number }>(
    `select company.name, count(distinct lead.partner_id)::integer as partners
     from company join lead on lead.id = company.lead_id group by 1 having count(distinct lead.partner_id) <> 1`,
  );
  expect(owners).toEqual([]);
  await mustBeDone(world);
  await mustBeSound(world, [instance]);
  expect(await instance.end("SIGTERM")).toEqual({ code: 0, signal: null });
}, 60_000);
