import { Column, Entity, PrimaryColumn } from "typeorm";

/** How much of what a version's rules pay a partner on a tier has. */
@Entity("incentive_tier_multiplier")
export class TierMultiplierRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "uuid", name: "tier_id" })
  tierId: string;

  /** 1,000,000 is once. */
  @Column({ type: "bigint", name: "multiplier_ppm" })
  multiplierPpm: bigint;
}
