import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { inviteAdmin } from "../../src/identity/index.ts";
import type { Role } from "../../src/identity/index.ts";
import { idOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { openApi } from "../support/api.ts";
import type { Answer, Api } from "../support/api.ts";
import { callerBy, loggedIn, logIn } from "../support/logged-in.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { openPeople, PASSWORD } from "./people.ts";
import type { People, Person } from "./people.ts";

let world: World;
let api: Api;
let people: People;
let alpha: PartnerId;
let beta: PartnerId;
let admin: Caller;
let alphaAdmin: Caller;

const as = async (role: Role, partnerId: PartnerId | null = null): Promise<Caller> =>
  loggedIn(api, (await people.plantMember([role], partnerId)).email, PASSWORD);

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  people = openPeople(world);
  alpha = await people.plantPartner();
  beta = await people.plantPartner();
  admin = await as("ADMIN");
  alphaAdmin = await as("PARTNER_ADMIN", alpha);
});
afterAll(() => world.close());

const run = async (
  caller: Caller | null,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> => {
  const { data, errors } = await api.run(caller, source, variables);
  expect(errors).toBeUndefined();
  return data;
};

const LOGIN = `
  mutation ($input: LoginInput!) {
    login(input: $input) {
      tokens { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt }
      memberId memberships { memberId partnerId partnerName }
      errors { __typename code message path retryable }
    }
  }`;
const REFRESH = `
  mutation ($input: RefreshSessionInput!) {
    refreshSession(input: $input) { tokens { accessToken refreshToken } errors { code } }
  }`;
const LOGOUT = `mutation { logout { loggedOut errors { code } query { viewer { memberId } } } }`;
const VIEWER = `
  { viewer { displayName memberId apiKeyId side roles scopes expiresAt partner { id name } } }`;
const INVITE = `
  mutation ($input: InviteMemberInput!, $key: String!) {
    inviteMember(input: $input) @idempotent(key: $key) { invitationId errors { code path } }
  }`;
const LINK = `
  mutation ($id: ID!, $key: String!) {
    createInvitationLink(input: { invitationId: $id }) @idempotent(key: $key) {
      token errors { code }
    }
  }`;
const ACCEPT = `
  mutation ($token: String!, $password: String!) {
    acceptInvitation(input: { token: $token, password: $password }) {
      memberId errors { code path }
    }
  }`;
const CREATE_KEY = `
  mutation ($input: CreateApiKeyInput!, $key: String!) {
    createApiKey(input: $input) @idempotent(key: $key) {
      key apiKey { id name prefix scopes revokedAt owner { id } } errors { code path }
    }
  }`;
const REVOKE_KEY = `
  mutation ($id: ID!) {
    revokeApiKey(input: { keyId: $id }) { apiKey { id revokedAt } errors { code } }
  }`;
const DEACTIVATE = `
  mutation ($id: ID!) {
    deactivateMember(input: { memberId: $id }) { member { active version } errors { code } }
  }`;

const invite = async (caller: Caller, input: Record<string, unknown>, key: string = randomUUID()) =>
  (
    await run(caller, INVITE, {
      input: {
        email: `${randomUUID()}@example.com`,
        displayName: "Grace",
        roles: ["PARTNER_MEMBER"],
        ...input,
      },
      key,
    })
  ).inviteMember;

const createKey = async (caller: Caller, scopes: string[], key: string = randomUUID()) =>
  (await run(caller, CREATE_KEY, { input: { name: "Portal", scopes }, key })).createApiKey;

describe("a login", () => {
  it("opens the API, is refreshed, and ends with the logout", async () => {
    const person = await people.plantMember(["PARTNER_MEMBER"], alpha);

    const { login } = await run(null, LOGIN, {
      input: { email: person.email, password: PASSWORD },
    });
    expect(login.errors).toEqual([]);
    expect(login.memberId).toBe(person.memberId);
    expect(login.memberships).toHaveLength(1);

    const { refreshSession } = await run(null, REFRESH, {
      input: { refreshToken: login.tokens.refreshToken },
    });
    expect(refreshSession.errors).toEqual([]);
    const { accessToken, refreshToken } = refreshSession.tokens;
    const caller = await callerBy(api, accessToken);
    const { logout } = await run(caller, LOGOUT);
    expect(logout).toMatchObject({
      loggedOut: true,
      errors: [],
      query: { viewer: { memberId: person.memberId } },
    });

    expect(await callerBy(api, accessToken)).toBeNull();
    const again = await run(null, REFRESH, { input: { refreshToken } });
    expect(again.refreshSession).toEqual({ tokens: null, errors: [{ code: "TOKEN_REFUSED" }] });
  });

  it("has one answer for a wrong password and an unknown address, and leaves a row for each", async () => {
    const person = await people.plantMember(["SALES_REP"]);

    const wrong = await api.run(null, LOGIN, {
      input: { email: person.email, password: "not the password" },
    });
    const unknown = await api.run(null, LOGIN, {
      input: { email: "nobody@example.com", password: "not the password" },
    });

    expect(wrong).toEqual(unknown);
    expect(wrong.data?.login).toMatchObject({
      tokens: null,
      memberId: null,
      memberships: null,
      errors: [{ __typename: "BusinessRuleError", code: "LOGIN_REFUSED", path: null }],
    });
    const rows = await world.asOwner<{ actor_kind: string; code: string }>(
      "select actor_kind, code from audit_entry where mutation = 'login' and outcome = 'REFUSED'",
    );
    expect(rows).toEqual([
      { actor_kind: "ANONYMOUS", code: "LOGIN_REFUSED" },
      { actor_kind: "ANONYMOUS", code: "LOGIN_REFUSED" },
    ]);
  });

  it("names what is wrong with a malformed membership", async () => {
    const { login } = await run(null, LOGIN, {
      input: { email: "a@example.com", password: "x", memberId: alpha },
    });

    expect(login.errors).toMatchObject([
      { __typename: "ValidationError", code: "VALIDATION_FAILED", path: ["memberId"] },
    ]);
  });
});

describe("the viewer", () => {
  it("is the member, with roles, scopes and partner", async () => {
    const person = await people.plantMember(["PARTNER_MEMBER"], alpha);

    const { viewer } = await run(await loggedIn(api, person.email, PASSWORD), VIEWER);

    expect(viewer).toMatchObject({
      displayName: "Ada",
      memberId: person.memberId,
      apiKeyId: null,
      side: "PARTNER",
      roles: ["PARTNER_MEMBER"],
      partner: { id: alpha },
    });
    expect(viewer.scopes).toEqual([
      "LEADS_READ",
      "LEADS_WRITE",
      "COMMENTS_WRITE",
      "CONTACTS_READ",
      "CREDITS_READ",
      "PARTNERS_READ",
      "PROGRAMS_READ",
      "REPORTS_READ",
      "OWN_EXPORTS_WRITE",
    ]);
  });

  it("is nobody without a token", async () => {
    const { data, errors } = await api.run(null, VIEWER);

    expect(data).toEqual({ viewer: null });
    expect(errors?.[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
  });
});

describe("an invitation", () => {
  it("leads from the partner's administrator over the vendor's link to a login", async () => {
    const email = `${randomUUID()}@example.com`;
    const { invitationId, errors } = await invite(alphaAdmin, { email });
    expect(errors).toEqual([]);

    const { createInvitationLink } = await run(admin, LINK, {
      id: invitationId,
      key: randomUUID(),
    });
    const accepted = await run(null, ACCEPT, {
      token: createInvitationLink.token,
      password: "a long enough secret",
    });
    expect(accepted.acceptInvitation.errors).toEqual([]);

    const { viewer } = await run(await loggedIn(api, email, "a long enough secret"), VIEWER);
    expect(viewer).toMatchObject({
      memberId: accepted.acceptInvitation.memberId,
      partner: { id: alpha },
    });
  });

  it("shows its token once: a replay answers with the same ids and without it", async () => {
    const key = randomUUID();
    const email = `${randomUUID()}@example.com`;
    const first = await invite(alphaAdmin, { email }, key);
    expect(await invite(alphaAdmin, { email }, key)).toEqual(first);

    const link = { id: first.invitationId, key: randomUUID() };
    const { createInvitationLink: once } = await run(admin, LINK, link);
    const { createInvitationLink: replayed } = await run(admin, LINK, link);

    expect(once.token).toMatch(/^baton_inv_/);
    expect(replayed).toEqual({ token: null, errors: [] });
    const accepted = await run(null, ACCEPT, { token: once.token, password: "quite long enough" });
    expect(accepted.acceptInvitation.errors).toEqual([]);
  });

  it("is refused where its token is made up, and the refusal is on record", async () => {
    const { acceptInvitation } = await run(null, ACCEPT, {
      token: `baton_inv_${"A".repeat(43)}`,
      password: "a long enough secret",
    });

    expect(acceptInvitation).toEqual({
      memberId: null,
      errors: [{ code: "TOKEN_REFUSED", path: ["token"] }],
    });
    const rows = await world.asOwner(
      "select actor_kind, code from audit_entry where mutation = 'acceptInvitation' and outcome = 'REFUSED'",
    );
    expect(rows).toEqual([{ actor_kind: "ANONYMOUS", code: "TOKEN_REFUSED" }]);
  });

  it("is not a partner's to make elsewhere: neither on the staff nor at a rival nor at a made-up partner", async () => {
    const before = await world.asOwner("select count(*) from invitation");

    const atBeta = await invite(alphaAdmin, { partnerId: beta });
    const atNobody = await invite(alphaAdmin, { partnerId: idOf("prt", randomUUID()) });
    const onStaff = await invite(alphaAdmin, { roles: ["ADMIN"] });
    const link = await run(alphaAdmin, LINK, { id: idOf("inv", randomUUID()), key: randomUUID() });

    expect(atBeta).toEqual({
      invitationId: null,
      errors: [{ code: "NOT_FOUND", path: ["partnerId"] }],
    });
    expect(atNobody).toEqual(atBeta);
    expect(onStaff.errors).toEqual([{ code: "VALIDATION_FAILED", path: ["roles"] }]);
    expect(link.createInvitationLink).toEqual({ token: null, errors: [{ code: "FORBIDDEN" }] });
    expect(await world.asOwner("select count(*) from invitation")).toEqual(before);
  });

  it("needs a key, since it creates something", async () => {
    const { errors } = await api.run(
      alphaAdmin,
      `mutation { inviteMember(input: { email: "a@example.com", displayName: "A", roles: [PARTNER_MEMBER] }) { invitationId } }`,
    );

    expect(errors?.[0]?.extensions["code"]).toBe("IDEMPOTENCY_KEY_REQUIRED");
  });
});

describe("members and keys", () => {
  const MEMBERS = `query ($filter: MemberFilter) {
    members(first: 100, filter: $filter) { nodes { id side partner { id } } totalCount }
  }`;
  const NODE = `query ($id: ID!) { node(id: $id) { __typename id } }`;

  it("of other partners and of the vendor are not there for a partner", async () => {
    const rival = await people.plantMember(["PARTNER_ADMIN"], beta);
    const rivalKey = await createKey(await loggedIn(api, rival.email, PASSWORD), ["LEADS_READ"]);
    const ownKey = await createKey(alphaAdmin, ["LEADS_READ"]);

    const { members } = await run(alphaAdmin, MEMBERS);
    const { apiKeys } = await run(alphaAdmin, "{ apiKeys { nodes { id } } }");

    expect(new Set(members.nodes.map((node: Answer) => node.partner.id))).toEqual(new Set([alpha]));
    expect(members.totalCount).toBe(members.nodes.length);
    expect(apiKeys.nodes).toContainEqual({ id: ownKey.apiKey.id });
    expect(apiKeys.nodes).not.toContainEqual({ id: rivalKey.apiKey.id });
    for (const id of [rival.memberId, rivalKey.apiKey.id, idOf("mem", randomUUID())]) {
      expect(await run(alphaAdmin, NODE, { id })).toEqual({ node: null });
    }
    const revoked = await run(alphaAdmin, REVOKE_KEY, { id: rivalKey.apiKey.id });
    expect(revoked.revokeApiKey).toEqual({ apiKey: null, errors: [{ code: "NOT_FOUND" }] });
    const deactivated = await run(alphaAdmin, DEACTIVATE, { id: rival.memberId });
    expect(deactivated.deactivateMember.errors).toEqual([{ code: "NOT_FOUND" }]);
  });

  it("are all there for the vendor, and filtered as asked", async () => {
    const { members } = await run(admin, MEMBERS, { filter: { partnerId: beta, active: true } });

    expect(members.nodes.length).toBeGreaterThan(0);
    expect(members.nodes.every((node: Answer) => node.partner.id === beta)).toBe(true);
    const [first] = members.nodes;
    expect(await run(admin, NODE, { id: first.id })).toEqual({
      node: { __typename: "PartnerMember", id: first.id },
    });
  });

  it("take their scopes: without one there is FORBIDDEN and nothing is done", async () => {
    const member = await as("PARTNER_MEMBER", alpha);
    const before = await world.asOwner("select count(*) from api_key");

    const answer = await api.run(member, CREATE_KEY, {
      input: { name: "Mine", scopes: ["LEADS_READ"] },
      key: randomUUID(),
    });

    expect(answer.data).toEqual({ createApiKey: null });
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: "FORBIDDEN",
      coordinate: "Mutation.createApiKey",
      requiredScopes: [["API_KEYS_WRITE"]],
    });
    expect(await world.asOwner("select count(*) from api_key")).toEqual(before);
  });
});

describe("an API key", () => {
  it("opens what it carries and nothing more, until it is revoked", async () => {
    const made = await createKey(alphaAdmin, ["LEADS_READ"]);
    expect(made.errors).toEqual([]);
    expect(made.key).toMatch(new RegExp(`^baton_live_${made.apiKey.prefix}_`));

    const program = await callerBy(api, made.key);
    const { data, errors } = await api.run(
      program,
      `{ viewer { apiKeyId scopes partner { id } } leads { totalCount } members { totalCount } }`,
    );
    expect(data?.viewer).toMatchObject({ apiKeyId: made.apiKey.id, scopes: ["LEADS_READ"] });
    expect(data?.leads).toEqual({ totalCount: 0 });
    expect(data?.members).toBeNull();
    expect(errors?.map((error) => error.extensions["coordinate"]).toSorted()).toEqual([
      "Query.members",
      "Viewer.partner",
    ]);

    const { revokeApiKey } = await run(alphaAdmin, REVOKE_KEY, { id: made.apiKey.id });
    expect(revokeApiKey.apiKey.revokedAt).toBeInstanceOf(Date);
    expect(await callerBy(api, made.key)).toBeNull();
  });

  it("is shown once: a replay has the same id and no key, and no table holds it", async () => {
    const key = randomUUID();
    const first = await createKey(alphaAdmin, ["LEADS_READ"], key);
    const replayed = await createKey(alphaAdmin, ["LEADS_READ"], key);

    expect(first.key).not.toBeNull();
    expect(replayed).toEqual({ ...first, key: null });
    const secret = first.key.split("_").at(-1);
    const claims = await world.asOwner<{ text: string }>(
      "select outcome::text as text from idempotency_claim where mutation = 'createApiKey'",
    );
    expect(claims.some(({ text }) => text.includes(secret))).toBe(false);
  });

  it("gets no scope that its owner lacks", async () => {
    const made = await createKey(alphaAdmin, ["LEADS_READ", "LEADS_TRIAGE"]);

    expect(made).toMatchObject({
      key: null,
      apiKey: null,
      errors: [{ code: "FORBIDDEN", path: ["scopes"] }],
    });
  });
});

describe("a deactivated member", () => {
  it("is refused with token, refresh token, key and password", async () => {
    const person: Person = await people.plantMember(["PARTNER_ADMIN"], alpha);
    const tokens = await logIn(api, person.email, PASSWORD);
    const own = await callerBy(api, tokens.accessToken);
    if (!own) throw new Error("not logged in");
    const { key } = await createKey(own, ["LEADS_READ"]);

    const { deactivateMember } = await run(alphaAdmin, DEACTIVATE, { id: person.memberId });

    expect(deactivateMember).toEqual({ member: { active: false, version: 2 }, errors: [] });
    expect(await callerBy(api, tokens.accessToken)).toBeNull();
    expect(await callerBy(api, key)).toBeNull();
    const { refreshToken } = tokens;
    const { refreshSession } = await run(null, REFRESH, { input: { refreshToken } });
    expect(refreshSession.errors).toEqual([{ code: "TOKEN_REFUSED" }]);
    const { login } = await run(null, LOGIN, {
      input: { email: person.email, password: PASSWORD },
    });
    expect(login.errors).toMatchObject([{ code: "LOGIN_REFUSED" }]);
  });
});

describe("a password link", () => {
  const PASSWORD_LINK = `
    mutation ($id: ID!, $key: String!) {
      createPasswordLink(input: { memberId: $id }) @idempotent(key: $key) { token errors { code } }
    }`;
  const SET = `
    mutation ($token: String!, $password: String!) {
      setPassword(input: { token: $token, password: $password }) { passwordSet errors { code path } }
    }`;

  it("of an administrator sets a password, once", async () => {
    const person = await people.plantMember(["SALES_REP"]);
    const link = { id: person.memberId, key: randomUUID() };
    const { createPasswordLink } = await run(admin, PASSWORD_LINK, link);
    const again = await run(admin, PASSWORD_LINK, link);
    expect(again.createPasswordLink).toEqual({ token: null, errors: [] });

    const given = { token: createPasswordLink.token, password: "another good secret" };
    expect((await run(null, SET, given)).setPassword).toEqual({ passwordSet: true, errors: [] });

    expect((await run(null, SET, given)).setPassword).toEqual({
      passwordSet: false,
      errors: [{ code: "TOKEN_REFUSED", path: ["token"] }],
    });
    const { viewer } = await run(
      await loggedIn(api, person.email, "another good secret"),
      "{ viewer { memberId } }",
    );
    expect(viewer.memberId).toBe(person.memberId);
  });

  it("is not a channel manager's to make", async () => {
    const person = await people.plantMember(["SALES_REP"]);

    const { createPasswordLink } = await run(await as("CHANNEL_MANAGER"), PASSWORD_LINK, {
      id: person.memberId,
      key: randomUUID(),
    });

    expect(createPasswordLink).toEqual({ token: null, errors: [{ code: "FORBIDDEN" }] });
  });
});

describe("the audit log", () => {
  const LOG = `query ($filter: AuditFilter, $first: Int, $after: String) {
    auditLog(first: $first, after: $after, filter: $filter) {
      nodes { id at mutation outcome code actorKind actor { id } partner { id } subjectIds requestId }
      totalCount pageInfo { hasNextPage endCursor }
    }
  }`;

  it("tells the newest first who did what to a thing", async () => {
    const { apiKey } = await createKey(alphaAdmin, ["LEADS_READ"]);
    await run(alphaAdmin, REVOKE_KEY, { id: apiKey.id });
    await run(alphaAdmin, REVOKE_KEY, { id: apiKey.id });
    const auditor = await as("AUDITOR");

    const { auditLog } = await run(auditor, LOG, { filter: { subjectId: apiKey.id }, first: 1 });
    const next = await run(auditor, LOG, {
      filter: { subjectId: apiKey.id },
      first: 1,
      after: auditLog.pageInfo.endCursor,
    });
    const refused = await run(auditor, LOG, { filter: { mutation: "revokeApiKey" } });

    expect(auditLog.totalCount).toBe(2);
    expect(auditLog.nodes).toMatchObject([
      {
        mutation: "revokeApiKey",
        outcome: "DONE",
        code: null,
        actorKind: "MEMBER",
        actor: { id: idOf("mem", alphaAdmin.actor.id ?? "") },
        partner: { id: alpha },
        subjectIds: [apiKey.id],
        requestId: "test-request",
      },
    ]);
    expect(next.auditLog.nodes).toMatchObject([{ mutation: "createApiKey" }]);
    expect(next.auditLog.pageInfo.hasNextPage).toBe(false);
    expect(refused.auditLog.nodes[0]).toMatchObject({ outcome: "REFUSED", code: "ALREADY_DONE" });
    const [{ id }] = auditLog.nodes;
    const { node } = await run(auditor, "query ($id: ID!) { node(id: $id) { __typename } }", {
      id,
    });
    expect(node).toEqual({ __typename: "AuditEntry" });
  });

  it("keeps to the time asked for", async () => {
    const { auditLog } = await run(admin, LOG, { filter: { until: "2020-01-01T00:00:00Z" } });

    expect(auditLog.nodes).toEqual([]);
  });

  it("is closed to who lacks the scope", async () => {
    const { data, errors } = await api.run(await as("FINANCE"), LOG);

    expect(data).toEqual({ auditLog: null });
    expect(errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  });
});

it("an administrator invited from the console is refused where the address is a member already", async () => {
  const fromConsole = (email: string) =>
    inviteAdmin({ database: world.database, newId })({
      command: { email, displayName: "Root" },
      at: new Date(),
      requestId: "create-admin-test",
    });
  const member = await people.plantMember(["SALES_REP"]);
  const partners = await people.plantMember(["PARTNER_MEMBER"], alpha);

  const invited = await fromConsole("Root@Example.com");
  expect(invited).toMatchObject({ email: "root@example.com" });
  if (!("token" in invited)) throw new Error("refused");
  const { acceptInvitation } = await run(null, ACCEPT, {
    token: invited.token,
    password: "a long enough secret",
  });
  expect(acceptInvitation.errors).toEqual([]);
  const { viewer } = await run(
    await loggedIn(api, "root@example.com", "a long enough secret"),
    VIEWER,
  );
  expect(viewer).toMatchObject({ displayName: "Root", side: "VENDOR", roles: ["ADMIN"] });

  expect(await fromConsole("root@example.com")).toMatchObject({ code: "ALREADY_DONE" });
  expect(await fromConsole(member.email)).toMatchObject({ code: "ALREADY_DONE" });
  expect(await fromConsole(partners.email)).toMatchObject({ code: "BUSINESS_RULE" });
  expect(await fromConsole("no address")).toMatchObject({ code: "VALIDATION_FAILED" });
  const rows = await world.asOwner("select from audit_entry where mutation = 'inviteAdmin'");
  expect(rows).toHaveLength(1);
});
