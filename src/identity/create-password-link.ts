import type { PartnerMemberId, Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Done } from "../platform/mutation/index.ts";

import { hashOfSecret, newSecret } from "./credentials/secret.ts";
import { newTokenId } from "./credentials/tokens.ts";
import { refuseMakingPasswordLink } from "./domain/membership-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { activeLoginOf } from "./store/membership-queries.ts";
import type { ActiveLoginRow } from "./store/membership-queries.ts";
import { PasswordLinkRow } from "./store/password-link.row.ts";

export interface CreatePasswordLink {
  readonly memberId: PartnerMemberId;
}

export type PasswordLinkCreated = {
  readonly kind: "PasswordLinkCreated";
  readonly memberId: PartnerMemberId;
  readonly subjects: readonly string[];
};

/** The token goes into the link; it is shown in this answer only, and null in a replay. */
export type WithToken<O extends { readonly kind: string; readonly subjects: readonly string[] }> =
  Done<O> & { readonly token: string | null };

const LINK_HOURS = 24;

/**
 * Makes a link with which a member sets the password of its login. By administrators of the vendor
 * alone: a login may open memberships at several partners, so no partner may take it over.
 */
export const createPasswordLink =
  (deps: { readonly database: Database }) =>
  async (
    call: Call<CreatePasswordLink>,
    viewer: Viewer,
  ): Promise<WithToken<PasswordLinkCreated> | Refusal> => {
    const { at, command } = call;
    const token = newSecret("passwordLink");
    const done = await once(
      deps.database,
      call,
      async (tx): Promise<PasswordLinkCreated | Refusal> => {
        const forbidden = refuseMakingPasswordLink(viewer);
        if (forbidden) return forbidden;
        const login = await tx.readOne<ActiveLoginRow>(activeLoginOf(command.memberId));
        if (!login)
          return refuse("NOT_FOUND", "There is no such active member.", { path: ["memberId"] });
        tx.queue(
          deps.database.insert(PasswordLinkRow, {
            id: newTokenId(),
            userId: login.user_id,
            tokenHash: hashOfSecret(token),
            createdBy: uuidOf(viewer.memberId),
            createdAt: at,
            expiresAt: new Date(at.getTime() + LINK_HOURS * 3_600_000),
          }),
        );
        return {
          kind: "PasswordLinkCreated",
          memberId: command.memberId,
          subjects: [command.memberId, idOf("usr", login.user_id)],
        };
      },
    );
    return isRefusal(done) ? done : { ...done, token: done.replayed ? null : token };
  };
