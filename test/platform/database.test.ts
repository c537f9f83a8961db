import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf, isRefusal, refuse } from "../../src/kernel/index.ts";
import { MOST_PREPARED } from "../../src/platform/database/connection.ts";
import { sql, trustedText } from "../../src/platform/database/index.ts";
import type { Session } from "../../src/platform/database/index.ts";
import { fingerprintOf, once } from "../../src/platform/mutation/index.ts";
import type { Call } from "../../src/platform/mutation/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const partnerId = idOf("prt", "01970000-0000-7000-8000-000000000011");
const session: Session = {
  role: "partner",
  partnerId,
  actorId: "01970000-0000-7000-8000-000000000012",
  requestId: "r1",
};
const call = (key: string | null, command: unknown): Call<unknown> => ({
  mutation: "test",
  key,
  actor: { kind: "MEMBER", id: session.actorId, partnerId },
  session,
  at: new Date("2027-01-01T00:00:00Z"),
  fingerprint: fingerprintOf(command),
  command,
});

test("a key is claimed once, and its replay answers with the first outcome", async () => {
  const first = await once(world.database, call("k1", { a: 1 }), async (tx) => {
    await tx.read(sql`select 1 as one`);
    return { kind: "X", subjects: ["lead_1"] };
  });
  const again = await once(world.database, call("k1", { a: 1 }), async (tx) => {
    await tx.read(sql`select 1 as one`);
    return { kind: "Y", subjects: [] };
  });
  const other = await once(world.database, call("k1", { a: 2 }), async () => ({
    kind: "Y",
    subjects: [],
  }));
  expect(first).toEqual({ outcome: { kind: "X", subjects: ["lead_1"] }, replayed: false });
  expect(again).toEqual({ outcome: { kind: "X", subjects: ["lead_1"] }, replayed: true });
  expect(isRefusal(other) && other.code).toBe("IDEMPOTENCY_KEY_REUSED");
});

test("a refusal leaves nothing but its audit row, and the key stays free", async () => {
  const refused = await once(world.database, call("k2", {}), async () =>
    refuse("BUSINESS_RULE", "no"),
  );
  expect(isRefusal(refused)).toBe(true);
  const keys = await world.asOwner("select 1 from idempotency_claim where key = 'k2'");
  expect(keys).toEqual([]);
  const audit = await world.asOwner(
    "select outcome, code from audit_entry where outcome = 'REFUSED' and code = 'BUSINESS_RULE'",
  );
  expect(audit).toEqual([{ outcome: "REFUSED", code: "BUSINESS_RULE" }]);
});

test("a read is one round trip, a call with one read and its writes is two", async () => {
  const { traffic } = world.database;
  const before = { ...traffic };
  await world.database.read(session, sql`select 1 as one`);
  expect(traffic.roundTrips - before.roundTrips).toBe(1);
  await once(world.database, call("k3", {}), async (tx) => {
    await tx.read(sql`select 1 as one`);
    return { kind: "X", subjects: [] };
  });
  expect(traffic.roundTrips - before.roundTrips).toBe(3);
});

test("nothing of a session is left on the connection for the next one", async () => {
  await world.database.read(session, sql`select 1`);
  const rows = await Promise.all(
    Array.from({ length: 8 }, () =>
      world.database.read<{ partner: string | null }>(
        { role: "partner", partnerId: null, actorId: null, requestId: "r" },
        sql`select app.partner() as partner`,
      ),
    ),
  );
  expect(rows.flat().every((row) => row.partner === null)).toBe(true);
});

test("a connection that has prepared its fill of statements is replaced, and none is lost", async () => {
  const { database } = world;
  const ask = async (number: number) => {
    const [row] = await database.read<{ backend: number; kept: number; n: number }>(
      session,
      sql`select pg_backend_pid() as backend, (select count(*)::integer from pg_prepared_statements) as kept,
        ${trustedText(String(number))} as n`,
    );
    return row!;
  };
  const backends = new Set<number>();
  let most = 0;
  for (let number = 0; number < MOST_PREPARED.statements * 1.2; number += 1) {
    const { backend, kept, n } = await ask(number);
    expect(n).toBe(number);
    backends.add(backend);
    most = Math.max(most, kept);
  }
  expect(backends.size).toBe(2);
  expect(most).toBeLessThanOrEqual(MOST_PREPARED.statements);
});

test("a connection that has prepared its fill of long texts is replaced long before", async () => {
  const { database } = world;
  const long = `/* ${"x".repeat(50_000)} */`;
  const backends = new Set<number>();
  for (let number = 0; number < 15; number += 1) {
    const [row] = await database.read<{ backend: number }>(
      session,
      sql`select pg_backend_pid() as backend, ${trustedText(`${number} ${long}`)} as n`,
    );
    backends.add(row!.backend);
  }
  expect(backends.size).toBe(2);
});
