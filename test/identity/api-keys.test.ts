import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hashOfSecret } from "../../src/identity/credentials/secret.ts";
import type { Viewer } from "../../src/identity/domain/viewer.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { ApiKeyId } from "../../src/kernel/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { granted, openPeople } from "./people.ts";
import type { People, Person } from "./people.ts";

let world: World;
let people: People;
beforeAll(async () => {
  world = await openWorld();
  people = openPeople(world);
});
afterAll(() => world.close());

interface Planted {
  readonly owner: Person;
  readonly viewer: Viewer;
  readonly keyId: ApiKeyId;
  readonly key: string;
}

async function plantKey(
  scopes: readonly string[] = ["LEADS_READ", "LEADS_WRITE"],
): Promise<Planted> {
  const owner = await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner());
  const viewer = await people.viewerOf(owner);
  const { outcome, token } = granted(await create(viewer, scopes));
  if (token === null) throw new Error("no key");
  return { owner, viewer, keyId: outcome.keyId, key: token };
}

const create = (viewer: Viewer, scopes: readonly string[], idempotencyKey?: string) =>
  people.identity.createApiKey(
    people.call(viewer, { name: "Portal", scopes, expiresAt: null }, idempotencyKey),
    viewer,
  );

const revoke = (viewer: Viewer, keyId: ApiKeyId) =>
  people.identity.revokeApiKey(people.call(viewer, { keyId }), viewer);

describe("an API key", () => {
  it("speaks for its owner, with the scopes it carries", async () => {
    const { owner, key, keyId } = await plantKey();

    const viewer = await people.identity.authenticate(key);

    expect(key).toMatch(/^baton_live_[0-9a-z]{10}_[0-9a-z]{52}$/);
    expect(viewer).toMatchObject({
      memberId: owner.memberId,
      keyId,
      sessionId: null,
      partnerId: owner.partnerId,
      scopes: new Set(["LEADS_READ", "LEADS_WRITE"]),
      expiresAt: new Date(people.now().getTime() + 365 * 86_400_000),
    });
  });

  it("is nowhere in the database: its hash is, and a prefix that proves nothing", async () => {
    const { key, keyId } = await plantKey();
    const tables = await world.asOwner<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public'",
    );
    const texts = await Promise.all(
      tables.map(({ name }) => world.asOwner<{ text: string }>(`select t::text from "${name}" t`)),
    );
    const dump = JSON.stringify(texts);
    const [, , prefix = "", secret = ""] = key.split("_");

    expect(dump).toContain(hashOfSecret(key).toString("hex"));
    expect(dump).toContain(prefix);
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(Buffer.from(secret).toString("hex"));
    expect(await people.identity.authenticate(`baton_live_${prefix}_${"0".repeat(52)}`)).toBeNull();
    expect(keyId).toMatch(/^key_/);
  });

  it("is shown once: a replay has the same id and no key", async () => {
    const viewer = await people.viewerOf(
      await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner()),
    );
    const idempotencyKey = randomUUID();

    const first = granted(await create(viewer, ["LEADS_READ"], idempotencyKey));
    const again = granted(await create(viewer, ["LEADS_READ"], idempotencyKey));

    expect(again).toEqual({ ...first, replayed: true, token: null });
    const rows = await world.asOwner("select 1 from api_key where membership_id = $1", [
      uuidOf(viewer.memberId),
    ]);
    expect(rows).toHaveLength(1);
  });

  it("wrong in its prefix or in its secret is the same miss", async () => {
    const { key } = await plantKey();
    const [, , prefix = "", secret = ""] = key.split("_");
    const cost = async (bearer: string): Promise<readonly number[]> => {
      const before = { ...world.database.traffic };
      expect(await people.identity.authenticate(bearer)).toBeNull();
      const after = world.database.traffic;
      return [after.statements - before.statements, after.roundTrips - before.roundTrips];
    };
    const flip = (text: string): string => `${text.startsWith("0") ? "1" : "0"}${text.slice(1)}`;

    const wrongPrefix = await cost(`baton_live_${flip(prefix)}_${secret}`);
    expect(await cost(`baton_live_${prefix}_${flip(secret)}`)).toEqual(wrongPrefix);
    expect(wrongPrefix).toEqual([1, 1]);
  });

  it.each([
    "baton_live_",
    "baton_live_x_y",
    "baton_test_0000000000_",
    "baton_live_" + "0".repeat(9_000),
  ])("%s is turned away before the database", async (bearer) => {
    const before = world.database.traffic.statements;

    expect(await people.identity.authenticate(bearer)).toBeNull();
    expect(world.database.traffic.statements).toBe(before);
  });

  it("never does more than its owner may at the time", async () => {
    const { owner, key } = await plantKey(["LEADS_READ", "LEADS_WRITE", "MEMBERS_WRITE"]);
    await world.asOwner("update membership set roles = '{PARTNER_MEMBER}' where id = $1", [
      uuidOf(owner.memberId),
    ]);

    expect((await people.identity.authenticate(key))?.scopes).toEqual(
      new Set(["LEADS_READ", "LEADS_WRITE"]),
    );
  });

  it("of a suspended partner reads, of a terminated one opens nothing", async () => {
    const { owner, key } = await plantKey();
    if (owner.partnerId === null) throw new Error("of no partner");
    const set = (state: string) =>
      world.asOwner("update partner set state = $2 where id = $1", [
        uuidOf(owner.partnerId ?? idOf("prt", randomUUID())),
        state,
      ]);

    await set("SUSPENDED");
    expect((await people.identity.authenticate(key))?.scopes).toEqual(new Set(["LEADS_READ"]));
    await set("TERMINATED");
    people.pass(30);
    expect(await people.identity.authenticate(key)).toBeNull();
  });

  it("ends when it says", async () => {
    const { key } = await plantKey();
    expect(await people.identity.authenticate(key)).not.toBeNull();
    people.pass(365 * 86_400);

    expect(await people.identity.authenticate(key)).toBeNull();
  });

  it("notes its use once a minute at most", async () => {
    const { key, keyId } = await plantKey();
    const lastUse = async (): Promise<unknown> => {
      const [row] = await world.asOwner("select last_used_at from api_key where id = $1", [
        uuidOf(keyId),
      ]);
      return row?.["last_used_at"];
    };
    expect(await lastUse()).toBeNull();

    const first = people.now();
    await people.identity.authenticate(key);
    people.pass(40);
    await people.identity.authenticate(key);
    expect(await lastUse()).toEqual(first);
    people.pass(40);
    await people.identity.authenticate(key);
    expect(await lastUse()).toEqual(people.now());
  });

  it("asked for more than its owner's scopes is not made", async () => {
    const viewer = await people.viewerOf(
      await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner()),
    );

    expect(await create(viewer, ["LEADS_READ", "LEADS_QUALIFY"])).toMatchObject({
      code: "FORBIDDEN",
      path: ["scopes"],
    });
    const rows = await world.asOwner("select 1 from api_key where membership_id = $1", [
      uuidOf(viewer.memberId),
    ]);
    expect(rows).toEqual([]);
  });

  it("works for the vendor's staff too", async () => {
    const viewer = await people.viewerOf(await people.plantMember(["ADMIN"]));
    const { token } = granted(await create(viewer, ["PARTNERS_READ"]));

    expect(await people.identity.authenticate(token ?? "")).toMatchObject({
      side: "VENDOR",
      partnerId: null,
      scopes: new Set(["PARTNERS_READ"]),
    });
  });
});

describe("revoking an API key", () => {
  it("ends it: here at once, on the other instance within half a minute", async () => {
    const { viewer, keyId, key } = await plantKey();
    expect(await people.identity.authenticate(key)).not.toBeNull();
    expect(await people.other.authenticate(key)).not.toBeNull();

    granted(await revoke(viewer, keyId));

    expect(await people.identity.authenticate(key)).toBeNull();
    people.pass(30);
    expect(await people.other.authenticate(key)).toBeNull();
    expect(await revoke(viewer, keyId)).toMatchObject({ code: "ALREADY_DONE" });
  });

  it("of another partner, of the staff, of nobody: the same answer, and the key lives", async () => {
    const { viewer } = await plantKey();
    const rival = await plantKey();
    const admin = await people.viewerOf(await people.plantMember(["ADMIN"]));
    const staff = granted(await create(admin, ["PARTNERS_READ"]));

    const toNobody = await revoke(viewer, idOf("key", randomUUID()));
    expect(toNobody).toMatchObject({ code: "NOT_FOUND", path: ["keyId"] });
    expect(await revoke(viewer, rival.keyId)).toEqual(toNobody);
    expect(await revoke(viewer, staff.outcome.keyId)).toEqual(toNobody);
    expect(await people.identity.authenticate(rival.key)).not.toBeNull();
    expect(await people.identity.authenticate(staff.token ?? "")).not.toBeNull();
  });
});
