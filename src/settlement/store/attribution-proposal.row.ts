import { Column, Entity, PrimaryColumn } from "typeorm";

/** By whom a lead shall be owed, by hand: counts once another person approves it. */
@Entity("attribution_proposal")
export class AttributionProposalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_ids", array: true })
  partnerIds: string[];

  @Column({ type: "bigint", name: "shares_ppm", array: true })
  sharesPpm: bigint[];

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;
}
