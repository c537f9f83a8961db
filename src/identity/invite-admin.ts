import type { Refusal } from "../kernel/index.ts";
import { isRefusal, normaliseText, refuse, uuidOf } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";
import { authSession, SYSTEM_ACTOR } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { hashOfSecret, newSecret } from "./credentials/secret.ts";
import { normaliseLoginEmail } from "./domain/login-email.ts";
import { giveInvitationLink } from "./store/invitation-queries.ts";
import { InvitationRow } from "./store/invitation.row.ts";
import { knownAddress } from "./store/login-queries.ts";
import type { KnownAddressRow } from "./store/login-queries.ts";

export interface InviteAdmin {
  readonly email: string;
  readonly displayName: string;
}

export interface AdminInvited {
  readonly email: string;
  /** For acceptInvitation; kept nowhere else. */
  readonly token: string;
  readonly expiresAt: Date;
}

const LINK_DAYS = 7;

/**
 * Invites an administrator from the server's own console: the way in where nobody is a member yet.
 * Whoever can run this holds the database anyway. Nothing is a member before the link is used, so
 * a link that was lost is simply followed by another one.
 */
export const inviteAdmin =
  (deps: { readonly database: Database; readonly newId: NewId }) =>
  async (call: {
    readonly command: InviteAdmin;
    readonly at: Date;
    readonly requestId: string;
  }): Promise<AdminInvited | Refusal> => {
    const { at, requestId } = call;
    const email = normaliseLoginEmail(call.command.email);
    if (email === null) {
      return refuse("VALIDATION_FAILED", "That is not an e-mail address.", { path: ["email"] });
    }
    const displayName = normaliseText(call.command.displayName, { maxLength: 200 });
    if (!displayName.ok) {
      return refuse("VALIDATION_FAILED", `The name ${displayName.problem}.`, { path: ["name"] });
    }
    const known = await deps.database.readOne<KnownAddressRow>(
      authSession(requestId),
      knownAddress(email),
    );
    const refusal = known && refuseKnown(known);
    if (refusal) return refusal;

    const token = newSecret("invitation");
    const invitationId = deps.newId("inv");
    const expiresAt = new Date(at.getTime() + LINK_DAYS * 86_400_000);
    const session = consoleSession(requestId);
    const done = await deps.database.transaction(session, async (tx) => {
      tx.queue(
        deps.database.insert(InvitationRow, {
          id: uuidOf(invitationId),
          partnerId: null,
          email,
          displayName: displayName.text,
          roles: ["ADMIN"],
          invitedBy: null,
          createdAt: at,
          expiresAt,
        }),
      );
      tx.queueAfter(giveInvitationLink(invitationId, hashOfSecret(token), expiresAt));
      tx.queue(
        auditRow({
          mutation: "inviteAdmin",
          at,
          actor: { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null },
          requestId,
          subjects: [invitationId],
          outcome: "DONE",
          code: null,
        }),
      );
      return invitationId;
    });
    return isRefusal(done) ? done : { email, token, expiresAt };
  };

function refuseKnown(known: KnownAddressRow): Refusal | null {
  if (known.side === "PARTNER") {
    return refuse("BUSINESS_RULE", "That address logs in for a partner; nobody is of both sides.");
  }
  return known.on_staff
    ? refuse("ALREADY_DONE", "That address is a member of the staff already.")
    : null;
}

function consoleSession(requestId: string): Session {
  return { role: "vendor", partnerId: null, actorId: SYSTEM_ACTOR, requestId };
}
