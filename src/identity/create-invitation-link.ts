import type { InvitationId, Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { WithToken } from "./create-password-link.ts";
import { hashOfSecret, newSecret } from "./credentials/secret.ts";
import { refuseAdministering, refuseMakingLink } from "./domain/membership-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { giveInvitationLink, lockInvitation } from "./store/invitation-queries.ts";
import type { InvitationStateRow } from "./store/invitation-queries.ts";

export interface CreateInvitationLink {
  readonly invitationId: InvitationId;
}

export type InvitationLinkCreated = {
  readonly kind: "InvitationLinkCreated";
  readonly invitationId: InvitationId;
  readonly subjects: readonly string[];
};

const LINK_DAYS = 7;

/**
 * Makes the link with which an invitation is accepted; one made before stops working. By the
 * vendor's side alone, which answers for handing it to the person who was invited.
 */
export const createInvitationLink =
  (deps: { readonly database: Database }) =>
  async (
    call: Call<CreateInvitationLink>,
    viewer: Viewer,
  ): Promise<WithToken<InvitationLinkCreated> | Refusal> => {
    const { at } = call;
    const { invitationId } = call.command;
    const token = newSecret("invitation");
    const done = await once(
      deps.database,
      call,
      async (tx): Promise<InvitationLinkCreated | Refusal> => {
        const forbidden = refuseMakingLink(viewer);
        if (forbidden) return forbidden;
        const invitation = await tx.readOne<InvitationStateRow>(lockInvitation(invitationId));
        if (!invitation) {
          return refuse("NOT_FOUND", "There is no such invitation.", { path: ["invitationId"] });
        }
        const { partner_id: partner } = invitation;
        const refusal = refuseAdministering(viewer, {
          partnerId: partner === null ? null : idOf("prt", partner),
        });
        if (refusal) return refusal;
        if (invitation.accepted)
          return refuse("ALREADY_DONE", "The invitation is accepted already.");

        const expiresAt = new Date(at.getTime() + LINK_DAYS * 86_400_000);
        tx.queue(giveInvitationLink(invitationId, hashOfSecret(token), expiresAt));
        return { kind: "InvitationLinkCreated", invitationId, subjects: [invitationId] };
      },
    );
    return isRefusal(done) ? done : { ...done, token: done.replayed ? null : token };
  };
