import "reflect-metadata";
import { randomBytes, randomUUID } from "node:crypto";

import { hash, verify } from "@node-rs/argon2";

import { makePasswords } from "../../src/identity/credentials/passwords.ts";
import type { LoggedIn } from "../../src/identity/login.ts";
import { makeIdentity } from "../../src/identity/identity.ts";
import type { Identity } from "../../src/identity/identity.ts";
import type { Role } from "../../src/identity/domain/roles.ts";
import type { Viewer } from "../../src/identity/domain/viewer.ts";
import { actorOf, sessionOf } from "../../src/identity/viewer.ts";
import type { AnonymousCall } from "../../src/identity/viewer.ts";
import { idOf, isRefusal, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId, PartnerMemberId, Refusal } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { fingerprintOf } from "../../src/platform/mutation/index.ts";
import type { Call } from "../../src/platform/mutation/index.ts";
import type { World } from "../support/world.ts";

export const PASSWORD = "correct horse battery";

export interface Person {
  readonly email: string;
  readonly memberId: PartnerMemberId;
  readonly partnerId: PartnerId | null;
}

/** Two instances of identity on one database, under a clock that only the test moves. */
export interface People {
  readonly identity: Identity;
  readonly other: Identity;
  readonly now: () => Date;
  readonly pass: (seconds: number) => void;
  /** How often the hash function has been asked about a password. */
  readonly checks: () => number;
  readonly plantPartner: (state?: string) => Promise<PartnerId>;
  readonly plantMember: (
    roles: readonly Role[],
    partnerId?: PartnerId | null,
    email?: string,
  ) => Promise<Person>;
  readonly logIn: (person: Person) => Promise<LoggedIn>;
  readonly viewerOf: (person: Person) => Promise<Viewer>;
  readonly anonymous: <Command>(command: Command) => AnonymousCall<Command>;
  readonly call: <Command>(viewer: Viewer, command: Command, key?: string) => Call<Command>;
}

export function openPeople(world: World): People {
  let now = new Date("2027-02-01T10:00:00Z");
  let checks = 0;
  const tokens = {
    issuer: "baton",
    audience: "baton-api",
    keys: [{ id: "1", secret: randomBytes(32) }],
  } as const;
  const instance = (): Identity =>
    makeIdentity({
      database: world.database,
      clock: () => now,
      newId,
      passwords: makePasswords({
        hash,
        verify: (stored, password) => {
          checks += 1;
          return verify(stored, password);
        },
      }),
      tokens,
      lifetimes: { accessTokenSeconds: 900, refreshTokenDays: 30 },
    });
  const identity = instance();
  // one hash for all: making each would only take time
  const passwordHash = hash(PASSWORD, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });

  const anonymous = <Command>(command: Command): AnonymousCall<Command> => ({
    command,
    at: now,
    requestId: "test",
    // everybody calls from home: the limit per address is a test of its own
    address: randomUUID(),
  });
  const logIn = async (person: Person): Promise<LoggedIn> =>
    granted(
      await identity.login(
        anonymous({ email: person.email, password: PASSWORD, memberId: person.memberId }),
      ),
    );

  return {
    identity,
    other: instance(),
    now: () => now,
    pass: (seconds) => (now = new Date(now.getTime() + seconds * 1000)),
    checks: () => checks,
    plantPartner: async (state = "ACTIVE") => {
      const id = newId("prt");
      await world.asOwner(
        "insert into partner (id, name, state, created_at, updated_at) values ($1, $2, $3, $4, $4)",
        [uuidOf(id), `Partner ${randomUUID()}`, state, now],
      );
      return id;
    },
    plantMember: async (roles, partnerId = null, email = `${randomUUID()}@example.com`) => {
      const side = partnerId === null ? "VENDOR" : "PARTNER";
      const partner = partnerId === null ? null : uuidOf(partnerId);
      const memberId = newId("mem");
      await world.asOwner(
        `insert into app_user (id, email, side, password_hash, password_set_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $5, $5) on conflict do nothing`,
        [randomUUID(), email, side, await passwordHash, now],
      );
      await world.asOwner(
        `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
         select $1, id, $2, 'Ada', $3, $4, $5, $5 from app_user where email = $3`,
        [uuidOf(memberId), partner, email, roles, now],
      );
      return { email, memberId, partnerId };
    },
    logIn,
    viewerOf: async (person) => {
      const { accessToken } = await logIn(person);
      const viewer = await identity.authenticate(accessToken);
      if (!viewer) throw new Error("a login that opens nothing");
      return viewer;
    },
    anonymous,
    call: (viewer, command, key) => ({
      mutation: "test",
      key: key ?? null,
      actor: actorOf(viewer),
      session: sessionOf(viewer, "test"),
      at: now,
      fingerprint: fingerprintOf(command),
      command,
    }),
  };
}

/** The outcome, where a refusal would end the test. */
export function granted<Result>(result: Result | Refusal): Result {
  if (isRefusal(result)) throw new Error(`refused: ${result.code} ${result.message}`);
  return result;
}

/** An id like any other, of nothing. */
export const nobody = (): PartnerMemberId => idOf("mem", randomUUID());
