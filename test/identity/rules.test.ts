import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { grantApiKey } from "../../src/identity/domain/api-key-rules.ts";
import type { Attempts } from "../../src/identity/domain/lock-out.ts";
import { decideAttempt } from "../../src/identity/domain/lock-out.ts";
import { normaliseLoginEmail } from "../../src/identity/domain/login-email.ts";
import { parseRoles, refuseAdministering } from "../../src/identity/domain/membership-rules.ts";
import { scopesUnder } from "../../src/identity/domain/partner-access.ts";
import { parseNewPassword } from "../../src/identity/domain/password-policy.ts";
import { decideRefresh } from "../../src/identity/domain/refresh.ts";
import { scopesOf } from "../../src/identity/domain/roles.ts";
import type { Role } from "../../src/identity/domain/roles.ts";
import { ALL_SCOPES, SCOPES } from "../../src/identity/domain/scopes.ts";
import { viewerOf } from "../../src/identity/domain/standing.ts";
import type { Standing } from "../../src/identity/domain/standing.ts";
import type { Viewer } from "../../src/identity/domain/viewer.ts";
import { idOf, isRefusal } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";

const at = new Date("2027-02-01T10:00:00Z");
const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000);
const acme = idOf("prt", "01970000-0000-7000-8000-0000000000a1");
const rival = idOf("prt", "01970000-0000-7000-8000-0000000000b1");

function viewer(roles: readonly Role[], partnerId: PartnerId | null = null): Viewer {
  return {
    memberId: idOf("mem", "01970000-0000-7000-8000-000000000001"),
    keyId: null,
    sessionId: idOf("ses", "01970000-0000-7000-8000-000000000002"),
    side: partnerId === null ? "VENDOR" : "PARTNER",
    partnerId,
    roles,
    scopes: scopesOf(roles),
    documents: "ANY",
    displayName: "Ada",
    tokenVersion: 1,
    expiresAt: minutes(15),
  };
}

describe("the lock-out", () => {
  const attempt = (before: Attempts | null, when: Date): Attempts | "locked" => {
    const decision = decideAttempt(before, when);
    return decision.allowed ? decision.attempts : "locked";
  };
  const after = (...times: readonly Date[]): Attempts | "locked" =>
    times.reduce<Attempts | "locked">(
      (before, when) => (before === "locked" ? before : attempt(before, when)),
      { failures: 0, lastAt: at, lockedUntil: null },
    );

  it("allows five failures in a row and refuses the sixth for a quarter of an hour", () => {
    const five = [at, at, minutes(10), minutes(20), minutes(30)];

    expect(after(...five)).toEqual({ failures: 5, lastAt: minutes(30), lockedUntil: minutes(45) });
    expect(after(...five, minutes(44))).toBe("locked");
    expect(after(...five, minutes(45))).toMatchObject({ failures: 1, lockedUntil: null });
  });

  it("counts from one after a quarter of an hour of quiet", () => {
    expect(after(at, at, at, at, minutes(15))).toMatchObject({ failures: 1, lockedUntil: null });
  });

  it("never lets a quarter of an hour see more than five", () => {
    const gap = fc.oneof(
      fc.integer({ min: 0, max: 60_000 }),
      fc.constantFrom(0, 1, 14 * 60_000, 15 * 60_000 - 1, 15 * 60_000),
    );
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 200 }), (gaps) => {
        let now = at.getTime();
        let before: Attempts | null = null;
        const allowed: number[] = [];
        for (const pause of gaps) {
          now += pause;
          const decision = decideAttempt(before, new Date(now));
          if (!decision.allowed) continue;
          before = decision.attempts;
          allowed.push(now);
        }
        const isSixth = allowed.map(
          (time, index) => time - (allowed[index - 5] ?? 0) < 15 * 60_000,
        );
        expect(isSixth).not.toContain(true);
      }),
    );
  });
});

describe("a refresh token", () => {
  const good = {
    genuine: true,
    rotatedAt: null,
    expiresAt: minutes(60),
    sessionEndsAt: minutes(60),
    sessionRevokedAt: null,
    memberActive: true,
    partnerState: "ACTIVE",
    sameTokenVersion: true,
  };

  it.each([
    ["in force", {}, "ROTATE"],
    ["of the vendor's staff", { partnerState: null }, "ROTATE"],
    ["of a suspended partner, which still reads", { partnerState: "SUSPENDED" }, "ROTATE"],
    ["exchanged before", { rotatedAt: at }, "REUSED"],
    ["exchanged before and expired since", { rotatedAt: at, expiresAt: at }, "REUSED"],
    ["of a session that has ended", { sessionRevokedAt: at, rotatedAt: at }, "ENDED"],
    ["that was not handed out", { genuine: false }, "ENDED"],
    ["expired this instant", { expiresAt: at }, "ENDED"],
    ["of a session expired this instant", { sessionEndsAt: at }, "ENDED"],
    ["of a leaver", { memberActive: false }, "ENDED"],
    ["from before the tokens were ended", { sameTokenVersion: false }, "ENDED"],
    ["of a terminated partner", { partnerState: "TERMINATED" }, "ENDED"],
  ])("%s: %o is %s", (_name, change, decision) => {
    expect(decideRefresh({ ...good, ...change }, at)).toBe(decision);
  });
});

describe("a partner's state", () => {
  const all = new Set(ALL_SCOPES);
  const writes = (state: string): readonly string[] =>
    [...(scopesUnder(state, all) ?? [])].filter((scope) => SCOPES[scope].kind !== "READ");

  it("ACTIVE leaves everything", () => {
    expect(scopesUnder("ACTIVE", all)).toEqual(all);
  });

  it("SUSPENDED and APPLIED leave reading and exporting", () => {
    expect(writes("SUSPENDED")).toEqual([]);
    expect(writes("APPLIED")).toEqual([]);
    expect(scopesUnder("SUSPENDED", all)).toContain("EXPORTS_WRITE");
    expect(scopesUnder("SUSPENDED", all)).toContain("CREDITS_READ");
  });

  it("ONBOARDING may set itself up, and registers nothing", () => {
    expect(writes("ONBOARDING")).toEqual(["MEMBERS_WRITE", "WEBHOOKS_WRITE", "API_KEYS_WRITE"]);
  });

  it.each(["TERMINATED", "ANYTHING ELSE", "constructor"])("%s ends access", (state) => {
    expect(scopesUnder(state, all)).toBeNull();
  });
});

describe("a credential", () => {
  const good: Standing = {
    memberId: idOf("mem", "01970000-0000-7000-8000-000000000001"),
    partnerId: acme,
    partnerState: "ACTIVE",
    roles: ["PARTNER_MEMBER"],
    displayName: "Ada",
    tokenVersion: 1,
    deactivated: false,
    credential: { kind: "session", id: idOf("ses", "01970000-0000-7000-8000-000000000002") },
    revoked: false,
    endsAt: minutes(60),
  };

  it("that stands says who asks", () => {
    expect(viewerOf(good, at)).toMatchObject({ side: "PARTNER", roles: ["PARTNER_MEMBER"] });
    expect(viewerOf({ ...good, partnerId: null, partnerState: null }, at)?.side).toBe("VENDOR");
  });

  it.each([
    ["of a leaver", { deactivated: true }],
    ["that was revoked", { revoked: true }],
    ["that ends this instant", { endsAt: at }],
    ["of a terminated partner", { partnerState: "TERMINATED" }],
    ["of a partner without a state", { partnerState: null }],
  ])("%s opens nothing", (_name, change) => {
    expect(viewerOf({ ...good, ...change }, at)).toBeNull();
  });

  it("of a role that is no more allows nothing", () => {
    expect(viewerOf({ ...good, roles: ["ROOT", "constructor"] }, at)).toMatchObject({
      roles: [],
      scopes: new Set(),
    });
  });
});

describe("who administers members", () => {
  const refusal = (actor: Viewer, partnerId: PartnerId | null): string =>
    refuseAdministering(actor, { partnerId })?.code ?? "may";

  it.each([
    ["a partner's administrator at the own partner", viewer(["PARTNER_ADMIN"], acme), acme, "may"],
    ["at a rival, as if it were not there", viewer(["PARTNER_ADMIN"], acme), rival, "NOT_FOUND"],
    ["on the vendor's staff", viewer(["PARTNER_ADMIN"], acme), null, "NOT_FOUND"],
    ["a partner's member", viewer(["PARTNER_MEMBER"], acme), acme, "FORBIDDEN"],
    ["a channel manager at a partner", viewer(["CHANNEL_MANAGER"]), acme, "may"],
    ["a channel manager on the staff", viewer(["CHANNEL_MANAGER"]), null, "FORBIDDEN"],
    ["an administrator on the staff", viewer(["ADMIN"]), null, "may"],
    ["a sales manager", viewer(["SALES_MANAGER"]), acme, "FORBIDDEN"],
    ["an auditor", viewer(["AUDITOR"]), null, "FORBIDDEN"],
  ])("%s", (_name, actor, place, answer) => {
    expect(refusal(actor, place)).toBe(answer);
  });

  it("roles are of one side: the place's", () => {
    expect(parseRoles(["PARTNER_ADMIN", "PARTNER_ADMIN"], { partnerId: acme })).toEqual([
      "PARTNER_ADMIN",
    ]);
    expect(parseRoles(["SALES_REP", "FINANCE"], { partnerId: null })).toEqual([
      "SALES_REP",
      "FINANCE",
    ]);
    for (const [roles, partnerId] of [
      [["SALES_REP"], acme],
      [["PARTNER_ADMIN", "SALES_REP"], acme],
      [["PARTNER_ADMIN"], null],
      [["ROOT"], null],
      [["constructor"], null],
      [[], acme],
    ] as const) {
      expect(parseRoles(roles, { partnerId })).toMatchObject({
        code: "VALIDATION_FAILED",
        path: ["roles"],
      });
    }
  });
});

describe("an API key", () => {
  const admin = viewer(["PARTNER_ADMIN"], acme);
  const days = (count: number): Date => new Date(at.getTime() + count * 86_400_000);

  it("carries scopes of its owner, for a year unless said otherwise", () => {
    expect(
      grantApiKey(
        admin,
        { name: " Portal ", scopes: ["LEADS_READ", "LEADS_READ"], expiresAt: null },
        at,
      ),
    ).toEqual({
      name: "Portal",
      scopes: ["LEADS_READ"],
      expiresAt: days(365),
      documents: "ANY",
    });
  });

  it.each([
    ["a scope the owner lacks", { scopes: ["LEADS_READ", "LEADS_QUALIFY"] }, "FORBIDDEN", "scopes"],
    ["a scope there is not", { scopes: ["EVERYTHING"] }, "FORBIDDEN", "scopes"],
    ["no scope", { scopes: [] }, "VALIDATION_FAILED", "scopes"],
    ["no name", { name: "  " }, "VALIDATION_FAILED", "name"],
    ["an end in the past", { expiresAt: at }, "VALIDATION_FAILED", "expiresAt"],
    ["an end beyond two years", { expiresAt: days(731) }, "VALIDATION_FAILED", "expiresAt"],
  ])("with %s is refused", (_name, change, code, field) => {
    const request = { name: "Portal", scopes: ["LEADS_READ"], expiresAt: null, ...change };

    expect(grantApiKey(admin, request, at)).toMatchObject({ code, path: [field] });
  });

  it("made with a key never outlives it", () => {
    const byKey = { ...admin, keyId: idOf("key", "01970000-0000-7000-8000-000000000003") };
    const granted = grantApiKey(byKey, { name: "n", scopes: ["LEADS_READ"], expiresAt: null }, at);

    expect(granted).toMatchObject({ expiresAt: byKey.expiresAt });
  });

  it("is made by none but administrators", () => {
    const granted = grantApiKey(
      viewer(["PARTNER_MEMBER"], acme),
      { name: "n", scopes: ["LEADS_READ"], expiresAt: null },
      at,
    );
    expect(isRefusal(granted) && granted.code).toBe("FORBIDDEN");
  });
});

describe("what people type", () => {
  it.each([
    [" Ada.Lovelace@Acme.EXAMPLE ", "ada.lovelace@acme.example"],
    ["ada+leads@acme.example", "ada+leads@acme.example"],
    ["ada@acme", null],
    ["ada@@acme.example", null],
    ["ada lovelace@acme.example", null],
    ["ada\u0000@acme.example", null],
    ["аda@acme.example", null],
    [`${"a".repeat(300)}@acme.example`, null],
    ["", null],
  ])("%j as a login is %j", (text, email) => {
    expect(normaliseLoginEmail(text)).toBe(email);
  });

  it.each([
    ["correct horse battery", true],
    ["ｃｏｒｒｅｃｔ ｈｏｒｓｅ", true],
    ["short", false],
    ["x".repeat(12), false],
    ["y1".repeat(600), false],
    ["Password12345", false],
    ["my-lovelace-secret", false],
    ["half \ud800 of a pair", false],
  ])("%j as a new password: %j", (password, ok) => {
    expect(parseNewPassword(password, "lovelace@acme.example").ok).toBe(ok);
  });

  it("a password is the same however the keyboard composed it", () => {
    const composed = parseNewPassword("crème brûlée à la carte", "a@b.example");
    const decomposed = parseNewPassword("crème brûlée à la carte".normalize("NFD"), "a@b.example");

    expect(decomposed).toEqual(composed);
  });
});
