import { idOf, uuidOf } from "../../kernel/index.ts";
import type { PartnerId, ProgramVersionId } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Factors, TierFactor } from "../domain/factors.ts";

import type { RuleInForce } from "./rules-in-force.ts";

/**
 * The factors of partners under each version that names tiers, by where they stood at an instant. No
 * statement is sent where none does.
 */
export async function readFactors(
  tx: Transaction,
  rules: readonly RuleInForce[],
  partnerIds: readonly PartnerId[],
  at: Date,
): Promise<ReadonlyMap<ProgramVersionId, Factors>> {
  const versions = rules.filter(({ hasTiers }) => hasTiers).map(({ versionId }) => versionId);
  if (versions.length === 0) return new Map();
  const rows = await tx.read<{
    version_id: string;
    partner_id: string;
    tier: string;
    multiplier_ppm: bigint;
  }>(sql`
    select multiplier.version_id, period.partner_id, tier.name as tier, multiplier.multiplier_ppm
    from partner_tier_period as period
    join incentive_tier_multiplier as multiplier on multiplier.tier_id = period.tier_id
    join partner_tier as tier on tier.id = period.tier_id
    where period.partner_id = any(${partnerIds.map(uuidOf)}::uuid[])
      and period.starts_at <= ${at}::timestamptz and (period.ends_at is null or period.ends_at > ${at}::timestamptz)
      and multiplier.version_id = any(${versions.map(uuidOf)}::uuid[])`);
  const byVersion = new Map<ProgramVersionId, Map<PartnerId, TierFactor>>();
  for (const row of rows) {
    const versionId = idOf("pgv", row.version_id);
    const factors = byVersion.get(versionId) ?? new Map<PartnerId, TierFactor>();
    factors.set(idOf("prt", row.partner_id), { tier: row.tier, multiplierPpm: row.multiplier_ppm });
    byVersion.set(versionId, factors);
  }
  return byVersion;
}
