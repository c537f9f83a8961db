import type { PartnerId, PartnerTierId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseOtherVersion } from "./domain/version.ts";
import type { PartnerStateRow } from "./store/partner-state-queries.ts";
import { lockPartner } from "./store/partner-state-queries.ts";

export interface SetPartnerTier {
  readonly partnerId: PartnerId;
  /** Null: none. */
  readonly tierId: PartnerTierId | null;
  readonly expectedVersion: number;
}

export interface PartnerTierSet extends Outcome {
  readonly kind: "PartnerTierSet";
  readonly partnerId: PartnerId;
}

/**
 * Puts a partner on another tier, or on none, from now on. The database keeps since when it stood on
 * which: what was earned before stays as it was earned.
 */
export const setPartnerTier =
  (deps: { readonly database: Database }) => (call: Call<SetPartnerTier>) =>
    once<SetPartnerTier, PartnerTierSet>(deps.database, call, async (tx) => {
      const { partnerId, tierId, expectedVersion } = call.command;
      const row = await tx.readOne<PartnerStateRow>(lockPartner(partnerId));
      if (!row || row.is_vendor)
        return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
      const stale = refuseOtherVersion("partner", row.version, expectedVersion);
      if (stale) return stale;

      tx.queue(
        sql`
          update partner
          set tier_id = ${tierId === null ? null : uuidOf(tierId)}::uuid,
            version = version + 1,
            updated_at = ${call.at}::timestamptz
          where id = ${uuidOf(partnerId)}::uuid`,
        { partner_tier_fkey: noSuchTier },
      );
      return { kind: "PartnerTierSet", partnerId, subjects: [partnerId] };
    });

function noSuchTier(): Refusal {
  return refuse("NOT_FOUND", "There is no such tier.", { path: ["tierId"] });
}
