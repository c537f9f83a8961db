import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isRefusal, uuidOf } from "../../src/kernel/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { granted, nobody, openPeople, PASSWORD } from "./people.ts";
import type { People } from "./people.ts";

let world: World;
let people: People;
beforeAll(async () => {
  world = await openWorld();
  people = openPeople(world);
});
afterAll(() => world.close());

const attempt = (email: string, password = PASSWORD, memberId = null) =>
  people.identity.login(people.anonymous({ email, password, memberId }));

describe("logging in", () => {
  it("opens the membership, and the token says who asks", async () => {
    const partnerId = await people.plantPartner();
    const ada = await people.plantMember(["PARTNER_ADMIN"], partnerId);

    const loggedIn = granted(await attempt(` ${ada.email.toUpperCase()} `));
    const viewer = await people.identity.authenticate(loggedIn.accessToken);

    expect(viewer).toMatchObject({
      memberId: ada.memberId,
      keyId: null,
      side: "PARTNER",
      partnerId,
      roles: ["PARTNER_ADMIN"],
      displayName: "Ada",
      tokenVersion: 1,
      expiresAt: new Date(people.now().getTime() + 900_000),
    });
    expect(viewer?.scopes).toContain("LEADS_WRITE");
  });

  it("with several memberships opens the one that is named, else the oldest", async () => {
    const [first, second] = [await people.plantPartner(), await people.plantPartner()];
    const here = await people.plantMember(["PARTNER_MEMBER"], first);
    people.pass(1);
    const there = await people.plantMember(["PARTNER_ADMIN"], second, here.email);

    const oldest = granted(await attempt(here.email));
    const named = await people.logIn(there);

    expect(oldest.memberId).toBe(here.memberId);
    expect(named.memberId).toBe(there.memberId);
    expect(named.memberships.map((membership) => membership.partnerId)).toEqual([first, second]);
  });

  it("leaves no password, token or typed address in the database", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { refreshToken, accessToken } = await people.logIn(ada);
    const typed = `${randomUUID()}@example.com`;
    await attempt(typed);

    const dump = await everything(world);
    for (const secret of [refreshToken, accessToken, PASSWORD, typed]) {
      expect(dump).not.toContain(secret);
    }
    expect(dump).toContain(ada.email);
  });
});

describe("a refused login", () => {
  it("has one answer, whatever stands in the way", async () => {
    const terminated = await people.plantPartner("TERMINATED");
    const active = await people.plantPartner();
    const known = await people.plantMember(["SALES_REP"]);
    const outsider = await people.plantMember(["PARTNER_MEMBER"], terminated);
    const leaver = await people.plantMember(["PARTNER_MEMBER"], active);
    await deactivate(leaver.memberId);
    const locked = await people.plantMember(["SALES_REP"]);
    for (let count = 0; count < 5; count += 1) await attempt(locked.email, "wrong password");
    const unset = await people.plantMember(["SALES_REP"]);
    await world.asOwner(
      "update app_user set password_hash = null, password_set_at = null where email = $1",
      [unset.email],
    );

    const answers = [
      await attempt("nobody@example.com"),
      await attempt("no address at all"),
      await attempt("nul\u0000@example.com"),
      await attempt(known.email, "wrong password"),
      await attempt(known.email, "x".repeat(100_000)),
      await attempt(known.email, ""),
      await attempt(outsider.email),
      await attempt(leaver.email),
      await attempt(locked.email),
      await attempt(unset.email),
      await people.identity.login(
        people.anonymous({ email: known.email, password: PASSWORD, memberId: nobody() }),
      ),
    ];

    expect(answers[0]).toMatchObject({ code: "LOGIN_REFUSED", path: null, details: {} });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it("costs the same for an unknown address as for a wrong password", async () => {
    const known = await people.plantMember(["SALES_REP"]);
    const cost = async (email: string): Promise<readonly number[]> => {
      const { statements, roundTrips, transactions } = world.database.traffic;
      const checks = people.checks();
      await attempt(email, "wrong password");
      const after = world.database.traffic;
      return [
        after.statements - statements,
        after.roundTrips - roundTrips,
        after.transactions - transactions,
        people.checks() - checks,
      ];
    };

    const forUnknown = await cost(`${randomUUID()}@example.com`);
    expect(forUnknown.at(-1)).toBe(1);
    expect(await cost(known.email)).toEqual(forUnknown);
  });

  it("leaves its audit row, and names the login only there", async () => {
    const known = await people.plantMember(["SALES_REP"]);
    await attempt(known.email, "wrong password");

    const rows = await world.asOwner(
      `select a.outcome, a.code, a.actor_kind, cardinality(a.subject_ids) as subjects
       from audit_entry a where mutation = 'login' order by a.at desc, a.id desc limit 1`,
    );
    expect(rows).toEqual([
      { outcome: "REFUSED", code: "LOGIN_REFUSED", actor_kind: "ANONYMOUS", subjects: 1 },
    ]);
  });
});

describe("the lock", () => {
  it.each([1, 2, 3, 4, 5])(
    "lets five guesses reach the hash function, of forty at once on two instances (race %i)",
    async () => {
      const ada = await people.plantMember(["SALES_REP"]);
      const before = people.checks();

      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          (index % 2 === 0 ? people.identity : people.other).login(
            people.anonymous({ email: ada.email, password: `guess ${index}`, memberId: null }),
          ),
        ),
      );

      expect(answers.every((answer) => isRefusal(answer))).toBe(true);
      expect(people.checks() - before).toBe(5);
    },
  );

  it("falls on unknown addresses as on known ones", async () => {
    const email = `${randomUUID()}@example.com`;
    const before = people.checks();
    for (let count = 0; count < 8; count += 1) await attempt(email);

    expect(people.checks() - before).toBe(5);
  });

  it("ends after a quarter of an hour, and a login forgets the failures", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    for (let count = 0; count < 5; count += 1) await attempt(ada.email, "wrong password");
    expect(isRefusal(await attempt(ada.email))).toBe(true);

    people.pass(15 * 60);
    for (let count = 0; count < 4; count += 1) await attempt(ada.email, "wrong password");
    granted(await attempt(ada.email));
    for (let count = 0; count < 4; count += 1) await attempt(ada.email, "wrong password");

    granted(await attempt(ada.email));
  });

  it("does not end the sessions that are open", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { accessToken, refreshToken } = await people.logIn(ada);
    for (let count = 0; count < 6; count += 1) await attempt(ada.email, "wrong password");

    expect(await people.identity.authenticate(accessToken)).not.toBeNull();
    granted(await people.identity.refreshSession(people.anonymous({ refreshToken })));
  });
});

it("one network address is throttled after thirty attempts in a minute, in so many words", async () => {
  const call = { ...people.anonymous({}), address: "203.0.113.9" };
  const answers = [];
  for (let count = 0; count < 31; count += 1) {
    const command = { email: `${count}@example.com`, password: "wrong password", memberId: null };
    answers.push(await people.identity.login({ ...call, command }));
  }

  expect(answers[29]).toMatchObject({ code: "LOGIN_REFUSED" });
  expect(answers[30]).toMatchObject({ code: "THROTTLED", details: { retryAfterSeconds: 60 } });
});

async function deactivate(memberId: ReturnType<typeof nobody>): Promise<void> {
  await world.asOwner("update membership set deactivated_at = now() where id = $1", [
    uuidOf(memberId),
  ]);
}

/** All rows of all tables, as text. */
async function everything(here: World): Promise<string> {
  const tables = await here.asOwner<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      here.asOwner<{ text: string }>(`select t::text as text from "${name}" t`),
    ),
  );
  return texts
    .flat()
    .map((row) => row.text)
    .join("\n");
}
