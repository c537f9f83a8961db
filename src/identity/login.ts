import type { PartnerId, PartnerMemberId, Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { AddressLimit } from "./credentials/address-limit.ts";
import type { Passwords } from "./credentials/passwords.ts";
import type { Lifetimes, TokenPair } from "./credentials/token-pair.ts";
import { makeTokenPair, sessionEnd } from "./credentials/token-pair.ts";
import type { Tokens } from "./credentials/tokens.ts";
import { normaliseLoginEmail } from "./domain/login-email.ts";
import { normalisePassword } from "./domain/password-policy.ts";
import { noteRefusal } from "./note-refusal.ts";
import {
  countAttempt,
  forgetAttempts,
  loginByEmail,
  openMembershipsOf,
} from "./store/login-queries.ts";
import type { LoginMembershipRow, LoginRow } from "./store/login-queries.ts";
import { forgetEndedSessions, queueRefreshToken, queueSession } from "./store/session-store.ts";
import type { AnonymousCall } from "./viewer.ts";

export interface Login {
  readonly email: string;
  readonly password: string;
  /** Which membership the tokens are for; null for the oldest. */
  readonly memberId: PartnerMemberId | null;
}

export interface LoggedIn extends TokenPair {
  readonly memberId: PartnerMemberId;
  /** All that this login opens, one at a time. */
  readonly memberships: readonly {
    readonly memberId: PartnerMemberId;
    readonly partnerId: PartnerId | null;
    readonly partnerName: string | null;
  }[];
}

export interface LoginDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  readonly addresses: AddressLimit;
  readonly lifetimes: Lifetimes;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/**
 * Opens a session for an e-mail address and its password. Unknown address, wrong password, locked,
 * nothing left to open: all have one answer, LOGIN_REFUSED, after the same work or the same time.
 * THROTTLED where too many come from one network address, or wait for the hash function.
 */
export const login =
  (deps: LoginDeps) =>
  async (call: AnonymousCall<Login>): Promise<LoggedIn | Refusal> => {
    const throttled = deps.addresses.refuse(call.address, call.at);
    if (throttled) return throttled;

    const email = normaliseLoginEmail(call.command.email) ?? "";
    const found = await lookUp(deps, call, email);
    if (found === "locked") {
      await deps.pause(deps.passwords.lastCheckMs());
      return refused();
    }

    const password = normalisePassword(call.command.password) ?? "";
    const matches = await deps.passwords.matches(found.login?.password_hash ?? null, password);
    if (isRefusal(matches)) return matches;
    const chosen = choose(found.memberships, call.command.memberId);
    if (!matches || !chosen) {
      await noteRefusal(deps.database, call, {
        mutation: "login",
        code: "LOGIN_REFUSED",
        subjects: found.login ? [idOf("usr", found.login.user_id)] : [],
      });
      return refused();
    }
    return openSession(deps, call, { email, chosen, memberships: found.memberships });
  };

interface Found {
  readonly login: LoginRow | null;
  readonly memberships: readonly LoginMembershipRow[];
}

async function lookUp(
  deps: LoginDeps,
  call: AnonymousCall<Login>,
  email: string,
): Promise<Found | "locked"> {
  const found = await deps.database.transaction<Found | "locked">(
    authSession(call.requestId),
    async (tx) => {
      const [decision, row, memberships] = await Promise.all([
        countAttempt(tx, email, call.at),
        tx.readOne<LoginRow>(loginByEmail(email)),
        tx.read<LoginMembershipRow>(openMembershipsOf(email)),
      ]);
      return decision.allowed ? { login: row, memberships } : "locked";
    },
  );
  return isRefusal(found) ? "locked" : found;
}

function choose(
  memberships: readonly LoginMembershipRow[],
  memberId: PartnerMemberId | null,
): LoginMembershipRow | undefined {
  if (memberId === null) return memberships[0];
  return memberships.find((membership) => membership.id === uuidOf(memberId));
}

async function openSession(
  deps: LoginDeps,
  call: AnonymousCall<Login>,
  opened: {
    readonly email: string;
    readonly chosen: LoginMembershipRow;
    readonly memberships: readonly LoginMembershipRow[];
  },
): Promise<LoggedIn | Refusal> {
  const { chosen } = opened;
  const { at, requestId } = call;
  const holder = {
    memberId: idOf("mem", chosen.id),
    sessionId: deps.newId("ses"),
    tokenVersion: chosen.token_version,
    sessionEndsAt: sessionEnd(at),
  };
  const pair = makeTokenPair(deps.tokens, deps.lifetimes, holder, at);
  const partnerId = chosen.partner_id === null ? null : idOf("prt", chosen.partner_id);
  return deps.database.transaction<LoggedIn>(authSession(requestId), async (tx) => {
    queueSession(tx, deps.database, holder, at);
    queueRefreshToken(tx, deps.database, holder.sessionId, pair, at);
    tx.queue(forgetAttempts(opened.email, at));
    tx.queue(forgetEndedSessions(at));
    tx.queue(
      auditRow({
        mutation: "login",
        at,
        actor: { kind: "MEMBER", id: chosen.id, partnerId },
        requestId,
        subjects: [holder.sessionId],
        outcome: "DONE",
        code: null,
      }),
    );
    return { ...pair, memberId: holder.memberId, memberships: opened.memberships.map(toChoice) };
  });
}

function toChoice(row: LoginMembershipRow): LoggedIn["memberships"][number] {
  return {
    memberId: idOf("mem", row.id),
    partnerId: row.partner_id === null ? null : idOf("prt", row.partner_id),
    partnerName: row.partner_name,
  };
}

function refused(): Refusal {
  return refuse(
    "LOGIN_REFUSED",
    "E-mail and password open no login at present. After five failures wait a quarter of an hour, or ask an administrator for a password link.",
  );
}
