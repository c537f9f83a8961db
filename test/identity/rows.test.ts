import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { ROLES } from "../../src/identity/domain/roles.ts";
import { sessionOf } from "../../src/identity/viewer.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import {
  authSession,
  databaseFailure,
  sql,
  trustedText,
} from "../../src/platform/database/index.ts";
import type { Session, Sql } from "../../src/platform/database/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { granted, openPeople } from "./people.ts";
import type { People, Person } from "./people.ts";

let world: World;
let people: People;
let mine: Person;
let rival: Person;
let staff: Person;
let sessions: Readonly<Record<"partner" | "vendor" | "jobs" | "auth", Session>>;

beforeAll(async () => {
  world = await openWorld();
  people = openPeople(world);
  mine = await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner());
  rival = await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner());
  staff = await people.plantMember(["ADMIN"]);
  for (const person of [mine, rival, staff]) {
    const viewer = await people.viewerOf(person);
    granted(
      await people.identity.createApiKey(
        people.call(viewer, { name: "k", scopes: ["PARTNERS_READ"], expiresAt: null }),
        viewer,
      ),
    );
    granted(
      await people.identity.inviteMember(
        people.call(viewer, {
          partnerId: person.partnerId,
          email: `${randomUUID()}@example.com`,
          displayName: "Grace",
          roles: [person.partnerId === null ? "ANALYST" : "PARTNER_MEMBER"],
        }),
        viewer,
      ),
    );
  }
  const vendor = sessionOf(await people.viewerOf(staff), "test");
  sessions = {
    partner: sessionOf(await people.viewerOf(mine), "test"),
    vendor,
    jobs: { ...vendor, role: "jobs" },
    auth: authSession("test"),
  };
});
afterAll(() => world.close());

/** How many rows a session sees, or the database's code where it may not even look. */
async function seen(session: Session, statement: Sql): Promise<number | string> {
  try {
    return (await world.database.read(session, statement)).length;
  } catch (error) {
    return databaseFailure(error)?.code ?? "?";
  }
}

const DENIED = "42501";
const from = (table: string): Sql => sql`select id from ${trustedText(table)}`;

describe("which rows each database role sees", () => {
  it.each([
    // table, partner, vendor, jobs, auth
    ["membership", 1, 3, 3, 3],
    ["api_key", 1, 3, DENIED, 3],
    ["invitation", 1, 3, DENIED, 3],
    ["app_user", DENIED, DENIED, DENIED, 3],
    ["login_session", DENIED, DENIED, DENIED, 5],
    ["refresh_token", DENIED, DENIED, DENIED, 5],
    ["password_link", DENIED, DENIED, DENIED, 0],
  ])("%s: partner %s, vendor %s, jobs %s, auth %s", async (table, partner, vendor, jobs, auth) => {
    expect(await seen(sessions.partner, from(table))).toBe(partner);
    expect(await seen(sessions.vendor, from(table))).toBe(vendor);
    expect(await seen(sessions.jobs, from(table))).toBe(jobs);
    expect(await seen(sessions.auth, from(table))).toBe(auth);
  });

  it("nobody without an actor sees any", async () => {
    const nobody = { ...sessions.vendor, actorId: null };
    const nobodyOfMine = { ...sessions.partner, actorId: null };

    for (const table of ["membership", "api_key", "invitation"]) {
      expect(await seen(nobody, from(table))).toBe(0);
      expect(await seen(nobodyOfMine, from(table))).toBe(0);
    }
  });

  it.each([
    ["key_hash", "api_key"],
    ["token_hash", "invitation"],
  ])("%s of %s is for the login flow alone", async (column, table) => {
    const statement = sql`select ${trustedText(column)} from ${trustedText(table)}`;

    for (const session of [sessions.partner, sessions.vendor, sessions.jobs]) {
      expect(await seen(session, statement)).toBe(DENIED);
    }
    expect(await seen(sessions.auth, statement)).toBe(3);
  });

  it("a partner does not learn which login a membership has", async () => {
    expect(await seen(sessions.partner, sql`select user_id from membership`)).toBe(DENIED);
  });
});

describe("what a partner cannot write", () => {
  const insertKey = (partner: Person, owner: Person): Sql => sql`
    insert into api_key (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at)
    values (
      ${uuidOf(newId("key"))}::uuid,
      ${partner.partnerId === null ? null : uuidOf(partner.partnerId)}::uuid,
      ${uuidOf(owner.memberId)}::uuid,
      'k', ${randomUUID()}::text, sha256(${randomUUID()}::text::bytea), '{LEADS_READ}', now(), now() + interval '1 day')`;
  const nobody = (): Person => ({ ...rival, memberId: `mem_${"0".repeat(26)}` });

  it("a key at a rival, at the vendor, or owned by anybody else's member", async () => {
    expect(await seen(sessions.partner, insertKey(mine, mine))).toBe(0);
    expect(await seen(sessions.partner, insertKey(rival, rival))).toBe(DENIED);
    expect(await seen(sessions.partner, insertKey(staff, staff))).toBe(DENIED);
    const ofRival = await seen(sessions.partner, insertKey(mine, rival));
    expect(ofRival).toBe("23503");
    expect(await seen(sessions.partner, insertKey(mine, staff))).toBe(ofRival);
    expect(await seen(sessions.partner, insertKey(mine, nobody()))).toBe(ofRival);
  });

  it("a membership, a role, a link", async () => {
    for (const statement of [
      sql`insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
          values (${randomUUID()}::uuid, ${randomUUID()}::uuid, ${uuidOf(mine.partnerId ?? "prt_")}::uuid, 'x', 'x', '{PARTNER_ADMIN}', now(), now())`,
      sql`update membership set roles = '{PARTNER_ADMIN}'`,
      sql`update membership set partner_id = null`,
      sql`update invitation set token_hash = sha256('x')`,
      sql`update api_key set scopes = '{LEADS_READ}'`,
      sql`update api_key set key_hash = sha256('x')`,
      sql`delete from api_key`,
    ]) {
      expect(await seen(sessions.partner, statement)).toBe(DENIED);
    }
  });

  it("rivals' rows, when it ends all it can", async () => {
    await seen(sessions.partner, sql`update api_key set revoked_at = now()`);

    const alive = await world.asOwner("select 1 from api_key where revoked_at is null");
    expect(alive).toHaveLength(2);
  });
});

describe("what the database refuses to hold", () => {
  const plant = async (roles: readonly string[], partnerId: string | null): Promise<string> => {
    const id = randomUUID();
    try {
      await world.asOwner(
        "insert into app_user (id, email, side, created_at, updated_at) values ($1, $2, $3, now(), now())",
        [id, `${id}@example.com`, partnerId === null ? "VENDOR" : "PARTNER"],
      );
      await world.asOwner(
        `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
         values ($1, $1, $2, 'x', 'x@example.com', $3, now(), now())`,
        [id, partnerId, roles],
      );
      return "held";
    } catch (error) {
      return databaseFailure(error)?.constraint ?? "?";
    }
  };

  it.each(Object.entries(ROLES))("a %s anywhere but on its side", async (role, { side }) => {
    const partner = uuidOf(mine.partnerId ?? "prt_");

    expect(await plant([role], partner)).toBe(side === "PARTNER" ? "held" : "membership_roles");
    expect(await plant([role], null)).toBe(side === "VENDOR" ? "held" : "membership_roles");
  });

  it("a member without a role, with one there is not, or at the vendor's own row", async () => {
    expect(await plant([], null)).toBe("membership_roles");
    expect(await plant(["ROOT"], null)).toBe("membership_roles");
    expect(await plant(["PARTNER_ADMIN"], "01970000-0000-7000-8000-000000000002")).toBe(
      "membership_not_of_vendors_row",
    );
  });

  it("one login on both sides, or twice at one place", async () => {
    const join = async (email: string, partnerId: string | null, role: string): Promise<string> => {
      try {
        await world.asOwner(
          `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
           select gen_random_uuid(), id, $2, 'x', email, array[$3], now(), now() from app_user where email = $1`,
          [email, partnerId, role],
        );
        return "held";
      } catch (error) {
        return databaseFailure(error)?.constraint ?? "?";
      }
    };

    expect(await join(staff.email, uuidOf(mine.partnerId ?? "prt_"), "PARTNER_ADMIN")).toBe(
      "membership_user_fkey",
    );
    expect(await join(staff.email, null, "ANALYST")).toBe("membership_once");
  });
});
