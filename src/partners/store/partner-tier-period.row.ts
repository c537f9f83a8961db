import { Column, Entity, PrimaryColumn } from "typeorm";

/** On which tier a partner stood, from when until when. */
@Entity("partner_tier_period")
export class PartnerTierPeriodRow {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "integer" })
  n: number;

  @Column({ type: "uuid", name: "tier_id" })
  tierId: string;

  @Column({ type: "timestamptz", name: "starts_at" })
  startsAt: Date;

  /** Null while it stands there. */
  @Column({ type: "timestamptz", name: "ends_at", nullable: true })
  endsAt: Date | null;
}
