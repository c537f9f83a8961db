import { Socket } from "node:net";

import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

import { isRefusal, refuse } from "../../src/kernel/index.ts";
import { sql, systemSession } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { fingerprintOf, once } from "../../src/platform/mutation/index.ts";
import type { Call } from "../../src/platform/mutation/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.asOwner(`
    create table box (
      id integer constraint box_pkey primary key,
      label text not null constraint box_label check (label <> '')
    );
    create table thing (
      id integer constraint thing_pkey primary key,
      box integer constraint thing_box_fkey references box (id) deferrable initially deferred
    );
    grant select, insert, update on box, thing to app_vendor`);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.asOwner("delete from thing");
  await world.asOwner("delete from box");
});

const vendor: Session = { ...systemSession("writes"), role: "vendor" };
const box = (id: number, label = "a box") =>
  sql`insert into box (id, label) values (${id}::integer, ${label}::text)`;
const thing = (id: number, inBox: number) =>
  sql`insert into thing (id, box) values (${id}::integer, ${inBox}::integer)`;
const boxes = async () => (await world.asOwner("select id, label from box order by id")).length;
const no = () => refuse("BUSINESS_RULE", "No.");

/** What the database was asked while something was done. */
async function cost(what: () => Promise<unknown>) {
  const { traffic } = world.database;
  const before = { ...traffic };
  await what();
  return {
    statements: traffic.statements - before.statements,
    roundTrips: traffic.roundTrips - before.roundTrips,
  };
}

describe("the writes of a transaction", () => {
  test("are one statement, and the commit comes with it", async () => {
    const spent = await cost(() =>
      world.database.transaction(vendor, async (tx) => {
        tx.queue(thing(1, 2));
        tx.queue(box(1));
        tx.queue(box(2));
        return null;
      }),
    );
    expect(spent).toEqual({ statements: 1, roundTrips: 1 });
    expect(await boxes()).toBe(2);
  });

  test("are all refused where one is, in the words of its constraint", async () => {
    await world.asOwner("insert into box values (2, 'taken')");
    const done = await world.database.transaction(vendor, async (tx) => {
      tx.queue(box(1), { box_label: () => refuse("NOT_FOUND", "Not this one.") });
      tx.queue(box(2), { box_pkey: no });
      return null;
    });
    expect(done).toEqual(no());
    expect(await boxes()).toBe(1);
  });

  test("are refused in the same words by what is checked at the commit", async () => {
    const done = await world.database.transaction(vendor, async (tx) => {
      tx.queue(box(1));
      tx.queue(thing(1, 7), { thing_box_fkey: no });
      return null;
    });
    expect(done).toEqual(no());
    expect(await boxes()).toBe(0);
  });

  test("are followed by those that must see them, in a statement of their own", async () => {
    const spent = await cost(() =>
      world.database.transaction(vendor, async (tx) => {
        tx.queueAfter(sql`update box set label = 'changed' where id = 1`);
        tx.queue(box(1));
        tx.queue(box(2));
        return null;
      }),
    );
    expect(spent).toEqual({ statements: 2, roundTrips: 2 });
    const changed = await world.asOwner("select id from box where label = 'changed'");
    expect(changed).toEqual([{ id: 1 }]);
  });

  test("are not sent at all where one has a value that cannot be, and the commit neither", async () => {
    const endless: unknown[] = [];
    const within = { endless };
    endless.push(within);
    const call = callWith("unsendable");
    const failed: unknown = await once(world.database, call, async (tx) => {
      await tx.read(sql`select 1 as one`);
      tx.queue(box(1));
      tx.queue(sql`insert into box (id, label) values (2, ${within}::text)`);
      return { kind: "X", subjects: [] };
    }).catch((error: unknown) => error);
    expect(await boxes()).toBe(0);
    expect(await world.asOwner("select 1 from idempotency_claim where key = 'unsendable'")).toEqual(
      [],
    );
    expect(String(failed)).toContain("no parameter of a statement");
  });
});

const callWith = (key: string | null, command: object = {}): Call<object> => ({
  mutation: "writes",
  key,
  actor: { kind: "SYSTEM", id: vendor.actorId, partnerId: null },
  session: vendor,
  at: new Date(),
  fingerprint: fingerprintOf(command),
  command,
});

describe("a call that is assumed to find what it expects", () => {
  /** Makes a box; assumed, it takes the condition for granted. */
  const make = (id: number, condition: string, call: Call<object>) =>
    once(
      world.database,
      call,
      async (tx) => {
        await tx.read(sql`select 1 as looked`);
        tx.queue(box(id, "looked"));
        return { kind: "Looked", subjects: [] };
      },
      (tx) => {
        tx.insist(sql`${condition}::text = 'so'`);
        tx.queue(box(id, "assumed"));
        return { kind: "Assumed", subjects: [] };
      },
    );
  const kindOf = (done: Awaited<ReturnType<typeof make>>) =>
    isRefusal(done) ? done.code : done.outcome.kind;

  test("is done in one statement, its claim and audit row with it", async () => {
    const call = callWith("one");
    const spent = await cost(async () => expect(kindOf(await make(1, "so", call))).toBe("Assumed"));
    expect(spent).toEqual({ statements: 1, roundTrips: 1 });
    const kept = await world.asOwner(
      "select outcome, request_hash from idempotency_claim where key = 'one'",
    );
    expect(kept).toEqual([
      { outcome: { kind: "Assumed", subjects: [] }, request_hash: call.fingerprint },
    ]);
    expect(
      await world.asOwner("select outcome from audit_entry where mutation = 'writes'"),
    ).toEqual([{ outcome: "DONE" }]);
  });

  test("looks where it is not so, and nothing is left of what it assumed", async () => {
    expect(kindOf(await make(1, "otherwise", callWith("two")))).toBe("Looked");
    expect(await world.asOwner("select id, label from box")).toEqual([{ id: 1, label: "looked" }]);
  });

  test("answers a repeated key with the first outcome, and refuses it with another content", async () => {
    const first = await make(1, "so", callWith("three"));
    const again = await make(2, "so", callWith("three"));
    const other = await make(3, "so", callWith("three", { other: true }));
    expect(first).toMatchObject({ replayed: false });
    expect(again).toEqual({ outcome: { kind: "Assumed", subjects: [] }, replayed: true });
    expect(isRefusal(other) && other.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await boxes()).toBe(1);
  });

  test("is done once, however many send it at the same time", async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, id) => make(id, "so", callWith("four"))),
    );
    expect(all.filter((done) => !isRefusal(done) && !done.replayed)).toHaveLength(1);
    expect(all.filter(isRefusal)).toEqual([]);
    expect(await boxes()).toBe(1);
  });
});

test("what is sent together leaves the process in one write", async () => {
  const port = Number(new URL(world.urls.vendor).port);
  let writes = 0;
  const count = (method: "_write" | "_writev") => {
    // both take what is to be written first and a callback last
    const name = method as "_write";
    const original = Socket.prototype[name];
    return vi.spyOn(Socket.prototype, name).mockImplementation(function (
      this: Socket,
      ...given: Parameters<Socket["_write"]>
    ) {
      if (this.remotePort === port) writes += 1;
      return Reflect.apply(original, this, given);
    });
  };
  const spies = [count("_write"), count("_writev")];
  try {
    const write = (id: number) =>
      world.database.transaction(vendor, async (tx) => {
        tx.queue(box(id));
        tx.queue(thing(id, id));
        return null;
      });
    const read = () => world.database.read(vendor, sql`select 1 as one`);

    for (const send of [read, read, () => write(1), () => write(2)]) {
      writes = 0;
      await send();
      expect(writes).toBe(1);
    }
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
});
