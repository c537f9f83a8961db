import type { InvitationId, PartnerId, Refusal } from "../kernel/index.ts";
import { isRefusal, normaliseText, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Done } from "../platform/mutation/index.ts";

import { normaliseLoginEmail } from "./domain/login-email.ts";
import { noSuchPartner, parseRoles, refuseAdministering } from "./domain/membership-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { InvitationRow } from "./store/invitation.row.ts";

export interface InviteMember {
  /** The partner to become a member of; null for the vendor's staff. */
  readonly partnerId: PartnerId | null;
  readonly email: string;
  readonly displayName: string;
  readonly roles: readonly string[];
}

export type MemberInvited = {
  readonly kind: "MemberInvited";
  readonly invitationId: InvitationId;
  readonly subjects: readonly string[];
};

export interface InviteMemberDeps {
  readonly database: Database;
  readonly newId: NewId;
}

const INVITATION_DAYS = 14;

/**
 * Invites somebody to become a member. Nothing here looks whether the address has a login, so
 * nothing in the answer can tell. The link that is mailed or handed over is made apart from this,
 * by createInvitationLink: whoever holds it can open a login in the name of that address.
 */
export const inviteMember =
  (deps: InviteMemberDeps) =>
  (call: Call<InviteMember>, viewer: Viewer): Promise<Done<MemberInvited> | Refusal> =>
    once(deps.database, call, async (tx): Promise<MemberInvited | Refusal> => {
      const { at, command } = call;
      const forbidden = refuseAdministering(viewer, command);
      if (forbidden) return forbidden;
      const roles = parseRoles(command.roles, command);
      if (isRefusal(roles)) return roles;
      const email = normaliseLoginEmail(command.email);
      if (email === null) return invalid("email", "That is not an e-mail address.");
      const displayName = normaliseText(command.displayName, { maxLength: 200 });
      if (!displayName.ok) return invalid("displayName", `The name ${displayName.problem}.`);

      const invitationId = deps.newId("inv");
      tx.queue(
        deps.database.insert(InvitationRow, {
          id: uuidOf(invitationId),
          partnerId: command.partnerId === null ? null : uuidOf(command.partnerId),
          email,
          displayName: displayName.text,
          roles,
          invitedBy: uuidOf(viewer.memberId),
          createdAt: at,
          expiresAt: new Date(at.getTime() + INVITATION_DAYS * 86_400_000),
        }),
        {
          invitation_partner_fkey: noSuchPartner,
          invitation_not_to_vendors_row: noSuchPartner,
        },
      );
      return { kind: "MemberInvited", invitationId, subjects: [invitationId] };
    });

function invalid(field: string, message: string): Refusal {
  return refuse("VALIDATION_FAILED", message, { path: [field] });
}
