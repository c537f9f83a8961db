import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { isRefusal, uuidOf } from "../../src/kernel/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { granted, openPeople, PASSWORD } from "./people.ts";
import type { People, Person } from "./people.ts";

let world: World;
let people: People;
beforeAll(async () => {
  world = await openWorld();
  people = openPeople(world);
});
afterAll(() => world.close());

const refresh = (refreshToken: string) =>
  people.identity.refreshSession(people.anonymous({ refreshToken }));

const setState = async (person: Person, state: string): Promise<void> => {
  if (person.partnerId === null) throw new Error("of no partner");
  await world.asOwner("update partner set state = $2 where id = $1", [
    uuidOf(person.partnerId),
    state,
  ]);
};

describe("a refresh token", () => {
  it("is exchanged for a new pair, again and again", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    let { refreshToken } = await people.logIn(ada);
    const seen = new Set([refreshToken]);
    for (let count = 0; count < 3; count += 1) {
      people.pass(3_600);
      const pair = granted(await refresh(refreshToken));
      expect(await people.identity.authenticate(pair.accessToken)).not.toBeNull();
      refreshToken = pair.refreshToken;
      seen.add(refreshToken);
    }

    expect(seen.size).toBe(4);
  });

  it("that comes back after its exchange ends the whole session, the new pair too", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const stolen = await people.logIn(ada);
    const bystander = await people.logIn(ada);
    const fresh = granted(await refresh(stolen.refreshToken));
    expect(await people.identity.authenticate(fresh.accessToken)).not.toBeNull();

    expect(await refresh(stolen.refreshToken)).toMatchObject({ code: "TOKEN_REFUSED" });

    expect(await refresh(fresh.refreshToken)).toMatchObject({ code: "TOKEN_REFUSED" });
    expect(await people.identity.authenticate(fresh.accessToken)).toBeNull();
    expect(await people.identity.authenticate(stolen.accessToken)).toBeNull();
    granted(await refresh(bystander.refreshToken));
    const [audit] = await world.asOwner<{ refused: bigint }>(
      `select count(*)::int as refused from audit_entry
       where mutation = 'refreshSession' and outcome = 'REFUSED' and actor_id = $1`,
      [uuidOf(ada.memberId)],
    );
    expect(audit).toEqual({ refused: 2 });
  });

  it.each([1, 2, 3, 4, 5])(
    "exchanged by ten at once gives one pair, and then none works (race %i)",
    async () => {
      const ada = await people.plantMember(["SALES_REP"]);
      const { refreshToken } = await people.logIn(ada);

      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          (index % 2 === 0 ? people.identity : people.other).refreshSession(
            people.anonymous({ refreshToken }),
          ),
        ),
      );

      const pairs = answers.flatMap((answer) => (isRefusal(answer) ? [] : [answer]));
      expect(pairs).toHaveLength(1);
      expect(await refresh(pairs[0]?.refreshToken ?? "")).toMatchObject({ code: "TOKEN_REFUSED" });
    },
  );

  it("ends after thirty days, and the session after ninety", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const idle = await people.logIn(ada);
    let busy = (await people.logIn(ada)).refreshToken;
    for (let count = 0; count < 4; count += 1) {
      people.pass(22 * 86_400);
      const pair = granted(await refresh(busy));
      busy = pair.refreshToken;
    }

    people.pass(2 * 86_400);
    expect(await refresh(busy)).toMatchObject({ code: "TOKEN_REFUSED" });
    expect(await refresh(idle.refreshToken)).toMatchObject({ code: "TOKEN_REFUSED" });
  });

  it.each(["", "nonsense", "a.b.c"])("%j is refused like any other", async (text) => {
    const answer = await refresh(text);

    expect(answer).toMatchObject({ code: "TOKEN_REFUSED", path: ["refreshToken"] });
  });

  it("is not an access token, nor the other way round", async () => {
    const { accessToken, refreshToken } = await people.logIn(
      await people.plantMember(["SALES_REP"]),
    );

    expect(await people.identity.authenticate(refreshToken)).toBeNull();
    expect(await refresh(accessToken)).toMatchObject({ code: "TOKEN_REFUSED" });
  });
});

describe("logging out", () => {
  it("ends the session here at once and elsewhere within half a minute", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { accessToken, refreshToken } = await people.logIn(ada);
    const viewer = await people.identity.authenticate(accessToken);
    expect(await people.other.authenticate(accessToken)).not.toBeNull();
    if (!viewer) throw new Error("not logged in");

    granted(await people.identity.logout({ at: people.now(), requestId: "test" }, viewer));

    expect(await people.identity.authenticate(accessToken)).toBeNull();
    people.pass(30);
    expect(await people.other.authenticate(accessToken)).toBeNull();
    expect(await refresh(refreshToken)).toMatchObject({ code: "TOKEN_REFUSED" });
  });
});

describe("what ends a member's access", () => {
  it("a terminated partner: tokens within half a minute, logins and refreshes at once", async () => {
    const ada = await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner());
    const { accessToken, refreshToken } = await people.logIn(ada);
    expect(await people.identity.authenticate(accessToken)).not.toBeNull();

    await setState(ada, "TERMINATED");

    people.pass(29);
    expect(await people.identity.authenticate(accessToken)).not.toBeNull();
    people.pass(1);
    expect(await people.identity.authenticate(accessToken)).toBeNull();
    expect(await refresh(refreshToken)).toMatchObject({ code: "TOKEN_REFUSED" });
    expect(
      await people.identity.login(
        people.anonymous({ email: ada.email, password: PASSWORD, memberId: null }),
      ),
    ).toMatchObject({ code: "LOGIN_REFUSED" });
  });

  it("a suspended partner reads on and writes nothing", async () => {
    const ada = await people.plantMember(["PARTNER_ADMIN"], await people.plantPartner());
    const { accessToken } = await people.logIn(ada);
    await setState(ada, "SUSPENDED");
    people.pass(30);

    const viewer = await people.identity.authenticate(accessToken);
    expect([...(viewer?.scopes ?? [])]).toEqual([
      "LEADS_READ",
      "CONTACTS_READ",
      "CREDITS_READ",
      "PARTNERS_READ",
      "PROGRAMS_READ",
      "REPORTS_READ",
      "OWN_EXPORTS_WRITE",
      "PAYOUTS_READ",
      "TAX_READ",
    ]);
  });

  it("a change of roles shows within half a minute, with the same token", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { accessToken } = await people.logIn(ada);
    expect((await people.identity.authenticate(accessToken))?.scopes).toContain("LEADS_QUALIFY");

    await world.asOwner("update membership set roles = '{ANALYST}' where id = $1", [
      uuidOf(ada.memberId),
    ]);
    people.pass(30);

    const viewer = await people.identity.authenticate(accessToken);
    expect(viewer?.roles).toEqual(["ANALYST"]);
    expect(viewer?.scopes).not.toContain("LEADS_QUALIFY");
  });
});

it("asking who stands how costs one read per half minute, however many ask", async () => {
  const { accessToken } = await people.logIn(await people.plantMember(["SALES_REP"]));
  const before = world.database.traffic.statements;

  await Promise.all(Array.from({ length: 50 }, () => people.identity.authenticate(accessToken)));
  await people.identity.authenticate(accessToken);

  expect(world.database.traffic.statements - before).toBe(1);
});
