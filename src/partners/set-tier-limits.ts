import type { PartnerTierId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseOtherVersion } from "./domain/version.ts";

export interface SetTierLimits {
  readonly tierId: PartnerTierId;
  readonly expectedVersion: number;
  /** Null: any number. */
  readonly openLeadsLimit: number | null;
  readonly leadsPerDayLimit: number | null;
}

export interface TierLimitsSet extends Outcome {
  readonly kind: "TierLimitsSet";
  readonly tierId: PartnerTierId;
}

/** Limits how many leads partners of a tier register from now on. */
export const setTierLimits =
  (deps: { readonly database: Database }) => (call: Call<SetTierLimits>) =>
    once<SetTierLimits, TierLimitsSet>(deps.database, call, async (tx) => {
      const { tierId, expectedVersion, openLeadsLimit, leadsPerDayLimit } = call.command;
      const tier = await tx.readOne<{ version: number }>(sql`
        select version
        from partner_tier
        where id = ${uuidOf(tierId)}::uuid
        for no key update`);
      if (!tier) return refuse("NOT_FOUND", "There is no such tier.", { path: ["tierId"] });
      const stale = refuseOtherVersion("tier", tier.version, expectedVersion);
      if (stale) return stale;

      tx.queue(sql`
        update partner_tier
        set open_leads_limit = ${openLeadsLimit}::integer,
          leads_per_day_limit = ${leadsPerDayLimit}::integer,
          version = version + 1,
          updated_at = ${call.at}::timestamptz
        where id = ${uuidOf(tierId)}::uuid`);
      return { kind: "TierLimitsSet", tierId, subjects: [tierId] };
    });
