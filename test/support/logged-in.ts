import { randomUUID } from "node:crypto";

import { isRefusal } from "../../src/kernel/index.ts";
import { toCaller } from "../../src/identity/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import type { Api } from "./api.ts";

/** The caller that a bearer makes, as the server finds it out; null where it opens nothing. */
export async function callerBy(api: Api, bearer: string): Promise<Caller | null> {
  const viewer = await api.identity.authenticate(bearer);
  return viewer && toCaller(viewer, "test-request");
}

/** Logs somebody in past the API, from an address of its own so that no test throttles another. */
export async function logIn(
  api: Api,
  email: string,
  password: string,
): Promise<{ readonly accessToken: string; readonly refreshToken: string }> {
  const done = await api.identity.login({
    command: { email, password, memberId: null },
    at: new Date(),
    requestId: "test-request",
    address: randomUUID(),
  });
  if (isRefusal(done)) throw new Error(`refused: ${done.message}`);
  return done;
}

/** A caller who has just logged in. */
export async function loggedIn(api: Api, email: string, password: string): Promise<Caller> {
  const caller = await callerBy(api, (await logIn(api, email, password)).accessToken);
  if (!caller) throw new Error("a login that opens nothing");
  return caller;
}
