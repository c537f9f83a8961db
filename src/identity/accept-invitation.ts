import type { PartnerMemberId, Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import { authSession } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { AddressLimit } from "./credentials/address-limit.ts";
import type { Passwords } from "./credentials/passwords.ts";
import { hashOfSecret, isSecret } from "./credentials/secret.ts";
import { parseNewPassword } from "./domain/password-policy.ts";
import { AppUserRow } from "./store/app-user.row.ts";
import { lockOpenInvitation, markAccepted, openInvitation } from "./store/invitation-queries.ts";
import type { OpenInvitationRow } from "./store/invitation-queries.ts";
import { noteRefusal } from "./note-refusal.ts";
import { countAttempt, forgetAttempts } from "./store/login-queries.ts";
import { MembershipRow } from "./store/membership.row.ts";
import type { AnonymousCall } from "./viewer.ts";

export interface AcceptInvitation {
  /** From the link. */
  readonly token: string;
  /** The password the new login gets, or the one that the address's login has already. */
  readonly password: string;
}

export interface InvitationAccepted {
  readonly kind: "InvitationAccepted";
  readonly memberId: PartnerMemberId;
}

export interface AcceptInvitationDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly passwords: Passwords;
  readonly addresses: AddressLimit;
}

/**
 * Makes the invited person a member. An address that has a login already keeps it, and its own
 * password must be given: the link alone takes over nothing. Wrong password, used link, a login of
 * the other side: one answer, TOKEN_REFUSED. Guesses count as attempts to log in.
 */
export const acceptInvitation =
  (deps: AcceptInvitationDeps) =>
  async (call: AnonymousCall<AcceptInvitation>): Promise<InvitationAccepted | Refusal> => {
    const throttled = deps.addresses.refuse(call.address, call.at);
    if (throttled) return throttled;
    const done = await useLink(deps, call);
    if (isRefusal(done) && done.code !== "THROTTLED") {
      const { code } = done;
      await noteRefusal(deps.database, call, { mutation: "acceptInvitation", code, subjects: [] });
    }
    return done;
  };

async function useLink(
  deps: AcceptInvitationDeps,
  call: AnonymousCall<AcceptInvitation>,
): Promise<InvitationAccepted | Refusal> {
  const { command } = call;
  if (!isSecret("invitation", command.token)) return refused();
  const invitation = await findOpen(deps, call);
  if (isRefusal(invitation)) return invitation;

  const parsed = parseNewPassword(command.password, invitation.email);
  if (!parsed.ok) {
    return refuse("VALIDATION_FAILED", `The password ${parsed.problem}.`, { path: ["password"] });
  }
  const hash = await hashFor(deps.passwords, invitation, parsed.password);
  if (isRefusal(hash)) return hash;

  return deps.database.transaction(authSession(call.requestId), async (tx) => {
    const [open] = await tx.read(lockOpenInvitation(invitation.id));
    if (!open) return refused();
    return join(deps, tx, call, invitation, hash);
  });
}

async function findOpen(
  deps: AcceptInvitationDeps,
  call: AnonymousCall<AcceptInvitation>,
): Promise<OpenInvitationRow | Refusal> {
  const found = await deps.database.transaction<OpenInvitationRow | null>(
    authSession(call.requestId),
    async (tx) => {
      const row = await tx.readOne<OpenInvitationRow>(
        openInvitation(hashOfSecret(call.command.token), call.at),
      );
      if (!row) return null;
      const attempt = await countAttempt(tx, row.email, call.at);
      return attempt.allowed ? row : null;
    },
  );
  return found ?? refused();
}

/** The hash to store: the login's own after its password was proved, a new one for a new login. */
async function hashFor(
  passwords: Passwords,
  invitation: OpenInvitationRow,
  password: string,
): Promise<string | Refusal> {
  if (invitation.user_id === null) return passwords.hash(password);
  const matches = await passwords.matches(invitation.password_hash, password);
  if (isRefusal(matches)) return matches;
  return matches && invitation.password_hash !== null ? invitation.password_hash : refused();
}

async function join(
  deps: AcceptInvitationDeps,
  tx: Transaction,
  call: AnonymousCall<AcceptInvitation>,
  invitation: OpenInvitationRow,
  hash: string,
): Promise<InvitationAccepted> {
  const { at } = call;
  const userUuid = invitation.user_id ?? uuidOf(deps.newId("usr"));
  const memberId = deps.newId("mem");
  if (invitation.user_id === null) {
    const login = {
      id: userUuid,
      email: invitation.email,
      side: invitation.partner_id === null ? "VENDOR" : "PARTNER",
      passwordHash: hash,
      passwordSetAt: at,
      createdAt: at,
      updatedAt: at,
    };
    // somebody accepted another invitation of the same new address at the same time
    tx.queue(deps.database.insert(AppUserRow, login), { app_user_email_once: refused });
  }
  tx.queue(
    deps.database.insert(MembershipRow, {
      id: uuidOf(memberId),
      userId: userUuid,
      partnerId: invitation.partner_id,
      displayName: invitation.display_name,
      email: invitation.email,
      roles: invitation.roles,
      tokenVersion: 1,
      version: 1,
      createdAt: at,
      updatedAt: at,
    }),
    { membership_once: alreadyMember, membership_user_fkey: refused },
  );
  tx.queue(markAccepted(invitation.id, memberId, at));
  tx.queue(forgetAttempts(invitation.email, at));
  tx.queue(
    auditRow({
      mutation: "acceptInvitation",
      at,
      actor: {
        kind: "MEMBER",
        id: uuidOf(memberId),
        partnerId: invitation.partner_id === null ? null : idOf("prt", invitation.partner_id),
      },
      requestId: call.requestId,
      subjects: [memberId, idOf("inv", invitation.id)],
      outcome: "DONE",
      code: null,
    }),
  );
  return { kind: "InvitationAccepted", memberId };
}

function alreadyMember(): Refusal {
  return refuse("ALREADY_DONE", "You are a member there already; log in.");
}

function refused(): Refusal {
  return refuse(
    "TOKEN_REFUSED",
    "The invitation is unknown, used or ended; or its address has a login already, whose password this is not.",
    { path: ["token"] },
  );
}
