import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openServedWorld } from "../support/served-world.ts";
import type { ServedWorld } from "../support/served-world.ts";

import { openPeople, PASSWORD } from "./people.ts";
import type { Person } from "./people.ts";

let world: ServedWorld;
let person: Person;
beforeAll(async () => {
  world = await openServedWorld();
  person = await openPeople(world).plantMember(["SALES_REP"]);
});
afterAll(() => world.close());

const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { tokens { accessToken refreshToken } errors { code } }
}`;
const REFRESH = `mutation ($input: RefreshSessionInput!) {
  refreshSession(input: $input) { tokens { accessToken } errors { code } }
}`;
const LOGOUT = "mutation { logout { loggedOut } }";

/** An access token that ended: its session was closed. */
async function endedToken(): Promise<string> {
  const { accessToken } = await loggedIn(null);
  await world.ask(accessToken, LOGOUT);
  return accessToken;
}

async function loggedIn(bearer: string | null) {
  const input = { email: person.email, password: PASSWORD };
  const answer = await world.ask(bearer, LOGIN, { input });
  expect([answer.status, answer.errors], answer.text).toEqual([200, []]);
  expect(answer.data?.["login"].errors).toEqual([]);
  return answer.data?.["login"].tokens;
}

describe.each([
  ["that ended", endedToken],
  ["that was made up", async () => "null"],
  ["of a key that is none", async () => `baton_live_abcdefgh_${"A".repeat(43)}`],
])("a bearer %s", (_, make) => {
  test("does not keep its sender from logging in or refreshing the session", async () => {
    const bearer = await make();
    const { refreshToken } = await loggedIn(bearer);

    const refreshed = await world.ask(bearer, REFRESH, { input: { refreshToken } });

    expect(refreshed.status, refreshed.text).toBe(200);
    expect(refreshed.data?.["refreshSession"]).toMatchObject({
      tokens: { accessToken: expect.any(String) },
      errors: [],
    });
  });

  test("does not keep its sender from a link's token being judged", async () => {
    const bearer = await make();
    const token = `baton_inv_${"A".repeat(43)}`;
    for (const field of ["setPassword", "acceptInvitation"]) {
      const document = `mutation { ${field}(input: { token: "${token}", password: "${randomUUID()}" }) { errors { code } } }`;
      const answer = await world.ask(bearer, document);
      expect(answer.data?.[field].errors, answer.text).toEqual([{ code: "TOKEN_REFUSED" }]);
    }
  });

  test("is refused for all else, in the same words as ever", async () => {
    const bearer = await make();
    for (const document of [
      "{ viewer { memberId } }",
      LOGOUT,
      `mutation { refreshSession(input: { refreshToken: "x" }) { errors { code } } logout { loggedOut } }`,
    ]) {
      const answer = await world.ask(bearer, document);
      expect(answer.status).toBe(401);
      expect(answer.errors).toMatchObject([
        {
          message: "The token is not, or no longer, valid: log in again or use another key",
          extensions: { code: "UNAUTHENTICATED" },
        },
      ]);
    }
    const file = await fetch(`${world.url}/exports/credits.csv`, {
      headers: { authorization: `Bearer ${bearer}` },
    });
    expect(file.status).toBe(401);
    expect(await file.text()).toContain("no longer, valid");
  });
});
