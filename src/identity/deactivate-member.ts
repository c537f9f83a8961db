import type { PartnerMemberId, Refusal } from "../kernel/index.ts";
import { idOf, isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Done } from "../platform/mutation/index.ts";

import { refuseAdministering, refuseDeactivating } from "./domain/membership-rules.ts";
import type { Viewer } from "./domain/viewer.ts";
import { endMembership, lockMembership, revokeKeysOf } from "./store/membership-queries.ts";
import type { MembershipStateRow } from "./store/membership-queries.ts";
import type { Standings } from "./store/standings.ts";

export interface DeactivateMember {
  readonly memberId: PartnerMemberId;
}

export type MemberDeactivated = {
  readonly kind: "MemberDeactivated";
  readonly memberId: PartnerMemberId;
  readonly subjects: readonly string[];
};

export interface DeactivateMemberDeps {
  readonly database: Database;
  readonly standings: Standings;
}

/**
 * Ends a membership: its tokens, streams and API keys end with it, here at once and on every other
 * instance within half a minute. What the member did stays; leads belong to the partner.
 */
export const deactivateMember =
  (deps: DeactivateMemberDeps) =>
  async (
    call: Call<DeactivateMember>,
    viewer: Viewer,
  ): Promise<Done<MemberDeactivated> | Refusal> => {
    const { memberId } = call.command;
    const done = await once(
      deps.database,
      call,
      async (tx): Promise<MemberDeactivated | Refusal> => {
        const member = await tx.readOne<MembershipStateRow>(lockMembership(memberId));
        if (!member) return refuse("NOT_FOUND", "There is no such member.", { path: ["memberId"] });
        const partnerId = member.partner_id === null ? null : idOf("prt", member.partner_id);
        const refusal =
          refuseAdministering(viewer, { partnerId }) ?? refuseDeactivating(viewer, memberId);
        if (refusal) return refusal;
        if (!member.active) return refuse("ALREADY_DONE", "The member is deactivated already.");

        tx.queue(endMembership(memberId, call.at));
        tx.queue(revokeKeysOf(memberId, call.at));
        return { kind: "MemberDeactivated", memberId, subjects: [memberId] };
      },
    );
    if (!isRefusal(done)) deps.standings.forget(memberId);
    return done;
  };
