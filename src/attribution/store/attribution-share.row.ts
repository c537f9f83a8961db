import { Column, Entity, PrimaryColumn } from "typeorm";

/** How much of a lead is owed to one partner. */
@Entity("attribution_share")
export class AttributionShareRow {
  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  @PrimaryColumn({ type: "text" })
  book: string;

  /** The beneficiary. */
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "text" })
  role: string;

  @Column({ type: "text" })
  model: string;

  /** The policy by which it was settled; null where the registrant has all, or a decision says who has what. */
  @Column({ type: "uuid", name: "policy_id", nullable: true })
  policyId: string | null;

  @Column({ type: "bigint", name: "share_ppm" })
  sharePpm: bigint;

  @Column({ type: "integer", name: "touch_rank" })
  touchRank: number;

  @PrimaryColumn({ type: "timestamptz", name: "settled_at" })
  settledAt: Date;

  /** Until when it counted; null while it does. */
  @Column({ type: "timestamptz", name: "superseded_at", nullable: true })
  supersededAt: Date | null;
}
