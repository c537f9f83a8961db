import type { Refusal, UserId } from "../kernel/index.ts";
import { idOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { AddressLimit } from "./credentials/address-limit.ts";
import type { Passwords } from "./credentials/passwords.ts";
import { hashOfSecret, isSecret } from "./credentials/secret.ts";
import { parseNewPassword } from "./domain/password-policy.ts";
import { noteRefusal } from "./note-refusal.ts";
import { forgetAttempts } from "./store/login-queries.ts";
import {
  endTokensOf,
  openPasswordLink,
  storePassword,
  usePasswordLinks,
} from "./store/password-queries.ts";
import type { PasswordLinkFound } from "./store/password-queries.ts";
import type { Standings } from "./store/standings.ts";
import type { AnonymousCall } from "./viewer.ts";
import { ANONYMOUS } from "./viewer.ts";

export interface SetPassword {
  /** From the link. */
  readonly token: string;
  readonly password: string;
}

export interface PasswordSet {
  readonly kind: "PasswordSet";
  readonly userId: UserId;
}

export interface SetPasswordDeps {
  readonly database: Database;
  readonly passwords: Passwords;
  readonly addresses: AddressLimit;
  readonly standings: Standings;
}

/**
 * Sets the password of the login that a link is for. The link is used up, and so are all others of
 * the login; every session of it ends; a lock is lifted.
 */
export const setPassword =
  (deps: SetPasswordDeps) =>
  async (call: AnonymousCall<SetPassword>): Promise<PasswordSet | Refusal> => {
    const throttled = deps.addresses.refuse(call.address, call.at);
    if (throttled) return throttled;
    const done = await useLink(deps, call);
    if (isRefusal(done) && done.code !== "THROTTLED") {
      const { code } = done;
      await noteRefusal(deps.database, call, { mutation: "setPassword", code, subjects: [] });
    }
    return done;
  };

async function useLink(
  deps: SetPasswordDeps,
  call: AnonymousCall<SetPassword>,
): Promise<PasswordSet | Refusal> {
  const { at, command } = call;
  const session = authSession(call.requestId);
  if (!isSecret("passwordLink", command.token)) return refused();
  const tokenHash = hashOfSecret(command.token);
  const link = await deps.database.readOne<PasswordLinkFound>(
    session,
    openPasswordLink(tokenHash, at),
  );
  if (!link) return refused();

  const parsed = parseNewPassword(command.password, link.email);
  if (!parsed.ok) {
    return refuse("VALIDATION_FAILED", `The password ${parsed.problem}.`, { path: ["password"] });
  }
  const hash = await deps.passwords.hash(parsed.password);
  if (isRefusal(hash)) return hash;

  const done = await deps.database.transaction(session, async (tx) => {
    const used = await tx.read(usePasswordLinks(tokenHash, link.user_id, at));
    if (used.length === 0) return refused();
    const members = await tx.read<{ id: string }>(endTokensOf(link.user_id, at));
    tx.queue(storePassword(link.user_id, hash, at));
    tx.queue(forgetAttempts(link.email, at));
    const userId = idOf("usr", link.user_id);
    tx.queue(
      auditRow({
        mutation: "setPassword",
        at,
        actor: ANONYMOUS,
        requestId: call.requestId,
        subjects: [userId],
        outcome: "DONE",
        code: null,
      }),
    );
    return { userId, members };
  });
  if (isRefusal(done)) return done;
  for (const member of done.members) deps.standings.forget(idOf("mem", member.id));
  return { kind: "PasswordSet", userId: done.userId };
}

function refused(): Refusal {
  return refuse("TOKEN_REFUSED", "The link is unknown, used or ended; ask for a new one.", {
    path: ["token"],
  });
}
