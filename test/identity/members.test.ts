import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Role } from "../../src/identity/domain/roles.ts";
import type { Viewer } from "../../src/identity/domain/viewer.ts";
import { idOf, isRefusal, uuidOf } from "../../src/kernel/index.ts";
import type { InvitationId, PartnerId } from "../../src/kernel/index.ts";
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

const address = (): string => `${randomUUID()}@example.com`;

const as = async (role: Role, partnerId: PartnerId | null = null): Promise<Viewer> =>
  people.viewerOf(await people.plantMember([role], partnerId));

const invite = (
  viewer: Viewer,
  partnerId: PartnerId | null,
  roles: readonly string[],
  email = address(),
) =>
  people.identity.inviteMember(
    people.call(viewer, { partnerId, email, displayName: "Grace", roles }),
    viewer,
  );

async function linkOf(invitationId: InvitationId): Promise<string> {
  const admin = await as("ADMIN");
  const { token } = granted(
    await people.identity.createInvitationLink(people.call(admin, { invitationId }), admin),
  );
  if (token === null) throw new Error("no token");
  return token;
}

const accept = (token: string, password = PASSWORD) =>
  people.identity.acceptInvitation(people.anonymous({ token, password }));

const count = async (table: string): Promise<number> => {
  const [row] = await world.asOwner<{ rows: number }>(`select count(*)::int as rows from ${table}`);
  return row?.rows ?? -1;
};

describe("an invitation", () => {
  it("makes the invited person a member who can log in", async () => {
    const partnerId = await people.plantPartner();
    const email = address();
    const { outcome } = granted(
      await invite(await as("PARTNER_ADMIN", partnerId), partnerId, ["PARTNER_MEMBER"], email),
    );

    const { memberId } = granted(await accept(await linkOf(outcome.invitationId)));

    const viewer = await people.viewerOf({ email, memberId, partnerId });
    expect(viewer).toMatchObject({ partnerId, roles: ["PARTNER_MEMBER"], displayName: "Grace" });
  });

  it("is accepted once, also when two try at once", async () => {
    const partnerId = await people.plantPartner();
    const { outcome } = granted(
      await invite(await as("PARTNER_ADMIN", partnerId), partnerId, ["PARTNER_ADMIN"]),
    );
    const token = await linkOf(outcome.invitationId);
    const before = await count("membership");

    const answers = await Promise.all([accept(token), accept(token), accept(token)]);
    const again = await accept(token);

    // the three viewers that linkOf and this test needed were planted before the count
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
    expect(again).toMatchObject({ code: "TOKEN_REFUSED" });
    expect(await count("membership")).toBe(before + 1);
  });

  it("answers alike whether the address is known or not, at the same cost", async () => {
    const partnerId = await people.plantPartner();
    const rival = await people.plantPartner();
    const admin = await as("PARTNER_ADMIN", partnerId);
    const known = await people.plantMember(["PARTNER_MEMBER"], rival);
    const staff = await people.plantMember(["SALES_REP"]);
    const own = await people.plantMember(["PARTNER_MEMBER"], partnerId);
    const answer = async (email: string) => {
      const before = { ...world.database.traffic };
      const { outcome, replayed } = granted(
        await invite(admin, partnerId, ["PARTNER_MEMBER"], email),
      );
      const after = world.database.traffic;
      return {
        fields: Object.keys(outcome),
        kind: outcome.kind,
        replayed,
        statements: after.statements - before.statements,
        roundTrips: after.roundTrips - before.roundTrips,
      };
    };

    const unknown = await answer(address());
    for (const { email } of [known, staff, own]) expect(await answer(email)).toEqual(unknown);
  });

  it("from a partner goes to that partner and its roles alone", async () => {
    const partnerId = await people.plantPartner();
    const rival = await people.plantPartner();
    const admin = await as("PARTNER_ADMIN", partnerId);
    const before = await count("invitation");

    const toRival = await invite(admin, rival, ["PARTNER_MEMBER"]);
    const toNobody = await invite(admin, idOf("prt", randomUUID()), ["PARTNER_MEMBER"]);
    const toStaff = await invite(admin, null, ["SALES_REP"]);
    const asSales = await invite(admin, partnerId, ["SALES_REP"]);
    const member = await as("PARTNER_MEMBER", partnerId);
    const byMember = await invite(member, partnerId, ["PARTNER_MEMBER"]);

    expect(toRival).toMatchObject({ code: "NOT_FOUND", path: ["partnerId"] });
    expect(toNobody).toEqual(toRival);
    expect(toStaff).toEqual(toRival);
    expect(asSales).toMatchObject({ code: "VALIDATION_FAILED", path: ["roles"] });
    expect(byMember).toMatchObject({ code: "FORBIDDEN" });
    expect(await count("invitation")).toBe(before);
  });

  it("from the vendor goes to its staff and to any partner, not to the vendor's own row", async () => {
    const partnerId = await people.plantPartner();
    const admin = await as("ADMIN");
    const vendorsRow = idOf("prt", "01970000-0000-7000-8000-000000000002");

    granted(await invite(admin, null, ["FINANCE"]));
    granted(await invite(admin, partnerId, ["PARTNER_ADMIN"]));
    granted(await invite(await as("CHANNEL_MANAGER"), partnerId, ["PARTNER_ADMIN"]));
    const missing = await invite(admin, idOf("prt", randomUUID()), ["PARTNER_ADMIN"]);
    expect(missing).toMatchObject({ code: "NOT_FOUND" });
    expect(await invite(admin, vendorsRow, ["PARTNER_ADMIN"])).toEqual(missing);
    expect(await invite(await as("CHANNEL_MANAGER"), null, ["ADMIN"])).toMatchObject({
      code: "FORBIDDEN",
    });
  });

  it("has a link only by the vendor's side, and the latest link alone works", async () => {
    const partnerId = await people.plantPartner();
    const admin = await as("PARTNER_ADMIN", partnerId);
    const { outcome } = granted(await invite(admin, partnerId, ["PARTNER_MEMBER"]));
    const { invitationId } = outcome;

    const byPartner = await people.identity.createInvitationLink(
      people.call(admin, { invitationId }),
      admin,
    );
    expect(byPartner).toMatchObject({ code: "FORBIDDEN" });

    const first = await linkOf(invitationId);
    const second = await linkOf(invitationId);
    expect(await accept(first)).toMatchObject({ code: "TOKEN_REFUSED" });
    granted(await accept(second));
  });

  it("shows its link once: a replay has none", async () => {
    const admin = await as("ADMIN");
    const { outcome } = granted(await invite(admin, null, ["ANALYST"]));
    const call = people.call(admin, { invitationId: outcome.invitationId }, randomUUID());

    const first = granted(await people.identity.createInvitationLink(call, admin));
    const again = granted(await people.identity.createInvitationLink(call, admin));

    expect(first.token).toMatch(/^baton_inv_[\w-]{43}$/);
    expect(again).toEqual({ ...first, replayed: true, token: null });
  });

  it("of an address with a login asks for its password, and takes over nothing", async () => {
    const here = await people.plantPartner();
    const known = await people.plantMember(["PARTNER_MEMBER"], await people.plantPartner());
    const { outcome } = granted(
      await invite(await as("PARTNER_ADMIN", here), here, ["PARTNER_ADMIN"], known.email),
    );
    const token = await linkOf(outcome.invitationId);

    expect(await accept(token, "another good password")).toMatchObject({ code: "TOKEN_REFUSED" });
    await people.logIn(known);
    const { memberId } = granted(await accept(token));
    expect((await people.logIn({ ...known, memberId })).memberships).toHaveLength(2);
  });

  it("is no way around the lock: guesses by it count", async () => {
    const here = await people.plantPartner();
    const known = await people.plantMember(["PARTNER_MEMBER"], await people.plantPartner());
    const { outcome } = granted(
      await invite(await as("PARTNER_ADMIN", here), here, ["PARTNER_ADMIN"], known.email),
    );
    const token = await linkOf(outcome.invitationId);
    const before = people.checks();

    for (let guess = 0; guess < 8; guess += 1) await accept(token, `guess number ${guess} here`);

    expect(people.checks() - before).toBe(5);
  });

  it("does not put one login on both sides", async () => {
    const staff = await people.plantMember(["SALES_REP"]);
    const partnerId = await people.plantPartner();
    const { outcome } = granted(
      await invite(
        await as("PARTNER_ADMIN", partnerId),
        partnerId,
        ["PARTNER_MEMBER"],
        staff.email,
      ),
    );

    expect(await accept(await linkOf(outcome.invitationId))).toMatchObject({
      code: "TOKEN_REFUSED",
    });
  });

  it("of somebody who is a member already changes nothing", async () => {
    const partnerId = await people.plantPartner();
    const member = await people.plantMember(["PARTNER_MEMBER"], partnerId);
    const admin = await as("PARTNER_ADMIN", partnerId);
    const { outcome } = granted(await invite(admin, partnerId, ["PARTNER_ADMIN"], member.email));

    expect(await accept(await linkOf(outcome.invitationId))).toMatchObject({
      code: "ALREADY_DONE",
    });
    expect((await people.viewerOf(member)).roles).toEqual(["PARTNER_MEMBER"]);
  });

  it("ends after a week", async () => {
    const { outcome } = granted(await invite(await as("ADMIN"), null, ["ANALYST"]));
    const token = await linkOf(outcome.invitationId);
    people.pass(7 * 86_400);

    expect(await accept(token)).toMatchObject({ code: "TOKEN_REFUSED" });
  });

  it("with a weak password is refused and stays open", async () => {
    const { outcome } = granted(await invite(await as("ADMIN"), null, ["ANALYST"]));
    const token = await linkOf(outcome.invitationId);

    expect(await accept(token, "short")).toMatchObject({
      code: "VALIDATION_FAILED",
      path: ["password"],
    });
    granted(await accept(token));
  });
});

describe("a password link", () => {
  const linkFor = async (memberId: ReturnType<typeof nobody>) => {
    const admin = await as("ADMIN");
    return people.identity.createPasswordLink(people.call(admin, { memberId }), admin);
  };
  const set = (token: string, password: string) =>
    people.identity.setPassword(people.anonymous({ token, password }));

  it("sets the password once, ends the sessions, lifts the lock", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { accessToken, refreshToken } = await people.logIn(ada);
    expect(await people.identity.authenticate(accessToken)).not.toBeNull();
    const wrong = { email: ada.email, password: "wrong password", memberId: null };
    for (let guess = 0; guess < 5; guess += 1) {
      await people.identity.login(people.anonymous(wrong));
    }
    const { token } = granted(await linkFor(ada.memberId));
    const spare = granted(await linkFor(ada.memberId));

    granted(await set(token ?? "", "a quite new password"));

    expect(await people.identity.authenticate(accessToken)).toBeNull();
    expect(await people.identity.refreshSession(people.anonymous({ refreshToken }))).toMatchObject({
      code: "TOKEN_REFUSED",
    });
    expect(await set(token ?? "", "yet another password")).toMatchObject({ code: "TOKEN_REFUSED" });
    expect(await set(spare.token ?? "", "yet another password")).toMatchObject({
      code: "TOKEN_REFUSED",
    });
    granted(
      await people.identity.login(
        people.anonymous({ email: ada.email, password: "a quite new password", memberId: null }),
      ),
    );
  });

  it("is used once, also when two use it at once", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { token } = granted(await linkFor(ada.memberId));

    const answers = await Promise.all([
      set(token ?? "", "first of the passwords"),
      set(token ?? "", "second of the passwords"),
    ]);

    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
  });

  it("ends after a day", async () => {
    const ada = await people.plantMember(["SALES_REP"]);
    const { token } = granted(await linkFor(ada.memberId));
    people.pass(86_400);

    expect(await set(token ?? "", "a quite new password")).toMatchObject({
      code: "TOKEN_REFUSED",
    });
  });

  it("is made by administrators of the vendor alone", async () => {
    const partnerId = await people.plantPartner();
    const member = await people.plantMember(["PARTNER_MEMBER"], partnerId);
    for (const viewer of [
      await as("PARTNER_ADMIN", partnerId),
      await as("CHANNEL_MANAGER"),
      await as("SALES_MANAGER"),
      await as("AUDITOR"),
    ]) {
      const { memberId } = member;
      const answer = await people.identity.createPasswordLink(
        people.call(viewer, { memberId }),
        viewer,
      );
      expect(answer).toMatchObject({ code: "FORBIDDEN" });
    }
    expect(await linkFor(nobody())).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("deactivating a member", () => {
  const deactivate = (viewer: Viewer, memberId: ReturnType<typeof nobody>) =>
    people.identity.deactivateMember(people.call(viewer, { memberId }), viewer);

  it("ends token, key and refresh: here at once, on the other instance within half a minute", async () => {
    const partnerId = await people.plantPartner();
    const admin = await as("PARTNER_ADMIN", partnerId);
    const leaver = await people.plantMember(["PARTNER_ADMIN"], partnerId);
    const { accessToken, refreshToken } = await people.logIn(leaver);
    const viewer = await people.identity.authenticate(accessToken);
    if (!viewer) throw new Error("not logged in");
    const { token: key } = granted(
      await people.identity.createApiKey(
        people.call(viewer, { name: "Portal", scopes: ["LEADS_READ"], expiresAt: null }),
        viewer,
      ),
    );
    const opens = async (instance: People["identity"]): Promise<readonly boolean[]> => [
      (await instance.authenticate(accessToken)) !== null,
      (await instance.authenticate(key ?? "")) !== null,
    ];
    expect(await opens(people.identity)).toEqual([true, true]);
    expect(await opens(people.other)).toEqual([true, true]);

    granted(await deactivate(admin, leaver.memberId));

    expect(await opens(people.identity)).toEqual([false, false]);
    people.pass(30);
    expect(await opens(people.other)).toEqual([false, false]);
    expect(await people.identity.refreshSession(people.anonymous({ refreshToken }))).toMatchObject({
      code: "TOKEN_REFUSED",
    });
    expect(await deactivate(admin, leaver.memberId)).toMatchObject({ code: "ALREADY_DONE" });
  });

  it("leaves the person's other memberships", async () => {
    const [here, there] = [await people.plantPartner(), await people.plantPartner()];
    const first = await people.plantMember(["PARTNER_MEMBER"], here);
    const second = await people.plantMember(["PARTNER_MEMBER"], there, first.email);

    granted(await deactivate(await as("PARTNER_ADMIN", here), first.memberId));

    expect((await people.logIn(second)).memberships).toHaveLength(1);
  });

  it("of another partner, of the staff, of nobody: the same answer, and nothing changes", async () => {
    const admin = await as("PARTNER_ADMIN", await people.plantPartner());
    const rival = await people.plantMember(["PARTNER_MEMBER"], await people.plantPartner());
    const staff = await people.plantMember(["SALES_REP"]);

    const toNobody = await deactivate(admin, nobody());
    expect(toNobody).toMatchObject({ code: "NOT_FOUND", path: ["memberId"] });
    expect(await deactivate(admin, rival.memberId)).toEqual(toNobody);
    expect(await deactivate(admin, staff.memberId)).toEqual(toNobody);
    const untouched = await world.asOwner(
      "select token_version, deactivated_at from membership where id = any($1)",
      [[uuidOf(rival.memberId), uuidOf(staff.memberId)]],
    );
    expect(untouched).toEqual([
      { token_version: 1, deactivated_at: null },
      { token_version: 1, deactivated_at: null },
    ]);
  });

  it("takes an administrator, and never oneself", async () => {
    const partnerId = await people.plantPartner();
    const admin = await as("PARTNER_ADMIN", partnerId);
    const member = await as("PARTNER_MEMBER", partnerId);
    const staff = await as("SALES_REP");

    expect(await deactivate(member, admin.memberId)).toMatchObject({ code: "FORBIDDEN" });
    expect(await deactivate(admin, admin.memberId)).toMatchObject({ code: "BUSINESS_RULE" });
    expect(await deactivate(await as("CHANNEL_MANAGER"), staff.memberId)).toMatchObject({
      code: "FORBIDDEN",
    });
    granted(await deactivate(await as("CHANNEL_MANAGER"), member.memberId));
    granted(await deactivate(await as("ADMIN"), staff.memberId));
  });
});
