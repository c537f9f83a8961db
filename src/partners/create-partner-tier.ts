import type { PartnerTierId, Refusal } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { CreatePartnerDeps } from "./create-partner.ts";
import { PartnerTierRow } from "./store/partner-tier.row.ts";

export interface CreatePartnerTier {
  readonly name: string;
  /** Higher is better; no two tiers have the same. */
  readonly rank: number;
}

export interface PartnerTierCreated extends Outcome {
  readonly kind: "PartnerTierCreated";
  readonly tierId: PartnerTierId;
}

/** Adds a rung on which partners can stand. */
export const createPartnerTier = (deps: CreatePartnerDeps) => (call: Call<CreatePartnerTier>) =>
  once<CreatePartnerTier, PartnerTierCreated>(deps.database, call, async (tx) => {
    const { command, at } = call;
    const tierId = deps.newId("tir");
    tx.queue(
      deps.database.insert(PartnerTierRow, {
        id: uuidOf(tierId),
        name: command.name,
        rank: command.rank,
        version: 1,
        createdAt: at,
        updatedAt: at,
      }),
      { partner_tier_name_once: taken("name"), partner_tier_rank_once: taken("rank") },
    );
    return { kind: "PartnerTierCreated", tierId, subjects: [tierId] };
  });

const taken = (field: "name" | "rank") => (): Refusal =>
  refuse("BUSINESS_RULE", `Another tier has this ${field} already.`, { path: [field] });
